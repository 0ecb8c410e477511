"""The answer to “does it reach?”: routes with their evidence, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, islice, pairwise
from typing import TYPE_CHECKING, Final

from whoshares import vocabulary as v
from whoshares.evidence import Citation, Evidence, tier_rank
from whoshares.names import Names
from whoshares.network import ANY, Network
from whoshares.routes import Question, Route, Search
from whoshares.validity import State, Validity, day_after

if TYPE_CHECKING:
    import networkx as nx

REASONS: Final = {
    "nothing-known": "no document here connects them",
    "blocked": "a technical block stood in the way on that day",
    "other-days": "known, but not on that day",
    "other-category": "known, but only for other data",
    "excluded": "known, but left out by the options given",
}
"""Why there is no route, by code."""

_MOST_DAYS: Final = 400
_MOST_ROUTES: Final = 1_000


@dataclass(frozen=True, slots=True)
class TracedTransformation:
    """What data went through before a hop."""

    id: str
    holder: str
    consumes: tuple[str, ...]
    produces: tuple[str, ...]
    certain: bool
    exact: bool
    """Whether the data was just where the transformation takes place."""
    sources: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The transformation as JSON-ready data."""
        return {
            "id": self.id,
            "holder": self.holder,
            "consumes": list(self.consumes),
            "produces": list(self.produces),
            "certainty": _certainty(self.certain),
            "join": "exact" if self.exact else "assumed",
            "sources": [source.to_dict() for source in self.sources],
        }


@dataclass(frozen=True, slots=True)
class TracedHop:
    """One flow of a route with all that is said of it. Things are IRIs; dates are as the sources give them."""

    flow: str
    sender: str
    recipient: str
    category: str
    certain: bool
    exact: bool
    program: tuple[str, ...]
    program_not_in_force: tuple[str, ...]
    """Those of the programs that had not begun, or had ended, on the day: the flow is not bound to the program."""
    authority: tuple[str, ...]
    """The instruments named as its basis that are not known to be out of force on the day."""
    authority_not_in_force: tuple[str, ...]
    via: tuple[str, ...]
    mode: tuple[str, ...]
    controlled_by: tuple[str, ...]
    evidence_status: tuple[str, ...]
    valid_from: tuple[str, ...]
    valid_until: tuple[str, ...]
    attested_on: tuple[str, ...]
    disputed: bool
    transformations: tuple[TracedTransformation, ...]
    notes: tuple[str, ...]
    """What the editors of the graph remark on how the sources are read."""
    possible_blocks: tuple[str, ...]
    sources: tuple[Citation, ...]

    def to_dict(self) -> dict[str, object]:
        """The hop as JSON-ready data.

        Where sources differ on a date, the earliest is given, `disputed` is true, and `rivalDates` has all.
        """
        return {
            "flow": self.flow,
            "sender": self.sender,
            "recipient": self.recipient,
            "category": self.category,
            "certainty": _certainty(self.certain),
            "join": "exact" if self.exact else "assumed",
            "program": list(self.program),
            "programNotInForce": list(self.program_not_in_force),
            "authority": list(self.authority),
            "authorityNotInForce": list(self.authority_not_in_force),
            "via": list(self.via),
            "mode": list(self.mode),
            "controlledBy": list(self.controlled_by),
            "evidenceStatus": list(self.evidence_status),
            "validFrom": self.valid_from[0] if self.valid_from else None,
            "validUntil": self.valid_until[0] if self.valid_until else None,
            "attestedOn": list(self.attested_on),
            "disputed": self.disputed,
            "rivalDates": {
                name: list(dates)
                for name, dates in (("validFrom", self.valid_from), ("validUntil", self.valid_until))
                if len(dates) > 1
            },
            "transformations": [transformation.id for transformation in self.transformations],
            "transformationDetails": [transformation.to_dict() for transformation in self.transformations],
            "notes": list(self.notes),
            "possibleBlocks": list(self.possible_blocks),
            "sources": [source.to_dict() for source in self.sources],
        }


@dataclass(frozen=True, slots=True)
class TracedRoute:
    """A route with its evidence."""

    certain: bool
    hops: tuple[TracedHop, ...]

    def to_dict(self) -> dict[str, object]:
        """The route as JSON-ready data."""
        return {"certainty": _certainty(self.certain), "hops": [hop.to_dict() for hop in self.hops]}


@dataclass(frozen=True)
class Trace:
    """The answer to a trace. Renders in a terminal (rich) and in a notebook (HTML)."""

    outcome: str
    """`routes` or `none-known`."""
    question: Mapping[str, object]
    routes: tuple[TracedRoute, ...]
    truncated: bool
    """Whether there are, or may be, more routes than these."""
    stopped: bool
    """Whether the search itself stopped at its work limit."""
    searched: Mapping[str, int]
    labels: Mapping[str, str]
    """The label of every thing that the answer names."""
    acronyms: Mapping[str, str]
    """The short form of a label where there is one: ICE."""
    reason: str | None = None
    """A code of `REASONS` where no route is known."""
    days: tuple[tuple[str | None, str | None], ...] = ()
    """Where routes are known on other days only: the intervals, from inclusive, until exclusive, `None` open."""
    categories: tuple[str, ...] = ()
    """Where routes are known for other data only: the categories that leave the origin on them."""
    blocks: tuple[str, ...] = ()
    """Where blocks stand in the way: which."""
    excluded: tuple[str, ...] = ()
    """Where the options exclude all routes: which options."""
    also: tuple[str, ...] = ()
    """Where it takes more than one reason together: the codes of the others."""
    known_to: tuple[str, ...] = ()
    """Where no route is known: the holders to which such data is known to go from the origin directly, on any day."""
    known_from: tuple[str, ...] = ()
    """Where no route is known: the holders from which any data is known to come to the recipient directly."""

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "outcome": self.outcome,
            "reason": self.reason,
            "explanation": self.explanation,
            "alsoNeeded": list(self.also),
            "days": [{"from": first, "until": end} for first, end in self.days],
            "categories": list(self.categories),
            "blocks": list(self.blocks),
            "excludedBy": list(self.excluded),
            "knownTo": list(self.known_to),
            "knownFrom": list(self.known_from),
            "question": dict(self.question),
            "truncated": self.truncated,
            "stopped": self.stopped,
            "searched": dict(self.searched),
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
    def explanation(self) -> str | None:
        """Why no route is known, in a sentence."""
        if self.reason is None:
            return None
        sentence = {
            "nothing-known": "No chain of documented flows connects them, on any day, for any data.",
            "other-days": f"Routes are known, but not on that day. Known: {_days_in_words(self.days)}."
            if self.days
            else "Each hop of a route is known, but never all of them on one day.",
            "blocked": "The only known routes are stopped by a technical block that stood on that day: "
            f"{self._named(self.blocks)}.",
            "other-category": f"Routes are known, but only for other data: {self._named(self.categories)}.",
            "excluded": f"Routes are known, but the options leave them out: {', '.join(self.excluded)}.",
        }[self.reason]
        if self.also:
            sentence += f" And even then: {'; '.join(REASONS[code] for code in self.also)}."
        if self.stopped:
            sentence += " The search stopped at its work limit before it had seen everything: narrow the question."
        return sentence

    def _named(self, iris: Iterable[str]) -> str:
        return ", ".join(self.labels.get(iri, iri) for iri in iris)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The routes as a directed multigraph: holders are nodes, flows are edges keyed by IRI."""
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for rank, route in enumerate(self.routes, 1):
            for place, hop in enumerate(route.hops, 1):
                for holder in (hop.sender, hop.recipient):
                    graph.add_node(holder, label=self.labels[holder])
                if graph.has_edge(hop.sender, hop.recipient, hop.flow):
                    continue  # a flow of several routes keeps its first place
                graph.add_edge(
                    hop.sender,
                    hop.recipient,
                    key=hop.flow,
                    category=self.labels[hop.category],
                    certainty=_certainty(hop.certain),
                    route=rank,
                    hop=place,
                    sources="; ".join(source.id for source in hop.sources),
                )
        return graph

    def rows(self) -> list[dict[str, str]]:
        """One row a hop, for a table."""
        return [
            {
                "route": str(rank),
                "route certainty": _certainty(route.certain),
                "hop": str(place),
                "sender": self.labels[hop.sender],
                "recipient": self.labels[hop.recipient],
                "category": self.labels[hop.category],
                "certainty": _certainty(hop.certain),
                "join": "exact" if hop.exact else "assumed",
                "program": self._named(hop.program),
                "authority": self._named(hop.authority),
                "valid from": " / ".join(hop.valid_from),
                "valid until": " / ".join(hop.valid_until),
                "attested on": "; ".join(hop.attested_on),
                "disputed": "yes" if hop.disputed else "",
                "transformations": self._named(transformation.id for transformation in hop.transformations),
                "sources": "; ".join(
                    f"{s.title} [{s.tier or 'no tier'}] {s.locator or ''}".strip() for s in hop.sources
                ),
                "flow": hop.flow,
            }
            for rank, route in enumerate(self.routes, 1)
            for place, hop in enumerate(route.hops, 1)
        ]

    def __rich__(self) -> object:
        from whoshares.text.trace import render_trace

        return render_trace(self)

    def _repr_html_(self) -> str:
        from whoshares.text.console import to_html

        return to_html(self)


def _certainty(certain: bool) -> str:
    return "certain" if certain else "possible"


def _days_in_words(days: tuple[tuple[str | None, str | None], ...]) -> str:
    said = []
    for first, end in days:
        if first and end:
            said.append(f"from {first} until before {end}")
        elif first:
            said.append(f"from {first} on")
        elif end:
            said.append(f"before {end}")
        else:
            said.append("on any day, as far as is known")
    return "; ".join(said)


@dataclass(frozen=True)
class TraceQuestion:
    """A question with its names resolved to IRIs; `via` and `avoid` name holders, flows, programs or instruments."""

    origin: str
    recipient: str
    carrying: str | None
    as_of: date
    exact: bool = False
    max_hops: int | None = None
    limit: int = 10
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The question as JSON-ready data."""
        return {
            "from": self.origin,
            "to": self.recipient,
            "carrying": self.carrying,
            "asOf": self.as_of.isoformat(),
            "exact": self.exact,
            "maxHops": self.max_hops,
            "limit": self.limit,
            "via": list(self.via),
            "avoid": list(self.avoid),
        }


class Tracer:
    """Answers traces over one network, with the evidence of one store."""

    def __init__(self, network: Network, evidence: Evidence, names: Names) -> None:
        self._network = network
        self._evidence = evidence
        self._names = names

    def trace(self, asked: TraceQuestion) -> Trace:
        """The routes that answer a question, or why there are none."""
        question = self._question(asked)
        search = Search(self._network, question)
        found = list(islice(search.routes(), asked.limit + 1))
        routes = tuple(self._route(route, asked.as_of) for route in found[: asked.limit])
        trace = Trace(
            outcome="routes" if routes else "none-known",
            question=asked.to_dict(),
            routes=routes,
            truncated=len(found) > asked.limit or not search.exhausted,
            stopped=not search.exhausted,
            searched={"flows": len(self._network.flows), "sources": self._network.source_count},
            labels={},
            acronyms={},
        )
        if not routes:
            known_to, known_from = self._near(question)
            trace = replace(self._reason(trace, question), known_to=known_to, known_from=known_from)
        labels = {iri: self._names.label(iri) for iri in self._named(trace, asked)}
        acronyms = {iri: short for iri in labels if (short := self._names.acronym(iri))}
        return replace(trace, labels=labels, acronyms=acronyms)

    def _question(self, asked: TraceQuestion) -> Question:
        number = self._network.holder_number
        nowhere = -1  # a holder that takes part in no flow is no number of the network
        return Question(
            origin=number.get(asked.origin, nowhere),
            recipient=number.get(asked.recipient, nowhere),
            category=ANY if asked.carrying is None else self._network.categories.number[asked.carrying],
            day=asked.as_of,
            exact=asked.exact,
            max_hops=asked.max_hops,
            through=tuple(self._touching(iri) for iri in asked.via),
            without=self._union(self._touching(iri) for iri in asked.avoid),
        )

    def _touching(self, iri: str) -> tuple[frozenset[int], frozenset[int]]:
        """The flows and holders by which a route passes a thing."""
        network = self._network
        flows = {network.flow_number[iri]} if iri in network.flow_number else set()
        for predicate in (v.VIA, v.UNDER_PROGRAM, v.AUTHORITY):
            for number, flow in enumerate(network.flows):
                if iri in self._evidence.values(flow.iri, predicate):
                    flows.add(number)
        holder = network.holder_number.get(iri)
        return frozenset(flows), network.closure(holder) if holder is not None else frozenset()

    @staticmethod
    def _union(
        parts: Iterable[tuple[frozenset[int], frozenset[int]]],
    ) -> tuple[frozenset[int], frozenset[int]]:
        flows: frozenset[int] = frozenset()
        holders: frozenset[int] = frozenset()
        for more_flows, more_holders in parts:
            flows, holders = flows | more_flows, holders | more_holders
        return flows, holders

    def _route(self, route: Route, day: date) -> TracedRoute:
        network, evidence = self._network, self._evidence
        hops = []
        held_at = network.flows[route.hops[0].flow].sender
        for hop in route.hops:
            flow = network.flows[hop.flow]

            def values(predicate: str, iri: str = flow.iri) -> tuple[str, ...]:
                return tuple(evidence.values(iri, predicate))

            hops.append(
                TracedHop(
                    flow=flow.iri,
                    sender=network.holders[flow.sender],
                    recipient=network.holders[flow.recipient],
                    category=network.categories.iris[hop.category],
                    certain=hop.certain,
                    exact=hop.exact,
                    program=values(v.UNDER_PROGRAM),
                    program_not_in_force=tuple(p for p in values(v.UNDER_PROGRAM) if not self._in_force(p, day)),
                    authority=tuple(i for i in values(v.AUTHORITY) if self._in_force(i, day)),
                    authority_not_in_force=tuple(i for i in values(v.AUTHORITY) if not self._in_force(i, day)),
                    via=values(v.VIA),
                    mode=values(v.MODE),
                    controlled_by=values(v.CONTROLLED_BY),
                    evidence_status=values(v.EVIDENCE_STATUS),
                    valid_from=values(v.VALID_FROM),
                    valid_until=values(v.VALID_UNTIL),
                    attested_on=values(v.ATTESTED_ON),
                    disputed=flow.validity.disputed
                    or any(network.transformations[t].validity.disputed for t in hop.transformations),
                    transformations=tuple(self._transformation(t, held_at, day) for t in hop.transformations),
                    notes=values(v.NOTE),
                    possible_blocks=tuple(network.blocks[b].iri for b in hop.possible_blocks),
                    sources=tuple(evidence.citations(flow.iri)),
                )
            )
            held_at = flow.recipient
        return TracedRoute(route.certain, tuple(hops))

    def _transformation(self, number: int, held_at: int, day: date) -> TracedTransformation:
        network = self._network
        transformation = network.transformations[number]
        return TracedTransformation(
            transformation.iri,
            network.holders[transformation.holder],
            tuple(network.categories.iris[c] for c in transformation.consumes),
            tuple(network.categories.iris[c] for c in transformation.produces),
            transformation.validity.on(day) is State.CERTAIN,
            network.joins(held_at)[transformation.holder],
            tuple(self._evidence.citations(transformation.iri)),
        )

    def _in_force(self, thing: str, day: date) -> bool:
        """Whether an instrument or a program is not known to be out of force on a day."""
        froms, untils, attested = (
            self._evidence.values(thing, slot) for slot in (v.VALID_FROM, v.VALID_UNTIL, v.ATTESTED_ON)
        )
        return Validity.of(froms, untils, attested, v.shorten(thing)).on(day) is not State.IMPOSSIBLE

    # --- why there are none -----------------------------------------------------------------------------------------

    def _reason(self, trace: Trace, question: Question) -> Trace:
        """The trace with the fewest things that, left aside together, let a route through."""
        relaxations: dict[str, dict[str, object]] = {
            "blocked": {"blocks": False},
            "other-days": {"day": None},
            "other-category": {"category": ANY},
            "excluded": {"exact": False, "max_hops": None, "through": (), "without": Question.without},
        }
        able = [
            code
            for code, change in relaxations.items()
            if any(getattr(question, name) != value for name, value in change.items())
            and (code != "blocked" or self._network.blocks)
        ]
        never_on_one_day: Trace | None = None
        for size in range(1, len(able) + 1):
            for codes in combinations(able, size):
                changes = {name: value for code in codes for name, value in relaxations[code].items()}
                relaxed = replace(question, **changes)  # type: ignore[arg-type]
                if not self._reaches(relaxed):
                    continue
                explained = self._explain(trace, question, relaxed, codes)
                if "other-days" not in codes or explained.days:
                    return explained
                never_on_one_day = never_on_one_day or explained
        return never_on_one_day or replace(trace, reason="nothing-known")

    def _reaches(self, question: Question) -> bool:
        return next(iter(Search(self._network, question).routes()), None) is not None

    def _explain(self, trace: Trace, question: Question, relaxed: Question, codes: tuple[str, ...]) -> Trace:
        changes: dict[str, object] = {"reason": codes[0], "also": codes[1:]}
        if "other-days" in codes:
            changes["days"] = self._days(relaxed)
        if "blocked" in codes:
            changes["blocks"] = self._standing(relaxed)
        if "other-category" in codes:
            changes["categories"] = self._leaving(relaxed)
        if "excluded" in codes:
            asked = {
                "--exact": question.exact,
                "--max-hops": question.max_hops is not None,
                "--via": bool(question.through),
                "--avoid": any(question.without),
            }
            changes["excluded"] = tuple(option for option, given in asked.items() if given)
        return replace(trace, **changes)  # type: ignore[arg-type]

    def _near(self, question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Where such data is known to go, and from where any is known to come, by one flow on any day."""
        network = self._network
        origins, recipients = network.closure(question.origin), network.closure(question.recipient)
        meet = network.categories.meet
        known_to = {
            flow.recipient
            for flow in network.flows
            if flow.sender in origins
            and flow.recipient not in origins
            and any(meet(question.category, carried) is not None for carried in flow.carries)
        }
        known_from = {
            flow.sender for flow in network.flows if flow.recipient in recipients and flow.sender not in recipients
        }
        return (
            tuple(network.holders[holder] for holder in sorted(known_to)),
            tuple(network.holders[holder] for holder in sorted(known_from)),
        )

    def _days(self, question: Question) -> tuple[tuple[str | None, str | None], ...]:
        """The intervals in which a route is known, by trying each stretch between days on which something changes."""
        network = self._network
        flows = {flow for flow, _ in Search(network, question).states}
        validities = [network.flows[flow].validity for flow in flows]
        validities += [t.validity for t in network.transformations] + [b.validity for b in network.blocks]
        turns = {day for validity in validities for day in (*validity.starts, *validity.ends)}
        for block in network.blocks:  # how sure a block is may also turn where its attestations begin and end
            turns |= {day for first, last in block.validity.attested for day in (last, day_after(first))}
        changes = sorted(turns)[:_MOST_DAYS]
        edges: list[date | None] = [None, *changes, None]
        found: list[tuple[str | None, str | None]] = []
        for first, end in pairwise(edges):
            day = first or (date.fromordinal(end.toordinal() - 1) if end and end > date.min else date.min)
            if self._reaches(replace(question, day=day)):
                start, stop = (first.isoformat() if first else None), (end.isoformat() if end else None)
                if found and found[-1][1] == start and start is not None:
                    found[-1] = (found[-1][0], stop)
                else:
                    found.append((start, stop))
        return tuple(found)

    def _standing(self, question: Question) -> tuple[str, ...]:
        """The blocks that are certain on the day and stop one of the routes that there are without blocks."""
        network, day = self._network, question.day
        if day is None:
            return ()
        meet = network.categories.meet
        standing = set()
        for route in islice(Search(network, question).routes(), _MOST_ROUTES):
            for before, after in pairwise(route.hops):
                first, second = network.flows[before.flow], network.flows[after.flow]
                standing |= {
                    block.iri
                    for number in network.blocks_at.get(first.recipient, ())
                    if (block := network.blocks[number]).system == second.sender
                    and first.sender in block.origins
                    and second.recipient in block.recipients
                    and (not block.categories or any(meet(after.category, c) is not None for c in block.categories))
                    and block.validity.on(day) is State.CERTAIN
                }
        return tuple(sorted(standing))

    def _leaving(self, question: Question) -> tuple[str, ...]:
        """The categories with which routes leave the origin."""
        first = {
            category
            for category in {hop for _, hop in Search(self._network, question).states}
            if self._reaches(replace(question, category=category))
        }
        iris = self._network.categories.iris
        return tuple(iris[category] for category in sorted(first))

    # --- names ------------------------------------------------------------------------------------------------------

    @staticmethod
    def _named(trace: Trace, asked: TraceQuestion) -> set[str]:
        named = {asked.origin, asked.recipient, *asked.via, *asked.avoid, *trace.categories, *trace.blocks}
        named.update((*trace.known_to, *trace.known_from))
        if asked.carrying:
            named.add(asked.carrying)
        for route in trace.routes:
            for hop in route.hops:
                named.update((hop.flow, hop.sender, hop.recipient, hop.category, *hop.program, *hop.authority))
                named.update(hop.authority_not_in_force)
                named.update((*hop.via, *hop.mode, *hop.controlled_by, *hop.evidence_status))
                named.update((*(t.id for t in hop.transformations), *hop.possible_blocks))
        return named
