"""A label of any characters comes back from every export, and adds no statement and no printed line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import networkx as nx
import pydot
import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.exports.schemas import by_iri
from tests.test_hostile import graph as hostile_graph
from tests.test_hostile import literal

from whoshares import KnowledgeGraph
from whoshares.exports.export import export
from whoshares.exports.frames import framed
from whoshares.exports.nets import as_networkx, net_of_graph
from whoshares.exports.reifiers import reified
from whoshares.exports.tables import to_csv
from whoshares.model import vocabulary as v
from whoshares.model.plain import plain
from whoshares.store.engine import Store
from whoshares.text.console import to_text

Command = Callable[..., CompletedProcess[str]]

LINE_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
FORGED = f'"}}\u2028<{v.ID}organization/a> <{v.PREF_LABEL}> "forged" <{v.ID}source/s> .\u2028'

labels = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(LINE_BREAKS + '"\\<>|;\u202e\u200d\x1f\x00')
)
settings.register_profile("round-trips", max_examples=25, deadline=None)
round_trips = settings(settings.get_profile("round-trips"))


def graph(label: str, *, more: str = "") -> KnowledgeGraph:
    store = Store()
    store.load(hostile_graph(label) + more, "trig")
    return KnowledgeGraph(store)


def odd(label: str) -> str:
    """A thing of a class of another vocabulary, whose label and value are the label too."""
    words = literal(label)
    return (
        f"<{v.ID}source/s> {{ <https://example.org/C> <{v.PREF_LABEL}> {words} . <{v.ID}thing/t> a ws:Observation , "
        f"<https://example.org/C> ; ws:value {words} ; ws:measure <{v.ID}measure/m> ; ws:about <{v.ID}flow/f> }}"
    )


@example(LINE_BREAKS)
@example(FORGED)
@example(FORGED.replace("\u2028", "\x85"))
@given(labels)
@round_trips
def test_rdf_holds_the_same_statements(label: str) -> None:
    store = graph(label).store
    quads = set(store.statements())
    for form in ("trig", "nquads", "jsonld"):
        again = Store()
        again.load(store.serialize(form), form)
        assert set(again.statements()) == quads
    flat = {s._replace(graph=None) for s in quads}
    again = Store()
    again.load(store.serialize("turtle"), "turtle")
    assert set(again.statements()) == flat


@example(LINE_BREAKS)
@example(FORGED)
@example(FORGED.replace("\u2028", "\x85"))
@given(labels)
@round_trips
def test_each_statement_is_said_by_its_source_and_no_other_is(label: str) -> None:
    store = graph(label).store
    stated = {s[:3] for s in store.statements() if s.predicate != v.LOCATOR}
    for syntax, form in (("turtle", ox.RdfFormat.TURTLE), ("ntriples", ox.RdfFormat.N_TRIPLES)):
        read = list(ox.parse(reified(store).serialize(syntax), form))
        said = [quad.object for quad in read if quad.predicate.value == v.RDF + "reifies"]
        assert len(said) == len(stated)
        assert {(t.subject.value, t.predicate.value, t.object.value) for t in said} == {
            (str(subject), str(predicate), str(value)) for subject, predicate, value in stated
        }


@example(LINE_BREAKS)
@given(labels)
@round_trips
def test_a_frame_holds_the_text(label: str) -> None:
    (flow,) = json.loads(framed(graph(label).store, "flow"))["@graph"]
    assert flow["label"] == label
    assert flow["sender"]["label"] == label


@example(LINE_BREAKS)
@example("\ufffe\uffff\x00\x1f\x7f\x9f")
@given(labels)
@round_trips
def test_graph_files_hold_the_text_in_one_line(label: str) -> None:
    kg = graph(label)
    made = as_networkx(net_of_graph(kg))
    ends = {v.ID + "organization/a", v.ID + "organization/b"}
    graphml = by_iri(nx.read_graphml(io.BytesIO(export(kg, "graphml").encode()), force_multigraph=True))
    gexf = nx.read_gexf(io.BytesIO(export(kg, "gexf").encode()))
    for read in (graphml, gexf):
        assert set(read.nodes) == ends
        (edge,) = (data for _, _, data in read.edges(data=True))
        (wanted,) = (data for _, _, data in made.edges(data=True))
        for key in ("carries", "program", "sources"):
            assert edge.get(key, "").strip() == wanted.get(key, "").strip()
        assert wanted["program"] == plain(label) or not label
    (dot,) = pydot.graph_from_dot_data(export(kg, "dot"))
    assert {str(node.get_name()).strip('"') for node in dot.get_nodes()} - {"\\n"} == ends
    assert len(dot.get_edges()) == 1


@example(LINE_BREAKS)
@example("A\nRoute 9 · certain")
@given(labels)
@round_trips
def test_no_label_adds_a_printed_line(label: str) -> None:
    hostile, tame = graph(label, more=odd(label)), graph("x", more=odd("x"))
    asks: tuple[Callable[[KnowledgeGraph], Any], ...] = (
        lambda kg: kg.trace("organization/a", "organization/b"),
        lambda kg: kg.trace("organization/b", "organization/a"),
        lambda kg: kg.show("flow/f"),
        lambda kg: kg.show("source/s"),
        lambda kg: kg.show("thing/t"),
        lambda kg: kg.timeline("flow/f"),
        lambda kg: kg.conflicts(),
    )
    for ask in asks:
        if label.strip():  # what is empty has no line of its own
            assert len(to_text(ask(hostile), width=3000).splitlines()) == len(
                to_text(ask(tame), width=3000).splitlines()
            )
        rows = ask(hostile).rows()
        if rows:
            text = to_csv(tuple(rows[0]), rows)
            assert len(text.splitlines()) == len(rows) + 1
            assert len(list(csv.reader(io.StringIO(text, newline="")))) == len(rows) + 1


@pytest.mark.parametrize("form", ["turtle12", "ntriples12"])
def test_the_real_command_forges_no_statement(command: Command, tmp_path: Path, form: str) -> None:
    file = tmp_path / "x.trig"
    file.write_text(hostile_graph(FORGED), "utf-8")
    answer = command("export", "--graph", str(file), "--format", form)
    assert answer.returncode == 0, answer.stderr
    syntax = {"turtle12": ox.RdfFormat.TURTLE, "ntriples12": ox.RdfFormat.N_TRIPLES}[form]
    said = {str(quad.object.value) for quad in ox.parse(answer.stdout, syntax) if isinstance(quad.object, ox.Literal)}
    assert "forged" not in said
    assert FORGED in said


def test_a_name_asked_for_adds_no_line_to_an_error(command: Command) -> None:
    lines = len(command("trace", "xRoute 1 · certain", "ICE").stderr.splitlines())
    for name in ("x\nRoute 1 · certain", "x\u2028Route 1 · certain", "x\x85Route"):
        answer = command("trace", name, "ICE")
        assert answer.returncode == 2
        assert len(answer.stderr.splitlines()) == lines, answer.stderr
