"""The graphs that a query names after FROM and FROM NAMED, so that one that is not there is said rather than empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin

from whoshares.vocabulary import ID, PREFIXES

_TOKEN: Final = re.compile(
    r"""\"{3}(?:[^"\\]|\\.|"(?!""))*+(?:\"{3}|\Z) | '{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3}|\Z)
      | "(?:[^"\\\n\r]|\\.)*+"? | '(?:[^'\\\n\r]|\\.)*+'?
      | (?P<iri> <[^<>"{}|^`\x00-\x20]*+>)
      | \#[^\n\r]*+
      | [?$@]\w++
      | (?P<name> (?:[^\W_][\w.-]{0,99})?:(?:[\w:%-]|\\.|\.(?=[\w:%-]))*+)
      | (?P<word> \w++)
      | \S""",
    re.VERBOSE | re.DOTALL,
)
"""What a query is made of, as far as it takes to tell the word FROM from text; each sign is looked at a few times."""
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def graphs_named_by(query: str) -> Iterator[str]:
    """The IRIs after FROM and FROM NAMED. A query that is no SPARQL gives whatever looks like one."""
    if "from" not in query.lower() and "\\" not in query:
        return
    base, prefixes = ID, dict(PREFIXES)
    before: tuple[str, ...] = ("", "")
    for found in _TOKEN.finditer(_ESCAPE.sub(_character, query)):
        text = found[0]
        if found["iri"]:
            iri = urljoin(base, text[1:-1]) if ":" not in text.partition("/")[0] else text[1:-1]
            if before[-1] == "base":
                base = iri
            elif before[-2] == "prefix":
                prefixes[before[-1].rstrip(":")] = iri
            elif _is_dataset(before):
                yield iri
        elif found["name"] and _is_dataset(before):
            prefix, _, local = text.partition(":")
            if prefix in prefixes:
                yield prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
        if not text.startswith("#"):
            before = (before[-1], text.lower() if found["word"] else text)


def _is_dataset(before: tuple[str, ...]) -> bool:
    return before[-1] == "from" or before == ("from", "named")


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number <= 0x10FFFF else escape[0]
