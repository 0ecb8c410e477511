"""The answer to “does it reach?”: routes with their evidence, or the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whoshares.answers.between import Between
from whoshares.answers.caption import Captioned
from whoshares.answers.of_named import OfNamed
from whoshares.answers.of_some import SaidOfSome
from whoshares.answers.traced import TracedRoute, graph_of, hop_rows
from whoshares.answers.ways import Way, numbers
from whoshares.routes.absence import Absence
from whoshares.routes.nearby import Nearby
from whoshares.store.evidence import tier_rank

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Trace(Captioned):
    """The answer to a trace."""

    outcome: str
    """`routes` or `none-known`."""
    routes: tuple[TracedRoute, ...]
    ways: tuple[Way, ...]
    """The ways that the routes are, in the order of their best routes."""
    truncated: bool
    """Whether there are, or may be, more routes than these."""
    stopped: bool
    """Whether the search itself stopped at its work limit."""
    absence: Absence
    """Why no route is known, where none is."""
    nearby: Nearby
    """Where none is known between two holders: routes to or from a whole of one, and the other way round."""
    of_some: tuple[SaidOfSome, ...]
    """What documents say of bodies such as the origin, though not of each: no routes."""
    of_named: OfNamed | None
    """Where an end is a generic body: which named ones have a route of their own."""
    between: Between
    """The bars and blocks that lie between the two, whether or not a route is known."""

    @property
    def reason(self) -> str | None:
        """The code of why no route is known; `None` where there are routes."""
        return self.absence.reason

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "outcome": self.outcome,
            "reason": self.reason,
            "explanation": self.explanation,
            "alsoNeeded": list(self.absence.also),
            "days": [{"from": first, "until": end} for first, end in self.absence.days],
            "categories": list(self.absence.categories),
            "blocks": [block.iri for block in self.absence.blocks],
            "blockDetails": [block.to_dict() for block in self.absence.blocks],
            "excludedBy": list(self.absence.excluded),
            "unconfirmed": self.absence.unconfirmed.to_dict() if self.absence.unconfirmed else None,
            "knownTo": list(self.absence.known_to),
            "knownFrom": list(self.absence.known_from),
            "toItself": list(self.absence.to_itself),
            "nearby": self.nearby.to_dict() if self.nearby else None,
            "saidOfSome": [said.to_dict() for said in self.of_some],
            "ofNamed": self.of_named.to_dict() if self.of_named else None,
            "between": self.between.to_dict(),
            "question": dict(self.question),
            "truncated": self.truncated,
            "stopped": self.stopped,
            "searched": dict(self.searched),
            "counts": {"ways": len(self.ways), "routes": self.number_of_routes, "atLeast": self.truncated},
            "ways": [way.to_dict() for way in self.ways],
            "routes": [route.to_dict() for route in self.routes],
            "labels": dict(sorted(self.labels.items())),
        }

    @property
    def weakest_tier(self) -> str | None:
        """The weakest tier that the best route rests on, hop by hop on its best source; `None` without sources."""
        if not self.routes:
            return None
        best = [min((s.tier for s in hop.sources), key=tier_rank, default=None) for hop in self.routes[0].hops]
        return max(best, key=tier_rank)

    @property
    def number_of_routes(self) -> int:
        """How many different routes these are."""
        return sum(way.count for way in self.ways)

    @property
    def explanation(self) -> str | None:
        """Why no route is known, in a sentence."""
        return self.absence.in_words(self.labels, stopped=self.stopped)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The routes as a directed multigraph: holders are nodes, flows are edges keyed by IRI."""
        return graph_of(self.caption, self.routes)

    def rows(self) -> list[dict[str, str]]:
        """One row a hop, for a table; after the routes the best one of each pair with a named body, in `of named`."""
        found = [{**row, "of named": ""} for row in hop_rows(self.caption, self.routes, numbers(self.ways))]
        if self.of_named is None:
            return found
        pairs = [f"{self.labels[origin]} → {self.labels[recipient]}" for origin, recipient in self.of_named.pairs]
        own = hop_rows(self.caption, self.of_named.routes, numbers(self.of_named.ways))
        return found + [{**row, "of named": pairs[int(row["route"]) - 1]} for row in own]
