"""The graph as files: RDF syntaxes as the store writes them, views and frames of it, graph formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from whoshares.exports.frames import framed
from whoshares.exports.graph_data import cytoscape, lineage, node_link
from whoshares.exports.graph_files import dot, gexf, graphml
from whoshares.exports.nets import Net, net_of_graph
from whoshares.exports.references import all_documents, bibtex, csl
from whoshares.exports.reifiers import reified
from whoshares.exports.views import NAMESPACES, view
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.store.engine import Store
from whoshares.store.evidence import Citation

if TYPE_CHECKING:
    from whoshares.answers.parts import GraphParts

RDF_FORMATS: Final = ("turtle", "trig", "nquads", "jsonld")

REIFIED: Final[Mapping[str, str]] = {"turtle12": "turtle", "ntriples12": "ntriples"}
"""The formats of RDF 1.2, in which a reifier names the source of each statement; and the syntax of each."""

GRAPH_FORMATS: Final[Mapping[str, Callable[[Net], Iterator[str]]]] = {
    "graphml": graphml,
    "gexf": gexf,
    "dot": dot,
    "cytoscape": cytoscape,
    "node-link": node_link,
    "openlineage": lineage,
}
"""The formats of holders and flows."""

REFERENCES: Final[Mapping[str, Callable[[list[Citation]], Iterator[str]]]] = {"bibtex": bibtex, "csl": csl}
"""The formats of documents."""

FORMATS: Final = (*RDF_FORMATS, *REIFIED, *GRAPH_FORMATS, *REFERENCES)


def export_in_pieces(
    kg: GraphParts,
    format_name: str | None = None,
    *,
    vocabulary: str | None = None,
    frame: str | None = None,
    infer: bool = False,
) -> Iterator[str]:
    """The graph as text, in pieces as they are written. RDF formats hold the facts and the registry, not the ontology.

    `vocabulary` gives a view in another vocabulary (`prov`, `dcat`, `odrl`, `dpv`, `org`), `frame` nested JSON-LD of
    all things of a sort (`flow`, `holder`, `norm`), `infer` adds the named graph of what follows from the facts.
    Without a format it is TriG, Turtle for a view and JSON-LD for a frame. Raises InputError where format, vocabulary
    or frame is unknown, or does not go with the rest.
    """
    chosen = format_name or ("jsonld" if frame else "turtle" if vocabulary else "trig")
    if chosen not in FORMATS:
        raise InputError(f"“{chosen}” is no export format. The formats are {', '.join(FORMATS)}.")
    if sum(map(bool, (vocabulary, frame, infer))) > 1:
        raise InputError("Another vocabulary, a frame and what is inferred are three exports. Ask for one at a time.")
    if frame is not None:
        if chosen != "jsonld":
            raise InputError(f"A frame is JSON-LD, and {chosen} was asked for. Leave the format out.")
        return iter([framed(kg.store, frame)])
    if vocabulary is not None:
        if chosen not in RDF_FORMATS:
            raise InputError(f"Another vocabulary is RDF, in {', '.join(RDF_FORMATS)}, and {chosen} was asked for.")
        return iter([view(kg.store, vocabulary).serialize(chosen, prefixes=_prefixes_of(vocabulary))])
    if infer and chosen in (*GRAPH_FORMATS, *REFERENCES):
        holds = "flows" if chosen in GRAPH_FORMATS else "documents"
        raise InputError(f"What is inferred is RDF, and {chosen} holds {holds}. Use {', '.join(RDF_FORMATS)}.")
    if chosen in GRAPH_FORMATS:
        return GRAPH_FORMATS[chosen](net_of_graph(kg))
    if chosen in REFERENCES:
        return REFERENCES[chosen](all_documents(kg))
    store = _with_inferences(kg.store) if infer else kg.store
    if chosen in REIFIED:
        return iter([reified(store, leave_out=(v.ONTOLOGY_GRAPH,)).serialize(REIFIED[chosen])])
    return iter([store.serialize(chosen, leave_out=(v.ONTOLOGY_GRAPH,))])


def export(
    kg: GraphParts,
    format_name: str | None = None,
    *,
    vocabulary: str | None = None,
    frame: str | None = None,
    infer: bool = False,
) -> str:
    """The graph as one text: see `export_in_pieces`."""
    return "".join(export_in_pieces(kg, format_name, vocabulary=vocabulary, frame=frame, infer=infer))


def _prefixes_of(vocabulary: str) -> dict[str, str]:
    """The prefixes that a view is written with. Readers of PROV want one for everything that a record names."""
    return {vocabulary: NAMESPACES[vocabulary], **({"id": v.ID} if vocabulary == "prov" else {})}


def _with_inferences(store: Store) -> Store:
    from whoshares.sparql.reasoning import Inferences

    return Inferences(store).everything
