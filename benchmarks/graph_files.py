"""Graph files of the synthetic graph of national size, written as they are read, beside networkx's writers.

Two questions. The writers alone: the same nodes and edges, which stand in memory, as GraphML and as GEXF. And the whole
way from an open graph to the file: ours reads each flow and writes it; the peer's path reads the same flows into a
`MultiDiGraph` (`kg.to_networkx()`) and writes that. Each run is a child of a process that has the graph open; time is
processor time, memory what the child took beyond what it had when it began. The files are compared before a figure
counts: both hold the same edges.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import networkx as nx

from benchmarks.national import FULL, store_of
from benchmarks.record import Figure, arguments, keep
from whoshares.answers.parts import GraphParts
from whoshares.exports.graph_files import gexf, graphml
from whoshares.exports.nets import Net, as_networkx, net_of_graph

OURS: dict[str, Any] = {"GraphML": graphml, "GEXF": gexf}
PEERS: dict[str, Any] = {"GraphML": nx.write_graphml, "GEXF": nx.write_gexf}
_QUICK = (400, 6_000)
_TENTH = 10
"""Memory is measured of a tenth of the flows, too: what is flat is as large there."""


def write(pieces: Any, place: Path) -> None:
    """Write a file in pieces, as the command does."""
    with place.open("wb") as stream:
        for piece in pieces:
            stream.write(piece.encode())


def written(kg: GraphParts, form: str, place: Path) -> dict[str, float]:
    """Ours, from an open graph to the file."""
    return {"seconds": _took(lambda: write(OURS[form](net_of_graph(kg)), place))}


def built_and_written(kg: GraphParts, form: str, place: Path) -> dict[str, float]:
    """The peer's, from an open graph to the file."""
    return {"seconds": _took(lambda: PEERS[form](as_networkx(net_of_graph(kg)), place))}


def writers_alone(kg: GraphParts, form: str, place: Path) -> dict[str, float]:
    """Both writers on the same nodes and edges in memory; and that both files have the same edges."""
    net = net_of_graph(kg)
    nodes, edges = list(net.nodes()), list(net.edges())
    kept = Net(net.about, net.day, lambda: iter(nodes), lambda: iter(edges))
    graph = as_networkx(kept)
    ours, peer = place.with_suffix(".ours"), place.with_suffix(".peer")
    gc.freeze()
    found = {
        "ours": _took(lambda: write(OURS[form](kept), ours)),
        "peer": _took(lambda: PEERS[form](graph, peer)),
    }
    read = nx.read_graphml if form == "GraphML" else nx.read_gexf
    if len(edges) <= _QUICK[1]:
        own, others = ({(a, b, d["flow"]) for a, b, d in _by_iri(read(one)).edges(data=True)} for one in (ours, peer))
        assert own == others, "both files hold the same edges"
    else:
        assert ours.read_bytes().count(b"<edge ") == peer.read_bytes().count(b"<edge ") == len(edges)
    return found


def _by_iri(graph: Any) -> Any:
    """A graph with its nodes named by their IRIs, as the peer names them."""
    return nx.relabel_nodes(graph, nx.get_node_attributes(graph, "iri"))


def _took(do: Callable[[], None]) -> float:
    begun = time.process_time()
    do()
    return time.process_time() - begun


def child(run: Any, kg: GraphParts, form: str, folder: Path) -> dict[str, float]:
    """What a run found, in a child, with the bytes that it took beyond what it began with."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)

    def work(told: Connection) -> None:
        begun = int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()
        found = run(kg, form, folder / form)
        found["bytes"] = max(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - begun)
        told.send_bytes(json.dumps(found).encode())

    process = context.Process(target=work, args=(theirs,))
    process.start()
    theirs.close()
    found: dict[str, float] = json.loads(ours.recv_bytes())
    process.join()
    return found


def opened(organizations: int, flows: int) -> GraphParts:
    """The graph, with its network and the labels that any export needs."""
    kg = GraphParts(store_of(organizations, flows))
    _ = kg.network, kg.names.label(kg.network.holders[0])
    gc.collect()
    gc.freeze()
    return kg


def main(*, quick: bool) -> None:
    """Run all, print and keep."""
    organizations, flows = _QUICK if quick else FULL
    figures: list[Figure] = []
    notes: dict[str, object] = {"flows": flows}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kg = opened(organizations // _TENTH, flows // _TENTH)
        for form in OURS:
            small = child(written, kg, form, folder)
            notes[f"{form}, memory at a tenth of the flows"] = f"{small['bytes'] / 2**20:.1f} MiB"
        kg = opened(organizations, flows)
        for form in OURS:
            alone = child(writers_alone, kg, form, folder)
            ours, peer = child(written, kg, form, folder), child(built_and_written, kg, form, folder)
            figures += [
                Figure(f"{form}, the same flows written; networkx", alone["ours"], alone["peer"], "s", 5),
                Figure(f"{form}, read from the graph and written; networkx", ours["seconds"], peer["seconds"], "s", 2),
                Figure(f"{form}, memory for that", max(ours["bytes"], 2**20) / 2**20, peer["bytes"] / 2**20, "MiB", 10),
            ]
            notes[f"{form}, file"] = f"{(folder / form).stat().st_size / 2**20:.0f} MiB"
    keep("graph_files", figures, quick=quick, notes=notes, packages=("networkx", "lxml"))


if __name__ == "__main__":
    main(quick=arguments(__doc__).parse_args().quick)
