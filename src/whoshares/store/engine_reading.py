"""The engine's quads, read by pattern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from whoshares.model.terms import Blank, Iri, Statement, TripleTerm
from whoshares.model.vocabulary import TYPE
from whoshares.store.native import term_of
from whoshares.store.reading import Reading


class EngineReading(Reading):
    """What is read of the quads in the engine."""

    def __init__(self, quads: ox.Store) -> None:
        self._quads = quads

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
        found = self._quads.quads_for_pattern(
            None if subject is None else ox.NamedNode(subject),
            None if predicate is None else ox.NamedNode(predicate),
            None if value is None else ox.NamedNode(value),
            None if graph is None else ox.NamedNode(graph) if graph else ox.DefaultGraph(),
        )
        for quad in found:
            subject_term = term_of(quad.subject)
            object_term = term_of(quad.object)
            if isinstance(object_term, TripleTerm) and not triple_terms:
                continue
            home = None if isinstance(quad.graph_name, ox.DefaultGraph) else term_of(quad.graph_name)
            assert isinstance(subject_term, Iri | Blank)
            assert isinstance(home, Iri | Blank | None)
            yield Statement(subject_term, Iri(quad.predicate.value), object_term, home)

    def pairs(self, predicate: str) -> Iterator[tuple[str, str, str]]:
        """As `Reading.pairs`."""
        for quad in self._quads.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            subject, value, graph = quad.subject, quad.object, quad.graph_name
            if isinstance(value, ox.Triple) or isinstance(subject, ox.Triple):
                continue  # RDF 1.2 triple terms say nothing that this model reads
            yield (
                str(subject) if isinstance(subject, ox.BlankNode) else subject.value,
                str(value) if isinstance(value, ox.BlankNode) else value.value,
                "" if isinstance(graph, ox.DefaultGraph) else graph.value,
            )

    def literals(self, predicate: str) -> Iterator[tuple[str, str]]:
        """As `Reading.literals`."""
        for quad in self._quads.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            if isinstance(quad.object, ox.Literal) and not isinstance(quad.subject, ox.Triple):
                yield _bare(quad.subject), quad.object.value

    def csv(self, predicate: str, *, graphs: bool = False) -> bytes:
        """As `Reading.csv`."""
        triple = f"?s {ox.NamedNode(predicate)} ?o"
        if graphs:
            query = f"SELECT ?s ?o ?g WHERE {{ {{ GRAPH ?g {{ {triple} }} }} UNION {{ {triple} }} }}"
        else:
            query = f"SELECT ?s ?o WHERE {{ {triple} }}"
        answer = self._quads.query(query, use_default_graph_as_union=not graphs)
        assert isinstance(answer, ox.QuerySolutions)
        data = answer.serialize(format=ox.QueryResultsFormat.CSV)
        assert data is not None
        if b'"' in data or data.count(b",") != (2 if graphs else 1) * data.count(b"\n"):
            return super().csv(predicate, graphs=graphs)  # the engine leaves an IRI that holds a comma unquoted
        return data

    def texts(self, subject: str, predicate: str) -> list[str]:
        """As `Reading.texts`."""
        try:
            thing = ox.NamedNode(subject)
        except ValueError:
            return []
        found = self._quads.quads_for_pattern(thing, ox.NamedNode(predicate), None, None)
        return [_bare(quad.object) for quad in found if not isinstance(quad.object, ox.Triple)]

    def described(self, subject: str) -> dict[str, list[str]]:
        """As `Reading.described`."""
        found: dict[str, list[str]] = defaultdict(list)
        for quad in self._quads.quads_for_pattern(ox.NamedNode(subject), None, None, None):
            if not isinstance(quad.object, ox.Triple):
                found[quad.predicate.value].append(_bare(quad.object))
        return found

    def told(self, subject: str) -> list[tuple[str, str, str]]:
        """As `Reading.told`."""
        return [
            (quad.predicate.value, _bare(quad.object), _home(quad.graph_name))
            for quad in self._quads.quads_for_pattern(ox.NamedNode(subject), None, None, None)
            if not isinstance(quad.object, ox.Triple)
        ]

    def having_only(self, predicate: str, values: Iterable[str]) -> set[str]:
        """As `Reading.having_only`."""
        own, wanted = ox.NamedNode(predicate), {ox.NamedNode(value) for value in values}
        having = {quad.subject for value in wanted for quad in self._quads.quads_for_pattern(None, own, value, None)}
        return {
            _bare(s)
            for s in having
            if not isinstance(s, ox.Triple)
            and all(quad.object in wanted for quad in self._quads.quads_for_pattern(s, own, None, None))
        }

    def members(self, class_iri: str) -> set[str]:
        """As `Reading.members`."""
        quads = self._quads.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(class_iri), None)
        subjects = {quad.subject for quad in quads}
        return {_bare(subject) for subject in subjects if not isinstance(subject, ox.Triple)}

    def without(self, class_iri: str, predicate: str) -> list[str]:
        """As `Reading.without`."""
        answer = self._quads.query(
            f"SELECT DISTINCT ?s WHERE {{ ?s a {ox.NamedNode(class_iri)} "
            f"FILTER NOT EXISTS {{ ?s {ox.NamedNode(predicate)} ?o }} }}",
            use_default_graph_as_union=True,
        )
        assert isinstance(answer, ox.QuerySolutions)
        found = (row[0] for row in answer)
        return sorted(_bare(subject) for subject in found if subject and not isinstance(subject, ox.Triple))


def _home(graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> str:
    return "" if isinstance(graph, ox.DefaultGraph) else _bare(graph)


def _bare(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    return str(term) if isinstance(term, ox.BlankNode) else term.value
