"""Rows as CSV, from rows as TSV: the engine's own CSV leaves IRIs with commas unquoted.

In TSV every cell shows what it is, and tabs and line breaks only ever separate, so it can be rewritten as it comes.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from whoshares.exports.tables import to_csv
from whoshares.store.possessive import possessive

_TERM: Final = re.compile(possessive(rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"(?:@[A-Za-z0-9-]+|\^\^<[^<>]*>)?|<([^<>]*)>'))
_ESCAPED: Final = re.compile(rb"\\(.)")
_MEANT: Final = {b"t": b"\t", b"n": b"\n", b"r": b"\r", b"b": b"\b", b"f": b"\f"}
_TRIPLE_TERM: Final = b"<<("


class CsvOfTsv:
    """Rewrites TSV that comes in pieces: values bare, blank nodes as `_:…`, quoted where they hold what separates."""

    def __init__(self) -> None:
        self._rest = b""
        self._in_head = True

    def __call__(self, piece: bytes) -> bytes:
        """The CSV of the lines that are complete now."""
        lines, end, self._rest = (self._rest + piece).rpartition(b"\n")
        lines += end
        if self._in_head and end:
            self._in_head = False
            head, end, lines = lines.partition(b"\n")
            names = head.replace(b"?", b"").replace(b"\t", b",")
            return names + b"\r\n" + _rewritten(lines)
        return _rewritten(lines)


def for_spreadsheets(data: bytes) -> bytes:
    """CSV whose cells no spreadsheet takes for formulas: such a cell gets an apostrophe before it."""
    csv.field_size_limit(max(csv.field_size_limit(), len(data)))  # else a long cell is an error
    columns, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    return to_csv(columns, [dict(zip(columns, row, strict=False)) for row in rows]).encode()


def _rewritten(lines: bytes) -> bytes:
    if _TRIPLE_TERM in lines:
        return b"".join(map(_line, lines.split(b"\n")[:-1]))
    return _TERM.sub(_value, lines.replace(b"\t", b",").replace(b"\n", b"\r\n"))


def _line(line: bytes) -> bytes:
    """One row, in which triple terms stay as they are written in TSV."""
    cells = line.split(b"\t")
    return b",".join(_quoted(c) if c.startswith(_TRIPLE_TERM) else _TERM.sub(_value, c) for c in cells) + b"\r\n"


def _value(term: re.Match[bytes]) -> bytes:
    iri, text = term[2], term[1]
    if iri is not None:
        return _quoted(iri) if b"," in iri else iri
    if b"\\" in text:
        text = _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), text)
    return _quoted(text)


def _quoted(text: bytes) -> bytes:
    if b'"' in text or b"," in text or b"\n" in text or b"\r" in text:
        return b'"' + text.replace(b'"', b'""') + b'"'
    return text
