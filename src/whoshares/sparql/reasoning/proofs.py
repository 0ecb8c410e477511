"""Proofs: a triple with the documents that state it, or with the rule and the premises from which it follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from whoshares.model import vocabulary as v
from whoshares.sparql.reasoning.inferences import INFERRED, Inferences
from whoshares.sparql.reasoning.rules import Rule
from whoshares.store.engine import Blank, Iri, Literal, Term

Triple = tuple[Iri | Blank, Iri, Term]


@dataclass(frozen=True, slots=True)
class Proof:
    """One triple: the named graphs that state it, or else the rule that concludes it and the premises of that rule."""

    triple: Triple
    graphs: tuple[str, ...]
    rule: Rule | None = None
    premises: tuple[Proof, ...] = ()


class Prover:
    """Finds proofs in a inferences, each triple's once."""

    def __init__(self, inferences: Inferences) -> None:
        self._inferences = inferences
        self._proofs: dict[Triple, Proof | None] = {}

    def prove(self, triple: Triple) -> Proof | None:
        """The proof of a triple, `None` where it neither is stated nor follows.

        A statement is its own proof. Of several ways to conclude a triple, that with the earliest premises is taken,
        then that whose premises come first in the alphabet.
        """
        if triple not in self._proofs:
            stated, step, name = self._found(triple)
            if stated:
                self._proofs[triple] = Proof(triple, stated)
            elif name:
                self._proofs[triple] = self._concluded(triple, step, name)
            else:
                self._proofs[triple] = None
        return self._proofs[triple]

    def _found(self, triple: Triple) -> tuple[tuple[str, ...], int, str]:
        """The graphs that state a triple; else the step that added it, and that step's rule."""
        subject, predicate, value = triple
        asked_subject = str(subject) if isinstance(subject, Iri) else None
        asked_value = str(value) if isinstance(value, Iri) else None
        for store in (self._inferences.stated, self._inferences.steps):
            graphs = sorted(
                str(s.graph or "")
                for s in store.statements(subject=asked_subject, predicate=predicate, value=asked_value)
                if s.subject == subject and s.object == value
            )
            if graphs and store is self._inferences.stated:
                return tuple(graphs), 0, ""
            if graphs:
                step, name = graphs[0].removeprefix(INFERRED + "/").split("/")
                return (), int(step), name
        return (), 0, ""

    def _concluded(self, triple: Triple, step: int, name: str) -> Proof:
        ways: list[tuple[list[int], list[str], Rule, list[Triple]]] = []
        for rule in self._inferences.rules:
            for premises in self._ways(rule, triple) if rule.name == name else ():
                steps = [self._found(premise)[1] for premise in premises]
                if max(steps) < step:
                    ways.append((sorted(steps, reverse=True), [str(premise) for premise in premises], rule, premises))
        _, _, rule, chosen = min(ways, key=lambda way: way[:2])
        proofs = [self.prove(premise) for premise in chosen]
        if rule.axiom is not None:
            axiom = (Iri(rule.axiom[0]), Iri(rule.axiom[1]), Literal(rule.axiom[2]))
            graphs = {
                str(s.graph or "") for s in self._inferences.stated.statements(subject=axiom[0], predicate=axiom[1])
            }
            proofs.insert(0, Proof(axiom, tuple(sorted(graphs))))
        return Proof(triple, (), rule, tuple(proof for proof in proofs if proof is not None))

    def _ways(self, rule: Rule, triple: Triple) -> Iterator[list[Triple]]:
        """The ways in which a rule can conclude a triple, each as its premises."""
        bound: dict[str, Iri] = {}
        for written, term in zip(rule.conclusion.split(), triple, strict=True):
            if not written.startswith("?"):
                if _term(written, {}) != term:
                    return
            elif isinstance(term, Iri):  # what else the conclusion holds is compared below
                bound[written[1:]] = term
        values = " ".join(f"VALUES ?{name} {{ <{iri}> }}" for name, iri in sorted(bound.items()))
        answer = self._inferences.everything.select(f"SELECT DISTINCT * WHERE {{ {values} {rule.pattern} }}")
        for row in answer.rows:
            known = {name: cell for name, cell in zip(answer.columns, row, strict=True) if cell is not None}
            if _instance(rule.conclusion, known) == triple:
                yield [_instance(premise, known) for premise in rule.premises]


def _instance(pattern: str, known: dict[str, Term]) -> Triple:
    subject, predicate, value = (_term(written, known) for written in pattern.split())
    assert isinstance(subject, Iri | Blank)
    assert isinstance(predicate, Iri)
    return subject, predicate, value


def _term(written: str, known: dict[str, Term]) -> Term:
    """The term that one part of a triple pattern stands for."""
    if written.startswith("?"):
        return known[written[1:]]
    if written == "a":
        return Iri(v.TYPE)
    if written.startswith("<"):
        return Iri(written[1:-1])
    prefix, _, rest = written.partition(":")
    return Iri(v.PREFIXES[prefix] + rest)
