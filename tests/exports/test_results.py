"""Answers as files: every format read back by another program gives what the answer has."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import openpyxl
import pydot
import pytest
import yaml
from tests.exports.schemas import by_iri, faults

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.trace import Trace
from whoshares.exports import graph_files
from whoshares.exports.mermaid import MOST as MOST_LINES
from whoshares.exports.mermaid import mermaid
from whoshares.exports.net_picture import MOST as MOST_HOLDERS
from whoshares.exports.net_picture import net_picture
from whoshares.exports.nets import Edge, Net, Node, net_of_answer
from whoshares.exports.references import bibtex, csl
from whoshares.exports.results import RESULT_FORMATS, Result, written
from whoshares.model.answer import Answer
from whoshares.model.errors import InputError
from whoshares.store.evidence import Citation

Command = Callable[..., CompletedProcess[str]]
TITLE = "Yes: it could."
ASKED = ("Local jail", "ICE")


@pytest.fixture(scope="module")
def trace(kg: KnowledgeGraph) -> Trace:
    return kg.trace(*ASKED, carrying="fingerprints", as_of="2011-10-01")


@pytest.fixture(scope="module")
def file(kg: KnowledgeGraph, trace: Trace) -> Callable[[str], bytes]:
    """The trace in a format, written once."""

    @cache
    def made(form: str) -> bytes:
        return _bytes(written(Result(kg, trace, TITLE), form))

    return made


def _bytes(found: Iterable[str] | bytes) -> bytes:
    return found if isinstance(found, bytes) else "".join(found).encode()


@pytest.fixture(scope="module")
def hops(trace: Trace) -> set[tuple[str, str, str]]:
    """What the routes pass: sender, recipient, flow."""
    return {(hop.sender, hop.recipient, hop.flow) for route in trace.routes for hop in route.hops}


def test_networkx_reads_graphml(file: Callable[[str], bytes], hops: set[tuple[str, str, str]]) -> None:
    read = by_iri(nx.read_graphml(io.BytesIO(file("graphml")), force_multigraph=True))
    assert {(a, b, data["flow"]) for a, b, data in read.edges(data=True)} == hops
    assert read.graph["title"] == TITLE
    assert "fingerprints" in read.graph["question"].lower()


def test_networkx_reads_gexf(file: Callable[[str], bytes], hops: set[tuple[str, str, str]]) -> None:
    read = nx.read_gexf(io.BytesIO(file("gexf")))
    assert {(a, b, data["flow"]) for a, b, data in read.edges(data=True)} == hops


def test_gexf_has_days_that_move_a_timeline(kg: KnowledgeGraph) -> None:
    """Whole days, as its `timeformat` says: a month's first day begins, its last one ends."""
    ends = {"sender": "a", "recipient": "b"}
    said = [
        {"flow": "x", "valid_from": "2008-03", "valid_until": "2012-02"},
        {"flow": "y", "valid_from": "2009; 2008-12-05", "valid_until": "in words"},
        {"flow": "z", "valid_from": "2014", "valid_until": "2013"},
    ]
    edges = [Edge(ends["sender"], ends["recipient"], texts) for texts in said]
    net = Net({"title": "x"}, "2020-01-01", lambda: iter([Node(end, {"label": end, "kind": ""}) for end in "ab"]),
              lambda: iter(edges))  # fmt: skip
    read = ElementTree.fromstring("".join(graph_files.gexf(net)))
    found = [(e.get("start"), e.get("end")) for e in read.iter("{http://www.gexf.net/1.2draft}edge")]
    assert found == [("2008-03-01", "2012-02-29"), ("2008-12-05", None), ("2014-01-01", None)]


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_what_is_markup_in_xml_is_text_there(form: str) -> None:
    odd = {"flow": "https://example.org/f?a=1&b=<2>", "label": "\"A\" & 'B' <c> ]]>", "carries": "=x > y\ttab"}
    ends = "https://example.org/a?x=1&y", 'urn:"b"'
    nodes = [Node(end, {"label": f"<{end}>", "kind": "a & b"}) for end in ends]
    net = Net({"title": '<t> & "u"'}, "2020-01-01", lambda: iter(nodes), lambda: iter([Edge(*ends, odd)]))
    made = "".join(getattr(graph_files, form)(net)).encode()
    if form == "graphml":
        ((sender, recipient, read),) = by_iri(nx.read_graphml(io.BytesIO(made))).edges(data=True)
    else:
        ((sender, recipient, read),) = nx.read_gexf(io.BytesIO(made)).edges(data=True)
    assert (sender, recipient) == ends
    assert not faults(form, made)
    assert {name: text for name, text in read.items() if name in odd} == odd


def test_pydot_reads_dot(file: Callable[[str], bytes], hops: set[tuple[str, str, str]]) -> None:
    (read,) = pydot.graph_from_dot_data(file("dot").decode())
    parts = ((e.get_source(), e.get_destination(), e.get_attributes()["flow"]) for e in read.get_edges())
    assert {tuple(part.strip('"') for part in edge) for edge in parts} == hops


def test_networkx_reads_node_link(file: Callable[[str], bytes], hops: set[tuple[str, str, str]]) -> None:
    read = nx.node_link_graph(json.loads(file("node-link")), edges="edges")
    assert {(a, b, data["flow"]) for a, b, data in read.edges(data=True)} == hops


def test_cytoscape_has_elements(file: Callable[[str], bytes], hops: set[tuple[str, str, str]]) -> None:
    """Each with what Cytoscape needs of it: an id of its own, and ends that are nodes."""
    elements = json.loads(file("cytoscape"))["elements"]
    nodes, edges = ([one["data"] for one in elements[sort]] for sort in ("nodes", "edges"))
    ids = [one["id"] for one in (*nodes, *edges)]
    assert len(set(ids)) == len(ids)
    assert {(edge["source"], edge["target"], edge["flow"]) for edge in edges} == hops
    assert {end for edge in edges for end in (edge["source"], edge["target"])} == {node["id"] for node in nodes}


@pytest.mark.parametrize(
    ("form", "nodes", "edges"), [("gephi", "nodes.csv", "edges.csv"), ("neo4j", "holders.csv", "flows.csv")]
)
def test_tables_of_nodes_and_edges(
    file: Callable[[str], bytes], hops: set[tuple[str, str, str]], form: str, nodes: str, edges: str
) -> None:
    with zipfile.ZipFile(io.BytesIO(file(form))) as found:
        tables = {
            name: list(csv.DictReader(io.StringIO(found.read(name).decode(), newline=""))) for name in (nodes, edges)
        }
        loader = found.read("load.cypher").decode() if form == "neo4j" else ""
    low = [{key.lower(): text for key, text in row.items()} for row in tables[edges]]
    ends = [(row.get("source") or row["sender"], row.get("target") or row["recipient"]) for row in low]
    flows = [row.get("flow") or row["id"] for row in low]
    assert {(*pair, flow) for pair, flow in zip(ends, flows, strict=True)} == hops
    assert {end for pair in ends for end in pair} == {row.get("Id") or row["id"] for row in tables[nodes]}
    assert set(re.findall(r"row\.(\w+)", loader)) <= {"id", "sender", "recipient"}


def test_mermaid_has_a_line_for_each_two_holders(file: Callable[[str], bytes], hops: set[tuple[str, str, str]]) -> None:
    text = file("mermaid").decode()
    assert len(re.findall(r"^  n\d+ (?:-->|-\.->)\|", text, re.M)) == len({ends[:2] for ends in hops})


def test_openlineage_has_an_event_for_each_flow(file: Callable[[str], bytes], trace: Trace) -> None:
    events = [json.loads(line) for line in file("openlineage").splitlines()]
    named = {event["job"]["namespace"] + event["job"]["name"] for event in events}
    assert named == {hop.flow for route in trace.routes for hop in route.hops}
    assert {event["eventTime"] for event in events} == {"2011-10-01T00:00:00Z"}
    assert all({"producer", "schemaURL", "inputs", "outputs"} <= event.keys() for event in events)


def test_excel_has_rows_documents_and_the_question(file: Callable[[str], bytes], trace: Trace) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file("xlsx")))
    answer, documents, about = (book[name] for name in ("Answer", "Documents", "About"))
    assert answer.max_row == len(trace.rows()) + 1
    named = {source.id: source for route in trace.routes for hop in route.hops for source in hop.sources}
    listed = {row[5].value: row for row in documents.iter_rows(min_row=2)}
    assert named.keys() <= listed.keys()
    assert all(listed[iri][4].hyperlink.target == source.address for iri, source in named.items() if source.address)
    assert ("title", TITLE) in list(about.values)


def test_csv_with_a_byte_order_mark_is_the_table(file: Callable[[str], bytes], trace: Trace) -> None:
    made = file("csv-bom")
    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert [row["flow"] for row in rows] == [row["flow"] for row in trace.rows()]


def test_references_name_each_document(file: Callable[[str], bytes], trace: Trace) -> None:
    named = {source.id.rpartition("/")[2] for route in trace.routes for hop in route.hops for source in hop.sources}
    keys = re.findall(r"^@misc\{([^,]+),$", file("bibtex").decode(), re.M)
    items = json.loads(file("csl"))
    assert named <= set(keys)
    assert keys == [item["id"] for item in items] == sorted(keys)
    assert all(item["type"] == "document" and item["title"] for item in items)


def test_a_picture_says_what_was_asked_and_whose_it_is(file: Callable[[str], bytes], trace: Trace) -> None:
    read = ElementTree.fromstring(file("svg"))
    texts = " ".join("".join(text.itertext()) for text in read.iter("{http://www.w3.org/2000/svg}text"))
    assert TITLE in texts
    assert "CC BY 4.0" in texts
    assert f"{trace.searched['sources']:,} documents" in texts
    assert file("png").startswith(b"\x89PNG")


ASKS: dict[str, Callable[[KnowledgeGraph], Answer]] = {
    "around": lambda kg: kg.around("IDENT", as_of="2026-06-01"),
    "backdoors": lambda kg: kg.backdoors(as_of="2019-06-01", limit=1),
    "chokepoints": lambda kg: kg.chokepoints(*ASKED, carrying="fingerprints", as_of="2011-10-01"),
    "claim": lambda kg: kg.claim("FBI", "shares-with", "IDENT", as_of="2011-10-01"),
    "cut": lambda kg: kg.cut("IDENT", "ICE", as_of="2011-10-01"),
    "diff": lambda kg: kg.diff("2011-07-01", "2011-10-01", to="ICE"),
    "exposure": lambda kg: kg.exposure("IDENT", as_of="2011-10-01"),
    "exposure of a place": lambda kg: kg.exposure("King County, Washington", as_of="2011-10-01", outward=True),
    "timeline": lambda kg: kg.timeline("Secure Communities"),
    "whatif": lambda kg: kg.whatif(end=["ICE policy on Secure Communities"], recipient="ICE", as_of="2011-10-01"),
}


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_every_answer_with_flows_is_written(kg: KnowledgeGraph, ask: Callable[[KnowledgeGraph], Answer]) -> None:
    answer = ask(kg)
    result = Result(kg, answer, TITLE)
    read = nx.read_graphml(io.BytesIO(_bytes(written(result, "graphml"))), force_multigraph=True)
    assert read.number_of_edges() > 0
    assert all(data["label"] for _, data in read.nodes(data=True))
    for form in set(RESULT_FORMATS) - {"png", "svg", "mermaid"}:
        made = _bytes(written(result, form))
        assert made, form
        if form in ("graphml", "gexf", "openlineage", "csl"):
            assert not faults(form, made), form


@pytest.mark.parametrize(
    ("form", "here", "there"),
    [
        ("graphml", 'id="n0"', 'id="https://w3id.org/whoshares/id/organization/us-ice"'),  # no name token
        ("graphml", 'source="n0"', 'source="n9999"'),
        ("graphml", 'attr.type="string"', 'attr.type="text"'),
        ("graphml", 'key="edge-flow"', 'key="edge-flaw"'),
        ("gexf", 'version="1.2"', 'version="1.2draft"'),
        ("gexf", 'timeformat="date"', 'timeformat="date" start="1900-01-01" idtype="string"'),
        ("gexf", "<nodes>", '<nodes><node id="x"/>'),
        ("gexf", "<keywords>", "<title>x</title><keywords>"),
        ("gexf", ' start="20', ' start="in 20'),
        ("gexf", 'for="flow"', 'for="flaw"'),
        ("openlineage", '"producer": "https', '"producer": "ftp'),
        ("openlineage", "T00:00:00Z", ""),
        ("csl", '"type": "document"', '"type": "paper"'),
        ("csl", '"date-parts"', '"date"'),
    ],
)
def test_what_a_schema_refuses_is_found(file: Callable[[str], bytes], form: str, here: str, there: str) -> None:
    made = file(form).decode()
    assert here in made
    assert not faults(form, made)
    assert faults(form, made.replace(here, there, 1))


def test_an_answer_without_flows_says_so(kg: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match=r"no list of flows, so it cannot be drawn\. Take json, csv or xlsx\.$"):
        written(Result(kg, kg.bars(as_of="2019-06-01")), "gexf")


@pytest.mark.parametrize("form", RESULT_FORMATS)
def test_the_same_question_makes_the_same_bytes(file: Callable[[str], bytes], form: str) -> None:
    again = whoshares.open()
    answer = again.trace(*ASKED, carrying="fingerprints", as_of="2011-10-01")
    assert _bytes(written(Result(again, answer, TITLE), form)) == file(form)


def _star(number: int) -> Net:
    nodes = [Node(str(n), {"label": f'=A1 "{n}" <b>', "kind": "organization"}) for n in range(number)]
    edges = [Edge("0", str(n), {"carries": "x|y;#", "label": "@x"}) for n in range(1, number)]
    return Net({"title": "=SUM(1)"}, "2020-01-01", lambda: iter(nodes), lambda: iter(edges))


def test_what_is_too_large_to_be_drawn_says_so() -> None:
    with pytest.raises(
        InputError, match=f"{MOST_HOLDERS + 1} holders, and a picture is drawn of at most {MOST_HOLDERS}"
    ):
        net_picture(_star(MOST_HOLDERS + 1))
    with pytest.raises(InputError, match=f"{MOST_LINES + 1} pairs of holders, and a Mermaid flowchart holds at most"):
        list(mermaid(_star(MOST_LINES + 2)))
    assert ElementTree.fromstring(net_picture(_star(MOST_HOLDERS))).tag.endswith("svg")


def test_labels_are_never_markup_of_a_flowchart() -> None:
    text = "".join(mermaid(_star(3)))
    assert text.splitlines()[:4] == ["---", 'title: "=SUM(1)"', "---", "flowchart LR"]
    assert '  n1["#61;A1 #34;1#34; #60;b#62;"]' in text.splitlines()
    assert "x#124;y#59;#35;" in text


@pytest.mark.parametrize("title", [TITLE, 'Since 2019-12; “A: b” #1, "x" \\ <b>&amp;</b> %% ---', "- x: y"])
def test_the_title_of_a_flowchart_is_yaml(title: str) -> None:
    """Mermaid reads it as such, and decodes no sign in it that stands by its number."""
    star = _star(3)
    _, front, rest = "".join(mermaid(replace(star, about={"title": title}))).split("---\n", 2)
    assert yaml.safe_load(front) == {"title": title}
    assert rest.startswith("flowchart LR\n")
    assert not set("<>&") & set(front)


def test_cells_of_tables_are_no_formulas(kg: KnowledgeGraph) -> None:
    from whoshares.exports.graph_tables import gephi

    with zipfile.ZipFile(io.BytesIO(gephi(_star(3)))) as found:
        for name in ("nodes.csv", "edges.csv"):
            rows = list(csv.reader(io.StringIO(found.read(name).decode(), newline="")))
            assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_references_escape_what_latex_reads() -> None:
    odd = Citation("https://w3id.org/whoshares/id/source/x", "50% of A & B_{c} \\d", "news", "https://x.org/a{b}", None)
    assert r"title = {{50\% of A \& B\_\{c\} \textbackslash{}d}}" in "".join(bibtex([odd]))
    assert "url = {https://x.org/a%7Bb%7D}" in "".join(bibtex([odd]))
    (item,) = json.loads("".join(csl([odd])))
    assert item["title"] == odd.title


def test_the_command_writes_a_file_whole_or_not_at_all(command: Command, tmp_path: Path) -> None:
    ask = ("trace", *ASKED, "--carrying", "fingerprints", "--as-of", "2011-10-01")
    place = tmp_path / "a.xlsx"
    answer = command(*ask, "--format", "xlsx", "--output", str(place))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    title = openpyxl.load_workbook(place)["About"]["B2"].value
    assert title.startswith("Yes: on 1 October 2011, fingerprints could get from Local jail to")
    refused = command(*ask, "--format", "xlsx")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "xlsx is no text, so it is not printed. Name a file: --output answer.xlsx." in refused.stderr
    before = place.read_bytes()
    refused = command("bars", "--format", "gexf", "--output", str(place))
    assert refused.returncode == 2
    assert place.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]


def test_the_net_of_an_answer_has_each_flow_once(kg: KnowledgeGraph, trace: Trace, hops: set[Any]) -> None:
    edges = list(net_of_answer(kg, trace).edges())
    assert len({(e.sender, e.recipient, e.texts["flow"], e.texts["carries"]) for e in edges}) == len(edges)
    assert {(e.sender, e.recipient, e.texts["flow"]) for e in edges} == hops


def test_the_page_on_formats_names_them_all() -> None:
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text("utf-8")
    rows = {row[0]: row[1] for row in re.findall(r"^\| `([\w-]+)` \| \.(\w+) \|", page, re.M)}
    assert rows == {name: form.ending for name, form in RESULT_FORMATS.items()}
