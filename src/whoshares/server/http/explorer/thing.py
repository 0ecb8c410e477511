"""The page of a thing."""

from __future__ import annotations

from datetime import date
from typing import Final
from urllib.parse import quote, urlencode

from markupsafe import Markup

from whoshares.answers.profile import Profile
from whoshares.answers.register import Register, register
from whoshares.exports.register_picture import register_as_svg
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.validity import State
from whoshares.server.http import pages
from whoshares.server.http.explorer import onward, wording
from whoshares.server.http.explorer.headlines import of_register
from whoshares.server.http.things import address_of

_SHOWN_OF_THINGS: Final = 6
"""Flows that the page of a thing shows at once in each direction."""


def thing_page(kg: KnowledgeGraph, profile: Profile, prefix: str) -> str:
    """What is known of a thing, in the order that readers need: what it is, its flows, its laws, then all else."""
    day, label = date.today(), kg.names.label
    flows = register(kg, profile.iri, day)
    about = [s for s in profile.said if s.predicate in (v.DESCRIPTION, v.DEFINITION)]
    said = of_register(flows, label) if flows else [s.value for s in about] or [f"{profile.label} is a {profile.kind}."]
    parted = flows is not None and any(
        own != profile.iri
        for own in (*(row.recipient for row in flows.incoming), *(row.sender for row in flows.outgoing))
    )
    here = (address_of(profile.iri, prefix) or "").replace(f"{prefix}/id/", f"{prefix}/page/", 1)
    return pages.render(
        "thing.html",
        prefix=prefix,
        profile=profile,
        said=said,
        stated=[s for s in profile.said if flows or s not in about],
        open_stated=flows is None,
        mentions=profile.mentions,
        flows=flows,
        picture=_picture(flows, kg, prefix) if flows else None,
        register=f"{prefix}/register?{urlencode({'holder': v.shorten(profile.iri)}, quote_via=quote)}",
        parted=parted,
        label=label,
        wording=wording,
        day=day,
        shown=_SHOWN_OF_THINGS,
        asks=onward.of_thing(kg, profile, prefix),
        this=f"{here}?",
    )


def _picture(flows: Register, kg: KnowledgeGraph, prefix: str) -> Markup | None:
    """What comes and leaves, by data, as a picture; none where nothing does."""
    if not any(row.state is not State.IMPOSSIBLE for row in (*flows.incoming, *flows.outgoing)):
        return None
    return Markup(register_as_svg(flows, kg.names.label, lambda iri: address_of(iri, prefix)))
