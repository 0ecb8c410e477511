"""What would change, if something ended or began? Nothing in the graph does.

The answer: what turns by itself, and of each pair of holders the routes before and after (`answers/with_scenario`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from whoshares.answers.own_of_named import OwnOfNamed
from whoshares.answers.scenario import Scenario, ScenarioChange
from whoshares.answers.trace import Trace
from whoshares.answers.traced import TracedRoute, text_of
from whoshares.answers.tracer import Path
from whoshares.model.answer import Answer
from whoshares.model.dates import FUTURE
from whoshares.model.validity import Confirmed, State

OUTCOMES: Final = ("closes", "stays-open", "opens", "none", "not-settled")


@dataclass(frozen=True, slots=True)
class Effect:
    """A thing that is surer on the day, or less sure, with the scenario than without. Things are IRIs."""

    effect: str
    """`ends`, `begins`, `comes-back`, or `changes` where it stands before and after."""
    thing: str
    thing_class: str
    before: State
    after: State
    last_confirmed: Confirmed | None
    """When it was last known to be in force: with the scenario, where it is then."""
    released: tuple[str, ...] = ()
    """Of a bar: the flows that it bars on the day without the scenario, and not with it."""
    caught: tuple[str, ...] = ()
    """Of a bar: the flows that it bars with the scenario, and not without."""
    whose: tuple[str, ...] = ()
    """Of a norm or block: the senders, or the origins, as they are stated: holders and kinds."""
    whose_places: tuple[str, ...] = ()
    """The places in which these are meant."""
    to: tuple[str, ...] = ()
    """Of a norm or block: the recipients, likewise."""
    to_places: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    """Of a norm or block: the data that it names; none where it is about all."""
    set_by: tuple[str, ...] = ()
    """Of a norm: the instruments that set it."""

    def to_dict(self) -> dict[str, object]:
        """The effect as JSON-ready data."""
        return {
            "effect": self.effect,
            "id": self.thing,
            "class": self.thing_class,
            "before": self.before.word,
            "after": self.after.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "noLongerBarred": list(self.released),
            "newlyBarred": list(self.caught),
            "from": list(self.whose),
            "fromPlaces": list(self.whose_places),
            "to": list(self.to),
            "toPlaces": list(self.to_places),
            "categories": list(self.data),
            "setBy": list(self.set_by),
        }

    def named(self) -> Iterator[str]:
        """All that it names."""
        yield from (
            self.thing,
            *self.released,
            *self.caught,
            *self.whose,
            *self.whose_places,
            *self.to,
            *self.to_places,
        )
        yield from (*self.data, *self.set_by)


@dataclass(frozen=True, slots=True)
class Kept:
    """A route that is known without the scenario and with it."""

    before: TracedRoute
    after: TracedRoute

    @property
    def no_longer_barred_by(self) -> tuple[str, ...]:
        """The bars that bar a hop of it without the scenario, and none with it."""
        return tuple(sorted(_barring(self.before) - _barring(self.after)))

    @property
    def newly_barred_by(self) -> tuple[str, ...]:
        """The bars that bar a hop of it with the scenario, and none without."""
        return tuple(sorted(_barring(self.after) - _barring(self.before)))

    @property
    def no_longer_goes_round(self) -> tuple[str, ...]:
        """The bars that it goes round without the scenario, and not with it."""
        return tuple(sorted(_gone_round(self.before) - _gone_round(self.after)))

    @property
    def newly_goes_round(self) -> tuple[str, ...]:
        """The bars that it goes round with the scenario, and not without."""
        return tuple(sorted(_gone_round(self.after) - _gone_round(self.before)))

    @property
    def is_as_it_was(self) -> bool:
        """Whether it is as sure, barred by the same, and goes round the same."""
        same = _barring(self.before) == _barring(self.after) and _gone_round(self.before) == _gone_round(self.after)
        return same and self.before.state is self.after.state

    def to_dict(self) -> dict[str, object]:
        """What is different, as JSON-ready data."""
        return {
            "flows": list(flows_of(self.after)),
            "before": self.before.state.word,
            "after": self.after.state.word,
            "noLongerBarredBy": list(self.no_longer_barred_by),
            "newlyBarredBy": list(self.newly_barred_by),
            "noLongerGoesRound": list(self.no_longer_goes_round),
            "newlyGoesRound": list(self.newly_goes_round),
        }


@dataclass(frozen=True)
class Compared:
    """A pair of holders, with the data that leaves the one, before and after. Things are IRIs."""

    origin: str
    recipient: str
    category: str | None
    before: Trace
    after: Trace
    closed: tuple[TracedRoute, ...]
    """The routes looked at that are known before and not after."""
    kept: tuple[Kept, ...]
    """The routes looked at that are known before and after."""
    opened: tuple[TracedRoute, ...]
    """The routes looked at that are known after and not before."""

    @property
    def outcome(self) -> str:
        """`closes`, `stays-open`, `opens`, `none` where no route is known before or after, or `not-settled`."""
        if any(trace.stopped and not trace.routes for trace in (self.before, self.after)):
            return "not-settled"
        return {(1, 0): "closes", (1, 1): "stays-open", (0, 1): "opens", (0, 0): "none"}[
            int(bool(self.before.routes)), int(bool(self.after.routes))
        ]

    @property
    def ways_opened(self) -> int:
        """How many ways there are after that were none before, of the routes looked at."""
        return len(self._ways(self.opened) - self._ways((*self.closed, *(kept.before for kept in self.kept))))

    @property
    def ways_closed(self) -> int:
        """How many ways there were before of which no route is left, of the routes looked at."""
        return len(self._ways(self.closed) - self._ways((*self.opened, *(kept.after for kept in self.kept))))

    def _ways(self, routes: Iterable[TracedRoute]) -> set[object]:
        """What tells apart the ways that some of the routes are."""
        return {self._way_of[path] for route in routes if (path := path_of(route)) in self._way_of}

    @cached_property
    def _way_of(self) -> Mapping[Path, object]:
        found: dict[Path, object] = {}
        for trace in (self.before, self.after):
            for way in trace.ways:
                key = tuple((step.sender.body, step.category, step.recipient.body) for step in way.steps)
                found |= {path_of(trace.routes[rank - 1]): key for rank in way.routes}
        return found

    @property
    def truncated(self) -> bool:
        """Whether there are, or may be, more routes than were looked at."""
        return self.before.truncated or self.after.truncated

    @property
    def no_longer_forbidden_by(self) -> tuple[str, ...]:
        """The bars that forbid such data between the two before, and not after."""
        return tuple(sorted(_forbidding(self.before) - _forbidding(self.after)))

    @property
    def newly_forbidden_by(self) -> tuple[str, ...]:
        """The bars that forbid it after, and not before."""
        return tuple(sorted(_forbidding(self.after) - _forbidding(self.before)))

    @property
    def still_forbidden_by(self) -> tuple[str, ...]:
        """The bars that forbid it before and after."""
        return tuple(sorted(_forbidding(self.before) & _forbidding(self.after)))

    @property
    def no_longer_stopped_by(self) -> tuple[str, ...]:
        """The blocks that stop, or may stop, routes between the two before, and not after."""
        return tuple(sorted(_stopping(self.before) - _stopping(self.after)))

    @property
    def newly_stopped_by(self) -> tuple[str, ...]:
        """The blocks that do so after, and not before."""
        return tuple(sorted(_stopping(self.after) - _stopping(self.before)))

    @property
    def still_stopped_by(self) -> tuple[str, ...]:
        """The blocks that do so before and after."""
        return tuple(sorted(_stopping(self.before) & _stopping(self.after)))

    def named(self) -> Iterator[str]:
        """The ends and the data, which the traces need not name."""
        yield from (self.origin, self.recipient, *((self.category,) if self.category else ()))

    def to_dict(self) -> dict[str, object]:
        """The pair as JSON-ready data."""
        return {
            "from": self.origin,
            "to": self.recipient,
            "carrying": self.category,
            "outcome": self.outcome,
            "waysOpened": self.ways_opened,
            "waysClosed": self.ways_closed,
            "closed": [route.to_dict() for route in self.closed],
            "open": [kept.after.to_dict() for kept in self.kept],
            "opened": [route.to_dict() for route in self.opened],
            "changed": [kept.to_dict() for kept in self.kept if not kept.is_as_it_was],
            "noLongerForbiddenBy": list(self.no_longer_forbidden_by),
            "newlyForbiddenBy": list(self.newly_forbidden_by),
            "stillForbiddenBy": list(self.still_forbidden_by),
            "noLongerStoppedBy": list(self.no_longer_stopped_by),
            "newlyStoppedBy": list(self.newly_stopped_by),
            "stillStoppedBy": list(self.still_stopped_by),
            "truncated": self.truncated,
        }


@dataclass(frozen=True)
class WhatIf(Answer):
    """What a scenario does."""

    scenario: Scenario
    changes: tuple[ScenarioChange, ...]
    effects: tuple[Effect, ...]
    pairs: tuple[Compared, ...]
    left_out: int
    """How many pairs of ends of bars and blocks were not looked at, for there were too many."""
    stopped: bool
    """Whether the search for the pairs that change stopped at its work limit, so that some may be missing."""
    question: Mapping[str, object]
    labels: Mapping[str, str] = field(default_factory=dict)
    acronyms: Mapping[str, str] = field(default_factory=dict)
    own_of_named: tuple[OwnOfNamed, ...] = ()
    """Of generic bodies at an end: which of the named ones have flows of their own."""

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "title": self.scenario.title,
            "changes": [change.to_dict() for change in self.changes],
            "effects": [effect.to_dict() for effect in self.effects],
            "pairs": [pair.to_dict() for pair in self.pairs],
            "counts": {outcome: sum(pair.outcome == outcome for pair in self.pairs) for outcome in OUTCOMES},
            "leftOut": self.left_out,
            "stopped": self.stopped,
            "ownOfNamed": [one.to_dict() for one in self.own_of_named],
            "question": dict(self.question),
            "labels": dict(sorted(self.labels.items())),
        }

    @property
    def note(self) -> str:
        """That the day lies in the future, where it does."""
        return FUTURE if self.question.get("future") else ""

    def rows(self) -> list[dict[str, str]]:
        """One row a route, for a table; one row a pair without any."""
        rows = []
        for pair in self.pairs:
            ends = {
                "from": self.labels[pair.origin],
                "to": self.labels[pair.recipient],
                "outcome": pair.outcome,
                "no longer forbidden by": self._named(pair.no_longer_forbidden_by),
                "newly forbidden by": self._named(pair.newly_forbidden_by),
                "no longer stopped by": self._named(pair.no_longer_stopped_by),
                "newly stopped by": self._named(pair.newly_stopped_by),
            }
            routes: list[tuple[str, TracedRoute, Kept | None]] = [("closed", route, None) for route in pair.closed]
            routes += [("open", kept.after, kept) for kept in pair.kept]
            routes += [("opened", route, None) for route in pair.opened]
            for status, route, kept in routes:
                holders = [route.hops[0].sender, *(hop.recipient for hop in route.hops)]
                rows.append(
                    {
                        **ends,
                        "route": status,
                        "certainty": route.state.word,
                        "certainty before": kept.before.state.word if kept else "",
                        "last confirmed": text_of(route.last_confirmed) or "",
                        "no longer barred by": self._named(kept.no_longer_barred_by if kept else ()),
                        "newly barred by": self._named(kept.newly_barred_by if kept else ()),
                        "no longer goes round": self._named(kept.no_longer_goes_round if kept else ()),
                        "newly goes round": self._named(kept.newly_goes_round if kept else ()),
                        "holders": " → ".join(self.labels[holder] for holder in holders),
                        "flows": " ".join(flows_of(route)),
                    }
                )
            if not routes:
                rows.append(ends)
        return rows

    def _named(self, iris: Iterable[str]) -> str:
        return "; ".join(self.labels[iri] for iri in iris)


def flows_of(route: TracedRoute) -> tuple[str, ...]:
    return tuple(hop.flow for hop in route.hops)


def path_of(route: TracedRoute) -> Path:
    """What makes it the same route before and after."""
    return tuple((hop.flow, hop.sender, hop.recipient) for hop in route.hops)


def _barring(route: TracedRoute) -> set[str]:
    return {bar.id for hop in route.hops for bar in hop.barred_by}


def _gone_round(route: TracedRoute) -> set[str]:
    return {gone.bar.id for gone in route.goes_round}


def _forbidding(trace: Trace) -> set[str]:
    return {forbidding.bar.id for forbidding in trace.between.bars}


def _stopping(trace: Trace) -> set[str]:
    return {block.id for block in trace.between.blocks}
