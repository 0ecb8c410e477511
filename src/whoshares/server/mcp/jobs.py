"""What workers do for assistants: a call of a tool, from what it is told to the text of the reply."""

from __future__ import annotations

import contextlib
import json
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final, cast

from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.model import vocabulary as v
from whoshares.model.answer import Answer
from whoshares.model.errors import InputError, NameAmbiguous, NameUnknown, QueryError
from whoshares.model.plain import plain
from whoshares.server.http.arguments import arguments as read_arguments
from whoshares.server.mcp.offered import CATALOGUE, SPARQL, arguments, as_pairs, as_text, no_such_tool
from whoshares.server.mcp.onward import after_listing, after_search, after_unknown, onward
from whoshares.server.mcp.replies import Asked, Call, refusal, reply
from whoshares.server.mcp.telling import Row, Said, Telling, tell, tell_matches
from whoshares.server.problems import Problem, problem_of, query_problem
from whoshares.server.sink import Sink
from whoshares.server.workers.messages import Job, Reply
from whoshares.sparql.catalogue import Catalogue, QueryParameter
from whoshares.text.words import counted

_LONGEST_RESULT: Final = 32 * 1024 * 1024
"""How many bytes SPARQL may give before rows are left out of them."""
_SYNTAX: Final = {"rows": "json", "truth": "json", "triples": "turtle"}


class Calls:
    """The calls of tools on one graph. `outside` says that it is not the shipped one."""

    def __init__(self, kg: KnowledgeGraph, seconds: float, *, outside: bool) -> None:
        self._kg = kg
        self._seconds = seconds
        self._outside = outside
        self._catalogue = Catalogue()

    def __call__(self, job: Job) -> Reply:
        """Answer a call. What is wrong with it is a reply, too."""
        name, given = str(job.arguments["tool"]), cast("dict[str, object]", job.arguments["given"])
        try:
            return Reply(200, "application/json", self._answer(name, given).encode("utf-8", "backslashreplace"))
        except Problem as problem:
            return self._refused(problem)
        except QueryError as error:
            return self._refused(query_problem(error))
        except (NameUnknown, NameAmbiguous) as error:
            return self._refused(problem_of(404, error), after_unknown(_named(str(error))))
        except InputError as error:
            return self._refused(problem_of(400, error))
        except MemoryError:
            sentence = "The work was stopped: it needed more memory than one call may take. Ask for less at once."
            return self._refused(Problem(500, sentence, {"stopped": "memory"}))
        except Exception:
            traceback.print_exc()
            return self._refused(Problem(500, "The server could not do this, and that is a defect of the program."))

    def warm_up(self) -> None:
        """Read what every worker needs, once, before workers are made."""
        self._kg.store.prepare()
        _ = self._kg.names, self._kg.evidence
        with contextlib.suppress(InputError):  # a graph without flows can still be queried
            _ = self._kg.network
        self._kg.search("a", limit=1)
        import_module("scipy.optimize")  # which the first cut would load, in each worker again
        example: dict[str, Any] = dict(VERBS["trace"].example)
        with contextlib.suppress(InputError):  # on another graph than the shipped one it may name nothing
            tell(self._kg, self._kg.trace(**example), outside=self._outside)

    def _answer(self, tool: str, given: Mapping[str, object]) -> str:
        told, longest, skip = arguments(tool, given)
        asked = Asked(tool, told, longest, skip)
        if tool == SPARQL:
            return self._sparql(asked)
        if tool == CATALOGUE:
            return self._query(asked)
        if tool not in VERBS:
            raise no_such_tool(tool, [*VERBS, CATALOGUE, SPARQL])
        answer = getattr(self._kg, tool)(**read_arguments(tool, as_pairs(tool, told), self._seconds))
        if isinstance(answer, Answer):
            return self._reply(asked, tell(self._kg, answer, outside=self._outside), onward(tool, told, answer))
        classes = {match.iri: self._kg.names.classes(match.iri) for match in answer}
        found = tell_matches(str(told["text"]), answer)
        return self._reply(asked, found, after_search(answer, classes))

    def _query(self, asked: Asked) -> str:
        """A question of the catalogue; without a name, the list of questions."""
        given = dict(asked.arguments)
        name, about, values = given.pop("name", None), given.pop("about", None), given.pop("given", None) or {}
        if given:
            raise Problem(
                400,
                f"“{next(iter(given))}” is nothing that “query” takes. What a question is told is “given”, as in "
                '{"name": "flows/into", "given": {"recipient": "ICE"}}.',
            )
        if name is None:
            return self._listing(asked, str(about or ""))
        if not isinstance(values, dict):
            raise Problem(400, '“given” is no object. Write it as in {"recipient": "ICE"}.')
        texts = {key: [as_text(key, one) for one in (value if isinstance(value, list) else [value])]
                 for key, value in values.items()}  # fmt: skip
        answer = self._kg.ask(self._catalogue.find(str(name)), texts)
        return self._reply(asked, tell(self._kg, answer, outside=self._outside), onward(CATALOGUE, {}, answer))

    def _listing(self, asked: Asked, about: str) -> str:
        queries = [
            q for q in self._catalogue.queries() if about.lower() in f"{q.name} {q.question} {q.summary}".lower()
        ]
        rows = [
            Row({"name": q.name, "question": q.question, "takes": ", ".join(map(_taken, q.parameters))}, ())
            for q in queries
        ]
        fitting = f" that fit “{plain(about)}”" if about else ""
        said = Said(f"Prepared{fitting}: {counted(len(rows), 'question')}.", ())
        return self._reply(asked, Telling([said], rows, {}), after_listing(queries))

    def _sparql(self, asked: Asked) -> str:
        """An answer to SPARQL: rows that fit, or triples, cut at the end of a line."""
        unknown = asked.arguments.keys() - {"query"}
        text = asked.arguments.get("query")
        if unknown or not isinstance(text, str) or not text.strip():
            what = f"“{min(unknown)}” is nothing that “sparql” takes" if unknown else "“query” is missing or no text"
            raise Problem(400, f'{what}. Give one query, as in {{"query": "SELECT ?s WHERE {{ ?s a ws:System }}"}}.')
        sink, forms = Sink(_LONGEST_RESULT), []

        def choose(form: str) -> str:
            forms.append(form)
            return _SYNTAX[form]

        self._kg.store.write_answer(text, sink, choose)
        if forms[0] == "triples":
            lines = [line for line in sink.getvalue().decode().split("\n") if line and not line.startswith("@prefix")]
            rows = [Row({"turtle": line}, ()) for line in lines]
            return self._reply(asked, Telling([Said("Triples, as Turtle without its prefixes.", ())], rows, {}), ())
        found = json.loads(sink.getvalue())
        if forms[0] == "truth":
            return self._reply(asked, Telling([Said("True." if found["boolean"] else "False.", ())], [], {}), ())
        rows = [
            Row({name: plain(v.shorten(str(cell["value"]))) for name, cell in binding.items()}, ())
            for binding in found["results"]["bindings"]
        ]
        number = f"{counted(len(rows), 'row').capitalize()}."
        empty = None if rows else {"kind": "no-rows", "meaning": "Nothing in the graph fits the pattern of the query."}
        return self._reply(asked, Telling([Said(number, ())], rows, {}, empty), ())

    def _reply(self, asked: Asked, told: Telling, further: Sequence[Call]) -> str:
        return reply(self._kg, asked, told, further, outside=self._outside)

    def _refused(self, problem: Problem, further: Sequence[Call] = ()) -> Reply:
        text = refusal(problem, further, outside=self._outside)
        return Reply(problem.status, "application/json", text.encode("utf-8", "backslashreplace"))


def _taken(parameter: QueryParameter) -> str:
    return f"{parameter.name} ({parameter.wanted}{'' if parameter.required else ', optional'})"


def _named(sentence: str) -> str:
    """The name that a sentence about an unknown one holds."""
    return sentence.partition("named “")[2].partition("”")[0] or sentence.partition("“")[2].partition("”")[0]
