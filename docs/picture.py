"""Draw docs/route.svg: the certain routes of the README's first trace. Needs Graphviz (`dot`)."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from pathlib import Path

import pydot

import whoshares
from whoshares.model.validity import State

TITLE = "Fingerprints from a local jail to ICE on 1 October 2011: the certain routes"


def picture() -> str:
    """The picture in DOT."""
    kg = whoshares.open()
    trace = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    routes = [route for route in trace.routes if route.state is State.CERTAIN]
    graph = pydot.Dot("routes", graph_type="digraph", rankdir="LR", bgcolor="white", label=TITLE, labelloc="t",
                      fontname="Helvetica", fontsize="15", nodesep="0.5", ranksep="1.1", pad="0.2")  # fmt: skip
    graph.set_node_defaults(shape="box", style='"rounded,filled"', fontname="Helvetica", fontsize="12",
                            margin='"0.18,0.1"', color="#33475b", fillcolor="#eef3f8")  # fmt: skip
    graph.set_edge_defaults(fontname="Helvetica", fontsize="11", color="#33475b", fontcolor="#7a3e00")
    carried: dict[tuple[str, str], set[str]] = defaultdict(set)
    for route in routes:
        for hop in route.hops:
            carried[hop.sender, hop.recipient].add(trace.labels[hop.category].lower())
    for holder in sorted({holder for pair in carried for holder in pair}):
        label, short = trace.labels[holder], trace.acronyms.get(holder)
        text = f"{short}\\n{label}" if short else label
        graph.add_node(pydot.Node(f'"{holder}"', label=f'"{text}"'))
    for (sender, recipient), categories in sorted(carried.items()):
        said = "\\n".join(sorted(categories))
        graph.add_edge(pydot.Edge(f'"{sender}"', f'"{recipient}"', label=f'" {said} "'))
    return str(graph.to_string())


if __name__ == "__main__":
    place = Path(__file__).with_name("route.svg")
    drawn = subprocess.run(["dot", "-Tsvg"], input=picture(), text=True, capture_output=True, check=True)
    place.write_text(drawn.stdout, "utf-8")
    print(f"wrote {place.name}")
