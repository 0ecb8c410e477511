"""What may be asked next: calls that are ready to be made, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from whoshares.answers.backdoors import BackDoors
from whoshares.answers.bars import Bars
from whoshares.answers.cut import Cut
from whoshares.answers.exposure import Exposure
from whoshares.answers.profile import Match, Profile
from whoshares.answers.trace import Trace
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.server.http.arguments import parameters
from whoshares.server.mcp.replies import Call
from whoshares.sparql.catalogue import CatalogueAnswer, CatalogueQuery

_WAY: Final = ("from", "to", "carrying", "asOf")
_THAT_END: Final = frozenset({"flow", "instrument"})
"""What a cut is made of that a scenario can end."""
_HOLDERS: Final = frozenset({v.ORGANIZATION, v.SYSTEM})


def onward(tool: str, given: Mapping[str, object], answer: Answer) -> list[Call]:
    """The calls that an answer suggests, best first."""
    if isinstance(answer, Trace):
        return _after_trace(given, answer)
    if isinstance(answer, Profile):
        return _after_show(answer)
    if isinstance(answer, CatalogueAnswer):
        return _after_query(answer)
    return [*_after_others(given, answer), *_whole_way(tool, given)]


def after_search(matches: Sequence[Match], classes: Mapping[str, set[str]]) -> list[Call]:
    """The calls that what was found suggests."""
    if not matches:
        return [Call("query", {}, "Which questions are prepared.")]
    first = matches[0]
    name = v.shorten(first.iri)
    calls = [Call("show", {"thing": name}, f"What documents say of {name}.")]
    if not classes[first.iri].isdisjoint(_HOLDERS):
        calls.append(Call("around", {"thing": [name]}, "Which flows begin or end there."))
        calls.append(Call("exposure", {"holder": name}, "Whose data can reach it."))
    if not classes[first.iri].isdisjoint({v.INSTRUMENT, v.BAR}):
        calls.append(Call("bars", {"thing": name}, "What it bars, with its exceptions."))
    return calls


def after_unknown(name: str) -> list[Call]:
    """The call that helps where a name is none."""
    return [Call("search", {"text": name[:100]}, "Find how the graph calls it.")]


def after_listing(queries: Sequence[CatalogueQuery]) -> list[Call]:
    """The calls that a list of questions suggests: the first two with their examples."""
    return [
        Call("query", {"name": query.name, "given": {p.name: p.example for p in query.parameters if p.required}},
             query.question)
        for query in queries[:2]
    ]  # fmt: skip


def _after_trace(given: Mapping[str, object], trace: Trace) -> list[Call]:
    way = _told(given, _WAY)
    calls = []
    if trace.between.bars:
        both = {"thing": way["from"], **{name: value for name, value in way.items() if name != "from"}}
        calls.append(Call("bars", both, "Which laws and agreements lie between, word by word with exceptions."))
    if trace.routes:
        flow = v.shorten(trace.routes[0].hops[0].flow)
        calls.append(Call("show", {"thing": flow}, "What documents say of the first hop."))
        calls.append(Call("cut", way, "The least that would have to end."))
        calls.append(Call("chokepoints", way, "What every known route passes."))
        return calls
    ends = _told(given, ("from", "to"))
    if trace.reason == "other-days":
        calls.append(Call("trace", {**_told(given, ("from", "to", "carrying")), "ever": True}, "Journeys on any days."))
    if trace.reason == "other-category":
        calls.append(Call("trace", _told(given, ("from", "to", "asOf")), "Other data: by which routes it gets there."))
    calls.append(
        Call("exposure", {"holder": given["from"], "outward": True, **_told(given, ("carrying", "asOf"))},
             "Whom its data is known to reach instead.")
    )  # fmt: skip
    calls.append(Call("timeline", {"thing": ends["from"], "to": ends["to"]}, "What began and ended between the two."))
    return calls


def _after_show(known: Profile) -> list[Call]:
    name = v.shorten(known.iri)
    holder = known.kind in ("organization", "system")
    calls = [Call("around", {"thing": [name]}, "Which flows are near it.")] if holder else []
    calls.append(Call("timeline", {"thing": name}, "What began and ended, and when."))
    calls.append(Call("conflicts", {"thing": name}, "On what the sources differ."))
    calls.append(Call("query", {"name": "views/about", "given": {"thing": name}}, "What bodies say of it."))
    return calls


def _after_query(answer: CatalogueAnswer) -> list[Call]:
    things = [str(term) for terms in answer.bound.values() for term in terms if str(term).startswith(v.ID)]
    calls = [Call("show", {"thing": v.shorten(thing)}, "What documents say of it.") for thing in things[:1]]
    topic = answer.query.name.partition("/")[0]
    return [*calls, Call("query", {"about": f"{topic}/"}, "Further questions of this kind.")]


def _after_others(given: Mapping[str, object], answer: Answer) -> list[Call]:
    day = _told(given, ("asOf",))
    if isinstance(answer, Exposure) and answer.bodies:
        other = v.shorten(answer.bodies[0].body)
        ends = (
            {"from": given["holder"], "to": other} if given.get("outward") else {"from": other, "to": given["holder"]}
        )
        return [Call("trace", {**ends, **_told(given, ("carrying", "asOf"))}, "By which routes, for the first.")]
    if isinstance(answer, Bars) and answer.found:
        bar = v.shorten(answer.found[0].id)
        return [Call("backdoors", {"bar": bar, **day}, "The ways round the first bar.")]
    if isinstance(answer, BackDoors) and answer.open_bars:
        return [
            Call("bars", {"thing": v.shorten(answer.open_bars[0].id), **day}, "What the bar says, with its exceptions.")
        ]
    if isinstance(answer, Cut) and answer.elements and answer.unit in _THAT_END:
        flow = v.shorten(answer.elements[0].id)
        return [Call("whatif", {"end": [flow], **_told(given, _WAY)}, "What would stay open if the first ended.")]
    return []


def _whole_way(tool: str, given: Mapping[str, object]) -> list[Call]:
    """The trace of the ends that a call names."""
    if "from" in given and "to" in given and tool != "trace":
        return [Call("trace", _told(given, _WAY), "By which routes data gets from the one to the other.")]
    thing: Any = next(
        (given[p.name] for p in parameters(tool) if p.name in ("thing", "holder") and p.name in given), None
    )
    named = thing[0] if isinstance(thing, list) and thing else thing
    return [Call("show", {"thing": named}, "What documents say of it.")] if isinstance(named, str) else []


def _told(given: Mapping[str, object], names: Sequence[str]) -> dict[str, object]:
    return {name: given[name] for name in names if name in given}
