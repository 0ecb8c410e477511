"""A SPARQL 1.1 endpoint, asked through SPARQLWrapper, with every answer checked before it is used."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from SPARQLWrapper import JSON, POST, TURTLE, XML, SPARQLWrapper

from whoshares.knowledge_graph.remote.address import RemoteAddress, seconds_allowed
from whoshares.knowledge_graph.remote.http import HttpResponse, Line, Refused, TooLong
from whoshares.knowledge_graph.remote.results import (
    NotAnAnswer,
    NotJson,
    Row,
    number_in,
    rows_of,
    rows_of_xml,
    truth_of,
)
from whoshares.model.errors import EndpointError, FileError, QueryError
from whoshares.store.answering import checked
from whoshares.store.engine import Rows, SparqlAnswer, Store, Term, Truth
from whoshares.store.writing import Triples

MOST_ROWS: Final = 2_000_000
"""How many rows are taken for one question."""

_JSON_TYPES: Final = frozenset({"application/sparql-results+json", "application/json"})
_XML_TYPES: Final = frozenset({"application/sparql-results+xml", "application/xml"})
_TRIPLES_TYPES: Final = frozenset({"text/turtle", "application/turtle", "application/x-turtle", "application/rdf+xml"})
_PAGE: Final = 10_000
_PAGES: Final = 1_000
"""How many answers are put together to one at most."""


class Endpoint:
    """One endpoint. `requests` counts what was sent to it.

    User and password come from the URL or from WHOSHARES_AUTH, the seconds a request may take from WHOSHARES_TIMEOUT.
    """

    def __init__(self, url: str, *, seconds: float | None = None) -> None:
        self._line = Line(RemoteAddress.of(url), seconds_allowed(seconds))
        self._xml: bool | None = None
        """Whether XML is asked for; None until an answer tells who answers."""

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
        return list(self._select(query)[1])

    def every(self, variables: str, branches: Sequence[str]) -> Iterator[Row]:
        """The rows of all branches, each a graph pattern that binds the variables; each row once or more.

        Servers cut long answers, most in silence. A last row of our own, sorted behind all others, shows that an answer
        is whole; until it comes, the rest is asked for. Raises EndpointError where an answer stays cut, has no end, or
        lacks one of the variables.
        """
        union = " UNION ".join(f"{{ {branch} }}" for branch in (*branches, "BIND(1 AS ?end)"))
        select = f"SELECT DISTINCT {variables} ?end WHERE {{ {union} }} ORDER BY ?end {variables}"
        names = {variable.removeprefix("?") for variable in variables.split()}
        offset, paged = 0, False
        seen: set[tuple[Term, ...]] = set()
        for _ in range(_PAGES):
            # the order is inside: Virtuoso sorts no more than 10,000 rows where ORDER BY stands beside OFFSET
            rest = f"SELECT * WHERE {{ {{ {select} }} }} LIMIT {_PAGE} OFFSET {offset}"
            try:
                page = self.rows(rest if paged else select)
            except TooLong:
                if paged:
                    raise
                paged = True
                continue
            whole = bool(page) and "end" in page[-1]
            rows = page[:-1] if whole else page
            if not all(names <= row.keys() for row in rows):
                raise self._strange("rows that lack a column")
            yield from rows
            if whole:
                return
            before, paged = len(seen), True
            seen.update(tuple(row[name] for name in sorted(names)) for row in rows)
            offset += len(page)
            if not seen:
                raise EndpointError(
                    f"{self.url} gave no row at all, and one stands in every answer to this question. It leaves rows "
                    "out, or does not know UNION with BIND (SPARQL 1.1). Look at its limit on rows, or at the address."
                )
            if len(seen) == before:
                raise EndpointError(
                    f"{self.url} cut its answer after {len(seen):,} rows and gives no more, so that the answer would "
                    "be half of one. Raise the server's limit on rows."
                )
            if offset > MOST_ROWS:
                break
        raise EndpointError(
            f"{self.url} has given {offset:,} rows in {_PAGES:,} answers or fewer, and there is no end to them. Ask "
            "for less, or raise the server's limit on rows."
        )

    def answer(self, query: str) -> SparqlAnswer:
        """The answer to any SPARQL 1.1 query, checked here first: no update, no SERVICE.

        Raises QueryError where the query is not accepted, here or there, and EndpointError.
        """
        form, text = checked(query)
        try:
            if isinstance(form, Triples):
                return self._triples(text).query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
            if isinstance(form, Truth):
                return Truth(self._truth(text))
            columns, rows = self._select(text)
        except Refused as error:
            if error.status == 400:
                raise QueryError(f"{self.url} does not accept the query. It says: {error.said or 'nothing'}") from None
            raise
        if rows and not set(form.columns) <= set(columns):
            raise self._strange("other columns than were asked for")
        return Rows(columns, tuple(tuple(row.get(column) for column in columns) for row in rows))

    def number(self, row: Row, name: str) -> int:
        """The count that a row of an answer gives under a name. Raises EndpointError."""
        with self._parsing():
            return number_in(row, name)

    def _select(self, query: str) -> tuple[tuple[str, ...], list[dict[str, Term]]]:
        """The columns and rows of an answer: in JSON, and from Virtuoso in XML, which it writes several times faster.

        Where the XML is not plainly read, JSON is asked for: then, and from then on.
        """
        if self._xml:
            response = self._response(query, XML)
            with suppress(NotAnAnswer):
                if response.content_type in _XML_TYPES:
                    return rows_of_xml(response.body)
            self._xml = False
        body = self._json(query)
        with self._parsing():
            return rows_of(body)

    def _truth(self, query: str) -> bool:
        body = self._json(query)
        with self._parsing():
            return truth_of(body)

    def _triples(self, query: str) -> Store:
        response, told = self._response(query, TURTLE), Store()
        if response.content_type not in _TRIPLES_TYPES:
            raise self._strange(response.content_type)
        try:
            told.load(response.body, "rdfxml" if response.content_type == "application/rdf+xml" else "turtle")
        except FileError:
            raise self._half(f"{len(response.body):,} bytes of {response.content_type} came") from None
        return told

    def _json(self, query: str) -> bytes:
        response = self._response(query, JSON)
        if response.content_type not in _JSON_TYPES:
            raise self._strange(response.content_type)
        return response.body

    def _response(self, query: str, form: str) -> HttpResponse:
        response = _Client(self._line, query, form).response()
        if response.status != 200:
            raise EndpointError(f"{self.url} answered with status {response.status}, and 200 was expected.")
        if self._xml is None:
            self._xml = response.server.startswith("Virtuoso/")
        return response

    @contextmanager
    def _parsing(self) -> Iterator[None]:
        try:
            yield
        except NotJson as error:
            raise self._half(str(error)) from None
        except NotAnAnswer as error:
            raise self._strange(str(error)) from None

    def _half(self, what: str) -> EndpointError:
        return EndpointError(
            f"{self.url} sent half an answer, or one that cannot be read ({what}). It is not used. Ask again, or look "
            "at the server's log."
        )

    def _strange(self, what: str) -> EndpointError:
        return EndpointError(
            f"{self.url} answered with {what}, not with an answer to a SPARQL query. Is this the endpoint's address? "
            "It often ends in /sparql or /query."
        )


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

    def response(self) -> HttpResponse:
        """The server's response."""
        request = self._createRequest()
        assert isinstance(request, urllib.request.Request)
        return self._line.send(request)
