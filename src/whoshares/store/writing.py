"""Writing quads and triples as text, in an order that is fixed, so that equal content gives equal bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

import pyoxigraph as ox

from whoshares.model.errors import InputError
from whoshares.model.terms import Blank, Iri, Term, quiet_rdflib, rdflib_node
from whoshares.model.vocabulary import PREFIXES
from whoshares.store.native import SYNTAXES

if TYPE_CHECKING:
    from rdflib import Graph


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to a CONSTRUCT or DESCRIBE query, in a fixed order."""

    triples: tuple[tuple[Iri | Blank, Iri, Term], ...]
    _native: tuple[ox.Triple, ...]

    def serialize(self, format_name: str) -> str:
        """The triples as text in an RDF syntax (`turtle`, `ntriples`; `jsonld` in its expanded form)."""
        prefixes = None if format_name == "jsonld" else prefixes_in(map(str, self._native))
        return written(self._native, SYNTAXES[format_name], prefixes)

    def to_rdflib(self) -> Graph:
        """The triples as an rdflib `Graph` in rdflib's own memory."""
        from rdflib import Graph

        graph = Graph()
        with quiet_rdflib():
            for subject, predicate, value in self.triples:
                graph.add((rdflib_node(subject), rdflib_node(predicate), rdflib_node(value)))
        return graph


def written(
    said: Iterable[ox.Quad] | Iterable[ox.Triple], syntax: ox.RdfFormat, prefixes: Mapping[str, str] | None
) -> str:
    """Quads or triples, in the order given, as text. Raises InputError where the syntax has no place for some."""
    sink = io.BytesIO()
    write_into(sink, said, syntax, prefixes)
    return sink.getvalue().decode()


def write_into(
    sink: IO[bytes],
    said: Iterable[ox.Quad] | Iterable[ox.Triple],
    syntax: ox.RdfFormat,
    prefixes: Mapping[str, str] | None,
) -> None:
    """Write quads or triples, in the order given. Raises InputError where the syntax has no place for some."""
    try:
        ox.serialize(said, sink, format=syntax, prefixes=None if prefixes is None else dict(prefixes))
    except OSError:  # the engine's word for it
        raise InputError(
            f"{syntax.name} has no triple terms of RDF 1.2, and this holds some. Use Turtle, TriG or N-Quads."
        ) from None


PREFIXES_WRITTEN: Final = {prefix: namespace for prefix, namespace in PREFIXES.items() if prefix != "id"}
"""Things are written as full IRIs: their ids hold slashes, which a prefixed name would have to escape."""


def prefixes_in(lines: Iterable[str]) -> dict[str, str]:
    """The prefixes that statements use."""
    text = "\n".join(lines)
    return {prefix: namespace for prefix, namespace in PREFIXES_WRITTEN.items() if namespace in text}


def quad_order(quad: ox.Quad) -> tuple[str, str, str, str]:
    """The order of quads in what is written."""
    return str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)
