"""Answers as JSON-LD: what the graph states of all that an answer names, and the answer as a thing of its own."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from whoshares.exports.nets import about, net_of_answer
from whoshares.exports.references import documents_of, flows_named
from whoshares.exports.results import Result
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.model.errors import InputError
from whoshares.model.terms import Blank, Iri, Literal, Statement
from whoshares.store.resources import ontology_folder

if TYPE_CHECKING:
    from whoshares.answers.parts import GraphParts

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_PROV: Final = "http://www.w3.org/ns/prov#"
_STRING: Final = v.XSD + "string"
_SHORT: Final = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9_~.-]*(?:/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)+")
"""What is left of an id that no reader takes for anything but a path below the base."""
_OF_ANSWERS: Final[Mapping[str, object]] = {
    "prov": _PROV,
    "question": "dcterms:description",
    "graph": "dcterms:bibliographicCitation",
    "day": {"@id": "dcterms:valid", "@type": "xsd:date"},
    "licence": {"@id": "dcterms:license", "@type": "@id"},
    "flows": {"@id": "dcterms:references", "@type": "@id"},
    "documents": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
}
"""The keys that only the answer has, besides `title`, its first sentence."""

_Things = dict[str, list[tuple[str, Iri | Blank | Literal]]]


def result_ld(result: Result) -> Iterator[str]:
    """An answer as one JSON-LD document, with the keys of the format and its context within.

    In the default graph are the answer and all that is stated of what it names: flows, holders, documents, laws, data.
    The same stands once more in the named graph of whoever states it, as in the whole graph.
    """
    kg, answer = result.kg, result.answer
    flows = list(dict.fromkeys(_flows(kg, answer)))
    documents = [source.id for source in documents_of(kg, answer)]
    named = {*flows, *documents, *_named(kg, answer)}
    named |= {str(s.graph) for thing in sorted(named) for s in _stated(kg, thing) if s.graph}
    union: _Things = {}
    graphs: dict[str, _Things] = defaultdict(dict)
    for thing in sorted(named):
        for s in _stated(kg, thing):
            assert not isinstance(s.object, tuple)
            for things in (union, *((graphs[str(s.graph)],) if s.graph else ())):
                said = things.setdefault(thing, [])
                if (pair := (str(s.predicate), s.object)) not in said:
                    said.append(pair)
    keys = Keys.of_the_format()
    own = _answer(answer, result.title, flows, documents, keys)
    nodes = [keys.node(thing, said) for thing, said in union.items()]
    for node, thing in zip(nodes, union, strict=True):
        if thing in graphs:
            node["@graph"] = [keys.node(*one) for one in graphs[thing].items()]
    yield f'{{"@context": {json.dumps(keys.used(), ensure_ascii=False)},\n"@graph": [\n{_json(own)}'
    for node in nodes:
        yield f",\n{_json(node)}"
    yield "\n]}\n"


def _answer(answer: Answer, title: str, flows: list[str], documents: list[str], keys: Keys) -> dict[str, object]:
    told = about(answer, title)
    question: Mapping[str, object] = getattr(answer, "question", {})
    day = question.get("asOf")
    own: dict[str, object] = {
        "id": name_of(answer),
        "type": "prov:Entity",
        "title": told["title"],
        "question": told["question"],
        **({"graph": told["graph"]} if "graph" in told else {}),
        **({"day": day} if day else {}),
        "licence": LICENCE,
        "flows": [keys.short(flow) for flow in flows],
        "documents": [keys.short(document) for document in documents],
    }
    keys.need("dcterms", "xsd", "title")
    return {name: value for name, value in own.items() if value}


def name_of(answer: Answer) -> str:
    """What an answer is called: by the hash of its data (RFC 6920), so that the same answer has the same name."""
    data = json.dumps(answer.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    spelt = base64.urlsafe_b64encode(hashlib.sha256(data.encode("utf-8", "surrogatepass")).digest())
    return f"ni:///sha-256;{spelt.rstrip(b'=').decode('ascii')}"


def _flows(kg: GraphParts, answer: Answer) -> Iterator[str]:
    """The flows of an answer, in its order."""
    with suppress(InputError):  # an answer of a sort that has none
        for edge in net_of_answer(kg, answer).edges():
            yield from filter(None, (edge.texts.get("flow"),))
    yield from flows_named(answer)


def _named(kg: GraphParts, answer: Answer) -> Iterator[str]:
    """All that an answer names: what it has labels for, and the ends of its flows."""
    yield from getattr(answer, "labels", ())
    yield from filter(None, (getattr(answer, "iri", None),))
    with suppress(InputError):
        yield from (node.id for node in net_of_answer(kg, answer).nodes())


def _stated(kg: GraphParts, thing: str) -> list[Statement]:
    """What is stated of a thing, in a fixed order; nothing of what is no IRI."""
    try:
        return sorted(kg.store.statements(subject=thing), key=_order)
    except ValueError:
        return []


def _order(s: Statement) -> tuple[str, ...]:
    more = (s.object.datatype, s.object.language or "") if isinstance(s.object, Literal) else ("", "")
    return (str(s.predicate), str(s.object), *more, str(s.graph or ""))


@dataclass
class Keys:
    """The keys of the format, those of them that were used, and how values are written under each."""

    context: Mapping[str, Any]
    terms: dict[str, str] = field(init=False)
    """The key of each property and class, by its IRI."""
    _used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.terms = {}
        for name, meaning in self.context.items():
            iri = str(meaning.get("@id", "") if isinstance(meaning, dict) else meaning)
            prefix, colon, rest = iri.partition(":")
            if colon and prefix in self.context:
                self.terms.setdefault(f"{self.context[prefix]}{rest}", name)

    @classmethod
    def of_the_format(cls) -> Keys:
        """Those of the format's context."""
        context = json.loads((ontology_folder() / "context.jsonld").read_text("utf-8"))["@context"]
        return cls({name: meaning for name, meaning in context.items() if meaning != "@graph"})

    def need(self, *names: str) -> None:
        """Take keys into the context, whether or not anything uses them."""
        self._used.update(names)

    def used(self) -> dict[str, object]:
        """The context of what was written."""
        own = {name: meaning for name, meaning in self.context.items() if name[0] == "@" or str(meaning)[0] == "@"}
        prefixes = {name: self.context[name] for name in ("ws", "skos", "dcterms", "dc", "xsd")}
        return {**own, **prefixes, **_OF_ANSWERS, **{name: self.context[name] for name in sorted(self._used)}}

    def node(self, thing: str, said: list[tuple[str, Iri | Blank | Literal]]) -> dict[str, object]:
        """A thing with what is stated of it."""
        found: dict[str, list[object]] = defaultdict(list)
        for predicate, value in said:
            if predicate == v.TYPE and isinstance(value, Iri):
                found["type"].append(self._term(value))
            else:
                key = self._term(predicate)
                found[key].append(self._value(key, value))
        return {"id": self.short(thing), **{key: one[0] if len(one) == 1 else one for key, one in found.items()}}

    def short(self, iri: str) -> str:
        """An id as it stands: below the base where it can."""
        below = iri.removeprefix(v.ID)
        return below if below != iri and _SHORT.fullmatch(below) else iri

    def _term(self, iri: str) -> str:
        name = self.terms.get(iri)
        if name is None:
            return iri
        self._used.add(name)
        return name

    def _value(self, key: str, value: Iri | Blank | Literal) -> object:
        meaning = self.context.get(key, {})
        kind = meaning.get("@type") if isinstance(meaning, dict) else None
        if isinstance(value, Literal):
            if value.language:
                return {"@value": value.text, "@language": value.language}
            if value.datatype == _STRING:
                return value.text if kind is None else {"@value": value.text}
            typed = value.datatype.removeprefix(v.XSD)
            if kind == f"xsd:{typed}":
                return value.text
            return {"@value": value.text, "@type": f"xsd:{typed}" if typed != value.datatype else value.datatype}
        if isinstance(value, Blank):
            return {"@id": f"_:{value}"}
        if kind == "@id":
            return self.short(value)
        if kind == "@vocab":
            tail = value.removeprefix(meaning["@context"]["@vocab"])
            if tail != value and re.fullmatch(r"[a-z][a-z0-9-]*", tail) and tail not in self.context:
                return tail
        return {"@id": self.short(value)}


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)
