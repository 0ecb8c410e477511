"""The queries of a folder, `<topic>/<answer>.rq`, with what their headers say.

A header is YAML in the lines that begin with `#+` (the convention of grlc): question, summary, what an empty answer
means, tags, parameters, columns, and which of the columns hold several values. In the body a parameter is a row
`VALUES ?name { UNDEF }`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from whoshares.facts.yaml_tree import Entries, Items, Node, read_yaml
from whoshares.model.errors import FileError, InputError, SourceFaults
from whoshares.store.resources import queries_folder

RESERVED: Final = frozenset({"name", "graph", "format", "explain", "param", "help", "infer"})
"""What no parameter may be called, because the command has another use for it."""

PARAMETER_ROW: Final = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")
"""What finds the rows of parameters in a query's text; the group is the parameter."""

_RESERVED_LIST: Final = ", ".join(sorted(RESERVED))
_KEYS: Final = ("question", "summary", "empty", "tags", "params", "columns", "lists")
_PARAMETER_KEYS: Final = frozenset({"name", "class", "required", "example", "help"})
_NAME = re.compile(r"[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*")
_IN_WORDS: Final = {"Holder": "holder of data", "date": "day", "integer": "whole number"}


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """A parameter of a query: a SPARQL variable, and what may be bound to it."""

    name: str
    kind: str
    """The local name of a class, or `Thing` for any, or `date`, `year`, `integer` or `text`."""
    required: bool
    example: str
    help: str

    @property
    def option(self) -> str:
        """The name as the command writes it: `as-of` for `asOf`."""
        return re.sub(r"(?=[A-Z])", "-", self.name).lower()

    @property
    def wanted(self) -> str:
        """What is to be bound, in words: “data category”, “day”."""
        return _IN_WORDS.get(self.kind) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.kind).lower()

    def to_dict(self) -> dict[str, object]:
        """The parameter as JSON-ready data."""
        return {
            "name": self.name,
            "class": self.kind,
            "required": self.required,
            "example": self.example,
            "help": self.help,
        }


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """A query of the catalogue."""

    name: str
    question: str
    summary: str
    empty: str
    """What an answer without rows means."""
    tags: tuple[str, ...]
    parameters: tuple[QueryParameter, ...]
    columns: Mapping[str, str]
    """Name and description of each column, in order."""
    lists: frozenset[str]
    """The columns whose cells hold several values."""
    text: str
    """The SPARQL text without the header, with open parameters."""

    @property
    def topic(self) -> str:
        """The first part of the name."""
        return self.name.partition("/")[0]

    def parameter(self, name: str) -> QueryParameter:
        """The parameter of a name: `asOf`, `as_of` and `as-of` are one. Raises InputError where there is none."""
        spelt = name.replace("_", "-")
        for parameter in self.parameters:
            if spelt in (parameter.name, parameter.option):
                return parameter
        raise self._unknown(name)

    def _unknown(self, name: str) -> InputError:
        if not self.parameters:
            return InputError(f"“{self.name}” takes no parameters, and “{name}” was given. Leave it out.")
        listed = "; ".join(f"{p.option} ({p.wanted}{', required' if p.required else ''})" for p in self.parameters)
        hint = did_you_mean(name, [parameter.option for parameter in self.parameters])
        return InputError(f"“{self.name}” has no parameter “{name}”.{hint} It takes {listed}.")

    def to_dict(self) -> dict[str, object]:
        """What the header says, as JSON-ready data."""
        return {
            "query": self.name,
            "question": self.question,
            "summary": self.summary,
            "empty": self.empty,
            "tags": list(self.tags),
            "parameters": [parameter.to_dict() for parameter in self.parameters],
            "columns": [
                {"name": name, "help": text, "several": name in self.lists} for name, text in self.columns.items()
            ],
        }


class Catalogue:
    """The queries of a folder: the shipped ones, or those of another folder of the same layout."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = queries_folder() if folder is None else folder

    @cached_property
    def names(self) -> list[str]:
        """The names of all queries, sorted."""
        return sorted(path.relative_to(self.folder).with_suffix("").as_posix() for path in self.folder.rglob("*.rq"))

    @property
    def topics(self) -> list[str]:
        """The topics, sorted."""
        return sorted({name.partition("/")[0] for name in self.names})

    def queries(self, topic: str | None = None) -> list[CatalogueQuery]:
        """All queries, or those of a topic, by name. Raises FileError where a header is not what it should be."""
        return [self.find(name) for name in self.names if topic is None or name.partition("/")[0] == topic]

    def find(self, name: str) -> CatalogueQuery:
        """The query of a name such as `flows/into`.

        Raises InputError, with what there is, where there is none; FileError as `queries` does.
        """
        asked = name.strip().removesuffix(".rq")
        if asked in self.names:
            return read_query(asked, self.folder / f"{asked}.rq")
        listed = (
            f"  {topic}/  {', '.join(n.partition('/')[2] for n in self.names if n.startswith(f'{topic}/'))}"
            for topic in self.topics
        )
        raise InputError(f"There is no query “{name}”.{did_you_mean(asked, self.names)} The queries are:", *listed)


def read_query(name: str, path: Path) -> CatalogueQuery:
    """The query in a file. Raises FileError where it cannot be read, or its header is not what it should be."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _fault(path, f"this cannot be read as UTF-8 text ({error})") from None
    lines = text.replace("\r\n", "\n").split("\n")
    length = next((place for place, line in enumerate(lines) if not line.startswith("#+")), len(lines))
    if not length:
        raise _fault(path, "there is no header. Begin the file with a line “#+ question: …”")
    try:
        header = _bare(read_yaml("\n".join(line[2:].removeprefix(" ") for line in lines[:length]), str(path)))
    except SourceFaults as error:
        raise FileError(*error.lines) from None
    if not isinstance(header, dict):
        raise _fault(path, "the header must be keys with values. Begin it with a line “#+ question: …”")
    return _query(name, path, header, "\n".join(lines[length:]).strip() + "\n")


def did_you_mean(asked: str, known: Iterable[str]) -> str:
    """A question that offers what is spelt most like `asked`; empty where nothing is near."""
    from rapidfuzz import fuzz, process

    near = process.extract(asked.casefold(), sorted(known), scorer=fuzz.WRatio, limit=3, score_cutoff=75)
    return f" Did you mean {' or '.join(f'“{name}”' for name, _, _ in near)}?" if near else ""


def _query(name: str, path: Path, header: dict[str, object], body: str) -> CatalogueQuery:
    if not _NAME.fullmatch(name):
        raise _fault(path, "a query is topic/answer.rq, in lower-case letters, digits and hyphens")
    if unknown := sorted(header.keys() - set(_KEYS)):
        raise _fault(path, f"the header has the key “{unknown[0]}”, and its keys are {', '.join(_KEYS)}")
    columns, lists = header.get("columns"), header.get("lists", [])
    tags, parameters = header.get("tags", []), header.get("params", [])
    if not isinstance(columns, dict) or not columns or not all(isinstance(c, str) and c for c in columns.values()):
        raise _fault(path, "columns must say of each column by its name what it holds")
    if not (isinstance(lists, list) and isinstance(tags, list) and isinstance(parameters, list)):
        raise _fault(path, "tags, params and lists must be lists")
    if stray := [column for column in lists if column not in columns]:
        raise _fault(path, f"lists names “{stray[0]}”, which is no column")
    return CatalogueQuery(
        name=name,
        question=_sentence(path, header, "question"),
        summary=_sentence(path, header, "summary"),
        empty=_sentence(path, header, "empty"),
        tags=tuple(tags),
        parameters=tuple(_parameter(path, one, body) for one in parameters),
        columns={column: _one_line(text) for column, text in columns.items()},
        lists=frozenset(lists),
        text=body,
    )


def _bare(node: Node) -> object:
    """What stands in a tree, as text, lists and mappings."""
    if isinstance(node, Entries):
        return {key: _bare(value) for key, value in node.entries.items()}
    return [_bare(item) for item in node.items] if isinstance(node, Items) else node.text


def _sentence(path: Path, header: Mapping[str, object], key: str) -> str:
    text = header.get(key)
    if not isinstance(text, str) or not text.strip():
        raise _fault(path, f"the header has no {key}")
    return _one_line(text)


def _parameter(path: Path, given: object, body: str) -> QueryParameter:
    if not isinstance(given, dict) or not all(isinstance(value, str) and value for value in given.values()):
        raise _fault(path, "each of params must be a mapping with name, class, required, example and help")
    name = given.get("name", "")
    if wrong := sorted(given.keys() ^ _PARAMETER_KEYS):
        what = "lacks the key" if wrong[0] in _PARAMETER_KEYS else "has the unknown key"
        raise _fault(path, f"the parameter “{name}” {what} “{wrong[0]}”")
    if not re.fullmatch(r"[a-z]+(?:[A-Z][a-z]+)*", name) or name in RESERVED:
        raise _fault(path, f"“{name}” cannot be a parameter: one is written like asOf, and {_RESERVED_LIST} are taken")
    if given["required"] not in ("true", "false"):
        raise _fault(path, f"the parameter “{name}” is required: true or false, not “{given['required']}”")
    if name not in PARAMETER_ROW.findall(body):
        raise _fault(path, f"the query has no row VALUES ?{name} {{ UNDEF }}")
    return QueryParameter(name, given["class"], given["required"] == "true", given["example"], _one_line(given["help"]))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _fault(path: Path, what: str) -> FileError:
    return FileError(f"{path}: {what}.")
