"""What clients ask, in both versions of the protocol, read into one form; all of it comes from outside."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NoReturn

from whoshares.server.problems import Problem, unknown

Version = Literal["0.2", "1.0-draft"]
TYPES: Final[Mapping[str, str]] = {"Organization": "Organization", "System": "System", "Place": "Place"}
"""The types of what is reconciled, by id, with their names."""
UNREAD: Final = frozenset({"_", "timeout"})
"""Fields that clients add for themselves, against caches and for their own patience: no part of a question."""
MOST_QUERIES: Final = 100
MOST_IDS: Final = 100
_MOST_PROPERTIES: Final = 20
_MOST_VALUES: Final = 20
_MOST_CANDIDATES: Final = 25
_USUAL_CANDIDATES: Final = 5
_QUANTIFIERS: Final = ("any", "all", "none")

Value = tuple[str, ...]
"""A value of a condition: the texts that it may be known by, such as the id and the name of a reconciled cell."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a property of a candidate, or its id, is to be."""

    property: str
    """The property's id; `id` for that of the candidate."""
    values: tuple[Value, ...]
    required: bool = False
    """Whether candidates are left out that do not meet it, or of which that is not known."""
    quantifier: str = "any"


@dataclass(frozen=True, slots=True)
class Query:
    """One name that is asked for, or several that may each be its."""

    names: tuple[str, ...]
    types: frozenset[str]
    """Ids of types; all where the client names none."""
    typed: bool
    """Whether the client names types."""
    limit: int
    conditions: tuple[Condition, ...]

    def hint(self, property: str) -> Value:
        """The value of a property that is surely meant of the one that is sought; empty where none is."""
        for condition in self.conditions:
            if condition.property == property and condition.quantifier != "none" and len(condition.values) == 1:
                return condition.values[0]
        return ()


def batch(version: Version, text: str, known: Sequence[str]) -> dict[str, Query]:
    """The queries of a batch, by the names that the client gives them; in 1.0, by their place.

    `known` are the ids of the properties that conditions may name. Raises Problem where the batch is none, is too
    long, or names a type or a property that is not known.
    """
    data = _parsed(text)
    if version == "0.2":
        queries = _mapping(data, "The batch")
        read = _query
    else:
        listed = _list(_field(_mapping(data, "The batch"), "queries", "The batch"), "“queries”")
        queries = {str(place): query for place, query in enumerate(listed)}
        read = _conditions_query
    if len(queries) > MOST_QUERIES:
        raise Problem(413, f"The batch holds {len(queries)} queries, and at most {MOST_QUERIES} are taken at once.")
    return {name: read(_mapping(query, "A query"), known) for name, query in queries.items()}


def extension(text: str, known: Sequence[str]) -> tuple[list[str], list[str]]:
    """The ids and the properties of a data extension query. Raises Problem as `batch` does."""
    data = _mapping(_parsed(text), "The extension")
    ids = [_text(one, "An id") for one in _list(_field(data, "ids", "The extension"), "“ids”")]
    listed = _list(_field(data, "properties", "The extension"), "“properties”")
    properties = [_text(_field(_mapping(p, "A property"), "id", "A property"), "A property's id") for p in listed]
    if len(ids) > MOST_IDS or len(properties) > _MOST_PROPERTIES:
        raise Problem(
            413, f"At most {MOST_IDS} ids and {_MOST_PROPERTIES} properties are taken at once. Send smaller batches."
        )
    for one in properties:
        if one not in known:
            raise unknown(400, "property", one, known)
    return list(dict.fromkeys(ids)), list(dict.fromkeys(properties))


def _query(data: Mapping[str, Any], known: Sequence[str]) -> Query:
    """A query of version 0.2."""
    _only(data, ("query", "type", "limit", "properties", "type_strict"), "a query")
    name = _text(data.get("query", ""), "“query”")
    given = data.get("type")
    types = [] if given in (None, "", []) else given if isinstance(given, list) else [given]
    conditions = []
    for one in _few(_list(data.get("properties") or [], "“properties”"), _MOST_PROPERTIES, "properties"):
        property = _mapping(one, "A property")
        pid = _text(_field(property, "pid", "A property"), "“pid”")
        conditions.append(_condition(pid, _field(property, "v", "A property"), known))
    if not name and not conditions:
        raise Problem(400, "A query has neither “query” nor “properties”. Give the name that is sought.")
    return Query((name,) if name else (), *_types(types), _limit(data.get("limit")), tuple(conditions))


def _conditions_query(data: Mapping[str, Any], known: Sequence[str]) -> Query:
    """A query of version 1.0."""
    _only(data, ("conditions", "type", "limit", "lang", "dir"), "a query")
    names: list[str] = []
    conditions: list[Condition] = []
    listed = _list(_field(data, "conditions", "A query"), "“conditions”")
    if not listed:
        raise Problem(400, "A query has no condition. Give one whose “matchType” is “name”.")
    for one in _few(listed, _MOST_PROPERTIES, "conditions"):
        told = _mapping(one, "A condition")
        sort, quantifier = told.get("matchType"), told.get("matchQuantifier", "any")
        value = _field(told, "propertyValue", "A condition")
        if quantifier not in _QUANTIFIERS:
            raise unknown(400, "“matchQuantifier”", str(quantifier), _QUANTIFIERS)
        if "matchQualifier" in told:
            raise Problem(400, "“matchQualifier” is given, and no property here has any. Leave it out.")
        if sort == "name":
            sought = [text for texts in _values(value) for text in texts[-1:]]
            if quantifier == "none" or (quantifier == "all" and len(sought) > 1):
                raise Problem(400, "Names are sought by “any” of their values. Leave “matchQuantifier” out.")
            names += sought
        elif sort in ("id", "property"):
            pid = "id" if sort == "id" else _text(_field(told, "propertyId", "A condition"), "“propertyId”")
            required = told.get("required", False) is True
            conditions.append(_condition(pid, value, (*known, "id"), required=required, quantifier=quantifier))
        else:
            raise unknown(400, "“matchType”", str(sort), ("name", "id", "property"))
    types = [data["type"]] if data.get("type") else []
    return Query(
        tuple(_few(names, _MOST_VALUES, "names")), *_types(types), _limit(data.get("limit")), tuple(conditions)
    )


def _condition(
    pid: str, value: object, known: Sequence[str], *, required: bool = False, quantifier: str = "any"
) -> Condition:
    if pid not in known:
        raise unknown(400, "property", pid, known)
    return Condition(pid, tuple(_values(value)), required, quantifier)


def _values(value: object) -> list[Value]:
    """One or more values of a property: texts, numbers, truths, or entities by id and name.

    A text of several lines is as many values: so clients write what a name has in several rows.
    """
    found: dict[Value, None] = {}
    for one in _few(value if isinstance(value, list) else [value], _MOST_VALUES, "values"):
        if isinstance(one, dict):
            known_by = [[_text(one[key], f"“{key}”") for key in ("id", "name") if one.get(key)]]
        elif isinstance(one, bool):
            known_by = [[str(one).lower()]]
        elif isinstance(one, str | int | float):
            known_by = [[line.strip()] for line in str(one).split("\n")]
        else:
            _wrong("A value", "a text, a number, a truth or an entity")
        found |= {tuple(filter(None, texts)): None for texts in known_by if any(texts)}
    return list(_few(list(found), _MOST_VALUES, "values"))


def _types(given: Sequence[object]) -> tuple[frozenset[str], bool]:
    for one in given:
        if not isinstance(one, str) or one not in TYPES:
            raise unknown(400, "type", str(one), TYPES)
    return frozenset(map(str, given)) or frozenset(TYPES), bool(given)


def _limit(given: object) -> int:
    if given is None:
        return _USUAL_CANDIDATES
    if isinstance(given, bool) or not isinstance(given, int | float) or given != given // 1 or given < 1:
        _wrong("“limit”", "a whole number from 1 on")
    return int(min(given, _MOST_CANDIDATES))


def _parsed(text: str) -> object:
    """JSON from outside, as RFC 8259 has it, of text that can be written again."""
    try:
        data = json.loads(text, parse_constant=_no_number)
        json.dumps(data, ensure_ascii=False).encode()
    except RecursionError:
        raise Problem(400, "The JSON is nested too deeply.") from None
    except UnicodeEncodeError:
        raise Problem(400, "The JSON holds half of a character (a lone surrogate).") from None
    except ValueError as error:
        raise Problem(400, f"This is no JSON: {str(error)[:200]}.") from None
    return data


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _only(data: Mapping[str, Any], fields: Sequence[str], what: str) -> None:
    for name in data:
        if name not in fields:
            raise unknown(400, f"field of {what}", name, fields)


def _few(values: Sequence[Any], most: int, what: str) -> Sequence[Any]:
    if len(values) > most:
        raise Problem(413, f"There are {len(values)} {what} in one query, and at most {most} are taken.")
    return values


def _field(data: Mapping[str, Any], name: str, what: str) -> Any:
    if name not in data:
        raise Problem(400, f"{what} has no “{name}”.")
    return data[name]


def _mapping(data: object, what: str) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else _wrong(what, "a JSON object")


def _list(data: object, what: str) -> list[Any]:
    return data if isinstance(data, list) else _wrong(what, "a JSON array")


def _text(data: object, what: str) -> str:
    return data.strip() if isinstance(data, str) else _wrong(what, "a text")


def _wrong(what: str, wanted: str) -> NoReturn:
    raise Problem(400, f"{what} is not {wanted}, which is wanted there.")
