"""The engine's terms and syntaxes, and those of the model that they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from whoshares.model.terms import Blank, Iri, Literal, Term, TripleTerm

SYNTAXES: Final[Mapping[str, ox.RdfFormat]] = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "n3": ox.RdfFormat.N3,
}
"""The syntaxes of RDF, by the names that the project has for them."""

RESULT_SYNTAXES: Final[Mapping[str, ox.QueryResultsFormat]] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
"""The syntaxes of the answers to SELECT and ASK."""


def key_of(quad: ox.Quad) -> tuple[object, object, object, object]:
    """A quad in the model's terms, to be compared with a `Statement`."""
    graph = None if isinstance(quad.graph_name, ox.DefaultGraph) else term_of(quad.graph_name)
    return term_of(quad.subject), Iri(quad.predicate.value), term_of(quad.object), graph


def term_of(term: object) -> Term:
    """The model's term for one of the engine."""
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.Literal):
        return Literal(term.value, term.datatype.value, term.language)
    if isinstance(term, ox.BlankNode):
        return Blank(term.value)
    assert isinstance(term, ox.Triple)
    return TripleTerm(*triple_of(term))


def triple_of(triple: ox.Triple) -> tuple[Iri | Blank, Iri, Term]:
    """A triple in the model's terms."""
    subject = term_of(triple.subject)
    assert isinstance(subject, Iri | Blank)
    return subject, Iri(triple.predicate.value), term_of(triple.object)


def native(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    """The engine's term for one of the model."""
    if isinstance(term, Iri):
        return ox.NamedNode(term)
    if isinstance(term, Blank):
        return ox.BlankNode(term)
    if isinstance(term, TripleTerm):
        return ox.Triple(native(term.subject), ox.NamedNode(term.predicate), native(term.object))  # type: ignore[arg-type]
    if term.language:
        return ox.Literal(term.text, language=term.language)
    return ox.Literal(term.text, datatype=ox.NamedNode(term.datatype))


def ntriples(term: Term) -> str:
    """A term as N-Triples has it, in one line."""
    return str(native(term))


def resolved(reference: str, base: str) -> str | None:
    """The IRI that a reference stands for, as the engine resolves it; `None` where it is none."""
    try:
        if ":" in reference and "/." not in reference:
            return ox.NamedNode(reference).value
    except ValueError:
        pass  # such as “a/b:c”, which is relative
    if _NO_REFERENCE.search(reference):
        return None
    try:
        quads = ox.parse(f"<{reference}> <x:x> <x:x> .", format=ox.RdfFormat.TURTLE, base_iri=base)
        subject = next(iter(quads)).subject
    except (SyntaxError, ValueError):
        return None
    return subject.value if isinstance(subject, ox.NamedNode) else None


_NO_REFERENCE: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
