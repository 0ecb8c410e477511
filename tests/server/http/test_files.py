"""Every format of files over HTTP: the bytes of the command, the right type, a name that is safe, a clear no."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import openpyxl
import pytest
from tests.server.conftest import Server

from whoshares import KnowledgeGraph
from whoshares.exports.results import RESULT_FORMATS, formats_of, written
from whoshares.knowledge_graph.columns import COLUMNS
from whoshares.server.http.arguments import ANALYSES, files_of
from whoshares.server.http.jobs import Jobs
from whoshares.server.http.replies import file_name
from whoshares.server.workers.messages import Job
from whoshares.text.results import result_of

ASKED = {"from": "Local jail", "to": "ICE", "carrying": "fingerprints", "asOf": "2011-10-01"}
NAME = "whoshares-trace-local-jail-ice-fingerprints-2011-10-01"


@pytest.fixture(scope="module")
def answer(kg: KnowledgeGraph) -> Any:
    return kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")


@pytest.mark.parametrize("form", RESULT_FORMATS)
@pytest.mark.drawn
def test_a_file_is_that_of_the_command(server: Server, kg: KnowledgeGraph, answer: Any, form: str) -> None:
    made = written(result_of(kg, answer, form, COLUMNS["trace"]), form)
    expected = made if isinstance(made, bytes) else "".join(made).encode()
    for path in ("/trace", "/api/trace"):
        found = server.get(path, format=form, **ASKED)
        assert (found.status_code, found.content) == (200, expected), found.text[:200]
        assert found.headers["content-type"].partition(";")[0] == RESULT_FORMATS[form].media_type
        said = found.headers["content-disposition"]
        assert re.fullmatch(r'(inline|attachment); filename="([a-z0-9-]+\.[a-z0-9]+)"', said)
        assert said.endswith(f'filename="{NAME}.{RESULT_FORMATS[form].ending}"')


def test_the_accept_header_asks_for_what_its_type_names(server: Server) -> None:
    taken = {name: RESULT_FORMATS[name].media_type for name in ("xlsx", "graphml", "gexf", "bibtex")}
    for media_type in taken.values():
        assert server.get("/api/trace", accept=media_type, **ASKED).headers["content-type"] == media_type
    assert server.get("/trace", accept="image/svg+xml", **ASKED).headers["content-type"] == "image/svg+xml"
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/png,image/svg+xml,*/*;q=0.8"
    assert server.get("/trace", accept=browser, **ASKED).headers["content-type"].startswith("text/html")
    assert server.get("/api/trace", accept=browser, **ASKED).headers["content-type"] == "application/json"
    assert server.get("/api/trace", accept="application/zip", **ASKED).status_code == 406, "two formats are archives"


@pytest.mark.parametrize(
    ("path", "given", "status", "sentence"),
    [
        ("/trace", {**ASKED, "format": "docx"}, 400, "“docx” is no format of this answer here. There are html, json,"),
        ("/api/bars", {"format": "gexf"}, 400, "“gexf” is no format of this answer here. There are json, csv, xlsx,"),
        ("/api/search", {"text": "x", "format": "xlsx"}, 400, "There are json, csv."),
        ("/places", {"format": "dot"}, 400, "“dot” is no format of this answer here."),
        ("/api/exposure", {"holder": "ICE", "asOf": "2026-06-01", "format": "svg"}, 400, "a picture is drawn of"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_said(
    server: Server, path: str, given: dict[str, str], status: int, sentence: str
) -> None:
    found = server.get(path, **given)
    assert (found.status_code, sentence in found.text) == (status, True), found.text
    assert "content-disposition" not in found.headers


@pytest.mark.parametrize(
    "path", ["/register?holder=Nlets", "/laws", "/places", "/page/place/us-ny", "/page/system/us-ident"]
)
def test_pages_that_are_no_analysis_leave_as_files(server: Server, path: str) -> None:
    with_format = f"{path}{'&' if '?' in path else '?'}asOf=2026-06-30&format="
    book = openpyxl.load_workbook(io.BytesIO(server.request("GET", f"{with_format}xlsx").content))
    assert book["Answer"].max_row > 1
    assert book["About"].max_row > 1
    assert isinstance(server.request("GET", f"{with_format}csl").json(), list)


def test_the_register_of_a_body_leaves_as_a_graph(server: Server) -> None:
    found = server.request("GET", "/register?holder=Nlets&asOf=2026-06-30&format=node-link")
    assert len(json.loads(found.text)["edges"]) > 5


def test_a_file_is_no_longer_than_an_answer_may_be(kg: KnowledgeGraph) -> None:
    example = {"method": "trace", "arguments": dict(ANALYSES["trace"].example)}
    for form in ("gexf", "xlsx"):
        reply = Jobs(kg, 5_000)(Job("analysis", {**example, "format_name": form}))
        assert (reply.status, reply.body) == (500, b"")
        assert reply.problem is not None
        assert reply.problem["details"] == {"stopped": "size"}


def test_a_menu_lists_what_there_is(server: Server) -> None:
    text = server.get("/trace", accept="text/html", **ASKED).text
    assert set(re.findall(r'href="(?!/brief)[^"]*format=([\w-]+)" download', text)) == {
        "json",
        "csv",
        *RESULT_FORMATS,
    } - {"png"}
    text = server.get("/bars", accept="text/html", asOf="2019-06-01").text
    assert set(re.findall(r'href="(?!/brief)[^"]*format=([\w-]+)" download', text)) == {
        "json",
        "csv",
        *formats_of(flows=False),
    }


def test_every_analysis_says_its_formats(server: Server) -> None:
    paths = server.get("/openapi.json").json()["paths"]
    for method in ANALYSES:
        told = json.dumps(paths[f"/api/{method}"]["get"]["parameters"])
        (offered,) = re.findall(r'"enum": (\["json", "csv"[^\]]*\])', told)
        assert json.loads(offered) == ["json", "csv", *files_of(method)]
        types = paths[f"/api/{method}"]["get"]["responses"]["200"]["content"]
        assert {RESULT_FORMATS[name].media_type for name in files_of(method)} <= types.keys()


@pytest.mark.parametrize(
    "word", ["../../etc/passwd", 'a"; filename="b', "x\r\nSet-Cookie: y", "ＦＢＩ é", "con", "$(rm)", "a" * 9_999]
)
def test_the_name_of_a_file_is_safe(word: str) -> None:
    assert re.fullmatch(r"whoshares[a-z0-9-]{0,120}\.graphml", file_name((word, word), "graphml"))
