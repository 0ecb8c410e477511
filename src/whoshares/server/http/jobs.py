"""What workers do: the questions that touch the graph, each from JSON-ready arguments to bytes."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

from whoshares.answers.profile import profile
from whoshares.knowledge_graph.columns import COLUMNS
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.model import vocabulary as v
from whoshares.model.arguments import read_day_or_today
from whoshares.model.errors import InputError, NameUnknown, NothingToDraw, QueryError
from whoshares.server.http import description, media, pages
from whoshares.server.http.as_data import as_bytes
from whoshares.server.http.explorer.explorer import Explorer
from whoshares.server.http.explorer.questions import question
from whoshares.server.http.explorer.thing import of_thing
from whoshares.server.http.explorer.view import SHOWN
from whoshares.server.http.explorer.views import VIEWS
from whoshares.server.http.media import Choice, Format
from whoshares.server.http.protocol import fields, query_of
from whoshares.server.http.reconciliation.service import Reconciliation
from whoshares.server.http.tables import CsvOfTsv, for_spreadsheets
from whoshares.server.problems import Problem, problem_of, query_problem, unknown
from whoshares.server.sink import Sink, too_long
from whoshares.server.workers.messages import Job, Reply
from whoshares.sparql.catalogue import Catalogue, answer
from whoshares.store.engine import Store
from whoshares.store.resources import ontology_folder
from whoshares.store.writing import Triples


class Jobs:
    """The jobs on one graph."""

    def __init__(self, kg: KnowledgeGraph, longest_answer: int) -> None:
        self._kg = kg
        self._longest = longest_answer
        self._catalogue_queries = Catalogue()
        self._graphs = [str(graph) for graph in kg.store.graphs()]
        self._explorer = Explorer(kg)
        self._reconciliation = Reconciliation(kg)

    def __call__(self, job: Job) -> Reply:
        """Do a job. What is wrong with it is a reply, too."""
        try:
            more = {"body": job.body} if job.kind in _WITH_BODY else {}
            media_type, body = _KINDS[job.kind](self, **job.arguments, **more)
        except Problem as problem:
            return _refusal(problem)
        except QueryError as error:
            return _refusal(query_problem(error))
        except (NameUnknown, NothingToDraw) as error:
            return _refusal(problem_of(404, error))
        except InputError as error:
            return _refusal(problem_of(400, error))
        except MemoryError:
            sentence = "The work was stopped: it needed more memory than one question may take."
            return _refusal(Problem(500, sentence, {"stopped": "memory"}))
        except Exception:
            traceback.print_exc()
            return _refusal(Problem(500, "The server could not do this, and that is a defect of the program."))
        return Reply(200, media_type, body, hashlib.sha256(body).hexdigest()[:32])

    def warm_up(self) -> None:
        """Read what every worker needs, once, before workers are made."""
        self._kg.store.prepare()
        _ = self._kg.names, self._kg.evidence
        with contextlib.suppress(InputError):  # a graph without flows can still be queried
            _ = self._kg.network
        pages.warm_up()
        import_module("scipy.optimize")  # which the first cut would load, in each worker again
        self._kg.search("a", limit=1)
        self._explorer.warm_up()
        self._reconciliation.warm_up()
        example: dict[str, Any] = dict(VERBS["trace"].example)
        with contextlib.suppress(InputError):  # on another graph than the shipped one it may name nothing
            self._explorer.answer("trace", [], self._kg.trace(**example), "")

    def _query(
        self,
        body: bytes,
        default_graphs: list[str] | None,
        named_graphs: list[str] | None,
        accept: str,
        format_name: str | None,
        prefix: str,
    ) -> tuple[str, bytes]:
        text = body.decode("utf-8", "surrogatepass")
        chosen: list[tuple[str, Choice]] = []

        def choose(form: str) -> str:
            choice = media.choose(media.ANSWERS[form], accept, format_name)
            chosen.append((form, choice))
            if choice.format is media.HTML:
                return {"rows": "json", "truth": "json", "triples": "turtle"}[form]
            if choice.media_type == media.CSV.media_type:
                sink.rewrite = CsvOfTsv()
                return "tsv"
            return choice.format.name

        sink = Sink(self._longest)
        self._kg.store.write_answer(text, sink, choose, default_graphs=default_graphs, named_graphs=named_graphs)
        form, choice = chosen[0]
        written = sink.getvalue()
        if choice.format.name in ("xml", "rdfxml"):
            written = _as_xml(written, media.ANSWERS[form])
        if choice.format.name == "spreadsheet":
            written = self._fitting(for_spreadsheets(written))
        if choice.format is media.HTML:
            shown = written.decode() if form == "triples" else json.loads(written)
            written = self._html(
                "answer.html", form=form, answer=shown, query=text, prefix=prefix, label=self._kg.names.label
            )
        return choice.media_type, written

    def _form(self, body: bytes, address: list[list[str]], accept: str, prefix: str) -> tuple[str, bytes]:
        """The answer to the query of a long form."""
        given = [(name, value) for name, value in address]
        query = query_of([*given, *fields(body, "The body")], self._graphs)
        default, named = (None if g is None else list(g) for g in (query.default_graphs, query.named_graphs))
        text = query.text.encode("utf-8", "surrogatepass")
        return self._query(text, default, named, accept, query.format_name, prefix)

    def _statements(self, graph: str | None, merge: bool, format_name: str, media_type: str) -> tuple[str, bytes]:
        sink = Sink(self._longest)
        self._kg.store.write_statements(sink, format_name, graph=graph, merge=merge)
        return media_type, _checked(sink.getvalue(), format_name, media.GRAPH)

    def _thing(self, things: list[str], format_name: str, media_type: str) -> tuple[str, bytes]:
        """What is stated of a thing: its triples, and in syntaxes that can say so, also who states each.

        The triples are always there, because many clients look into the default graph alone.
        """
        sink = Sink(self._longest)
        thing = self._find(things)
        triples = {"trig": "turtle", "nquads": "ntriples"}.get(format_name, format_name)
        if thing == _CATALOG and not self._is_known(thing):
            self._catalog().write_statements(sink, triples, merge=True)
        else:
            self._kg.store.write_statements(sink, triples, thing=thing, merge=True)
            if triples != format_name:
                self._kg.store.write_statements(sink, format_name, thing=thing, merge=False)
        return media_type, _checked(sink.getvalue(), format_name, media.DESCRIPTION)

    def _catalog(self) -> Store:
        """The catalogue as the export in DCAT describes it, without what that says of the sources in it."""
        query = (ontology_folder() / "alignments" / "dcat" / "catalog.rq").read_text("utf-8")
        answer, found = self._kg.store.query(query), Store()
        assert isinstance(answer, Triples)
        found.load(answer.serialize("ntriples"), "ntriples", where="the catalogue")
        return found

    def _known(self, things: list[str]) -> tuple[str, bytes]:
        """Whether a thing has a page; raises Problem where it has not even data."""
        return "", b"page" if self._is_known(self._find(things)) else b"data"

    def _ontology(self, version: str, format_name: str, media_type: str) -> tuple[str, bytes]:
        """The ontology as it is in the graph; of other versions it is said that there are none."""
        version_iris = self._kg.store.texts(v.WS, v.OWL + "versionIRI")
        if version and v.WS + version not in version_iris:
            versions = [iri.removeprefix(v.WS) for iri in version_iris]
            raise unknown(404, "version of the ontology", version, versions)
        return self._statements(v.ONTOLOGY_GRAPH, True, format_name, media_type)

    def _shapes(self, format_name: str, media_type: str) -> tuple[str, bytes]:
        """The shapes that facts are checked against."""
        sink = Sink(self._longest)
        _shape_store().write_statements(sink, format_name, merge=True)
        return media_type, _checked(sink.getvalue(), format_name, media.GRAPH)

    def _shape(self, name: str) -> tuple[str, bytes]:
        """Nothing, where there is a shape of this name; raises Problem where there is none."""
        shapes = _shape_store()
        known = {v.local_name(iri) for kind in ("NodeShape", "PropertyShape") for iri in shapes.members(_SH + kind)}
        if name and name not in known:
            raise unknown(404, "shape", name, sorted(known))
        return "", b""

    def _find(self, things: list[str]) -> str:
        """The first of these IRIs of which the graph states something. Raises Problem where there is none."""
        for thing in things:
            if thing == _CATALOG or self._is_known(thing):
                return thing
        thing = things[-1]
        near = self._kg.names.suggestions(v.local_name(thing).replace("-", " "))
        hint = f" The nearest names are {', '.join(near)}." if near else ""
        raise Problem(404, f"The graph states nothing of “{v.shorten(thing)[:200]}”.{hint}", {"available": near})

    def _is_known(self, thing: str) -> bool:
        store = self._kg.store
        try:
            return any(store.statements(subject=thing)) or any(store.statements(value=thing))
        except ValueError:
            return False  # no IRI, so nothing is stated of it

    def _page(self, things: list[str], given: list[list[str]], format_name: str, prefix: str) -> tuple[str, bytes]:
        thing = self._find(things)
        if not self._is_known(thing):
            raise Problem(404, "The catalogue of sources has no page of its own. It is data, at “/data/catalog”.")
        told = [(name, value) for name, value in given]
        if format_name != media.HTML.name:
            answer = of_thing(self._kg, thing, dict(told))
            if answer is None:
                return self._file(profile(self._kg, thing), format_name, COLUMNS["show"])
            return self._file(answer, format_name)
        page = self._explorer.thing(profile(self._kg, thing), told, prefix)
        return media.HTML.media_type, self._fitting(page.encode())

    def _analysis(self, method: str, arguments: dict[str, object], format_name: str) -> tuple[str, bytes]:
        return self._file(getattr(self._kg, method)(**arguments), format_name, COLUMNS.get(method, ()))

    def _home(self, prefix: str) -> tuple[str, bytes]:
        return media.HTML.media_type, self._fitting(self._explorer.home(prefix).encode())

    def _asked(
        self,
        method: str,
        arguments: dict[str, object] | None,
        given: list[list[str]],
        problem: str,
        offers: Sequence[str],
        prefix: str,
        base: str,
    ) -> tuple[str, bytes]:
        """The page of a question: with its answer, or without, as the form that asks it."""
        told = [(name, value) for name, value in given]
        if arguments is None:
            page = self._explorer.question(method, told, prefix, problem, offers)
        else:
            page = self._explorer.answer(method, told, getattr(self._kg, method)(**arguments), prefix, base)
        return media.HTML.media_type, self._fitting(page.encode())

    def _view(
        self,
        path: str,
        given: list[list[str]],
        values: dict[str, object],
        format_name: str,
        prefix: str,
        seconds: float,
    ) -> tuple[str, bytes]:
        told = [(name, value) for name, value in given]
        view = VIEWS[path]
        for parameter in view.parameters:
            if parameter.sort == "day":  # a wrong day is refused, whatever else is left open
                read_day_or_today(str(values.get(parameter.argument) or "") or None)
        asked = self._explorer.asked(path, prefix, format_name, told, values, seconds)
        media_type = next(format_.media_type for format_ in view.formats if format_.name == format_name)
        found = view.answer(asked)
        if isinstance(found, (str, bytes)):
            return media_type, self._fitting(found.encode() if isinstance(found, str) else found)
        return self._file(found, format_name, view.columns)

    def _question(self, name: str, given: list[list[str]], format_name: str, prefix: str) -> tuple[str, bytes]:
        """A question of the catalogue, with its answer where it is told enough."""
        told = [(key, value) for key, value in given]
        asked = self._explorer.asked(f"/questions/{name}", prefix, format_name, told, {}, 0)
        media_type = next(format_.media_type for format_ in SHOWN if format_.name == format_name)
        return media_type, self._fitting(question(self._catalogue_queries.find(name), asked).encode())

    def _file(self, answer: Any, format_name: str, columns: Sequence[str] = ()) -> tuple[str, bytes]:
        given = (media.JSON, media.CSV, *media.FILES.values())
        media_type = next(format_.media_type for format_ in given if format_.name == format_name)
        return media_type, as_bytes(self._kg, answer, format_name, self._longest, columns)

    def _catalogue(self, name: str, given: dict[str, list[str]], format_name: str) -> tuple[str, bytes]:
        query = self._catalogue_queries.find(name)
        return self._file(answer(query, self._kg.store, self._kg.names, given), format_name, list(query.columns))

    def _reconcile(self, body: bytes, path: str) -> tuple[str, bytes]:
        """The answer to a batch of names, or to a data extension, as a form or a JSON document asks for it."""
        service = self._reconciliation
        media_type, answer = service.form(body) if path == "form" else service.document(path, body)
        return media_type, self._fitting(answer)

    def _of_reconciliation(self, what: str, values: dict[str, Any]) -> tuple[str, bytes]:
        """What else the reconciliation of names offers: suggestions, properties, a preview, the way to a thing."""
        service = self._reconciliation
        if what in ("preview", "view"):
            return service.preview(**values) if what == "preview" else service.view(**values)
        return service.propose(values) if what == "propose" else service.suggest(what, values)

    def _service(self, base: str, format_name: str, media_type: str) -> tuple[str, bytes]:
        return media_type, description.service(base, self._graphs, format_name)

    def _void(self, base: str, shipped: bool, format_name: str, media_type: str) -> tuple[str, bytes]:
        figures = {name: self._kg.store.select(query).rows for name, query in _FIGURES.items()}
        told = {name: [[str(cell) for cell in row] for row in rows] for name, rows in figures.items()}
        return media_type, description.void(base, told, shipped=shipped, format_name=format_name)

    def _html(self, template: str, **given: Any) -> bytes:
        return self._fitting(pages.render(template, **given).encode())

    def _fitting(self, body: bytes) -> bytes:
        if len(body) > self._longest:
            raise too_long(self._longest)
        return body


_KINDS: Final[Mapping[str, Callable[..., tuple[str, bytes]]]] = {
    "query": Jobs._query,
    "form": Jobs._form,
    "statements": Jobs._statements,
    "thing": Jobs._thing,
    "ontology": Jobs._ontology,
    "shapes": Jobs._shapes,
    "shape": Jobs._shape,
    "known": Jobs._known,
    "page": Jobs._page,
    "analysis": Jobs._analysis,
    "asked": Jobs._asked,
    "home": Jobs._home,
    "view": Jobs._view,
    "catalogue": Jobs._catalogue,
    "question": Jobs._question,
    "service": Jobs._service,
    "void": Jobs._void,
    "reconcile": Jobs._reconcile,
    "reconciliation": Jobs._of_reconciliation,
}
_WITH_BODY: Final = frozenset({"query", "form", "reconcile"})
"""The kinds of jobs that are told by a body, besides their arguments."""

_FIGURES: Final = {
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "classes": "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c",
    "properties": "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
    "whole": "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?k) { ?s ?p ?o }",
}


_SH: Final = "http://www.w3.org/ns/shacl#"
_CATALOG: Final = v.ID + "catalog"
"""The catalogue of sources in DCAT: in the graph only where somebody states something of it."""
_NOT_IN_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""In UTF-8, what no XML 1.0 document can hold, not even as a reference."""


def _shape_store() -> Store:
    """The shipped shapes, which are not in the graph."""
    file, shapes = ontology_folder() / "shapes.ttl", Store()
    shapes.load(file.read_bytes(), "turtle", where=str(file))
    return shapes


def _checked(body: bytes, format_name: str, offered: Sequence[Format]) -> bytes:
    return _as_xml(body, offered) if format_name == "rdfxml" else body


def _as_xml(body: bytes, offered: Sequence[Format]) -> bytes:
    """XML as the engine writes it, made to be read as it was meant: a bare carriage return would become a line feed.

    Raises Problem where it holds what XML cannot.
    """
    found = _NOT_IN_XML.search(body)
    if found is None:
        return body.replace(b"\r", b"&#13;") if b"\r" in body else body
    others = [f.media_type for f in offered if f.name not in ("xml", "rdfxml", "spreadsheet")]
    raise Problem(
        406,
        f"The answer holds the character U+{ord(found[0].decode()):04X}, which XML cannot carry. Ask for another type: "
        f"{', '.join(others)}.",
        {"available": others},
    )


def _refusal(problem: Problem) -> Reply:
    return Reply(problem.status, "", b"", problem={"sentence": problem.sentence, "details": dict(problem.details)})
