"""Answers that are no verb's: the states side by side, what their laws say, the register of a body."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from whoshares.answers.area import DEPARTMENT
from whoshares.answers.law_matrix import LawMatrix, law_matrix
from whoshares.answers.meant import meant
from whoshares.answers.parts import GraphParts
from whoshares.answers.register import Register, register
from whoshares.answers.states import MEASURES, States, states
from whoshares.model import vocabulary as v
from whoshares.model.arguments import read_day_or_today
from whoshares.model.errors import InputError
from whoshares.store.names import HOLDERS

ANYONE: Final = "anyone"
"""What is said for norms towards whomever they name, or nobody."""


def states_on(
    parts: GraphParts, as_of: str | None = None, show: str = "authorities", within: str | None = None
) -> States:
    """The states on a day, or with `within` one of them with its counties; `show` says what a map of them counts.

    Raises InputError where that is none of `MEASURES`, and where there is no such state.
    """
    if show not in MEASURES:
        raise InputError(f"“{show}” is nothing that a map counts. There are {', '.join(MEASURES)}.")
    place = parts.names.resolve(within, {v.PLACE}, "place") if within else None
    return replace(states(parts, read_day_or_today(as_of), place), show=show)


def laws_on(
    parts: GraphParts, to: str | None = None, carrying: str | None = None, says: str = "", as_of: str | None = None
) -> LawMatrix:
    """The laws of the states, towards immigration authorities where nobody else is named. Raises InputError."""
    recipient = to or (DEPARTMENT if DEPARTMENT in parts.network.holder_number else ANYONE)
    towards = None if recipient.strip().casefold() == ANYONE else recipient
    resolved = towards and parts.names.resolve(towards, HOLDERS, "holder of data")
    day = read_day_or_today(as_of)
    return law_matrix(parts, day, recipient=resolved, carrying=parts.category(carrying), says=says)


def register_on(parts: GraphParts, holder: str, as_of: str | None = None) -> Register:
    """The register of a body. Raises InputError, also for what stands for several."""
    one, day = meant(parts, holder), read_day_or_today(as_of)
    if not one.is_holder:
        raise InputError(f"“{holder}” is a {one.sort}, and a register is that of one body. Its page tells of it.")
    found = register(parts, one.iri, day)
    return Register(one.iri, day, (), (), {one.iri: parts.names.label(one.iri)}) if found is None else found
