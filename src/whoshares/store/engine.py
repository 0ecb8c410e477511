"""The quad store. The only module that knows pyoxigraph.

Queries see the union of all named graphs; `GRAPH ?source { … }` says who states what.
"""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, TypeVar

import pyoxigraph as ox

from whoshares.model.errors import FileError, InputError, QueryError, one_line
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
from whoshares.model.vocabulary import ID, PREFIXES, TYPE
from whoshares.store.kept_files import Inputs

if TYPE_CHECKING:
    from rdflib import Dataset, Graph
    from rdflib.term import Node

    from whoshares.store.query_reader import Prepared

__all__ = [
    "RDF_SUFFIXES", "Answer", "Blank", "Iri", "Literal", "Rows", "Statement", "Store", "Term", "TripleTerm", "Triples",
    "Truth", "checked",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to a CONSTRUCT or DESCRIBE query, in a fixed order."""

    triples: tuple[tuple[Iri | Blank, Iri, Term], ...]
    _native: tuple[ox.Triple, ...]

    def serialize(self, format_name: str) -> str:
        """The triples as text in an RDF syntax (`turtle`, `ntriples`; `jsonld` in its expanded form)."""
        prefixes = None if format_name == "jsonld" else _prefixes(map(str, self._native))
        return _written(self._native, _FORMATS[format_name], prefixes)

    def to_rdflib(self) -> Graph:
        """The triples as an rdflib `Graph` in rdflib's own memory."""
        from rdflib import Graph

        graph = Graph()
        with quiet_rdflib():
            for subject, predicate, value in self.triples:
                graph.add((rdflib_node(subject), rdflib_node(predicate), rdflib_node(value)))
        return graph


Answer = Rows | Truth | Triples

_FORMATS: Final[Mapping[str, ox.RdfFormat]] = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "n3": ox.RdfFormat.N3,
}

_RESULT_FORMATS: Final[Mapping[str, ox.QueryResultsFormat]] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}

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


class Store:
    """Quads in memory.

    >>> store = Store()
    >>> store.load('<https://example.org/a> <https://example.org/b> "c" .', "turtle")
    >>> len(store)
    1
    """

    def __init__(self) -> None:
        self._quads = ox.Store()
        self._merged: ox.Store | None = None
        self._blank_nodes = 0

    def __len__(self) -> int:
        return len(self._quads)

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
        What is `ours`, written by a store before, is not looked through for what the engine cannot bear. Raises
        FileError where the syntax is wrong, or the data nests too deep.
        """
        payload = (data.encode() if isinstance(data, str) else data).removeprefix(BOM_UTF8)
        if not ours:
            from whoshares.store.rdf_limits import (
                check_rdf,  # its patterns take longer to make than a snapshot to check
            )

            check_rdf(payload, format_name, where)
        quads: list[ox.Quad] = []
        try:
            if graph is None and format_name in ("nquads", "ntriples") and b"_:" not in payload:
                self._quads.load(payload, format=_FORMATS[format_name])  # all or nothing, and nothing to number
            else:
                quads = list(ox.parse(payload, format=_FORMATS[format_name], base_iri=ID))
        except SyntaxError as error:
            line = f":{error.lineno}" if error.lineno else ""
            raise FileError(f"{where}{line}: {_why_not_read(payload, format_name, one_line(error.msg))}") from None
        except MemoryError:
            raise FileError(
                f"{where}: a single value is longer than {_LONGEST_VALUE:,} bytes, which is not read. Shorten it, or "
                "say where it can be read."
            ) from None
        except (ValueError, OSError) as error:
            raise FileError(f"{where}: this cannot be read as {format_name}: {one_line(str(error))}.") from None
        home = ox.NamedNode(graph) if graph is not None else None
        self._quads.extend(self._settled(quads, home))
        self._merged = None

    def _settled(self, quads: list[ox.Quad], home: ox.NamedNode | None) -> Iterator[ox.Quad]:
        """The quads with blank nodes numbered in the order of the text, those of the default graph in `home`."""
        numbered: dict[str, ox.BlankNode] = {}

        def settle(term: _T) -> _T | ox.BlankNode:
            if not isinstance(term, ox.BlankNode):
                return term
            if term.value not in numbered:
                numbered[term.value] = ox.BlankNode(f"b{self._blank_nodes}")
                self._blank_nodes += 1
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
        made._blank_nodes = self._blank_nodes
        gone = {(s.subject, s.predicate, s.object, s.graph) for s in self.statements() if not stays(s)}
        made._quads.extend(q for q in self._quads if not gone or _key(q) not in gone)
        made.say(said)
        return made

    def say(self, said: Iterable[Statement]) -> None:
        """Add statements. Blank nodes keep their labels."""
        self._quads.extend(
            ox.Quad(
                _native(s.subject),  # type: ignore[arg-type]
                ox.NamedNode(s.predicate),
                _native(s.object),
                ox.DefaultGraph() if s.graph is None else _native(s.graph),  # type: ignore[arg-type]
            )
            for s in said
        )
        self._merged = None

    def with_default_in(self, graph: str, more: Store | None = None) -> Store:
        """A new store in which what stands outside of all named graphs, and `more`, stands in that named graph, too."""
        made = Store()
        made._blank_nodes = self._blank_nodes
        home = ox.NamedNode(graph)
        for quads in (self._quads, *([] if more is None else [more._quads])):
            made._quads.extend(quads)
            outside = quads.quads_for_pattern(None, None, None, ox.DefaultGraph())
            made._quads.extend(ox.Quad(q.subject, q.predicate, q.object, home) for q in outside)
        return made

    def dump(self) -> bytes:
        """All quads as N-Quads, sorted, so that equal content gives equal bytes."""
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
        written = {**_PREFIXES_WRITTEN, **(prefixes or {})}
        hidden = {ox.NamedNode(graph) for graph in leave_out}
        quads = [quad for quad in self._quads if quad.graph_name not in hidden]
        syntax = _FORMATS[format_name]
        if syntax.supports_datasets:
            return _written(sorted(quads, key=_quad_order), syntax, written)
        return _written(sorted({quad.triple for quad in quads}, key=str), syntax, written)

    def graphs(self) -> list[Iri]:
        """The IRIs of the named graphs, sorted."""
        return sorted(Iri(graph.value) for graph in self._quads.named_graphs() if isinstance(graph, ox.NamedNode))

    def statements(
        self,
        *,
        subject: str | None = None,
        predicate: str | None = None,
        value: str | None = None,
        triple_terms: bool = False,
    ) -> Iterator[Statement]:
        """The quads that match; `value` is an IRI in object place. The order is not fixed.

        Those whose object is a triple term say nothing that the model reads: they come only where asked for.
        """
        found = self._quads.quads_for_pattern(
            None if subject is None else ox.NamedNode(subject),
            None if predicate is None else ox.NamedNode(predicate),
            None if value is None else ox.NamedNode(value),
            None,
        )
        for quad in found:
            subject_term = _term(quad.subject)
            object_term = _term(quad.object)
            if isinstance(object_term, TripleTerm) and not triple_terms:
                continue
            graph = None if isinstance(quad.graph_name, ox.DefaultGraph) else _term(quad.graph_name)
            assert isinstance(subject_term, Iri | Blank)
            assert isinstance(graph, Iri | Blank | None)
            yield Statement(subject_term, Iri(quad.predicate.value), object_term, graph)

    def pairs(self, predicate: str) -> Iterator[tuple[str, str, str]]:
        """Subject, object and graph of each quad with a predicate, as bare text: the fast way to read a whole property.

        The default graph is the empty text, a blank node begins with `_:`. The order is not fixed.
        """
        for quad in self._quads.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            subject, value, graph = quad.subject, quad.object, quad.graph_name
            if isinstance(value, ox.Triple) or isinstance(subject, ox.Triple):
                continue  # RDF 1.2 triple terms say nothing that this model reads
            yield (
                str(subject) if isinstance(subject, ox.BlankNode) else subject.value,
                str(value) if isinstance(value, ox.BlankNode) else value.value,
                "" if isinstance(graph, ox.DefaultGraph) else graph.value,
            )

    def csv(self, predicate: str, *, graphs: bool = False) -> bytes:
        """Subject, object and, where asked for, graph of all quads with a predicate, as CSV under a line of names.

        The same as `pairs` in another shape, for properties with hundreds of thousands of values.
        """
        triple = f"?s {ox.NamedNode(predicate)} ?o"
        if graphs:
            query = f"SELECT ?s ?o ?g WHERE {{ {{ GRAPH ?g {{ {triple} }} }} UNION {{ {triple} }} }}"
        else:
            query = f"SELECT ?s ?o WHERE {{ {triple} }}"
        answer = self._quads.query(query, use_default_graph_as_union=not graphs)
        assert isinstance(answer, ox.QuerySolutions)
        data = answer.serialize(format=ox.QueryResultsFormat.CSV)
        assert data is not None
        names = "sog" if graphs else "so"
        if b'"' in data or data.count(b",") != (len(names) - 1) * data.count(b"\n"):
            # the engine leaves an IRI that holds a comma unquoted
            text = io.StringIO()
            csv.writer(text).writerows([names, *(row[: len(names)] for row in self.pairs(predicate))])
            return text.getvalue().encode()
        return data

    def texts(self, subject: str, predicate: str) -> list[str]:
        """The values of a property of one thing as bare text, one for each quad."""
        found = self._quads.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, None)
        return [quad.object.value for quad in found if not isinstance(quad.object, ox.Triple)]

    def members(self, class_iri: str) -> set[str]:
        """The things that are stated to be of a class, as bare text."""
        quads = self._quads.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(class_iri), None)
        subjects = {quad.subject for quad in quads}
        return {str(s) if isinstance(s, ox.BlankNode) else s.value for s in subjects if not isinstance(s, ox.Triple)}

    def without(self, class_iri: str, predicate: str) -> list[str]:
        """The things of a class, as bare text and in order, that are stated to have no value of a property."""
        answer = self._quads.query(
            f"SELECT DISTINCT ?s WHERE {{ ?s a {ox.NamedNode(class_iri)} "
            f"FILTER NOT EXISTS {{ ?s {ox.NamedNode(predicate)} ?o }} }}",
            use_default_graph_as_union=True,
        )
        assert isinstance(answer, ox.QuerySolutions)
        found = (row[0] for row in answer)
        return sorted(
            str(s) if isinstance(s, ox.BlankNode) else s.value for s in found if s and not isinstance(s, ox.Triple)
        )

    def misplaced(self, things: Iterable[str], texts: Iterable[str]) -> list[Statement]:
        """Statements, a hundred at most, whose value is no IRI though the property is one of `things`, or no literal
        though it is one of `texts`. Their graph is not given, and the order is not fixed.
        """
        found: list[Statement] = []
        for predicates, fits in ((things, "ISIRI"), (texts, "ISLITERAL")):
            listed = " ".join(str(ox.NamedNode(predicate)) for predicate in sorted(predicates))
            answer = self._quads.query(
                f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?p {{ {listed} }} ?s ?p ?o FILTER(!{fits}(?o)) }} LIMIT 100",
                use_default_graph_as_union=True,
            )
            assert isinstance(answer, ox.QuerySolutions)
            for row in answer:
                subject, value = _term(row["s"]), _term(row["o"])
                assert isinstance(subject, Iri | Blank)
                assert isinstance(row["p"], ox.NamedNode)
                found.append(Statement(subject, Iri(row["p"].value), value, None))
        return found

    def query(self, text: str) -> Answer:
        """The answer to a SPARQL 1.1 query over the union of all graphs.

        The prefixes of this project may be used undeclared, and relative IRIs are those of things. Nothing outside the
        store is ever asked: a query with SERVICE is refused, as are an update and a graph in FROM that is not here.
        Raises QueryError, with line and column where the syntax is wrong.
        """
        from whoshares.store.query_limits import errors_of, no_connections

        prepared, union = self._prepared(text), self._union()
        with errors_of(prepared), no_connections():
            result = union.query(prepared.text)
            if isinstance(result, ox.QueryBoolean):
                return Truth(bool(result))
            if isinstance(result, ox.QueryTriples):
                native = tuple(sorted(set(result), key=str))
                return Triples(tuple(_triple(t) for t in native), native)
            columns = tuple(variable.value for variable in result.variables)
            rows = tuple(
                tuple(None if cell is None else _term(cell) for cell in (row[name] for name in columns))
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
        prepared, store = self._prepared(text, check_graphs=not own_dataset), self._union()
        dataset: dict[str, object] = {}
        if own_dataset:
            default, named = ([ox.NamedNode(g) for g in graphs or ()] for graphs in (default_graphs, named_graphs))
            dataset = {"default_graph": default, "named_graphs": named}
            if len(default) > 1:
                store = self._merge(default, named)
                dataset["default_graph"] = ox.DefaultGraph()
        with errors_of(prepared), no_connections():
            result = store.query(prepared.text, **dataset)  # type: ignore[arg-type]
            if isinstance(result, ox.QueryTriples):
                syntax = _FORMATS[choose("triples")]
                triples = sorted(set(result), key=str)
                ox.serialize(triples, sink, format=syntax, prefixes=_prefixes(map(str, triples)))
            else:
                form = "truth" if isinstance(result, ox.QueryBoolean) else "rows"
                result.serialize(sink, format=_RESULT_FORMATS[choose(form)])

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

    def _merge(self, default: Iterable[ox.NamedNode], named: Iterable[ox.NamedNode]) -> ox.Store:
        """A copy of some graphs, with those of `default` merged: the engine counts a triple once for each of them."""
        merged = ox.Store()
        for graph in default:
            quads = self._quads.quads_for_pattern(None, None, None, graph)
            merged.extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
        for graph in named:
            merged.extend(self._quads.quads_for_pattern(None, None, None, graph))
        return merged

    def write_statements(
        self, sink: IO[bytes], format_name: str, *, thing: str | None = None, graph: str | None = None, merge: bool
    ) -> None:
        """Write quads in an RDF syntax: all, those with `thing` as subject or object, those of one named graph.

        With `merge`, or in a syntax without named graphs, their triples. The order is fixed.
        """
        home = None if graph is None else ox.NamedNode(graph)
        if thing is None:
            found = set(self._quads.quads_for_pattern(None, None, None, home))
        else:
            node = ox.NamedNode(thing)
            found = set(self._quads.quads_for_pattern(node, None, None, home))
            found |= set(self._quads.quads_for_pattern(None, None, node, home))
        syntax = _FORMATS[format_name]
        if merge or not syntax.supports_datasets:
            ox.serialize(sorted({q.triple for q in found}, key=str), sink, format=syntax, prefixes=_PREFIXES_WRITTEN)
        else:
            ox.serialize(sorted(found, key=_quad_order), sink, format=syntax, prefixes=_PREFIXES_WRITTEN)

    def select(self, text: str) -> Rows:
        """The answer to a SELECT query."""
        answer = self.query(text)
        if not isinstance(answer, Rows):
            raise QueryError("A SELECT query was expected here.")
        return answer

    def _union(self) -> ox.Store:
        """The quads, and in the default graph each triple of the union once.

        The engine's own union of graphs gives a triple once for each graph that states it, and overrules FROM.
        """
        if self._merged is None:
            self._merged = ox.Store()
            self._merged.extend(self._quads)
            self._merged.extend(ox.Quad(q.subject, q.predicate, q.object) for q in self._quads)
        return self._merged

    def add(self, other: Store, *, graph: str | None = None, leave_out: Iterable[str] = ()) -> None:
        """Add the quads of another store, without those of the named graphs in `leave_out`.

        `graph` names the one named graph that all of them go to. Blank nodes keep their labels, so that what was worked
        out from a store fits it.
        """
        self._blank_nodes = max(self._blank_nodes, other._blank_nodes)
        hidden = {ox.NamedNode(name) for name in leave_out}
        quads = (q for q in other._quads if q.graph_name not in hidden) if hidden else other._quads
        if graph is None:
            self._quads.extend(quads)
        else:
            home = ox.NamedNode(graph)
            self._quads.extend(ox.Quad(q.subject, q.predicate, q.object, home) for q in quads)
        self._merged = None

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
            before = len(work)
            work.update(
                f"INSERT {{ {conclusion} . GRAPH <{graph}/{step + 1:04}/{name}> {{ {conclusion} }} }} "
                f"WHERE {{ {premises} FILTER NOT EXISTS {{ {conclusion} }} }}",
                prefixes=dict(PREFIXES),
            )
            left = len(rules) if len(work) > before else left - 1
            step += 1
        added = Store()
        added._blank_nodes = self._blank_nodes
        added._quads.extend(q for g in work.named_graphs() for q in work.quads_for_pattern(None, None, None, g))
        return added

    def dataset(self) -> Dataset:
        """The same statements, seen as an rdflib `Dataset` whose default graph holds the union of the named graphs."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        view = Dataset(store=OxigraphStore(store=self._union()))
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


def prepare(query: str) -> Prepared:
    """A SPARQL query as the engine may run it. Raises QueryError; see `whoshares.store.query_limits.prepare`."""
    from whoshares.store.query_limits import prepare as prepare_query

    return prepare_query(query, ID, PREFIXES, _resolved)


def checked(query: str) -> tuple[Answer, str]:
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


def _resolved(reference: str, base: str) -> str | None:
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
_T = TypeVar("_T")


_LONGEST_VALUE: Final = 16_777_216
"""How long a token may be for the engine."""


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


def _written(
    said: Iterable[ox.Quad] | Iterable[ox.Triple], syntax: ox.RdfFormat, prefixes: Mapping[str, str] | None
) -> str:
    try:
        data = ox.serialize(said, format=syntax, prefixes=None if prefixes is None else dict(prefixes))
    except OSError:  # the engine's word for it
        raise InputError(
            f"{syntax.name} has no triple terms of RDF 1.2, and this holds some. Use Turtle, TriG or N-Quads."
        ) from None
    assert data is not None
    return data.decode()


_PREFIXES_WRITTEN: Final = {prefix: namespace for prefix, namespace in PREFIXES.items() if prefix != "id"}
"""Things are written as full IRIs: their ids hold slashes, which a prefixed name would have to escape."""


def _prefixes(lines: Iterable[str]) -> dict[str, str]:
    """The prefixes that statements use."""
    text = "\n".join(lines)
    return {prefix: namespace for prefix, namespace in _PREFIXES_WRITTEN.items() if namespace in text}


def _quad_order(quad: ox.Quad) -> tuple[str, str, str, str]:
    return str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)


def _key(quad: ox.Quad) -> tuple[object, object, object, object]:
    graph = None if isinstance(quad.graph_name, ox.DefaultGraph) else _term(quad.graph_name)
    return _term(quad.subject), Iri(quad.predicate.value), _term(quad.object), graph


def _term(term: object) -> Term:
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.Literal):
        return Literal(term.value, term.datatype.value, term.language)
    if isinstance(term, ox.BlankNode):
        return Blank(term.value)
    assert isinstance(term, ox.Triple)
    return TripleTerm(*_triple(term))


def _triple(triple: ox.Triple) -> tuple[Iri | Blank, Iri, Term]:
    subject = _term(triple.subject)
    assert isinstance(subject, Iri | Blank)
    return subject, Iri(triple.predicate.value), _term(triple.object)


def _native(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    if isinstance(term, Iri):
        return ox.NamedNode(term)
    if isinstance(term, Blank):
        return ox.BlankNode(term)
    if isinstance(term, TripleTerm):
        return ox.Triple(_native(term.subject), ox.NamedNode(term.predicate), _native(term.object))  # type: ignore[arg-type]
    if term.language:
        return ox.Literal(term.text, language=term.language)
    return ox.Literal(term.text, datatype=ox.NamedNode(term.datatype))


def ntriples(term: Term) -> str:
    """A term as N-Triples has it, in one line."""
    return str(_native(term))
