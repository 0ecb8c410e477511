"""Answers as pages: the question as a form, the answer below it, whole without a script, at an address of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from markupsafe import Markup

from whoshares.answers.profile import Match, Profile
from whoshares.answers.trace import Trace
from whoshares.exports.pictures import picture_of, routes_as_svg
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.server.http import pages
from whoshares.server.http.arguments import example_of
from whoshares.server.http.explorer import onward
from whoshares.server.http.explorer.form import Forms, Given
from whoshares.server.http.explorer.home import home_page
from whoshares.server.http.explorer.printed import folded, headline, printed, tells
from whoshares.server.http.explorer.thing import thing_page
from whoshares.server.http.explorer.view import Asked
from whoshares.server.http.things import address_of
from whoshares.server.problems import Problem
from whoshares.text.headline import when
from whoshares.text.words import Words

_SHOWN: Final = 30
"""Rows that a table shows at once; the others are folded away below them."""
_AS_TABLES: Final = frozenset({"exposure", "conflicts"})
"""Answers that are read as tables; the others as they are printed, with their table folded away."""


class Explorer:
    """The pages of one graph."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self._forms = Forms(kg)

    def question(self, method: str, given: Given, prefix: str, problem: str = "") -> str:
        """The form of a question alone, or with what is wrong with what it was given."""
        example = f"{prefix}/{method}?{urlencode(example_of(VERBS[method]), quote_via=quote)}"
        return pages.render("question.html", **self._forms.of(method, given, prefix), problem=problem,
                            example=example)  # fmt: skip

    def asked(self, prefix: str, format_name: str, given: Given, values: Mapping[str, object], seconds: float) -> Asked:
        """A request for a view of this graph."""
        return Asked(self._kg, self._forms, prefix, format_name, given, values, seconds)

    def home(self, prefix: str) -> str:
        """The first page: the question, examples, how to read an answer, what is covered."""
        return home_page(self._kg, self._forms, prefix)

    def thing(self, profile: Profile, prefix: str) -> str:
        """What is known of a thing, in the order that readers need."""
        return thing_page(self._kg, profile, prefix)

    def answer(self, method: str, given: Given, answer: Any, prefix: str) -> str:
        """An answer below its question."""
        if isinstance(answer, Profile):
            return thing_page(self._kg, answer, prefix)
        framed = self._forms.of(method, given, prefix)
        if isinstance(answer, list):
            found = [match for match in answer if isinstance(match, Match)]
            return pages.render("found.html", **framed, found=found)
        first, *more = headline(answer)
        told = {"first": first, "more": more, "next": onward.after(method, given, prefix), **framed}
        if isinstance(answer, Trace):
            return pages.render("traced.html", **told, answer=answer, picture=self._picture(answer, first, prefix))
        rows = answer.rows()
        columns = [name for name in dict.fromkeys(name for row in rows for name in row) if tells(name, rows)]
        things = {label: iri for iri, label in sorted(getattr(answer, "labels", {}).items(), reverse=True)}
        shown, rest = ("", "") if method in _AS_TABLES else folded(printed(answer))
        return pages.render("table.html", **told, columns=columns, rows=rows, shown=_SHOWN, things=things,
                            printed=shown, folded=rest)  # fmt: skip

    def picture(self, answer: Any) -> str:
        """The picture of an answer as an SVG file. Raises Problem where there is nothing to draw."""
        if not answer.routes:
            raise Problem(404, f"There is no route to draw. {headline(answer)[0]}")
        words = Words(answer.frame)
        ends = f"from {words.asked('from')} to {words.asked('to')}"
        title = f"How {words.data} could get {ends} {when(answer.question)}, as far as documents show"
        return picture_of(answer.frame, answer.routes, answer.ways, title)

    def _picture(self, answer: Trace, title: str, prefix: str) -> Markup | None:
        if not answer.routes:
            return None
        svg = routes_as_svg(answer.frame, answer.routes, answer.ways, title, link=lambda iri: address_of(iri, prefix))
        return Markup(svg)
