"""Reading RDF text into quads: which syntax, why a text cannot be read, what its blank nodes are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, TypeVar

import pyoxigraph as ox

from whoshares.model.errors import FileError, one_line

_T = TypeVar("_T")

RDF_SUFFIXES: Final[Mapping[str, str]] = {
    ".ttl": "turtle",
    ".turtle": "turtle",
    ".trig": "trig",
    ".nq": "nquads",
    ".nquads": "nquads",
    ".nt": "ntriples",
    ".jsonld": "jsonld",
    ".json": "jsonld",
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
    ".owl": "rdfxml",
    ".n3": "n3",
}
"""File name endings of RDF files, and the syntax each stands for."""


_LONGEST_VALUE: Final = 16_777_216
"""How long a token may be for the engine."""


@contextmanager
def parsing(data: bytes, format_name: str, where: str) -> Iterator[None]:
    """What the engine raises while it reads `data`, as FileError that names the data as `where`."""
    try:
        yield
    except SyntaxError as error:
        line = f":{error.lineno}" if error.lineno else ""
        raise FileError(f"{where}{line}: {_why_not_read(data, format_name, one_line(error.msg))}") from None
    except MemoryError:
        raise FileError(
            f"{where}: a single value is longer than {_LONGEST_VALUE:,} bytes, which is not read. Shorten it, or "
            "say where it can be read."
        ) from None
    except (ValueError, OSError) as error:
        raise FileError(f"{where}: this cannot be read as {format_name}: {one_line(str(error))}.") from None


class BlankNodes:
    """The blank nodes of a store, numbered on from those of the texts that were read before."""

    def __init__(self, count: int = 0) -> None:
        self.count = count

    def settled(self, quads: list[ox.Quad], home: ox.NamedNode | None) -> Iterator[ox.Quad]:
        """The quads with blank nodes numbered in the order of the text, those of the default graph in `home`."""
        numbered: dict[str, ox.BlankNode] = {}

        def settle(term: _T) -> _T | ox.BlankNode:
            if not isinstance(term, ox.BlankNode):
                return term
            if term.value not in numbered:
                numbered[term.value] = ox.BlankNode(f"b{self.count}")
                self.count += 1
            return numbered[term.value]

        def settle_value(term: _T) -> _T | ox.BlankNode | ox.Triple:
            if isinstance(term, ox.Triple):
                return ox.Triple(settle(term.subject), term.predicate, settle_value(term.object))
            return settle(term)

        for quad in quads:
            graph = quad.graph_name
            if home is not None and isinstance(graph, ox.DefaultGraph):
                graph = home
            yield ox.Quad(settle(quad.subject), quad.predicate, settle_value(quad.object), settle(graph))


def _why_not_read(data: bytes, format_name: str, said: str) -> str:
    """Why data cannot be read, and what to do, from what the engine says."""
    if "LoadDocumentCallback" in said:
        return (
            "the JSON-LD context is the address of another document, and nothing is fetched from elsewhere. Write the "
            "context itself under “@context”."
        )
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f"the text is not UTF-8: line {line} holds the byte {data[error.start]:#04x}. Save the file as UTF-8."
    return (
        f"this is not valid {format_name}: {said}. "
        "Correct the syntax, or give the file the ending of the syntax it is written in."
    )
