"""The SPARQL 1.1 JSON results of a server, read strictly: what is none of them raises NotAnAnswer, which says why."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

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


class NotAnAnswer(Exception):
    """Bytes that are no answer to a SPARQL query; the text says what they are."""


class NotJson(NotAnAnswer):
    """Bytes that are no JSON, or half of it."""


def rows_of(body: bytes) -> tuple[tuple[str, ...], list[dict[str, Term]]]:
    """The columns and the rows of an answer to SELECT. Raises NotAnAnswer."""
    return _rows_in(_read(body))


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
    return tuple(columns), [{name: _term(cell) for name, cell in binding.items()} for binding in bindings]


def _term(cell: object) -> Term:
    """A term of the SPARQL 1.1 JSON results; also `typed-literal`, which older servers write."""
    if isinstance(cell, dict) and isinstance(text := cell.get("value"), str) and not _halved(text):
        kind, language, datatype = (cell.get(key) for key in ("type", "xml:lang", "datatype"))
        if kind == "uri" and writable(text):
            return Iri(text)
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
