"""What several tests ask of a store or of the JSON-LD context."""

from __future__ import annotations

import json

from whoshares.model import vocabulary as v
from whoshares.store.engine import Store
from whoshares.store.resources import ontology_folder


def registry_graphs(store: Store) -> set[str]:
    """The IRIs of the graphs that hold identities."""
    return {str(s.subject) for s in store.statements(predicate=v.TYPE, value=v.REGISTRY)}


def predicate_of(key: str) -> str:
    """The predicate that a key of the format stands for."""
    context = json.loads((ontology_folder() / "context.jsonld").read_text("utf-8"))["@context"]
    term = context[key]
    prefix, _, name = (term["@id"] if isinstance(term, dict) else term).partition(":")
    return f"{context[prefix]}{name}"
