"""Things as nested JSON for developers: JSON-LD, framed by class, each thing with the labels and sources it needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.store.engine import Store
from whoshares.store.resources import ontology_folder
from whoshares.store.writing import Triples

FRAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "flow": ("DataFlow",),
    "holder": ("Organization", "System"),
    "norm": ("Bar", "Mandate", "Permission"),
}
"""The frames: each makes a list of all things of its classes."""

_OF_CLASS: Final = """CONSTRUCT {{
  ?thing ?p ?o . ?o a ?class ; skos:prefLabel ?label .
  ?thing dcterms:source ?entry . ?entry dcterms:isPartOf ?source ; ws:at ?place .
  ?source dcterms:title ?title ; ws:tier ?tier ; dc:publisher ?publisher ; dcterms:issued ?issued .
}} WHERE {{
  VALUES ?kind {{ {classes} }}
  ?thing a ?kind .
  {{ ?thing ?p ?o FILTER(?p NOT IN (ws:at, ws:citedAs)) OPTIONAL {{
      ?o a ?class ; skos:prefLabel ?label FILTER(?class != skos:Concept && STRSTARTS(STR(?class), STR(ws:))) }} }}
  UNION {{
    GRAPH ?source {{ ?thing ?any ?thing_or_value OPTIONAL {{ ?thing ws:at ?place }} }}
    ?source a ws:Source ; dcterms:title ?title ; ws:tier ?tier .
    OPTIONAL {{ ?source dc:publisher ?publisher }} OPTIONAL {{ ?source dcterms:issued ?issued }}
    BIND(IRI(CONCAT(STR(?source), "#", STRAFTER(STR(?thing), STR(id:)))) AS ?entry)
  }}
}}"""

_OURS: Final = {
    "sources": {"@id": "dcterms:source", "@type": "@id", "@container": "@set"},
    "document": {"@id": "dcterms:isPartOf", "@type": "@id"},
}
"""Keys that only frames have: a thing's sources, and the document of each, beside the places in it (`at`)."""


def framed(store: Store, frame: str) -> str:
    """All things of a frame's classes as JSON-LD: a list, each thing with what is said of it and its sources inside.

    Values that are things have their id, class and label. The keys are those of the format. Raises InputError for an
    unknown frame.
    """
    from pyld import jsonld

    if frame not in FRAMES:
        raise InputError(f"“{frame}” is no frame. The frames are {', '.join(FRAMES)}.")
    classes = FRAMES[frame]
    answer = store.query(_OF_CLASS.format(classes=" ".join(f"ws:{name}" for name in classes)))
    assert isinstance(answer, Triples)
    context = _context()
    found: dict[str, Any] = jsonld.frame(
        [_typed(node) for node in json.loads(answer.serialize("jsonld"))],
        {"@context": context, "@type": [v.WS + name for name in classes], "@embed": "@always"},
        {"base": v.ID, "omitGraph": False},
    )
    things = sorted(found.get("@graph", []), key=lambda thing: str(thing["id"]))
    return json.dumps({"@context": context, "@graph": things}, ensure_ascii=False, indent=2) + "\n"


def _typed(node: dict[str, Any]) -> dict[str, Any]:
    """A node of expanded JSON-LD with its classes under `@type`, where frames look for them."""
    return {
        key if key != v.TYPE else "@type": [value["@id"] for value in values] if key == v.TYPE else values
        for key, values in node.items()
    }


def _context() -> dict[str, object]:
    """The context of the format, in which a list of things is called by its JSON-LD name."""
    text = (ontology_folder() / "context.jsonld").read_text("utf-8")
    context: dict[str, object] = json.loads(text)["@context"]
    return {key: value for key, value in context.items() if value != "@graph"} | _OURS
