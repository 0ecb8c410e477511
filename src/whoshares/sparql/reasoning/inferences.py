"""What follows from a store's statements by the ontology, kept apart from what is stated."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Final

from whoshares.model import vocabulary as v
from whoshares.sparql.reasoning.rules import RULES, Rule, chains
from whoshares.store.engine import Store

INFERRED: Final = v.ID + "inferred"
"""The named graph of what follows. It is no source: nobody states what stands in it."""

_HEADER: Final = f"""@prefix dcterms: <{v.DCTERMS}> .
@prefix ws: <{v.WS}> .
<{INFERRED}>
    a ws:Inference ;
    dcterms:title "What follows by the ontology" ;
    dcterms:description "What OWL 2 RL concludes from the statements of sources, registry and ontology." .
"""


class Inferences:
    """The closure of a store under the rules that its ontology needs.

    The store itself stays as it is. `alignments` are further ontology files whose axioms count too. What earlier
    inferences left in the store, in the graph `INFERRED`, are not taken for stated.
    """

    def __init__(self, store: Store, *, alignments: Iterable[Path] = ()) -> None:
        self.stated = store
        files = tuple(alignments)
        if files or INFERRED in store.graphs():
            self.stated = Store()
            self.stated.add(store, leave_out=(INFERRED,))
        for path in files:
            self.stated.load(path.read_bytes(), "turtle", graph=v.WS + "alignments/" + path.stem, where=str(path))
        self.rules: tuple[Rule, ...] = (*RULES, *chains(self.stated))

    @cached_property
    def steps(self) -> Store:
        """What follows, each triple once, in a named graph that tells step and rule: `INFERRED/0007/prp-trp`."""
        return self.stated.entailed([rule.as_text() for rule in self.rules], INFERRED)

    @cached_property
    def inferred(self) -> Store:
        """What follows, in the one named graph `INFERRED`, with the header that marks it."""
        store = Store()
        store.add(self.steps, graph=INFERRED)
        store.load(_HEADER, "turtle", graph=INFERRED)
        return store

    @cached_property
    def everything(self) -> Store:
        """What is stated and, in its own named graph, what follows: for queries that ask for both."""
        store = Store()
        store.add(self.stated)
        store.add(self.inferred)
        return store
