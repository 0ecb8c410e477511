"""Media types, and which of them to answer with (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from whoshares.exports.results import RESULT_FORMATS
from whoshares.server.problems import Problem, unknown

_LONGEST: Final = 4_000
"""Characters of an Accept header. Real ones have some hundred."""
_QUALITY: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{0,9})?|\.[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Format:
    """A syntax: the name the store knows it by, its media types (the first is its own), and names for `format=`."""

    name: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    by_name: bool = False
    """Whether only `format=` asks for it: its type says little of what is in it, or browsers take it of any address."""

    @property
    def media_type(self) -> str:
        """The media type that is the syntax's own."""
        return self.types[0]


HTML: Final = Format("html", ("text/html", "application/xhtml+xml"), ("html",))
JSON: Final = Format("json", ("application/json",), ("json",))
CSV: Final = Format("csv", ("text/csv",), ("csv",))
MARKDOWN: Final = Format("markdown", ("text/markdown",), ("md", "markdown"))
PDF: Final = Format("pdf", ("application/pdf",), ("pdf",))
SVG: Final = Format("svg", ("image/svg+xml",), ("svg",))
_GENERAL: Final = frozenset(
    {"application/json", "application/zip", "text/csv", "text/plain", "image/svg+xml", "image/png"}
)
FILES: Final[Mapping[str, Format]] = {
    name: Format(name, (form.media_type,), (name,), form.media_type in _GENERAL)
    for name, form in RESULT_FORMATS.items()
}
"""The formats of files, as the command has them, by name."""

_JSON_RESULTS = Format("json", ("application/sparql-results+json", "application/json"), ("json", "srj"))
_XML_RESULTS = Format("xml", ("application/sparql-results+xml", "application/xml", "text/xml"), ("xml", "srx"))
_SPREADSHEET = Format("spreadsheet", ("text/csv",), ("spreadsheet",))
_TSV = Format("tsv", ("text/tab-separated-values",), ("tsv",))
TURTLE: Final = Format("turtle", ("text/turtle", "application/x-turtle"), ("turtle", "ttl", "n3"))
_N_TRIPLES = Format("ntriples", ("application/n-triples", "text/plain"), ("ntriples", "nt"))
_RDF_XML = Format("rdfxml", ("application/rdf+xml", "application/xml"), ("rdfxml", "rdf", "rdf+xml", "xml"))
_JSON_LD = Format("jsonld", ("application/ld+json", "application/json"), ("jsonld", "json-ld", "json"))
_TRIG = Format("trig", ("application/trig", "application/x-trig"), ("trig",))
_N_QUADS = Format("nquads", ("application/n-quads", "text/x-nquads"), ("nquads", "nq"))

GRAPH: Final = (TURTLE, _JSON_LD, _N_TRIPLES, _RDF_XML)
"""Syntaxes of a graph."""
DATASET: Final = (_TRIG, _N_QUADS, _JSON_LD)
"""Syntaxes that say which source states what."""
DESCRIPTION: Final = (TURTLE, _JSON_LD, _N_TRIPLES, _RDF_XML, _TRIG, _N_QUADS)
"""Syntaxes of what is known of one thing: without and with the sources' graphs."""
ANSWERS: Final[Mapping[str, tuple[Format, ...]]] = {
    "rows": (_JSON_RESULTS, _XML_RESULTS, CSV, _TSV, _SPREADSHEET, HTML),
    "truth": (_JSON_RESULTS, _XML_RESULTS, HTML),
    "triples": (*GRAPH, HTML),
}
"""Syntaxes of an answer, by the form of the query."""
FORMAT_NAMES: Final = tuple(dict.fromkeys(n for fs in ANSWERS.values() for f in fs for n in f.names))
"""All that `format=` may say of an answer to a query."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The syntax to answer in, and the media type to call it."""

    format: Format
    media_type: str


@lru_cache(maxsize=64)
def choose(offered: Sequence[Format], accept: str, name: str | None = None) -> Choice:
    """The syntax that `format=` names, else the one that the Accept header likes best, else the first.

    Raises Problem: 400 for a name that is unknown or does not fit, 406 where nothing that is offered is accepted.
    """
    if name is not None:
        for format_ in offered:
            if name.lower() in format_.names:
                return Choice(format_, format_.media_type)
        raise unknown(400, "format of this answer", name, (f.names[0] for f in offered))
    qualities = _qualities(accept)
    if not qualities:
        return Choice(offered[0], offered[0].media_type)
    rated = [
        (_quality(media_type, qualities), -spelling, -place, format_, media_type)
        for place, format_ in enumerate(offered)
        for spelling, media_type in enumerate(format_.types)
        if not format_.by_name
    ]
    quality, _, _, format_, media_type = max(rated, key=lambda r: r[:3])
    if quality <= 0:
        every = list(dict.fromkeys(f.media_type for f in offered if not f.by_name))
        raise Problem(
            406,
            f"This answer cannot be given in any type that the Accept header allows. It can be given as "
            f"{', '.join(every)}.",
            {"available": every},
        )
    return Choice(format_, media_type)


def accepted(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The Accept header of a request; several lines of it are one list (RFC 9110, section 5.3). Raises Problem."""
    accept = ", ".join([value.decode("latin-1") for name, value in headers if name == b"accept"])
    if len(accept) > _LONGEST:
        raise Problem(431, f"The Accept header is longer than the {_LONGEST:,} characters that are read. Shorten it.")
    return accept


def likes_html(accept: str) -> bool:
    """Whether an Accept header asks for HTML by name."""
    qualities = _qualities(accept)
    return any(qualities.get(media_type, 0) > 0 for media_type in HTML.types)


@lru_cache(maxsize=64)
def _qualities(accept: str) -> Mapping[str, float]:
    """The media ranges of an Accept header, each with its highest quality; what is none is passed over."""
    found: dict[str, float] = {}
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media_range == "*":  # as Java's URLConnection sends it
            media_range = "*/*"
        if media_range.count("/") != 1:
            continue
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                quality = min(float(value), 1.0) if _QUALITY.fullmatch(value.strip()) else 0.0
        found[media_range] = max(quality, found.get(media_range, 0.0))
    return found


def _quality(media_type: str, qualities: Mapping[str, float]) -> float:
    """The quality of a media type: that of the most specific range that covers it."""
    for covering in (media_type, media_type.split("/")[0] + "/*", "*/*"):
        if covering in qualities:
            return qualities[covering]
    return 0.0
