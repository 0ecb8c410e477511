"""What follows from the facts by the ontology's axioms, and why.

`Inferences(store)` holds what OWL 2 RL entails, in a named graph of its own, apart from what sources state; `Prover`
gives the premises behind a triple that follows.
"""

from whoshares.sparql.reasoning.inferences import INFERRED, Inferences
from whoshares.sparql.reasoning.proofs import Proof, Prover
from whoshares.sparql.reasoning.rules import RULES, Rule

__all__ = ["INFERRED", "RULES", "Inferences", "Proof", "Prover", "Rule"]
