"""Terms as N-Quads has them, read without the engine: as the engine writes them, and in no other spelling."""

from __future__ import annotations

import re
from typing import Final

from whoshares.model.terms import Blank, Iri, Literal, Term
from whoshares.model.vocabulary import RDF


def terms_of(line: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """The terms of a line of N-Quads as the engine writes it; the empty one where there is no graph."""
    subject, predicate, rest = line.split(b" ", 2)
    return subject, predicate, *value_and_graph(rest.removesuffix(b"\n"))


def value_and_graph(rest: bytes) -> tuple[bytes, bytes]:
    """The object and the graph of a line of N-Quads, of which this is what follows the predicate; as `terms_of`."""
    rest = rest.removesuffix(b" .")
    value, _, graph = rest.rpartition(b" ")
    if value and graph.startswith(b"<") and b'"' not in graph:  # no IRI holds a quote, and a literal ends with one
        return value, graph
    return rest, b""


def term_of(written: str) -> Term:
    """The term that is written so."""
    value, after = _value_of(written)
    if written.startswith("<"):
        return Iri(value)
    if written.startswith("_:"):
        return Blank(written[2:])
    if after.startswith("@"):
        return Literal(value, RDF + "langString", after[1:])
    return Literal(value, after[3:-1]) if after else Literal(value)


def text_of(written: str) -> str:
    """A term as bare text."""
    if written.startswith("<") or (written.endswith('"') and "\\" not in written):
        return written[1:-1]
    return written if written.startswith("_:") else _value_of(written)[0]


def _value_of(written: str) -> tuple[str, str]:
    """An IRI, or a literal's text and what stands after its quotes."""
    if not written.startswith('"'):
        return written[1:-1], ""
    text, _, after = written[1:].rpartition('"')
    return (_ESCAPE.sub(_unescaped, text) if "\\" in text else text), after


def _unescaped(escape: re.Match[str]) -> str:
    sign = escape[1]
    return _SIGNS[sign] if sign in _SIGNS else chr(int(sign[1:], 16))


_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_SIGNS: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
