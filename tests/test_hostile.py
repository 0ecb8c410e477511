"""Text from outside stays text: no label moves a terminal, runs in a page or a spreadsheet, or breaks a file."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from subprocess import CompletedProcess

import networkx as nx
import pydot
import pytest
from tests.exports.schemas import by_iri

import whoshares
from whoshares import KnowledgeGraph
from whoshares.exports.tables import to_csv
from whoshares.model.plain import plain
from whoshares.store.engine import Rows
from whoshares.text.console import to_html, to_text
from whoshares.text.sparql import render_rows, rows_to_csv

Command = Callable[..., CompletedProcess[str]]

HOSTILE = {
    "escape codes": "\x1b[31mRED\x1b[0m\x1b]0;title\x07",
    "C1 control": "a\x9b31mb\x85c",
    "bidi override": "abc\u202edef\u2066ghi\u200fjkl",
    "zero width": "ICE\u200b\ufeff\u2060",
    "carriage return": "safe\rEVIL",
    "backspace": "ab\x08\x08cd\x7f",
    "markup": "[bold]x[/bold] [link=https://evil.example]y[/link] [/] [",
    "emoji code": ":smiley: :warning:",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)> &amp; &lt;",
    "attribute": '" onmouseover="alert(1)" \'',
    "XML": "]]></label><!-- x --> <![CDATA[y",
    "XML control": "a\x01b\x0bc\ufffed",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "plus": "+cmd|' /C calc'!A0",
    "minus": "-2+3+cmd",
    "at": "@SUM(A1)",
    "tab formula": "\t=1+1",
    "quotes": 'a "b" \'c\' \\ d \\" e',
    "newlines": "one\ntwo\r\nthree",
    "other newlines": "one\x85two\u2028three\u2029four\x0bfive\x0csix\x1cseven\x1deight\x1e",
    "DOT": '"]; evil [label="x" -> {} \\N \\l',
    "DOT HTML": "<<b>x</b>>",
    "DOT number": "-1.5",
    "DOT keyword": "digraph",
    "colon": "a:b:c",
    "empty": " ",
    "long": "x" * 5000,
}
"""Labels that a graph from outside may hold."""

_WS, _ID = "https://w3id.org/whoshares/ontology/", "https://w3id.org/whoshares/id/"
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def literal(text: str) -> str:
    """A Turtle literal, every character spelt out."""
    return '"' + "".join(f"\\U{ord(character):08X}" for character in text) + '"'


def graph(text: str) -> str:
    """One flow whose every label, title, locator and word is `text`."""
    words = literal(text)
    things = ("organization/a", "organization/b", "category/c", "program/p", "instrument/i", "mode/m")
    said = f"skos:prefLabel {words} ; skos:altLabel {words} ; skos:note {words}"
    labels = "".join(f"<{_ID}{thing}> {said} .\n" for thing in things)
    return f"""\
@prefix ws: <{_WS}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix dc: <http://purl.org/dc/elements/1.1/> .
<{_ID}source/s> {{
<{_ID}source/s> a ws:Source ; dcterms:title {words} ; dc:publisher {words} ; ws:tier <{_ID}tier/research> ;
  ws:url {words} ; ws:at {words} .
<{_ID}organization/a> a ws:Organization . <{_ID}organization/b> a ws:Organization .
<{_ID}flow/f> a ws:DataFlow ; ws:sender <{_ID}organization/a> ; ws:recipient <{_ID}organization/b> ;
  ws:carries <{_ID}category/c> ; ws:underProgram <{_ID}program/p> ; ws:authority <{_ID}instrument/i> ;
  ws:mode <{_ID}mode/m> ; ws:at {words} ; dcterms:description {words} ; skos:prefLabel {words} .
{labels}}}
"""


@pytest.fixture(scope="module", params=HOSTILE)
def label(request: pytest.FixtureRequest) -> str:
    return HOSTILE[str(request.param)]


@pytest.fixture(scope="module")
def file(label: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("hostile") / "x.trig"
    place.write_text(graph(label), "utf-8")
    return place


@pytest.fixture(scope="module")
def hostile(file: Path, cache: Path) -> KnowledgeGraph:
    return whoshares.open(file)


ASK = ("organization/a", "organization/b")


class _Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")


def test_the_marks_are_hostile_at_all() -> None:
    assert _UNSEEN.search(HOSTILE["escape codes"])
    assert _Tags(HOSTILE["script"]).tags == ["script", "img"]
    assert plain("a\x1b[31m\u202eb\nc\u2028") == "a\\u001b[31m\\u202eb\\nc\\u2028"
    assert plain("می\u200cخواهم 👩\u200d👧") == "می\u200cخواهم 👩\u200d👧", "joiners belong to words"


@pytest.mark.drawn
def test_terminal(hostile: KnowledgeGraph, label: str) -> None:
    answers = (hostile.trace(*ASK), hostile.trace(*reversed(ASK)), hostile.show("flow/f"), hostile.show("source/s"))
    asked = (hostile.claim(ASK[0], "shares-with", ASK[1]), hostile.unknowns(*reversed(ASK)), hostile.unknowns(*ASK))
    for answer in (*answers, *asked):
        text = to_text(answer)
        assert not _UNSEEN.search(text)
    if "\n" not in label and len(label) < 60:
        shown = re.sub(r"\s+", " ", to_text(answers[2], width=5000))
        assert re.sub(r"\s+", " ", plain(label)).strip() in shown, "markup is text, and nothing is swallowed"


@pytest.mark.drawn
def test_rows_of_sparql(hostile: KnowledgeGraph, label: str) -> None:
    rows = hostile.sparql("SELECT ?title ?at { ?s dcterms:title ?title ; ws:at ?at }")
    assert isinstance(rows, Rows)
    assert not _UNSEEN.search(to_text(render_rows(rows)))
    parsed = list(csv.reader(io.StringIO(rows_to_csv(rows), newline="")))
    assert parsed[0] == ["title", "at"]
    assert [len(row) for row in parsed] == [2, 2]
    for cell in parsed[1]:
        assert not cell.startswith(("=", "+", "@", "\t", "\r"))
        assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d+)?", cell)
        assert not _UNSEEN.search(cell)
        assert cell.removeprefix("'") == plain(label).removeprefix("'")


def test_a_column_name_is_made_safe_too() -> None:
    assert not _UNSEEN.search(to_text(render_rows(Rows(("a",), ()))))


def test_csv_of_traces_and_profiles(hostile: KnowledgeGraph) -> None:
    for rows in (hostile.trace(*ASK).rows(), hostile.show("flow/f").rows(), hostile.show("category/c").rows()):
        assert rows
        text = to_csv(tuple(rows[0]), rows)
        parsed = list(csv.reader(io.StringIO(text, newline="")))
        assert {len(row) for row in parsed} == {len(rows[0])}
        for cell in (cell for row in parsed for cell in row):
            assert not _UNSEEN.search(cell)
            assert not re.match(r"[=+@\t\r]|-(?!\d+(\.\d+)?$)", cell)


def test_json_gives_the_text_as_it_is(hostile: KnowledgeGraph, label: str) -> None:
    data = json.loads(json.dumps(hostile.trace(*ASK).to_dict()))
    assert data["labels"][_ID + "organization/a"] == label
    assert data["routes"][0]["hops"][0]["sources"][0]["title"] == label
    assert json.loads(json.dumps(hostile.show("flow/f").to_dict()))["label"] == label


def test_html(hostile: KnowledgeGraph) -> None:
    for answer in (hostile.trace(*ASK), hostile.show("flow/f"), hostile.show("source/s")):
        page = _Tags(answer._repr_html_())
        assert set(page.tags) <= {"pre", "span"}, page.tags
        assert {name for name, _ in page.attributes} <= {"style"}
        assert not _UNSEEN.search(page.text)


@pytest.mark.drawn
def test_pages(hostile: KnowledgeGraph) -> None:
    from whoshares.server.http.explorer.explorer import Explorer
    from whoshares.server.http.explorer.search import SEARCH

    explorer = Explorer(hostile)
    given = {"text": "c"}
    found = SEARCH.answer(explorer.asked("/search", "", "html", list(given.items()), given, 10))
    assert isinstance(found, str)
    known = set(_Tags(explorer.question("trace", [], "")).tags)
    drawn = {"svg", "title", "desc", "defs", "marker", "path", "rect", "text", "g", "figure"}
    fields = {"pre", "select", "option", "canvas", "section", "aside", "circle"}
    text = {"article", "h2", "h3", "ol", "ul", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"}
    answers: tuple[tuple[str, list[tuple[str, str]], object], ...] = (
        ("trace", [("from", ASK[0]), ("to", ASK[1])], hostile.trace(*ASK)),
        ("exposure", [("holder", ASK[1])], hostile.exposure(ASK[1])),
        ("around", [("thing", ASK[0]), ("without", ASK[1])], hostile.around()),
        ("bars", [], hostile.bars()),
        ("conflicts", [], hostile.conflicts()),
        (
            "claim",
            [("from", ASK[0]), ("says", "shares-with"), ("to", ASK[1])],
            hostile.claim(ASK[0], "shares-with", ASK[1]),
        ),
        ("unknowns", [("from", ASK[0]), ("to", ASK[1])], hostile.unknowns(*ASK)),
    )
    for written in (found, *(explorer.answer(method, asked, answer, "") for method, asked, answer in answers)):
        page = _Tags(written)
        assert set(page.tags) <= known | drawn | text | fields, set(page.tags) - known - drawn - text - fields
        assert not {name for name, _ in page.attributes if name.startswith("on")}
        assert not _UNSEEN.search(page.text.replace("\t", ""))


def test_html_keeps_the_text() -> None:
    page = _Tags(to_html("<b>&amp;</b>"))
    assert "<b>&amp;</b>" in page.text
    assert html.escape("<b>") in to_html("<b>")


def test_search(hostile: KnowledgeGraph, label: str) -> None:
    from whoshares.text.profile import render_matches

    text = to_text(render_matches(label, (label.strip() and hostile.search(label)) or hostile.search("c")))
    assert not _UNSEEN.search(text)


def test_graphml(hostile: KnowledgeGraph, tmp_path: Path) -> None:
    place = tmp_path / "x.graphml"
    place.write_text(hostile.export("graphml"), "utf-8")
    read = by_iri(nx.read_graphml(place, force_multigraph=True))
    assert set(read.nodes) == {_ID + "organization/a", _ID + "organization/b"}
    assert read.number_of_edges() == 1


def test_gexf(hostile: KnowledgeGraph, tmp_path: Path) -> None:
    place = tmp_path / "x.gexf"
    place.write_text(hostile.export("gexf"), "utf-8")
    read = nx.read_gexf(place)
    assert set(read.nodes) == {_ID + "organization/a", _ID + "organization/b"}
    assert read.number_of_edges() == 1


@pytest.mark.drawn
def test_dot(hostile: KnowledgeGraph, label: str) -> None:
    (read,) = pydot.graph_from_dot_data(hostile.export("dot"))
    names = {str(node.get_name()).strip('"') for node in read.get_nodes()} - {"node", "graph", "edge", "\\n"}
    assert names == {_ID + "organization/a", _ID + "organization/b"}
    (edge,) = read.get_edges()
    shown = str(edge.get_attributes()["label"])
    assert shown.startswith('"')
    assert shown.endswith('"'), "quoted, so that <…> is no HTML label"
    if not re.search(r'[\\"]', label):
        assert shown.strip('"') == plain(label).replace("\\", "\\\\")


@pytest.mark.parametrize("form", ["turtle", "trig", "nquads", "jsonld"])
@pytest.mark.drawn
def test_rdf_keeps_the_text(hostile: KnowledgeGraph, label: str, tmp_path: Path, form: str) -> None:
    place = tmp_path / f"again.{ {'turtle': 'ttl', 'nquads': 'nq'}.get(form, form) }"
    place.write_bytes(hostile.export(form).encode())
    again = whoshares.open(place).sparql("SELECT DISTINCT ?t { ?s dcterms:title ?t . ?s a ws:Source }")
    assert isinstance(again, Rows)
    assert [str(row[0]) for row in again.rows] == [label]


@pytest.mark.parametrize("name", ["escape codes", "markup", "bidi override"])
def test_the_real_command(run: Command, tmp_path: Path, name: str) -> None:
    file = tmp_path / "x.trig"
    file.write_text(graph(HOSTILE[name]), "utf-8")
    label = HOSTILE[name]
    for arguments in (("trace", *ASK), ("show", label), ("search", label), ("trace", *ASK, "--format", "csv")):
        answer = run(*arguments, "--graph", str(file))
        assert not _UNSEEN.search(answer.stdout.replace("\r\n", "\n"))
        assert not _UNSEEN.search(answer.stderr)
        assert "Traceback" not in answer.stderr


@pytest.mark.slow
def test_a_hostile_name_asked_for(command: Command) -> None:
    for name in ("\x1b[31mICE\x1b[0m", "IC\u202eE", "<script>", "[bold]ICE", "%s %d {}", "'; DROP", "\\", "\udcff"):
        for arguments in (("show", name), ("trace", name, "ICE"), ("search", name)):
            answer = command(*arguments)
            assert answer.returncode in (0, 2)
            assert not _UNSEEN.search(answer.stdout + answer.stderr)
