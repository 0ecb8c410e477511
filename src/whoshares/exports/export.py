"""The graph as files: RDF syntaxes as the store writes them, views and frames of it, graph formats through networkx."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from whoshares.exports.frames import framed
from whoshares.exports.reifiers import reified
from whoshares.exports.views import NAMESPACES, view
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.model.plain import plain
from whoshares.store.engine import Store

if TYPE_CHECKING:
    import networkx as nx

    from whoshares.answers.parts import GraphParts

RDF_FORMATS: Final = ("turtle", "trig", "nquads", "jsonld")

REIFIED: Final[Mapping[str, str]] = {"turtle12": "turtle", "ntriples12": "ntriples"}
"""The formats of RDF 1.2, in which a reifier names the source of each statement; and the syntax of each."""

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

    for flow in network.flows:
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


def export(
    kg: GraphParts,
    format_name: str | None = None,
    *,
    profile: str | None = None,
    frame: str | None = None,
    infer: bool = False,
) -> str:
    """The graph as text. RDF formats hold the facts and the registry, without the ontology.

    `profile` gives a view in another vocabulary (`prov`, `dcat`, `odrl`, `dpv`, `org`), `frame` nested JSON-LD of all
    things of a sort (`flow`, `holder`, `norm`), `infer` adds the named graph of what follows from the facts. Without a
    format it is TriG, Turtle for a view and JSON-LD for a frame. Raises InputError where format, profile or frame is
    unknown, or does not go with the rest.
    """
    chosen = format_name or ("jsonld" if frame else "turtle" if profile else "trig")
    if chosen not in FORMATS:
        raise InputError(f"“{chosen}” is no export format. The formats are {', '.join(FORMATS)}.")
    if sum(map(bool, (profile, frame, infer))) > 1:
        raise InputError("A profile, a frame and what is inferred are three exports. Ask for one at a time.")
    if frame is not None:
        if chosen != "jsonld":
            raise InputError(f"A frame is JSON-LD, and {chosen} was asked for. Leave the format out.")
        return framed(kg.store, frame)
    if profile is not None:
        if chosen not in RDF_FORMATS:
            raise InputError(f"A profile is RDF, in {', '.join(RDF_FORMATS)}, and {chosen} was asked for.")
        return view(kg.store, profile).serialize(chosen, prefixes=_prefixes_of(profile))
    if chosen in GRAPH_FORMATS:
        if infer:
            raise InputError(f"What is inferred is RDF, and {chosen} holds flows. Use {', '.join(RDF_FORMATS)}.")
        return GRAPH_FORMATS[chosen](flow_graph(kg))
    store = _with_inferences(kg.store) if infer else kg.store
    if chosen in REIFIED:
        return reified(store, leave_out=(v.ONTOLOGY_GRAPH,)).serialize(REIFIED[chosen])
    return store.serialize(chosen, leave_out=(v.ONTOLOGY_GRAPH,))


def _prefixes_of(profile: str) -> dict[str, str]:
    """The prefixes that a view is written with. Readers of PROV want one for everything that a record names."""
    return {profile: NAMESPACES[profile], **({"id": v.ID} if profile == "prov" else {})}


def _with_inferences(store: Store) -> Store:
    from whoshares.sparql.reasoning import Closure

    return Closure(store).everything


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


FORMATS: Final = (*RDF_FORMATS, *REIFIED, *GRAPH_FORMATS)


def _quoted(text: str) -> str:
    """Text as a quoted DOT string, whatever it holds."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
