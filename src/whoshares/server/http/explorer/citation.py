"""How to cite an answer: the question, the day, the edition of the graph, the address that shows it again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from whoshares.knowledge_graph.verbs import VERBS
from whoshares.model.version import __version__
from whoshares.server.http.arguments import parameters
from whoshares.server.http.explorer.links import Given, asking


@dataclass(frozen=True, slots=True)
class CitationOfAnswer:
    """A citation, to be pasted."""

    text: str
    bibtex: str


def cited_answer(method: str, said: str, searched: Mapping[str, int], newest: str, address: str) -> CitationOfAnswer:
    """An answer to a question of a verb, by what it says first; `address` shows it again."""
    today = date.today().isoformat()
    size = f"{searched['flows']:,} flows from {searched['sources']:,} documents, " if searched else ""
    edition = f"version {__version__}, {size}newest document of {newest}"
    text = f"whoshares: “{said}” Answer to “{VERBS[method].question}” Graph {edition}. {address}, read on {today}."
    fields = {
        "title": _braced(said),
        "author": "{The whoshares contributors}",
        "year": today[:4],
        "howpublished": _braced(address),
        "note": _braced(f"Answer of the whoshares graph, {edition}; read on {today}"),
    }
    told = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return CitationOfAnswer(text, f"@misc{{whoshares-{today},\n{told}\n}}")


def fixed_address(method: str, given: Given, prefix: str) -> str:
    """The address of an answer with its day said, so that it shows the same tomorrow."""
    told = list(given)
    names = {name for name, _ in told}
    takes = {parameter.name for parameter in parameters(method)}
    if "asOf" in takes and not names & {"asOf", "between", "ever"}:
        told.append(("asOf", date.today().isoformat()))
    return asking(f"{prefix}/{method}", told)


def _braced(text: str) -> str:
    """Text as BibTeX reads it: what is a sign of its own there is escaped."""
    return re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", "/"))


def searched_of(answer: Any) -> Mapping[str, int]:
    """How much was searched for an answer, where it says so."""
    found: Mapping[str, int] = getattr(answer, "searched", {})
    return found if {"flows", "sources"} <= found.keys() else {}
