"""Every verb that reads takes an endpoint, and prints what it prints for the same graph here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.by_hand import DAY, Command
from tests.knowledge_graph.remote.servers import Server, free_port, oxigraph

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


PRINTED = [
    ["trace", "Sheriff", "Agency", "--as-of", DAY],
    ["show", "Sheriff"],
    ["query", "flows/into", "--recipient", "Agency"],
    ["query", "flows/into", "--recipient", "Agency", "--infer"],
    ["sparql", "SELECT DISTINCT ?f { ?f a ws:DataFlow } ORDER BY ?f"],
    ["sparql", "--infer", "SELECT ?a ?b { ?a ws:sharesDataWith ?b } ORDER BY ?a ?b"],
    ["export", "--format", "nquads"],
]
"""One of each way to ask: for a part, for everything, and what the endpoint answers itself.

The shipped graph is compared, of servers of two makers, by `tests/knowledge_graph/remote/test_shipped_graph.py`.
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """An Oxigraph server for the small graph."""
    with oxigraph("--union-default-graph") as begun:
        yield begun


def test_push_says_what_it_loaded(command: Command, server: Server, small: str) -> None:
    told = command("push", server.graph_store, "--graph", small)
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"{server.graph_store}: ")
    assert told.stdout.endswith(" named graphs are loaded.\n")


@pytest.mark.parametrize("verb", PRINTED, ids=" ".join)
def test_a_verb_prints_the_same(command: Command, server: Server, small: str, verb: list[str]) -> None:
    assert command("push", server.graph_store, "--graph", small).returncode == 0
    here = command(*verb, "--graph", small)
    assert (here.returncode, here.stderr) == (0, "")
    assert here.stdout.count("\n") > 2
    there = command(*verb, "--graph", server.query)
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
