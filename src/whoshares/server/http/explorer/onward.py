"""What one may ask next: words and addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from whoshares.answers.between import Between
from whoshares.answers.places import places_of
from whoshares.answers.profile import Profile
from whoshares.answers.trace import Trace
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.server.http.explorer.links import Given, asking

_MOST_ON_A_MAP: Final = 12
"""Around how many bodies of a result a map is offered."""
NORMS: Final = frozenset({v.BAR, v.WS + "Permission", v.WS + "Mandate"})


def after(method: str, given: Given, answer: Any, prefix: str) -> list[tuple[str, str]]:
    """What one may ask next of the same two ends: words and addresses."""
    told = dict(given)
    ends = {key: told[key] for key in ("from", "to", "carrying", "asOf") if key in told}

    at = partial(_at, prefix)
    if not {"from", "to"} <= told.keys():
        return []
    both, day = {"from": told["from"], "to": told["to"]}, {"asOf": told["asOf"]} if "asOf" in told else {}
    asked = [
        ("trace", "By which ways does it get there?", at("trace", **ends)),
        *_nearby(answer, ends, at),
        ("cut", "What would have to end, so that it no longer gets there?", at("cut", **ends)),
        ("cut", "Who could end it?", at("cut", **ends, by="controller")),
        *_repealed(answer, ends, at),
        ("bars", "Which laws forbid it?", at("bars", thing=told["from"], to=told["to"], **day)),
        ("chokepoints", "What does every way pass?", at("chokepoints", **ends)),
        ("exposure", f"Whose data reaches {told['to']}?", at("exposure", holder=told["to"], **day)),
        ("exposure", f"Whom does data of {told['from']} reach?",
         at("exposure", holder=told["from"], outward="true", **day)),
        ("timeline", "What happened when?", at("timeline", thing=both["from"], to=both["to"])),
        ("around", "A map of the flows around it", _map(answer, told, prefix)),
    ]  # fmt: skip
    none = isinstance(answer, Trace) and not answer.routes
    return [
        (words, address)
        for verb, words, address in asked
        if verb != method and not (none and verb in ("cut", "chokepoints"))
    ]


def _map(answer: Any, told: Mapping[str, str], prefix: str) -> str:
    """The map around the bodies on the ways of a trace, or else around its two ends."""
    things = [told["from"], told["to"]]
    if isinstance(answer, Trace) and answer.ways:
        places = (place for way in answer.ways for step in way.steps for place in (step.sender, step.recipient))
        things = [v.shorten(iri) for iri in dict.fromkeys(place.body for place in places)][:_MOST_ON_A_MAP]
    asked = [("thing", thing) for thing in things] + [(key, told[key]) for key in ("carrying", "asOf") if key in told]
    return asking(f"{prefix}/around", asked)


def _nearby(answer: Any, ends: Mapping[Any, str], at: Callable[..., str]) -> list[tuple[str, str, str]]:
    """Where no route is known: to or from what an end is part of, and the other way round, where that is known."""
    if not isinstance(answer, Trace) or answer.routes:
        return []
    asked = [
        (f"Does it reach {answer.labels[whole]} itself?", {**ends, "to": v.shorten(whole)})
        for whole, _ in answer.nearby.to_whole
    ]
    asked += [
        (f"Does data of {answer.labels[whole]} itself reach it?", {**ends, "from": v.shorten(whole)})
        for whole, _ in answer.nearby.from_whole
    ]
    if answer.nearby.other_way_round is not None:
        asked.append(("And the other way round?", {**ends, "from": ends["to"], "to": ends["from"]}))
    return [("nearby", words, at("trace", **told)) for words, told in asked]


def _repealed(answer: Any, ends: Mapping[Any, str], at: Callable[..., str]) -> list[tuple[str, str, str]]:
    """What if what forbids it ended? Of the first two instruments."""
    between = getattr(answer, "between", None)
    if not isinstance(between, Between):
        return []
    laws = dict.fromkeys(law for bar in between.bars for law in bar.bar.set_by)
    return [
        ("whatif", f"What if {answer.labels[law]} ended?", at("whatif", end=v.shorten(law), **ends))
        for law in list(laws)[:2]
    ]


def of_thing(kg: KnowledgeGraph, profile: Profile, prefix: str) -> list[tuple[str, str]]:
    """What one may ask about a thing: words and addresses."""

    at = partial(_at, prefix)
    name, iri, classes = profile.label, v.shorten(profile.iri), kg.names.classes(profile.iri)
    asked = [("What happened when?", at("timeline", thing=iri)),
             ("What do documents disagree on?", at("conflicts", thing=iri))]  # fmt: skip
    if profile.iri in kg.network.holder_number:
        asked = [
            (f"Whose data reaches {name}?", at("exposure", holder=iri)),
            ("Whom does its data reach?", at("exposure", holder=iri, outward="true")),
            (f"A map of the flows around {name}", at("around", thing=iri)),
            ("Which laws bind it, or keep data from it?", at("bars", thing=iri)),
            *asked,
        ]
    elif v.PLACE in classes:
        asked = [
            (f"Does data of {name} reach ICE?", at("trace", **{"from": iri, "to": "ICE"})),
            (f"Whom does data of {name} reach?", at("exposure", holder=iri, outward="true")),
            ("What goes round its laws?", at("backdoors", bar=iri)),
            ("How do its laws compare with other states’?", f"{prefix}/laws"),
            ("A map of the flows of its bodies", at("around", thing=iri)),
        ]
        if iri in places_of(kg).states:
            asked.append(("A map of its counties", at("places", show="flows", within=iri)))
    elif v.INSTRUMENT in classes or classes & NORMS:
        asked = [
            ("What goes round it?", at("backdoors", bar=iri)),
            ("What if it ended?", at("whatif", end=iri)),
            *([("A map of the flows on it", at("around", thing=iri))] if v.INSTRUMENT in classes else []),
            *(asked if v.INSTRUMENT in classes else asked[:1]),
        ]
    elif v.DATA_CATEGORY in classes:
        asked = [
            ("What do states forbid and allow?", at("laws", carrying=iri)),
            ("Whose such data reaches ICE?", at("exposure", holder="ICE", carrying=iri)),
            ("A map of the flows of it", at("around", thing=iri)),
        ]
    elif v.PROGRAM in classes:
        asked = [("A map of the flows of it", at("around", thing=iri)), *asked]
    elif v.SOURCE in classes:
        return []
    return asked


def _at(prefix: str, verb: str, /, **asked: str) -> str:
    return asking(f"{prefix}/{verb}", asked)
