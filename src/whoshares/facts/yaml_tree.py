"""Strict YAML: mappings, lists and text with their lines, and nothing else.

Every scalar is text, as written (`NO`, `007` and `12:30` stay what they are). Aliases, tags, several documents in
one file, duplicate keys and empty values are faults. The tree is built from the parser's events, so that depth is
bounded and nothing is ever constructed from what the text asks for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from whoshares.model.errors import Fault, FileError, SourceFaults
from whoshares.model.given_files import read_given

try:
    from yaml import CSafeLoader as _Parser
except ImportError:  # PyYAML built without libyaml: the same events, more slowly
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]

MAX_DEPTH = 12
LONGEST = 1_000_000
"""How many characters a value may have, and how many bytes a small file."""
_COMMENT = re.compile(r"[ \t]++#")
_NOT_RAW = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no YAML file may hold, and the line breaks of YAML 1.1 that YAML 1.2 takes for letters: the parser would fold
them into blanks."""

_TOO_DEEP = "the nesting is too deep. A source is a header and a flat list of things."


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: list[Node]
    line: int


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping, in the order of the file."""

    entries: dict[str, Node]
    line: int
    key_lines: dict[str, int] = field(default_factory=dict)


Node = Text | Items | Entries


def read_small_file(path: Path, what: str, expected: str) -> Node:
    """What a file of a user's holds, which is called `what`: a scenario, or questions, in UTF-8.

    Raises FileError where it cannot be read, or has more than `LONGEST` bytes, and SourceFaults.
    """
    try:
        data = read_given(path, LONGEST + 1)
        if len(data) > LONGEST:
            raise FileError(f"{path}: this file has more than {LONGEST:,} bytes. A {what} has fewer.")
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else f"cannot be read ({error.strerror})"
        raise FileError(f"{path}: this {what} {why}. Check the name, or save it as UTF-8.") from None
    return read_yaml(text, str(path), expected)


def read_yaml(text: str, file: str, expected: str = "A source begins with “id:” and “type: Source”.") -> Node:
    """The tree of one YAML document; what is `expected` of it is said of one that is empty.

    Raises SourceFaults, with the line, where the text is not YAML or uses what is not allowed here.
    """
    builder = _Builder(file, text)
    if strange := _NOT_RAW.search(text):
        code = f"{ord(strange[0]):04X}"
        raise builder.fault(
            _line(text, strange.start()),
            f"the character U+{code} stands here, which YAML does not take as it is. Take it out, or write it as "
            f"“\\u{code}” in double quotes.",
        )
    try:
        for event in yaml.parse(text, Loader=_Parser):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "nesting depth" in str(error.problem):  # the parser's own limit came before ours
            raise builder.fault(mark.line + 1 if mark else 1, _TOO_DEEP) from None
        if mark and _is_tab(text, mark.index):
            raise builder.fault(
                mark.line + 1, "a tab stands here where YAML takes spaces only. Put spaces in its place."
            ) from None
        problem = " ".join(str(part) for part in (error.context, error.problem) if part)
        raise builder.fault(
            mark.line + 1 if mark else 1,
            f"this is not valid YAML ({problem}). Check the indentation, the colons and the quotes near here.",
        ) from None
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise builder.fault(1, f"this is not valid YAML ({problem}). Save the file as plain UTF-8 text.") from None
    if builder.root is None:
        raise builder.fault(1, f"the file is empty. {expected}")
    return builder.root


def _line(text: str, place: int) -> int:
    """The line of a place, where lines end as in YAML."""
    return len(re.findall(r"\r\n?|\n", text[:place])) + 1


def _is_tab(text: str, place: int) -> bool:
    """Whether a tab stands at a place, or between it and the beginning of its line."""
    before = text[text.rfind("\n", 0, place) + 1 : place]
    return text[place : place + 1] == "\t" or ("\t" in before and before.isspace())


class _Builder:
    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self._text = text
        self.root: Node | None = None
        self._open: list[Items | Entries] = []
        self._keys: list[tuple[str, int] | None] = []
        self._documents = 0

    def fault(self, line: int, sentence: str) -> SourceFaults:
        return SourceFaults([Fault(self.file, line, sentence)])

    def take(self, event: Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, ScalarEvent) and event.anchor is None and event.tag is None:  # as most are
            self._scalar(event, line)
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self.fault(line, "a second document begins here (“---”). One file holds one document: split it.")
        elif isinstance(event, AliasEvent):
            raise self.fault(
                line, f"the alias “*{event.anchor}” stands here. Aliases are not used: write the value out."
            )
        elif isinstance(event, NodeEvent) and event.anchor is not None:
            raise self.fault(line, f"the anchor “&{event.anchor}” stands here. Anchors are not used: take it out.")
        elif isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent) and event.tag is not None:
            raise self.fault(
                line, f"the tag “{event.tag}” stands here. Tags are not used: every value is read as text."
            )
        elif isinstance(event, SequenceStartEvent):
            self._begin(Items([], line))
        elif isinstance(event, MappingStartEvent):
            self._begin(Entries({}, line))

    def _scalar(self, event: ScalarEvent, line: int) -> None:
        if self._open and isinstance(self._open[-1], Entries) and self._keys[-1] is None:
            if event.value in self._open[-1].entries:
                first = self._open[-1].key_lines[event.value]
                raise self.fault(
                    line, f"the key “{event.value}” stands twice (first in line {first}). Keep one, or make a list."
                )
            self._keys[-1] = (event.value, line)
            return
        if event.value == "" or (event.style in (None, "") and event.value in ("~", "null", "Null", "NULL")):
            name = self._keys[-1][0] if self._keys and self._keys[-1] else "this place"
            raise self.fault(line, f"“{name}” has no value. Give one, or take the line out: unknown is left out.")
        if len(event.value) > LONGEST:
            raise self.fault(line, f"a value here is longer than {LONGEST:,} characters. Shorten it.")
        if not event.style and self._is_cut(event):
            raise self.fault(
                line,
                f"a “#” cuts off what follows “{event.value[-60:]}”. Put the whole value in quotes; a remark goes into "
                "a line of its own.",
            )
        self._place(Text(event.value, line))

    def _is_cut(self, event: ScalarEvent) -> bool:
        """Whether a comment follows a value without quotes in its line: YAML would drop it without a word."""
        return event.end_mark is not None and _COMMENT.match(self._text, event.end_mark.index) is not None

    def _begin(self, node: Items | Entries) -> None:
        if self._open and isinstance(self._open[-1], Entries) and self._keys[-1] is None:
            raise self.fault(node.line, "a list or mapping stands where a key should. Write “key: value”.")
        if len(self._open) >= MAX_DEPTH:
            raise self.fault(node.line, _TOO_DEEP)
        self._place(node)
        self._open.append(node)
        self._keys.append(None)

    def _place(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Items):
            parent.items.append(node)
            return
        key = self._keys[-1]
        assert key is not None
        parent.entries[key[0]] = node
        parent.key_lines[key[0]] = key[1]
        self._keys[-1] = None
