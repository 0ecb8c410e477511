"""Views of many things beside one another: the states, what their laws say, and the register of a body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from markupsafe import Markup

from whoshares.answers.law_matrix import LawMatrix
from whoshares.answers.places import places_of
from whoshares.answers.register import Register
from whoshares.answers.states import MEASURES, States
from whoshares.exports.county_map import county_map
from whoshares.exports.state_map import state_map
from whoshares.exports.us_map import counties_of, us_map
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.overviews import laws_on, register_on, states_on
from whoshares.model.answer import Answer
from whoshares.model.arguments import read_day_or_today
from whoshares.server.http import pages
from whoshares.server.http.arguments import RequestParameter
from whoshares.server.http.explorer.links import asking
from whoshares.server.http.explorer.view import AS_OF, SHOWN, TAKEN, View, ViewAsked, parameter
from whoshares.server.http.media import FILES, HTML, Format
from whoshares.server.http.things import address_of
from whoshares.text import headlines, wording

_Told = Mapping[str, str]
_Found = TypeVar("_Found", bound=Answer)


def _states(kg: KnowledgeGraph, told: _Told) -> States:
    return states_on(kg, told.get("asOf"), told.get("show", "authorities"), told.get("within"))


def _states_page(asked: ViewAsked, found: States) -> str:
    show = dict(asked.given).get("show", "authorities")
    return _page(
        "places.html",
        asked,
        found,
        headlines.of_states(found, show, _day(asked)),
        show=show,
        measures=MEASURES,
        choices=places_of(asked.kg).states,
        one=found.question.get("within"),
        picture=_map(found, show, asked.prefix),
    )


def _map(found: States, show: str, prefix: str) -> Markup | None:
    """The map of the states, or of the counties of one; `None` where it was not built."""

    def link(iri: str) -> str | None:
        return address_of(iri, prefix)

    if "within" in found.question:
        counties = counties_of(found.states[0].fips)
        return Markup(county_map(found, show, counties, link)) if counties else None
    shapes = us_map()
    return Markup(state_map(found, show, shapes, link)) if shapes else None


def _laws(kg: KnowledgeGraph, told: _Told) -> LawMatrix:
    return laws_on(kg, told.get("to"), told.get("carrying"), told.get("says", ""), told.get("asOf"))


def _laws_page(asked: ViewAsked, found: LawMatrix) -> str:
    return _page("laws.html", asked, found, headlines.of_matrix(found, asked.kg.names.label, _day(asked)))


def _register(kg: KnowledgeGraph, told: _Told) -> Register:
    return register_on(kg, told["holder"], told.get("asOf"))


def _register_page(asked: ViewAsked, found: Register) -> str:
    ends = (*(row.recipient for row in found.incoming), *(row.sender for row in found.outgoing))
    parted = any(end != found.holder for end in ends)
    said = headlines.of_register(found, asked.kg.names.label)
    return _page("register.html", asked, found, said, parted=parted, take_flows=True)


def _day(asked: ViewAsked) -> Any:
    return read_day_or_today(dict(asked.given).get("asOf"))


def _page(template: str, asked: ViewAsked, found: Answer, said: list[str], **more: Any) -> str:
    return pages.render(
        template,
        prefix=asked.prefix,
        answer=found,
        day=_day(asked),
        said=said,
        told=dict(asked.given),
        label=asked.kg.names.label,
        wording=wording,
        this=asking(f"{asked.prefix}{asked.path}", asked.given),
        **more,
    )


def _view(
    path: str,
    summary: str,
    parameters: tuple[RequestParameter, ...],
    example: str,
    answer: Callable[[KnowledgeGraph, _Told], _Found],
    page: Callable[[ViewAsked, _Found], str],
    formats: tuple[Format, ...] = TAKEN,
) -> View:
    def answered(asked: ViewAsked) -> str | Answer:
        asked.kg.need_flows()
        found = answer(asked.kg, dict(asked.given))
        return page(asked, found) if asked.format == HTML.name else found

    return View(path, summary, formats, answered, parameters, example)


OVERVIEWS: Final = (
    _view(
        "/places",
        "The states side by side, or one state’s counties: bodies, flows, laws and switches of each, as map and table.",
        (
            parameter("show", "text", "What the map counts. Default: authorities.", choices=tuple(MEASURES)),
            parameter("within", "text", "Only this state: its counties and other places."),
            AS_OF,
        ),
        "/places?show=bars",
        _states,
        _states_page,
        (*TAKEN, *(FILES[name] for name in ("svg", "png", "geojson"))),
    ),
    _view(
        "/laws",
        "What is forbidden, demanded or permitted in each state, by data, towards whom.",
        (
            parameter("to", "text", "Towards whom: a holder, or “anyone”. Default: Homeland Security."),
            parameter("carrying", "text", "Only rules about data of this kind."),
            parameter("says", "text", "Only rules that do this.", choices=("forbidden", "demanded", "permitted")),
            AS_OF,
        ),
        "/laws?carrying=Plate%20reads",
        _laws,
        _laws_page,
        (*TAKEN, FILES["svg"], FILES["png"]),
    ),
    _view(
        "/register",
        "All flows that come to a body, or leave it, on a day, with the laws on each.",
        (parameter("holder", "text", "The body, with its parts and systems.", required=True), AS_OF),
        "/register?holder=Nlets",
        _register,
        _register_page,
        (*SHOWN, *FILES.values()),
    ),
)
"""The views, in the order of the list of all addresses."""
