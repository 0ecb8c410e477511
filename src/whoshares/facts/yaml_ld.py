"""Reading YAML-LD: what each document says, checked strictly, as quads in the document's own named graph.

A folder holds sources (one file a document) and registries (identities). The format is in `docs/format.md`; its keys
are the terms of `ontology/context.jsonld`. Oxigraph's JSON-LD parser makes the quads: here the text is only checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeAlias

from whoshares.facts import context
from whoshares.facts.suggestions import Suggestions
from whoshares.facts.yaml_tree import Entries, Items, Node, Text, read_yaml
from whoshares.model.errors import Fault, SourceFaults
from whoshares.model.vocabulary import ID, ONTOLOGY_GRAPH, TYPE, XSD
from whoshares.store.engine import Store
from whoshares.store.kept_files import Inputs
from whoshares.store.native import resolved
from whoshares.store.resources import graph_folder, ontology_folder

_SINGLE: Final = frozenset(
    "id type title publisher issued tier url label text sender recipient validFrom validUntil measure value unit bound "
    "extent basis period periodFrom periodUntil asOf generic selective level fips study year setBy atSystem "
    "modelOf ori retrievedOn checksum".split()
)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_ID = re.compile(r"[a-z][a-z0-9-]*(?:/[A-Za-z0-9][A-Za-z0-9._~-]*)+")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_DECIMAL = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class FileLine:
    """Where a statement stands: a file and a line, counted from 1."""

    file: str
    line: int


@dataclass(slots=True)
class Documents:
    """What a folder of YAML-LD says, as JSON-LD documents, and where each statement stands."""

    jsonld: list[tuple[str, str]] = field(default_factory=list)
    """The graph's IRI and its document, without the context; one entry a file."""
    places: dict[tuple[str, str, str | None], FileLine] = field(default_factory=dict)
    """Graph, subject and predicate (`None`: the thing itself) → place."""
    defined: set[str] = field(default_factory=set)
    referred: list[tuple[str, str, FileLine]] = field(default_factory=list)
    """Each id that is pointed at: its IRI, the key that points, the place."""
    has_registry: bool = False

    def fill(self, store: Store) -> None:
        """Add all statements to a store, each file's in its own named graph."""
        graphs = (f'{{"@id": {json.dumps(graph)}, "@graph": [{document}]}}' for graph, document in self.jsonld)
        joined = f'{{"@context": {context.text()}, "@graph": [{", ".join(graphs)}]}}'
        store.load(joined, "jsonld", ours=True)  # in one piece, so that the context is read once

    def place_of(self, subject: str, predicate: str | None = None, graph: str | None = None) -> FileLine | None:
        """Where a statement stands, as exactly as is known: the key's line, else the thing's first line."""
        for wanted in (predicate, None):
            if graph is not None and (graph, subject, wanted) in self.places:
                return self.places[graph, subject, wanted]
            found = self._by_subject().get((subject, wanted))
            if found is not None and graph is None:
                return found
        return self._by_subject().get((subject, None))

    def _by_subject(self) -> Mapping[tuple[str, str | None], FileLine]:
        if not self._index:
            for (_, subject, predicate), place in self.places.items():
                self._index.setdefault((subject, predicate), place)
        return self._index

    _index: dict[tuple[str, str | None], FileLine] = field(default_factory=dict)


def read_documents(path: Path, inputs: Inputs | None = None) -> Documents:
    """What the YAML-LD at `path` says, checked key by key; references are not resolved yet. `inputs` reads it.

    Raises SourceFaults with every fault found, FileError where a file cannot be read.
    """
    inputs = inputs or Inputs()
    return _documents((file, inputs.read(file)) for file in inputs.facts(path))


def _documents(files: Iterable[tuple[Path, bytes]]) -> Documents:
    documents = Documents()
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    for file, content in files:
        name = str(file)
        try:
            _Reader(name, documents, seen).read(_text_of(name, content))
        except SourceFaults as error:
            faults.extend(error.faults)
    if faults:
        raise SourceFaults(faults)
    return documents


def check_references(documents: Documents, known: Iterable[str]) -> None:
    """Raise SourceFaults unless every id that is pointed at is defined in the documents or among `known`."""
    every = documents.defined.union(known)
    suggest = Suggestions(map(_short, every))
    faults = [
        Fault(
            place.file,
            place.line,
            f"“{key}” points at “{_short(iri)}”, which nothing defines."
            f"{suggest(_short(iri))} Correct the id, or add the thing to the registry.",
        )
        for iri, key, place in documents.referred
        if iri not in every
    ]
    if faults:
        raise SourceFaults(faults)


def vocabulary_store(inputs: Inputs | None = None) -> Store:
    """A new store that holds the ontology and its SKOS schemes, in their own named graph. `inputs` reads them."""
    inputs = inputs or Inputs()
    store = Store()
    store.add(_vocabulary(_contents((ontology_folder() / name for name in ("whoshares.ttl", "schemes.ttl")), inputs)))
    return store


_Contents: TypeAlias = tuple[tuple[Path, bytes], ...]


def _contents(files: Iterable[Path], inputs: Inputs) -> _Contents:
    return tuple((file, inputs.read(file)) for file in files)


@lru_cache(maxsize=1)
def _vocabulary(files: _Contents) -> Store:
    """What some files of Turtle state, in the ontology's graph; nobody adds to it."""
    store = Store()
    for path, content in files:
        store.load(content, "turtle", graph=ONTOLOGY_GRAPH, where=str(path))
    return store


@lru_cache(maxsize=1)
def _registry(files: _Contents) -> tuple[Store, frozenset[str]]:
    """What the files of the shipped registry state, and the things that they define; nobody adds to it.

    Many a folder points at it, and it is larger than most.
    """
    documents = _documents(files)
    store = Store()
    documents.fill(store)
    return store, frozenset(documents.defined)


def load_folder(path: Path, inputs: Inputs | None = None) -> tuple[Store, Documents]:
    """The store of a folder (or one file) of YAML-LD: its statements and the vocabulary, references checked.

    A folder without a registry of its own may point at the shipped one, which is then part of the store. `inputs` reads
    all of it.
    """
    inputs = inputs or Inputs()
    documents = read_documents(path, inputs)
    store = vocabulary_store(inputs)
    known = {str(statement.subject) for statement in store.statements(predicate=TYPE)}
    if not documents.has_registry and _points_outside(documents, known):
        shipped, defined = _registry(_contents(inputs.facts(graph_folder() / "registry"), inputs))
        store.add(shipped)
        known |= defined
    check_references(documents, known)
    documents.fill(store)
    return store, documents


def _points_outside(documents: Documents, known: set[str]) -> bool:
    return any(iri not in documents.defined and iri not in known for iri, _, _ in documents.referred)


def _short(iri: str) -> str:
    return iri.removeprefix(ID)


def _text_of(file: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourceFaults([Fault(file, line, "a byte here is not UTF-8. Save the file as UTF-8 text.")]) from None


def _is_web_address(text: str) -> bool:
    """Whether a text is an address that is an IRI, too: the engine leaves out what is said of any other."""
    return _WEB.fullmatch(text) is not None and resolved(text, ID) is not None


class _Reader:
    """Checks one file and turns it into JSON-LD."""

    def __init__(self, file: str, documents: Documents, seen: dict[str, str]) -> None:
        self.file = file
        self.documents = documents
        self.seen = seen
        self.faults: list[Fault] = []
        self.graph = ""
        self._likely_key = Suggestions(context.words())
        self._likely_class = Suggestions(context.classes())

    def fault(self, line: int, sentence: str) -> None:
        self.faults.append(Fault(self.file, line, sentence))

    def read(self, text: str) -> None:
        root = read_yaml(text, self.file)
        if not isinstance(root, Entries):
            raise SourceFaults(
                [Fault(self.file, root.line, "a mapping was expected: a source begins with “id:” and “type: Source”.")]
            )
        states = root.entries.pop("states", Items([], root.line))
        header = self._thing(root, "the file")
        if header is not None:
            self._check_header(root, header)
            items: list[object] = []
            if not isinstance(states, Items):
                self.fault(states.line, "“states” is not a list. Write one “- id: …” entry for each thing.")
            else:
                for entry in states.items:
                    if not isinstance(entry, Entries):
                        self.fault(entry.line, "an entry of “states” is not a mapping. Write “- id: …”, then its keys.")
                        continue
                    thing = self._thing(entry, "the entry")
                    if thing is not None:
                        items.append(thing)
            self.documents.jsonld.append((self.graph, json.dumps({**header, "states": items}, ensure_ascii=False)))
        if self.faults:
            raise SourceFaults(self.faults)

    def _check_header(self, root: Entries, header: Mapping[str, object]) -> None:
        if header["type"] not in ("Source", "Registry"):
            line = root.key_lines["type"]
            self.fault(line, f"a file is a Source or a Registry, and this says “{header['type']}”. Correct the type.")
        if header["type"] == "Registry":
            self.documents.has_registry = True
        other = self.seen.setdefault(self.graph, self.file)
        if other != self.file:
            self.fault(
                root.key_lines["id"], f"the id “{_short(self.graph)}” is taken by {other}. Give each file its own."
            )

    def _thing(self, node: Entries, what: str) -> dict[str, object] | None:
        for needed in ("id", "type"):
            if not isinstance(node.entries.get(needed), Text):
                self.fault(node.line, f"{what} that begins here has no “{needed}”. Every thing has an id and a type.")
                return None
        given = node.entries["id"]
        assert isinstance(given, Text)
        iri = self._iri(given, "id")
        if iri is None:
            return None
        if not self.graph:
            self.graph = iri
        self.documents.defined.add(iri)
        self.documents.places.setdefault((self.graph, iri, None), FileLine(self.file, given.line))
        thing: dict[str, object] = {"id": iri}
        for key, value in node.entries.items():
            if key == "id":
                continue
            line = node.key_lines[key]
            if key not in context.words() or key == "states":
                self.fault(
                    line, f"“{key}” is not a key of the format.{self._likely_key(key)} Correct it or take it out."
                )
                continue
            predicate = context.predicate(key)
            self.documents.places.setdefault((self.graph, iri, predicate), FileLine(self.file, line))
            values = [read for item in self._items(key, value) if (read := self._value(key, item)) is not None]
            thing[key] = values[0] if len(values) == 1 else values
        return thing

    def _items(self, key: str, value: Node) -> Iterator[Text]:
        items = value.items if isinstance(value, Items) else [value]
        if isinstance(value, Items):
            if not items:
                self.fault(value.line, f"“{key}” is an empty list. Give a value, or take the line out.")
            if key in _SINGLE:
                self.fault(value.line, f"“{key}” takes one value, and a list stands here. Keep one.")
                return
        for item in items:
            if isinstance(item, Text):
                yield item
            else:
                self.fault(
                    item.line, f"“{key}” takes text, and a nested list or mapping stands here. Write plain values."
                )

    def _value(self, key: str, item: Text) -> object | None:
        if key == "type":
            if item.text not in context.classes():
                known = ", ".join(sorted(context.classes()))
                self.fault(
                    item.line,
                    f"“{item.text}” is not a class of the ontology.{self._likely_class(item.text)} "
                    f"The classes are {known}.",
                )
                return None
            return item.text
        kind = context.terms()[key].get("@type")
        if kind == "@id":
            return self._reference(key, item, "")
        if kind == "@vocab":
            inner = context.terms()[key]["@context"]
            assert isinstance(inner, dict)
            return self._reference(key, item, str(inner["@vocab"]))
        return self._literal(key, item, kind)

    def _reference(self, key: str, item: Text, namespace: str) -> str | None:
        if key == "sameAs":
            if not _is_web_address(item.text):
                self.fault(item.line, f"“{key}” takes a full web address, and “{item.text}” is none.")
            return item.text
        if namespace and "/" not in item.text:
            iri = namespace + item.text
        else:
            found = self._iri(item, key)
            if found is None:
                return None
            iri = found
        self.documents.referred.append((iri, key, FileLine(self.file, item.line)))
        return iri

    def _iri(self, item: Text, key: str) -> str | None:
        if _is_web_address(item.text):
            return item.text
        if _ID.fullmatch(item.text):
            return ID + item.text
        self.fault(
            item.line,
            f"“{key}” is “{item.text}”, which is no id. An id is a path such as organization/us-ice "
            "(letters, digits, hyphens), or a full web address.",
        )
        return None

    def _literal(self, key: str, item: Text, kind: object) -> object | None:
        if kind == "xsd:date":
            return self._date(key, item)
        if kind == "xsd:decimal" and not _DECIMAL.fullmatch(item.text):
            self.fault(item.line, f"“{key}” is “{item.text}”. Write a number in digits, such as 43300 or 2.8.")
            return None
        if kind == "xsd:boolean" and item.text not in ("true", "false"):
            self.fault(item.line, f"“{key}” is “{item.text}”. Write true or false.")
            return None
        if kind == "xsd:gYear" and not re.fullmatch(r"[0-9]{4}", item.text):
            self.fault(item.line, f"“{key}” is “{item.text}”. Write a year in four digits.")
            return None
        if kind == "xsd:anyURI" and not _WEB.fullmatch(item.text):
            self.fault(item.line, f"“{key}” is “{item.text}”. Write a full web address that begins with https://.")
            return None
        return item.text

    def _date(self, key: str, item: Text) -> object | None:
        parts = _DATE.fullmatch(item.text)
        try:
            if parts is None:
                raise ValueError
            date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
        except ValueError:
            self.fault(
                item.line,
                f"“{key}” is “{item.text}”, which is no date. "
                "Write YYYY-MM-DD, or YYYY-MM or YYYY where no more is known.",
            )
            return None
        if parts[3]:
            return item.text
        return {"@value": item.text, "@type": XSD + ("gYearMonth" if parts[2] else "gYear")}
