"""The addresses of things: how the path of a request and the IRIs of the graph fit together.

Things have IRIs below `…/id/`, terms of the ontology below `…/ontology/`. A server answers for what comes after that
below its own `/id/` and `/ontology/`, and leads on to a page or to data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from starlette.types import Scope

from whoshares.model import vocabulary as v

_ESCAPES: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_STAYS: Final = frozenset('%/<>"{}|^`\\\x7f') | frozenset(map(chr, range(0x21)))
"""What an escape in an IRI is not read as: it would be another IRI, or none."""
_AS_IT_IS: Final = "%/:@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Space:
    """A namespace of things, and the paths at which they, their pages and their data are."""

    namespace: str
    at: str
    page: str
    data: str

    def candidates(self, spelt: str) -> list[str]:
        """The IRIs that a percent-encoded name may stand for, the likeliest first.

        An IRI with escapes is meant as it stands. Otherwise escapes stand for the characters that addresses cannot hold
        (RFC 3987, section 3.2), or that clients like to escape; never for a slash, which would be another thing's.
        """
        return list(dict.fromkeys((self.namespace + spelt, self.namespace + _ESCAPES.sub(_read, spelt))))


THINGS: Final = Space(v.ID, "/id/", "/page/", "/data/")
TERMS: Final = Space(v.WS, "/ontology/", "/ontology/page/", "/ontology/data/")
_SPACES: Final = (THINGS, TERMS)


def spelt_name(scope: Scope, place: str) -> str:
    """What comes after `place` in a request's path, percent-encoded as the client has it."""
    raw = scope["raw_path"].decode("ascii")
    return raw.removeprefix(place) if raw.startswith(place) else quote(scope["path"].removeprefix(place))


def address_of(iri: str, prefix: str) -> str | None:
    """Where a link to an IRI leads: to its address here, or to a web address; nowhere for other schemes."""
    for space in _SPACES:
        if iri.startswith(space.namespace):
            return f"{prefix}{space.at}{_escaped(iri, space)}"
    return iri if iri.startswith(("https://", "http://")) else None


def data_address_of(iri: str, prefix: str) -> str:
    """Where the data of a thing is."""
    space = TERMS if iri.startswith(TERMS.namespace) else THINGS
    return f"{prefix}{space.data}{_escaped(iri, space)}"


def _escaped(iri: str, space: Space) -> str:
    return quote(iri.removeprefix(space.namespace), safe=_AS_IT_IS)


def _read(escapes: re.Match[str]) -> str:
    try:
        text = unquote_to_bytes(escapes[0]).decode("utf-8")
    except UnicodeDecodeError:
        return escapes[0]
    return "".join(quote(sign, safe="") if sign in _STAYS else sign for sign in text)
