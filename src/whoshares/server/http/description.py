"""What the server says of itself and of its data: SPARQL 1.1 Service Description and VoID, as RDF.

There are no blank nodes in it, so that the same graph is always described by the same bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Final

from whoshares.model.vocabulary import ID, WS
from whoshares.store.engine import Store

_PREFIXES: Final = """\
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix formats: <http://www.w3.org/ns/formats/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
"""
_RESULT_FORMATS: Final = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD",
)  # fmt: skip
_LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"


def service(base: str, graphs: Sequence[str], format_name: str) -> bytes:
    """The service description of the endpoint at `base`, which has these named graphs."""
    endpoint, dataset = f"<{base}/sparql>", f"<{base}/void#dataset>"
    lines = [
        f"{endpoint} a sd:Service ; sd:endpoint {endpoint} ; sd:supportedLanguage sd:SPARQL11Query",
        "  ; sd:feature sd:UnionDefaultGraph",
        *(f"  ; sd:resultFormat <http://www.w3.org/ns/formats/{name}>" for name in _RESULT_FORMATS),
        f"  ; sd:defaultDataset {dataset} ; sd:availableGraphs {dataset} .",
        f"{dataset} a sd:Dataset, sd:GraphCollection ; sd:defaultGraph <{base}/void#union>",
        *(f"  ; sd:namedGraph <{base}/void#graph-{number}>" for number, _ in enumerate(graphs, 1)),
        f". <{base}/void#union> a sd:Graph .",
        *(
            f"<{base}/void#graph-{number}> a sd:NamedGraph ; sd:name <{graph}> ; sd:graph <{graph}> ."
            for number, graph in enumerate(graphs, 1)
        ),
    ]
    return _written(lines, format_name)


def void(base: str, figures: Mapping[str, Sequence[Sequence[str]]], *, shipped: bool, format_name: str) -> bytes:
    """The VoID description of the data: size, graphs, classes, properties and where to get it.

    `figures` are the counts of the whole, the graphs, the classes and the properties. The licence
    is told of the shipped graph alone.
    """
    dataset = f"<{base}/void#dataset>"
    ((triples, subjects, objects),) = figures["whole"]
    lines = [
        f'{dataset} a void:Dataset ; dcterms:title "whoshares" ; void:sparqlEndpoint <{base}/sparql>',
        f"  ; void:dataDump <{base}/dump> ; foaf:homepage <{base}/> ; void:uriSpace {json.dumps(ID)}",
        f"  ; void:vocabulary <{WS}> ; void:triples {triples} ; void:distinctSubjects {subjects}",
        f"  ; void:distinctObjects {objects} ; void:classes {len(figures['classes'])}",
        f"  ; void:properties {len(figures['properties'])}",
        *(f"  ; void:feature formats:{name}" for name in ("Turtle", "RDF_XML", "N-Triples", "JSON-LD")),
        *([f"  ; dcterms:license <{_LICENSE}>"] if shipped else []),
        *(f"  ; void:subset <{base}/void#graph-{number}>" for number, _ in enumerate(figures["graphs"], 1)),
        *(f"  ; void:classPartition <{base}/void#class-{number}>" for number, _ in enumerate(figures["classes"], 1)),
        *(f"  ; void:propertyPartition <{base}/void#property-{n}>" for n, _ in enumerate(figures["properties"], 1)),
        f". <{base}/void> a void:DatasetDescription ; foaf:primaryTopic {dataset} .",
    ]
    for number, (graph, count) in enumerate(figures["graphs"], 1):
        lines.append(f"<{base}/void#graph-{number}> a void:Dataset ; dcterms:source <{graph}> ; void:triples {count} .")
    for number, (class_, count) in enumerate(figures["classes"], 1):
        lines.append(f"<{base}/void#class-{number}> void:class <{class_}> ; void:entities {count} .")
    for number, (property_, count) in enumerate(figures["properties"], 1):
        lines.append(f"<{base}/void#property-{number}> void:property <{property_}> ; void:triples {count} .")
    return _written(lines, format_name)


def _written(lines: Sequence[str], format_name: str) -> bytes:
    turtle = _PREFIXES + "\n".join(lines)
    store = Store()
    store.load(turtle, "turtle", where="the server's description")
    sink = io.BytesIO()
    store.write_statements(sink, format_name, merge=True)
    return sink.getvalue()
