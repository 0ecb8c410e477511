"""A server that means ill gets no more time, memory or requests than it may, and no secret."""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.by_hand import Command
from tests.knowledge_graph.remote.misbehaving import DRIPPED, FLOODS, JSON, OK, answering, raw, server

import whoshares
from whoshares.knowledge_graph.remote import Endpoint, RemoteGraph, endpoint, http, part, push, region
from whoshares.model import vocabulary as v
from whoshares.model.errors import EndpointError, InputError
from whoshares.store.engine import Store

QUERY = "SELECT ?s WHERE { ?s ?p ?o }"
NOT_ITS_ANSWER = "not with an answer to a SPARQL query"


def _told(url: str, *, seconds: float = 60.0) -> str:
    with pytest.raises(EndpointError) as told:
        Endpoint(url, seconds=seconds).rows(QUERY)
    assert "\n" not in str(told.value)
    return str(told.value)


# --- time and size ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", DRIPPED)
def test_the_deadline_holds_for_what_is_dripped(what: str) -> None:
    with raw(DRIPPED[what], pause=0.05) as url:
        threads, began = threading.active_count(), time.monotonic()
        assert _told(url, seconds=0.4) == (
            f"{url} did not answer within 0.4 seconds. Ask for less, or set WHOSHARES_TIMEOUT to more seconds."
        )
        assert time.monotonic() - began < 15
        while threading.active_count() > threads + 1:  # the server's own; ours ends by itself
            assert time.monotonic() - began < 20
            time.sleep(0.01)


def test_the_deadline_holds_before_anything_is_encrypted() -> None:
    with raw(DRIPPED["nothing"], pause=0.05) as url:
        began = time.monotonic()
        assert "did not answer within 0.4 seconds" in _told(url.replace("http:", "https:"), seconds=0.4)
        assert time.monotonic() - began < 15


@pytest.mark.parametrize("what", FLOODS)
def test_what_floods_ends_by_size_or_by_the_deadline(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_BYTES", 8 << 20)
    with raw(FLOODS[what]) as url:
        began = time.monotonic()
        told = _told(url, seconds=1.0)
        assert time.monotonic() - began < 20
    assert re.search(
        "sends more than 8 MiB in one answer|did not answer within 1 seconds|does not answer as HTTP has it|status 400",
        told,
    )


def test_a_long_answer_is_asked_for_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_BYTES", 10_000)
    rows = [_row(s=_iri(f"https://x.org/{n:05}")) for n in range(300)]

    def behave(query: str) -> bytes:
        if "LIMIT" not in query:
            return _answer(["s", "end"], [*rows, _row(end=_number(1))])
        start = int(query.rpartition(" ")[2])
        part = rows[start : start + 100]
        return _answer(["s", "end"], part if start + 100 <= len(rows) else [*part, _row(end=_number(1))])

    with _asked(behave) as (url, asked):
        assert len(list(Endpoint(url).every("?s", ["?s ?p ?o"]))) == 300
        assert len(asked) == 5


# --- answers that are none --------------------------------------------------------------------------------------------


def _iri(text: str) -> dict[str, str]:
    return {"type": "uri", "value": text}


def _number(number: object) -> dict[str, str]:
    return {"type": "literal", "value": str(number), "datatype": v.XSD + "integer"}


def _row(**cells: Any) -> dict[str, Any]:
    return cells


def _answer(columns: list[str], rows: list[Any]) -> bytes:
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": rows}}).encode()


Behaves = Callable[[str], bytes]


@contextmanager
def _asked(behave: Behaves) -> Iterator[tuple[str, list[str]]]:
    """A server that answers each query with what `behave` makes of it; its URL, and the queries."""
    asked: list[str] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        body: bytes = getattr(request, "body", b"")
        asked.append(parse_qs(body.decode())["query"][0])
        answering(behave(asked[-1]))(request)

    with server(answer) as url:
        yield url, asked


CELLS: dict[str, object] = {
    "a relative IRI": _iri("organization/x"),
    "an IRI that would end its brackets": _iri("x:a> <x:p> <x:o> <x:g> .\n<x:b"),
    "half a surrogate pair": _iri("x:\ud800"),
    "half of one in a literal": {"type": "literal", "value": "\udfff"},
    "a number for text": _iri("x:a") | {"value": 7},
    "no value": {"type": "uri"},
    "a list": [],
    "deep": json.loads("[" * 90 + "]" * 90),
    "a triple": {"type": "triple", "value": {}},
    "a language that is none": {"type": "literal", "value": "a", "xml:lang": "en> ."},
    "a language that is a list": {"type": "literal", "value": "a", "xml:lang": ["en"]},
    "a datatype that is none": {"type": "literal", "value": "a", "datatype": "date"},
    "a datatype that is an object": {"type": "literal", "value": "a", "datatype": {"a": "b"}},
}


@pytest.mark.parametrize("kind", CELLS)
def test_a_term_that_is_none(kind: str) -> None:
    with server(answering(_answer(["s"], [_row(s=CELLS[kind])]))) as url:
        assert NOT_ITS_ANSWER in _told(url)


BODIES: dict[str, tuple[bytes, str]] = {
    "deep lists": (b"[" * 100_000, NOT_ITS_ANSWER),
    "deep objects": (b'{"head":' * 100_000, NOT_ITS_ANSWER),
    "deep in a row": (b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":' + b"[" * 100_000, NOT_ITS_ANSWER),
    "no name for a column": (b'{"head": {"vars": [["s"]]}, "results": {"bindings": []}}', NOT_ITS_ANSWER),
    "rows as an object": (b'{"head": {"vars": ["s"]}, "results": {"bindings": {}}}', NOT_ITS_ANSWER),
    "a number of too many digits": (b"1" * 10_000, "sent half an answer"),
    "Latin-1": (
        _answer(["s"], [_row(s={"type": "literal", "value": "X"})]).replace(b"X", b"\xe9"),
        "byte 88 is not UTF-8",
    ),
    "UTF-16": (_answer(["s"], []).decode().encode("utf-16"), "byte 1 is not UTF-8"),
    "gzip by stealth": (gzip.compress(_answer(["s"], [])), "byte 2 is not UTF-8"),
    "nothing": (b"", "sent half an answer"),
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_is_no_answer(kind: str) -> None:
    body, words = BODIES[kind]
    with server(answering(body)) as url:
        assert words in _told(url)


@given(st.binary(max_size=400) | st.text(st.sampled_from('{}[]",:\\u0 \n1eE-.truefalsn'), max_size=60).map(str.encode))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_as_a_body_end_in_a_sentence(changing: list[bytes], url_of_changing: str, body: bytes) -> None:
    changing[:] = [OK + JSON + b"Content-Length: %d\r\n\r\n" % len(body) + body]
    _told(url_of_changing)


@given(
    st.binary(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                b"HTTP/1.1 ",
                b"HTTP/0.9 ",
                b"200 ",
                b"100 ",
                b"301 ",
                b"401 ",
                b"999 ",
                b"-1 ",
                b"\r\n",
                b"\n",
                b"\r",
                b":",
                b"Location: ",
                b"http://",
                b"WWW-Authenticate: ",
                b"Digest ",
                b"Basic ",
                b"nonce=",
                b'realm="',
                b",",
                b"qop=auth-int",
                b"Content-Length: ",
                b"-5",
                b"\xb2",
                b"Transfer-Encoding: chunked",
                b"Content-Type: ",
                b"ffffffff",
                b"0",
                b";",
                b"\0",
                b"\xff",
                b"[::1",
                b"Content-Encoding: br",
            ]
        ),
        max_size=20,
    ).map(b"".join)
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_as_an_answer_end_in_a_sentence(changing: list[bytes], url_of_changing: str, answer: bytes) -> None:
    changing[:] = [answer]
    told = _told(url_of_changing.replace("//", "//joe:s3cret@"), seconds=1.0)
    assert "s3cret" not in told


@pytest.fixture(scope="module")
def changing() -> list[bytes]:
    """What the server of `url_of_changing` answers."""
    return []


@pytest.fixture(scope="module")
def url_of_changing(changing: list[bytes]) -> Iterator[str]:
    """A server that answers in bytes that can be changed."""
    with raw(lambda: list(changing)) as url:
        yield url


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "deflate", "br", "gzip, gzip", "x" * 500])
def test_a_compressed_answer_is_told(encoding: str) -> None:
    body = gzip.compress(_answer(["s"], []))
    head = f"Content-Encoding: {encoding}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with raw(lambda: [OK + JSON + head + body]) as url:
        told = _told(url)
    assert told.startswith(f"{url} sent its answer compressed ({encoding[:240]}), which was not asked for.")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/turtle", b"<x:a> <x:b> "),
        ("application/rdf+xml", b"<a>"),
        ("text/turtle", b"[" * 100_000),
        ("text/turtle", b"\xff"),
    ],
)
def test_triples_that_are_none(kind: str, body: bytes) -> None:
    with server(answering(body, kind=kind)) as url, pytest.raises(EndpointError) as told:
        Endpoint(url).answer("CONSTRUCT WHERE { ?s ?p ?o }")
    assert str(told.value) == (
        f"{url} sent half an answer, or one that cannot be read ({len(body):,} bytes of {kind} came). It is not used. "
        "Ask again, or look at the server's log."
    )


def test_other_columns_than_were_asked_for() -> None:
    with server(answering(_answer(["x"], [_row(x=_iri("x:a"))]))) as url, pytest.raises(EndpointError) as told:
        Endpoint(url).answer(QUERY)
    assert "other columns than were asked for" in str(told.value)


# --- answers without an end -------------------------------------------------------------------------------------------


def test_one_row_again_and_again() -> None:
    with server(answering(_answer(["s", "end"], [_row(s=_iri("x:a"))]))) as url:
        asking = Endpoint(url)
        with pytest.raises(EndpointError, match="cut its answer after 1 rows and gives no more"):
            list(asking.every("?s", ["?s ?p ?o"]))
        assert asking.requests == 2


def test_always_another_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "_PAGES", 40)
    numbers = itertools.count()
    with _asked(lambda _: _answer(["s", "end"], [_row(s=_iri(f"x:{next(numbers)}"))])) as (url, asked):
        with pytest.raises(EndpointError, match="there is no end to them"):
            list(Endpoint(url).every("?s", ["?s ?p ?o"]))
        assert len(asked) == 40


@pytest.mark.parametrize(
    "row", [_row(s=_iri("x:a")), _row(end=_number(1)), _row()], ids=["no ?o", "an early end", "none"]
)
def test_rows_that_lack_a_column(row: object) -> None:
    body = _answer(["s", "o", "end"], [row, _row(end=_number(1))])
    with server(answering(body)) as url, pytest.raises(EndpointError, match="rows that lack a column"):
        list(Endpoint(url).every("?s ?o", ["?s ?p ?o"]))


ENDLESS = "https://x.org/endless/"


def _endless(what: str) -> Behaves:
    """A graph in which one more thing follows whenever one is asked about."""
    numbers = itertools.count()

    def quad(s: str, p: str, o: Any) -> dict[str, Any]:
        return _row(s=_iri(s), p=_iri(p), o=o, g=_iri(ENDLESS))

    def behave(query: str) -> bytes:
        number = next(numbers)
        new, end = f"{ENDLESS}{number}", _row(end=_number(1))
        if "urn:flows" in query:
            counted = {"a word": _number("many"), "a fraction": _number("1.5"), "below zero": _number(-1)}.get(what)
            counted = counted or ({"type": "literal", "value": "１"} if what == "another digit" else _number(9))
            somewhere = "urn:whoshares:some-flow"
            rows = [quad(somewhere, "urn:flows", counted), quad(somewhere, "urn:sources", _number(1))]
            for name in ("here", "there"):
                rows += [quad(ENDLESS + name, v.TYPE, _iri(v.ORGANIZATION))]
                rows += [quad(ENDLESS + name, v.PREF_LABEL, {"type": "literal", "value": name})]
            return _answer(["s", "p", "o", "g", "end"], [*rows, end])
        if "?f ?s ?r" in query:
            if what != "flows":
                return _answer(
                    ["f", "s", "r", "end"],
                    [_row(f=_iri(new), s=_iri(ENDLESS + "here"), r=_iri(ENDLESS + "there")), end],
                )
            known = re.findall(r"VALUES \?([sr]) \{ <([^>]*)>", query)
            side, holder = known[0]
            other = "r" if side == "s" else "s"
            return _answer(
                ["f", "s", "r", "end"], [_row(**{"f": _iri(new + "/f"), side: _iri(holder), other: _iri(new)}), end]
            )
        if what == "broader":
            asked = re.findall(r"<(https://x\.org/endless/[^>]*)>", query)
            return _answer(["s", "p", "o", "g", "end"], [quad(asked[-1], v.BROADER, _iri(new)), end])
        return _answer(["s", "p", "o", "g", "end"], [end])

    return behave


@pytest.mark.parametrize("what", ["flows", "broader"])
def test_a_graph_without_an_end(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (part, region):
        monkeypatch.setattr(module, "ROUNDS", 30)
    with _asked(_endless(what)) as (url, asked):
        with pytest.raises(EndpointError) as told:
            RemoteGraph(url).trace(ENDLESS + "here", ENDLESS + "there")
        assert len(asked) <= 70
    assert {"flows": "gives new flows without an end", "broader": "names something broader"}[what] in str(told.value)


@pytest.mark.parametrize("what", ["a word", "a fraction", "below zero", "another digit"])
def test_a_count_that_is_no_number(what: str, command: Command) -> None:
    with _asked(_endless(what)) as (url, _):
        told = command("trace", ENDLESS + "here", ENDLESS + "there", "--graph", url)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == (
        f"{url} answered with something else than a number where a count was asked for, {NOT_ITS_ANSWER}. Is this the "
        "endpoint's address? It often ends in /sparql or /query.\n"
    )


# --- secrets ----------------------------------------------------------------------------------------------------------

ADDRESSES = [
    "joe:s3cret@example.org/sparql",
    "joe:s3cret@example.org",
    "joe:s3/cret@example.org/sparql?a=b",
    "ftp://joe:s3cret@example.org/sparql",
    "FTP://joe:s3cret@example.org",
    "http:/joe:s3cret@example.org/",
    "http:joe:s3cret@example.org/",
    "https//joe:s3cret@example.org/",
    "://joe:s3cret@example.org",
    "//joe:s3cret@example.org/",
    " https://joe:s3cret@example.org/",
    "https://joe:s3cret@example.org:port/",
    "https://joe:12/s3cret@example.org/",
    "https://joe:12?s3cret@example.org/",
    "https://joe:12#s3cret@example.org/",
    "https://joe:s3@cret@example.org/ /",
    "ftp://example.org/?token=s3cret",
    "ftp://example.org/?mail=a@b&token=s3cret",
    "ftp://example.org/?token=a@s3cret",
    "https://example.org/sparql?token=s3crét",
    "https://joe:s3cret@exämple.org/",
    "joe@example.org:s3cret@example.org/x",
    "j:s3cret@example.org/x",
]


@pytest.mark.parametrize("given_address", ADDRESSES)
def test_an_address_that_is_none_shows_no_secret(given_address: str) -> None:
    for ask in (whoshares.open, lambda text: push(Store(), text)):
        with pytest.raises(InputError) as told:
            ask(given_address)
        assert not re.search(r"s3|cret", str(told.value)), str(told.value)


@given(
    st.text(st.sampled_from("ab:/@?#&=%[] .\\"), max_size=12),
    st.sampled_from(["", "ftp://", "HTTP://", "http:", "joe:"]),
)
@settings(max_examples=300, deadline=None)
def test_no_spelling_shows_what_stands_before_the_host(noise: str, scheme: str) -> None:
    address = f"{scheme}joe:{noise}S3CRET@"
    try:
        shown = Endpoint(address + "h/").url
    except EndpointError as error:
        shown = str(error)
    assert "S3CRET" not in shown


def test_capitals_in_a_scheme_are_those_of_an_address() -> None:
    with server(answering(_answer(["s"], [_row(s=_iri("x:a"))]))) as url:
        kg = whoshares.open(url.replace("http", "HTTP"))
        assert isinstance(kg, RemoteGraph)
        assert kg.endpoint.rows(QUERY) == [{"s": "x:a"}]


def _echo(spelt: Callable[[str], str], place: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def behave(request: BaseHTTPRequestHandler) -> None:
        header = request.headers.get("Authorization")
        if header is None and "token" not in request.path:
            request.send_response(401)
            request.send_header("WWW-Authenticate", 'Basic realm="a"')
            request.send_header("Content-Length", "0")
            request.end_headers()
            return None
        said = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")[2] if header else request.path
        said = spelt(said)
        if place == "words":
            return answering(f"you sent {said}".encode(), status=400, kind="text/plain")(request)
        if place == "type":
            return answering(b"", kind=f"text/{said}")(request)
        request.send_response(302 if place == "redirect" else 200)
        request.send_header("Location" if place == "redirect" else "Content-Encoding", said)
        request.send_header("Content-Length", "0")
        request.end_headers()
        return None

    return behave


SPELT: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "base64": lambda said: base64.b64encode(said.encode()).decode(),
    "base64 of user and password": lambda said: base64.b64encode(f"joe:{said}".encode()).decode(),
    "hexadecimal": lambda said: said.encode().hex(),
    "spread over lines": lambda said: said.replace(" ", "   \t "),
}


@pytest.mark.parametrize("place", ["words", "type", "redirect", "encoding"])
@pytest.mark.parametrize("spelt", SPELT)
def test_an_echo_of_the_password_is_not_shown(place: str, spelt: str) -> None:
    with server(_echo(SPELT[spelt], place)) as url:
        told = _told(url.replace("//", "//joe:s3cret%20Word@"))
        assert SPELT[spelt]("s3cret Word").split()[0] not in told
        told = _told(url + "?token=s3cretWord")
        assert SPELT[spelt]("s3cretWord")[:6] not in told.replace(url, "")


def test_the_environments_password_goes_to_the_named_server_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOSHARES_AUTH", "joe:s3cret")
    seen: dict[str, list[str | None]] = {"named": [], "other": []}

    def ask(name: str, request: BaseHTTPRequestHandler) -> None:
        seen[name].append(request.headers.get("Authorization"))

    def other(request: BaseHTTPRequestHandler) -> None:
        ask("other", request)
        answering(b"", status=401)(request)

    with server(other) as elsewhere:

        def named(request: BaseHTTPRequestHandler) -> None:
            ask("named", request)
            if seen["named"][-1] is None:
                request.send_response(401)
                request.send_header("WWW-Authenticate", f'Digest realm="a", nonce="b", domain="{elsewhere}"')
                request.send_header("WWW-Authenticate", 'Basic realm="a"')
            else:
                request.send_response(307)
                request.send_header("Location", elsewhere)
            request.send_header("Content-Length", "0")
            request.end_headers()

        with server(named) as url:
            assert "redirects to" in _told(url)
    assert seen["other"] == []
    assert seen["named"][0] is None
    assert len(seen["named"]) == 2, "sent once it was asked for, and to no other port"
