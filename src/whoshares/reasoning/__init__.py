"""What follows from the facts by the ontology's axioms, and why.

`Closure(store)` holds what OWL 2 RL entails, in a named graph of its own, apart from what sources state; `explain`
gives the documents behind a triple that is stated, and the premises behind one that follows.
"""

from whoshares.reasoning.closure import INFERRED, Closure
from whoshares.reasoning.explanation import Explanation, Reason, explain
from whoshares.reasoning.proofs import Proof, Prover
from whoshares.reasoning.rules import RULES, Rule

__all__ = ["INFERRED", "RULES", "Closure", "Explanation", "Proof", "Prover", "Reason", "Rule", "explain"]
