"""Quads of a remote store, brought into a store here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from whoshares.facts.value_sorts import check_value, shipped_sorts
from whoshares.knowledge_graph.remote.endpoint import Endpoint
from whoshares.knowledge_graph.remote.results import Row, writable
from whoshares.model.errors import EndpointError, FileError
from whoshares.model.terms import written
from whoshares.store.engine import Blank, Literal, Store, Term

BATCH: Final = 400
"""How many things one request names at most: longer lists overflow the query compilers of some engines."""

T = TypeVar("T")


def found(endpoint: Endpoint, branches: Sequence[str]) -> list[Row]:
    """The quads that graph patterns over ?s ?p ?o ?g find, one a row. Raises EndpointError."""
    return list(endpoint.every("?s ?p ?o ?g", branches))


def keep(rows: Iterable[Row], where: str, *stores: Store) -> None:
    """Add quads, one a row, to each of some stores; `where` is who gave them.

    Raises EndpointError where they are none, FileError where a value is not of the sort that its property takes.
    """
    lines = "".join(_lines(rows, where))
    try:
        for store in stores:
            store.load(lines, "nquads")
    except FileError:
        raise EndpointError(
            f"{where} gave an IRI, a language or a datatype that RDF does not have. Nothing of that answer is used. "
            "Mend it there."
        ) from None


def about(things: Iterable[str]) -> str:
    """The pattern of all quads with one of these things as subject."""
    return f"VALUES ?s {{ {listed(things)} }} GRAPH ?g {{ ?s ?p ?o }}"


def listed(things: Iterable[str]) -> str:
    """IRIs as a query writes them, sorted."""
    return " ".join(f"<{iri}>" for iri in sorted(things) if writable(iri))


def batches(things: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The things in lists that are short enough for one request each."""
    every = list(things)
    for start in range(0, len(every), size):
        yield every[start : start + size]


def _lines(rows: Iterable[Row], where: str) -> Iterator[str]:
    sorts = shipped_sorts()
    for row in rows:
        if row.keys() >= {"s", "p", "o", "g"} and not isinstance(row["s"], Literal):
            check_value(row["s"], str(row["p"]), row["o"], sorts, where)
            yield f"{_written(row['s'])} {_written(row['p'])} {_written(row['o'])} {_written(row['g'])} .\n"


def _written(term: Term) -> str:
    if isinstance(term, Blank):
        return f"_:b{term.encode().hex()}"  # servers name blank nodes in ways that N-Quads does not allow
    return written(term)
