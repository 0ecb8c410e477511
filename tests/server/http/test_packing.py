"""Answers come packed where the client takes that, and are the same answers."""

from __future__ import annotations

import gzip

import httpx
import pytest
from tests.server.conftest import Server

TRACE = "/trace?from=Local%20jail&to=ICE&carrying=fingerprints&asOf=2011-10-01"


def sent(server: Server, path: str, coding: str, **headers: str) -> tuple[httpx.Response, bytes]:
    """A response, and the bytes of its body as they were sent."""
    asked = {"Accept-Encoding": coding, **headers}
    with httpx.stream("GET", server.url + path, headers=asked, timeout=300) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize(
    "path",
    [TRACE, f"/api{TRACE}", f"/api{TRACE}&format=csv", f"/api{TRACE}&format=gexf", "/dump?format=trig", "/style.css"],
)
def test_text_is_packed_for_those_who_take_it(server: Server, path: str) -> None:
    plain, whole = sent(server, path, "identity")
    packed, body = sent(server, path, "br, gzip;q=0.8")
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) == len(body) < len(whole) / 2
    assert gzip.decompress(body) == whole
    assert "content-encoding" not in plain.headers
    assert int(plain.headers["content-length"]) == len(whole)
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["vary"]


@pytest.mark.parametrize("coding", ["identity", "gzip;q=0", "br", "xgzip", ""])
def test_others_get_it_as_it_is(server: Server, coding: str) -> None:
    answer, body = sent(server, TRACE, coding)
    assert "content-encoding" not in answer.headers
    assert body.startswith(b"<!doctype html>")


def test_what_is_short_or_packed_already_is_left_alone(server: Server) -> None:
    for path in ("/api/nothing", f"/api{TRACE}&format=xlsx", f"/api{TRACE}&format=png", f"/api{TRACE}&format=gephi"):
        answer, _ = sent(server, path, "gzip")
        assert "content-encoding" not in answer.headers, path


def test_a_packed_answer_that_the_client_has_is_not_sent_again(server: Server) -> None:
    packed, _ = sent(server, TRACE, "gzip")
    plain, _ = sent(server, TRACE, "identity")
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"  # other bytes, and the same answer
    for tag in (packed.headers["etag"], plain.headers["etag"]):
        again, body = sent(server, TRACE, "gzip", **{"If-None-Match": tag})
        assert (again.status_code, body) == (304, b"")
