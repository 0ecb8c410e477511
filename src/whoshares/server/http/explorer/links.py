"""Addresses within the explorer: of what is asked, and of the pages of things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from whoshares.server.http.things import THINGS, address_of

Given = Sequence[tuple[str, str]]
"""Names and values of an address."""


def asking(path: str, told: Given | Mapping[str, str]) -> str:
    """A path with what is told to it, as an address to which more can be added."""
    return f"{path}?{urlencode(list(told.items() if isinstance(told, Mapping) else told), quote_via=quote)}"


def page_of(thing: str, prefix: str) -> str:
    """The page of a thing, to which others are led from its address."""
    return (address_of(thing, prefix) or "").replace(f"{prefix}{THINGS.at}", f"{prefix}{THINGS.page}", 1)
