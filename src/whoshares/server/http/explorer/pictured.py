"""Answers with a picture: an exposure, a cut, a timeline, two days, what if, each with what its template needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup

from whoshares.answers.chokepoints import ChokePoints
from whoshares.answers.cut import Cut
from whoshares.answers.diff import Difference
from whoshares.answers.entries import Entry
from whoshares.answers.exposure import ExposedBody, Exposure
from whoshares.answers.timeline import Timeline
from whoshares.answers.trace import Trace
from whoshares.answers.whatif import WhatIf
from whoshares.exports.charts import distance_chart, months_chart
from whoshares.exports.tall_pictures import routes_for_page
from whoshares.exports.timeline_picture import timeline_picture
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.server.http.explorer.links import asking
from whoshares.server.http.explorer.printed import headline
from whoshares.server.http.things import address_of
from whoshares.text import wording
from whoshares.text.timeline import of_one

_ROUTES: Final = 40
"""Routes that are drawn of a cut or a scenario."""
_SHOWN: Final = 12
"""Things on routes that a table shows at once; the others are folded away below them."""
_MOST: Final = 300
"""Things on routes that a page holds, of each sort."""
_TURNED: Final = frozenset({"began", "ended", "began-and-ended"})


class Pictured:
    """Answers of one graph with their pictures, for a server at a path."""

    def __init__(self, kg: KnowledgeGraph, prefix: str) -> None:
        self._kg = kg
        self._prefix = prefix

    def page(self, answer: Any) -> tuple[str, dict[str, Any]] | None:
        """The template of an answer and what it needs besides; `None` where it has that of all answers."""
        if isinstance(answer, Exposure) and answer.bodies:
            return "exposure.html", self._exposure(answer)
        if isinstance(answer, Cut) and answer.elements:
            return "cut.html", self._cut(answer)
        if isinstance(answer, ChokePoints) and answer.passed:
            return "chokepoints.html", self._choke_points(answer)
        if isinstance(answer, Timeline) and answer.entries:
            return "timeline.html", self._timeline(answer)
        if isinstance(answer, Difference):
            return "diff.html", self._difference(answer)
        if isinstance(answer, WhatIf) and len(answer.pairs) == 1:
            return "whatif.html", self._what_if(answer)
        return None

    def _shared(self, answer: Any) -> dict[str, Any]:
        return {"answer": answer, "label": self._kg.names.label, "wording": wording}

    def _link(self, iri: str) -> str | None:
        return address_of(iri, self._prefix)

    def _exposure(self, answer: Exposure) -> dict[str, Any]:
        label = self._kg.names.label

        def place(body: ExposedBody) -> tuple[object, ...]:
            confirmed = body.best.last_confirmed
            age = -confirmed.last.toordinal() if confirmed else 0
            return body.best.state, body.best.hops, age, label(body.body), body.body

        chart = distance_chart(((body.best.hops, body.best.state) for body in answer.bodies), answer.outward)
        day = date.fromisoformat(str(answer.question["asOf"]))
        return {**self._shared(answer), "bodies": sorted(answer.bodies, key=place), "chart": Markup(chart), "day": day}

    def _cut(self, answer: Cut) -> dict[str, Any]:
        ended = {flow.id for element in answer.elements for flow in element.flows}
        trace = self._traced(answer.question)
        picture = None
        if trace is not None and trace.routes:
            title = "What would have to end"
            picture = routes_for_page(trace.caption, trace.routes, trace.ways, title, link=self._link, cut=ended)
        return {**self._shared(answer), "picture_of_cut": Markup(picture) if picture else None}

    def _choke_points(self, answer: ChokePoints) -> dict[str, Any]:
        trace = self._traced(answer.question)
        picture = None
        if trace is not None and trace.routes:
            picture = routes_for_page(trace.caption, trace.routes, trace.ways, "The routes", link=self._link)
        parts = [
            ("On every route", answer.points),
            ("Perhaps on every route: the search stopped before it was known", answer.undecided),
            ("On some routes", [thing for thing in answer.passed if thing.every is False]),
        ]
        drawn = Markup(picture) if picture else None
        return {**self._shared(answer), "picture_of_routes": drawn, "parts": parts, "shown": _SHOWN, "most": _MOST}

    def _traced(self, question: Any) -> Trace | None:
        """The routes of a question, for a picture; none where it cannot be asked so."""
        try:
            return self._kg.trace(
                str(question["from"]),
                str(question["to"]),
                carrying=question["carrying"],
                as_of=question["asOf"],
                exact=bool(question.get("exact")),
                max_hops=question.get("maxHops"),
                confirmed_since=question.get("confirmedSince"),
                limit=_ROUTES,
            )
        except InputError:
            return None

    def _timeline(self, answer: Timeline) -> dict[str, Any]:
        label = answer.labels.__getitem__
        picture = timeline_picture(answer.entries, label, self._link, date.today())
        shared = {**self._shared(answer), "timeline": Markup(picture), "groups": _alike(answer.entries)}
        thing = answer.question.get("thing")
        if thing is None:
            return shared
        first, *more = of_one(answer, str(thing))
        return {**shared, "first": first, "more": more}

    def _difference(self, answer: Difference) -> dict[str, Any]:
        turned = [change for change in answer.changes if change.kind in _TURNED]
        others = [change for change in answer.changes if change.kind not in {*_TURNED, "first-described"}]
        first, last = str(answer.question["day1"]), str(answer.question["day2"])
        chart = months_chart(
            _by_month((c.began for c in turned if c.began), first, last),
            _by_month((c.ended for c in turned if c.ended), first, last),
            _months(first, last),
        )
        groups = [(touched, list(group)) for touched, group in groupby(turned, key=lambda change: change.touches)]
        groups.sort(key=lambda one: -len(one[1]))
        described = [change for change in answer.changes if change.kind == "first-described"]
        told, *more = headline(answer)
        if not more:  # no reach is asked for, and the counts stand first
            told, _, rest = told.partition(". ")
            told, more = f"{told.removesuffix('.')}.", [rest] if rest else []
        return {
            **self._shared(answer),
            "first": told,
            "more": more,
            "chart": Markup(chart),
            "groups": groups,
            "others": others,
            "described": described,
        }  # fmt: skip

    def _what_if(self, answer: WhatIf) -> dict[str, Any]:
        pair = answer.pairs[0]

        def drawn(trace: Trace, name: str, title: str, ended: Collection[str] = ()) -> Markup | None:
            if not trace.routes:
                return None
            routes = trace.routes[:_ROUTES]
            svg = routes_for_page(trace.caption, routes, trace.ways, title, link=self._link, cut=ended, name=name)
            return Markup(svg)

        looked_at = {"before": len(pair.closed) + len(pair.kept), "after": len(pair.kept) + len(pair.opened)}
        closed = {hop.flow for route in pair.closed for hop in route.hops}
        kept = {hop.flow for one in pair.kept for hop in one.after.hops}
        beside = [("from", v.shorten(pair.origin)), ("to", v.shorten(pair.recipient))]
        beside += [("carrying", v.shorten(pair.category))] if pair.category else []
        beside += [("one", v.shorten(end)) for end in answer.scenario.end if isinstance(end, str)]
        gone = {effect.thing for effect in answer.effects if effect.effect == "ends"} or closed - kept
        return {
            **self._shared(answer),
            "pair": pair,
            "looked_at": looked_at,
            "beside": asking(f"{self._prefix}/compare", beside),
            "before": drawn(pair.before, "before", "As it is", gone),
            "after": drawn(pair.after, "after", "With the scenario"),
        }


def _alike(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Entries that say the same of several things of one class on one day, together."""

    def said(entry: Entry) -> object:
        sources = tuple(source.id for source in entry.sources[:1])
        same = (entry.kind, entry.date, entry.until, entry.when, entry.thing_class, entry.by, entry.disputed, sources)
        return (*same, entry.value and entry.thing)

    return [list(group) for _, group in groupby(entries, key=said)]


def _months(first: str, last: str) -> list[str]:
    """All months from one day to another, as YYYY-MM; the last ten years of them."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    numbers = range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers][-120:]


def _by_month(dates: Iterable[Sequence[str]], first: str, last: str) -> Counter[str]:
    """How often each month stands among the first of some dates; years alone are left out."""
    months = (given[0][:7] for given in dates)
    return Counter(month for month in months if len(month) == 7 and first[:7] <= month <= last[:7])
