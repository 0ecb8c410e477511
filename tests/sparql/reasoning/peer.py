"""The closure of owlrl, which runs all rules of OWL 2 RL, and what of it is set aside before the two are compared."""

from __future__ import annotations

import owlrl
from rdflib import RDF, RDFS, BNode, Graph, URIRef
from rdflib.namespace import OWL
from rdflib.term import Node

Triple = tuple[Node, Node, Node]

_REFLEXIVE = (OWL.sameAs, OWL.equivalentClass, OWL.equivalentProperty, RDFS.subClassOf, RDFS.subPropertyOf)
_BUILT_IN = (str(RDF), str(RDFS), str(OWL), "http://www.w3.org/2001/XMLSchema#")


def peer_closure(graph: Graph, semantics: type = owlrl.OWLRL_Semantics) -> set[Triple]:
    """What owlrl adds to a graph, all of it; or without what each thing is to itself, for speed."""
    closed = Graph(store="SimpleMemory")
    for triple in graph:
        closed.add(triple)
    owlrl.DeductiveClosure(semantics, axiomatic_triples=False, datatype_axioms=False).expand(closed)
    return set(closed) - set(graph)


class WithoutItself(owlrl.OWLRL_Semantics):  # type: ignore[misc]
    """owlrl's rules without “each thing is the same as itself”, which is set aside and leads to nothing else."""

    def store_triple(self, t: Triple) -> None:
        """Keep a triple that was concluded."""
        subject, predicate, value = t
        if predicate != OWL.sameAs or subject != value:
            super().store_triple(t)


def set_aside(triple: Triple) -> str | None:
    """Why a triple does not count in the comparison; `None` where it does."""
    subject, predicate, value = triple
    if not isinstance(subject, URIRef) or not isinstance(predicate, URIRef):
        return "about a literal or a class without a name"
    if isinstance(value, BNode):
        return "a class without a name"
    if subject == value and predicate in _REFLEXIVE:
        return "true of everything: itself"
    if OWL.Thing in (subject, value) or OWL.Nothing in (subject, value):
        return "about owl:Thing or owl:Nothing"
    if str(subject).startswith(_BUILT_IN):
        return "about a term of RDF, RDFS, OWL or XML Schema"
    return None


def counted(triples: set[Triple]) -> set[Triple]:
    """The triples that count."""
    return {triple for triple in triples if set_aside(triple) is None}
