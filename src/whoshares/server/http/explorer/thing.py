"""The page of a thing."""

from __future__ import annotations

from datetime import date
from typing import Final

from whoshares.answers.profile import Profile
from whoshares.answers.register import register
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.server.http import pages
from whoshares.server.http.explorer import onward

_SHOWN_OF_THINGS: Final = 8
"""Flows that the page of a thing shows at once in each direction."""


def thing_page(kg: KnowledgeGraph, profile: Profile, prefix: str) -> str:
    """What is known of a thing, in the order that readers need: what it is, its flows, its laws, then all else."""
    flows = register(kg, profile.iri, date.today())
    first = [s for s in profile.said if s.predicate in (v.DESCRIPTION, v.DEFINITION) and flows is None]
    labels = kg.names.label
    return pages.render(
        "thing.html",
        profile=profile,
        first=first,
        said=[s for s in profile.said if s not in first],
        flows=flows,
        label=labels,
        shown=_SHOWN_OF_THINGS,
        asks=onward.of_thing(kg, profile, prefix),
        prefix=prefix,
    )
