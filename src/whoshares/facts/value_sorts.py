"""Which properties take a thing and which take text, and the error where a graph states the other.

Routes follow IRIs. A name in quotes where a thing belongs leads nowhere, and an answer of “none known” would be wrong.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from whoshares.facts.context import text_properties
from whoshares.facts.yaml_ld import vocabulary_store
from whoshares.model import vocabulary as v
from whoshares.model.errors import FileError
from whoshares.store.engine import Iri, Literal, Store, Term, TripleTerm


class Sorts(NamedTuple):
    """The properties, as IRIs, by what they take."""

    things: frozenset[str]
    texts: frozenset[str]


def sorts_of(vocabulary: Store) -> Sorts:
    """The sorts that an ontology gives its properties, and the JSON-LD context those of other vocabularies."""
    things = frozenset(vocabulary.members(v.OWL + "ObjectProperty") | {v.TYPE})
    return Sorts(things, frozenset(vocabulary.members(v.OWL + "DatatypeProperty") | text_properties()) - things)


@cache
def shipped_sorts() -> Sorts:
    """The sorts that the shipped ontology gives."""
    return sorts_of(vocabulary_store())


def check_value(subject: Term, predicate: str, value: Term, sorts: Sorts, where: str) -> None:
    """Raises FileError where a value is not of the sort that its property takes; `where` names the data."""
    if (predicate in sorts.things and not isinstance(value, Iri)) or (
        predicate in sorts.texts and not isinstance(value, Literal)
    ):
        raise FileError(f"{where}: {sentence(subject, predicate, value)}")


def check_values(store: Store, sorts: Sorts, where: str, text: bytes = b"") -> None:
    """Raises FileError where a store states a value that is not of the sort that its property takes.

    `text` is what the statements were read from: the error gives the line where it can be told.
    """
    found = store.misplaced(sorts.things, sorts.texts)
    if not found:
        return
    lines = text.decode(errors="replace").split("\n")
    placed = sorted((_line(lines, s.predicate, s.object) or len(lines) + 1, s) for s in found)
    line, first = placed[0]
    said = sentence(first.subject, first.predicate, first.object)
    more = f" {len(found) - 1:,} more like it." if len(found) > 1 else ""
    raise FileError(f"{where}{f':{line}' if line <= len(lines) else ''}: {said}{more}")


def sentence(subject: Term, predicate: str, value: Term) -> str:
    """What is wrong with a value that is not of the sort that its property takes."""
    named = f"{v.shorten(predicate)} of {v.shorten(subject) if isinstance(subject, Iri) else 'a blank node'}"
    if isinstance(value, Literal):
        return (
            f"{named} is the text “{_cut(value.text)}”, and takes a thing. Write the thing's IRI, without quotes; in "
            'JSON-LD, say "@type": "@id" of the key.'
        )
    if isinstance(value, Iri):
        return f"{named} is the IRI {_cut(value)}, and takes text. Write it in quotes."
    if isinstance(value, TripleTerm):
        return f"{named} is a triple term, and takes a thing or text."
    if predicate in shipped_sorts().texts:
        return f"{named} is a blank node, and takes text. Write it in quotes."
    return f"{named} is a blank node, and takes a thing that has a name. Give the thing an IRI."


def _cut(text: str, longest: int = 100) -> str:
    return text if len(text) <= longest else text[:longest] + " …"


def _line(lines: list[str], predicate: str, value: Term) -> int | None:
    """The line, from 1, of the only place where the value seems to stand."""
    if isinstance(value, Literal):
        signs = [f'"{value.text}"', f"'{value.text}'"]
    elif isinstance(value, Iri):
        signs = [value, v.local_name(value)]
    else:
        return None
    holding = [at for at, line in enumerate(lines, 1) if any(sign in line for sign in signs)]
    beside = [at for at in holding if v.local_name(predicate) in lines[at - 1]]
    for places in (beside, holding):
        if len(places) == 1:
            return places[0]
    return None
