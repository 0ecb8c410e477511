"""What templates ask of answers with routes: of a trace, of back doors, and of bars, whose norms are told alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from markupsafe import Markup

from whoshares.answers.backdoors import BackDoors
from whoshares.answers.caption import Captioned
from whoshares.answers.stopped import StoppedRoutes, stopped_routes
from whoshares.answers.trace import Trace
from whoshares.answers.traced import TracedBar, TracedHop, TracedRoute
from whoshares.answers.ways import Way
from whoshares.exports.tall_pictures import routes_for_page
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.dates import in_words
from whoshares.model.labels import within
from whoshares.model.validity import Confirmed, State
from whoshares.server.http.explorer.printed import headline
from whoshares.server.http.things import address_of
from whoshares.text.headline import day_of, verdict, when
from whoshares.text.trace import CAUTION
from whoshares.text.words import Words, in_force, last_confirmed

_SHOWN_WAYS: Final = 8
_WHY: Final = {
    "nothing-known": "No chain of flows here connects the two",
    "blocked": "Known, but a block stops it",
    "other-days": "Known, but not on this day",
    "other-category": "Known, but only for other data",
    "excluded": "Known, but left out by what was asked",
    "unconfirmed": "Known, but not confirmed lately enough",
    "barred": "Known, but a bar covers it",
}
"""Which kind of empty an answer is, by the code of the reason."""


_TERMS: Final = (
    ("about", v.ABOUT_SUBJECT),
    ("for", v.PURPOSE),
    ("collected for", v.COLLECTED_FOR),
    ("a condition for", v.CONDITION_FOR),
)
"""What documents say that data is about and for, in words."""
_Told = tuple[str, str, str, str | None]
"""What makes two hops of routes the same for a reader."""


def _key(hop: TracedHop) -> _Told:
    return hop.flow, hop.category, hop.join, hop.day


class RoutesPage:
    """What templates ask of an answer with routes: each hop is told of once, with its age."""

    def __init__(self, kg: KnowledgeGraph, answer: Captioned, routes: Sequence[TracedRoute]) -> None:
        self._kg = kg
        self.answer = answer
        self._routes = routes
        self._words = Words(answer.caption)
        self._day = day_of(answer.question)
        self._numbers: dict[_Told, int] = {}
        self._told: set[_Told] = set()
        self.shown_ways = _SHOWN_WAYS
        self.caution = CAUTION

    @property
    def when(self) -> str:
        """The time of the question."""
        return when(self.answer.question)

    def short(self, iri: str) -> str:
        """The short form of a name, else the name."""
        return self._words.short(iri)

    def data(self, iri: str) -> str:
        """What data, within a sentence."""
        return within(self._words.label(iri))

    def age(self, state: State, confirmed: Confirmed | None, day: str | None = None) -> str:
        """When something that is not certain was last confirmed, with its age."""
        return last_confirmed(state, confirmed, day or self._day)

    def stands(self, state: State, confirmed: Confirmed | None) -> str:
        """Whether a norm is in force, and when that was last confirmed."""
        return in_force(state, confirmed, self._day)

    def every(self, generic: str) -> str:
        """All bodies of which something is said."""
        return self._words.every(generic)

    def only(self, statuses: Iterable[str]) -> str:
        """That no document says that a thing takes place."""
        return self._words.only(statuses)

    def route_of(self, rank: int) -> TracedRoute:
        """A route by its place."""
        return self._routes[rank - 1]

    def terms(self, iri: str) -> list[tuple[str, list[tuple[str, str]]]]:
        """What limits a flow or a norm, as stated: words, and the things that they name with their labels."""
        stated = ((words, self._kg.evidence.values(iri, predicate)) for words, predicate in _TERMS)
        return [(words, [(one, self._kg.names.label(one)) for one in dict.fromkeys(of)]) for words, of in stated if of]

    def number(self, hop: TracedHop) -> int:
        """The number of a hop on the page, the same in all routes that have it."""
        return self._numbers.setdefault(_key(hop), len(self._numbers) + 1)

    def is_new(self, hop: TracedHop) -> bool:
        """Whether a hop has not been told of yet."""
        return _key(hop) not in self._told

    def tell(self, hop: TracedHop) -> bool:
        """Tell of a hop: whether it had not been told of yet."""
        new = self.is_new(hop)
        self._told.add(_key(hop))
        return new

    def is_barred(self, rank: int) -> bool:
        """Whether a bar covers a hop of a route."""
        return any(hop.barred_by for hop in self.route_of(rank).hops)

    def kinds(self, rank: int) -> list[str]:
        """The generic bodies of which documents say what a route takes for named ones."""
        return list(dict.fromkeys(hop.as_every for hop in self.route_of(rank).hops if hop.as_every))

    @property
    def day(self) -> str:
        """The day of the question in words; nothing of a journey."""
        return in_words(self._day) if self._day else ""

    def note(self, rank: int) -> str:
        """What is to be said of a way by its best route, besides."""
        return ""


class TracePage(RoutesPage):
    """What the template of a trace asks of its answer."""

    answer: Trace

    def __init__(self, kg: KnowledgeGraph, answer: Trace, prefix: str) -> None:
        super().__init__(kg, answer, answer.routes)
        self._prefix = prefix

    @property
    def why(self) -> str:
        """Which kind of empty it is; nothing where there are routes."""
        return _WHY.get(self.answer.reason or "", "")

    @cached_property
    def disputed(self) -> list[TracedHop]:
        """The hops on whose dates documents differ, each once."""
        hops = (hop for route in self.answer.routes for hop in route.hops if hop.disputed)
        return list({hop.flow: hop for hop in hops}.values())

    @cached_property
    def stopped(self) -> StoppedRoutes | None:
        """The routes that blocks stop, where none is left."""
        return None if self.answer.routes else stopped_routes(self._kg, self.answer)

    @property
    def picture(self) -> Markup | None:
        """The routes, or those that are stopped, as a picture."""
        title = verdict(self._words, self.answer).plain if self.answer.routes else headline(self.answer)[0]

        def link(iri: str) -> str | None:
            return address_of(iri, self._prefix)

        if self.answer.routes:
            return Markup(routes_for_page(self.answer.caption, self.answer.routes, self.answer.ways, title, link=link))
        stopped = self.stopped
        if stopped is None:
            return None
        return Markup(
            routes_for_page(stopped.caption, stopped.routes, stopped.ways, title, link=link, crossed=stopped.crossed)
        )


class BackDoorsPage(RoutesPage):
    """What the template of back doors asks of its answer."""

    answer: BackDoors

    def __init__(self, kg: KnowledgeGraph, answer: BackDoors) -> None:
        super().__init__(kg, answer, [door.route for door in answer.found])
        self.shown_ways = 5

    def note(self, rank: int) -> str:
        """The pattern by which a route goes round."""
        return self.answer.found[rank - 1].pattern_name

    @property
    def bars(self) -> list[tuple[TracedBar, tuple[Way, ...]]]:
        """The bars with ways round them, those with most ways first."""
        known = {door.bar.id: door.bar for door in self.answer.found}
        return sorted(((known[iri], ways) for iri, ways in self.answer.ways.items()), key=lambda one: -len(one[1]))
