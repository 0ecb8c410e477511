"""The part of a remote graph that one question needs, fetched into a store here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Final

from whoshares.facts.yaml_ld import vocabulary_store
from whoshares.knowledge_graph.remote.endpoint import MOST_ROWS, Endpoint
from whoshares.knowledge_graph.remote.quads import BATCH, about, batches, found, keep, listed
from whoshares.knowledge_graph.remote.region import ROUNDS, Edge, Joins, ends
from whoshares.knowledge_graph.remote.results import Row, writable
from whoshares.model import vocabulary as v
from whoshares.model.errors import EndpointError
from whoshares.model.terms import quoted
from whoshares.network.every import Every, saying_every
from whoshares.network.reader import read_network
from whoshares.store.engine import Iri, Store
from whoshares.store.names import Names, fold

_SOMEWHERE: Final = "urn:whoshares:some-flow"
"""Stands for the flow where it only matters that a holder or category stands in one."""

_COUNTED: Final = {"flows": (v.SENDER, "?end"), "sources": (v.TYPE, f"<{v.SOURCE}>")}
_POSITIONS: Final = (v.SENDER, v.RECIPIENT, v.CARRIES, v.CONSUMES, v.PRODUCES)
_NAMES: Final = (v.PREF_LABEL, v.ALT_LABEL, v.RDFS_LABEL, v.TITLE)
_RELATIONS: Final = (v.PART_OF, v.OPERATED_BY)
_STRUCTURE: Final = frozenset({*_RELATIONS, v.TYPE})
_UPWARD: Final = frozenset({v.BROADER, v.WITHIN})
"""Followed step by step; of all else that is referred to, only what is said of the thing itself counts."""


class Part:
    """Begins with the structure (who is part of whom, who runs what), the norms, and the things that names can mean."""

    def __init__(self, endpoint: Endpoint, texts: Collection[str]) -> None:
        self._endpoint = endpoint
        self.store = Store()
        self.store.add(_vocabulary())
        self._with_names = Store()
        self._with_names.add(_vocabulary())
        self._names: tuple[int, Names] | None = None
        self._has_all_names = False
        self._asked_about: set[str] = set()
        self._referred: set[str] = set()
        self._above: set[str] = set()
        self._rows = 0
        rows = found(endpoint, [*_beginning(), *(_candidates(texts) if texts else ())])
        standing = [row for row in rows if row["s"] == _SOMEWHERE]
        self.counts = {
            what: max((endpoint.number(row, "o") for row in standing if row["p"] == f"urn:{what}"), default=0)
            for what in _COUNTED
        }
        """How many flows and sources the remote graph has."""
        self._keep_names(row for row in standing if isinstance(row["o"], Iri))
        self._keep([row for row in rows if row["s"] != _SOMEWHERE])
        self._add_named_bodies()
        self.structure = read_network(self.store)
        self.joins = Joins(self.structure, saying_every(self.store).keys())

    def names(self) -> Names:
        """The names of all that is here."""
        size = len(self._with_names)
        if self._names is None or self._names[0] != size:
            self._names = size, Names(self._with_names)
        return self._names[1]

    def add_all_names(self) -> None:
        """Fetch every name but those of flows: for suggestions, and for names that a server compares otherwise."""
        if self._has_all_names:
            return
        self._has_all_names = True
        things = f"GRAPH ?x {{ ?s a ?c }} FILTER(?c != <{v.DATA_FLOW}>)"
        said = f"VALUES ?p {{ {listed((*_NAMES, v.TYPE))} }} GRAPH ?g {{ ?s ?p ?o }}"
        self._keep_names(found(self._endpoint, [f"{things} {said}", *_standing("")]))

    def add_flows(self, edges: Iterable[Edge]) -> None:
        """Fetch flows and holders with all that is said of them, and the transformations and blocks of the holders."""
        edges = set(edges)
        holders = {other for end in ends(edges) for other in self.joins.around(end)}
        self._add({edge.flow for edge in edges} | holders, at=holders)

    def flows_at(self, slot: str, holders: Collection[str]) -> set[Edge]:
        """Fetch the flows that have a holder at an end (`slot`), with all that is said of them and of the holders.

        As far as there is room in the request, it also asks what is said of all that the things here refer to.
        """
        around = {other for holder in holders for other in self.joins.around(holder)}
        wanted = [*sorted(around - self._asked_about), *sorted(self._referred - self._asked_about - around)]
        beside = list(filter(writable, wanted))[: BATCH - len(holders)]
        flows = f"VALUES ?end {{ {listed(holders)} }} GRAPH ?x {{ ?s <{slot}> ?end }} GRAPH ?g {{ ?s ?p ?o }}"
        rows = self._fetch([flows, *(_all_said(beside, beside) if beside else ())], beside)
        ends: dict[str, dict[str, set[str]]] = {v.SENDER: defaultdict(set), v.RECIPIENT: defaultdict(set)}
        for row in rows:
            if row["p"] in ends:
                ends[str(row["p"])][str(row["s"])].add(str(row["o"]))
        return {
            Edge(flow, sender, recipient)
            for flow, senders in ends[v.SENDER].items()
            for sender in senders
            for recipient in ends[v.RECIPIENT][flow]
            if (sender if slot == v.SENDER else recipient) in holders
        }

    def add_things(self, things: Iterable[str]) -> None:
        """Fetch what is said of things, and of what changes or stops data at them."""
        self._add(set(things), at=set(things))

    def add_blocks_of(self, holders: Collection[str]) -> None:
        """Fetch the blocks set for data of any of these holders, or of what holds them, wherever they stand."""
        for batch in batches(sorted({other for holder in holders for other in self.joins.around(holder)})):
            blocks = f"VALUES ?of {{ {listed(batch)} }} GRAPH ?x {{ ?s <{v.BLOCKS_ORIGIN}> ?of }}"
            self._keep(found(self._endpoint, [f"{blocks} GRAPH ?g {{ ?s ?p ?o }}"]))

    def add_members(self, kinds: Collection[str], places: Collection[str]) -> None:
        """Fetch the holders of kinds and those in places, with what is said of them."""
        trees = [predicate for predicate, tops in ((v.BROADER, kinds), (v.WITHIN, places)) if tops]
        self._keep(found(self._endpoint, [f"VALUES ?p {{ {listed(trees)} }} GRAPH ?g {{ ?s ?p ?o }}"]))
        members = [
            f"VALUES ?t {{ {listed(batch)} }} GRAPH ?x {{ ?s <{slot}> ?t }} GRAPH ?g {{ ?s ?p ?o }}"
            for slot, tree, tops in ((v.KIND, v.BROADER, kinds), (v.IN_PLACE, v.WITHIN, places))
            for batch in batches(sorted(self._below(tree, tops)))
        ]
        for patterns in batches(members, 4):
            self._keep(found(self._endpoint, patterns))

    def _add_named_bodies(self) -> None:
        """Fetch the named bodies of the generic ones of every one of which something is said."""
        every = saying_every(self.store).keys()
        slots = (v.SENDER, v.RECIPIENT, v.HOLDER, v.BARS_SENDER, v.BARS_RECIPIENT)
        meant = {value for slot in slots for thing, value, _ in self.store.pairs(slot) if thing in every}
        generic = meant & {iri for iri, value, _ in self.store.pairs(v.GENERIC) if value in ("true", "1")}
        kinds, places = (
            {value for iri, value, _ in self.store.pairs(slot) if iri in generic} for slot in (v.KIND, v.IN_PLACE)
        )
        if kinds:
            self.add_members(kinds, places)

    def add_named(self, holders: Collection[str]) -> list[str]:
        """Fetch the named bodies that some holders stand for, where these are generic: gives them, in order."""
        generic = {iri for iri, value, _ in self.store.pairs(v.GENERIC) if value in ("true", "1")}.intersection(holders)
        for one in generic:
            self.add_members(set(self.store.texts(one, v.KIND)), set(self.store.texts(one, v.IN_PLACE)))
        bodies = sorted({one for slot in (v.KIND, v.IS_ONE_OF) for one, _, _ in self.store.pairs(slot)} | generic)
        named = Every.of(self.store, {iri: number for number, iri in enumerate(bodies)}).bodies
        return sorted({bodies[one] for body in named if bodies[body] in generic for one in named[body]})

    def add_said_of_some(self, holders: Collection[str]) -> None:
        """Fetch the flows of the generic bodies that any of these holders is one of, whichever bodies they are said of.

        What is said of the holders must be here.
        """
        self.follow()
        generic = {iri for iri, value, _ in self.store.pairs(v.GENERIC) if value in ("true", "1")}
        bodies = sorted(generic.union(holders))
        named = Every.of(self.store, {iri: number for number, iri in enumerate(bodies)}).bodies.items()
        such = {bodies[body] for body, ones in named if any(bodies[one] in holders for one in ones)}
        for batch in batches(sorted(such.difference(holders))):
            self.flows_at(v.SENDER, batch)

    def add_kinds_of_body(self) -> None:
        """Fetch what is told of a body that is not in the graph: kinds, places, who is there, what such bodies send."""
        self.add_all_names()
        sorts = f"VALUES ?c {{ {listed((v.HOLDER_KIND, v.PLACE))} }} GRAPH ?x {{ ?s a ?c }} GRAPH ?g {{ ?s ?p ?o }}"
        sent = f"GRAPH ?x {{ ?b <{v.GENERIC}> ?generic }} GRAPH ?y {{ ?s <{v.SENDER}> ?b }} GRAPH ?g {{ ?s ?p ?o }}"
        placed = f"GRAPH ?g {{ ?s ?p ?o }} VALUES ?p {{ {listed((v.IN_PLACE,))} }}"
        self._keep(found(self._endpoint, [sorts, sent, placed]))
        self.follow()

    def add_holders_of(self, iri: str, sort: str) -> None:
        """Fetch the holders that a place, a kind or a program stands for, and the flows that they stand in."""
        if sort == "program":
            flows = f"VALUES ?program {{ {listed([iri])} }} GRAPH ?x {{ ?s <{v.UNDER_PROGRAM}> ?program }}"
            self._keep(found(self._endpoint, [f"{flows} GRAPH ?g {{ ?s ?p ?o }}"]))
            under = {flow for flow, program, _ in self.store.pairs(v.UNDER_PROGRAM) if program == iri}
            holders = {sender for flow, sender, _ in self.store.pairs(v.SENDER) if flow in under}
        else:
            self.add_members({iri} if sort == "kind" else set(), {iri} if sort == "place" else set())
            slot, tree = (v.KIND, v.BROADER) if sort == "kind" else (v.IN_PLACE, v.WITHIN)
            tops = self._below(tree, {iri})
            holders = {holder for holder, top, _ in self.store.pairs(slot) if top in tops}
        for batch in batches(sorted(holders)):
            for end in (v.SENDER, v.RECIPIENT):
                self.flows_at(end, batch)

    def _below(self, predicate: str, tops: Collection[str]) -> set[str]:
        lower: dict[str, list[str]] = defaultdict(list)
        for low, high, _ in self.store.pairs(predicate):
            lower[high].append(low)
        below, ahead = set(tops), list(tops)
        while ahead:
            new = set(lower[ahead.pop()]) - below
            below |= new
            ahead += new
        return below

    def follow(self) -> None:
        """Fetch what is said of all that the things here refer to, and of what is above those."""
        self._add(self._referred - self._asked_about, at=set())
        for _ in range(ROUNDS):
            if not self._above - self._asked_about:
                return
            self._add(self._above - self._asked_about, at=set())
        raise EndpointError(
            f"{self._endpoint.url} names something broader, or a place around, {ROUNDS:,} times over, and goes on. "
            "Look for what is broader than itself there."
        )

    def declare_category(self, iri: str) -> None:
        """Let the network know a category that is asked for, and that no flow here carries."""
        if iri not in self.store.members(v.DATA_CATEGORY):
            for store in (self.store, self._with_names):
                store.load(f"<{iri}> <{v.TYPE}> <{v.DATA_CATEGORY}> <{_SOMEWHERE}> .", "nquads")

    def _add(self, things: set[str], at: set[str]) -> None:
        new = things - self._asked_about
        self._asked_about |= new
        for batch in batches(sorted(filter(writable, new))):
            self._fetch(_all_said(batch, at.intersection(batch)), batch)

    def _fetch(self, patterns: Sequence[str], asked: Iterable[str]) -> list[Row]:
        """What patterns find that each give all that is said of a thing."""
        rows = found(self._endpoint, patterns)
        self._asked_about.update(asked, (str(row["s"]) for row in rows if isinstance(row.get("s"), Iri)))
        self._keep(rows)
        return rows

    def _keep(self, rows: Collection[Row]) -> None:
        self._rows += len(rows)
        if self._rows > MOST_ROWS:
            raise EndpointError(
                f"{self._endpoint.url} has given {self._rows:,} statements for one question, and at most {MOST_ROWS:,} "
                "are taken. Ask for less: a category, fewer hops, another end."
            )
        keep(rows, self._endpoint.url, self.store, self._with_names)
        for row in rows:
            if row["p"] not in _STRUCTURE:
                self._referred.update(str(row[name]) for name in ("o", "g") if isinstance(row[name], Iri))
            if row["p"] in _UPWARD and isinstance(row["o"], Iri):
                self._above.add(str(row["o"]))

    def _keep_names(self, rows: Iterable[Row]) -> None:
        keep(rows, self._endpoint.url, self._with_names)


def _all_said(things: Collection[str], at: Collection[str]) -> list[str]:
    """The patterns of all that is said of things, of what is above them, and of what changes or stops data at some."""
    values, up = f"VALUES ?low {{ {listed(things)} }}", listed(_UPWARD)
    patterns = [
        about(things),
        f"{values} VALUES ?up {{ {up} }} GRAPH ?x {{ ?low ?up ?s }} GRAPH ?g {{ ?s ?p ?o }}",
        f"{values} VALUES ?up {{ {up} }} VALUES ?on {{ {up} }} "
        "GRAPH ?x { ?low ?up ?mid } GRAPH ?y { ?mid ?on ?s } GRAPH ?g { ?s ?p ?o }",
    ]
    if at:
        patterns += [
            f"VALUES ?h {{ {listed(at)} }} GRAPH ?x {{ ?s <{slot}> ?h }} GRAPH ?g {{ ?s ?p ?o }}"
            for slot in (v.HOLDER, v.AT_SYSTEM)
        ]
    return patterns


@cache
def _vocabulary() -> Store:
    return vocabulary_store()


def _beginning() -> Iterable[str]:
    """The patterns of structure, norms, generic bodies and what is said of every body of a kind."""
    related = f"VALUES ?q {{ {listed(_RELATIONS)} }}"
    sorts = f"VALUES ?o {{ {listed((v.ORGANIZATION, v.SYSTEM))} }} GRAPH ?g {{ ?s a ?o }} BIND(<{v.TYPE}> AS ?p)"
    yield f"VALUES ?p {{ {listed(_RELATIONS)} }} GRAPH ?g {{ ?s ?p ?o }}"
    yield f"{related} GRAPH ?x {{ ?s ?q ?whole }} {sorts}"
    yield f"{related} GRAPH ?x {{ ?part ?q ?s }} {sorts}"
    for what, (slot, value) in _COUNTED.items():
        count = f"SELECT (COUNT(DISTINCT ?thing) AS ?o) WHERE {{ GRAPH ?x {{ ?thing <{slot}> {value} }} }}"
        yield f"{{ {count} }} BIND(<{_SOMEWHERE}> AS ?s) BIND(<urn:{what}> AS ?p) BIND(<{_SOMEWHERE}> AS ?g)"
    yield f"GRAPH ?x {{ ?s <{v.GENERIC}> ?generic }} GRAPH ?g {{ ?s ?p ?o }}"
    yield f"GRAPH ?x {{ ?s <{v.IS_ONE_OF}> ?generic }} GRAPH ?g {{ ?s ?p ?o }}"
    yield f"GRAPH ?x {{ ?s <{v.EXTENT}> <{v.EVERY}> }} GRAPH ?g {{ ?s ?p ?o }}"
    yield f"VALUES ?c {{ {listed((v.BAR, v.WS + 'Permission'))} }} GRAPH ?x {{ ?s a ?c }} GRAPH ?g {{ ?s ?p ?o }}"


def _candidates(texts: Collection[str]) -> Iterable[str]:
    """The patterns of all that is said of the things which texts may name: by id, label, alias, or end of an IRI."""
    ids = {iri for text in texts for iri in _spelt_out(text.strip()) if writable(iri)}
    if ids:
        yield about(ids)
        yield from _standing(f"VALUES ?o {{ {listed(ids)} }}")
    folded = {form for text in texts for form in (fold(text), fold(text).replace("'", "’"))}
    wanted = ", ".join(quoted(form) for form in sorted(folded))
    names = f"VALUES ?n {{ {listed(_NAMES)} }} GRAPH ?x {{ ?s ?n ?l }} FILTER(LCASE(STR(?l)) IN ({wanted}))"
    yield f"{names} GRAPH ?g {{ ?s ?p ?o }}"
    tails = " || ".join(
        f'STRENDS(STR(?s), "{mark}{text.strip()}")'
        for text in sorted(set(texts))
        for mark in "/#"
        if writable("x:" + text.strip())
    )
    if tails:
        yield f"GRAPH ?x {{ ?s a ?c }} FILTER({tails}) GRAPH ?g {{ ?s ?p ?o }}"


def _standing(values: str) -> Iterable[str]:
    """The patterns that tell which holders and categories stand in some flow or transformation."""
    for slot in _POSITIONS:
        inner = f"SELECT DISTINCT ?o WHERE {{ {values} GRAPH ?x {{ ?f <{slot}> ?o }} }}"
        yield f"{{ {inner} }} BIND(<{_SOMEWHERE}> AS ?s) BIND(<{slot}> AS ?p) BIND(<{_SOMEWHERE}> AS ?g)"


def _spelt_out(text: str) -> Iterable[str]:
    yield text
    yield v.ID + text
    prefix, colon, rest = text.partition(":")
    if colon and prefix in v.PREFIXES:
        yield v.PREFIXES[prefix] + rest
