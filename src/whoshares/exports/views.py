"""The graph in other vocabularies: PROV-O, DCAT, ODRL, DPV and ORG.

A view holds what follows through the alignment's axioms (`ontology/alignments/NAME.ttl`), and what its CONSTRUCT
queries (`ontology/alignments/NAME/*.rq`) say where the other vocabulary puts a thing in a way that axioms cannot. Nodes
that only the other vocabulary needs have addresses made from ours, so that no view has a blank node.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from whoshares.model import vocabulary as v
from whoshares.model.errors import FileError, InputError
from whoshares.sparql.reasoning import Inferences
from whoshares.store.engine import Store
from whoshares.store.resources import ontology_folder
from whoshares.store.writing import Triples

NAMESPACES: Final[Mapping[str, str]] = {
    "prov": "http://www.w3.org/ns/prov#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "dpv": "https://w3id.org/dpv#",
    "org": "http://www.w3.org/ns/org#",
}
"""The vocabularies, and the namespace that each is in."""

_ENTAILED: Final = """CONSTRUCT {{ ?x ?p ?y }} WHERE {{
  {{ ?x ?p ?y FILTER(STRSTARTS(STR(?p), "{namespace}")) }}
  UNION {{ ?x a ?y BIND(rdf:type AS ?p) FILTER(STRSTARTS(STR(?y), "{namespace}")) }}
  FILTER(!STRSTARTS(STR(?x), "{ontology}"))
}}"""

_NAMED: Final = """CONSTRUCT {{ ?x skos:prefLabel ?label ; dcterms:title ?title }} WHERE {{
  VALUES ?x {{ {things} }}
  {{ ?x skos:prefLabel ?label }} UNION {{ ?x dcterms:title ?title }}
}}"""


def view(store: Store, vocabulary: str) -> Store:
    """A store's facts in another vocabulary, with the names of all things in it, in one graph.

    Raises InputError for an unknown vocabulary.
    """
    if vocabulary not in NAMESPACES:
        raise InputError(
            f"“{vocabulary}” is no vocabulary that facts can be exported in. The vocabularies are "
            f"{', '.join(NAMESPACES)}."
        )
    alignments = ontology_folder() / "alignments"
    inferences = Inferences(store, alignments=[alignments / f"{vocabulary}.ttl"])
    queries = [_ENTAILED.format(namespace=NAMESPACES[vocabulary], ontology=v.WS)]
    for path in sorted((alignments / vocabulary).glob("*.rq")):
        queries.append(path.read_text("utf-8"))
    found = Store()
    for query in queries:
        _construct(inferences.everything, query, found)
    things = sorted({str(term) for s in found.statements() for term in (s.subject, s.object) if _is_ours(str(term))})
    _construct(store, _NAMED.format(things=" ".join(f"<{thing}>" for thing in things)), found)
    return found


def _is_ours(iri: str) -> bool:
    return iri.startswith(v.ID)


def _construct(store: Store, query: str, into: Store) -> None:
    answer = store.query(query)
    if not isinstance(answer, Triples):
        raise FileError("A query of an alignment has to be a CONSTRUCT query.")
    into.load(answer.serialize("ntriples"), "ntriples", where="a view")
