"""What workers do: the questions that touch the graph, each from JSON-ready arguments to bytes."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import traceback
from collections.abc import Callable, Mapping
from typing import Any, Final

from whoshares import vocabulary as v
from whoshares.catalogue import Catalogue, answer
from whoshares.errors import InputError, NameUnknown, QueryError
from whoshares.knowledge_graph import KnowledgeGraph
from whoshares.profiles import profile
from whoshares.server import media, pages
from whoshares.server.media import Choice
from whoshares.server.messages import Job, Reply
from whoshares.server.problems import Problem
from whoshares.text.console import to_csv


class Jobs:
    """The jobs on one graph."""

    def __init__(self, kg: KnowledgeGraph, longest_answer: int) -> None:
        self._kg = kg
        self._longest = longest_answer
        self._catalogue_queries = Catalogue()

    def __call__(self, job: Job) -> Reply:
        """Do a job. What is wrong with it is a reply, too."""
        try:
            media_type, body = _KINDS[job.kind](self, **job.arguments)
        except Problem as problem:
            return _refusal(problem)
        except QueryError as error:
            return _refusal(_query_problem(error))
        except NameUnknown as error:
            return _refusal(Problem(404, str(error)))
        except InputError as error:
            return _refusal(Problem(400, str(error)))
        except MemoryError:
            sentence = "The work was stopped: it needed more memory than one question may take."
            return _refusal(Problem(500, sentence, {"stopped": "memory"}))
        except Exception:
            traceback.print_exc()
            return _refusal(Problem(500, "The server could not do this, and that is a defect of the program."))
        return Reply(200, media_type, body, hashlib.sha256(body).hexdigest()[:32])

    def warm_up(self) -> None:
        """Read what every worker needs, once, before workers are made."""
        self._kg.store.query("ASK { }")
        _ = self._kg.names, self._kg.evidence
        with contextlib.suppress(InputError):  # a graph without flows can still be queried
            _ = self._kg.network
        pages.render("problem.html", status=200, title="", sentence="", query="", prefix="")
        self._kg.search("a", limit=1)

    def _query(
        self,
        text: str,
        default_graphs: list[str] | None,
        named_graphs: list[str] | None,
        accept: str,
        format_name: str | None,
        prefix: str,
    ) -> tuple[str, bytes]:
        chosen: list[tuple[str, Choice]] = []

        def choose(form: str) -> str:
            choice = media.choose(media.ANSWERS[form], accept, format_name)
            chosen.append((form, choice))
            return (
                {"rows": "json", "truth": "json", "triples": "turtle"}[form]
                if choice.format is media.HTML
                else (choice.format.name)
            )

        sink = Sink(self._longest)
        self._kg.store.write_answer(text, sink, choose, default_graphs=default_graphs, named_graphs=named_graphs)
        form, choice = chosen[0]
        body = sink.getvalue()
        if choice.format is media.HTML:
            shown = body.decode() if form == "triples" else json.loads(body)
            body = self._html(
                "answer.html", form=form, answer=shown, query=text, prefix=prefix, label=self._kg.names.label
            )
        return choice.media_type, body

    def _statements(
        self, graph: str | None, thing: str | None, merge: bool, format_name: str, media_type: str
    ) -> tuple[str, bytes]:
        if thing is not None:
            self._check_known(thing)
        sink = Sink(self._longest)
        self._kg.store.write_statements(sink, format_name, thing=thing, graph=graph, merge=merge)
        return media_type, sink.getvalue()

    def _known(self, thing: str) -> tuple[str, bytes]:
        self._check_known(thing)
        return "", b""

    def _check_known(self, thing: str) -> None:
        store = self._kg.store
        try:
            if any(store.statements(subject=thing)) or any(store.statements(value=thing)):
                return
        except ValueError:
            pass  # no IRI, so nothing is stated of it
        near = self._kg.names.suggestions(v.local_name(thing).replace("-", " "))
        hint = f" The nearest names are {', '.join(near)}." if near else ""
        raise Problem(404, f"The graph states nothing of “{v.shorten(thing)[:200]}”.{hint}", {"available": near})

    def _page(self, thing: str, prefix: str) -> tuple[str, bytes]:
        self._check_known(thing)
        return media.HTML.media_type, self._html("thing.html", profile=profile(self._kg, thing), prefix=prefix)

    def _analysis(self, method: str, arguments: dict[str, object], format_name: str) -> tuple[str, bytes]:
        return self._table(getattr(self._kg, method)(**arguments), format_name)

    def _table(self, answer: Any, format_name: str) -> tuple[str, bytes]:
        """An answer with `to_dict` and `rows`, or a list of what has `to_dict`, as JSON or CSV."""
        if format_name == "csv":
            rows = [_texts(one.to_dict()) for one in answer] if isinstance(answer, list) else answer.rows()
            columns = dict.fromkeys(column for row in rows for column in row)
            return media.CSV.media_type, self._fitting(to_csv(list(columns), rows).encode())
        data = [one.to_dict() for one in answer] if isinstance(answer, list) else answer.to_dict()
        return media.JSON.media_type, self._fitting(json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n")

    def _catalogue(self, name: str, given: dict[str, list[str]], format_name: str) -> tuple[str, bytes]:
        found = answer(self._catalogue_queries.find(name), self._kg.store, self._kg.names, given)
        return self._table(found, format_name)

    def _summary(self) -> tuple[str, bytes]:
        """The figures that VoID tells: of the whole, of each graph, class and property."""
        figures = {name: self._kg.store.select(query).rows for name, query in _FIGURES.items()}
        data = {name: [[str(cell) for cell in row] for row in rows] for name, rows in figures.items()}
        return media.JSON.media_type, json.dumps(data).encode()

    def _html(self, template: str, **given: Any) -> bytes:
        return self._fitting(pages.render(template, **given).encode())

    def _fitting(self, body: bytes) -> bytes:
        if len(body) > self._longest:
            raise _too_long(self._longest)
        return body


class Sink(io.BytesIO):
    """Bytes up to a number; more raises Problem, which stops whoever writes them."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self._longest = longest

    def write(self, data: Any) -> int:
        """Add bytes."""
        if self.tell() + len(data) > self._longest:
            raise _too_long(self._longest)
        return super().write(data)


_KINDS: Final[Mapping[str, Callable[..., tuple[str, bytes]]]] = {
    "query": Jobs._query,
    "statements": Jobs._statements,
    "known": Jobs._known,
    "page": Jobs._page,
    "analysis": Jobs._analysis,
    "catalogue": Jobs._catalogue,
    "summary": Jobs._summary,
}

_FIGURES: Final = {
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "classes": "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c",
    "properties": "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
    "whole": "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?k) { ?s ?p ?o }",
}


def _too_long(most: int) -> Problem:
    sentence = f"The work was stopped: the answer is longer than the {most:,} bytes that are given at once."
    return Problem(500, sentence, {"stopped": "size"})


def _query_problem(error: QueryError) -> Problem:
    """The problem with a query; a syntax error tells line and column, for people and for machines."""
    place = re.search(r"error at (\d+):(\d+):", str(error))
    if place is None:
        return Problem(400, str(error))
    line, column = int(place[1]), int(place[2])
    sentence = str(error).replace(place[0], f"line {line}, column {column}:")
    return Problem(400, sentence, {"line": line, "column": column})


def _refusal(problem: Problem) -> Reply:
    return Reply(problem.status, "", b"", problem={"sentence": problem.sentence, "details": dict(problem.details)})


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in row.items()}
