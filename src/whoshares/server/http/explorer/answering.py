"""What each view answers, as data: from what it was told to an answer with `to_dict` and `rows`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from whoshares.answers.area import DEPARTMENT, area
from whoshares.answers.contents import contents
from whoshares.answers.law import law
from whoshares.answers.law_matrix import LawMatrix, law_matrix
from whoshares.answers.meant import meant
from whoshares.answers.register import Register, register
from whoshares.answers.states import States, states
from whoshares.answers.usage import usage_of_category, usage_of_program
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.arguments import read_day, read_day_or_today
from whoshares.model.errors import InputError
from whoshares.store.names import HOLDERS

ANYONE: Final = "anyone"
_NORMS: Final = frozenset({v.BAR, v.WS + "Permission", v.WS + "Mandate"})


def states_on(kg: KnowledgeGraph, told: Mapping[str, str]) -> States:
    """The states side by side."""
    kg.need_flows()
    return states(kg, read_day_or_today(told.get("asOf")))


def laws(kg: KnowledgeGraph, told: Mapping[str, str]) -> LawMatrix:
    """The laws of the states, towards immigration authorities where nobody else is named. Raises InputError."""
    kg.need_flows()
    recipient = told.get("to") or (DEPARTMENT if DEPARTMENT in kg.network.holder_number else ANYONE)
    to = None if recipient.strip().casefold() == ANYONE else kg.names.resolve(recipient, HOLDERS, "holder of data")
    day, carrying = read_day_or_today(told.get("asOf")), kg.category(told.get("carrying"))
    return law_matrix(kg, day, recipient=to, carrying=carrying, says=told.get("says", ""))


def register_of(kg: KnowledgeGraph, told: Mapping[str, str]) -> Register:
    """The register of a body. Raises InputError, also for what stands for several."""
    kg.need_flows()
    return _register(kg, told["holder"], read_day_or_today(told.get("asOf")))


def _register(kg: KnowledgeGraph, holder: str, day: date) -> Register:
    one = meant(kg, holder)
    if not one.is_holder:
        raise InputError(f"“{holder}” is a {one.sort}, and a register is that of one body. Its page tells of it.")
    found = register(kg, one.iri, day)
    return Register(one.iri, day, (), (), {one.iri: kg.names.label(one.iri)}) if found is None else found


def sort_of(kg: KnowledgeGraph, thing: str) -> str:
    """Which page of its own a thing has; empty where it has that of all things."""
    classes = kg.names.classes(thing)
    if thing in kg.store.members(v.SOURCE):
        return "source"
    if v.PLACE in classes:
        return "place"
    if v.INSTRUMENT in classes or classes & _NORMS:
        return "law"
    if thing in kg.network.categories.number:
        return "category"
    return "program" if v.PROGRAM in classes else ""


def of_thing(kg: KnowledgeGraph, thing: str, told: Mapping[str, str]) -> object | None:
    """What the page of a thing of some sort shows; `None` for the others. Raises InputError."""
    day = read_day_or_today(told.get("asOf"))
    sort = sort_of(kg, thing)
    if sort == "source":
        return contents(kg, thing)
    if sort == "place":
        since = read_day(told["since"]) if "since" in told else date(max(day.year - 2, 1), 1, 1)
        return area(kg, thing, day, since)
    if sort == "law":
        return law(kg, thing, day)
    if sort == "category":
        return usage_of_category(kg, thing, day)
    return usage_of_program(kg, thing, day) if sort == "program" else None
