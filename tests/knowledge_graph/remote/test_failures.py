"""Whatever a remote store does wrong is told in a sentence, and no part of an answer is taken for the whole."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import ssl
import struct
import subprocess
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from tests.knowledge_graph.remote.misbehaving import Behave, answering, server
from tests.knowledge_graph.remote.servers import free_port, missing, oxigraph

from whoshares import KnowledgeGraph
from whoshares.knowledge_graph.remote import Endpoint, RemoteGraph, push
from whoshares.model.errors import EndpointError, InputError, QueryError
from whoshares.store.engine import Store

ROWS = b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "https://x.org/a"}}]}}'
QUERY = "SELECT ?s WHERE { ?s ?p ?o }"


def _told(behave: Behave, *, seconds: float = 60) -> str:
    with server(behave) as url, pytest.raises(EndpointError) as told:
        Endpoint(url, seconds=seconds).rows(QUERY)
    return str(told.value).replace(url, "URL")


def test_a_right_answer_is_taken() -> None:
    with server(answering(ROWS)) as url:
        assert Endpoint(url).rows(QUERY) == [{"s": "https://x.org/a"}]


def test_nothing_listens() -> None:
    url = f"http://127.0.0.1:{free_port()}/sparql"
    with pytest.raises(EndpointError) as told:
        RemoteGraph(url).trace("FBI", "ICE")
    assert str(told.value) == (
        f"{url} refused the connection: nothing listens there. Start the server, or check host and port."
    )


def test_a_host_that_is_not_known() -> None:
    with pytest.raises(EndpointError, match=r"^http://nowhere\.invalid/sparql cannot be reached \("):
        Endpoint("http://nowhere.invalid/sparql").rows(QUERY)


def test_no_answer_in_time() -> None:
    over, began = Event(), time.monotonic()
    with server(lambda request: _wait(over)) as url:
        try:
            with pytest.raises(EndpointError) as told:
                Endpoint(url, seconds=0.5).rows(QUERY)
        finally:
            over.set()
    assert str(told.value) == (
        f"{url} did not answer within 0.5 seconds. Ask for less, or set WHOSHARES_TIMEOUT to more seconds."
    )
    assert time.monotonic() - began < 15


def _wait(over: Event) -> None:
    over.wait(20)


def test_an_answer_that_drips_meets_the_time_limit_too() -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "application/sparql-results+json")
        request.end_headers()
        try:
            for _ in range(100):
                request.wfile.write(b" ")
                request.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass  # the client has hung up

    assert _told(drip, seconds=1).startswith("URL did not answer within 1 seconds.")


@pytest.mark.parametrize("kind", ["text/html", "application/sparql-results+xml", "text/turtle"])
def test_another_type(kind: str) -> None:
    assert _told(answering(b"<html>Welcome</html>", kind=kind)) == (
        f"URL answered with {kind}, not with an answer to a SPARQL query. Is this the endpoint's address? It often "
        "ends in /sparql or /query."
    )


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"head": {}, "results": {}}',
        b'{"head": {"vars": ["s"]}, "results": {"bindings": [1]}}',
        ROWS.replace(b'"uri"', b'"triple"'),
        ROWS.replace(b'"https://x.org/a"', b"7"),
    ],
)
def test_json_that_is_no_answer(body: bytes) -> None:
    assert "not with an answer to a SPARQL query" in _told(answering(body))


def test_half_an_answer() -> None:
    assert "sent half an answer" in _told(answering(ROWS[: len(ROWS) // 2]))
    assert _told(answering(ROWS[:40], length=len(ROWS))) == (
        f"URL sent half an answer (40 of {len(ROWS)} bytes came), which is not used. Ask again, or look at the log "
        "there."
    )


def test_half_an_answer_that_would_pass_for_a_whole_one() -> None:
    assert "sent half an answer" in _told(answering(ROWS, length=len(ROWS) + 10))


def _reset(connection: socket.socket) -> None:
    """End a connection without a word, as a process does that dies."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def test_a_connection_that_is_reset_within_an_answer() -> None:
    def cut(request: BaseHTTPRequestHandler) -> None:
        answering(ROWS[:40], length=len(ROWS))(request)
        time.sleep(0.2)
        _reset(request.connection)

    assert _told(cut) == (
        "URL sent half an answer (40 bytes came, then: Connection reset by peer), which is not used. Ask again, or "
        "look at the log there."
    )


def test_a_connection_that_is_reset_before_an_answer() -> None:
    assert _told(lambda request: _reset(request.connection)) == (
        "URL closed the connection before it answered. Ask again, or look at the log there."
    )


def test_half_an_answer_in_chunks() -> None:
    def cut(request: BaseHTTPRequestHandler) -> None:
        request.protocol_version = "HTTP/1.1"
        request.send_response(200)
        request.send_header("Content-Type", "application/sparql-results+json")
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b"5\r\n{    \r\n")
        request.close_connection = True

    assert "half an answer" in _told(cut)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    asked: list[str] = []

    def elsewhere(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.headers.get("Authorization", ""))
        answering(ROWS)(request)

    with server(elsewhere) as other:

        def lead_on(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            request.send_header("Location", other)
            request.send_header("Content-Length", "0")
            request.end_headers()

        told = _told(lead_on)
    assert told == (
        f"URL redirects to {other}, which is not followed. Name that address itself, if it is the one you mean."
    )
    assert asked == []


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "This user may not do that there."),
        (404, "Nothing is there. A SPARQL endpoint's address often ends in /sparql or /query."),
        (429, "It gets too many requests. Ask again later."),
        (500, "It failed on its side. It says: out of memory"),
        (503, "It is overloaded or not ready. Ask again later."),
    ],
)
def test_error_statuses(status: int, words: str) -> None:
    told = _told(answering(b"out of memory", status=status, kind="text/plain"))
    assert told.startswith(f"URL answered with status {status}. {words}")


def test_part_of_an_answer_by_status() -> None:
    assert _told(answering(ROWS, status=206)) == "URL answered with status 206, and 200 was expected."


def test_a_query_that_the_endpoint_refuses() -> None:
    with (
        server(answering(b"no such function", status=400, kind="text/plain")) as url,
        pytest.raises(QueryError) as told,
    ):
        RemoteGraph(url).sparql(QUERY)
    assert str(told.value) == f"{url} does not accept the query. It says: no such function"


@pytest.mark.parametrize(
    "query", ["SELECT {", "DELETE WHERE { ?s ?p ?o }", "ASK { SERVICE <http://x.org/> { ?s ?p ?o } }"]
)
def test_what_is_refused_here_is_not_sent(query: str) -> None:
    with server(answering(ROWS)) as url:
        remote = RemoteGraph(url)
        with pytest.raises(QueryError):
            remote.sparql(query)
        assert remote.endpoint.requests == 0


def test_no_row_where_one_must_be() -> None:
    none = ROWS[: ROWS.index(b"[{")] + b"[]}}"
    with server(answering(none)) as url, pytest.raises(EndpointError) as told:
        list(Endpoint(url).every("?s", ["?s ?p ?o"]))
    assert str(told.value) == (
        f"{url} gave no row at all, and one stands in every answer to this question. It leaves rows out, or does not "
        "know UNION with BIND (SPARQL 1.1). Look at its limit on rows, or at the address."
    )


def test_rows_that_stay_cut() -> None:
    bodies = [ROWS, ROWS[: ROWS.index(b"[{")] + b"[]}}"]
    with server(lambda request: answering(bodies.pop(0))(request)) as url, pytest.raises(EndpointError) as told:
        list(Endpoint(url).every("?s", ["?s ?p ?o"]))
    assert "cut its answer after 1 rows and gives no more" in str(told.value)


# --- who is asking ----------------------------------------------------------------------------------------------------


def _basic(request: BaseHTTPRequestHandler) -> None:
    wanted = "Basic " + base64.b64encode(b"reader:s3cret:x").decode()
    if request.headers.get("Authorization") == wanted:
        answering(ROWS)(request)
    else:
        request.send_response(401)
        request.send_header("WWW-Authenticate", 'Basic realm="here"')
        request.send_header("Content-Length", "0")
        request.end_headers()


def test_authentication_is_asked_for() -> None:
    assert _told(_basic) == (
        "URL asks who you are (401). Put user:password@ before the host, or set WHOSHARES_AUTH to user:password."
    )


def test_user_and_password_in_the_url_or_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(_basic) as url:
        with_user = url.replace("http://", "http://reader:s3cret%3Ax@")
        assert Endpoint(with_user).url == url
        assert Endpoint(with_user).rows(QUERY)
        with pytest.raises(EndpointError) as told:
            Endpoint(url.replace("http://", "http://reader:wrong@")).rows(QUERY)
        assert str(told.value) == f"{url} asks who you are (401). The user and password given were not accepted."
        monkeypatch.setenv("WHOSHARES_AUTH", "reader:s3cret:x")
        assert Endpoint(url).rows(QUERY)


def test_another_kind_of_authentication() -> None:
    def bearer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(401)
        request.send_header("WWW-Authenticate", 'Bearer realm="here"')
        request.send_header("Content-Length", "0")
        request.end_headers()

    with server(bearer) as url, pytest.raises(EndpointError) as told:
        Endpoint(url.replace("http://", "http://reader:x@")).rows(QUERY)
    assert "asks for" in str(told.value)
    assert "reader:x" not in str(told.value)


def test_no_password_shows_in_an_error_or_in_repr() -> None:
    for given in ("ftp://u:s3cret@x.org/sparql", "http://u:s3cret@", "http://u:s3cret@x.org:port/"):
        with pytest.raises(EndpointError) as told:
            Endpoint(given)
        assert "s3cret" not in str(told.value)
    with pytest.raises(EndpointError) as told:
        Endpoint(f"http://127.0.0.1:{free_port()}/?access-token=s3cret").rows(QUERY)
    assert "s3cret" not in str(told.value)
    assert "s3cret" not in repr(vars(Endpoint("http://u:s3cret@x.org/")))


@pytest.mark.parametrize("given", ["0", "-1", "soon", "inf", "nan"])
def test_a_time_limit_that_is_none(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("WHOSHARES_TIMEOUT", given)
    with pytest.raises(EndpointError, match="Give seconds, more than 0 and at most 86400"):
        Endpoint("http://127.0.0.1/")


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    files = tmp_path / "key.pem", tmp_path / "shown.pem"
    if shutil.which("openssl") is None:
        missing("openssl")
    making = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout key.pem -out shown.pem"
    subprocess.run(making.split(), cwd=tmp_path, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    listening = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    Thread(target=listening.serve_forever, daemon=True).start()
    try:
        with pytest.raises(EndpointError) as told:
            Endpoint(f"https://127.0.0.1:{listening.server_address[1]}/sparql").rows(QUERY)
    finally:
        listening.shutdown()
        listening.server_close()
    assert "shows a certificate that this machine does not trust (self-signed certificate)" in str(told.value)


# --- an endpoint that works, with nothing in it -----------------------------------------------------------------------


def test_a_store_without_flows() -> None:
    with oxigraph() as empty, pytest.raises(InputError, match="has no flow in a named graph"):
        RemoteGraph(empty.query).trace("FBI", "ICE")


# --- pushing ---------------------------------------------------------------------------------------------------------


def test_a_push_that_fails_says_how_far_it_came(kg: KnowledgeGraph) -> None:
    done = []

    def full(request: BaseHTTPRequestHandler) -> None:
        done.append(request.path)
        answering(b"disk full", status=204 if len(done) < 3 else 507, kind="text/plain", length=0)(request)

    with server(full) as url, pytest.raises(EndpointError) as told:
        push(kg.store, url)
    assert f"\n2 of {len(kg.store.graphs())} named graphs were loaded before. Push again" in str(told.value)
    assert all("?graph=https%3A%2F%2F" in path for path in done)


def test_statements_without_a_source_are_not_pushed() -> None:
    store = Store()
    store.load("<https://x.org/a> <https://x.org/b> <https://x.org/c> .", "turtle")
    with pytest.raises(InputError, match="1 statements of this graph are in no named graph"):
        push(store, "http://127.0.0.1/")


def test_json_is_read_as_utf8() -> None:
    said = json.dumps(
        {"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "literal", "value": "“é”"}}]}},
        ensure_ascii=False,
    )
    with server(answering(said.encode())) as url:
        assert str(Endpoint(url).rows(QUERY)[0]["s"]) == "“é”"
