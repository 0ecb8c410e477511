"""Every verb that reads takes an endpoint, and prints what it prints for the same graph here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.by_hand import Command
from tests.knowledge_graph.remote.servers import Server, free_port, oxigraph

from whoshares import KnowledgeGraph
from whoshares.knowledge_graph.remote import push

VERBS = [
    ["trace", "Local jail", "ICE", "--as-of", "2011-10-01"],
    ["cut", "Local jail", "ICE", "--as-of", "2011-10-01"],
    ["chokepoints", "Local jail", "ICE", "--as-of", "2011-10-01"],
    ["exposure", "ICE", "--as-of", "2020-01-01"],
    ["bars", "--as-of", "2024-01-01"],
    ["backdoors", "--as-of", "2024-01-01"],
    [
        "whatif",
        "--end",
        "ICE policy on Secure Communities",
        "--from",
        "Local jail",
        "--to",
        "ICE",
        "--as-of",
        "2011-10-01",
    ],
    ["show", "ICE"],
    ["search", "fingerprints"],
    ["conflicts", "Secure Communities"],
    ["timeline", "Secure Communities"],
    ["diff", "2010-01-01", "2012-01-01"],
    ["query", "flows/into", "--recipient", "ICE"],
    ["query", "places/coverage", "--place", "United States", "--infer"],
    ["sparql", "SELECT DISTINCT ?f { ?f a ws:DataFlow } ORDER BY ?f"],
    [
        "sparql",
        "--infer",
        "SELECT ?x { ?x ws:sharesDataWith <https://w3id.org/whoshares/id/system/us-ident> } ORDER BY ?x",
    ],
    ["explain", "FBI", "sharesDataWith", "IDENT"],
    ["export", "--format", "nquads"],
]


@pytest.fixture(scope="module")
def pushed(kg: KnowledgeGraph) -> Iterator[Server]:
    """An Oxigraph server with the shipped graph."""
    with oxigraph("--union-default-graph") as server:
        push(kg.store, server.graph_store)
        yield server


def test_push_says_what_it_loaded(command: Command, pushed: Server) -> None:
    told = command("push", pushed.graph_store)
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"{pushed.graph_store}: ")
    assert told.stdout.endswith(" named graphs are loaded.\n")


PRINTED = [verb for verb in VERBS if verb[0] in ("trace", "show", "query", "sparql", "export")]
"""One of each way to ask: for a part, for everything, and what the endpoint answers itself."""


@pytest.mark.parametrize("verb", PRINTED, ids=lambda verb: " ".join(verb[:2]))
def test_a_verb_prints_the_same(command: Command, pushed: Server, verb: list[str]) -> None:
    here = command(*verb)
    assert here.returncode == 0, here.stderr
    there = command(*verb, "--graph", pushed.query)
    assert (there.returncode, there.stderr) == (0, "")
    assert there.stdout == here.stdout


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: " ".join(verb[:2]))
def test_nothing_listens(command: Command, verb: list[str]) -> None:
    told = command(*verb, "--graph", f"http://127.0.0.1:{free_port()}/sparql")
    assert told.returncode == 2
    assert told.stdout == ""
    assert told.stderr.endswith(
        "refused the connection: nothing listens there. Start the server, or check host and port.\n"
    )
    assert told.stderr.count("\n") == 1
