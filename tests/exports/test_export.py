"""Exports: every format read back by another program gives what went in."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import click
import networkx as nx
import pydot
import pytest
from rdflib import BNode, Dataset, Graph
from rdflib.term import Node
from tests.examples import drawn
from tests.exports.conftest import Exported
from tests.exports.schemas import by_iri, faults
from tests.queries.cases import GRAPH

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.trace import Trace
from whoshares.cli.export import export as verb
from whoshares.exports.export import FORMATS, export
from whoshares.exports.frames import FRAMES, framed
from whoshares.exports.nets import net_of_graph
from whoshares.exports.views import NAMESPACES, view
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.model.plain import plain
from whoshares.sparql.reasoning import INFERRED
from whoshares.store.engine import Store

Command = Callable[..., CompletedProcess[str]]
Triple = tuple[Node, Node, Node]

ENDINGS = {"turtle": "ttl", "trig": "trig", "nquads": "nq", "jsonld": "jsonld"}
RDFLIB = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "jsonld": "json-ld"}
EVERY = (
    *(*ENDINGS, "turtle12", "ntriples12", "graphml", "gexf", "dot", "cytoscape", "node-link", "openlineage"),
    *("bibtex", "csl"),
)


@pytest.fixture(scope="module")
def facts(kg: KnowledgeGraph) -> set[tuple[str, str, str, str]]:
    """All quads but the ontology's, as text."""
    return {
        (str(s.subject), str(s.predicate), str(s.object), str(s.graph))
        for s in kg.store.statements()
        if s.graph != v.ONTOLOGY_GRAPH
    }


@pytest.fixture(scope="module")
def union(kg: KnowledgeGraph) -> set[Triple]:
    """The facts without who states them, as rdflib has them."""
    return set(kg.store.union_graph(leave_out=[v.ONTOLOGY_GRAPH]))


@pytest.fixture(scope="module")
def fixed(cache: Path) -> KnowledgeGraph:
    """The small graph that the catalogue's tests ask."""
    return whoshares.open(GRAPH)


@pytest.fixture(scope="module")
def read_back(exported: Exported) -> Callable[[str], Dataset]:
    """What rdflib reads in a format."""

    @cache
    def read(form: str) -> Dataset:
        found = Dataset(default_union=True)
        found.parse(data=exported(form), format=RDFLIB[form])
        return found

    return read


@pytest.mark.parametrize("form", drawn(("trig", "nquads", "jsonld")))
def test_rdflib_reads_back_every_quad(
    read_back: Callable[[str], Dataset], facts: set[tuple[str, str, str, str]], form: str
) -> None:
    quads = {(str(s), str(p), str(o), str(g)) for s, p, o, g in read_back(form).quads((None, None, None, None))}
    assert quads == facts


@pytest.mark.parametrize("form", drawn(tuple(ENDINGS)))
def test_rdflib_reads_back_an_isomorphic_union(
    read_back: Callable[[str], Dataset], union: set[Triple], form: str
) -> None:
    again, triples = set(read_back(form).triples((None, None, None))), union
    assert not any(isinstance(node, BNode) for triple in again | triples for node in triple), "so sets can be compared"
    assert again == triples


@pytest.mark.parametrize("form", ENDINGS)
@pytest.mark.drawn
def test_an_export_opens_as_a_graph_of_its_own(
    kg: KnowledgeGraph, exported: Exported, tmp_path: Path, form: str
) -> None:
    file = tmp_path / f"graph.{ENDINGS[form]}"
    file.write_text(exported(form), "utf-8")

    def asked(graph: KnowledgeGraph) -> Trace:
        return graph.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01", limit=1_000)

    own, again = asked(kg), asked(whoshares.open(file))
    assert own.outcome == "routes"
    if form == "turtle":  # one graph has no sources to tell apart, and their tiers are in the order of routes
        assert sorted(_flows(again)) == sorted(_flows(own))
    else:
        assert again.to_dict() == own.to_dict()


def _flows(trace: Trace) -> list[list[str]]:
    return [[hop.flow for hop in route.hops] for route in trace.routes]


def test_the_real_command_opens_an_export(run: Command, tmp_path: Path) -> None:
    file = tmp_path / "graph.trig"
    assert run("export", "--format", "trig", "--output", str(file)).returncode == 0
    ask = ("trace", "Local jail", "ICE", "--carrying", "fingerprints", "--as-of", "2011-10-01")
    assert run(*ask, "--graph", str(file)).stdout == run(*ask).stdout


def _flow_ends(kg: KnowledgeGraph) -> dict[str, tuple[str, str]]:
    """The flows that documents state, each with its two ends."""
    holders, flows = kg.network.holders, kg.network.flows
    return {flow.iri: (holders[flow.sender], holders[flow.recipient]) for flow in flows[: flows.stated]}


def test_a_flow_of_the_whole_graph_says_what_its_documents_state(kg: KnowledgeGraph) -> None:
    """Read one by one, with nothing kept: the same as from all that is stated of it."""
    for edge in net_of_graph(kg).edges():
        flow, texts = edge.texts["flow"], edge.texts
        assert texts["label"] == plain(kg.describe(flow))
        for name, predicate in {"valid_from": v.VALID_FROM, "mode": v.MODE, "authority": v.AUTHORITY}.items():
            values = kg.evidence.values(flow, predicate)
            assert texts.get(name, "") == plain("; ".join(map(kg.names.label, values)))
        cited = [f"{one.title} ({one.tier or 'no tier'})" for one in kg.evidence.citations(flow)]
        assert texts.get("sources", "") == plain("; ".join(cited))


def _holders(kg: KnowledgeGraph) -> set[str]:
    return {end for ends in _flow_ends(kg).values() for end in ends}


def test_graphml_has_all_holders_and_flows(kg: KnowledgeGraph, exported: Exported, tmp_path: Path) -> None:
    file = tmp_path / "x.graphml"
    file.write_text(exported("graphml"), "utf-8")
    read = by_iri(nx.read_graphml(file, force_multigraph=True))
    assert set(read.nodes) == _holders(kg)
    assert {data["flow"]: (a, b) for a, b, data in read.edges(data=True)} == _flow_ends(kg)
    assert read.nodes[v.ID + "organization/us-ice"]["label"] == "Immigration and Customs Enforcement"
    assert read.nodes[v.ID + "system/us-ident"]["kind"] == "system"
    (edge,) = read.get_edge_data(v.ID + "organization/us-fbi", v.ID + "system/us-ident").values()
    assert edge["carries"] == "Fingerprints"
    assert edge["program"] == "Secure Communities"
    assert edge["valid_from"] == "2008-03"
    assert edge["sources"] == "Secure Communities: A Fact Sheet (research)"


def test_gexf_has_all_holders_and_flows(kg: KnowledgeGraph, exported: Exported, tmp_path: Path) -> None:
    file = tmp_path / "x.gexf"
    file.write_text(exported("gexf"), "utf-8")
    read = nx.read_gexf(file)
    assert set(read.nodes) == _holders(kg)
    assert {data["flow"]: (a, b) for a, b, data in read.edges(data=True)} == _flow_ends(kg)


@pytest.mark.parametrize("form", ["graphml", "gexf", "openlineage"])
def test_the_whole_graph_fits_the_schema(exported: Exported, form: str) -> None:
    assert not faults(form, exported(form))


def test_dot_has_all_holders_and_flows(fixed: KnowledgeGraph) -> None:
    """pydot takes ten seconds for the shipped graph, and has the small one at once."""
    (read,) = pydot.graph_from_dot_data(fixed.export("dot"))
    names = {str(node.get_name()).strip('"') for node in read.get_nodes()}
    assert names - {"\\n", "node", "graph", "edge"} == _holders(fixed)
    ends = {
        str(edge.get_attributes()["flow"]).strip('"'): (
            str(edge.get_source()).strip('"'),
            str(edge.get_destination()).strip('"'),
        )
        for edge in read.get_edges()
    }
    assert ends == _flow_ends(fixed)


def test_dot_of_the_shipped_graph_has_a_line_for_each_flow(kg: KnowledgeGraph, exported: Exported) -> None:
    lines = re.findall(r'^ *"(.+?)" -> "(.+?)" ', exported("dot"), flags=re.MULTILINE)
    assert sorted(lines) == sorted(_flow_ends(kg).values())


SLOW = ("turtle12", "ntriples12")
"""Formats that take seconds for the shipped graph, which shows no more of their order than the small one."""
OTHERS: dict[str, dict[str, Any]] = {
    **{form: {"format_name": form} for form in SLOW},
    **{name: {"vocabulary": name} for name in NAMESPACES},
    "inferred": {"infer": True},
    **{f"frame {name}": {"frame": name} for name in FRAMES},
}
"""What is exported beside the other formats, of the small graph."""


@pytest.fixture(scope="module")
def elsewhere(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which another process, with a hash seed of its own, wrote every export of the graphs it opened."""
    folder = tmp_path_factory.mktemp("elsewhere")
    program = (
        "import json, pathlib, sys, whoshares\n"
        "from whoshares.exports.export import export\n"
        "folder, small = map(pathlib.Path, sys.argv[1:3])\n"
        "for kg, asked in zip((whoshares.open(), whoshares.open(small)), map(json.loads, sys.argv[3:5])):\n"
        "    for name, options in asked.items():\n"
        "        (folder / name).write_bytes(export(kg, **options).encode())\n"
    )
    formats = {form: {"format_name": form} for form in EVERY if form not in SLOW}
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    subprocess.run(
        [sys.executable, "-c", program, str(folder), str(GRAPH), json.dumps(formats), json.dumps(OTHERS)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        check=True,
    )
    return folder


@pytest.mark.parametrize("form", [form for form in EVERY if form not in SLOW])
def test_another_process_writes_the_same_bytes(exported: Exported, elsewhere: Path, form: str) -> None:
    assert exported(form).encode() == (elsewhere / form).read_bytes()


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.drawn
def test_another_process_writes_the_same_of_the_small_graph(fixed: KnowledgeGraph, elsewhere: Path, name: str) -> None:
    assert export(fixed, **OTHERS[name]).encode() == (elsewhere / name).read_bytes()


@pytest.mark.parametrize("form", ENDINGS)
def test_the_ontology_stays_out(exported: Exported, form: str) -> None:
    text = exported(form)
    assert "http://www.w3.org/2002/07/owl#Class" not in text
    assert "owl:Class" not in text
    assert "_:" not in text, "no blank nodes in the facts"


def test_an_unknown_format(kg: KnowledgeGraph) -> None:
    with pytest.raises(InputError) as caught:
        kg.export("xlsx")
    assert str(caught.value) == (
        "“xlsx” is no export format. "
        "The formats are turtle, trig, nquads, jsonld, turtle12, ntriples12, graphml, gexf, dot, cytoscape, "
        "node-link, openlineage, bibtex, csl."
    )


def test_output_replaces_a_file_whole(command: Command, exported: Exported, tmp_path: Path) -> None:
    file = tmp_path / "x.nq"
    file.write_text("before")
    answer = command("export", "--format", "nquads", "--output", str(file))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    assert file.read_text("utf-8") == exported("nquads")
    assert [place.name for place in tmp_path.iterdir()] == ["x.nq"]
    assert command("export", "--format", "nquads").stdout == exported("nquads")


def test_the_formats_are_those_tested() -> None:
    assert set(FORMATS) == set(EVERY)


@pytest.mark.parametrize("form", SLOW)
def test_the_ontology_stays_out_of_the_reified_graph(fixed: KnowledgeGraph, form: str) -> None:
    text = fixed.export(form)
    assert "http://www.w3.org/2002/07/owl#Class" not in text
    assert "_:" not in text


@pytest.fixture(scope="module")
def org(fixed: KnowledgeGraph) -> set[object]:
    """The triples of a view in Turtle."""
    return set(Graph().parse(data=export(fixed, vocabulary="org"), format="turtle"))


@pytest.mark.parametrize("form", ENDINGS)
def test_a_view_in_every_rdf_format_says_the_same(fixed: KnowledgeGraph, org: set[object], form: str) -> None:
    read = Dataset(default_union=True)
    read.parse(data=export(fixed, form, vocabulary="org"), format=RDFLIB[form])
    again = set(read.triples((None, None, None)))
    assert again == org


def test_vocabularies_formats_and_frames_on_the_command_line(command: Command, fixed: KnowledgeGraph) -> None:
    choices = {option.name: option.type.choices for option in verb.params if isinstance(option.type, click.Choice)}
    assert choices == {"format_name": (*FORMATS, "parquet"), "vocabulary": tuple(NAMESPACES), "frame": tuple(FRAMES)}
    prefixes = {"odrl": NAMESPACES["odrl"]}
    asked = ("export", "--graph", str(GRAPH))
    assert command(*asked, "--vocabulary", "odrl").stdout == view(fixed.store, "odrl").serialize(
        "turtle", prefixes=prefixes
    )
    assert command(*asked, "--frame", "norm").stdout == framed(fixed.store, "norm")


def test_what_is_inferred_stands_in_a_graph_of_its_own(
    kg: KnowledgeGraph, facts: set[tuple[str, str, str, str]]
) -> None:
    read = Store()
    read.load(export(kg, "nquads", infer=True), "nquads")
    quads = {(str(s.subject), str(s.predicate), str(s.object), str(s.graph)) for s in read.statements()}
    added = quads - facts
    assert quads >= facts
    assert {graph for *_, graph in added} == {INFERRED}
    assert any(predicate == v.WS + "sharesDataWith" for _, predicate, *_ in added)
    assert not any(predicate == v.WS + "sharesDataWith" for _, predicate, *_ in facts)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"vocabulary": "org", "format_name": "dot"},
            "Another vocabulary is RDF, in turtle, trig, nquads, jsonld, and dot was asked for.",
        ),
        (
            {"frame": "flow", "format_name": "turtle"},
            "A frame is JSON-LD, and turtle was asked for. Leave the format out.",
        ),
        (
            {"infer": True, "format_name": "gexf"},
            "What is inferred is RDF, and gexf holds flows. Use turtle, trig, nquads, jsonld.",
        ),
        (
            {"frame": "flow", "vocabulary": "org"},
            "Another vocabulary, a frame and what is inferred are three exports. Ask for one at a time.",
        ),
    ],
)
def test_what_does_not_go_together(
    command: Command, kg: KnowledgeGraph, options: dict[str, str], sentence: str
) -> None:
    with pytest.raises(InputError) as caught:
        export(kg, **options)  # type: ignore[arg-type]
    assert str(caught.value) == sentence
    flags = [part for key, value in options.items() for part in (f"--{key.removesuffix('_name')}", str(value))]
    answer = command("export", *(flag for flag in flags if flag != "True"))
    assert (answer.returncode, answer.stderr) == (2, sentence + "\n")
