"""What sources say of a thing, each statement with its document and place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from whoshares.model import vocabulary as v
from whoshares.model.validity import State, Validity
from whoshares.store.engine import Iri, Store


class Citation(NamedTuple):
    """A document that says something, and where in it."""

    id: str
    title: str
    tier: str | None
    url: str | None
    locator: str | None
    publisher: str | None = None
    issued: str | None = None
    read_at: str | None = None
    """Where the editors read it."""

    @property
    def address(self) -> str | None:
        """Where it can be read: its own address, else the one at which the editors read it."""
        return self.url or self.read_at

    def to_dict(self) -> dict[str, object]:
        """The citation as JSON-ready data."""
        return {
            "id": self.id,
            "title": self.title,
            "tier": self.tier,
            "url": self.url,
            "readAt": self.read_at,
            "locator": self.locator,
            "publisher": self.publisher,
            "issued": self.issued,
        }


class Claim(NamedTuple):
    """One property of a thing with one value, and the named graphs that state it."""

    predicate: str
    value: str
    is_iri: bool
    graphs: tuple[str, ...]


class Evidence:
    """The statements of a store, by subject, with their sources."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._claims: dict[str, tuple[Claim, ...]] = {}
        self._by_predicate: dict[str, dict[str, list[Claim]]] = {}
        self._validity: dict[str, Validity] = {}
        self._citations: dict[tuple[str, str], Citation] = {}

    @cached_property
    def _sources(self) -> set[str]:
        return {str(s.subject) for s in self._store.statements(predicate=v.TYPE, value=v.SOURCE)}

    def claims(self, iri: str) -> tuple[Claim, ...]:
        """All that is stated of a thing, in a fixed order; the same statement by several sources is one claim."""
        if iri not in self._claims:
            found: dict[tuple[str, str, bool], set[str]] = defaultdict(set)
            for s in self._store.statements(subject=iri):
                is_iri = isinstance(s.object, Iri)
                found[str(s.predicate), str(s.object), is_iri].add(str(s.graph or ""))
            self._claims[iri] = tuple(Claim(*key, tuple(sorted(graphs))) for key, graphs in sorted(found.items()))
        return self._claims[iri]

    def values(self, iri: str, predicate: str, within: Collection[str] | None = None) -> list[str]:
        """The values of one property of a thing, sorted; with `within`, those that one of some named graphs states."""
        if iri not in self._by_predicate:
            by_predicate: dict[str, list[Claim]] = defaultdict(list)
            for claim in self.claims(iri):
                by_predicate[claim.predicate].append(claim)
            self._by_predicate[iri] = dict(by_predicate)
        claims = self._by_predicate[iri].get(predicate, ())
        return [c.value for c in claims if within is None or not set(c.graphs).isdisjoint(within)]

    def saying_every(self, iri: str) -> frozenset[str]:
        """The named graphs of the sources that say a thing of every body of a kind."""
        said = (claim for claim in self.claims(iri) if (claim.predicate, claim.value) == (v.EXTENT, v.EVERY))
        return frozenset(graph for claim in said for graph in claim.graphs)

    def with_value(self, value: str, predicates: Iterable[str]) -> set[str]:
        """The things of which some property has a thing as its value."""
        found = (s for p in predicates for s in self._store.statements(predicate=p, value=value))
        return {str(s.subject) for s in found}

    def validity(self, iri: str) -> Validity:
        """When a thing is in force. Raises IncompleteGraph where a date is none."""
        if iri not in self._validity:
            froms, untils, attested = (self.values(iri, slot) for slot in (v.VALID_FROM, v.VALID_UNTIL, v.ATTESTED_ON))
            statuses = self.values(iri, v.EVIDENCE_STATUS)
            self._validity[iri] = Validity.of(froms, untils, attested, v.shorten(iri), statuses)
        return self._validity[iri]

    def in_force(self, iri: str, day: date | None) -> bool:
        """Whether a thing is not known to be out of force on a day; an open day knows nothing."""
        return day is None or self.validity(iri).on(day) is not State.IMPOSSIBLE

    def citations(self, iri: str, within: Collection[str] | None = None) -> list[Citation]:
        """The sources that say something of a thing, the best tier first; with `within`, those of some named graphs."""
        graphs = {graph for claim in self.claims(iri) for graph in claim.graphs}
        graphs &= graphs if within is None else set(within)
        return sorted(
            (self.citation(graph, iri) for graph in graphs if graph in self._sources),
            key=lambda c: (tier_rank(c.tier), c.id),
        )

    def citation(self, graph: str, iri: str) -> Citation:
        """A source, with the places where it speaks of a thing."""
        key = (graph, iri)
        if key not in self._citations:
            places = [c.value for c in self.claims(iri) if c.predicate == v.LOCATOR and graph in c.graphs]
            tier = next(iter(self.values(graph, v.TIER)), None)
            self._citations[key] = Citation(
                graph,
                next(iter(self.values(graph, v.TITLE)), v.shorten(graph)),
                v.local_name(tier) if tier else None,
                next(iter(self.values(graph, v.URL)), None),
                "; ".join(places) or None,
                next(iter(self.values(graph, v.PUBLISHER)), None),
                next(iter(self.values(graph, v.ISSUED)), None),
                next(iter(self.values(graph, v.READ_AT)), None),
            )
        return self._citations[key]


def cited(citations: Iterable[Citation], *, issued: bool = False) -> str:
    """Citations in one cell of a table, each with its address; with `issued`, each with its day."""

    def parts(c: Citation) -> tuple[str | None, ...]:
        day = f", {c.issued}" if issued and c.issued else ""
        return f"{c.title} [{c.tier or 'no tier'}{day}]", c.locator, c.address and f"<{c.address}>"

    return "; ".join(" ".join(filter(None, parts(c))) for c in citations)


def tier_rank(tier: str | None) -> int:
    """The place of a tier's name in the order, best first; after all of them where there is none."""
    names = [v.local_name(iri) for iri in v.TIERS]
    return names.index(tier) if tier in names else len(names)


def tier_name(rank: int) -> str | None:
    """The name of the tier of a rank; `None` after the last."""
    return v.local_name(v.TIERS[rank]) if rank < len(v.TIERS) else None


STATUSES: Final = (
    "found-by-court", "found-by-audit", "documented", "observed", "admitted", "enjoined", "authorised", "reported",
    "asserted", "demanded", "disputed", "alleged", "planned", "proposed", "implied",
)  # fmt: skip
"""Evidence statuses, the firmest first."""


def status_rank(status: str | None) -> int:
    """The place of an evidence status in the order, the firmest first; after all of them where there is none."""
    name = v.local_name(status) if status else ""
    return STATUSES.index(name) if name in STATUSES else len(STATUSES)
