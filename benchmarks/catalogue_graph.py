"""A graph of national size in the shapes of the shipped one: that graph, once as it is and then over and over.

Federal and private bodies and systems, what flows between two of these, the country, the vocabulary and the ontology
stay one. Everything else (local and state bodies, their systems and flows, places, programs, instruments, norms,
figures, documents) comes once more in each repetition, under a name with its number. So federal bodies and the vendors'
systems become hubs, as they are in fact, and whatever the catalogue asks about is there, many times. It needs no
chance: the same shipped graph gives the same graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from whoshares.model import vocabulary as v
from whoshares.model.terms import written
from whoshares.store.engine import Blank, Iri, Literal, Statement, Store, Term

STATEMENTS = 2_600_000
"""What the graph of national size holds, counted as triples: what two documents state counts once."""
QUICK = 100_000

_ID = v.ID
_SHARED_LEVELS = (f"{_ID}level/federal", f"{_ID}level/private")
_NAMES = (f"{v.SKOS}prefLabel", f"{v.SKOS}altLabel", f"{v.DCTERMS}title")


def parts_of(shipped: str, triples: int) -> Iterator[str]:
    """The graph as N-Quads: first the shipped one, then its repetitions, until there are so many triples."""
    yield shipped
    store = Store()
    store.load(shipped, "nquads")
    statements = sorted(store.statements(), key=str)
    shared = _shared(store)
    known = {(s.subject, s.predicate, s.object) for s in statements}
    held, number = len(known), 1
    while held < triples:
        lines, new = [], set()
        for statement in statements:
            if statement.subject in shared or statement.graph == v.WS:
                continue  # once is enough
            again = _again(statement, shared, number)
            new.add(again[:3])
            lines.append(" ".join(map(_written, again)) + " .\n")
        yield "".join(lines)
        held += len(new - known)
        number += 1


def _shared(store: Store) -> frozenset[str]:
    """What stays one."""
    shared = {str(s.subject) for s in store.statements() if s.graph == v.WS} | {f"{_ID}place/us"}
    for level in _SHARED_LEVELS:
        shared |= {str(s.subject) for s in store.statements(predicate=f"{v.WS}level", value=level)}
    ends: defaultdict[str, set[str]] = defaultdict(set)
    for end in ("sender", "recipient"):
        for statement in store.statements(predicate=v.WS + end):
            ends[str(statement.subject)].add(str(statement.object))
    return frozenset(shared | {flow for flow, two in ends.items() if two <= shared})


def _again(statement: Statement, shared: frozenset[str], number: int) -> tuple[Term, ...]:
    """A statement as the repetition of that number makes it."""

    def other(term: Term) -> Term:
        if isinstance(term, Iri) and term.startswith(_ID) and term not in shared:
            return Iri(f"{term}--{number}")
        return term

    subject, predicate, value, graph = statement
    if predicate in _NAMES and subject not in shared and isinstance(value, Literal):
        value = Literal(f"{value.text} ({number})", value.datatype, value.language)
    assert graph is not None
    return other(subject), predicate, other(value), other(graph)


def _written(term: Term) -> str:
    return f"_:{term}" if isinstance(term, Blank) else written(term)
