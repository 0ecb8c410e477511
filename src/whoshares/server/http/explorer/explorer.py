"""Answers as pages: the question as a form, the answer below it, whole without a script, at an address of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any, Final

from whoshares.answers.around import Around
from whoshares.answers.backdoors import BackDoors
from whoshares.answers.bars import Bars
from whoshares.answers.conflicts import Conflicts
from whoshares.answers.norm_entries import norm_entries
from whoshares.answers.of_category import category_of, holders_of
from whoshares.answers.places import places_of
from whoshares.answers.profile import Profile
from whoshares.answers.trace import Trace
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.server.http import pages
from whoshares.server.http.arguments import example_of
from whoshares.server.http.explorer import onward
from whoshares.server.http.explorer.brief import brief_of_answer
from whoshares.server.http.explorer.citation import cited_answer, fixed_address, searched_of
from whoshares.server.http.explorer.days import days_address
from whoshares.server.http.explorer.form import Forms
from whoshares.server.http.explorer.home import home_page
from whoshares.server.http.explorer.links import Given, asking
from whoshares.server.http.explorer.map import map_page
from whoshares.server.http.explorer.pictured import Pictured
from whoshares.server.http.explorer.printed import folded, headline, printed, tells
from whoshares.server.http.explorer.routes_page import BackDoorsPage, RoutesPage, TracePage
from whoshares.server.http.explorer.thing import thing_page
from whoshares.server.http.explorer.view import ViewAsked
from whoshares.text.screen import of_named

_NEAR: Final = 4
_BELOW: Final = re.compile(r"Searched: |(?:From|To) [^\n]*, on that day or another, (?:to|from)\b")
"""How a line of the headline begins of which the page says the same below, with links."""
_SHOWN: Final = 30
"""Rows that a table shows at once; the others are folded away below them."""
_MOST_ROWS: Final = 300
"""Rows that a page holds."""
_AS_TABLES: Final = frozenset({"exposure", "conflicts"})
"""Answers that are read as tables; the others as they are printed, with their table folded away."""


@dataclass(frozen=True, slots=True)
class Near:
    """A text that names nothing: labels that are near, with what they are and addresses that ask of them."""

    value: str
    offers: tuple[tuple[str, str, str], ...]
    search: str


class Explorer:
    """The pages of one graph."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self._forms = Forms(kg)

    def warm_up(self) -> None:
        """Read what every worker needs."""
        self.question("trace", [], "")
        self._forms.completion.offers("a")
        with suppress(InputError):  # a graph without flows has no network
            _ = places_of(self._kg).speaking
            norm_entries(self._kg, date.today())

    def question(self, method: str, given: Given, prefix: str, problem: str = "", offers: Sequence[str] = ()) -> str:
        """The form of a question alone, or with what is wrong with what it was given, and what is near or offered."""
        example = asking(f"{prefix}/{method}", example_of(VERBS[method]))
        form = self._forms.of(method, given, prefix)
        near = list(self._near(method, given, prefix, offers)) if problem else []
        return pages.render("question.html", **form, problem=problem, near=near, example=example)

    def _near(self, method: str, given: Given, prefix: str, offered: Sequence[str]) -> Iterator[Near]:
        """For each text of a question that names nothing, what is near, or else offered, and where it is searched."""
        for name, value in given:
            takes = self._forms.takes(method, name)
            if takes and not self._kg.names.bears(value):
                offers = self._forms.completion.offers(value, takes)[:_NEAR]
                near = [
                    (one.label, one.what, asking(f"{prefix}/{method}", _with(given, name, one.value))) for one in offers
                ] or [(one, "", asking(f"{prefix}/{method}", _with(given, name, one))) for one in offered]
                yield Near(value, tuple(near), asking(f"{prefix}/search", [("text", value)]))
            elif takes == "holder" and (category := category_of(self._kg, value)):
                label = self._kg.names.label(category)
                rest = [one for one in given if one[0] != "carrying"]
                holders = holders_of(self._kg, category, inward=name == "to")[:_NEAR]
                near = [
                    (
                        self._kg.names.label(holder),
                        f"and {label}",
                        asking(f"{prefix}/{method}", [*_with(rest, name, v.shorten(holder)), ("carrying", label)]),
                    )
                    for holder in holders
                ]
                yield Near(value, tuple(near), asking(f"{prefix}/search", [("text", value)]))

    def asked(
        self, path: str, prefix: str, format_name: str, given: Given, values: Mapping[str, object], seconds: float
    ) -> ViewAsked:
        """A request for a view of this graph."""
        return ViewAsked(path, self._kg, self._forms, prefix, format_name, given, values, seconds)

    def home(self, prefix: str) -> str:
        """The first page: the question, examples, how to read an answer, what is covered."""
        return home_page(self._kg, self._forms, prefix)

    def thing(self, profile: Profile, given: Given, prefix: str) -> str:
        """What is known of a thing, in the order that readers need. Raises InputError."""
        return thing_page(self._kg, profile, given, prefix)

    def answer(self, method: str, given: Given, answer: Any, prefix: str, base: str = "") -> str:
        """An answer below its question; `base` is the address of the server, without the prefix."""
        if isinstance(answer, Profile):
            return self.thing(answer, [], prefix)
        form = self._forms.of(method, given, prefix)
        if isinstance(answer, Around):
            return map_page(answer, given, form)
        first, *more = headline(answer)
        fixed = fixed_address(method, given, prefix)
        told: dict[str, Any] = {
            "first": first,
            "more": more,
            "of_named": of_named(answer),
            "next": onward.after(method, given, answer, prefix),
            "brief": brief_of_answer(self._kg, given, prefix),
            "fixed": fixed,
            "base": base,
            "days": "",
            "day": str(getattr(answer, "question", {}).get("asOf") or ""),
            "citation": cited_answer(method, first, searched_of(answer), self._newest, f"{base}{fixed}"),
            **form,
        }
        if isinstance(answer, Trace):
            page = TracePage(self._kg, answer, prefix)
            told["days"] = days_address(given, answer, prefix)
            if not answer.routes:  # the page says these below, with links
                told["more"] = [line for line in more if not _BELOW.match(line)]
            return pages.render("traced.html", **told, answer=answer, page=page, picture=page.picture, why=page.why)
        if listed := _listed(self._kg, answer):
            template, more_told = listed
            return pages.render(template, **told, **more_told, answer=answer, most=_MOST_ROWS)
        if own := Pictured(self._kg, prefix).page(answer):
            template, more_told = own
            shown, rest = folded(printed(answer))
            return pages.render(template, **{**told, "printed": shown, "folded": rest, **more_told})
        rows = answer.rows()
        columns = [name for name in dict.fromkeys(name for row in rows for name in row) if tells(name, rows)]
        things = {label: iri for iri, label in sorted(getattr(answer, "labels", {}).items(), reverse=True)}
        shown, rest = ("", "") if method in _AS_TABLES else folded(printed(answer))
        told |= {"columns": columns, "rows": rows, "things": things, "printed": shown, "folded": rest}
        return pages.render("table.html", **told, shown=_SHOWN, most=_MOST_ROWS)

    @cached_property
    def _newest(self) -> str:
        """The day of the newest document, as it is given."""
        return max((text for _, text, _ in self._kg.store.pairs(v.ISSUED)), default="no known day")


def _listed(kg: KnowledgeGraph, answer: Any) -> tuple[str, dict[str, Any]] | None:
    """The template of an answer that is a list of norms or of claims, and what it needs besides."""
    if isinstance(answer, BackDoors) and answer.found:
        return "backdoors.html", {"page": BackDoorsPage(kg, answer)}
    if isinstance(answer, Bars) and answer.found:
        bars = sorted(answer.found, key=lambda bar: (bar.state, -sum(flow.barred for flow in bar.flows)))
        return "bars.html", {"page": RoutesPage(kg, answer, ()), "bars": bars}
    if isinstance(answer, Conflicts) and answer.found:
        return "conflicts.html", {"groups": [(h, list(its)) for h, its in groupby(answer.found, lambda c: c.heading)]}
    return None


def _with(given: Given, name: str, value: str) -> list[tuple[str, str]]:
    return [(key, value if key == name else old) for key, old in given]
