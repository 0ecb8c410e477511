"""The JSON-LD context that gives the keys of YAML-LD their meaning: `ontology/context.jsonld`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from whoshares.model.vocabulary import TYPE
from whoshares.store.resources import ontology_folder


@cache
def context_bytes() -> bytes:
    """The JSON-LD context that says what the keys of the format mean: read once a process."""
    return (ontology_folder() / "context.jsonld").read_bytes()


@cache
def terms() -> Mapping[str, Mapping[str, object]]:
    """Each key of the format and what the JSON-LD context says of it."""
    given = json.loads(context_bytes())["@context"]
    return {key: value if isinstance(value, dict) else {"@id": value} for key, value in given.items() if key[0] != "@"}


@cache
def text_properties() -> frozenset[str]:
    """The properties, as IRIs, whose values the context reads as text."""
    texts = [term for term in map(terms().__getitem__, words()) if term.get("@type") not in ("@id", "@vocab")]
    return frozenset(expand(str(term["@id"])) for term in texts if not str(term["@id"]).startswith("@"))


@cache
def text() -> str:
    """The context as JSON in one line."""
    document = json.loads(context_bytes())
    return json.dumps(document["@context"])


@cache
def words() -> frozenset[str]:
    """The keys of the format."""
    prefixes = {"ws", "skos", "dcterms", "dc", "xsd"}
    return frozenset(key for key in terms() if key not in prefixes and not key[0].isupper())


@cache
def classes() -> frozenset[str]:
    """What may be a thing's type."""
    return frozenset(key for key in terms() if key[0].isupper() and key != "Inference")  # made here, never written


@cache
def predicate(key: str) -> str:
    """The IRI of the property that a key of the format stands for."""
    return TYPE if key == "type" else expand(str(terms()[key]["@id"]))


def expand(name: str) -> str:
    """The IRI of a prefixed name of the context; another name as it is."""
    prefix, colon, rest = name.partition(":")
    namespace = terms().get(prefix, {}).get("@id")
    return f"{namespace}{rest}" if colon and namespace else name
