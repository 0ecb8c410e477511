"""The analyses as resources: one verb each, with its parameters."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from whoshares.exports.results import formats_of
from whoshares.knowledge_graph.verbs import VERBS, Verb
from whoshares.server.problems import Problem, unknown

ANALYSES: Final = VERBS
"""The analyses, by method: each is offered at `/api/<method>`."""

_BUDGET: Final = "seconds"
"""A parameter that no client sets: how long the method may search before it gives the best that it has."""
_MOST: Final = 1000
_FARTHEST: Final = 1_000_000

Constraints = Mapping[str, object]
"""What parameters ask of each other, in JSON Schema of the object that they make up."""
_ONE_TIME: Final = {"not": {"anyOf": [{"required": ["asOf", "between"]}, {"required": ["between", "ever"]}]}}
CONSTRAINTS: Final[Mapping[str, Constraints]] = {
    "trace": _ONE_TIME,
    "chokepoints": _ONE_TIME,
    "claim": {"dependentSchemas": {"under": {"properties": {"says": {"const": "must-not-share-with"}}}}},
    "bars": {"dependentRequired": {"to": ["thing"]}},
    "timeline": {"dependentRequired": {"carrying": ["to"]}},
    "whatif": {"anyOf": [{"required": ["end"]}, {"required": ["start"]}, {"required": ["readings"]}]},
    "/brief": {"oneOf": [{"required": ["thing"]}, {"required": ["from", "to"]}]},
}
"""The rules of the analyses that have any, by method, and of a view, by its path."""


def files_of(method: str) -> tuple[str, ...]:
    """The names of the formats of files that an analysis is given in."""
    holds = ANALYSES[method].holds
    return () if holds == "matches" else formats_of(flows=holds == "flows")


@dataclass(frozen=True, slots=True)
class RequestParameter:
    """A parameter of a resource: its name, its sort (one of `_SCHEMAS`), and its default."""

    name: str
    sort: str
    required: bool
    several: bool
    meaning: str
    choices: tuple[str, ...] = ()
    default: object = None
    argument: str = ""
    """What the method calls it."""

    @property
    def schema(self) -> dict[str, object]:
        """The parameter's JSON Schema, for OpenAPI."""
        schema = dict(_SCHEMAS[self.sort])
        if self.choices:
            schema = {"type": "string", "enum": list(self.choices)}
        if self.default is not None and self.default != ():
            schema["default"] = self.default
        return {"type": "array", "items": schema, "minItems": 1} if self.several else schema


_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_SCHEMAS: Final[Mapping[str, Mapping[str, object]]] = {
    "text": {"type": "string", "minLength": 1, "pattern": r"\S"},
    "prefix": {"type": "string"},
    "json": {"type": "string", "contentMediaType": "application/json", "pattern": r"^\s*\{"},
    "offset": {"type": "integer", "minimum": 0, "maximum": _FARTHEST},
    "day": {"type": "string", "format": "date", "pattern": _DAY.join("^$")},
    "days": {"type": "string", "pattern": f"{_DAY}/{_DAY}".join("^$")},
    "graph": {"$ref": "#/components/schemas/Graph"},
    "year": {"type": "string", "pattern": "^[0-9]{4}$"},
    "whole": {"type": "string", "pattern": "^[+-]?[0-9]+$"},
    "switch": {"type": "boolean"},
    "flag": {"type": "string", "maxLength": 0},
    "number": {"type": "integer", "minimum": 1, "maximum": _MOST},
}


def example_of(verb: Verb) -> dict[str, str]:
    """The example of an analysis, with the names that its parameters have in an address."""
    return {p.name: verb.example[p.argument] for p in parameters(verb.method) if p.argument in verb.example}


def _spelt(argument: str) -> str:
    """The name in an address of an argument of a method: `as_of` is `asOf`, as in the JSON of the answers."""
    first, *others = argument.split("_")
    return first + "".join(map(str.capitalize, others))


@cache
def parameters(method: str) -> tuple[RequestParameter, ...]:
    """The parameters of an analysis that a client may say. Raises KeyError where there is no such analysis."""
    return tuple(
        RequestParameter(
            p.address or _spelt(p.name),
            p.sort,
            p.required,
            p.several,
            p.meaning,
            p.choices,
            None if p.required else p.without,
            p.name,
        )
        for p in VERBS[method].parameters
        if p.remote
    )


def arguments(method: str, given: Sequence[tuple[str, str]], seconds: float) -> dict[str, object]:
    """The arguments for a method from the parameters of a request.

    Raises Problem where a parameter is unknown, missing, given twice, or of another sort.
    """
    found = read(parameters(method), given, method)
    if any(parameter.name == _BUDGET for parameter in VERBS[method].parameters):
        found[_BUDGET] = math.floor(seconds * 80) / 100
    return found


def read(offered: Sequence[RequestParameter], given: Sequence[tuple[str, str]], what: str) -> dict[str, object]:
    """The values of these parameters in a request, by the argument they stand for.

    Raises Problem where one is unknown, missing, given twice, or of another sort.
    """
    known = {parameter.name: parameter for parameter in offered}
    found: dict[str, object] = {}
    for name, text in given:
        if name not in known:
            raise unknown(400, f"parameter of “{what}”", name, known)
        parameter = known[name]
        value = _value(parameter, text)
        if parameter.several:
            several = found.setdefault(parameter.argument, [])
            assert isinstance(several, list)
            several.append(value)
        elif parameter.argument in found:
            raise Problem(400, f"“{name}” is given twice, and one is wanted.")
        else:
            found[parameter.argument] = value
    for parameter in known.values():
        if parameter.required and parameter.argument not in found:
            raise Problem(
                400,
                f"“{parameter.name}” is missing: {parameter.meaning[0].lower()}{parameter.meaning[1:]}",
                {"parameters": list(known)},
            )
    return found


def _value(parameter: RequestParameter, text: str) -> object:
    if parameter.choices and text not in parameter.choices:
        raise unknown(400, f"“{parameter.name}”", text, parameter.choices)
    if parameter.sort == "days":
        first, slash, last = text.partition("/")
        if not slash:
            raise Problem(
                400, f"“{parameter.name}” is “{text[:40]}”, and two days are wanted, as in 2008-01-01/2011-10-01."
            )
        return (first, last)
    if parameter.sort == "switch":
        if text not in ("true", "false"):
            raise unknown(400, f"value of “{parameter.name}”", text, ("true", "false"))
        return text == "true"
    if parameter.sort == "number":
        if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= _MOST:
            raise Problem(400, f"“{parameter.name}” is “{text[:40]}”, and a whole number from 1 to {_MOST} is wanted.")
        return int(text)
    if parameter.sort == "offset":
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) > _FARTHEST:
            raise Problem(400, f"“{parameter.name}” is “{text[:40]}”, and a whole number from 0 on is wanted.")
        return int(text)
    if not text.strip() and parameter.sort != "prefix":
        raise Problem(400, f"“{parameter.name}” is empty. Give it a value, or leave it out.")
    return text
