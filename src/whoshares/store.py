"""The quad store. The only module that knows pyoxigraph.

Queries see the union of all named graphs; `GRAPH ?source { … }` says who states what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import pyoxigraph as ox

from whoshares.errors import FileError, QueryError
from whoshares.vocabulary import ID, PREFIXES, XSD

if TYPE_CHECKING:
    from rdflib import Dataset, Graph


class Iri(str):
    """An IRI, as text."""

    __slots__ = ()


class Blank(str):
    """The label of a blank node."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal: its text, its datatype's IRI, and its language where it has one."""

    text: str
    datatype: str = XSD + "string"
    language: str | None = None

    def __str__(self) -> str:
        return self.text


Term = Iri | Blank | Literal


class Statement(NamedTuple):
    """One quad. `graph` is the IRI of the named graph, `None` for the default graph."""

    subject: Iri | Blank
    predicate: Iri
    object: Term
    graph: Iri | Blank | None


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT query: column names, and one tuple of terms a row (`None` where unbound)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """The answer to an ASK query."""

    value: bool


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to a CONSTRUCT or DESCRIBE query, in a fixed order."""

    triples: tuple[tuple[Iri | Blank, Iri, Term], ...]
    _native: tuple[ox.Triple, ...]

    def serialize(self, format_name: str) -> str:
        """The triples as text in an RDF syntax without named graphs (`turtle`, `ntriples`)."""
        data = ox.serialize(self._native, format=_FORMATS[format_name], prefixes=_prefixes(map(str, self._native)))
        assert data is not None
        return data.decode()


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

    def load(self, data: str | bytes, format_name: str, *, graph: str | None = None, where: str = "the text") -> None:
        """Add what `data` states, all of it or nothing.

        `graph` puts what stands in the data's default graph into that named graph; `where` names the data in errors.
        Raises FileError where the syntax is wrong.
        """
        payload = data.encode() if isinstance(data, str) else data
        if format_name == "rdfxml":
            _check_entities(payload, where)
        try:
            quads = list(ox.parse(payload, format=_FORMATS[format_name], base_iri=ID))
        except SyntaxError as error:
            line = f":{error.lineno}" if error.lineno else ""
            raise FileError(
                f"{where}{line}: this is not valid {format_name}: {_one_line(error.msg)}. "
                "Correct the syntax, or give the file the ending of the syntax it is written in."
            ) from None
        except (ValueError, OSError) as error:
            raise FileError(f"{where}: this cannot be read as {format_name}: {_one_line(str(error))}.") from None
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

        for quad in quads:
            graph = quad.graph_name
            if home is not None and isinstance(graph, ox.DefaultGraph):
                graph = home
            yield ox.Quad(settle(quad.subject), quad.predicate, settle(quad.object), settle(graph))

    def load_file(self, path: Path) -> None:
        """Add what an RDF file states, as it stands; the syntax follows the file's ending."""
        format_name = RDF_SUFFIXES.get(path.suffix.lower())
        if format_name is None:
            raise FileError(
                f"{path}: an RDF file is told by its ending, and “{path.suffix}” is not one of "
                f"{' '.join(RDF_SUFFIXES)}. Rename the file, or name a folder of YAML-LD."
            )
        try:
            data = path.read_bytes()
        except OSError as error:
            raise FileError(
                f"{path}: this file cannot be read ({error.strerror}). Check its name and rights."
            ) from None
        self.load(data, format_name, where=str(path))

    def dump(self) -> bytes:
        """All quads as N-Quads, sorted, so that equal content gives equal bytes."""
        data = self._quads.dump(format=ox.RdfFormat.N_QUADS)
        assert data is not None
        return b"".join(sorted(data.splitlines(keepends=True)))

    def serialize(self, format_name: str, *, leave_out: Iterable[str] = ()) -> str:
        """The quads as text, without those of the named graphs in `leave_out`.

        A syntax without named graphs (Turtle) gets the union of the graphs. The order is fixed.
        """
        hidden = {ox.NamedNode(graph) for graph in leave_out}
        quads = [quad for quad in self._quads if quad.graph_name not in hidden]
        syntax = _FORMATS[format_name]
        if syntax.supports_datasets:
            data = ox.serialize(sorted(quads, key=_quad_order), format=syntax, prefixes=_PREFIXES_WRITTEN)
        else:
            triples = sorted({quad.triple for quad in quads}, key=str)
            data = ox.serialize(triples, format=syntax, prefixes=_PREFIXES_WRITTEN)
        assert data is not None
        return data.decode()

    def graphs(self) -> list[Iri]:
        """The IRIs of the named graphs, sorted."""
        return sorted(Iri(graph.value) for graph in self._quads.named_graphs() if isinstance(graph, ox.NamedNode))

    def statements(
        self, *, subject: str | None = None, predicate: str | None = None, value: str | None = None
    ) -> Iterator[Statement]:
        """The quads that match; `value` is an IRI in object place. The order is not fixed."""
        found = self._quads.quads_for_pattern(
            None if subject is None else ox.NamedNode(subject),
            None if predicate is None else ox.NamedNode(predicate),
            None if value is None else ox.NamedNode(value),
            None,
        )
        for quad in found:
            subject_term = _term(quad.subject)
            object_term = _term(quad.object)
            if isinstance(subject_term, Literal) or subject_term is None or object_term is None:
                continue  # RDF 1.2 triple terms say nothing that this model reads
            graph = None if isinstance(quad.graph_name, ox.DefaultGraph) else _term(quad.graph_name)
            assert not isinstance(graph, Literal)
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

    def query(self, text: str) -> Answer:
        """The answer to a SPARQL 1.1 query over the union of all graphs.

        The prefixes of this project may be used undeclared. Nothing outside the store is ever asked: a query with
        SERVICE is refused, as is an update. Raises QueryError, with line and column where the syntax is wrong.
        """
        _check_query(text)
        try:
            result = self._union().query(text, prefixes=dict(PREFIXES))
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
        except SyntaxError as error:
            hint = ""
            if re.search(r"\b(insert|delete|load|clear|drop|create|copy|move|add)\b", text, re.IGNORECASE):
                hint = " Updates are not accepted: the graph is read-only here."
            raise QueryError(f"The query is not valid SPARQL 1.1: {_cut(_one_line(error.msg))}.{hint}") from None
        except (ValueError, OSError, RuntimeError) as error:
            raise QueryError(f"The query could not be run: {_cut(_one_line(str(error)))}.") from None

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
        from rdflib import Graph, URIRef
        from rdflib import Literal as RdfLiteral
        from rdflib.term import BNode

        hidden = set(leave_out)
        graph = Graph()
        known: dict[str, URIRef] = {}

        def node(term: Term) -> URIRef | BNode | RdfLiteral:
            if isinstance(term, Iri):
                return known.setdefault(term, URIRef(term))
            if isinstance(term, Blank):
                return BNode(term)
            if term.language:
                return RdfLiteral(term.text, lang=term.language)
            if term.datatype == XSD + "string":
                return RdfLiteral(term.text)
            return RdfLiteral(term.text, datatype=URIRef(term.datatype))

        for statement in self.statements():
            if statement.graph not in hidden:
                graph.add((node(statement.subject), node(statement.predicate), node(statement.object)))
        return graph


_T = TypeVar("_T")

_SKIPPED = re.compile(
    r"""\"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3}   # long strings
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'        # strings
      | <[^<>"{}|^`\\\s]*>                                    # IRIs
      | \#[^\n\r]*                                            # comments
      | [?$]\w+                                               # variables
      | :(?:[\w:%]|\\.)(?:[\w.:%-]|\\.)*                     # local names
    """,
    re.VERBOSE | re.DOTALL,
)
_LONGEST_QUERY: Final = 1_000_000
_LONGEST_CHAIN: Final = 1_000
_DEEPEST_QUERY: Final = 100
"""The engine works on its stack, and some thousand joined or nested parts overflow it, which ends the process."""


def _check_query(query: str) -> None:
    """Refuse what would ask another machine, or nest deeper than the engine's stack bears. Raises QueryError."""
    if len(query) > _LONGEST_QUERY:
        raise QueryError(f"The query is {len(query):,} characters long, and at most {_LONGEST_QUERY:,} are read here.")
    spelt_out = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), query)
    if any(re.search("SERVICE", _SKIPPED.sub(" ", text), re.IGNORECASE) for text in (query, spelt_out)):
        raise QueryError(
            "The query uses SERVICE, which would send a request to another machine. Queries here read this graph "
            "only: take the SERVICE part out."
        )
    skeleton = re.sub(r"\d+\.\d*|\.\d+", " ", _SKIPPED.sub(" ", query))
    if len(re.findall(r"[.;|/+*&!{-]", skeleton)) > _LONGEST_CHAIN:
        raise QueryError(
            f"The query joins more than {_LONGEST_CHAIN:,} parts, which is not run. Use VALUES, or split it."
        )
    depth = 0
    for sign in skeleton:
        depth += (sign in "{([") - (sign in "})]")
        if depth > _DEEPEST_QUERY:
            raise QueryError(f"The query nests deeper than {_DEEPEST_QUERY} levels, which is not run. Simplify it.")


def _check_entities(data: bytes, where: str) -> None:
    """Refuse RDF/XML whose entities are made of entities: a few lines of it can fill any memory. Raises FileError."""
    for _, value in re.findall(rb"<!ENTITY[^>]*?(['\"])(.*?)\1", data, re.DOTALL):
        if b"&" in value:
            raise FileError(f"{where}: an entity is made of other entities, which is not read. Write the text out.")


def _cut(message: str) -> str:
    """A parser's message without the long list of what it would have taken instead."""
    return message if len(message) <= _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE].rsplit(",", 1)[0] + " …"


_LONGEST_MESSAGE: Final = 240

_PREFIXES_WRITTEN: Final = {prefix: namespace for prefix, namespace in PREFIXES.items() if prefix != "id"}
"""Things are written as full IRIs: their ids hold slashes, which a prefixed name would have to escape."""


def _prefixes(lines: Iterable[str]) -> dict[str, str]:
    """The prefixes that statements use."""
    text = "\n".join(lines)
    return {prefix: namespace for prefix, namespace in _PREFIXES_WRITTEN.items() if namespace in text}


def _quad_order(quad: ox.Quad) -> tuple[str, str, str, str]:
    return str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def _term(term: object) -> Term | None:
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.Literal):
        return Literal(term.value, term.datatype.value, term.language)
    if isinstance(term, ox.BlankNode):
        return Blank(term.value)
    return None


def _triple(triple: ox.Triple) -> tuple[Iri | Blank, Iri, Term]:
    subject, value = _term(triple.subject), _term(triple.object)
    assert subject is not None
    assert value is not None
    assert not isinstance(subject, Literal)
    return subject, Iri(triple.predicate.value), value
