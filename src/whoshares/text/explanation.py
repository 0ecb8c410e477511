"""Explanations as people read them: the triple, who states it, or the premises from which it follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text
from rich.tree import Tree

from whoshares.model import vocabulary as v
from whoshares.model.plain import plain
from whoshares.model.vocabulary import shorten
from whoshares.text.sources import add_address

if TYPE_CHECKING:
    from whoshares.answers.explanation import Explanation, Reason
    from whoshares.store.evidence import Citation


def render_explanation(explanation: Explanation) -> Group:
    """What holds and why: a tree, each premise under what it leads to."""
    reason = explanation.reason
    if explanation.outcome == "neither":
        return Group(
            Text.assemble(
                "No source states, and nothing in the graph entails, that ",
                (_sentence(reason), "bold"),
                f". “whoshares show {shorten(reason.subject)}” tells what is known of it.",
            )
        )
    head = {
        "stated": "Stated" + (":" if reason.sources else ", without a source:"),
        "inferred": f"Stated by no source; it follows{_when(reason)}:",
    }[explanation.outcome]
    tree = Tree(_line(reason), guide_style="dim")
    _grow(tree, reason)
    return Group(Text(head, "dim"), tree)


def _when(reason: Reason) -> str:
    """That what follows from a flow is said of no day."""
    of_flow = any(premise.predicate in (v.SENDER, v.RECIPIENT) for premise in reason.premises)
    return ", of some day (dates play no part; “whoshares trace” tells when)" if of_flow else ""


def _grow(tree: Tree, reason: Reason) -> None:
    for citation in reason.sources:
        tree.add(_citation(citation))
    for premise in reason.premises:
        _grow(tree.add(_line(premise)), premise)


def _line(reason: Reason) -> Text:
    line = Text(_sentence(reason), "bold" if reason.rule else "default")
    if reason.because:
        line.append(f"\n{reason.because} ({reason.rule})", "not bold dim")
    return line


def _sentence(reason: Reason) -> str:
    subject, predicate, value = map(plain, reason.words)
    return " · ".join((subject, predicate, value))


def _citation(citation: Citation) -> Text:
    text = Text(plain(citation.title), "italic")
    about: Sequence[str | None] = (citation.publisher, citation.issued)
    if any(about):
        text.append(f" ({', '.join(plain(each) for each in about if each)})", "not italic")
    if citation.tier:
        text.append(f" · {citation.tier}", "not italic magenta")
    if citation.locator:
        text.append(f" · {plain(citation.locator)}", "not italic")
    add_address(text, citation)
    return text
