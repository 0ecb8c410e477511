"""Views of many things beside one another: the states, what their laws say, and the register of a body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from markupsafe import Markup

from whoshares.answers.area import DEPARTMENT
from whoshares.answers.law_matrix import LawMatrix, law_matrix
from whoshares.answers.meant import meant
from whoshares.answers.register import Register, register
from whoshares.answers.states import MEASURES, States, states
from whoshares.exports.state_map import state_map
from whoshares.exports.us_map import us_map
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model.answer import Answer
from whoshares.model.arguments import read_day_or_today
from whoshares.model.errors import InputError
from whoshares.server.http import pages
from whoshares.server.http.arguments import RequestParameter
from whoshares.server.http.explorer import headlines, wording
from whoshares.server.http.explorer.links import asking
from whoshares.server.http.explorer.view import AS_OF, SHOWN, TAKEN, View, ViewAsked, parameter
from whoshares.server.http.media import FILES, HTML, Format
from whoshares.server.http.things import address_of
from whoshares.store.names import HOLDERS

_ANYONE: Final = "anyone"
_Told = Mapping[str, str]
_Found = TypeVar("_Found", bound=Answer)


def _states(kg: KnowledgeGraph, told: _Told) -> States:
    return states(kg, read_day_or_today(told.get("asOf")))


def _states_page(asked: ViewAsked, found: States) -> str:
    show = dict(asked.given).get("show", "authorities")
    shapes = us_map()
    picture = state_map(found, show, shapes, lambda iri: address_of(iri, asked.prefix)) if shapes else ""
    said = headlines.of_states(found, show, _day(asked))
    return _page(
        "places.html", asked, found, said, show=show, measures=MEASURES, picture=Markup(picture) if picture else None
    )


def _laws(kg: KnowledgeGraph, told: _Told) -> LawMatrix:
    """The laws of the states, towards immigration authorities where nobody else is named. Raises InputError."""
    recipient = told.get("to") or (DEPARTMENT if DEPARTMENT in kg.network.holder_number else _ANYONE)
    to = None if recipient.strip().casefold() == _ANYONE else kg.names.resolve(recipient, HOLDERS, "holder of data")
    day, carrying = read_day_or_today(told.get("asOf")), kg.category(told.get("carrying"))
    return law_matrix(kg, day, recipient=to, carrying=carrying, says=told.get("says", ""))


def _laws_page(asked: ViewAsked, found: LawMatrix) -> str:
    return _page("laws.html", asked, found, headlines.of_matrix(found, asked.kg.names.label, _day(asked)))


def _register(kg: KnowledgeGraph, told: _Told) -> Register:
    """The register of a body. Raises InputError, also for what stands for several."""
    one, day = meant(kg, told["holder"]), read_day_or_today(told.get("asOf"))
    if not one.is_holder:
        raise InputError(
            f"“{told['holder']}” is a {one.sort}, and a register is that of one body. Its page tells of it."
        )
    found = register(kg, one.iri, day)
    return Register(one.iri, day, (), (), {one.iri: kg.names.label(one.iri)}) if found is None else found


def _register_page(asked: ViewAsked, found: Register) -> str:
    said = headlines.of_register(found, asked.kg.names.label)
    return _page("register.html", asked, found, said, take_flows=True)


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
        "The states side by side: bodies, flows, laws and switches of each, as a map and a table.",
        (parameter("show", "text", "What the map counts. Default: authorities.", choices=tuple(MEASURES)), AS_OF),
        "/places?show=bars",
        _states,
        _states_page,
        (*TAKEN, FILES["geojson"]),
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
