"""Which RDF is handed to the engine: none that nests so deep, or swells so much, that it would end the process.

The engine keeps triple terms on its stack, takes quadratic time for nested RDF/XML and JSON-LD, and writes out every
entity of RDF/XML. So the tokens of a text are counted before it is parsed, in one pass, by the grammar of its syntax.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from whoshares.model.errors import FileError
from whoshares.store.possessive import possessive

DEEPEST: Final = 1_000
"""How deep blank nodes, collections, formulas and XML elements may nest: lists are often written one in the other."""
_DEEPEST_TERM: Final = 100
"""How deep triple terms may nest, of which the engine reads each within the other."""
_DEEPEST_JSON: Final = 200
"""How deep JSON-LD may nest, for which the engine takes time with the square of the depth."""
_LONGEST_NAMESPACE: Final = 2_000
"""How many bytes an entity or a namespace may have: each use of it writes all of them out."""
_LARGEST: Final = 20
"""How many times the size of a file its entities may come to."""
_FREE: Final = 1_000_000
"""How many bytes entities may come to in a file of any size."""

_STRING: Final = rb'"(?:[^"\\\n\r]++|\\.)*+"?'
_IRI: Final = rb"<[^<>\"{}|^`\x00-\x20]*+>"
_TURTLE: Final = re.compile(
    possessive(
        rb"(?:[^\"'#\\<>\[\](){}]++"
        rb'|"""(?:[^"\\]++|\\.|"(?!""))*+(?:"""|\Z)'
        rb"|\'\'\'(?:[^'\\]++|\\.|'(?!''))*+(?:\'\'\'|\Z)"
        rb"|" + _STRING + rb"|" + _STRING.replace(b'"', b"'") + rb"|#[^\n\r]*+|\\.?|" + _IRI + rb"|<(?!<)|>(?!>))*+"
        rb"(?:(?P<open><<|[\[({])|(?P<close>>>|[\])}])|\Z)"
    ),
    re.DOTALL,
)
_TERMS: Final = re.compile(
    possessive(
        rb"(?:[^\"#<>]++|" + _STRING + rb"|#[^\n\r]*+|" + _IRI + rb"|<(?!<)|>(?!>))*+(?:(?P<open><<)|(?P<close>>>)|\Z)"
    ),
    re.DOTALL,
)
_JSON: Final = re.compile(
    possessive(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+\\?"?)*+(?:(?P<open>[\[{])|(?P<close>[\]}])|\Z)'), re.DOTALL
)
_XML: Final = re.compile(
    possessive(
        rb"(?:[^<]++|<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
        rb"|<(?![!/?])(?:[^>\"'/]++|\"[^\"]*+\"|'[^']*+'|/(?!>))*+/>)*+"
        rb"(?:(?P<declaration><!)|(?P<close></)|(?P<open><(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>)|<|\Z)"
    ),
    re.DOTALL,
)
"""Each is passed over up to the next sign that opens or closes something, strings and the like with it.

Each matches at every place, also in what is never closed: where it failed, it would be tried again a place later.
"""

_ANGLES: Final = re.compile(rb"[<>]")
_ENTITY: Final = re.compile(rb'\s*+%?\s*+([^\s<>"]++)\s++"([^"<]*+)"')
_MADE_OF_OTHERS: Final = re.compile(rb"&(?!#|(?:amp|lt|gt|quot|apos);)")
_USE: Final = re.compile(rb"&([^&;<>\s]{1,200}+);")
_LONG_NAMESPACE: Final = re.compile(rb"[^<]{0,200}+<[^<>\"\s]{%d}" % (_LONGEST_NAMESPACE + 1))
_LONG_XML_NAMESPACE: Final = re.compile(rb"[^\"'<>]{0,200}+[\"'][^\"'<>]{%d}" % (_LONGEST_NAMESPACE + 1))


def check_rdf(data: bytes, format_name: str, where: str) -> None:
    """Refuse RDF that nests too deep for the engine, or whose entities write out too much. Raises FileError."""
    _CHECKS.get(format_name, _check_turtle)(data, where)


def _check_turtle(data: bytes, where: str) -> None:
    openers = sum(map(data.count, (b"[", b"(", b"{")))
    if openers > DEEPEST or data.count(b"<<") > _DEEPEST_TERM:
        _check_depth(data, where, _TURTLE)
    _check_namespaces(data, data.lower(), (b"prefix", b"base"), _LONG_NAMESPACE, where)


def _check_namespaces(
    data: bytes, searched: bytes, words: tuple[bytes, ...], long: re.Pattern[bytes], where: str
) -> None:
    for word in words:
        place = searched.find(word)
        while place >= 0:
            if long.match(data, place):
                raise FileError(
                    f"{where}:{_line(data, place)}: this namespace is longer than {_LONGEST_NAMESPACE:,} bytes, which "
                    "is not read. Write a shorter one."
                )
            place = searched.find(word, place + len(word))


def _check_lines(data: bytes, where: str) -> None:
    if data.count(b"<<") > _DEEPEST_TERM:
        _check_depth(data, where, _TERMS)


def _check_json(data: bytes, where: str) -> None:
    if data.count(b"{") + data.count(b"[") > _DEEPEST_JSON:
        _check_depth(data, where, _JSON, _DEEPEST_JSON)


def _check_depth(data: bytes, where: str, tokens: re.Pattern[bytes], deepest: int = DEEPEST) -> None:
    depth = terms = 0
    for found in tokens.finditer(data):
        if found.lastgroup is None:
            return
        step = 1 if found.lastgroup == "open" else -1
        depth = max(depth + step, 0)
        if found[found.lastgroup] in (b"<<", b">>"):
            terms = max(terms + step, 0)
        if depth > deepest or terms > _DEEPEST_TERM:
            raise _too_deep(data, found.end(), where, _DEEPEST_TERM if terms > _DEEPEST_TERM else deepest)


def _check_xml(data: bytes, where: str) -> None:
    depth = place = 0
    while place < len(data):
        found = _XML.match(data, place)
        assert found is not None  # it matches at least the end
        if found.lastgroup is None:
            break  # at the end, or in a tag that is never closed: the engine says so
        place = found.end()
        if found.lastgroup == "declaration":
            place = _end_of_declaration(data, place - 2)
        depth = max(depth + {"open": 1, "close": -1}.get(found.lastgroup, 0), 0)
        if depth > DEEPEST:
            raise _too_deep(data, found.end(), where, DEEPEST)
    _check_namespaces(data, data, (b"xmlns", b"xml:base"), _LONG_XML_NAMESPACE, where)
    if entities := _entities(data, where):
        written = sum(entities.get(use[1], 0) for use in _USE.finditer(data))
        if written > max(_FREE, _LARGEST * len(data)):
            raise FileError(
                f"{where}: its entities come to {written:,} bytes, in a file of {len(data):,}, which is not read. "
                "Write the text out."
            )


def _end_of_declaration(data: bytes, place: int) -> int:
    """Where a document type declaration ends: as many tags are closed in it as are opened."""
    depth = 0
    for sign in _ANGLES.finditer(data, place):
        depth += 1 if sign[0] == b"<" else -1
        if depth == 0:
            return sign.end()
    return len(data)


def _entities(data: bytes, where: str) -> Mapping[bytes, int]:
    """The entities that are declared, each with its length. Raises FileError where one is made of others, or long."""
    found: dict[bytes, int] = {}
    for part in data.split(b"<!ENTITY")[1:]:
        entity = _ENTITY.match(part)
        if entity is None:
            continue  # the engine says what is wrong
        value = entity[2]
        if _MADE_OF_OTHERS.search(value):
            raise FileError(f"{where}: an entity is made of other entities, which is not read. Write the text out.")
        if len(value) > _LONGEST_NAMESPACE:
            raise FileError(
                f"{where}: an entity is {len(value):,} bytes long, and at most {_LONGEST_NAMESPACE:,} are read. Write "
                "the text out."
            )
        found[entity[1]] = max(len(value), found.get(entity[1], 0))
    return found


def _too_deep(data: bytes, place: int, where: str, deepest: int) -> FileError:
    return FileError(
        f"{where}:{_line(data, place)}: the nesting is deeper than {deepest:,} levels here, which is not read. Give "
        "the things that are nested ids of their own, and write them one after another."
    )


def _line(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


_CHECKS: Final[Mapping[str, Callable[[bytes, str], None]]] = {
    "rdfxml": _check_xml,
    "jsonld": _check_json,
    "nquads": _check_lines,
    "ntriples": _check_lines,
}
