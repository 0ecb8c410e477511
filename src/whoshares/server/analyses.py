"""The analyses as routes: one row of a table each. Parameters are those of the method of KnowledgeGraph."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from whoshares.knowledge_graph import KnowledgeGraph
from whoshares.server.problems import Problem, unknown


@dataclass(frozen=True, slots=True)
class Analysis:
    """A method of KnowledgeGraph that is offered at `/api/<method>`, and an example of its parameters."""

    method: str
    question: str
    example: Mapping[str, str]
    """By the names of the method's arguments."""


_WAY: Final = {"origin": "Local jail", "recipient": "ICE", "carrying": "fingerprints", "as_of": "2011-10-01"}

ANALYSES: Final[Mapping[str, Analysis]] = {
    row.method: row
    for row in (
        Analysis("trace", "By which routes can data get from one holder to another on a day?", _WAY),
        Analysis("cut", "What is the least that would have to end, so that no known route is left?", _WAY),
        Analysis("chokepoints", "What does every known route pass?", _WAY),
        Analysis("exposure", "Whose data can reach a holder, or whom can its data reach?", {"holder": "ICE"}),
        Analysis("bars", "Which laws and agreements bar what?", {"as_of": "2019-06-01"}),
        Analysis("backdoors", "By which routes does data get round a bar?", {"as_of": "2019-06-01"}),
        Analysis(
            "whatif",
            "What would close, stay open or open, if something ended or began?",
            {"end": "flow/us-fbi--us-ident--arrest-fingerprints", **_WAY},
        ),
        Analysis("conflicts", "On what do the sources differ, and who says what?", {}),
        Analysis("timeline", "What began, ended and was attested, and when?", {"thing": "Secure Communities"}),
        Analysis(
            "diff",
            "What changed between two days?",
            {"day1": "2011-07-01", "day2": "2011-10-01", "to": "ICE"},
        ),
        Analysis("show", "What is known of a thing, and who says so?", {"thing": "IDENT"}),
        Analysis("search", "What in the graph fits these words?", {"text": "license plate"}),
    )
}
"""The analyses, by method. A new one is a row here; a parameter of a new name also needs its line in `MEANINGS`."""

MEANINGS: Final[Mapping[str, str]] = {
    "origin": "The holder that the data leaves, by label, alias or id.",
    "recipient": "The holder that the data is to reach, by label, alias or id.",
    "thing": "A thing, by label, alias or id.",
    "text": "The words to look for.",
    "carrying": "A data category, by label, alias or id. Default: any.",
    "as_of": "The day. Default: today.",
    "day1": "The earlier day.",
    "day2": "The later day.",
    "to": "The holder whose reach is compared, by label, alias or id.",
    "between": "Journeys within two days instead of on one, as in 2008-01-01/2011-10-01.",
    "ever": "Journeys on any days instead of on one.",
    "lawful": "Leave out hops that a bar in force bars.",
    "readings": "Take this reading of its instrument, and leave bars under other readings of it aside.",
    "bar": "A bar, or an instrument that sets bars. Default: all.",
    "end": "A flow, instrument, norm or block that ends, or “MEMBER of WHOLE”.",
    "start": "A flow, instrument, norm or block put in force, or a new flow “SENDER > RECIPIENT : CATEGORY”.",
    "holder": "The holder, by label, alias or id.",
    "outward": "Whom its data can reach, instead of whose data can reach it.",
    "exact": "Leave out joins that only assume two names to mean one body.",
    "max_hops": "No route longer than this.",
    "limit": "At most so many.",
    "via": "Only routes that pass this holder, flow, program or instrument.",
    "avoid": "Only routes that do not pass this holder, flow, program or instrument.",
    "by": "What ends: a flow, an instrument with the flows that rest on it, or all that a controller controls.",
    "using": "Only flows that this body controls may end.",
}
"""What each parameter means. No two methods use one name for different things."""

_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {"by": ("flow", "instrument", "controller")}
_BUDGET: Final = "seconds"
"""A parameter that no client sets: how long the method may search before it gives the best that it has."""
_NOT_OFFERED: Final = frozenset({"self", _BUDGET, "scenario"})
"""A scenario is a file, and no client names a file of the server's."""
_MOST: Final = 1000

Rules = Mapping[str, object]
"""What parameters ask of each other, in JSON Schema of the object that they make up."""
_ONE_TIME: Final = {"not": {"anyOf": [{"required": ["asOf", "between"]}, {"required": ["between", "ever"]}]}}
RULES: Final[Mapping[str, Rules]] = {
    "trace": _ONE_TIME,
    "chokepoints": _ONE_TIME,
    "timeline": {"dependentRequired": {"carrying": ["recipient"]}},
    "whatif": {"anyOf": [{"required": ["end"]}, {"required": ["start"]}, {"required": ["readings"]}]},
}
"""The rules of the analyses that have any."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a route: its name, its sort (one of `_SCHEMAS`), and its default."""

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
    "day": {"type": "string", "format": "date", "pattern": _DAY.join("^$")},
    "days": {"type": "string", "pattern": f"{_DAY}/{_DAY}".join("^$")},
    "graph": {"$ref": "#/components/schemas/Graph"},
    "year": {"type": "string", "pattern": "^[0-9]{4}$"},
    "whole": {"type": "string", "pattern": "^[+-]?[0-9]+$"},
    "switch": {"type": "boolean"},
    "flag": {"type": "string", "maxLength": 0},
    "number": {"type": "integer", "minimum": 1, "maximum": _MOST},
}
_SORTS: Final = {
    "str": "text",
    "str | None": "text",
    "str | Sequence[str]": "text",
    "str | date": "day",
    "str | date | None": "day",
    "tuple[str | date, str | date] | None": "days",
    "bool": "switch",
    "int": "number",
    "int | None": "number",
}


def spelt(argument: str) -> str:
    """The name in an address of an argument of a method: `as_of` is `asOf`, as in the JSON of the answers."""
    first, *others = argument.split("_")
    return first + "".join(map(str.capitalize, others))


@cache
def parameters(method: str) -> tuple[Parameter, ...]:
    """The parameters of an analysis, read off the method. Raises KeyError where one has no meaning or sort here."""
    found = []
    for name, given in inspect.signature(getattr(KnowledgeGraph, method)).parameters.items():
        if name in _NOT_OFFERED:
            continue
        needed = given.default is inspect.Parameter.empty
        found.append(
            Parameter(
                spelt(name),
                _SORTS[str(given.annotation)],
                needed,
                "Sequence" in str(given.annotation),
                MEANINGS[name],
                _CHOICES.get(name, ()),
                None if needed else given.default,
                name,
            )
        )
    return tuple(found)


def arguments(method: str, given: Sequence[tuple[str, str]], seconds: float) -> dict[str, object]:
    """The arguments for a method from the parameters of a request.

    Raises Problem where a parameter is unknown, missing, given twice, or of another sort.
    """
    known = {parameter.name: parameter for parameter in parameters(method)}
    read: dict[str, object] = {}
    for name, text in given:
        if name not in known:
            raise unknown(400, f"parameter of “{method}”", name, known)
        parameter = known[name]
        value = _value(parameter, text)
        if parameter.several:
            several = read.setdefault(parameter.argument, [])
            assert isinstance(several, list)
            several.append(value)
        elif parameter.argument in read:
            raise Problem(400, f"“{name}” is given twice, and one is wanted.")
        else:
            read[parameter.argument] = value
    for parameter in known.values():
        if parameter.required and parameter.argument not in read:
            raise Problem(
                400,
                f"“{parameter.name}” is missing: {parameter.meaning[0].lower()}{parameter.meaning[1:]}",
                {"parameters": list(known)},
            )
    if _BUDGET in inspect.signature(getattr(KnowledgeGraph, method)).parameters:
        read[_BUDGET] = math.floor(seconds * 80) / 100
    return read


def _value(parameter: Parameter, text: str) -> object:
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
    if not text.strip():
        raise Problem(400, f"“{parameter.name}” is empty. Give it a value, or leave it out.")
    return text
