"""The quad store.

Queries see the union of all named graphs; `GRAPH ?source { … }` says who states what. All that the rest of the program
asks of statements is one class here, over columns or the engine, so it is a long module.
"""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from whoshares.model.errors import FileError, QueryError
from whoshares.model.terms import (
    Blank,
    Iri,
    Literal,
    Rows,
    Statement,
    Term,
    TripleTerm,
    Truth,
    quiet_rdflib,
    rdflib_node,
)
from whoshares.model.vocabulary import ID, PREFIXES
from whoshares.store.answering import Answering, SparqlAnswer, prepare
from whoshares.store.around import around
from whoshares.store.columns import Columns
from whoshares.store.engine_reading import EngineReading
from whoshares.store.folders import Generation
from whoshares.store.kept_files import Inputs
from whoshares.store.loading import ENGINE, RDF_SUFFIXES, BlankNodes, opened, parsing
from whoshares.store.native import SYNTAXES, key_of, native, term_of
from whoshares.store.reading import Reading
from whoshares.store.writing import PREFIXES_WRITTEN, quad_order, write_into, written

if TYPE_CHECKING:
    from rdflib import Dataset, Graph
    from rdflib.term import Node

__all__ = [
    "Blank", "Iri", "Literal", "Rows", "SparqlAnswer", "Statement", "Store", "Term", "TripleTerm",
    "Truth",
]  # fmt: skip


class Store(Reading):
    """Quads in memory, or on the disk.

    >>> store = Store()
    >>> store.load('<https://example.org/a> <https://example.org/b> "c" .', "turtle")
    >>> len(store)
    1
    """

    def __init__(self, kept: Columns | None = None, generation: Generation | None = None) -> None:
        """With the statements that were `kept`, which the engine takes in when it is first asked.

        With a `generation` of a store on the disk, it answers SPARQL from what stands there.
        """
        self._kept = kept
        self._generation = generation
        self._opened: tuple[int, Answering] | None = None
        self._blank_nodes = BlankNodes(0 if kept is None else kept.blank_nodes)

    @cached_property
    def _quads(self) -> ox.Store:
        quads = ox.Store()
        if self._kept is not None:
            plain, with_blank_nodes = self._kept.quads()
            quads.load(plain, format=ox.RdfFormat.N_QUADS)
            quads.extend(ox.parse(with_blank_nodes, format=ox.RdfFormat.N_QUADS))  # `load` would rename them
        return quads

    @cached_property
    def _asked_in_memory(self) -> Answering:
        return Answering(self._quads)

    @property
    def _asked(self) -> Answering:
        if self._generation is None:
            return self._asked_in_memory
        process = os.getpid()
        if self._opened is None or self._opened[0] != process:  # what is open on the disk does not outlive a fork
            self._opened = process, Answering.of_union(opened(self._generation.folder / ENGINE))
        return self._opened[1]

    @property
    def _reading(self) -> Reading:
        return EngineReading(self._quads) if self._kept is None else self._kept

    def _changed(self) -> None:
        """What was read before holds no more."""
        self._kept = self._generation = None
        self._asked_in_memory.forget()

    def __len__(self) -> int:
        return len(self._quads if self._kept is None else self._kept)

    @property
    def blank_nodes(self) -> int:
        """How many blank nodes it has numbered."""
        return self._blank_nodes.count

    @property
    def kept(self) -> Columns | None:
        """The statements as columns, where they are kept so."""
        return self._kept

    def prepare(self) -> None:
        """Work out what every SPARQL query needs, as far as processes that are forked later may share it."""
        if self._generation is None:
            self.query("ASK { }")
        else:
            prepare("ASK { }")

    def load(
        self,
        data: str | bytes,
        format_name: str,
        *,
        graph: str | None = None,
        where: str = "the text",
        ours: bool = False,
    ) -> None:
        """Add what `data` states, all of it or nothing.

        `graph` puts what stands in the data's default graph into that named graph; `where` names the data in errors.
        What is `ours`, written by this program, is not looked through for what the engine cannot bear, and its JSON-LD
        holds no blank nodes. Raises FileError where the syntax is wrong, or the data nests too deep.
        """
        payload = (data.encode() if isinstance(data, str) else data).removeprefix(BOM_UTF8)
        if not ours:
            from whoshares.store.rdf_limits import (
                check_rdf,  # its patterns take longer to make than a snapshot to check
            )

            check_rdf(payload, format_name, where)
        quads: list[ox.Quad] = []
        with parsing(payload, format_name, where):
            without_blank_nodes = ours if format_name == "jsonld" else b"_:" not in payload
            if graph is None and format_name in ("nquads", "ntriples", "jsonld") and without_blank_nodes:
                # all or nothing, and nothing to number
                self._quads.load(payload, format=SYNTAXES[format_name], base_iri=ID)
            else:
                quads = list(ox.parse(payload, format=SYNTAXES[format_name], base_iri=ID))
        home = ox.NamedNode(graph) if graph is not None else None
        self._quads.extend(self._blank_nodes.settled(quads, home))
        self._changed()

    def load_file(self, path: Path, inputs: Inputs | None = None) -> None:
        """Add what an RDF file states, as it stands; the syntax follows the file's ending. `inputs` reads it."""
        format_name = RDF_SUFFIXES.get(path.suffix.lower())
        if format_name is None:
            raise FileError(
                f"{path}: an RDF file is told by its ending, and “{path.suffix}” is not one of "
                f"{' '.join(RDF_SUFFIXES)}. Rename the file, or name a folder of YAML-LD."
            )
        self.load((inputs or Inputs()).read(path), format_name, where=str(path))

    def copy(self, stays: Callable[[Statement], bool], said: Iterable[Statement] = ()) -> Store:
        """A new store with the statements that stay, and further ones."""
        made = Store()
        made._blank_nodes.count = self._blank_nodes.count
        gone = {(s.subject, s.predicate, s.object, s.graph) for s in self.statements() if not stays(s)}
        made._quads.extend(q for q in self._quads if not gone or key_of(q) not in gone)
        made.say(said)
        return made

    def say(self, said: Iterable[Statement]) -> None:
        """Add statements. Blank nodes keep their labels."""
        self._quads.extend(
            ox.Quad(
                native(s.subject),  # type: ignore[arg-type]
                ox.NamedNode(s.predicate),
                native(s.object),
                ox.DefaultGraph() if s.graph is None else native(s.graph),  # type: ignore[arg-type]
            )
            for s in said
        )
        self._changed()

    def with_default_in(self, graph: str, more: Store | None = None) -> Store:
        """A new store in which what stands outside of all named graphs, and `more`, stands in one of them instead."""
        made = Store()
        made._blank_nodes.count = self._blank_nodes.count
        home, outside = ox.NamedNode(graph), ox.DefaultGraph()
        for quads in (self._quads, *([] if more is None else [more._quads])):
            made._quads.extend(
                ox.Quad(q.subject, q.predicate, q.object, home) if q.graph_name == outside else q for q in quads
            )
        return made

    def dump(self) -> bytes:
        """All quads as N-Quads, sorted, so that equal content gives equal bytes."""
        if self._kept is not None:
            data: bytes | None = b"".join(self._kept.quads())
        else:
            data = self._quads.dump(format=ox.RdfFormat.N_QUADS)
        assert data is not None
        return b"".join(sorted(data.splitlines(keepends=True)))

    def serialize(
        self, format_name: str, *, leave_out: Iterable[str] = (), prefixes: Mapping[str, str] | None = None
    ) -> str:
        """The quads as text, without those of the named graphs in `leave_out`.

        A syntax without named graphs (Turtle) gets the union of the graphs. The order is fixed. `prefixes` are written
        besides the usual ones.
        """
        usual = {**PREFIXES_WRITTEN, **(prefixes or {})}
        hidden = {ox.NamedNode(graph) for graph in leave_out}
        quads = [quad for quad in self._quads if quad.graph_name not in hidden]
        syntax = SYNTAXES[format_name]
        if syntax.supports_datasets:
            return written(sorted(quads, key=quad_order), syntax, usual)
        return written(sorted({quad.triple for quad in quads}, key=str), syntax, usual)

    def graphs(self) -> list[Iri]:
        """The IRIs of the named graphs, sorted."""
        if self._kept is not None:
            return self._kept.graphs()
        return sorted(Iri(graph.value) for graph in self._quads.named_graphs() if isinstance(graph, ox.NamedNode))

    def statements(
        self,
        *,
        subject: str | None = None,
        predicate: str | None = None,
        value: str | None = None,
        graph: str | None = None,
        triple_terms: bool = False,
    ) -> Iterator[Statement]:
        """As `Reading.statements`."""
        return self._reading.statements(
            subject=subject, predicate=predicate, value=value, graph=graph, triple_terms=triple_terms
        )

    def pairs(self, predicate: str) -> Iterator[tuple[str, str, str]]:
        """As `Reading.pairs`."""
        return self._reading.pairs(predicate)

    def literals(self, predicate: str) -> Iterator[tuple[str, str]]:
        """As `Reading.literals`."""
        return self._reading.literals(predicate)

    def ends(self, predicate: str, *, subjects: bool = False) -> set[str]:
        """As `Reading.ends`."""
        return self._reading.ends(predicate, subjects=subjects)

    def csv(self, predicate: str, *, graphs: bool = False) -> bytes:
        """As `Reading.csv`."""
        return self._reading.csv(predicate, graphs=graphs)

    def texts(self, subject: str, predicate: str) -> list[str]:
        """As `Reading.texts`."""
        return self._reading.texts(subject, predicate)

    def described(self, subject: str) -> dict[str, list[str]]:
        """As `Reading.described`."""
        return self._reading.described(subject)

    def told(self, subject: str) -> list[tuple[str, str, str]]:
        """As `Reading.told`."""
        return self._reading.told(subject)

    def members(self, class_iri: str) -> set[str]:
        """As `Reading.members`."""
        return self._reading.members(class_iri)

    def having_only(self, predicate: str, values: Iterable[str]) -> set[str]:
        """As `Reading.having_only`."""
        return self._reading.having_only(predicate, values)

    def without(self, class_iri: str, predicate: str) -> list[str]:
        """As `Reading.without`."""
        return self._reading.without(class_iri, predicate)

    def misplaced(self, things: Iterable[str], texts: Iterable[str]) -> list[Statement]:
        """Statements, a hundred at most, whose value is no IRI though the property is one of `things`, or no literal
        though it is one of `texts`. Their graph is not given, and the order is not fixed.
        """
        if self._kept is not None:
            return self._kept.misplaced(things, texts)
        found: list[Statement] = []
        for predicates, fits in ((things, "ISIRI"), (texts, "ISLITERAL")):
            listed = " ".join(str(ox.NamedNode(predicate)) for predicate in sorted(predicates))
            answer = self._quads.query(
                f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?p {{ {listed} }} ?s ?p ?o FILTER(!{fits}(?o)) }} LIMIT 100",
                use_default_graph_as_union=True,
            )
            assert isinstance(answer, ox.QuerySolutions)
            for row in answer:
                subject, value = term_of(row["s"]), term_of(row["o"])
                assert isinstance(subject, Iri | Blank)
                assert isinstance(row["p"], ox.NamedNode)
                found.append(Statement(subject, Iri(row["p"].value), value, None))
        return found

    def query(self, text: str) -> SparqlAnswer:
        """The answer to a SPARQL 1.1 query over the union of all graphs; see `Answering.query`. Raises QueryError."""
        return self._asked.query(text)

    def write_answer(
        self,
        text: str,
        sink: IO[bytes],
        choose: Callable[[str], str],
        *,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> None:
        """Write the answer to a SPARQL 1.1 query into `sink`; see `Answering.write_answer`. Raises QueryError."""
        self._asked.write_answer(text, sink, choose, default_graphs=default_graphs, named_graphs=named_graphs)

    def write_statements(
        self, sink: IO[bytes], format_name: str, *, thing: str | None = None, graph: str | None = None, merge: bool
    ) -> None:
        """Write quads in an RDF syntax: all, those with `thing` as subject or object, those of one named graph.

        With `merge`, or in a syntax without named graphs, their triples. The order is fixed. Raises InputError where
        the syntax has no place for triple terms.
        """
        home = None if graph is None else ox.NamedNode(graph)
        if thing is None:
            found = set(self._quads.quads_for_pattern(None, None, None, home))
        else:
            node = ox.NamedNode(thing)
            found = set(self._quads.quads_for_pattern(node, None, None, home))
            found |= set(self._quads.quads_for_pattern(None, None, node, home))
        syntax = SYNTAXES[format_name]
        if merge or not syntax.supports_datasets:
            write_into(sink, sorted({q.triple for q in found}, key=str), syntax, PREFIXES_WRITTEN)
        else:
            write_into(sink, sorted(found, key=quad_order), syntax, PREFIXES_WRITTEN)

    def rows(self, text: str) -> Iterator[dict[str, Term]]:
        """What is bound in each row of a SELECT query of this program's own, over the union of all graphs, one by one.

        Nothing is copied for it, so that a triple counts once for each graph that states it: the query says DISTINCT
        where that matters. The order is not fixed.
        """
        answer = self._quads.query(text, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        columns = [variable.value for variable in answer.variables]
        for row in answer:
            yield {name: term_of(cell) for name in columns if (cell := row[name]) is not None}

    def around(self, things: Iterable[Term], properties: Iterable[str], steps: int, whole: Iterable[str]) -> Store:
        """A new store with the part around some things, outside of all graphs; see `around.around`."""
        made = Store()
        made._blank_nodes.count = self._blank_nodes.count
        made._quads.extend(around(self._quads, things, properties, steps, whole))
        return made

    def select(self, text: str) -> Rows:
        """The answer to a SELECT query."""
        answer = self.query(text)
        if not isinstance(answer, Rows):
            raise QueryError("A SELECT query was expected here.")
        return answer

    def add(self, other: Store, *, graph: str | None = None, leave_out: Iterable[str] = ()) -> None:
        """Add the quads of another store, without those of the named graphs in `leave_out`.

        `graph` names the one named graph that all of them go to. Blank nodes keep their labels, so that what was worked
        out from a store fits it.
        """
        self._blank_nodes.count = max(self._blank_nodes.count, other._blank_nodes.count)
        hidden = {ox.NamedNode(name) for name in leave_out}
        quads = (q for q in other._quads if q.graph_name not in hidden) if hidden else other._quads
        if graph is None:
            self._quads.extend(quads)
        else:
            home = ox.NamedNode(graph)
            self._quads.extend(ox.Quad(q.subject, q.predicate, q.object, home) for q in quads)
        self._changed()

    def entailed(self, rules: Sequence[tuple[str, str, str]], graph: str) -> Store:
        """What rules add to the union of all graphs, applied in turn until none adds anything: a store of its own.

        A rule is its name, its conclusion (one triple pattern) and its premises (a SPARQL graph pattern). What one
        application of one rule adds stands in the named graph `GRAPH/STEP/NAME`, so that the premises of a triple
        are in this store or in the graph of an earlier step.
        """
        work = ox.Store()
        work.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in self._quads)
        step, left = 0, len(rules)
        while left:  # as many rules in a row without anything new
            name, conclusion, premises = rules[step % len(rules)]
            step += 1
            added_to = ox.NamedNode(f"{graph}/{step:04}/{name}")
            work.update(
                f"INSERT {{ {conclusion} . GRAPH {added_to} {{ {conclusion} }} }} "
                f"WHERE {{ {premises} FILTER NOT EXISTS {{ {conclusion} }} }}",
                prefixes=dict(PREFIXES),
            )
            anything = next(work.quads_for_pattern(None, None, None, added_to), None)
            left = left - 1 if anything is None else len(rules)
        added = Store()
        added._blank_nodes.count = self._blank_nodes.count
        added._quads.extend(q for g in work.named_graphs() for q in work.quads_for_pattern(None, None, None, g))
        return added

    def dataset(self) -> Dataset:
        """The same statements, seen as an rdflib `Dataset` whose default graph holds the union of the named graphs.

        Its `query` raises QueryError for what `query` here refuses.
        """
        from rdflib import Dataset

        from whoshares.store.rdflib_view import RdflibView

        seen = RdflibView(store=self._asked.union())
        seen.reads_files = self._asked.on_disk
        view = Dataset(store=seen)
        for prefix, namespace in PREFIXES.items():
            view.bind(prefix, namespace, override=True)
        return view

    def union_graph(self, *, leave_out: Iterable[str] = ()) -> Graph:
        """A copy of the union of the named graphs as an rdflib `Graph` in rdflib's own memory."""
        from rdflib import Graph

        hidden = set(leave_out)
        graph = Graph()
        known: dict[Term, Node] = {}

        def node(term: Term) -> Node:
            return known[term] if term in known else known.setdefault(term, rdflib_node(term))

        with quiet_rdflib():
            for statement in self.statements():
                if statement.graph not in hidden:
                    graph.add((node(statement.subject), node(statement.predicate), node(statement.object)))
        return graph
