"""Why a triple holds, in words: the documents that state it, or the premises from which it follows, with theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.model.errors import NameUnknown
from whoshares.sparql.reasoning.inferences import Inferences
from whoshares.sparql.reasoning.proofs import Proof, Prover, Triple
from whoshares.store.engine import Iri, Literal, Term
from whoshares.store.evidence import Citation, cited
from whoshares.store.names import fold

_WORDS: Final = {
    v.RDFS + "subClassOf": "is a kind of",
    v.RDFS + "subPropertyOf": "implies",
    v.RDFS + "domain": "is said of",
    v.RDFS + "range": "leads to",
    v.OWL + "sameAs": "is the same as",
    v.OWL + "propertyChainAxiom": "follows from the chain",
    v.OWL + "TransitiveProperty": "transitive property",
    v.OWL + "FunctionalProperty": "functional property",
}
"""Words for the terms of axioms, which neither the ontology nor the vocabulary labels."""

_PROPERTIES: Final = frozenset({v.OWL + name for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")})


@dataclass(frozen=True, slots=True)
class Reason:
    """One triple, in terms and in words, with who states it, or else the rule that concludes it and its premises."""

    subject: str
    predicate: str
    value: str
    words: tuple[str, str, str]
    """Subject, predicate and value as people read them."""
    sources: tuple[Citation, ...]
    """The documents, registry files and ontology that state it; empty where it follows, or does not hold."""
    rule: str | None = None
    because: str | None = None
    """What the rule says, in a sentence."""
    premises: tuple[Reason, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The reason as JSON-ready data."""
        return {
            "subject": self.subject,
            "predicate": self.predicate,
            "object": self.value,
            "words": list(self.words),
            "sources": [source.to_dict() for source in self.sources],
            "rule": self.rule,
            "because": self.because,
            "premises": [premise.to_dict() for premise in self.premises],
        }


@dataclass(frozen=True, slots=True)
class Explanation(Answer):
    """Whether a triple is `stated`, is `inferred` or is `neither`, and why."""

    outcome: str
    reason: Reason

    def to_dict(self) -> dict[str, object]:
        """The explanation as JSON-ready data."""
        return {"outcome": self.outcome, **self.reason.to_dict()}

    def rows(self) -> list[dict[str, str]]:
        """One row a triple, each premise below what it leads to, with its depth."""
        return list(_rows(self.reason, 0))


def explain(
    parts: GraphParts, subject: str, predicate: str, value: str, *, inferences: Inferences | None = None
) -> Explanation:
    """Why a triple holds: who states it, or from what it follows.

    Subject and value are a label, an alias or an id; the value may also be a literal's text. The predicate is a key of
    the format (`sender`), a prefixed name (`ws:sender`, `rdf:type` or `a`), or a label. `inferences` is one worked out
    before. Raises NameUnknown and NameAmbiguous.
    """
    inferences = inferences or Inferences(parts.store)
    triple = _triple(parts, inferences, Iri(_thing(parts, subject)), _property(parts, predicate), value.strip())
    proof = Prover(inferences).prove(triple)
    if proof is None:
        return Explanation("neither", _reason(parts, Proof(triple, ())))
    return Explanation("inferred" if proof.rule else "stated", _reason(parts, proof))


def _thing(parts: GraphParts, given: str) -> str:
    """The IRI of a thing, or of a term of the ontology by its prefixed name. Raises NameUnknown and NameAmbiguous."""
    return _prefixed(given) or parts.names.resolve(given)


def _prefixed(given: str) -> str | None:
    """The IRI that a prefixed name or an IRI in full stands for."""
    asked = given.strip()
    prefix, colon, rest = asked.partition(":")
    if colon and prefix in v.PREFIXES:
        asked = v.PREFIXES[prefix] + rest
    elif not rest.startswith("//") and prefix != "urn":
        return None
    return asked if re.fullmatch(r"[A-Za-z][\w+.-]*:[^\s\x00-\x20<>\"{}|^`\\]+", asked) else None


def _property(parts: GraphParts, given: str) -> Iri:
    """The property that a text names. Raises NameUnknown and NameAmbiguous."""
    asked = given.strip()
    if asked == "a":
        return Iri(v.TYPE)
    iri = _prefixed(asked)
    if iri is None and re.fullmatch(r"[a-z]\w*", asked, re.ASCII) and parts.names.is_a(v.WS + asked, _PROPERTIES):
        iri = v.WS + asked
    if iri is None:
        iri = next((term for term, words in (*v.READABLE.items(), *_WORDS.items()) if fold(words) == fold(asked)), None)
    return Iri(iri or parts.names.resolve(asked, _PROPERTIES, "property"))


def _triple(parts: GraphParts, inferences: Inferences, subject: Iri, predicate: Iri, value: str) -> Triple:
    """The triple that is asked for; where one of a literal's text stands, the value is that literal."""
    for store in (inferences.stated, inferences.steps):
        for statement in sorted(store.statements(subject=subject, predicate=predicate), key=str):
            if isinstance(statement.object, Literal) and statement.object.text == value:
                return subject, predicate, statement.object
    try:
        return subject, predicate, Iri(_thing(parts, value))
    except NameUnknown:
        held = next(inferences.stated.statements(predicate=predicate), None)
        if held is not None and isinstance(held.object, Literal):
            return subject, predicate, Literal(value, held.object.datatype)
        raise


def _reason(parts: GraphParts, proof: Proof) -> Reason:
    subject, predicate, value = proof.triple
    return Reason(
        str(subject),
        str(predicate),
        str(value),
        (_said(parts, subject), _WORDS.get(predicate) or parts.names.label(predicate), _said(parts, value)),
        tuple(parts.evidence.citation(graph, str(subject)) for graph in proof.graphs),
        None if proof.rule is None else proof.rule.name,
        None if proof.rule is None else proof.rule.sentence,
        tuple(_reason(parts, premise) for premise in proof.premises),
    )


def _said(parts: GraphParts, term: Term) -> str:
    if isinstance(term, Iri):
        return _WORDS.get(term) or parts.describe(term)
    return term.text if isinstance(term, Literal) else f"_:{term}"


def _rows(reason: Reason, depth: int) -> Iterator[dict[str, str]]:
    yield {
        "depth": str(depth),
        "subject": reason.words[0],
        "predicate": reason.words[1],
        "object": reason.words[2],
        "rule": reason.rule or "",
        "sources": cited(reason.sources),
    }
    for premise in reason.premises:
        yield from _rows(premise, depth + 1)
