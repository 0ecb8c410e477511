"""The documents of an answer as references: BibTeX for LaTeX, CSL for Zotero and the citation processors."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from whoshares.answers.chokepoints import ChokePoints
from whoshares.answers.exposure import Exposure
from whoshares.answers.place import PlaceExposure
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.model.plain import plain
from whoshares.store.evidence import Citation

if TYPE_CHECKING:
    from whoshares.answers.parts import GraphParts

_SIGNS: Final = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_SPECIAL: Final = re.compile(r"[#$%&_{}\\~^]")


def documents_of(kg: GraphParts, answer: Answer) -> list[Citation]:
    """Each document that an answer names, once, in the order of its id."""
    found = {source.id: source for source in _citations(answer)}
    for iri in _iris(answer):
        if iri not in found and v.SOURCE in kg.names.classes(iri):
            found[iri] = kg.evidence.citation(iri, iri)
    for flow in flows_named(answer):
        for source in kg.evidence.citations(flow):
            found.setdefault(source.id, source)
    return [found[iri] for iri in sorted(found)]


def all_documents(kg: GraphParts) -> list[Citation]:
    """Each document of the graph."""
    sources = {str(s.subject) for s in kg.store.statements(predicate=v.TYPE, value=v.SOURCE)}
    return [kg.evidence.citation(iri, iri) for iri in sorted(sources)]


def bibtex(documents: Iterable[Citation]) -> Iterator[str]:
    """Documents as BibTeX, each keyed by the last part of its id."""
    for source in documents:
        fields = {
            "title": f"{{{_escaped(source.title)}}}",
            "author": f"{{{_escaped(source.publisher)}}}" if source.publisher else "",
            "year": source.issued[:4] if source.issued else "",
            "date": source.issued or "",
            "url": re.sub(r"[{}\\\s]", lambda sign: f"%{ord(sign[0]):02X}", source.address) if source.address else "",
            "note": f"{source.tier} source" if source.tier else "",
        }
        told = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items() if text)
        yield f"@misc{{{v.local_name(source.id)},\n{told}\n}}\n"


def csl(documents: Iterable[Citation]) -> Iterator[str]:
    """Documents as CSL data in JSON (citeproc-js.readthedocs.io), which Zotero imports."""
    yield json.dumps([_item(source) for source in documents], ensure_ascii=False, indent=1) + "\n"


def _item(source: Citation) -> dict[str, object]:
    item: dict[str, object] = {"id": v.local_name(source.id), "type": "document", "title": plain(source.title)}
    if source.publisher:
        item["publisher"] = plain(source.publisher)
        item["author"] = [{"literal": plain(source.publisher)}]
    if source.issued:
        item["issued"] = {"date-parts": [[int(part) for part in source.issued.split("-")]]}
    if source.address:
        item["URL"] = plain(source.address)
    if source.tier:
        item["note"] = f"{source.tier} source"
    return item


def _citations(value: object) -> Iterator[Citation]:
    """The citations anywhere within an answer."""
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _citations(one)
    elif isinstance(value, dict):
        yield from _citations(tuple(value.values()))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            if not isinstance(one := getattr(value, field.name, None), (str, int, date)):
                yield from _citations(one)


def flows_named(answer: Answer) -> Iterator[str]:
    """The flows of an answer that names them without their documents."""
    if isinstance(answer, PlaceExposure):
        for one in answer.holders:
            yield from flows_named(one)
    elif isinstance(answer, Exposure):
        for row in answer.rows_found:
            yield from row.flows
    elif isinstance(answer, ChokePoints):
        yield from (passed.id for passed in answer.passed)


def _iris(answer: Answer) -> Iterator[str]:
    labels: dict[str, str] = getattr(answer, "labels", {})
    yield from labels


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda sign: _SIGNS.get(sign[0], "\\" + sign[0]), plain(text))
