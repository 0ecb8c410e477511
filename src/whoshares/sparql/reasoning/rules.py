"""The rules of OWL 2 RL that the ontology's axioms need, under their names in the W3C's tables.

Each rule is a conclusion and its premises, as SPARQL triple patterns; the same text materialises and explains. A
variable that begins with `c` or `p` stands for a class or property and is bound to IRIs only: a class without a name
says nothing that anybody could ask for. Rules that conclude a contradiction are not here: a reasoner checks consistency
in the tests, and `validate` checks facts.

Source: Motik et al., OWL 2 Web Ontology Language Profiles (Second Edition), section 4.3, tables 4 to 9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from whoshares.model import vocabulary as v
from whoshares.store.engine import Iri, Store


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, what it says in words, its conclusion and its premises, and what must hold besides."""

    name: str
    sentence: str
    conclusion: str
    premises: tuple[str, ...]
    condition: str = ""
    axiom: tuple[str, str, str] | None = None
    """The axiom that the rule was made from, where it is not among the premises: property, term, path."""

    @property
    def pattern(self) -> str:
        """The premises as one SPARQL graph pattern."""
        found = re.findall(r"\?[cp]\w*", " ".join((self.conclusion, *self.premises)))
        terms = " ".join(f"FILTER(isIRI({variable}))" for variable in dict.fromkeys(found))
        return " ".join((*(f"{premise} ." for premise in self.premises), self.condition, terms))

    def as_text(self) -> tuple[str, str, str]:
        """Name, conclusion and premises, as the store applies them."""
        return self.name, self.conclusion, self.pattern


def _rule(name: str, sentence: str, conclusion: str, *premises: str, condition: str = "") -> Rule:
    return Rule(name, sentence, conclusion, premises, condition)


_NO_LITERAL: Final = "FILTER(!isLiteral(?y))"
_DIFFERENT: Final = "FILTER(?x != ?z)"

RULES: Final[tuple[Rule, ...]] = (
    # the schema first, so that the facts are walked through with all of it
    _rule("scm-sco", "A kind of a kind of something is a kind of it.",
          "?c1 rdfs:subClassOf ?c3", "?c1 rdfs:subClassOf ?c2", "?c2 rdfs:subClassOf ?c3",
          condition="FILTER(?c1 != ?c3)"),
    _rule("scm-spo", "What implies a property implies what that one implies.",
          "?p1 rdfs:subPropertyOf ?p3", "?p1 rdfs:subPropertyOf ?p2", "?p2 rdfs:subPropertyOf ?p3",
          condition="FILTER(?p1 != ?p3)"),
    _rule("scm-dom1", "A property of things of one class is a property of things of the wider class.",
          "?p rdfs:domain ?c2", "?p rdfs:domain ?c1", "?c1 rdfs:subClassOf ?c2"),
    _rule("scm-dom2", "A property is a property of whatever the property that it implies is one of.",
          "?p1 rdfs:domain ?c", "?p2 rdfs:domain ?c", "?p1 rdfs:subPropertyOf ?p2"),
    _rule("scm-rng1", "A property that leads to one class leads to the wider class.",
          "?p rdfs:range ?c2", "?p rdfs:range ?c1", "?c1 rdfs:subClassOf ?c2"),
    _rule("scm-rng2", "A property leads to whatever the property that it implies leads to.",
          "?p1 rdfs:range ?c", "?p2 rdfs:range ?c", "?p1 rdfs:subPropertyOf ?p2"),
    # then relations
    _rule("prp-spo1", "A property implies another.",
          "?x ?p2 ?y", "?p1 rdfs:subPropertyOf ?p2", "?x ?p1 ?y"),
    _rule("prp-trp", "A transitive property reaches on.",
          "?x ?p ?z", "?p a owl:TransitiveProperty", "?x ?p ?y", "?y ?p ?z"),
    _rule("prp-fp", "A functional property has one value, so two names of it are names of one thing.",
          "?y owl:sameAs ?z", "?p a owl:FunctionalProperty", "?x ?p ?y", "?x ?p ?z",
          condition="FILTER(!isLiteral(?y) && !isLiteral(?z) && ?y != ?z)"),
    _rule("eq-sym", "What is the same as a thing has that thing the same as it.",
          "?z owl:sameAs ?x", "?x owl:sameAs ?z", condition=_DIFFERENT),
    _rule("eq-trans", "What is the same as the same thing is the same.",
          "?x owl:sameAs ?z", "?x owl:sameAs ?y", "?y owl:sameAs ?z", condition=_DIFFERENT),
    _rule("eq-rep-s", "What is said of a thing holds under its other name.",
          "?z ?p ?y", "?x owl:sameAs ?z", "?x ?p ?y", condition=f"{_DIFFERENT} FILTER(?p != owl:sameAs)"),
    _rule("eq-rep-o", "What points at a thing points at it under its other name.",
          "?y ?p ?z", "?x owl:sameAs ?z", "?y ?p ?x", condition=f"{_DIFFERENT} FILTER(?p != owl:sameAs)"),
    # then kinds
    _rule("prp-dom", "What has a property is of the class that the property is for.",
          "?x a ?c", "?p rdfs:domain ?c", "?x ?p ?y"),
    _rule("prp-rng", "What a property leads to is of the class that the property leads to.",
          "?y a ?c", "?p rdfs:range ?c", "?x ?p ?y", condition=_NO_LITERAL),
    _rule("cax-sco", "A thing of one kind is of the wider kind.",
          "?x a ?c2", "?c1 rdfs:subClassOf ?c2", "?x a ?c1"),
)  # fmt: skip
"""The rules, in the order in which they are applied; `chains` adds those of property chains (prp-spo2)."""

_CHAINS: Final = """SELECT ?p ?list ?place ?step ?inverted WHERE {
  ?p owl:propertyChainAxiom ?list .
  { SELECT ?list ?cell (COUNT(?before) AS ?place) WHERE {
      ?any owl:propertyChainAxiom ?list . ?list rdf:rest* ?before . ?before rdf:rest* ?cell . ?cell rdf:first ?first
    } GROUP BY ?list ?cell }
  ?cell rdf:first ?step OPTIONAL { ?step owl:inverseOf ?inverted }
}"""


def chains(store: Store) -> tuple[Rule, ...]:
    """One rule (prp-spo2) for each property chain that a store states, in a fixed order.

    A step of a chain may be the inverse of a property: it is walked backwards.
    """
    found: dict[tuple[str, str], dict[int, tuple[str, bool]]] = {}
    for implied, axiom, place, step, inverted in store.select(_CHAINS).rows:
        walked = (str(inverted), True) if isinstance(inverted, Iri) else (str(step), False)
        found.setdefault((str(implied), str(axiom)), {})[int(str(place))] = walked
    rules = []
    for (p, _), steps in found.items():
        walk = [steps[place] for place in sorted(steps)]
        path = " / ".join(("^" if back else "") + v.shorten(each) for each, back in walk)
        premises = tuple(
            f"?x{n + 1} <{each}> ?x{n}" if back else f"?x{n} <{each}> ?x{n + 1}" for n, (each, back) in enumerate(walk)
        )
        rules.append(
            Rule(
                "prp-spo2",
                "A chain of properties implies one.",
                f"?x0 <{p}> ?x{len(walk)}",
                premises,
                axiom=(p, v.OWL + "propertyChainAxiom", path),
            )
        )
    return tuple(sorted(rules, key=lambda rule: (rule.conclusion, rule.premises)))
