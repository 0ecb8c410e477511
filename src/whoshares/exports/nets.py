"""Holders and flows as files have them: nodes and edges with texts, of the whole graph or of one answer.

Every text is in one line and holds what XML can carry: the rest stands as an escape, as in printed text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from whoshares.answers.around import Around
from whoshares.answers.backdoors import BackDoors
from whoshares.answers.caption import searched
from whoshares.answers.chokepoints import ChokePoints
from whoshares.answers.claim import Claim
from whoshares.answers.cut import Cut
from whoshares.answers.diff import Difference
from whoshares.answers.exposure import Exposure
from whoshares.answers.place import PlaceExposure
from whoshares.answers.register import Register
from whoshares.answers.timeline import Timeline
from whoshares.answers.trace import Trace
from whoshares.answers.traced import TracedRoute, text_of
from whoshares.answers.ways import numbers
from whoshares.answers.whatif import WhatIf
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.model.errors import InputError
from whoshares.model.plain import plain
from whoshares.store.evidence import Citation, tier_rank

if TYPE_CHECKING:
    import networkx as nx

    from whoshares.answers.parts import GraphParts

NODE_TEXTS: Final = ("label", "kind")
EDGE_TEXTS: Final = (
    "flow", "label", "carries", "role", "certainty", "last_confirmed", "way", "route", "hop", "program", "authority",
    "via", "mode", "controlled_by", "about", "evidence_status", "valid_from", "valid_until", "attested_on", "barred_by",
    "sources",
)  # fmt: skip
"""The texts that an edge may have, in order; `role` is what an answer has the flow for: `closed`, `to end`, `began`."""
_STATED: Final[Mapping[str, str]] = {
    "program": v.UNDER_PROGRAM,
    "authority": v.AUTHORITY,
    "via": v.VIA,
    "mode": v.MODE,
    "controlled_by": v.CONTROLLED_BY,
    "about": v.ABOUT_SUBJECT,
    "evidence_status": v.EVIDENCE_STATUS,
    "valid_from": v.VALID_FROM,
    "valid_until": v.VALID_UNTIL,
    "attested_on": v.ATTESTED_ON,
}
_CAPITAL: Final = re.compile("[A-Z]")
_CALLED: Final[Mapping[str, str]] = {
    "BackDoors": "Back doors",
    "ChokePoints": "Choke points",
    "LawMatrix": "Laws of the states",
    "States": "States side by side",
    "WhatIf": "What if",
}
"""What answers are called that are named otherwise in code."""
_TOLD: Final = {predicate: (place, name) for place, (name, predicate) in enumerate(_STATED.items())}
"""For each property its place among them, and its name."""
_IN_THE_NETWORK: Final = frozenset({v.TYPE, v.SENDER, v.RECIPIENT, v.CARRIES})
"""What is stated of a flow and read elsewhere."""
_DAYS: Final = frozenset({v.VALID_FROM, v.VALID_UNTIL, v.ATTESTED_ON})


class Node(NamedTuple):
    """A holder, by its IRI, with all of `NODE_TEXTS`."""

    id: str
    texts: Mapping[str, str]


class Edge(NamedTuple):
    """A flow, or in an exposure all flows by which data gets from one holder to another."""

    sender: str
    recipient: str
    texts: Mapping[str, str]
    """Those of `EDGE_TEXTS` that are known."""


@dataclass(frozen=True)
class Net:
    """Nodes and edges, which can be read again and again, and what is said of them all."""

    about: Mapping[str, str]
    """`title`, `question`, `graph` and `licence`, as far as there is something to say."""
    day: str
    """The day that it is of: the one asked for, else that of the graph's newest document."""
    nodes: Callable[[], Iterator[Node]]
    edges: Callable[[], Iterator[Edge]]


def net_of_graph(kg: GraphParts) -> Net:
    """All flows that documents state. What is read of one does not stay."""
    network = kg.network
    stated = network.flows.stated

    def nodes() -> Iterator[Node]:
        seen: set[int] = set()
        flows = network.flows
        for number in range(stated):
            for holder in (flows.sender[number], flows.recipient[number]):
                if holder not in seen:
                    seen.add(holder)
                    yield _node(kg, network.holders[holder])

    def edges() -> Iterator[Edge]:
        edge = _Stating(kg).edge
        flows, iris, holders = network.flows, network.categories.iris, network.holders
        ends = zip(islice(flows.iris, stated), flows.sender, flows.recipient, strict=False)
        for number, (flow, sender, recipient) in enumerate(ends):
            carries = [iris[category] for category in flows.carries[number]]
            yield edge(flow, holders[sender], holders[recipient], carries)

    return Net(_about("All flows", "", {"flows": stated, "sources": network.source_count}), newest(kg), nodes, edges)


def net_of_answer(kg: GraphParts, answer: Answer, title: str = "") -> Net:
    """The flows of an answer, each once, in the answer's order. Raises InputError where it is of a sort that has none.

    `title` is what the answer says first.
    """
    found: dict[tuple[str, str, str | None, str | None], Edge] = {}
    roles: dict[tuple[str, str, str | None, str | None], dict[str, None]] = defaultdict(dict)
    for edge in _edges(kg, answer):
        key = edge.sender, edge.recipient, edge.texts.get("flow"), edge.texts.get("carries")
        found.setdefault(key, edge)
        roles[key].setdefault(edge.texts.get("role", ""))
    for key, several in roles.items():
        if len(several) > 1:
            found[key] = found[key]._replace(texts={**found[key].texts, "role": _joined(filter(None, several))})
    holders = dict.fromkeys(end for edge in found.values() for end in (edge.sender, edge.recipient))
    nodes = [_node(kg, holder) for holder in holders]
    asked = getattr(answer, "question", {}).get("asOf")
    told = about(answer, title)
    told.setdefault("graph", _about("", "", searched(kg.network))["graph"])
    return Net(told, asked or newest(kg), lambda: iter(nodes), lambda: iter(found.values()))


def about(answer: Answer, title: str = "") -> dict[str, str]:
    """What a file says of an answer as a whole: what it says first, what was asked, of which graph, the licence."""
    labels: Mapping[str, str] = getattr(answer, "labels", {})
    question: Mapping[str, object] = getattr(answer, "question", {})

    def text(value: object) -> str:
        if isinstance(value, (list, tuple)):
            return ", ".join(map(text, value))
        return labels.get(value, value) if isinstance(value, str) else str(value)

    told = [(name, value) for name, value in question.items() if value not in (None, False, "", [], ())]
    asked = [f"{_CAPITAL.sub(_apart, name)}: {text(value)}" for name, value in told]
    verb = type(answer).__name__.removeprefix("Place")
    verb = _CALLED.get(verb, verb)
    if answer.note and answer.note not in title:
        title = f"{title or verb} Of {answer.note}."
    return _about(title or verb, "; ".join([verb, *asked]), getattr(answer, "searched", {}))


def as_networkx(net: Net) -> nx.MultiDiGraph[str]:
    """A net as a directed multigraph: holders are nodes, flows are edges keyed by IRI, attributes are text."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=net.about["title"])
    for node in net.nodes():
        graph.add_node(node.id, **node.texts)
    for edge in net.edges():
        graph.add_edge(edge.sender, edge.recipient, key=edge.texts.get("flow"), **edge.texts)
    return graph


def _apart(capital: re.Match[str]) -> str:
    return f" {capital[0].lower()}"


def _about(title: str, question: str, searched: Mapping[str, int]) -> dict[str, str]:
    said = {"title": title, "question": question, "licence": "CC BY 4.0"}
    if {"flows", "sources"} <= searched.keys():
        said["graph"] = f"whoshares, {searched['flows']:,} flows from {searched['sources']:,} documents"
    return {name: plain(text) for name, text in said.items() if text}


def newest(kg: GraphParts) -> str:
    """The day of the newest document that has one, whole."""
    return max(
        (text for _, text, _ in kg.store.pairs(v.ISSUED) if len(text) == len("2001-09-11")), default="2001-09-11"
    )


def _edges(kg: GraphParts, answer: Answer) -> Iterator[Edge]:
    match answer:
        case PlaceExposure():
            for one in answer.holders:
                yield from _of_exposure(one)
        case Exposure():
            yield from _of_exposure(answer)
        case Around():
            yield from _of_around(answer)
        case Trace():
            yield from _of_routes(answer.labels, answer.routes, numbers(answer.ways))
        case Claim():
            for direct in answer.direct:
                yield from _of_routes(answer.labels, [TracedRoute(direct.hop.state, (direct.hop,))], role=direct.bears)
            yield from _of_routes(answer.labels, answer.routes, numbers(answer.ways), role="other way")
        case BackDoors():
            yield from _of_routes(answer.labels, (door.route for door in answer.found))
        case WhatIf():
            for pair in answer.pairs:
                yield from _of_routes(answer.labels, pair.closed, role="closed")
                yield from _of_routes(answer.labels, pair.opened, role="opened")
                yield from _of_routes(answer.labels, (kept.after for kept in pair.kept), role="stays open")
        case Cut():
            for element in answer.elements:
                for flow in element.flows:
                    yield _named(kg, flow.id, role="to end", day=_day(answer))
            for block in answer.to_set:
                yield Edge(block.origin, block.recipient, {"label": "to be withheld", "role": "to be withheld"})
            if answer.route:
                left = "cannot be ended" if answer.outcome == "impossible" else ""
                yield from _of_routes(answer.labels, [answer.route], role=left)
        case ChokePoints():
            for passed in answer.passed:
                if v.DATA_FLOW in kg.names.classes(passed.id):
                    role = "on every route" if passed.every else "on some routes"
                    yield _named(kg, passed.id, role=role, day=_day(answer))
        case Difference():
            for change in answer.changes:
                if v.DATA_FLOW in kg.names.classes(change.thing):
                    yield _named(kg, change.thing, role=change.kind)
        case Timeline():
            for entry in answer.entries:
                if entry.thing and v.DATA_FLOW in kg.names.classes(entry.thing):
                    yield _named(kg, entry.thing, role="")
        case Register():
            for row in (*answer.incoming, *answer.outgoing):
                yield _named(kg, row.flow, role="", day=answer.day)
        case _:
            raise InputError("This answer is no list of flows, so it cannot be drawn. Take json, csv or xlsx.")


def _of_routes(
    labels: Mapping[str, str], routes: Iterable[TracedRoute], way: Mapping[int, int] | None = None, role: str = ""
) -> Iterator[Edge]:
    def named(iris: Iterable[str]) -> str:
        return _joined(labels[iri] for iri in iris)

    for rank, route in enumerate(routes, 1):
        for place, hop in enumerate(route.hops, 1):
            texts = {
                "flow": hop.flow,
                "label": labels[hop.flow],
                "carries": labels[hop.category],
                "role": role,
                "certainty": hop.state.word,
                "last_confirmed": text_of(hop.last_confirmed) or "",
                "way": str(way[rank]) if way else "",
                "route": str(rank),
                "hop": str(place),
                "program": named(hop.program),
                "authority": named(hop.authority),
                "via": named(hop.via),
                "mode": named(hop.mode),
                "controlled_by": named(hop.controlled_by),
                "evidence_status": named(hop.evidence_status),
                "valid_from": _joined(hop.valid_from),
                "valid_until": _joined(hop.valid_until),
                "attested_on": _joined(hop.attested_on),
                "barred_by": named(bar.id for bar in hop.barred_by),
                "sources": _documents(hop.sources),
            }
            yield Edge(hop.sender, hop.recipient, _said(texts))


def _of_exposure(answer: Exposure) -> Iterator[Edge]:
    end = str(answer.question["from" if answer.outward else "to"])
    for row in answer.rows_found:
        texts = {
            "label": answer.labels[row.category],
            "carries": answer.labels[row.category],
            "certainty": row.state.word,
            "last_confirmed": text_of(row.last_confirmed) or "",
            "hop": str(row.hops),
            "barred_by": answer.named(row.forbidden_by),
            "via": " ".join(row.flows),
        }
        yield Edge(*((end, row.holder) if answer.outward else (row.holder, end)), _said(texts))


def _of_around(answer: Around) -> Iterator[Edge]:
    for flow in answer.flows:
        texts = {
            "flow": flow.flow,
            "label": answer.labels.get(flow.flow, ""),
            "carries": answer.named(flow.carries),
            "certainty": flow.state.word,
            "last_confirmed": text_of(flow.last_confirmed) or "",
            "hop": str(flow.distance),
            "program": answer.named(flow.program),
            "evidence_status": answer.named(flow.evidence),
            "valid_from": _joined(flow.since),
            "valid_until": _joined(flow.until),
            "barred_by": answer.named(flow.barred_by),
            "sources": answer.named(flow.sources),
        }
        yield Edge(flow.sender, flow.recipient, _said(texts))


def _day(answer: Cut | ChokePoints) -> date:
    return date.fromisoformat(str(answer.question["asOf"]))


def _named(kg: GraphParts, flow: str, role: str, day: date | None = None) -> Edge:
    """A flow that an answer only names, with how sure it is on the answer's day, where that has one."""
    (sender, *_), (recipient, *_) = (kg.evidence.values(flow, end) for end in (v.SENDER, v.RECIPIENT))
    edge = _Stating(kg).edge(flow, sender, recipient, kg.evidence.values(flow, v.CARRIES))
    texts = {"role": role}
    if day is not None and (number := kg.network.flow_number.get(flow)) is not None:
        validity = kg.network.flows[number].validity
        texts |= {"certainty": validity.on(day).word, "last_confirmed": text_of(validity.last_confirmed(day)) or ""}
    return edge._replace(texts={**edge.texts, **_said(texts)})


class _Stating:
    """Flows, with what their documents state of them, each read by itself.

    Kept is what is read of the things that flows name: of flows themselves nothing, however many there are.
    """

    def __init__(self, kg: GraphParts) -> None:
        self._kg = kg
        self._label = cache(lambda thing: plain(kg.names.label(thing)))
        self._sources: dict[str, tuple[int, str, str] | None] = {}

    def edge(self, flow: str, sender: str, recipient: str, carries: Sequence[str]) -> Edge:
        """A flow between two holders."""
        label = self._label
        said: dict[str, set[str]] = {}
        graphs = set()
        for predicate, value, graph in self._kg.store.told(flow):
            graphs.add(graph)
            if predicate not in _IN_THE_NETWORK:
                said.setdefault(predicate, set()).add(value)
        texts = {"flow": plain(flow), "label": plain(self._described(flow, sender, recipient, carries, said))}
        if carries:
            texts["carries"] = _joined([label(category) for category in carries])
        for (_, name), predicate in sorted([(_TOLD[one], one) for one in said if one in _TOLD]):
            values = sorted(said[predicate])
            texts[name] = plain(_joined(values)) if predicate in _DAYS else _joined([label(one) for one in values])
        if sources := sorted(filter(None, map(self._source, graphs))):
            texts["sources"] = _joined([text for _, _, text in sources])
        return Edge(sender, recipient, texts)

    def _described(
        self, flow: str, sender: str, recipient: str, carries: Iterable[str], said: Mapping[str, set[str]]
    ) -> str:
        """Its label; without one who sends what to whom, as `describe` has it."""
        own = self._kg.names.label_among(said) if said else ""
        if own and own != v.shorten(flow):
            return own
        label = self._label
        carried = ", ".join([label(category).lower() for category in sorted(carries)])
        return f"{label(sender)} → {label(recipient)}: {carried}"

    def _source(self, graph: str) -> tuple[int, str, str] | None:
        """The rank, the id and the words of a document; `None` of a named graph that is none."""
        if graph not in self._sources:
            found = None
            if graph and v.SOURCE in self._kg.names.classes(graph):
                source = self._kg.evidence.citation(graph, graph)
                found = tier_rank(source.tier), graph, plain(_documents([source]))
            self._sources[graph] = found
        return self._sources[graph]


def _node(kg: GraphParts, holder: str) -> Node:
    return Node(holder, {"label": plain(kg.names.label(holder)), "kind": plain(kg.names.class_label(holder))})


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: plain(text) for name, text in texts.items() if text}


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(texts)


def _documents(sources: Iterable[Citation]) -> str:
    return _joined(f"{source.title} ({source.tier or 'no tier'})" for source in sources)
