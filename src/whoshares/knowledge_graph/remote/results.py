"""The SPARQL 1.1 results of a server, read strictly: what is none of them raises NotAnAnswer, which says why."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from xml.parsers import expat

from whoshares.model import vocabulary as v
from whoshares.store.engine import Blank, Iri, Literal, Term

Row = Mapping[str, Term]

_BOOLEAN: Final = v.XSD + "boolean"
_LANGUAGE: Final = v.RDF + "langString"
_TAG: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,20}")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_WRITABLE: Final = re.compile(r'[^\x00-\x20<>"{}|^`\\]*+')
_ASKED_VIRTUOSO: Final = {"link": [], "vars": ["__ASK_RETVAL"]}
"""The head with which Virtuoso 7 answers ASK: by one row with 1, or by none or one with 0."""


_RESULTS: Final = "http://www.w3.org/2005/sparql-results# "
_XML_LANGUAGE: Final = "http://www.w3.org/XML/1998/namespace lang"
_TERMS: Final = frozenset({"uri", "bnode", "literal"})
_PARENTS: Final = {
    "sparql": "",
    "head": "sparql",
    "variable": "head",
    "link": "head",
    "results": "sparql",
    "result": "results",
    "binding": "result",
    **dict.fromkeys(_TERMS, "binding"),
}


class NotAnAnswer(Exception):
    """Bytes that are no answer to a SPARQL query; the text says what they are."""


class NotJson(NotAnAnswer):
    """Bytes that are no JSON, or half of it."""


def rows_of(body: bytes) -> tuple[tuple[str, ...], list[dict[str, Term]]]:
    """The columns and the rows of an answer to SELECT. Raises NotAnAnswer."""
    return _rows_in(_read(body))


def rows_of_xml(body: bytes) -> tuple[tuple[str, ...], list[dict[str, Term]]]:
    """The columns and the rows of an answer to SELECT in XML.

    Raises NotAnAnswer, also where a carriage return stands in the answer: XML reads it as a line feed.
    """
    if b"\r" in body:
        raise NotAnAnswer("XML with a carriage return")
    reader = _XmlReader()
    try:
        reader.parser.Parse(body, True)
    except expat.ExpatError:
        raise NotAnAnswer("bytes that are no XML") from None
    return _rows_in(reader.data())


def truth_of(body: bytes) -> bool:
    """The answer to ASK. Raises NotAnAnswer."""
    data = _read(body)
    if isinstance(data.get("boolean"), bool):
        return bool(data["boolean"])
    if data.get("head") != _ASKED_VIRTUOSO:
        raise NotAnAnswer("JSON without a truth value")
    _, rows = _rows_in(data)
    return [str(term) for row in rows for term in row.values()] == ["1"]


def number_in(row: Row, name: str) -> int:
    """The count that a row gives under a name. Raises NotAnAnswer where it gives none."""
    value = row.get(name)
    if not isinstance(value, Literal) or not _NUMBER.fullmatch(value.text):
        raise NotAnAnswer("something else than a number where a count was asked for")
    return int(value.text)


def writable(iri: str) -> bool:
    """Whether a text can stand as an IRI in a query: one that cannot is no IRI of any graph."""
    return ":" in iri and _WRITABLE.fullmatch(iri) is not None


def _read(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NotJson(f"byte {error.start + 1:,} is not UTF-8, as JSON must be") from None
    except ValueError:
        raise NotJson(f"{len(body):,} bytes came") from None
    except RecursionError:
        raise NotAnAnswer("JSON nested too deep") from None
    if not isinstance(data, dict):
        raise NotAnAnswer("JSON of another kind")
    return data


class _XmlReader:
    """Reads the XML results into what the JSON results would say. No document type, so no entity, is taken."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate("UTF-8", " ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._path = [""]
        self._columns: list[str] = []
        self._rows: list[dict[str, object]] = []
        self._results: dict[str, object] = {}
        self._column = ""
        self._text: list[str] = []

    def data(self) -> dict[str, object]:
        """What was read, as the JSON results have it."""
        return {"head": {"vars": self._columns}, "results": self._results}

    def _refuse(self, *_: object) -> None:
        raise NotAnAnswer("XML with a document type")

    def _start(self, given: str, attributes: dict[str, str]) -> None:
        name = given.removeprefix(_RESULTS)
        if _PARENTS.get(name) != self._path[-1] or name == given:
            raise NotAnAnswer("XML of another kind")
        self._path.append(name)
        if name in _TERMS:
            row = self._rows[-1]
            if self._column in row:
                raise NotAnAnswer("XML with two terms in one place")
            row[self._column] = self._cell = {"type": name, "datatype": attributes.get("datatype")}
            self._cell["xml:lang"] = attributes.get(_XML_LANGUAGE)
            self._text.clear()
            self.parser.CharacterDataHandler = self._text.append
        elif name == "binding":
            self._column = attributes.get("name", "")
        elif name == "result":
            self._rows.append({})
        elif name == "results":
            self._results["bindings"] = self._rows
        elif name == "variable":
            self._columns.append(attributes.get("name", ""))

    def _end(self, _: str) -> None:
        if self._path.pop() in _TERMS:
            self.parser.CharacterDataHandler = None
            self._cell["value"] = "".join(self._text)


def _rows_in(data: Mapping[str, Any]) -> tuple[tuple[str, ...], list[dict[str, Term]]]:
    head, results = data.get("head"), data.get("results")
    columns = head.get("vars") if isinstance(head, dict) else None
    bindings = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(columns, list) or not isinstance(bindings, list):
        raise NotAnAnswer("JSON without rows")
    if not all(isinstance(column, str) for column in columns):
        raise NotAnAnswer("JSON with a column that has no name")
    if not all(isinstance(binding, dict) for binding in bindings):
        raise NotAnAnswer("JSON with a row that is none")
    iris: dict[str, Iri] = {}
    return tuple(columns), [{name: _term(cell, iris) for name, cell in binding.items()} for binding in bindings]


def _term(cell: object, iris: dict[str, Iri]) -> Term:
    """A term of the SPARQL 1.1 JSON results; also `typed-literal`, which older servers write.

    `iris` has those that were met before in the answer: most cells are one of few.
    """
    if isinstance(cell, dict) and isinstance(text := cell.get("value"), str) and not _halved(text):
        kind = cell.get("type")
        if kind == "uri":
            if (iri := iris.get(text)) is not None:
                return iri
            if writable(text):
                return iris.setdefault(text, Iri(text))
        language, datatype = cell.get("xml:lang"), cell.get("datatype")
        if kind == "bnode":
            return Blank(text)
        if kind in ("literal", "typed-literal"):
            if language:
                if isinstance(language, str) and _TAG.fullmatch(language):
                    return Literal(text, _LANGUAGE, language)
            elif not datatype or (isinstance(datatype, str) and writable(datatype) and not _halved(datatype)):
                if datatype == _BOOLEAN:  # Virtuoso keeps 1 and 0
                    text = {"1": "true", "0": "false"}.get(text, text)
                return Literal(text, datatype or v.XSD + "string")
    raise NotAnAnswer("JSON with a term that SPARQL 1.1 does not have")


def _halved(text: str) -> bool:
    """Whether a text has half of a surrogate pair, which JSON can write and no text can hold."""
    return not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text)
