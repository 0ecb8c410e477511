"""From what a person gives for a parameter to a typed RDF term, and from terms to a query's text.

No text from outside becomes part of a query as it stands: a name is looked up and gives an IRI of the graph, everything
else becomes a literal of the parameter's datatype, written as N-Triples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.model.plain import as_argument
from whoshares.model.terms import written
from whoshares.sparql.catalogue.queries import PARAMETER_ROW, CatalogueQuery, QueryParameter
from whoshares.store.engine import Iri, Literal, Term
from whoshares.store.names import CATEGORIES, HOLDERS, Names

Given = str | int | date
"""What a parameter may be given: a thing's name or id, or a day, year, number or text."""

_CLASSES: Final = {
    "Thing": None,
    "Holder": HOLDERS,
    "DataCategory": CATEGORIES,
    "Norm": frozenset({v.WS + "Bar", v.WS + "Mandate", v.WS + "Permission"}),
    "Kind": frozenset({v.WS + "HolderKind", v.WS + "InstrumentKind"}),
}
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*")


def bind(
    query: CatalogueQuery,
    names: Names,
    given: Mapping[str, Given | Sequence[Given] | None],
    *,
    complete: bool = True,
) -> dict[str, tuple[Term, ...]]:
    """The terms for the values given, by parameter; none for what is `None` or not given.

    Several values of one parameter each give their rows. `complete` asks for all required parameters. Raises InputError
    where a parameter is unknown, is missing or has a value of another sort, NameUnknown and NameAmbiguous.
    """
    values: dict[str, list[Given]] = {parameter.name: [] for parameter in query.parameters}
    for name, value in given.items():
        parameter = query.parameter(name)
        if value is not None:
            values[parameter.name] += [value] if isinstance(value, Given) else value
    bound: dict[str, tuple[Term, ...]] = {}
    for parameter in query.parameters:
        if parameter.required and complete and not values[parameter.name]:
            raise InputError(
                f"“{query.name}” would list everything unless its parameter “{parameter.option}” is bound. Give it "
                f"{_article(parameter.wanted)}: whoshares query {query.name} --{parameter.option} "
                f"{as_argument(parameter.example)}"
            )
        bound[parameter.name] = tuple(dict.fromkeys(_term(parameter, one, names) for one in values[parameter.name]))
    return bound


def filled(query: CatalogueQuery, bound: Mapping[str, Sequence[Term]]) -> str:
    """The query's text with the terms in place of `UNDEF`; what has no term stays open."""
    rows = {name: f"VALUES ?{name} {{ {' '.join(map(written, terms))} }}" for name, terms in bound.items() if terms}
    # in one pass, so that what stands within a literal is not taken for the row of another parameter
    return PARAMETER_ROW.sub(lambda found: rows.get(found[1], found[0]), query.text)


def _term(parameter: QueryParameter, given: Given, names: Names) -> Term:
    text = given.isoformat() if isinstance(given, date) else str(given).strip()
    if not text:
        raise InputError(f"“{parameter.option}” is empty. Give it {_article(parameter.wanted)}, or leave it out.")
    if parameter.kind in ("date", "year", "integer", "text"):
        return _literal(parameter, text)
    classes = _CLASSES[parameter.kind] if parameter.kind in _CLASSES else frozenset({v.WS + parameter.kind})
    iri = names.resolve(text, classes, parameter.wanted)
    if not _ABSOLUTE_IRI.fullmatch(iri):
        raise InputError(f"“{text}” has no IRI of its own in this graph, so no query can ask for it. Name another.")
    return Iri(iri)


def _literal(parameter: QueryParameter, text: str) -> Literal:
    kind, name = parameter.kind, parameter.option
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(f"“{name}” holds bytes that are no text. Write it in UTF-8.") from None
    if kind == "text":
        return Literal(text)
    if kind == "date":
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
                return Literal(date.fromisoformat(text).isoformat(), v.XSD + "date")
        except ValueError:
            pass  # such as 30 February
        raise InputError(f"“{name}” is “{text}”, which is no day. Write a date as YYYY-MM-DD, such as 2011-10-01.")
    if kind == "year":
        if re.fullmatch(r"\d{4}", text, re.ASCII):
            return Literal(text, v.XSD + "gYear")
        raise InputError(f"“{name}” is “{text}”, which is no year. Write four digits, such as 2011.")
    if re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII):
        return Literal(str(int(text)), v.XSD + "integer")
    raise InputError(f"“{name}” is “{text}”, which is no whole number. Write digits, such as 10.")


def _article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"
