"""Reading requests: SPARQL 1.1 Protocol, Graph Store HTTP Protocol (reads), and the limits on both."""

from __future__ import annotations

import asyncio
import binascii
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from whoshares.server.http.media import FORMAT_NAMES
from whoshares.server.problems import Problem, unknown

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_BODY_SECONDS: Final = 20.0
_MOST_FIELDS: Final = 200
_LONG_FORM: Final = 100_000
_GRAPH_LISTS: Final = ("default-graph-uri", "named-graph-uri")
_FORMAT_NAMES: Final = ("format", "output", "results")
"""SPARQLWrapper and others give the format under all three names at once, and not always under the same one."""
PARAMETERS: Final = ("query", *_GRAPH_LISTS, *_FORMAT_NAMES)


@dataclass(frozen=True, slots=True)
class Query:
    """A query operation. The lists of graphs are `None` where the request names no dataset."""

    text: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    format_name: str | None


def fields(text: bytes, where: str) -> list[tuple[str, str]]:
    """Names and values of percent-encoded text. Raises Problem where it is not UTF-8, or holds too many."""
    if text.count(b"&") >= _MOST_FIELDS:
        raise Problem(400, f"{where} holds more than {_MOST_FIELDS} parameters, which is not read.")
    try:
        pairs = (part.partition(b"=") for part in text.split(b"&") if part)
        return [(_decoded(name), _decoded(value)) for name, _, value in pairs]
    except ValueError:
        raise Problem(
            400, f"{where} is not percent-encoded UTF-8: a “%” is followed by two hexadecimal digits. Encode it so."
        ) from None


def _decoded(text: bytes) -> str:
    """Text without its escapes; raises ValueError where there is something that is none.

    A megabyte of escapes takes `urllib` a fifth of a second. Quoted-printable, which is read fast, differs from them in
    the sign before the digits, and in line breaks.
    """
    escapes = text.count(b"%")
    if not text.isascii() or (escapes and (b"%\r" in text or b"%\n" in text)):
        raise ValueError
    plain = text.replace(b"+", b" ")
    if escapes:
        plain = binascii.a2b_qp(plain.replace(b"=", b"=3D").replace(b"%", b"="))
        if len(plain) != len(text) - 2 * escapes:
            raise ValueError
    return plain.decode("utf-8")


@dataclass(frozen=True, slots=True)
class LongForm:
    """A form that is too long to be read where others wait: the parameters of its address, and its bytes."""

    address: list[tuple[str, str]]
    body: bytes


async def read_query(request: Request, most: int, graphs: Collection[str]) -> Query | LongForm | None:
    """The query of a request (SPARQL 1.1 Protocol, section 2.1); `None` for a GET without parameters.

    Raises Problem where it is none, asks for an update, is longer than `most` bytes or names a graph that is not there.
    """
    given = fields(request.scope["query_string"], "The address")
    if request.method != "POST":
        return query_of(given, graphs) if given else None
    media_type = _media_type(request)
    if media_type == UPDATE:
        raise _read_only()
    body = await read_body(request, most, (FORM, QUERY), "a query")
    if media_type == FORM:
        if len(body) > _LONG_FORM:
            return LongForm(given, body)
        return query_of([*given, *fields(body, "The body")], graphs)
    if any(name == "query" for name, _ in given):
        raise Problem(400, "The query is in the body and in the address. Send one query.")
    try:
        return query_of([*given, ("query", body.decode("utf-8"))], graphs)
    except UnicodeDecodeError:
        raise Problem(400, "The body is not UTF-8 text. Send UTF-8.") from None


async def read_body(request: Request, most: int, types: Collection[str], what: str) -> bytes:
    """The body of a request, of at most so many bytes, which is of one of some media types.

    Raises Problem where it is longer, of another type, in another character set than UTF-8, or does not come.
    """
    parameters = request.headers.get("content-type", "").partition(";")[2]
    charset = parameters.lower().replace(" ", "").replace('"', "")
    if "charset=" in charset and "charset=utf-8" not in charset:
        raise Problem(415, "The body is said to be in another character set than UTF-8. Send UTF-8.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "The body is compressed, which is not read. Send it as it is.")
    if (media_type := _media_type(request)) not in types:
        raise unknown(415, f"media type of {what}", media_type, types)
    return await _body(request, most)


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def query_of(given: Sequence[tuple[str, str]], graphs: Collection[str]) -> Query:
    """The query that parameters make up. Raises Problem where they make up none."""
    for name, _ in given:
        if name in ("update", "using-graph-uri", "using-named-graph-uri"):
            raise _read_only()
        if name not in PARAMETERS:
            raise unknown(400, "parameter of a query", name, PARAMETERS)
    queries = [value for name, value in given if name == "query"]
    if len(queries) != 1:
        many = f"{len(queries)} queries are" if queries else "No query is"
        raise Problem(400, f"{many} given, and one is wanted, in the parameter “query”.")
    asked = [value for name, value in given if name in _FORMAT_NAMES]
    formats = {value.lower() for value in asked} & set(FORMAT_NAMES)
    if asked and not formats:
        raise unknown(400, "format", asked[0], FORMAT_NAMES)
    if len(formats) > 1:
        raise Problem(400, f"The formats {' and '.join(sorted(formats))} are asked for at once. Ask for one.")
    format_name = next(iter(formats), None)
    if not any(name in _GRAPH_LISTS for name, _ in given):
        return Query(queries[0], None, None, format_name)
    default, named = (tuple(value for name, value in given if name == kind) for kind in _GRAPH_LISTS)
    for graph in (*default, *named):
        if graph not in graphs:
            raise unknown(400, "graph", graph, sorted(graphs))
    return Query(queries[0], default, named, format_name)


def read_graph(request: Request, graphs: Collection[str]) -> tuple[str | None, str | None]:
    """The graph that a Graph Store read asks for (`None`: the default graph), and the format that it names.

    Raises Problem: 400 where not just one graph is named, 404 where it is not there.
    """
    given = fields(request.scope["query_string"], "The address")
    for name, _ in given:
        if name not in ("default", "graph", "format"):
            raise unknown(400, "parameter of the graph store", name, ("default", "graph", "format"))
    wanted = [(name, value) for name, value in given if name != "format"]
    if len(wanted) != 1:
        raise Problem(
            400,
            "One graph is read at a time: “?default” for the union of all, or “?graph=” with a graph's IRI. "
            f"There are {len(graphs)} graphs, which “available” lists.",
            {"available": sorted(graphs)},
        )
    name, value = wanted[0]
    if name == "default":
        return None, only(given, "format")
    if value not in graphs:
        raise unknown(404, "graph", value, sorted(graphs))
    return value, only(given, "format")


def only(given: Sequence[tuple[str, str]], name: str) -> str | None:
    """The value of a parameter that may be given once. Raises Problem."""
    values = [value for known, value in given if known == name]
    if len(values) > 1:
        raise Problem(400, f"“{name}” is given {len(values)} times, and once is enough.")
    return values[0] if values else None


def only_format(request: Request, what: str) -> str | None:
    """The value of `format=`, where a resource takes no other parameter. Raises Problem."""
    given = fields(request.scope["query_string"], "The address")
    for name, _ in given:
        if name != "format":
            raise unknown(400, f"parameter of {what}", name, ("format",))
    return only(given, "format")


def no_parameters(request: Request) -> None:
    """Raises Problem where a resource that takes no parameter is given one."""
    for name, _ in fields(request.scope["query_string"], "The address"):
        raise unknown(400, "parameter", name, ())


async def _body(request: Request, most: int) -> bytes:
    """The body. Raises Problem where it is longer than `most`, or does not come."""
    too_long = Problem(
        413, f"The body is longer than the {most:,} bytes that are read.", headers={"Connection": "close"}
    )
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > most:
        raise too_long
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise too_long
    except TimeoutError:
        raise Problem(
            408, f"The body did not come within {_BODY_SECONDS:g} seconds.", headers={"Connection": "close"}
        ) from None
    return bytes(body)


def _read_only() -> Problem:
    return Problem(403, "Nothing can be changed here: this endpoint answers queries, and takes no update.")
