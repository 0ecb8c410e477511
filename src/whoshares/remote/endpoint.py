"""A SPARQL 1.1 endpoint, asked through SPARQLWrapper, with every answer checked before it is used."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from whoshares import vocabulary as v
from whoshares.errors import QueryError
from whoshares.remote.http import Address, EndpointError, Line, Refused, Reply, seconds_allowed
from whoshares.store import Answer, Blank, Iri, Literal, Rows, Store, Term, Triples, Truth, checked

_JSON_TYPES: Final = frozenset({"application/sparql-results+json", "application/json"})
_TRIPLES_TYPES: Final = frozenset({"text/turtle", "application/turtle", "application/x-turtle", "application/rdf+xml"})
_PAGE: Final = 10_000
_BOOLEAN: Final = v.XSD + "boolean"
_ASKED_VIRTUOSO: Final = {"link": [], "vars": ["__ASK_RETVAL"]}
"""The head with which Virtuoso 7 answers ASK: by one row with 1, or by none or one with 0."""
_LANGUAGE: Final = v.RDF + "langString"

Row = Mapping[str, Term]


class Endpoint:
    """One endpoint. `requests` counts what was sent to it.

    User and password come from the URL or from WHOSHARES_AUTH, the seconds a request may take from WHOSHARES_TIMEOUT.
    """

    def __init__(self, url: str, *, seconds: float | None = None) -> None:
        self._line = Line(Address.of(url), seconds_allowed(seconds))

    @property
    def url(self) -> str:
        """The address, without user, password and tokens."""
        return self._line.address.shown

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._line.requests

    def rows(self, query: str) -> list[Row]:
        """The answer to a SELECT query, one mapping a row. Raises EndpointError."""
        _, bindings = self._select(query)
        return [{name: self._term(cell) for name, cell in binding.items()} for binding in bindings]

    def every(self, variables: str, branches: Sequence[str]) -> Iterator[Row]:
        """The rows of all branches, each a graph pattern that binds the variables; each row once or more.

        Servers cut long answers, most in silence. A last row of our own, sorted behind all others, shows that an answer
        is whole; until it comes, the rest is asked for. Raises EndpointError where an answer stays cut.
        """
        union = " UNION ".join(f"{{ {branch} }}" for branch in (*branches, "BIND(1 AS ?end)"))
        select = f"SELECT DISTINCT {variables} ?end WHERE {{ {union} }} ORDER BY ?end {variables}"
        offset = 0
        while True:
            # the order is inside: Virtuoso sorts no more than 10,000 rows where ORDER BY stands beside OFFSET
            rest = f"SELECT * WHERE {{ {{ {select} }} }} LIMIT {_PAGE} OFFSET {offset}"
            page = self.rows(rest if offset else select)
            whole = bool(page) and "end" in page[-1]
            yield from page[:-1] if whole else page
            if whole:
                return
            if not page:
                raise EndpointError(
                    f"{self.url} cut its answer after {offset:,} rows and gives no more, so that the answer would be "
                    "half of one. Raise the server's limit on rows."
                )
            offset += len(page)

    def answer(self, query: str) -> Answer:
        """The answer to any SPARQL 1.1 query, checked here first: no update, no SERVICE.

        Raises QueryError where the query is not accepted, here or there, and EndpointError.
        """
        form, text = checked(query)
        try:
            if form is Triples:
                reply = self._reply(text, TURTLE)
                told = Store()
                kind = "rdfxml" if reply.content_type == "application/rdf+xml" else "turtle"
                told.load(reply.body, kind, where=self.url)
                return told.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
            if form is Truth:
                return Truth(self._truth(text))
            columns, bindings = self._select(text)
        except Refused as error:
            if error.status == 400:
                raise QueryError(f"{self.url} does not accept the query. It says: {error.said or 'nothing'}") from None
            raise
        cells = (tuple(self._term(b[c]) if c in b else None for c in columns) for b in bindings)
        return Rows(columns, tuple(cells))

    def _select(self, query: str) -> tuple[tuple[str, ...], list[dict[str, object]]]:
        return self._rows_in(self._json(query))

    def _rows_in(self, data: Mapping[str, object]) -> tuple[tuple[str, ...], list[dict[str, object]]]:
        head, results = data.get("head"), data.get("results")
        columns = head.get("vars") if isinstance(head, dict) else None
        bindings = results.get("bindings") if isinstance(results, dict) else None
        if not isinstance(columns, list) or not isinstance(bindings, list):
            raise self._strange("JSON without rows")
        if not all(isinstance(binding, dict) for binding in bindings):
            raise self._strange("JSON with a row that is none")
        return tuple(map(str, columns)), bindings

    def _truth(self, query: str) -> bool:
        data = self._json(query)
        if isinstance(data.get("boolean"), bool):
            return bool(data["boolean"])
        if data.get("head") != _ASKED_VIRTUOSO:
            raise self._strange("JSON without a truth value")
        _, bindings = self._rows_in(data)
        return [str(self._term(cell)) for binding in bindings for cell in binding.values()] == ["1"]

    def _json(self, query: str) -> dict[str, object]:
        reply = self._reply(query, JSON)
        if reply.content_type not in _JSON_TYPES:
            raise self._strange(reply.content_type)
        try:
            data = json.loads(reply.body.decode("utf-8"))
        except ValueError:
            raise EndpointError(
                f"{self.url} sent half an answer, or one that is no JSON ({len(reply.body):,} bytes). It is not used. "
                "Ask again, or look at the server's log."
            ) from None
        if not isinstance(data, dict):
            raise self._strange("JSON of another kind")
        return data

    def _reply(self, query: str, form: str) -> Reply:
        reply = _Client(self._line, query, form).reply()
        if reply.status != 200:
            raise EndpointError(f"{self.url} answered with status {reply.status}, and 200 was expected.")
        if form == TURTLE and reply.content_type not in _TRIPLES_TYPES:
            raise self._strange(reply.content_type)
        return reply

    def _strange(self, what: str) -> EndpointError:
        return EndpointError(
            f"{self.url} answered with {what}, not with an answer to a SPARQL query. Is this the endpoint's address? "
            "It often ends in /sparql or /query."
        )

    def _term(self, cell: object) -> Term:
        """A term of the SPARQL 1.1 JSON results; also `typed-literal`, which older servers write."""
        if isinstance(cell, dict) and isinstance(text := cell.get("value"), str):
            kind = cell.get("type")
            if kind == "uri":
                return Iri(text)
            if kind == "bnode":
                return Blank(text)
            if kind in ("literal", "typed-literal"):
                language = cell.get("xml:lang")
                if language:
                    return Literal(text, _LANGUAGE, str(language))
                datatype = str(cell.get("datatype") or v.XSD + "string")
                if datatype == _BOOLEAN:  # Virtuoso keeps 1 and 0
                    text = {"1": "true", "0": "false"}.get(text, text)
                return Literal(text, datatype)
        raise self._strange("JSON with a term that SPARQL 1.1 does not have")


class _Client(SPARQLWrapper):  # type: ignore[misc]
    """SPARQLWrapper makes the request, and our own line sends it.

    Its own way of sending follows redirects with the password, rounds time limits to seconds, and installs digest
    authentication for the whole process.
    """

    def __init__(self, line: Line, query: str, form: str) -> None:
        super().__init__(line.address.url, returnFormat=form)
        self._line = line
        self.setMethod(POST)
        self.setOnlyConneg(True)
        self.setQuery(query)

    def reply(self) -> Reply:
        """The server's reply."""
        request = self._createRequest()
        assert isinstance(request, urllib.request.Request)
        return self._line.send(request)
