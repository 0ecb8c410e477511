"""Whose data can reach a holder, or whom its data can reach: one row for each holder and category that arrives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from whoshares.answers.caption import Captioned, caption_of, searched
from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.traced import text_of
from whoshares.model import vocabulary as v
from whoshares.model.validity import Confirmed, State
from whoshares.network.arrays import ArrayLists, each_once
from whoshares.network.confirmed import last_confirmed
from whoshares.network.flows import FlowTable
from whoshares.network.forbidding import forbidding_each
from whoshares.routes.absence import Unconfirmed
from whoshares.routes.exposure import Exposing, ExposureRows
from whoshares.store.evidence import tier_name

if TYPE_CHECKING:
    import networkx as nx

    from whoshares.answers.meant import Meant


class Exposed(NamedTuple):
    """A holder whose data can arrive as a category, or that data can reach as one. Things are IRIs."""

    holder: str
    category: str
    hops: int
    """The fewest flows of a route that is as sure."""
    state: State
    """How sure the surest route is."""
    evidence: int
    """The rank of the tier at the weakest hop, of the shortest routes that are as sure the best."""
    flows: tuple[str, ...]
    """The flows of such a route."""
    through: str
    """The holder at which that route begins, or ends: the holder itself, a part of it, or a system."""
    last_confirmed: Confirmed | None
    """When that one of its flows was last confirmed that was confirmed longest ago; `None` where one was not."""
    stands_for: int | None = None
    """Of a generic body: how many named ones have this route too, since a source says its flow of every such body."""
    implied: bool = False
    """Whether sources only imply one of its flows."""
    forbidden_by: tuple[str, ...] = ()
    """The bars that forbid the data asked for between this holder and the one asked about, whatever the route."""

    def to_dict(self) -> dict[str, object]:
        """The row as JSON-ready data."""
        return {
            "holder": self.holder,
            "category": self.category,
            "hops": self.hops,
            "certainty": self.state.word,
            "lastConfirmed": text_of(self.last_confirmed),
            "weakestTier": tier_name(self.evidence),
            "through": self.through,
            "flows": list(self.flows),
            "namedBodies": self.stands_for,
            "implied": self.implied,
            "forbiddenBy": list(self.forbidden_by),
        }


class ExposedBody(NamedTuple):
    """A body that stands at the far end of rows: itself, its parts and systems. Things are IRIs."""

    body: str
    parts: tuple[str, ...]
    """The holders of its rows, but for itself."""
    generic: bool
    """Whether it is a kind of body and stands for many."""
    categories: tuple[str, ...]
    best: Exposed
    """Its surest row, of these the one of fewest hops, of these the one of best evidence."""
    forbidden_by: tuple[str, ...]
    """The bars that forbid the data asked for between a holder of its rows and the one asked about."""

    @property
    def is_only_possible(self) -> bool:
        """Whether no known route of it is sure: some date or name of each is open."""
        return self.best.state is State.POSSIBLE

    def to_dict(self) -> dict[str, object]:
        """The body as JSON-ready data."""
        return {
            "body": self.body,
            "parts": list(self.parts),
            "generic": self.generic,
            "categories": list(self.categories),
            "hops": self.best.hops,
            "certainty": self.best.state.word,
            "lastConfirmed": text_of(self.best.last_confirmed),
            "weakestTier": tier_name(self.best.evidence),
            "implied": self.best.implied,
            "forbiddenBy": list(self.forbidden_by),
        }


@dataclass(frozen=True)
class Exposure(Captioned):
    """All that can reach a holder, or that it can reach."""

    rows_found: tuple[Exposed, ...]
    """By holder and category, in the order of their IRIs."""
    bodies: tuple[ExposedBody, ...]
    """The bodies of the holders that stand at the end themselves, in the order of their IRIs."""
    outward: bool
    stopped: bool
    """Whether a route search stopped at its work limit, so that a row may be missing, or less certain than it is."""
    undecided: int
    """For how many pairs of a holder and a category it is not known, for that reason, whether there is a row."""
    unconfirmed: Unconfirmed | None
    """Where there is no row, but there are some that were not confirmed lately enough: what there is."""

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "recipients" if self.outward else "origins": [row.to_dict() for row in self.rows_found],
            "counts": {
                "bodies": sum(not body.generic for body in self.bodies),
                "genericBodies": sum(body.generic for body in self.bodies),
                "possibleBodies": sum(body.is_only_possible and not body.generic for body in self.bodies),
                "possibleGenericBodies": sum(body.is_only_possible and body.generic for body in self.bodies),
                "atLeast": self.stopped,
            },
            "bodies": [body.to_dict() for body in self.bodies],
            "ownOfNamed": [one.to_dict() for one in self.caption.own_of_named],
            "question": dict(self.question),
            "stopped": self.stopped,
            "undecided": self.undecided,
            "unconfirmed": self.unconfirmed.to_dict() if self.unconfirmed else None,
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The rows as a directed multigraph: holders are nodes, rows are edges keyed by the category that arrives."""
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        end = str(self.question["from" if self.outward else "to"])
        for row in self.rows_found:
            ends = (end, row.holder) if self.outward else (row.holder, end)
            for holder in ends:
                graph.add_node(holder, label=self.labels[holder])
            said = {"certainty": row.state.word, "last_confirmed": text_of(row.last_confirmed) or ""}
            graph.add_edge(*ends, key=row.category, hops=row.hops, **said, flows=" ".join(row.flows))
        return graph

    def rows(self) -> list[dict[str, str]]:
        """One row a holder and category, for a table."""
        return [
            {
                "holder": self.labels[row.holder],
                "category": self.labels[row.category],
                "hops": str(row.hops),
                "certainty": row.state.word,
                "last confirmed": text_of(row.last_confirmed) or "",
                "weakest tier": tier_name(row.evidence) or "none",
                "through": self.labels[row.through] if row.through != row.holder else "",
                "holder id": row.holder,
                "category id": row.category,
                "named bodies": "" if row.stands_for is None else str(row.stands_for),
                "forbidden by": self.named(row.forbidden_by),
                "flows": " ".join(row.flows),
            }
            for row in self.rows_found
        ]


class Flows:
    """What is told of flows on a day: the same for all holders that a place stands for."""

    def __init__(self, table: FlowTable, day: date) -> None:
        self.day = day.toordinal()
        self._table = table
        self._iris: dict[int, str] = {}

    def iris(self, flows: ArrayLists) -> list[tuple[str, ...]]:
        """The IRIs of the flows of each list."""
        known, numbers, iris = self._iris, flows.values.tolist(), self._table.iris
        known |= {number: iris[number] for number in set(numbers).difference(known)}
        told = [known[number] for number in numbers]
        return [tuple(told[begin:end]) for begin, end in pairwise(flows.bounds.tolist())]

    def implied(self, flows: ArrayLists) -> list[bool]:
        """Of each list, none of which is empty, whether sources only imply a flow of it."""
        implied = np.frombuffer(self._table.implied, np.int8)[flows.values]
        found: list[bool] = (np.maximum.reduceat(implied, flows.bounds[:-1]) > 0).tolist() if len(implied) else []
        return found

    def confirmed(self, flows: ArrayLists) -> list[Confirmed | None]:
        """Of each list, none of which is empty, when that flow was last confirmed that was confirmed longest ago.

        `None` where one was not.
        """
        if not len(flows.values):
            return []
        used = each_once(flows.values)
        days = last_confirmed(self._table, used, self.day)
        place = np.searchsorted(used, flows.values)
        ranks = np.searchsorted(each_once(days.order), days.order)[place]
        size = len(place)
        oldest = np.minimum.reduceat(ranks * size + np.arange(size), flows.bounds[:-1]) % size
        told = days.each()
        return [told[one] for one in place[oldest].tolist()]


def exposure(
    parts: GraphParts, asked: TraceQuestion, *, outward: bool, only: Meant | None = None, flows: Flows | None = None
) -> Exposure:
    """The exposure of the question's recipient, or with `outward` what its origin reaches; `only` a place's rows.

    `flows` is what is known of flows on the day, where several are asked for.
    """
    question = parts.tracer.question(asked)
    network = parts.network
    exposing = Exposing(network, question, outward=outward)
    rows = exposing.columns()
    if only is not None:
        there = [number for iri in only.holders if (number := network.holder_number.get(iri)) is not None]
        rows = rows.only(np.flatnonzero(np.isin(rows.far, there)))
    told = Flows(network.flows, asked.as_of) if flows is None else flows
    found = _told(parts, rows, told, question.category, exposing.end, outward=outward)
    end = asked.origin if outward else asked.recipient
    said = asked.said("from" if outward else "to", "carrying", "asOf", "exact", "maxHops", "confirmedSince")
    said["place"] = only.iri if only else None
    bodies = bodies_of(parts, found, [end])
    named = {end, *(body.body for body in bodies), *(bar for row in found for bar in row.forbidden_by)}
    named |= {network.holders[one] for one in each_once(np.concatenate([rows.far, rows.near])).tolist()}
    named |= {network.categories.iris[one] for one in each_once(rows.category).tolist()}
    named |= {iri for iri in (asked.carrying, only.iri if only else None) if iri}
    caption = caption_of(parts.names, said, searched(network), named)
    unconfirmed = None
    if asked.confirmed_since is not None and not found:
        every = exposure(parts, replace(asked, confirmed_since=None), outward=outward).rows_found
        dates = [row.last_confirmed for row in every if row.last_confirmed is not None]
        latest = max(dates, key=lambda one: one.order, default=None)
        unconfirmed = Unconfirmed(len({row.holder for row in every}), latest, asked.as_of, "holder") if every else None
    return Exposure(caption, found, bodies, outward, exposing.stopped, exposing.undecided, unconfirmed)


def _told(
    parts: GraphParts, rows: ExposureRows, flows: Flows, category: int, end: int, *, outward: bool
) -> tuple[Exposed, ...]:
    """The rows as they are told; `category` is what is asked for, `end` the holder that is asked about."""
    network, states = parts.network, tuple(State)
    holders, categories = network.holders, network.categories.iris
    far = rows.far.tolist()
    forbidden = forbidding_each(network, parts.norms, end, set(far), category, flows.day, outward=outward)
    bars = {one: tuple([parts.norms.bars[number].iri for number in numbers]) for one, numbers in forbidden.items()}
    own = rows.flows.values[rows.flows.bounds[1:] - 1 if outward else rows.flows.bounds[:-1]].tolist()
    stands_for = {
        flow: network.named_at(flow, flows.day, sender=not outward) or None for flow in network.flows_of.keys() & own
    }
    columns = (
        [holders[one] for one in far],
        [categories[one] for one in rows.category.tolist()],
        rows.hops.tolist(),
        [states[one] for one in rows.state.tolist()],
        rows.evidence.tolist(),
        flows.iris(rows.flows),
        [holders[one] for one in rows.near.tolist()],
        flows.confirmed(rows.flows),
        [stands_for.get(flow) for flow in own],
        flows.implied(rows.flows),
        [bars.get(one, ()) for one in far],
    )
    return tuple(map(Exposed, *columns))


def bodies_of(parts: GraphParts, rows: Iterable[Exposed], ends: Iterable[str]) -> tuple[ExposedBody, ...]:
    """The bodies of rows whose holder stands at the end itself, without what lies within the ends asked about."""
    bodies, number = parts.tracer.bodies, parts.network.holder_number
    within = frozenset[int]().union(*(parts.network.closure(number[end]) for end in ends if end in number))
    of_body: dict[str, list[Exposed]] = defaultdict(list)
    body_of: dict[str, str] = {}
    for row in rows:
        holder = row.holder
        if row.through == holder and number[holder] not in within:
            body = body_of.get(holder) or body_of.setdefault(holder, bodies.of(holder))
            of_body[body].append(row)
    generic = {iri for iri, value, _ in parts.store.pairs(v.GENERIC) if value in ("true", "1")}
    return tuple(
        ExposedBody(
            body,
            tuple(sorted({row.holder for row in its} - {body})),
            body in generic,
            tuple(sorted({row.category for row in its})),
            min(its, key=lambda row: (row.state, row.hops, row.evidence)),
            tuple(sorted({bar for row in its for bar in row.forbidden_by})),
        )
        for body, its in sorted(of_body.items())
    )
