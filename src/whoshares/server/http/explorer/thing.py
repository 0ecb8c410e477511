"""The pages of things: one for each sort that has questions of its own, and that of all other things."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from whoshares.answers.area import Area, area
from whoshares.answers.contents import Contents, contents
from whoshares.answers.dossier_things import has_dossier
from whoshares.answers.law import Law, law
from whoshares.answers.profile import Profile
from whoshares.answers.register import Register, register
from whoshares.answers.usage import Usage, usage_of_category, usage_of_program
from whoshares.exports.register_picture import register_as_svg
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.arguments import read_day, read_day_or_today
from whoshares.model.validity import State
from whoshares.server.http import pages
from whoshares.server.http.explorer import onward
from whoshares.server.http.explorer.brief import brief_address
from whoshares.server.http.explorer.links import Given, asking, page_of
from whoshares.server.http.explorer.view import AS_OF, parameter
from whoshares.server.http.things import address_of
from whoshares.text import headlines, wording

PARAMETERS: Final = (
    AS_OF,
    parameter("since", "day", "What happened from this day on. Default: the first of January two years before."),
)
"""What the page of a thing takes."""
_SHOWN_OF_THINGS: Final = 6
"""Flows that the page of a thing shows at once in each direction."""
_NORMS: Final = frozenset({"bar", "permission", "mandate"})
_TOLD: Final[Mapping[type, frozenset[str]]] = {
    Area: _NORMS | {"organization", "system", "place"},
    Law: _NORMS | {"data flow", "reading"},
    Usage: _NORMS | {"data flow", "data category"},
    Contents: frozenset(),
}
"""What points at a thing of some sort and stands in a table of its page already, by the words for its class."""

_Told = Mapping[str, str]
_OfSort = Area | Law | Usage | Contents


def of_thing(kg: KnowledgeGraph, thing: str, told: _Told) -> _OfSort | None:
    """What the page of a thing of some sort shows; `None` where it has that of all things. Raises InputError."""
    day, classes = read_day_or_today(told.get("asOf")), kg.names.classes(thing)
    if thing in kg.store.members(v.SOURCE):
        return contents(kg, thing)
    if v.PLACE in classes:
        since = read_day(told["since"]) if "since" in told else date(max(day.year - 2, 1), 1, 1)
        return area(kg, thing, day, since)
    if v.INSTRUMENT in classes or classes & onward.NORMS:
        return law(kg, thing, day)
    if thing in kg.network.categories.number:
        return usage_of_category(kg, thing, day)
    return usage_of_program(kg, thing, day) if v.PROGRAM in classes else None


def thing_page(kg: KnowledgeGraph, profile: Profile, given: Given, prefix: str) -> str:
    """What is known of a thing, in the order that readers need: what it is, its flows, its laws, then all else.

    Raises InputError for a day that is none.
    """
    told = dict(given)
    day = read_day_or_today(told.get("asOf"))
    answer = of_thing(kg, profile.iri, told)
    template, shown = _of_all(kg, profile, told, day, prefix) if answer is None else _of_sort(kg, profile, answer, day)
    return pages.render(
        template,
        prefix=prefix,
        profile=profile,
        day=day,
        label=kg.names.label,
        wording=wording,
        short=v.shorten,
        brief=_brief(kg, profile.iri, told, prefix),
        asks=onward.of_thing(kg, profile, prefix),
        this=asking(page_of(profile.iri, prefix), given),
        **shown,
    )


def _brief(kg: KnowledgeGraph, thing: str, told: _Told, prefix: str) -> str:
    """The address of the brief of a thing; empty where it has none."""
    return brief_address(thing, told.get("asOf"), prefix) if has_dossier(kg, thing) else ""


def _of_sort(kg: KnowledgeGraph, profile: Profile, answer: _OfSort, day: date) -> tuple[str, dict[str, Any]]:
    """The template of a thing of some sort, and what it needs besides."""
    label = kg.names.label
    if isinstance(answer, Area):
        template, said = "place.html", headlines.of_area(answer, label, day)
    elif isinstance(answer, Law):
        template, said = "law.html", headlines.of_law(answer, label, day)
    elif isinstance(answer, Usage):
        template, said = "usage.html", headlines.of_usage(answer, label, day)
    else:
        template, said = "source.html", headlines.of_contents(answer)
    mentions = [one for one in profile.mentions if one.kind not in _TOLD[type(answer)]]
    return template, {"answer": answer, "said": said, "stated": profile.said, "mentions": mentions,
                      "open_stated": False}  # fmt: skip


def _of_all(kg: KnowledgeGraph, profile: Profile, told: _Told, day: date, prefix: str) -> tuple[str, dict[str, Any]]:
    """The template of any other thing, and what it needs besides."""
    flows = register(kg, profile.iri, day)
    about = [s for s in profile.said if s.predicate in (v.DESCRIPTION, v.DEFINITION)]
    said = [s.value for s in about] or [f"{profile.label} is a {profile.kind}."]
    ends = () if flows is None else (*(r.recipient for r in flows.incoming), *(r.sender for r in flows.outgoing))
    asked = {"holder": v.shorten(profile.iri), **({"asOf": told["asOf"]} if "asOf" in told else {})}
    return "thing.html", {
        "said": headlines.of_register(flows, kg.names.label) if flows else said,
        "stated": [s for s in profile.said if flows or s not in about],
        "open_stated": flows is None,
        "mentions": profile.mentions,
        "flows": flows,
        "picture": _picture(flows, kg, prefix) if flows else None,
        "register": asking(f"{prefix}/register", asked),
        "parted": any(end != profile.iri for end in ends),
        "shown": _SHOWN_OF_THINGS,
    }


def _picture(flows: Register, kg: KnowledgeGraph, prefix: str) -> Markup | None:
    """What comes and leaves, by data, as a picture; none where nothing does."""
    if not any(row.state is not State.IMPOSSIBLE for row in (*flows.incoming, *flows.outgoing)):
        return None
    return Markup(register_as_svg(flows, kg.names.label, lambda iri: address_of(iri, prefix)))
