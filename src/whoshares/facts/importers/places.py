"""The ids of counties and bodies as tables name them."""

from __future__ import annotations

import re
import unicodedata

from whoshares.facts.matching.states import State


def slug(text: str) -> str:
    """A name as part of an id: lower-case letters and digits, with hyphens between them.

    >>> slug("Doña Ana County Sheriff's Office")
    'dona-ana-county-sheriffs-office'
    """
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", re.sub("['.]", "", plain)))


def county_place(state: State, county: str) -> str:
    """The id of a county as a place; `county` is its full name (“Autauga County”, “Acadia Parish”)."""
    return f"{state.place}-{slug(county)}"


def body_id(state: State | None, *names: str) -> str:
    """The id of a body as a table names it: its state, then what tells it apart within.

    >>> from whoshares.facts.matching.states import STATES
    >>> body_id(STATES["AL"], "Autauga County Sheriff's Office")
    'organization/us-al-autauga-county-sheriffs-office'
    """
    return "organization/" + "-".join(("us", *([state.code.lower()] if state else []), *map(slug, names)))
