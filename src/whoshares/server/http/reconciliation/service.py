"""What workers do for the reconciliation of names: JSON in, JSON out, for both versions of the protocol."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.server.http import media, pages
from whoshares.server.http.protocol import fields
from whoshares.server.http.reconciliation.asked import TYPES, UNREAD, Version, batch, extension
from whoshares.server.http.reconciliation.candidates import Candidate, Candidates
from whoshares.server.http.reconciliation.entities import Entities
from whoshares.server.http.reconciliation.properties import ASKED, PROPERTIES, Entity, Properties, Property
from whoshares.server.problems import Problem, unknown
from whoshares.store.names import fold

_FORM: Final = ("queries", "extend")
_USUAL_SUGGESTIONS: Final = 10
MOST_SUGGESTIONS: Final = 100


class Reconciliation:
    """The service on one graph. Its parts are made when they are first needed."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self._properties = Properties(kg)
        self._made: tuple[Entities, Candidates] | None = None

    @property
    def _entities(self) -> Entities:
        return self._parts()[0]

    def _parts(self) -> tuple[Entities, Candidates]:
        if self._made is None:
            entities = Entities(self._kg)
            self._made = entities, Candidates(self._kg, entities, self._properties)
        return self._made

    def warm_up(self) -> None:
        """Read what every worker needs."""
        self._parts()

    def form(self, body: bytes) -> tuple[str, bytes]:
        """The answer to a form of version 0.2: a batch of queries, or an extension. Raises Problem."""
        given = [(name, value) for name, value in fields(body, "The request") if name not in UNREAD]
        for name, _ in given:
            if name == "callback":
                raise Problem(400, "JSONP is not given here. Ask for JSON, which pages of other origins may read.")
            if name not in _FORM:
                raise unknown(400, "parameter of “/reconcile”", name, _FORM)
        if len(given) != 1:
            raise Problem(400, "One of “queries” and “extend” is wanted, once.")
        ((name, value),) = given
        return self.match("0.2", value) if name == "queries" else self.extend("0.2", value)

    def document(self, path: str, body: bytes) -> tuple[str, bytes]:
        """The answer to a JSON document of version 1.0, sent to `match` or `extend`. Raises Problem."""
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            raise Problem(400, "The body is not UTF-8 text. Send UTF-8.") from None
        return self.match("1.0-draft", text) if path == "match" else self.extend("1.0-draft", text)

    def match(self, version: Version, text: str) -> tuple[str, bytes]:
        """The candidates of each query of a batch."""
        queries = batch(version, text, ASKED)
        found = {name: [self._written(one) for one in self._parts()[1].of(query)] for name, query in queries.items()}
        if version == "0.2":
            return _json({name: {"result": listed} for name, listed in found.items()})
        return _json({"results": [{"candidates": listed} for listed in found.values()]})

    def extend(self, version: Version, text: str) -> tuple[str, bytes]:
        """The values of some properties of some entities."""
        ids, asked = extension(text, tuple(PROPERTIES))
        rows = {id: {property: self._values(id, property) for property in asked} for id in ids}
        meta = [_described(PROPERTIES[property], typed=True) for property in asked]
        if version == "0.2":
            return _json({"meta": meta, "rows": rows})
        listed = [
            {"id": id, "properties": [{"id": property, "values": values} for property, values in row.items()]}
            for id, row in rows.items()
        ]
        return _json({"meta": meta, "rows": listed})

    def suggest(self, sort: str, values: Mapping[str, Any]) -> tuple[str, bytes]:
        """What a half-typed name of an entity, a type or a property may become. Raises Problem."""
        prefix = str(values.get("prefix", ""))
        offset = int(values.get("offset", values.get("cursor", 0)))
        limit = min(int(values.get("limit", _USUAL_SUGGESTIONS)), MOST_SUGGESTIONS)
        if sort == "entity":
            types = frozenset(_types(values.get("type"))) or frozenset(TYPES)
            offered = self._entities.suggested(prefix, types, offset, limit)
            return _json({"result": [self._offered(iri, also) for iri, also in offered]})
        listed = (
            [{"id": id, "name": name} for id, name in TYPES.items()]
            if sort == "type"
            else [_described(one) for one in PROPERTIES.values()]
        )
        asked = fold(prefix)
        fitting = [one for one in listed if any(asked in fold(str(one[key])) for key in ("id", "name"))]
        return _json({"result": fitting[offset : offset + limit]})

    def propose(self, values: Mapping[str, Any]) -> tuple[str, bytes]:
        """The properties of entities of a type. Raises Problem where there is no such type."""
        types = _types(values.get("type")) or tuple(TYPES)
        listed = [_described(one) for one in PROPERTIES.values() if any(type_ in one.types for type_ in types)]
        told: dict[str, object] = {"properties": listed[: values.get("limit")]}
        return _json(told | {key: values[key] for key in ("type", "limit") if key in values})

    def preview(self, id: str, prefix: str) -> tuple[str, bytes]:
        """A small page on an entity, to be shown within a client's own. Raises Problem where there is none."""
        iri = self._entity(id)
        page = pages.render(
            "preview.html",
            prefix=prefix,
            iri=iri,
            label=self._kg.names.label(iri),
            what=self._properties.kinds.of(iri),
            states=self._properties.kinds.states(iri),
            aliases=self._kg.evidence.values(iri, v.ALT_LABEL),
            said=self._kg.evidence.values(iri, v.DESCRIPTION),
        )
        return media.HTML.media_type, page.encode()

    def view(self, id: str) -> tuple[str, bytes]:
        """The IRI of an entity. Raises Problem where there is none."""
        return "text/plain", self._entity(id).encode()

    def _entity(self, id: str) -> str:
        iri = self._entities.by_id.get(id)
        if iri is None:
            near = [v.shorten(iri) for iri, _ in self._entities.suggested(v.local_name(id), frozenset(TYPES), 0, 3)]
            raise Problem(404, f"The graph has no body, system or place with the id “{id[:200]}”.", {"available": near})
        return iri

    def _written(self, one: Candidate) -> dict[str, object]:
        what = self._properties.kinds.of(one.iri)
        return {
            "id": v.shorten(one.iri),
            "name": self._kg.names.label(one.iri),
            "description": f"{what}. {one.why}" if one.why else what,
            "type": self._types_of(one.iri),
            "score": one.score,
            "match": one.match,
        }

    def _offered(self, iri: str, also: str) -> dict[str, object]:
        what = self._properties.kinds.of(iri)
        return {
            "id": v.shorten(iri),
            "name": self._kg.names.label(iri),
            "description": f"{what}; also called “{also}”" if also else what,
            "notable": self._types_of(iri),
        }

    def _types_of(self, iri: str) -> list[dict[str, str]]:
        return [{"id": type_, "name": TYPES[type_]} for type_ in self._entities.types[iri]]

    def _values(self, id: str, property: str) -> list[dict[str, object]]:
        """The values of a property; none of an id that the graph has not, as the protocol asks."""
        iri = self._entities.by_id.get(id)
        if iri is None:
            return []
        return [self._value(value) for value in self._properties.values(iri, property)]

    def _value(self, value: str | Entity) -> dict[str, object]:
        if isinstance(value, str):
            return {"str": value}
        label = self._kg.names.label(value.iri)
        return {"id": v.shorten(value.iri), "name": label} if value.iri in self._entities.types else {"str": label}


def _types(given: object) -> tuple[str, ...]:
    """A type that is given by id. Raises Problem where there is no such type."""
    if not given:
        return ()
    if given not in TYPES:
        raise unknown(400, "type", str(given), TYPES)
    return (str(given),)


def _described(one: Property, *, typed: bool = False) -> dict[str, object]:
    """A property with its id and name: for a list, with what it is; for a column, with the type of its values."""
    told: dict[str, object] = {"id": one.id, "name": one.name}
    if not typed:
        return told | {"description": one.description}
    return told | ({"type": {"id": one.value_type, "name": TYPES[one.value_type]}} if one.value_type else {})


def _json(data: Mapping[str, object] | Sequence[object]) -> tuple[str, bytes]:
    return media.JSON.media_type, json.dumps(data, ensure_ascii=False).encode()
