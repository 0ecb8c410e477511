"""Who states each triple, as RDF 1.2 reifiers: `<reifier> rdf:reifies <<( s p o )>>`, with the source and the place.

A reifier is one statement by one source. Its address is the source's, with a hash of the triple.
Source: RDF 1.2 Concepts, section 1.5 (triple terms and reification).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from whoshares.model import vocabulary as v
from whoshares.store.engine import Blank, Iri, Statement, Store, Term, TripleTerm
from whoshares.store.native import ntriples

_REIFIES: Final = Iri(v.RDF + "reifies")
_SOURCE: Final = Iri(v.DCTERMS + "source")
_AT: Final = Iri(v.LOCATOR)


def reified(store: Store, *, leave_out: Iterable[str] = ()) -> Store:
    """The triples of a store in one graph, and for each statement of a named graph its reifier.

    Locators are on the reifiers, not on the things, where they stand in a named graph. Named graphs in `leave_out` do
    not count.
    """
    hidden = frozenset(leave_out)
    stated = [s for s in store.statements(triple_terms=True) if s.graph not in hidden]
    places: dict[tuple[Iri | Blank, Iri | Blank | None], list[Term]] = defaultdict(list)
    for s in stated:
        if s.predicate == v.LOCATOR and s.graph is not None:
            places[s.subject, s.graph].append(s.object)
    said: list[Statement] = []
    for s in stated:
        if s.graph is None:
            said.append(s)
        elif s.predicate != v.LOCATOR:
            triple = TripleTerm(s.subject, s.predicate, s.object)
            reifier = _reifier(triple, s.graph)
            said.append(s._replace(graph=None))
            said.append(Statement(reifier, _REIFIES, triple, None))
            said.append(Statement(reifier, _SOURCE, s.graph, None))
            said += [Statement(reifier, _AT, place, None) for place in places[s.subject, s.graph]]
    described = Store()
    described.say(said)
    return described


def _reifier(triple: TripleTerm, graph: Iri | Blank) -> Iri | Blank:
    text = f"{ntriples(triple.subject)} {ntriples(triple.predicate)} {ntriples(triple.object)}"
    name = hashlib.sha256(text.encode()).hexdigest()[:20]
    return Iri(f"{graph}#{name}") if isinstance(graph, Iri) else Blank(f"{graph}r{name}")
