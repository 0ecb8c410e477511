"""Terms that look like ours and are not, and terms of other vocabularies that nothing here reads.

A property that is spelt almost right is no error of RDF. Nothing reads it, and no answer holds what it says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from whoshares.facts.validation.rules import Hit
from whoshares.model import vocabulary as v
from whoshares.store.engine import Iri, Store
from whoshares.store.resources import ontology_folder

UNKNOWN: Final = "unknown-term"
FOREIGN: Final = "term-that-nothing-reads"
RULES: Final = frozenset({UNKNOWN, FOREIGN})
"""The names of the rules."""

_WIDER: Final = (v.RDFS + "subClassOf", v.RDFS + "subPropertyOf")
_CLOSE: Final = v.SKOS + "closeMatch"
_SILENT_NAMESPACES: Final = (v.RDF, v.RDFS, v.OWL)
_NONE_LIKELY: Final = " Check its spelling, or take it out."
_ALIKE: Final = 65
"""How like a name has to be to be suggested, from 0 to 100."""
_ALMOST: Final = 85
"""How like a namespace has to be to be taken for a misspelt one."""

_USES: Final = """
SELECT ?term ?sort (MIN(STR(?s)) AS ?focus) (COUNT(DISTINCT ?s) AS ?count) WHERE {
  { ?s ?term ?o BIND("property" AS ?sort) } UNION { ?s a ?term BIND("class" AS ?sort) }
}
GROUP BY ?term ?sort
"""
_USES_ON_OURS: Final = """
SELECT ?term ?sort (MIN(STR(?s)) AS ?focus) (COUNT(DISTINCT ?s) AS ?count) WHERE {
  VALUES ?term { TERMS }
  { ?s ?term ?o BIND("property" AS ?sort) } UNION { ?s a ?term BIND("class" AS ?sort) }
  FILTER(
    STRSTARTS(STR(?s), "https://w3id.org/whoshares/id/")
    || EXISTS { ?s a ?class FILTER(STRSTARTS(STR(?class), "https://w3id.org/whoshares/ontology/")) }
    || EXISTS { ?s ?ours ?value FILTER(STRSTARTS(STR(?ours), "https://w3id.org/whoshares/ontology/")) }
  )
}
GROUP BY ?term ?sort
"""


def check_terms(store: Store) -> Iterator[Hit]:
    """A violation for each term that is almost one of ours, a warning for each of another vocabulary on things of ours.

    Silent are the terms that the ontology and what it is aligned to use, and those that describe any thing at all.
    """
    terms = _Terms(store)
    strange = {use.term: use for use in _uses(store, _USES) if use.term not in terms.silent}
    foreign = []
    for term, use in sorted(strange.items()):
        if told := terms.almost_ours(term):
            yield use.hit(UNKNOWN, "violation", told)
        elif not term.startswith(_SILENT_NAMESPACES) and _WRITABLE.fullmatch(term):
            foreign.append(term)
    if foreign:
        listed = " ".join(f"<{term}>" for term in foreign)
        for use in sorted(_uses(store, _USES_ON_OURS.replace("TERMS", listed)), key=lambda use: use.term):
            likely = terms.likely_instead(use.term, use.sort)
            if likely or not use.term.startswith(v.DCTERMS):  # of which many describe any thing at all
                yield use.hit(FOREIGN, "warning", f"Nothing here reads it.{likely or _NONE_LIKELY}")


_WRITABLE: Final = re.compile(r"[^\x00-\x20<>\"{}|^`\\]++")


@dataclass(frozen=True, slots=True)
class _Use:
    """That a property or class is used, with the first thing that it is used of."""

    term: str
    sort: str
    focus: str
    count: int

    def hit(self, rule: str, severity: str, told: str) -> Hit:
        others = f" and {self.count - 1:,} other(s)" if self.count > 1 else ""
        verb = "is of the class" if self.sort == "class" else "has"
        name = v.shorten(self.term)
        return Hit(rule, self.focus, None, None, severity, f"{v.shorten(self.focus)}{others} {verb} {name}. {told}")


def _uses(store: Store, query: str) -> Iterator[_Use]:
    for row in store.rows(query):
        if isinstance(term := row.get("term"), Iri):
            yield _Use(term, str(row["sort"]), str(row.get("focus", "a blank node")), int(str(row["count"])))


@dataclass
class _Terms:
    """What the vocabulary in a store, and the alignments that are shipped with it, know of terms."""

    store: Store
    aligned: Store = field(default_factory=lambda: _alignments())

    @cached_property
    def own(self) -> Mapping[str, str]:
        """The terms that may be written, with what each is: a class or a property."""
        declared = [s for s in self.store.statements(predicate=v.TYPE) if s.graph == v.ONTOLOGY_GRAPH]
        kinds = {v.OWL + "Class": "class"}
        kinds.update(
            (v.OWL + kind, "property") for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
        )
        return {str(s.subject): kinds[str(s.object)] for s in declared if str(s.object) in kinds}

    @cached_property
    def silent(self) -> frozenset[str]:
        """The terms that the ontology and its alignments use, and wider ones, which a thing of ours may well have."""
        used = {str(s.predicate) for s in self.aligned.statements()}
        wider = {str(s.object) for relation in _WIDER for s in self.aligned.statements(predicate=relation)}
        described = {str(s.predicate) for s in self.store.statements(graph=v.ONTOLOGY_GRAPH)}
        headers = {v.DCTERMS + "publisher"}  # of a document, dc:publisher is read
        return frozenset((self.own.keys() | used | wider | described) - headers)

    @cached_property
    def _close(self) -> Mapping[str, list[str]]:
        """The terms of ours that are close to one of another vocabulary, by that one without its scheme."""
        found: dict[str, list[str]] = defaultdict(list)
        for statement in self.aligned.statements(predicate=_CLOSE):
            found[_bare(str(statement.object))].append(str(statement.subject))
        return found

    def almost_ours(self, term: str) -> str | None:
        """What to say of a term whose namespace is that of a term of ours, or almost; None of another."""
        space, name = _parted(term)
        for namespace in (v.WS, v.SKOS, v.DCTERMS, v.DC, v.RDF, v.RDFS):
            if space == namespace:
                if namespace != v.WS:
                    return None
                likely = self._likely(term, name, None, (v.WS,)) or _NONE_LIKELY
                return f"The ontology has no term {v.shorten(term)}.{likely}"
            if _bare(space) == _bare(namespace) or (namespace == v.WS and _is_almost(space)):
                likely = self._likely(term, name, None, (namespace,)) or _NONE_LIKELY
                return f"This is not the namespace <{namespace}>, so nothing reads it.{likely}"
        return None

    def likely_instead(self, term: str, sort: str) -> str:
        """The term that may be meant by one of another vocabulary, as a sentence; nothing where none is alike."""
        return self._likely(term, _parted(term)[1], sort, (v.WS, v.SKOS, v.DCTERMS, v.DC))

    def _likely(self, term: str, name: str, sort: str | None, namespaces: tuple[str, ...]) -> str:
        from rapidfuzz import fuzz, process

        close = sorted(self._close.get(_bare(term), ()))
        if close:
            return f" Write {' or '.join(map(v.shorten, close[:3]))} for what is meant here."
        offered = {
            own: v.local_name(own).lower()
            for own, kind in self.own.items()
            if own.startswith(namespaces) and sort in (None, kind)
        }
        best = process.extractOne(name.lower(), dict(sorted(offered.items())), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return f" Did you mean {v.shorten(best[2])}?" if best else ""


def _is_almost(space: str) -> bool:
    """Whether a namespace is ours with a part left out, or misspelt."""
    from rapidfuzz import fuzz

    found, ours = _bare(space), _bare(v.WS)
    if space.startswith(v.ID):
        return False
    return found == ours.rpartition("/")[0] or fuzz.ratio(found, ours) >= _ALMOST


def _parted(term: str) -> tuple[str, str]:
    """The namespace and the local name of a term."""
    at = max(term.rfind("/"), term.rfind("#")) + 1
    return term[:at], term[at:]


def _bare(iri: str) -> str:
    """An IRI without what people leave out or write otherwise: scheme, www., letter case, the sign at the end."""
    return iri.partition("://")[2].lower().removeprefix("www.").replace("#", "/").rstrip("/")


def _alignments() -> Store:
    store = Store()
    for path in sorted((ontology_folder() / "alignments").glob("*.ttl")):
        store.load(path.read_bytes(), "turtle", where=str(path))
    return store
