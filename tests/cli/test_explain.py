"""`whoshares explain`: stated, inferred or neither, with documents and premises, down to what is stated."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.explanation import explain
from whoshares.model import vocabulary as v
from whoshares.model.errors import NameUnknown
from whoshares.sparql.reasoning import Inferences, Proof, Prover
from whoshares.store.engine import Iri

Command = Callable[..., CompletedProcess[str]]
Folder = Callable[..., Path]

FLOW = """\
  - id: organization/jail
    type: Organization
    label: "Test jail"
    partOf: organization/county
    at: "p. 1"
  - id: organization/county
    type: Organization
    label: "Test county"
    partOf: organization/state
    at: "p. 2"
  - id: organization/state
    type: Organization
    label: "Test state"
    at: "p. 3"
  - id: flow/jail--state--prints
    type: DataFlow
    label: "Prints to the state"
    sender: organization/jail
    recipient: organization/state
    carries: category/fingerprints
    attestedOn: 2011-01-01
    at: "p. 4"
"""


@pytest.fixture
def small(folder: Folder) -> KnowledgeGraph:
    return whoshares.open(folder(FLOW))


def test_a_stated_triple_has_its_document_and_place(small: KnowledgeGraph) -> None:
    found = explain(small, "Test jail", "partOf", "Test county")
    assert found.outcome == "stated"
    assert [(source.title, source.locator) for source in found.reason.sources] == [("A test source", "p. 1")]
    assert found.reason.premises == ()


def test_an_inferred_triple_has_rule_and_premises_with_theirs(small: KnowledgeGraph) -> None:
    found = explain(small, "Test jail", "sharesDataWith", "Test state")
    assert found.outcome == "inferred"
    assert found.reason.rule == "prp-spo2"
    assert found.reason.sources == ()
    axiom, sender, recipient = found.reason.premises
    assert axiom.words == ("shares data with", "follows from the chain", "^ws:sender / ws:recipient")
    assert sender.words == ("Prints to the state", "sender", "Test jail")
    assert recipient.words == ("Prints to the state", "recipient", "Test state")
    assert [source.locator for source in sender.sources] == ["p. 4"]
    assert [row["depth"] for row in found.rows()] == ["0", "1", "1", "1"]


def test_premises_that_follow_have_premises_of_their_own(small: KnowledgeGraph) -> None:
    found = explain(small, "organization/jail", "ws:partOf", "organization/state")
    assert found.reason.rule == "prp-trp"
    kind, first, second = found.reason.premises
    assert kind.value == v.OWL + "TransitiveProperty"
    assert [source.locator for source in (*first.sources, *second.sources)] == ["p. 1", "p. 2"]
    deeper = explain(small, "Test jail", "a", "ws:Holder")
    assert deeper.reason.rule in ("cax-sco", "prp-dom")


def test_neither(small: KnowledgeGraph) -> None:
    found = explain(small, "Test state", "sharesDataWith", "Test jail")
    assert found.outcome == "neither"
    assert (found.reason.sources, found.reason.premises) == ((), ())


@pytest.mark.parametrize("predicate", ["sender", "ws:sender", v.WS + "sender", "Sender"])
def test_the_predicate_by_key_prefixed_name_address_or_label(small: KnowledgeGraph, predicate: str) -> None:
    assert explain(small, "flow/jail--state--prints", predicate, "Test jail").outcome == "stated"


@pytest.mark.parametrize(
    ("predicate", "value", "outcome"),
    [
        ("attestedOn", "2011-01-01", "stated"),
        ("attestedOn", "2011-01-02", "neither"),
        ("label", "Prints to the state", "stated"),
        ("rdf:type", "ws:DataFlow", "stated"),
    ],
)
def test_a_value_that_is_a_literal(small: KnowledgeGraph, predicate: str, value: str, outcome: str) -> None:
    assert explain(small, "flow/jail--state--prints", predicate, value).outcome == outcome


def test_names_that_nothing_has(small: KnowledgeGraph) -> None:
    with pytest.raises(NameUnknown, match="no property named “sendr”"):
        explain(small, "Test jail", "sendr", "Test state")
    with pytest.raises(NameUnknown, match="no thing named “Nobody”"):
        explain(small, "Nobody", "sender", "Test state")
    with pytest.raises(NameUnknown, match="no thing named “Nowhere”"):
        explain(small, "Test jail", "partOf", "Nowhere")


def _nodes(proof: Proof) -> Iterator[Proof]:
    yield proof
    for premise in proof.premises:
        yield from _nodes(premise)


def test_every_inferred_triple_of_the_shipped_graph_has_a_proof_down_to_statements(kg: KnowledgeGraph) -> None:
    inferences = Inferences(kg.store)
    prover = Prover(inferences)
    inferred = [s for s in inferences.steps.statements() if isinstance(s.subject, Iri)]
    assert inferred
    for s in sorted(inferred, key=str)[::7]:
        proof = prover.prove((s.subject, s.predicate, s.object))
        assert proof is not None
        for node in _nodes(proof):
            assert bool(node.graphs) != bool(node.premises), "stated, or following from premises"
            assert (node.rule is None) == bool(node.graphs)
            assert all(premise.triple != node.triple for premise in node.premises)
    assert prover.prove((Iri("https://example.org/a"), Iri(v.TYPE), Iri(v.SOURCE))) is None


def test_the_shipped_graph_as_text(command: Command) -> None:
    answer = command("explain", "FBI", "sharesDataWith", "IDENT")
    assert answer.returncode == 0, answer.stderr
    assert (
        "Federal Bureau of Investigation · shares data with · Automated Biometric Identification System"
        in answer.stdout
    )
    assert "(prp-spo2)" in answer.stdout
    assert "Secure Communities: A Fact Sheet" in answer.stdout


def test_the_command_as_json_and_its_exit_codes(command: Command, folder: Folder) -> None:
    graph = ("--graph", str(folder(FLOW)))
    answer = command("explain", "Test jail", "sharesDataWith", "Test state", "--format", "json", *graph)
    assert answer.returncode == 0
    data = json.loads(answer.stdout)
    assert (data["outcome"], data["rule"], len(data["premises"])) == ("inferred", "prp-spo2", 3)
    answer = command("explain", "Test state", "sharesDataWith", "Test jail", *graph)
    assert answer.returncode == 1
    assert answer.stdout.startswith("No source states, and nothing in the graph entails, that Test state")
    answer = command("explain", "Test state", "sharesDataWith", "Nobody", *graph)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("The graph has no thing named “Nobody”.")
    answer = command("explain", "Test jail", "partOf", "Test county", "--format", "csv", *graph)
    assert answer.stdout.splitlines()[1].startswith("0,Test jail,part of,Test county,,A test source")
