"""Who may ask from where, what browsers are told, and what the log tells of it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from tests.by_hand import Command
from tests.server.conftest import Server, Start, eventually, raw

from whoshares.model.errors import InputError
from whoshares.server.http.cors import Origins


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:80", "[::1]:7", "LOCALHOST"])
def test_loopback_names_are_answered(server: Server, host: str) -> None:
    assert server.request("GET", "/style.css", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", ""])
def test_other_names_are_not(server: Server, host: str) -> None:
    """A page whose name was made to lead to this machine (DNS rebinding) would be asking under its own name."""
    assert server.request("GET", "/style.css", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["[", "a b", "user@evil.example", "evil@127.0.0.1", "127.0.0.1/x", "localhost:x"])
def test_what_is_no_name_of_a_host_is_a_bad_request(server: Server, host: str) -> None:
    assert server.request("GET", "/style.css", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/sparql", "/nowhere", "/id/organization/us-ice", "/style.css", "/openapi.json"])
def test_browsers_are_told_to_be_careful(server: Server, path: str) -> None:
    headers = server.request("GET", path, headers={"Accept": "text/html, */*"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in policy
    assert "server" not in headers
    assert headers.get("cache-control")


def test_pages_load_nothing_from_elsewhere(server: Server) -> None:
    page = server.get("/", accept="text/html").text
    loaded = re.findall(r'(?:src|href)="([^"]*\.(?:css|js|png|svg)(?:\?[^"]*)?)"', page)
    assert re.fullmatch(r"/style\.css\?v=[0-9a-f]{12}", loaded[0])
    assert loaded[1] == "/icon.svg"
    assert all(address.startswith("/static/") for address in loaded[2:])
    assert "<script" not in page.replace('<script type="module" src="/static/', "")
    assert " style=" not in page


def test_the_style_sheet_of_a_page_is_kept_and_no_other(server: Server) -> None:
    address = re.findall(r'href="(/style\.css\?[^"]*)"', server.get("/", accept="text/html").text)[0]
    assert "immutable" in server.request("GET", address).headers["cache-control"]
    assert server.request("GET", f"{address}0").headers["cache-control"] == "max-age=60"
    assert server.get("/style.css").headers["cache-control"] == "max-age=60"


def test_scripts_of_other_pages_read_nothing_unless_allowed(server: Server) -> None:
    answer = server.request("GET", "/sparql", headers={"Origin": "https://page.example"})
    assert "access-control-allow-origin" not in answer.headers


def test_allowed_origins_are_told(start: Start, small: str) -> None:
    some = start("--graph", small, "--cors", "https://page.example", "--cors", "https://other.example", "--quiet")
    allowed = some.request("GET", "/sparql", headers={"Origin": "https://other.example"})
    assert allowed.headers["access-control-allow-origin"] == "https://other.example"
    assert "Origin" in allowed.headers["vary"]
    refused = some.request("GET", "/sparql", headers={"Origin": "https://third.example"})
    assert "access-control-allow-origin" not in refused.headers


@pytest.fixture(scope="module")
def public(start: Start) -> Server:
    """A server whose answers every page may read."""
    return start("--cors", "*", "--quiet")


@pytest.mark.slow
def test_everyone_is_allowed_where_said_so(public: Server) -> None:
    server = public
    before = server.request(
        "OPTIONS",
        "/sparql",
        headers={"Origin": "https://page.example", "Access-Control-Request-Method": "POST"},
    )
    assert before.status_code == 204
    assert before.headers["access-control-allow-origin"] == "*"
    assert "POST" in before.headers["access-control-allow-methods"]
    assert "If-None-Match" in before.headers["access-control-allow-headers"]
    assert "Content-Type" in before.headers["access-control-allow-headers"]
    refused = server.get("/sparql", query="nonsense")
    assert refused.headers["access-control-allow-origin"] == "*"
    assert "ETag" in refused.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET /?" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", b" 431 "),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000, b" 431 "),
        (b"NONSENSE\r\n\r\n", b" 400 "),
        (b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n"
         b"Content-Type: application/sparql-query\r\n\r\n", b" 413 "),
    ],
)  # fmt: skip
def test_scripts_read_why_they_were_refused(public: Server, data: bytes, status: bytes) -> None:
    with raw(public, data) as connection:
        answer = connection.recv(65536)
    assert status in answer[:20]
    assert b"access-control-allow-origin: *\r\n" in answer


@pytest.mark.parametrize(
    ("origin", "sentence"),
    [
        ("https://page.example/", "“https://page.example/” never matches, because browsers name that origin"),
        ("https://page.example/path", "Write --cors https://page.example."),
        ("HTTPS://Page.Example", "Write --cors https://page.example."),
        ("https://page.example:443", "Write --cors https://page.example."),
        ("https://bücher.example", "Write --cors https://xn--bcher-kva.example."),
        ("page.example", "“page.example” is no origin of a page."),
        ("https://*.example", "is no origin of a page."),
        ("null", "“null” is no origin of a page."),
        ("https://joe:secret@page.example", "What --cors names holds a user name."),
        ("http://x:99999", "is no origin of a page."),
    ],
)
def test_origins_that_no_browser_sends_are_refused(origin: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        Origins([origin])
    assert sentence in str(refused.value)
    assert "secret" not in str(refused.value)


def test_an_origin_that_never_matches_ends_the_start(run: Command) -> None:
    done = run("serve", "--port", "0", "--cors", "https://page.example/")
    assert done.returncode == 2
    assert "Write --cors https://page.example." in done.stderr


@pytest.mark.parametrize("origin", ["https://page.example", "http://localhost:3000", "http://[::1]:8080", "app://x"])
def test_origins_that_browsers_send_are_taken(origin: str) -> None:
    assert Origins([origin]).headers([(b"origin", origin.encode())])[0] == (
        b"access-control-allow-origin",
        origin.encode(),
    )


@pytest.mark.slow
def test_behind_a_proxy_links_are_those_of_the_world(start: Start) -> None:
    server = start("--public", "https://data.example.org/graph/", "--proxy", "127.0.0.1", "--quiet")
    world = {"Host": "data.example.org", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    thing = server.request("GET", "/id/organization/us-ice", headers=world)
    assert thing.headers["location"] == "/graph/page/organization/us-ice"
    page = server.request("GET", "/page/organization/us-ice", headers=world).text
    assert 'href="/graph/style.css?' in page
    assert 'href="/graph/id/' in page
    assert server.request("GET", "/openapi.json", headers=world).json()["servers"] == [
        {"url": "https://data.example.org/graph"}
    ]
    assert "<https://data.example.org/graph/sparql>" in server.request("GET", "/sparql", headers=world).text


def test_the_log_has_paths_and_no_questions(start: Start, small: str) -> None:
    server = start("--graph", small)
    server.get("/sparql", query="ASK { ?secret ?p ?o }")
    server.request("POST", "/sparql", data={"query": "ASK { ?secret ?p ?o }"})
    server.get("/sparql", query="SELECT ?secret WHERE {")
    server.get("/api/search", text="secret")
    line = re.compile(r"(GET|POST) /(sparql|api/search) [24]00 \d+ bytes [\d.]+ ms")
    assert eventually(lambda: len(line.findall(server.log.read_text("utf-8"))) == 4)
    log = server.log.read_text("utf-8")
    assert "secret" not in log
    assert "127.0.0.1" not in log.replace(server.url, "")


def test_the_log_has_questions_where_asked_for(start: Start, small: str) -> None:
    server = start("--log-queries", "--graph", small)
    server.get("/api/search", text="secret")
    assert eventually(lambda: "/api/search?text=secret 200" in server.log.read_text("utf-8"))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--host", "0.0.0.0"], "“0.0.0.0” is an address that others can reach. Say with --public"),
        (["--host", "192.0.2.1", "--public", "https://x.example"], "Nothing can listen at 192.0.2.1, port 7878"),
        (["--public", "data.example.org"], "“data.example.org” is no address of a server."),
        (["--port", "99999"], "99999 is not in the range 0<=x<=65535"),
        (["--workers", "1"], "1 is not in the range x>=2"),
        (["--graph", "/nowhere"], "/nowhere: there is no such file or folder."),
    ],
)
def test_bad_use_is_a_sentence_and_two(command: Command, options: list[str], sentence: str) -> None:
    done = command("serve", *options)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_said(run: Command, server: Server) -> None:
    done = run("serve", "--port", server.url.rpartition(":")[2])
    assert done.returncode == 2
    assert "Address already in use" in done.stderr


def test_other_verbs_do_not_load_the_server() -> None:
    code = (
        "import sys, whoshares.cli.main, whoshares.cli.serve, whoshares; whoshares.open().search('ICE'); "
        "print(sorted({'starlette', 'uvicorn', 'jinja2', 'httptools', 'uvloop'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n", done.stderr
