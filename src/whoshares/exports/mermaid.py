"""Nets as Mermaid flowcharts, which GitHub, GitLab, Obsidian and Notion draw within a text."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from whoshares.exports.nets import Net
from whoshares.model.errors import InputError

MOST: Final = 200
"""Lines of one flowchart. Mermaid refuses more than 500, and nobody reads so many."""
_SIGN: Final = re.compile(r"[^\w .,:()/&’–-]")
_TAG: Final = re.compile(r"[<>&]")


def mermaid(net: Net) -> Iterator[str]:
    """A net as a flowchart: one line for all flows between two holders, dashed where none of them is certain.

    Raises InputError where it has more lines than can be drawn.
    """
    lines: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for edge in net.edges():
        lines[edge.sender, edge.recipient].append(
            (edge.texts.get("carries", ""), edge.texts.get("certainty", "certain"))
        )
    if len(lines) > MOST:
        raise InputError(
            f"This has flows between {len(lines):,} pairs of holders, and a Mermaid flowchart holds at most {MOST}. "
            "Ask for less, or take GraphML or GEXF."
        )
    yield f"---\ntitle: {_in_yaml(net.about['title'])}\n---\nflowchart LR\n"
    numbers = {}
    for number, node in enumerate(net.nodes()):
        numbers[node.id] = f"n{number}"
        shape = ("[(", ")]") if node.texts["kind"] == "system" else ("[", "]")
        yield f"  n{number}{shape[0]}{_quoted(node.texts['label'])}{shape[1]}\n"
    for (sender, recipient), flows in lines.items():
        carries = ", ".join(dict.fromkeys(text for text, _ in flows if text))
        line = "-->" if any(certainty == "certain" for _, certainty in flows) else "-.->"
        yield f"  {numbers[sender]} {line}|{_quoted(carries or ' ')}| {numbers[recipient]}\n"
    foot = "; ".join(text for name, text in net.about.items() if name != "title")
    yield f"  %% {_SIGN.sub(' ', foot)}\n"


def _in_yaml(text: str) -> str:
    """Text in quotes as YAML reads it, which has a title by itself: there no number stands for a sign."""
    return _TAG.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))


def _quoted(text: str) -> str:
    """Text in quotes, with each sign that Mermaid, or a page that draws it, could read as its own by its number."""
    return '"' + _SIGN.sub(lambda sign: f"#{ord(sign[0])};", text) + '"'
