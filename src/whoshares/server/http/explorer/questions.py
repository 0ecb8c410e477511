"""The questions of the catalogue as pages: all by topic, and each with a form for what it is told and its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, Final

from whoshares.exports.tables import to_csv
from whoshares.model import vocabulary as v
from whoshares.server.http import pages
from whoshares.server.http.arguments import RequestParameter
from whoshares.server.http.as_data import as_data
from whoshares.server.http.explorer.links import asking
from whoshares.server.http.explorer.view import SHOWN, View, ViewAsked
from whoshares.server.http.media import CSV, HTML, JSON
from whoshares.server.problems import Problem
from whoshares.sparql.catalogue import Catalogue, CatalogueAnswer, CatalogueQuery, answer
from whoshares.store.engine import Iri

_SORTS: Final = {"date": "day", "year": "year", "integer": "whole"}
_SHOWN_ROWS: Final = 12
_LISTS: Final = {"Holder": "holders", "Place": "holders", "Program": "holders", "DataCategory": "categories"}
"""The lists of names that complete a parameter, by the class that it takes."""


@cache
def catalogue() -> tuple[CatalogueQuery, ...]:
    """The queries of the catalogue, by topic and name."""
    return tuple(Catalogue().queries())


def told_by(query: CatalogueQuery, *, required: bool = True) -> tuple[RequestParameter, ...]:
    """The parameters of a query, as those of a resource."""
    return tuple(
        RequestParameter(p.name, _SORTS.get(p.kind, "text"), p.required and required, True, p.help, argument=p.name)
        for p in query.parameters
    )


@dataclass(frozen=True, slots=True)
class _Field:
    """A parameter of a query as a field of a form."""

    name: str
    words: str
    value: str
    example: str
    help: str
    kind: str
    required: bool
    names: str


def _listed(asked: ViewAsked) -> str:
    """All questions, by topic."""
    topics = [(topic, list(queries)) for topic, queries in groupby(catalogue(), key=lambda query: query.topic)]
    if asked.format == JSON.name:
        return as_data(list(catalogue()), asked.format)
    if asked.format == CSV.name:
        rows = [{"topic": q.topic, "query": q.name, "question": q.question, "summary": q.summary} for q in catalogue()]
        return to_csv(["topic", "query", "question", "summary"], rows)
    return pages.render("questions.html", prefix=asked.prefix, topics=topics, number=len(catalogue()),
                        this=f"{asked.prefix}/questions?")  # fmt: skip


def question(query: CatalogueQuery, asked: ViewAsked) -> str:
    """One question: its form, and its answer where it is told what it needs. Raises InputError and Problem."""
    given: dict[str, list[str]] = {}
    for name, value in asked.given:
        given.setdefault(name, []).append(value)
    missing = [p.name for p in query.parameters if p.required and p.name not in given]
    if asked.format == HTML.name and missing:
        return _page(query, asked, given, None)
    if missing:
        raise Problem(400, f"“{missing[0]}” is missing, without which the query would list everything.",
                      {"parameters": [p.name for p in query.parameters]})  # fmt: skip
    found = answer(query, asked.kg.store, asked.kg.names, given)
    if asked.format == HTML.name:
        return _page(query, asked, given, found)
    return as_data(found, asked.format, list(query.columns))


def _page(
    query: CatalogueQuery, asked: ViewAsked, given: Mapping[str, Sequence[str]], found: CatalogueAnswer | None
) -> str:
    fields = [
        _Field(p.name, p.option.replace("-", " ").capitalize(), "; ".join(given.get(p.name, ())), p.example, p.help,
               _SORTS.get(p.kind, "text"), p.required, _LISTS.get(p.kind, ""))
        for p in query.parameters
    ]  # fmt: skip
    where = f"{asked.prefix}/questions/{query.name}"
    label = asked.kg.names.label
    said = ""
    if found is not None:
        named = {name: [label(str(t)) if isinstance(t, Iri) else str(t) for t in terms]
                 for name, terms in found.bound.items() if terms}  # fmt: skip
        said = "; ".join(f"{name}: {', '.join(values)}" for name, values in named.items())
    return pages.render(
        "catalogue.html",
        prefix=asked.prefix,
        query=query,
        fields=fields,
        where=where,
        example=asking(where, {p.name: p.example for p in query.parameters}),
        this=asking(where, asked.given),
        found=found,
        said=said,
        rows=[] if found is None else list(found.table),
        shown=_SHOWN_ROWS,
        label=label,
        columns=_columns(query, found),
        cell=_cell,
        editor=asking(f"{asked.prefix}/sparql", {"draft": query.name}),
    )


def _columns(query: CatalogueQuery, found: CatalogueAnswer | None) -> list[tuple[str, str, str]]:
    """The columns that are shown: name, what it holds, and the column with the ids of its things, if there is one.

    Ids stand behind the words of their column; a column in which nothing stands is left out.
    """
    filled = {name for row in (found.table if found else ()) for name, cell in row.items() if cell}
    ids = {name: f"{name}Id" for name in query.columns if f"{name}Id" in query.columns}
    return [
        (name.removesuffix("Id"), help_, ids.get(name, name if name.endswith("Id") else ""))
        for name, help_ in query.columns.items()
        if name in filled and name not in ids.values()
    ]


def _cell(cell: Any) -> list[tuple[str, bool]]:
    """The values of a cell, each with whether it is a thing."""
    if cell is None:
        return []
    if isinstance(cell, tuple):
        return [(one, one.startswith((v.ID, v.WS))) for one in cell]
    return [(str(cell), isinstance(cell, Iri))]


QUESTIONS: Final = View(
    "/questions", "The written questions by topic, each with a form.", SHOWN, _listed, (), "/questions"
)
"""All questions; the address of each goes on with its name."""
