"""Entries, in the format of the YAML-LD files, as statements in a named graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Final

from whoshares.facts import context
from whoshares.facts.importers.importer import Entry
from whoshares.model.terms import Iri, Literal, Term, written
from whoshares.model.vocabulary import ID, TYPE, XSD

_ID: Final = re.compile(r"[a-z][a-z0-9-]*(?:/[A-Za-z0-9][A-Za-z0-9._~-]*)+")


def lines(entries: Iterable[Entry], graph: str) -> Iterator[str]:
    """What entries state, in the named graph of an id, each statement as a line of N-Quads.

    Raises ValueError where an importer uses a key that is none, an id that is none, or leaves a value empty.
    """
    home = f" <{ID}{graph}> .\n"
    for entry in entries:
        subject = written(_thing(str(entry["id"])))
        for key, values in entry.items():
            if key == "id":
                continue
            for value in (values,) if isinstance(values, str) else values:
                if not value:
                    raise ValueError(f"“{key}” of {entry['id']} is empty.")
                yield f"{subject} {_said(key, value)}{home}"


@lru_cache(maxsize=100_000)
def _said(key: str, value: str) -> str:
    """The property and the value of a statement, as N-Quads writes them: most stand in many entries."""
    predicate, term = _key(key)
    return f"{written(predicate)} {written(term(value))}"


@cache
def _key(key: str) -> tuple[Iri, Callable[[str], Term]]:
    """The property of a key, and what makes a term of its values."""
    if key == "type":
        return Iri(TYPE), _class
    if key not in context.words() or key == "states":
        raise ValueError(f"“{key}” is no key of the format.")
    term = context.terms()[key]
    predicate = Iri(context.expand(str(term["@id"])))
    kind = term.get("@type")
    if kind == "@id":
        return predicate, _thing
    if kind == "@vocab":
        inner = term["@context"]
        assert isinstance(inner, dict)
        namespace = str(inner["@vocab"])
        return predicate, lambda value: Iri(namespace + value) if "/" not in value else _thing(value)
    if kind == "xsd:date":
        return predicate, _date
    datatype = XSD + "string" if kind is None else context.expand(str(kind))
    return predicate, lambda value: Literal(value, datatype)


@cache
def _class(name: str) -> Iri:
    if name not in context.classes():
        raise ValueError(f"“{name}” is no class of the ontology.")
    return Iri(context.expand(str(context.terms()[name]["@id"])))


def _thing(value: str) -> Iri:
    if value.startswith(("https://", "http://")):
        return Iri(value)
    if not _ID.fullmatch(value):
        raise ValueError(f"“{value}” is no id.")
    return Iri(ID + value)


_DATATYPES: Final = {10: "date", 7: "gYearMonth", 4: "gYear"}


def _date(value: str) -> Literal:
    return Literal(value, XSD + _DATATYPES[len(value)])
