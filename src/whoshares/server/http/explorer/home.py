"""The first page."""

from __future__ import annotations

from collections import Counter
from typing import Final

from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.dates import in_words
from whoshares.server.http import pages
from whoshares.server.http.explorer.form import Forms

_EXAMPLES: Final = (
    (
        "Do fingerprints taken at a local jail reach ICE?",
        "/trace?from=Local%20jail&to=ICE&carrying=fingerprints",
    ),
    ("Do New York's driver records reach ICE?", "/trace?from=New%20York%20DMV&to=ICE"),
    ("What reaches ICE from San Diego County?", "/trace?from=San%20Diego%20County&to=ICE"),
    ("Which laws keep data from ICE?", "/laws?to=ICE"),
    ("What goes round California's SB 54?", "/backdoors?bar=California%20SB%2054"),
    ("What changed since January 2025?", "/diff?day1=2025-01-20&day2=2026-06-30"),
)
"""Questions of the first page: words and addresses. On another graph than the shipped one they may name nothing."""
_COUNTED: Final = (
    ("Laws and agreements", v.INSTRUMENT),
    ("What they forbid", v.BAR),
    ("Blocks", v.WS + "Block"),
    ("Organizations", v.ORGANIZATION),
    ("Systems", v.SYSTEM),
    ("Programs", v.PROGRAM),
    ("Places", v.PLACE),
    ("Kinds of data", v.DATA_CATEGORY),
    ("Documents", v.SOURCE),
)
"""What the first page counts."""


def home_page(kg: KnowledgeGraph, forms: Forms, prefix: str) -> str:
    """The first page: the question, examples, how to read an answer, what is covered."""
    store = kg.store
    flows = kg.network.flows
    stated = flows[: flows.stated]
    holders = {holder for flow in stated for holder in (flow.sender, flow.recipient)}
    issued = sorted(text for _, text, _ in store.pairs(v.ISSUED))
    numbers = Counter(class_ for _, class_ in {(thing, class_) for thing, class_, _ in store.pairs(v.TYPE)})
    return pages.render(
        "home.html",
        **forms.of("trace", [], prefix),
        examples=[(words, f"{prefix}{where}") for words, where in _EXAMPLES],
        counts=[
            (words, numbers[class_], f"{prefix}/search?kind={v.local_name(class_)}")
            for words, class_ in _COUNTED
            if numbers[class_]
        ],
        flows=len(stated),
        holders=len(holders),
        sources=numbers[v.SOURCE],
        newest=_in_words(issued[-1]) if issued else "no known day",
    )


def _in_words(day: str) -> str:
    """A day as people write it; a month or a year as it is."""
    return in_words(day) if len(day) == len("2026-06-30") else day
