"""The process that speaks HTTP evaluates nothing: no request costs it more than a few milliseconds."""

from __future__ import annotations

import time
import tracemalloc
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.server.conftest import Server, everything, processor_time, raw

from whoshares.server.http.kept import KeptAnswers, question_of, repeatable
from whoshares.server.http.protocol import fields
from whoshares.server.problems import Problem, unknown
from whoshares.server.workers.messages import Reply

HOST = b"Host: localhost\r\nConnection: close\r\n"
FORM = b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
ESCAPES = b"query=" + b"%41" * 349_000
REQUESTS = {
    "description": b"GET /sparql HTTP/1.1\r\n" + HOST + b"\r\n",
    "form": b"GET /sparql HTTP/1.1\r\nAccept: text/html\r\n" + HOST + b"\r\n",
    "void": b"GET /void HTTP/1.1\r\n" + HOST + b"\r\n",
    "openapi": b"GET /openapi.json HTTP/1.1\r\n" + HOST + b"\r\n",
    "front page": b"GET / HTTP/1.1\r\n" + HOST + b"\r\n",
    "catalogue": b"GET /api/query HTTP/1.1\r\n" + HOST + b"\r\n",
    "a long Accept header": b"GET /sparql HTTP/1.1\r\n" + HOST + b"Accept: " + b"a/b;q=0.1," * 6300 + b"\r\n\r\n",
    "a form of escapes": FORM + b"Content-Length: %d\r\n\r\n" % len(ESCAPES) + ESCAPES,
    "an address of escapes": b"GET /sparql?" + b"query=" + b"%41" * 20_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "an unknown name": b"GET /api/" + b"%41" * 20_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "an unknown graph": b"GET /graph-store?graph=" + b"http:%2F" * 7_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "many tags": b"GET /void HTTP/1.1\r\n" + HOST + b'If-None-Match: ' + b'"a", ' * 12_000 + b"\r\n\r\n",
    "words that change": b"GET /sparql?query=" + b"now_" * 15_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
}  # fmt: skip


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_no_request_keeps_others_waiting(server: Server, request_: bytes) -> None:
    """Each measurement beside one of some work that takes some fifteen milliseconds on an idle machine: other processes
    can only add to either, so that one of several is enough.
    """
    everything(raw(server, request_))
    assert any(cost(server, request_) < some_work() for _ in range(8))


def cost(server: Server, request_: bytes) -> float:
    """Seconds of processor time that a request takes the process that speaks HTTP."""
    before = processor_time(server.process.pid)
    everything(raw(server, request_))
    return processor_time(server.process.pid) - before


def some_work() -> float:
    """Seconds of processor time that 400,000 turns of a loop take."""
    begun = time.process_time()
    sum(number * number for number in range(400_000))
    return time.process_time() - begun


@given(st.lists(st.tuples(st.text(min_size=1, max_size=5), st.text(max_size=20))))
def test_what_is_escaped_is_read_as_it_was(pairs: list[tuple[str, str]]) -> None:
    by_quote = "&".join(f"{quote(name, safe='')}={quote(value, safe='/=')}" for name, value in pairs)
    assert fields(by_quote.encode(), "It") == pairs
    assert fields(by_quote.replace("%20", "+").encode(), "It") == pairs


@pytest.mark.parametrize(
    "text", [b"q=%", b"q=%4", b"q=%zz", b"q=%%41", b"q=%\n", b"q=a%\r\nb", b"q=%FF", b"q=\xc3\xa9"]
)
def test_what_is_no_escape_is_refused(text: bytes) -> None:
    with pytest.raises(Problem) as refused:
        fields(text, "The address")
    assert refused.value.status == 400
    assert "is not percent-encoded UTF-8" in refused.value.sentence


def test_a_long_form_is_answered_as_a_short_one(server: Server) -> None:
    for comment in (10, 200_000):
        body = {"query": "SELECT (1 AS ?x) {} #" + "x" * comment, "format": "csv"}
        answer = server.request("POST", "/sparql", data=body)
        assert (answer.status_code, answer.text) == (200, "x\r\n1\r\n")
        for more, status in (({"nonsense": "1"}, 400), ({"update": "CLEAR ALL"}, 403)):
            assert server.request("POST", "/sparql", data={**body, **more}).status_code == status


def test_a_near_name_is_found_fast_and_a_far_one_is_not() -> None:
    assert "Did you mean “asOf”?" in unknown(400, "parameter", "as_of", ["origin", "asOf"]).sentence
    assert "Did you mean" not in unknown(400, "parameter", "zzz", ["origin", "asOf"]).sentence


@pytest.mark.parametrize("query", ["ASK { BIND(now() AS ?x) }", "SELECT (UUID() AS ?x) {}", "x" * 30_000, "\\u0052AND"])
def test_what_may_change_is_not_kept(query: str) -> None:
    assert not repeatable(query)


def test_questions_are_told_apart() -> None:
    asked = [
        ("a", None),
        ("a", ()),
        ("a", ("",)),
        ("a", ""),
        ("a", ("b", "c")),
        ("a", ("bc",)),
        ("a;", None),
        ("a", ("b",)),
    ]
    assert len({question_of(parts) for parts in asked}) == len(asked) - 1, "a text is a list of one"


def test_what_kept_answers_take_is_what_is_counted() -> None:
    """Twelve thousand answers to long questions about many graphs."""
    kept = KeptAnswers(64 << 20)
    tracemalloc.start()
    try:
        for number in range(12_000):
            graphs = tuple(f"https://example.org/{number}/{n}" for n in range(5))
            question = question_of((f"ASK {{ }} # {number}" + "→" * 200, graphs, None))
            kept.keep(question, Reply(200, "".join(["text", "/csv"]), b"x" * (number % 50), f"{number:032}"))
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.8 < kept.taken / taken < 1.3
