"""Whether a statement on two holders is borne out, contradicted or not known, by what documents say.

The definition is in `docs/semantics.md`. Silence decides nothing, and a statement and its denial mirror each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from whoshares.answers.between import Between, ForbiddingBar
from whoshares.answers.caption import Captioned
from whoshares.answers.claim_parts import (
    DirectFlow,
    LawNorm,
    Rival,
    bars_of,
    contested,
    direct_flows,
    excepted,
    not_forbidden,
    rivals,
    whole,
)
from whoshares.answers.claim_words import Told, explanation
from whoshares.answers.parts import GraphParts
from whoshares.answers.questions import TraceQuestion
from whoshares.answers.trace import Trace
from whoshares.answers.traced import TracedRoute, hop_rows, text_of
from whoshares.answers.ways import Way, numbers
from whoshares.model.dates import in_future
from whoshares.model.validity import State
from whoshares.network.categories import ANY
from whoshares.store.evidence import cited

if TYPE_CHECKING:
    import networkx as nx

SAYS: Final = ("shares-with", "does-not-share-with", "ended-sharing-with", "must-not-share-with")
"""What a claim can say of its two ends."""
BORNE_OUT: Final = "borne-out"
CONTRADICTED: Final = "contradicted"
NOT_KNOWN: Final = "not-known"
_ROUTES: Final = 100
"""How many routes by other bodies are told."""
_MIRRORED: Final[Mapping[str, str]] = {BORNE_OUT: CONTRADICTED, CONTRADICTED: BORNE_OUT, NOT_KNOWN: NOT_KNOWN}


@dataclass(frozen=True)
class ClaimAsked:
    """A statement: what is said of the two ends of a question, and the law that it names."""

    says: str
    """One of `SAYS`."""
    question: TraceQuestion
    under: str | None = None

    def to_dict(self) -> dict[str, object]:
        """The statement as JSON-ready data."""
        told = self.question.said("from", "to", "carrying", "asOf", "readings")
        return {"says": self.says, "under": self.under, **told}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a claim comes out, and by what."""

    outcome: str
    reason: str
    """By what, as `docs/json.md` lists it."""
    state: State | None = None
    """How sure the outcome is; `None` where it is not known."""

    @property
    def mirrored(self) -> Verdict:
        """The outcome of the denial."""
        return replace(self, outcome=_MIRRORED[self.outcome])


@dataclass(frozen=True)
class Claim(Captioned):
    """A statement, held against what documents say."""

    verdict: Verdict
    explanation: str
    """The outcome as a sentence or two that are true when quoted alone."""
    direct: tuple[DirectFlow, ...]
    """The flows from the one end itself to the other, those that bear most on it first."""
    routes: tuple[TracedRoute, ...]
    """By which data could get there by other bodies."""
    ways: tuple[Way, ...]
    truncated: bool
    stopped: bool
    between: Between
    norms: tuple[LawNorm, ...]
    """The norms by which the law that is named does not forbid it."""
    rivals: tuple[Rival, ...]

    @property
    def outcome(self) -> str:
        """`borne-out`, `contradicted` or `not-known`."""
        return self.verdict.outcome

    @property
    def reason(self) -> str:
        """By what it comes out so."""
        return self.verdict.reason

    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "outcome": self.outcome,
            "reason": self.reason,
            "certainty": self.verdict.state.word if self.verdict.state is not None else None,
            "explanation": self.explanation,
            "question": dict(self.question),
            "direct": [flow.to_dict() for flow in self.direct],
            "between": self.between.to_dict(),
            "norms": [norm.to_dict() for norm in self.norms],
            "counts": {"ways": len(self.ways), "routes": len(self.routes), "atLeast": self.truncated},
            "ways": [way.to_dict() for way in self.ways],
            "routes": [route.to_dict() for route in self.routes],
            "truncated": self.truncated,
            "stopped": self.stopped,
            "rivals": [rival.to_dict() for rival in self.rivals],
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The direct flows that are not excluded, and the routes, as a directed multigraph."""
        from whoshares.answers.traced import graph_of

        shown = [TracedRoute(one.hop.state, (one.hop,)) for one in self.direct if one.hop.state < State.IMPOSSIBLE]
        return graph_of(self.caption, [*shown, *self.routes])

    def rows(self) -> list[dict[str, str]]:
        """The outcome, then one row for each direct flow, hop of a route, bar, block, norm and rival, for a table."""
        found = [
            {
                "bears": "the claim",
                "outcome": self.outcome,
                "reason": self.reason,
                "certainty": self.verdict.state.word if self.verdict.state is not None else "",
                "text": self.explanation,
            }
        ]
        for one in self.direct:
            (row,) = hop_rows(self.caption, [TracedRoute(one.hop.state, (one.hop,))], {1: 1})
            found.append({**_of_hop(row), "bears": one.bears})
        found += [
            {**_of_hop(row), "bears": "other way", "way": row["way"], "route": row["route"], "hop": row["hop"]}
            for row in hop_rows(self.caption, self.routes, numbers(self.ways))
        ]
        for bar in self.between.bars:
            found.append(
                {
                    "bears": "forbids",
                    "text": self.labels[bar.bar.id],
                    "sender": self.named(bar.senders),
                    "recipient": self.named(bar.recipients),
                    "category": self.named(bar.categories),
                    "certainty": bar.bar.state.word,
                    "last confirmed": text_of(bar.bar.last_confirmed) or "",
                    "valid from": " / ".join(bar.valid_from),
                    "valid until": " / ".join(bar.valid_until),
                    "sources": cited(bar.bar.sources, issued=True),
                    "id": bar.bar.id,
                }
            )
        for block in self.between.blocks:
            found.append(
                {
                    "bears": "stops",
                    "text": self.labels[block.id],
                    "sender": self.named(block.origins),
                    "recipient": self.named(block.recipients),
                    "certainty": block.state.word,
                    "last confirmed": text_of(block.last_confirmed) or "",
                    "valid from": " / ".join(block.valid_from),
                    "valid until": " / ".join(block.valid_until),
                    "id": block.id,
                }
            )
        for norm in self.norms:
            found.append(
                {
                    "bears": norm.reason,
                    "text": self.labels[norm.id],
                    "certainty": norm.state.word,
                    "last confirmed": text_of(norm.last_confirmed) or "",
                    "valid from": " / ".join(norm.valid_from),
                    "valid until": " / ".join(norm.valid_until),
                    "sources": cited(norm.sources, issued=True),
                    "id": norm.id,
                }
            )
        for rival in self.rivals:
            found.append(
                {
                    "bears": rival.kind,
                    "text": rival.text,
                    "attributed to": self.named(rival.attributed_to),
                    "sources": cited(rival.sources, issued=True),
                    "id": rival.id,
                }
            )
        return found


def _of_hop(row: Mapping[str, str]) -> dict[str, str]:
    kept = ("sender", "recipient", "category", "certainty", "last confirmed", "valid from", "valid until",
            "attested on", "sources")  # fmt: skip
    return {**{name: row[name] for name in kept}, "id": row["flow"]}


def claim(parts: GraphParts, asked: ClaimAsked) -> Claim:
    """A statement, held against what documents say."""
    question, day = asked.question, asked.question.as_of
    inner = parts.tracer.question(question)
    direct, without = direct_flows(parts, inner, day)
    trace = parts.tracer.trace(replace(question, limit=_ROUTES), without=without)
    norms: tuple[LawNorm, ...] = ()
    doubted: dict[str, tuple[LawNorm, ...]] = {}
    between = trace.between
    if asked.under is not None:
        of_law = bars_of(parts, asked.under)
        between = between._replace(bars=tuple(bar for bar in between.bars if bar.bar.id in of_law))
    exceptions = excepted(parts, between, inner, day)
    if asked.says == "must-not-share-with":
        if asked.under is not None and not between.bars:
            norms = not_forbidden(parts, asked.under, inner, day)
        doubted = contested(parts, exceptions, inner, day)
        verdict = _forbidden(question, between.bars, norms, doubted)
        if verdict.reason == "may-be-lifted" and not norms:
            norms = tuple({norm.id: norm for lifting in doubted.values() for norm in lifting}.values())
    else:
        verdict = _shared(parts, asked, direct, trace, without)
    told = rivals(parts, (question.origin, question.recipient), direct, asked.under)
    named = {question.origin, question.recipient, *between.named(), *(norm.id for norm in norms)}
    named.update(iri for iri in (question.carrying, asked.under) if iri)
    named.update(question.readings)
    named.update(norm.reading for norm in norms if norm.reading is not None)
    named = named.union(*(way.named() for way in trace.ways), *(one.hop.named() | {*one.carries} for one in direct))
    named = named.union(*exceptions.values())
    named = named.union(*({one.id, *one.attributed_to, *one.about} for one in told))
    if in_future(day.isoformat()) and verdict.state is not None:
        verdict = replace(verdict, state=max(verdict.state, State.PRESUMED))
    caption = parts.tracer.caption(asked.to_dict(), trace.routes, named)
    return Claim(
        caption,
        verdict=verdict,
        explanation=explanation(
            caption,
            asked.says,
            (verdict.outcome, verdict.reason, verdict.state),
            Told(direct, trace, between, norms, exceptions, frozenset(doubted)),
        ),
        direct=direct,
        routes=trace.routes,
        ways=trace.ways,
        truncated=trace.truncated,
        stopped=trace.stopped or trace.between.stopped,
        between=between,
        norms=norms,
        rivals=told,
    )


# --- what is shared ---------------------------------------------------------------------------------------------------


def _shared(
    parts: GraphParts, asked: ClaimAsked, direct: tuple[DirectFlow, ...], trace: Trace, without: frozenset[int]
) -> Verdict:
    """How a statement that something is shared, is not, or no longer, comes out."""
    shows = [one for one in direct if one.bears == "shows"]
    if shows:
        shared = Verdict(BORNE_OUT, "shows", min(one.state for one in shows))
        return shared if asked.says == "shares-with" else shared.mirrored
    if any(one.bears == "leaves-open" for one in direct):
        return Verdict(NOT_KNOWN, "leaves-open")
    if asked.says == "ended-sharing-with":
        return _ended(parts, asked.question, direct, trace, without) or _unknown(direct, trace)
    denied = _excluded(parts, direct, trace)
    if denied is None:
        return _unknown(direct, trace)
    return denied if asked.says == "does-not-share-with" else denied.mirrored


def _excluded(parts: GraphParts, direct: tuple[DirectFlow, ...], trace: Trace) -> Verdict | None:
    """That what documents say excludes that anything is shared; `None` where it does not."""
    over = [one for one in direct if one.bears == "ended" and one.covers]
    if over:
        return Verdict(BORNE_OUT, "ended", _of_ends(over))
    stopped = _stopped(parts, trace)
    return None if stopped is None else Verdict(BORNE_OUT, "stopped", stopped)


def _ended(
    parts: GraphParts, question: TraceQuestion, direct: tuple[DirectFlow, ...], trace: Trace, without: frozenset[int]
) -> Verdict | None:
    """That what was shared before has ended, or was stopped; `None` where documents do not say so."""
    over = [one for one in direct if one.bears == "ended" and one.within]
    if over:
        return Verdict(BORNE_OUT, "ended", _of_ends(over))
    stopped = _stopped(parts, trace)
    starts = [parts.evidence.validity(block.id).starts for block in trace.between.standing]
    if stopped is None:
        return None
    if not all(starts):
        return Verdict(NOT_KNOWN, "before-unknown")
    eve = min(days[0] for days in starts) - timedelta(days=1)
    before = parts.tracer.trace(replace(question, as_of=eve, limit=1), without=without)
    known = bool(before.routes) and before.routes[0].state <= State.PRESUMED
    return Verdict(BORNE_OUT, "stopped", stopped) if known else Verdict(NOT_KNOWN, "before-unknown")


def _of_ends(over: list[DirectFlow]) -> State:
    return State.PRESUMED if any(len(one.hop.valid_until) > 1 for one in over) else State.CERTAIN


def _stopped(parts: GraphParts, trace: Trace) -> State | None:
    """How sure it is that blocks stop all that is known of the data asked for; `None` where they do not."""
    absence, network, blocks = trace.absence, parts.network, trace.between.standing
    if absence.reason != "blocked" or absence.also or not blocks or trace.stopped or trace.between.stopped:
        return None
    carrying = trace.question["carrying"]
    wanted = ANY if carrying is None else network.categories.number[str(carrying)]
    above = network.categories.above(wanted) | {wanted}
    standing = {block.id for block in blocks}
    for block in network.blocks:
        if block.iri in standing and block.categories and above.isdisjoint(block.categories):
            return None
    return max(block.state for block in blocks)


def _unknown(direct: tuple[DirectFlow, ...], trace: Trace) -> Verdict:
    """Why nothing is known."""
    for bears in ("ended", "later", "unsaid"):
        if any(one.bears == bears for one in direct):
            return Verdict(NOT_KNOWN, {"ended": "part-ended"}.get(bears, bears))
    if trace.absence.reason == "blocked" and not trace.absence.also:
        return Verdict(NOT_KNOWN, "part-stopped")
    return Verdict(NOT_KNOWN, "other-way" if trace.routes else "nothing-known")


# --- what is forbidden ------------------------------------------------------------------------------------------------


def _forbidden(
    question: TraceQuestion,
    bars: tuple[ForbiddingBar, ...],
    norms: tuple[LawNorm, ...],
    doubted: Mapping[str, tuple[LawNorm, ...]],
) -> Verdict:
    """How a statement that something is forbidden comes out; `doubted` are the bars that one reading alone lifts."""
    standing = [bar for bar in bars if bar.bar.state <= State.PRESUMED]
    of_all = [bar for bar in standing if whole(bar, question.origin, question.recipient, question.carrying)]
    plain = [bar for bar in of_all if bar.bar.reading is None or bar.bar.reading in question.readings]
    firm = [bar.bar.state for bar in plain if bar.bar.id not in doubted]
    if firm:
        return Verdict(BORNE_OUT, "forbidden", min(firm))
    if plain:
        return Verdict(NOT_KNOWN, "may-be-lifted")
    if of_all:
        return Verdict(NOT_KNOWN, "one-reading")
    if standing:
        return Verdict(NOT_KNOWN, "part-forbidden")
    if bars:
        return Verdict(NOT_KNOWN, "may-forbid")
    lifted = [norm for norm in norms if norm.reason == "lifted"]
    if lifted and not any(norm.reading is None or norm.reading in question.readings for norm in lifted):
        return Verdict(NOT_KNOWN, "may-be-lifted")
    if any(norm.state > State.PRESUMED for norm in lifted):
        return Verdict(NOT_KNOWN, "may-be-lifted")
    if norms:
        return Verdict(CONTRADICTED, norms[0].reason, _of_norms(norms))
    return Verdict(NOT_KNOWN, "nothing-forbids")


def _of_norms(norms: tuple[LawNorm, ...]) -> State:
    """How sure it is that a law does not forbid something, by the norms that say so for the first reason."""
    first = [norm for norm in norms if norm.reason == norms[0].reason]
    if norms[0].reason == "not-in-force":
        disputed = any(len(norm.valid_from) > 1 or len(norm.valid_until) > 1 for norm in first)
        return State.PRESUMED if disputed else State.CERTAIN
    return min(norm.state for norm in first)
