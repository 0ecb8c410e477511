"""The graph as Python sees it: one method for each verb of the command."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from whoshares import vocabulary as v
from whoshares.errors import FileError, InputError
from whoshares.evidence import Evidence
from whoshares.names import CATEGORIES, HOLDERS, Names
from whoshares.network import Network
from whoshares.resources import FACTS_SUFFIXES, graph_folder
from whoshares.snapshot import Progress, open_folder
from whoshares.store import Answer, Store
from whoshares.traces import Trace
from whoshares.tracing import TraceQuestion, Tracer

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset

    from whoshares.chokepoints import ChokePoints
    from whoshares.conflicts import Conflicts
    from whoshares.cuts import Cut
    from whoshares.differences import Difference
    from whoshares.profiles import Match, Profile
    from whoshares.timeline import Timeline

_PASSABLE = frozenset({v.ORGANIZATION, v.SYSTEM, v.DATA_FLOW, v.PROGRAM, v.INSTRUMENT})


def open(graph: str | Path | None = None, *, progress: Progress = nullcontext) -> KnowledgeGraph:
    """Open a graph: the shipped one, a folder (or file) of YAML-LD, or an RDF file that uses the `ws:` terms.

    `progress` is called with a sentence when long work begins, and what it returns is entered for as long.

    Raises FileError or SourceFaults where it cannot be read.
    """
    if graph is not None and not str(graph).strip():
        raise FileError("The graph's name is empty. Name a folder or a file, or leave it out for the shipped graph.")
    path = graph_folder() if graph is None else Path(graph)
    if path.is_file() and path.suffix.lower() not in FACTS_SUFFIXES:
        from whoshares.sources import vocabulary_store

        store = vocabulary_store()
        store.load_file(path)
        return KnowledgeGraph(store)
    return KnowledgeGraph(open_folder(path, progress))


class KnowledgeGraph:
    """A graph of institutions, systems, programs, instruments and flows, each statement with its source."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def names(self) -> Names:
        """The labels, aliases and ids of the graph's things."""
        return Names(self.store)

    @cached_property
    def evidence(self) -> Evidence:
        """The statements with their sources."""
        return Evidence(self.store)

    @cached_property
    def network(self) -> Network:
        """The projection of flows that route analysis reads."""
        return Network(self.store)

    @cached_property
    def rdf(self) -> Dataset:
        """The same quads as an rdflib `Dataset` whose default graph is the union of the sources' named graphs."""
        return self.store.dataset()

    def trace(
        self,
        origin: str,
        recipient: str,
        *,
        carrying: str | None = None,
        as_of: str | date | None = None,
        exact: bool = False,
        max_hops: int | None = None,
        limit: int = 10,
        via: str | Sequence[str] = (),
        avoid: str | Sequence[str] = (),
    ) -> Trace:
        """The routes by which data can get from one holder to another on a day.

        Things are given by label, alias or id. `carrying` is a data category (default: any); `as_of` a day
        (default: today); `exact` leaves assumed joins out; `via` and `avoid` name holders, flows, programs or
        instruments that a route must, or must not, pass. Raises NameUnknown, NameAmbiguous and InputError.
        """
        holder = "holder of data"
        asked = TraceQuestion(
            origin=self.names.resolve(origin, HOLDERS, holder),
            recipient=self.names.resolve(recipient, HOLDERS, holder),
            carrying=self.category(carrying),
            as_of=_day(as_of),
            exact=exact,
            max_hops=_at_least_one(max_hops, "max_hops"),
            limit=_at_least_one(limit, "limit") or 1,
            via=self._passable(via),
            avoid=self._passable(avoid),
        )
        return Tracer(self.network, self.evidence, self.names).trace(asked)

    def cut(
        self,
        origin: str,
        recipient: str,
        *,
        carrying: str | None = None,
        as_of: str | date | None = None,
        exact: bool = False,
        max_hops: int | None = None,
        by: str = "flow",
        using: str | None = None,
        seconds: float = 300.0,
    ) -> Cut:
        """The least that would have to end so that no known route from one holder to another is left.

        `by` says what ends: a `flow`, an `instrument` with the flows that rest on it, or all that a `controller`
        controls. With `using`, only flows that this body controls may end. After `seconds` the answer is the best that
        is known, and says so. The rest is as for `trace`. Raises NameUnknown, NameAmbiguous and InputError.
        """
        from whoshares.cuts import UNITS, cut

        if by not in UNITS:
            raise InputError(f"“{by}” is no unit of a cut. The units are {', '.join(UNITS)}.")
        if not seconds > 0:
            raise InputError(f"seconds is {seconds}, and more than 0 is needed.")
        asked = self._between(origin, recipient, carrying, as_of, exact, max_hops, limit=1)
        body = None if using is None else self.names.resolve(using, HOLDERS, "holder of data")
        return cut(self, asked, by, body, seconds)

    def chokepoints(
        self,
        origin: str,
        recipient: str,
        *,
        carrying: str | None = None,
        as_of: str | date | None = None,
        exact: bool = False,
        max_hops: int | None = None,
        limit: int = 100,
    ) -> ChokePoints:
        """The holders, programs, instruments and flows that every route passes, and the share of routes through each.

        Shares are of the first `limit` routes. The rest is as for `trace`. Raises NameUnknown, NameAmbiguous and
        InputError.
        """
        from whoshares.chokepoints import choke_points

        return choke_points(self, self._between(origin, recipient, carrying, as_of, exact, max_hops, limit=limit))

    def _between(
        self,
        origin: str,
        recipient: str,
        carrying: str | None,
        as_of: str | date | None,
        exact: bool,
        max_hops: int | None,
        *,
        limit: int,
    ) -> TraceQuestion:
        holder = "holder of data"
        return TraceQuestion(
            origin=self.names.resolve(origin, HOLDERS, holder),
            recipient=self.names.resolve(recipient, HOLDERS, holder),
            carrying=self.category(carrying),
            as_of=_day(as_of),
            exact=exact,
            max_hops=_at_least_one(max_hops, "max_hops"),
            limit=_at_least_one(limit, "limit") or 1,
        )

    def category(self, name: str | None) -> str | None:
        """The IRI of a data category; `None` for none and for “any”."""
        if name is None or name.strip().casefold() == "any":
            return None
        return self.names.resolve(name, CATEGORIES, "data category")

    def _passable(self, given: str | Sequence[str]) -> tuple[str, ...]:
        names = [given] if isinstance(given, str) else given
        what = "holder, flow, program or instrument"
        return tuple(self.names.resolve(name, _PASSABLE, what) for name in names)

    def show(self, thing: str) -> Profile:
        """All that is known of a thing, with sources. Raises NameUnknown and NameAmbiguous."""
        from whoshares.profiles import profile

        return profile(self, self.names.resolve(thing))

    def search(self, text: str, *, limit: int = 20) -> list[Match]:
        """The things whose names or descriptions fit a text, best first."""
        from whoshares.profiles import search

        return search(self, text, limit=limit)

    def conflicts(self, thing: str | None = None) -> Conflicts:
        """On what the sources differ, all sides with their documents: everywhere, or where it touches one thing.

        Raises NameUnknown, NameAmbiguous, and IncompleteGraph where a date is none.
        """
        from whoshares.conflicts import conflicts

        return conflicts(self, None if thing is None else self.names.resolve(thing))

    def timeline(self, thing: str, recipient: str | None = None, *, carrying: str | None = None) -> Timeline:
        """What began, ended and was attested: of a thing, or of the ways from one holder to another.

        Raises NameUnknown, NameAmbiguous, IncompleteGraph, and InputError where `carrying` has no recipient.
        """
        from whoshares import timeline

        if recipient is None:
            if carrying is not None:
                raise InputError("“carrying” says which data goes from one holder to another. Name the recipient too.")
            return timeline.of_thing(self, self.names.resolve(thing))
        holder = "holder of data"
        ends = (self.names.resolve(thing, HOLDERS, holder), self.names.resolve(recipient, HOLDERS, holder))
        return timeline.between(self, *ends, self.category(carrying))

    def diff(
        self,
        day1: str | date,
        day2: str | date,
        *,
        to: str | None = None,
        carrying: str | None = None,
        exact: bool = False,
    ) -> Difference:
        """What changed between two days: flows, the authority they rest on and, with `to`, whose data reaches it.

        Raises NameUnknown, NameAmbiguous, IncompleteGraph, and InputError where a day is none, or the second is
        before the first.
        """
        from whoshares.differences import difference

        first, second = _given_day(day1), _given_day(day2)
        if second < first:
            raise InputError(f"{second} is before {first}. Give the earlier day first.")
        recipient = None if to is None else self.names.resolve(to, HOLDERS, "holder of data")
        return difference(self, first, second, to=recipient, carrying=self.category(carrying), exact=exact)

    def sparql(self, query: str) -> Answer:
        """The answer to a SPARQL 1.1 query over the union of all sources. Raises QueryError."""
        return self.store.query(query)

    def export(self, format_name: str) -> str:
        """The graph as text: `turtle`, `trig`, `nquads`, `jsonld`, `graphml`, `gexf` or `dot`."""
        from whoshares.exports import export

        return export(self, format_name)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """All flows as a directed multigraph: holders are nodes, flows are edges keyed by IRI."""
        from whoshares.exports import flow_graph

        return flow_graph(self)


def _day(given: str | date | None) -> date:
    return date.today() if given is None else _given_day(given)


def _given_day(given: str | date) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given) else _no_day(given)
    except ValueError:
        return _no_day(given)


def _no_day(given: str) -> date:
    raise InputError(f"“{given}” is no day. Write a date as YYYY-MM-DD, such as 2011-10-01.")


def _at_least_one(number: int | None, name: str) -> int | None:
    if number is not None and number < 1:
        raise InputError(f"{name} is {number}, and at least 1 is needed.")
    return number
