"""Flows as a graph of networkx, and in the formats that it writes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from whoshares.model import vocabulary as v
from whoshares.model.plain import plain

if TYPE_CHECKING:
    import networkx as nx

    from whoshares.answers.parts import GraphParts

_ATTRIBUTES: Final[Mapping[str, str]] = {
    "program": v.UNDER_PROGRAM,
    "authority": v.AUTHORITY,
    "via": v.VIA,
    "mode": v.MODE,
    "controlled by": v.CONTROLLED_BY,
    "about": v.ABOUT_SUBJECT,
    "evidence status": v.EVIDENCE_STATUS,
    "valid from": v.VALID_FROM,
    "valid until": v.VALID_UNTIL,
    "attested on": v.ATTESTED_ON,
}


def flow_graph(kg: GraphParts) -> nx.MultiDiGraph[str]:
    """All flows as a directed multigraph: holders are nodes, flows are edges keyed by IRI, attributes are text.

    Each text is in one line and holds what XML can carry: the rest stands as an escape, as in printed text.
    """
    import networkx as nx

    network, evidence, names = kg.network, kg.evidence, kg.names
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name="whoshares flows")

    def labelled(iri: str, predicate: str) -> str:
        return plain("; ".join(names.label(value) for value in evidence.values(iri, predicate)))

    for flow in network.flows[: network.flows.stated]:
        for holder in (network.holders[flow.sender], network.holders[flow.recipient]):
            if holder not in graph:
                graph.add_node(holder, label=plain(names.label(holder)), kind=plain(names.class_label(holder)))
        sources = evidence.citations(flow.iri)
        graph.add_edge(
            network.holders[flow.sender],
            network.holders[flow.recipient],
            key=flow.iri,
            flow=flow.iri,
            label=plain(kg.describe(flow.iri)),
            carries=plain("; ".join(names.label(network.categories.iris[c]) for c in flow.carries)),
            sources=plain("; ".join(f"{s.title} ({s.tier or 'no tier'})" for s in sources)),
            **{name.replace(" ", "_"): labelled(flow.iri, predicate) for name, predicate in _ATTRIBUTES.items()},
        )
    return graph


def _graphml(graph: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    return "\n".join(nx.generate_graphml(graph)) + "\n"


def _gexf(graph: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    stream = io.BytesIO()
    nx.write_gexf(graph, stream)
    text = stream.getvalue().decode()
    text = re.sub(r' lastmodifieddate="[^"]*"', "", text)  # the day of the export is no part of the graph
    return re.sub(r'(<graph [^>]*?) name="[^"]*"', r"\1", text, count=1)  # the schema has no name on a graph


def _dot(graph: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    drawn: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for holder, attributes in graph.nodes(data=True):
        drawn.add_node(_quoted(holder), label=_quoted(attributes["label"]))
    for sender, recipient, flow, attributes in graph.edges(keys=True, data=True):
        drawn.add_edge(
            _quoted(sender),
            _quoted(recipient),
            **{name: _quoted(text) for name, text in attributes.items() if text and name != "label"},
            label=_quoted(attributes["carries"]),
            id=_quoted(flow),
        )
    return str(nx.nx_pydot.to_pydot(drawn).to_string())


GRAPH_FORMATS: Final[Mapping[str, Callable[[nx.MultiDiGraph[str]], str]]] = {
    "graphml": _graphml,
    "gexf": _gexf,
    "dot": _dot,
}


def _quoted(text: str) -> str:
    """Text as a quoted DOT string, whatever it holds."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
