"""A brief: an answer to take along, with the edition of the graph that gave it, and what of it can be compared later.

What is compared is a `Record`: the question, and of the answer the outcome, the bars and blocks, the ways and routes,
each hop with how sure it is and its documents, and the cuts. It is plain data, so that a file can carry it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from whoshares.answers.cut import Cut
from whoshares.answers.parts import GraphParts
from whoshares.answers.trace import Trace
from whoshares.answers.traced import TracedHop, text_of
from whoshares.model.version import __version__
from whoshares.model.vocabulary import shorten
from whoshares.store.evidence import Citation

MOST_ROUTES: Final = 300
"""How many routes of an answer a record holds."""
MOST_WAYS: Final = 100
"""How many ways of an answer a record holds."""
_MOST_HASHED: Final = 500_000
"""Statements up to which the whole graph is hashed for its edition."""

Record = Mapping[str, Any]


class Edition(NamedTuple):
    """Which graph gave an answer."""

    version: str
    """Of the program."""
    graph: str | None
    """SHA-256 of all statements as sorted N-Quads; `None` of a graph that lies elsewhere, or is large."""
    flows: int
    sources: int

    @property
    def searched(self) -> dict[str, int]:
        """How much that graph held."""
        return {"flows": self.flows, "sources": self.sources}


@dataclass(frozen=True, slots=True)
class Brief:
    """What a brief is made of."""

    trace: Trace
    cuts: tuple[Cut, ...]
    """By flow, controller, instrument and block; none where the two ends are not apart."""
    edition: Edition
    of_blocks: Mapping[str, tuple[Citation, ...]] = field(default_factory=dict)
    """The documents of each block that lies between the two ends."""

    def record(self) -> dict[str, Any]:
        """The question and the answer as data that can be compared, in JSON's own types."""
        trace = self.trace
        asked = {key: trace.question[key] for key in ASKED}
        hops: dict[str, int] = {}
        told: list[dict[str, Any]] = []
        routes = []
        for route in trace.routes[:MOST_ROUTES]:
            places = []
            for hop in route.hops:
                data = _hop(hop)
                key = json.dumps(data, sort_keys=True)
                if key not in hops:
                    hops[key] = len(told)
                    told.append(data)
                places.append(hops[key])
            routes.append({"hops": places, "certainty": route.state.word})
        ways = [
            {
                "steps": [
                    [shorten(step.sender.body), shorten(step.category), shorten(step.recipient.body)]
                    for step in way.steps
                ],
                "certainty": way.state.word,
                "lastConfirmed": text_of(way.last_confirmed),
                "routes": way.count,
            }
            for way in trace.ways[:MOST_WAYS]
        ]
        between = trace.between
        return {
            "question": {key: _short(value) for key, value in asked.items()},
            "answer": {
                "outcome": trace.outcome,
                "reason": trace.reason,
                "whole": not (trace.truncated or len(trace.routes) > MOST_ROUTES or len(trace.ways) > MOST_WAYS),
                "bars": {shorten(bar.bar.id): bar.bar.state.word for bar in between.bars},
                "blocks": {shorten(block.id): block.state.word for block in between.blocks},
                "ways": ways,
                "routes": routes,
                "hops": told,
                "cuts": {cut.unit: _cut(cut) for cut in self.cuts},
            },
        }


ASKED: Final = ("from", "to", "carrying", "asOf", "exact", "maxHops", "confirmedSince")
"""What a brief may be asked."""


def edition_of(trace: Trace, graph: str | None) -> Edition:
    """The edition of a graph, by the hash of all of its statements, if they are here."""
    return Edition(__version__, graph, trace.searched["flows"], trace.searched["sources"])


def graph_hash(parts: GraphParts) -> str | None:
    """SHA-256 of all statements as sorted N-Quads; `None` of a large graph."""
    if len(parts.store) > _MOST_HASHED:
        return None
    return hashlib.sha256(parts.store.dump()).hexdigest()


def digest(record: Record) -> str:
    """SHA-256 of question and answer as JSON with sorted keys, which tells one answer from another."""
    kept = {key: record[key] for key in ("question", "answer")}
    written = json.dumps(kept, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _hop(hop: TracedHop) -> dict[str, Any]:
    return {
        "flow": shorten(hop.flow),
        "from": shorten(hop.sender),
        "to": shorten(hop.recipient),
        "category": shorten(hop.category),
        "certainty": hop.state.word,
        "lastConfirmed": text_of(hop.last_confirmed),
        "join": hop.join,
        "disputed": hop.disputed,
        "implied": bool(hop.implied),
        "barredBy": sorted(shorten(bar.id) for bar in hop.barred_by),
        "documents": sorted(shorten(source.id) for source in hop.sources),
    }


def _cut(cut: Cut) -> dict[str, Any]:
    if cut.unit == "block":
        ids = [" > ".join(map(shorten, (block.origin, block.system, block.recipient))) for block in cut.to_set]
    else:
        ids = [shorten(element.id) for element in cut.elements]
    return {"outcome": cut.outcome, "optimal": cut.optimal, "of": sorted(ids)}


def _short(value: object) -> object:
    return shorten(value) if isinstance(value, str) else value
