"""Answering SPARQL queries from quads: over the union of all named graphs, and never from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from whoshares.model.errors import QueryError
from whoshares.model.terms import Rows, Truth
from whoshares.model.vocabulary import ID, PREFIXES
from whoshares.store.native import RESULT_SYNTAXES, SYNTAXES, resolved, term_of, triple_of
from whoshares.store.writing import Triples, prefixes_in, write_into

if TYPE_CHECKING:
    from whoshares.store.query_writing import Prepared

SparqlAnswer = Rows | Truth | Triples
"""What a SPARQL query is answered with."""


class Answering:
    """A store's quads, asked."""

    def __init__(self, quads: ox.Store) -> None:
        self._quads = quads
        self._merged: ox.Store | None = None
        self.on_disk = False

    @classmethod
    def of_union(cls, quads: ox.Store) -> Answering:
        """Of quads on the disk that have the triples of all named graphs outside of them, too."""
        made = cls(quads)
        made._merged = quads
        made.on_disk = True
        return made

    def forget(self) -> None:
        """What was asked before the quads changed holds no more."""
        self._merged = None

    def query(self, text: str) -> SparqlAnswer:
        """The answer to a SPARQL 1.1 query over the union of all graphs.

        The prefixes of this project may be used undeclared, and relative IRIs are those of things. Nothing outside the
        store is ever asked: a query with SERVICE is refused, as are an update and a graph in FROM that is not here.
        Raises QueryError, with line and column where the syntax is wrong.
        """
        from whoshares.store.query_limits import errors_of, no_connections

        prepared = self._prepared(text)
        store, dataset = self._dataset(prepared.default_graphs, prepared.named_graphs, own=False)
        with errors_of(prepared), no_connections(reads_files=self.on_disk):
            result = store.query(prepared.text, **dataset)  # type: ignore[arg-type]
            if isinstance(result, ox.QueryBoolean):
                return Truth(bool(result))
            if isinstance(result, ox.QueryTriples):
                native = tuple(sorted(set(result), key=str))
                return Triples(tuple(triple_of(t) for t in native), native)
            columns = tuple(variable.value for variable in result.variables)
            rows = tuple(
                tuple(None if cell is None else term_of(cell) for cell in (row[name] for name in columns))
                for row in result
            )
            return Rows(columns, rows)

    def write_answer(
        self,
        text: str,
        sink: IO[bytes],
        choose: Callable[[str], str],
        *,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> None:
        """Write the answer to a SPARQL 1.1 query into `sink`, in the syntax that `choose` names for its form.

        The forms are `rows`, `truth` (syntaxes: `json`, `xml`, `csv`, `tsv`) and `triples` (those of RDF without named
        graphs). Lists of graphs are the dataset of the query, whatever its FROM says, as in the SPARQL 1.1 Protocol,
        section 2.1.4. What `choose` and `sink` raise ends the work and goes through. The rest is as for `query`.
        """
        from whoshares.store.query_limits import errors_of, no_connections

        own_dataset = default_graphs is not None or named_graphs is not None
        prepared = self._prepared(text, check_graphs=not own_dataset)
        if not own_dataset:
            default_graphs, named_graphs = prepared.default_graphs, prepared.named_graphs
        store, dataset = self._dataset(default_graphs or (), named_graphs or (), own=own_dataset)
        with errors_of(prepared), no_connections(reads_files=self.on_disk):
            result = store.query(prepared.text, **dataset)  # type: ignore[arg-type]
            if isinstance(result, ox.QueryTriples):
                syntax = SYNTAXES[choose("triples")]
                triples = sorted(set(result), key=str)
                write_into(sink, triples, syntax, prefixes_in(map(str, triples)))
            else:
                form = "truth" if isinstance(result, ox.QueryBoolean) else "rows"
                result.serialize(sink, format=RESULT_SYNTAXES[choose(form)])

    def _prepared(self, text: str, *, check_graphs: bool = True) -> Prepared:
        """A query as the engine may run it, with what stands in FROM looked up. Raises QueryError."""
        prepared = prepare(text)
        for graph, place in prepared.graphs if check_graphs else ():
            if not self._quads.contains_named_graph(ox.NamedNode(graph)):
                raise QueryError(
                    f"The query reads FROM <{graph[:200]}> (at {prepared.spot(place)}), and no such graph is here; "
                    "none is fetched. SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } } lists those that are."
                )
        return prepared

    def _dataset(
        self, default_graphs: Sequence[str], named_graphs: Sequence[str], *, own: bool
    ) -> tuple[ox.Store, dict[str, object]]:
        """The quads to ask, and the dataset as the engine takes it; with neither graphs nor one of its `own`, all."""
        if not (own or default_graphs or named_graphs):
            return self.union(), {}
        default, named = (
            [ox.NamedNode(graph) for graph in dict.fromkeys(graphs)] for graphs in (default_graphs, named_graphs)
        )
        if len(default) > 1:
            return self._merge(default, named), {"default_graph": ox.DefaultGraph(), "named_graphs": named}
        return self.union(), {"default_graph": default, "named_graphs": named}

    def _merge(self, default: Iterable[ox.NamedNode], named: Iterable[ox.NamedNode]) -> ox.Store:
        """A copy of some graphs, with those of `default` merged: the engine counts a triple once for each of them."""
        merged = ox.Store()
        for graph in default:
            quads = self._quads.quads_for_pattern(None, None, None, graph)
            merged.extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
        for graph in named:
            merged.extend(self._quads.quads_for_pattern(None, None, None, graph))
        return merged

    def union(self) -> ox.Store:
        """The quads, and in the default graph each triple of the union once.

        The engine's own union of graphs gives a triple once for each graph that states it, and overrules FROM.
        """
        if self._merged is None:
            self._merged = ox.Store()
            self._merged.extend(self._quads)
            self._merged.extend(ox.Quad(q.subject, q.predicate, q.object) for q in self._quads)
        return self._merged


def prepare(query: str) -> Prepared:
    """A SPARQL query as the engine may run it. Raises QueryError; see `whoshares.store.query_limits.prepare`."""
    from whoshares.store.query_limits import prepare as prepare_query

    return prepare_query(query, ID, PREFIXES, resolved)


def checked(query: str) -> tuple[SparqlAnswer, str]:
    """A query's answer on an empty graph, and the query as another engine may run it: checked, with whole IRIs.

    Raises QueryError.
    """
    prepared = prepare(query)
    from whoshares.store.query_limits import errors_of, no_connections

    with errors_of(prepared), no_connections():
        result = ox.Store().query(prepared.text)
        if isinstance(result, ox.QueryTriples):
            return Triples((), ()), prepared.text
        if isinstance(result, ox.QueryBoolean):
            return Truth(bool(result)), prepared.text
        return Rows(tuple(variable.value for variable in result.variables), ()), prepared.text
