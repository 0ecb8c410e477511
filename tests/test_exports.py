"""Exports: every format read back by another program gives what went in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import networkx as nx
import pydot
import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib.compare import isomorphic

import whoshares
from whoshares import KnowledgeGraph
from whoshares import vocabulary as v
from whoshares.errors import InputError
from whoshares.traces import Trace

Command = Callable[..., CompletedProcess[str]]

ENDINGS = {"turtle": "ttl", "trig": "trig", "nquads": "nq", "jsonld": "jsonld"}
RDFLIB = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "jsonld": "json-ld"}
EVERY = (*ENDINGS, "graphml", "gexf", "dot")


@pytest.fixture(scope="module")
def facts(kg: KnowledgeGraph) -> set[tuple[str, str, str, str]]:
    """All quads but the ontology's, as text."""
    return {
        (str(s.subject), str(s.predicate), str(s.object), str(s.graph))
        for s in kg.store.statements()
        if s.graph != v.ONTOLOGY_GRAPH
    }


@pytest.fixture(scope="module")
def union(kg: KnowledgeGraph) -> Graph:
    """The facts as one rdflib graph."""
    return kg.store.union_graph(leave_out=[v.ONTOLOGY_GRAPH])


@pytest.mark.parametrize("form", ["trig", "nquads", "jsonld"])
def test_rdflib_reads_back_every_quad(kg: KnowledgeGraph, facts: set[tuple[str, str, str, str]], form: str) -> None:
    read = Dataset()
    read.parse(data=kg.export(form), format=RDFLIB[form])
    quads = {(str(s), str(p), str(o), str(g)) for s, p, o, g in read.quads((None, None, None, None))}
    assert quads == facts


@pytest.mark.parametrize("form", ENDINGS)
def test_rdflib_reads_back_an_isomorphic_union(kg: KnowledgeGraph, union: Graph, form: str) -> None:
    read = Dataset(default_union=True)
    read.parse(data=kg.export(form), format=RDFLIB[form])
    again = Graph()
    for triple in read.triples((None, None, None)):
        again.add(triple)
    assert isomorphic(again, union)
    again.remove((URIRef(v.ID + "organization/us-ice"), None, None))
    assert not isomorphic(again, union), "the comparison can fail"


@pytest.mark.parametrize("form", ENDINGS)
def test_an_export_opens_as_a_graph_of_its_own(kg: KnowledgeGraph, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"graph.{ENDINGS[form]}"
    file.write_text(kg.export(form), "utf-8")
    asked = ("Local jail", "ICE")
    own = kg.trace(*asked, carrying="fingerprints", as_of="2011-10-01")
    again = whoshares.open(file).trace(*asked, carrying="fingerprints", as_of="2011-10-01")
    assert own.outcome == "routes"
    if form == "turtle":  # one graph has no sources to tell apart
        assert _flows(again) == _flows(own)
    else:
        assert again.to_dict() == own.to_dict()


def _flows(trace: Trace) -> list[list[str]]:
    return [[hop.flow for hop in route.hops] for route in trace.routes]


def test_the_real_command_opens_an_export(run: Command, tmp_path: Path) -> None:
    file = tmp_path / "graph.trig"
    assert run("export", "--format", "trig", "--output", str(file)).returncode == 0
    ask = ("trace", "Local jail", "ICE", "--carrying", "fingerprints", "--as-of", "2011-10-01")
    assert run(*ask, "--graph", str(file)).stdout == run(*ask).stdout


def _holders(kg: KnowledgeGraph) -> set[str]:
    return {kg.network.holders[end] for flow in kg.network.flows for end in (flow.sender, flow.recipient)}


def _flow_ends(kg: KnowledgeGraph) -> dict[str, tuple[str, str]]:
    holders = kg.network.holders
    return {flow.iri: (holders[flow.sender], holders[flow.recipient]) for flow in kg.network.flows}


def test_graphml_has_all_holders_and_flows(kg: KnowledgeGraph, tmp_path: Path) -> None:
    file = tmp_path / "x.graphml"
    file.write_text(kg.export("graphml"), "utf-8")
    read = nx.read_graphml(file, force_multigraph=True)
    assert set(read.nodes) == _holders(kg)
    assert {data["flow"]: (a, b) for a, b, data in read.edges(data=True)} == _flow_ends(kg)
    assert read.nodes[v.ID + "organization/us-ice"]["label"] == "Immigration and Customs Enforcement"
    assert read.nodes[v.ID + "system/us-ident"]["kind"] == "system"
    (edge,) = read.get_edge_data(v.ID + "organization/us-fbi", v.ID + "system/us-ident").values()
    assert edge["carries"] == "Fingerprints"
    assert edge["program"] == "Secure Communities"
    assert edge["valid_from"] == "2008-03"
    assert edge["sources"] == "Secure Communities: A Fact Sheet (research)"


def test_gexf_has_all_holders_and_flows(kg: KnowledgeGraph, tmp_path: Path) -> None:
    file = tmp_path / "x.gexf"
    file.write_text(kg.export("gexf"), "utf-8")
    read = nx.read_gexf(file)
    assert set(read.nodes) == _holders(kg)
    assert {data["flow"]: (a, b) for a, b, data in read.edges(data=True)} == _flow_ends(kg)


def test_dot_has_all_holders_and_flows(kg: KnowledgeGraph) -> None:
    (read,) = pydot.graph_from_dot_data(kg.export("dot"))
    names = {str(node.get_name()).strip('"') for node in read.get_nodes()}
    assert names - {"\\n"} == _holders(kg)
    ends = {
        str(edge.get_attributes()["flow"]).strip('"'): (
            str(edge.get_source()).strip('"'),
            str(edge.get_destination()).strip('"'),
        )
        for edge in read.get_edges()
    }
    assert ends == _flow_ends(kg)


@pytest.mark.parametrize("form", EVERY)
def test_an_export_is_byte_stable(kg: KnowledgeGraph, form: str) -> None:
    assert kg.export(form) == whoshares.open().export(form)


@pytest.mark.parametrize("form", ENDINGS)
def test_the_ontology_stays_out(kg: KnowledgeGraph, form: str) -> None:
    text = kg.export(form)
    assert "http://www.w3.org/2002/07/owl#Class" not in text
    assert "owl:Class" not in text
    assert "_:" not in text, "no blank nodes in the facts"


def test_an_unknown_format(kg: KnowledgeGraph) -> None:
    with pytest.raises(InputError) as caught:
        kg.export("xlsx")
    assert str(caught.value) == (
        "“xlsx” is no export format. The formats are turtle, trig, nquads, jsonld, graphml, gexf, dot."
    )


def test_output_replaces_a_file_whole(command: Command, kg: KnowledgeGraph, tmp_path: Path) -> None:
    file = tmp_path / "x.nq"
    file.write_text("before")
    answer = command("export", "--format", "nquads", "--output", str(file))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    assert file.read_text("utf-8") == kg.export("nquads")
    assert [place.name for place in tmp_path.iterdir()] == ["x.nq"]
    assert command("export", "--format", "nquads").stdout == kg.export("nquads")
