"""A graph on a SPARQL endpoint: what the verbs ask of it, and how much of it they fetch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import cached_property
from typing import Final, TypeVar

from whoshares.answers.caption import Captioned
from whoshares.answers.meant import Meant, meant, named
from whoshares.answers.unlisted import ABSENT
from whoshares.facts.snapshot import Progress
from whoshares.facts.yaml_ld import vocabulary_store
from whoshares.knowledge_graph.asked import A, Asked
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.remote.endpoint import Endpoint
from whoshares.knowledge_graph.remote.order import in_order
from whoshares.knowledge_graph.remote.part import Part
from whoshares.knowledge_graph.remote.quads import batches, found, keep, listed
from whoshares.knowledge_graph.remote.region import Edge, Frontier, ends
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.model import vocabulary as v
from whoshares.model.errors import EndpointError, IncompleteGraph, InputError, NameUnknown
from whoshares.network.norms import Norms
from whoshares.network.reader import read_network
from whoshares.sparql.catalogue import CatalogueAnswer, CatalogueQuery, Given, bind
from whoshares.sparql.catalogue.answers import asked, tabulate
from whoshares.store.engine import Iri, Rows, SparqlAnswer, Store, Term
from whoshares.store.names import Names

MOST_STATEMENTS: Final = 2_000_000
"""How many statements a verb that reads everything downloads at most."""

_PAGE: Final = 5_000
_ENDS: Final = ("origin", "recipient", "holder")
_NO_ROUTE: Final = frozenset({"none-known", "no-route"})
_WITH_BLOCKS: Final = frozenset({"block", "flow"})
"""The units of a cut with which blocks to set are looked for."""
_FETCHING: Final = tuple(verb.method for verb in VERBS.values() if verb.fetches != "all")

T = TypeVar("T")


class RemoteGraph(KnowledgeGraph):
    """A graph behind a SPARQL endpoint.

    The verbs whose declaration says what they fetch (`trace`, `cut`, `chokepoints`, `exposure`, `backdoors`) fetch the
    part that a question touches and work on that here, so that the answers are those of a graph on this machine;
    `sparql` and `ask` are answered by the endpoint. All else reads everything, and downloads the graph first.
    """

    def __init__(
        self, url: str, *, progress: Progress = nullcontext, seconds: float | None = None, most: int = MOST_STATEMENTS
    ) -> None:
        super().__init__(Store())
        del self.store  # the property below downloads it, when it is needed at all
        self.endpoint = Endpoint(url, seconds=seconds)
        self._progress = progress
        self._most = most

    @cached_property
    def store(self) -> Store:  # type: ignore[override]
        """The whole graph, downloaded when first needed. Raises EndpointError, and InputError where it is too large."""
        with self._progress(f"Downloading the graph from {self.endpoint.url} …"):
            return _download(self.endpoint, self._most)

    def answer(self, asked: Asked[A]) -> A:
        """The answer of the part that the question touches, as its verb says, or of the downloaded graph."""
        fetches, told = asked.verb.fetches, asked.told
        if fetches == "all":
            return super().answer(asked)
        part = self._part(asked.things)
        texts = [told[end] for end in _ENDS if end in told]
        place = told.get("place")
        try:
            ends = self._meant_there(part, *texts, *([] if place is None else [place]))[: len(texts)]
        except EndpointError:
            raise
        except InputError as error:
            # which of it is asked for, or who has such data, all flows tell
            names_data = isinstance(error, NameUnknown) and bool(error.carrying)
            if (names_data or error.lines[1:] not in ((), (ABSENT,))) and self._is_downloaded():
                return super().answer(asked)
            raise
        category = self._tried(part, lambda here: here.category(told["carrying"]))
        several = not all(end.is_holder for end in ends)
        near: set[Edge] = set()
        held = [end.holders for end in ends]
        if fetches == "between" and not several:
            held = [(*holders, *part.add_named(holders)) for holders in held]
        if fetches == "between":
            edges, near = Frontier(self.endpoint, part.joins).between(*held)
        elif fetches == "around":
            frontier = Frontier(self.endpoint, part.joins, part.flows_at)
            edges = frontier.onward(ends[0].holders) if told["outward"] else frontier.back(ends[0].holders)
            edges |= _of_named(part, ends[0], v.SENDER if told["outward"] else v.RECIPIENT)
        else:
            self._fetch_bound(part, told["bar"])
            edges = _around_bars(part, Frontier(self.endpoint, part.joins))
        part.add_flows(edges | near if several else edges)
        within = [{member for holder in holders for member in part.joins.closure(holder)} for holders in held]
        part.add_things(set().union(*within))
        if told.get("by") in _WITH_BLOCKS:
            _fetch_at_switches(part, edges)
        if asked.verb.method == "trace":
            part.add_said_of_some(within[0])
        if fetches == "between" and several:
            part.add_blocks_of(within[0])
        answer = self._answer(part, category, asked)
        if fetches == "between" and not several and getattr(answer, "outcome", None) in _NO_ROUTE:
            part.add_flows(near)  # it is explained by what is near the ends, and set between them
            part.add_blocks_of(within[0])
            if asked.verb.method == "trace":
                _fetch_nearby(part, Frontier(self.endpoint, part.joins), *(end.iri for end in ends))
            answer = self._answer(part, category, asked)
        assert isinstance(answer, Captioned)
        return answer.of_all(part.counts)

    def sparql(self, query: str, *, infer: bool = False) -> SparqlAnswer:
        """The endpoint's own answer; with `infer`, that of the downloaded graph with what follows.

        Raises QueryError and EndpointError.
        """
        return super().sparql(query, infer=True) if infer else self.endpoint.answer(query)

    def ask(self, query: CatalogueQuery, given: Mapping[str, Given | Sequence[Given] | None]) -> CatalogueAnswer:
        """The endpoint's answer to a query of the catalogue. Raises as `catalogue.bind` does, and EndpointError."""
        texts = [value if isinstance(value, Given) else list(value) for value in given.values() if value is not None]
        part = self._part({str(one) for t in texts for one in ([t] if isinstance(t, Given) else t)})
        self._need_union()

        def bound(here: KnowledgeGraph) -> tuple[Names, dict[str, tuple[Term, ...]]]:
            return here.names, bind(query, here.names, given)

        names, terms = self._tried(part, bound)
        text = asked(query, terms)
        rows = self.endpoint.answer(text)
        assert isinstance(rows, Rows)
        rows = in_order(rows, text)
        labels = {str(term): names.label(term) for of in terms.values() for term in of if isinstance(term, Iri)}
        return CatalogueAnswer(query, terms, tabulate(query, rows), part.counts["sources"], labels)

    # --- fetching what a question needs -------------------------------------------------------------------------------

    def _is_downloaded(self) -> bool:
        """Whether the whole graph is here, or can be: downloads it where it is not too large."""
        try:
            return bool(self.store)
        except EndpointError:
            raise
        except InputError:
            return False

    def _part(self, texts: Iterable[str]) -> Part:
        part = Part(self.endpoint, sorted(text for text in texts if text.strip()))
        if not part.counts["flows"]:
            raise IncompleteGraph(
                f"{self.endpoint.url} has no flow in a named graph. A flow is a ws:DataFlow with ws:sender, "
                "ws:recipient and ws:carries, in the named graph of its source: “whoshares push” loads a graph so."
            )
        return part

    def _meant_there(self, part: Part, *texts: str) -> list[Meant]:
        """What texts name; of a place, kind or program, what tells which holders it stands for is fetched."""

        def understood(here: KnowledgeGraph) -> list[Meant]:
            return [meant(here, text) for text in texts]

        try:
            for iri, sort in self._tried(part, lambda here: [named(here.names, text) for text in texts]):
                if sort != "holder":
                    part.add_holders_of(iri, sort)
            return self._tried(part, understood)
        except EndpointError:
            raise
        except InputError:  # which tells what documents say of such bodies
            part.add_kinds_of_body()
            return understood(_Here(part))

    def _fetch_bound(self, part: Part, bar: str | None) -> None:
        """What tells whom bars bind is fetched where a text names no bar, and may name a place, kind or program."""
        if bar is None:
            return
        try:
            _Here(part).names.resolve(bar, frozenset({v.BAR, v.INSTRUMENT}))
        except NameUnknown:
            with suppress(NameUnknown):  # what it names is told by whoever answers
                part.add_things(part.add_named(self._meant_there(part, bar)[0].holders))

    def _answer(self, part: Part, category: str | None, asked: Asked[A]) -> A:
        part.follow()
        if category is not None:
            part.declare_category(category)
        return self._tried(part, asked.of)

    @staticmethod
    def _tried(part: Part, ask: Callable[[KnowledgeGraph], T]) -> T:
        """What `ask` answers; where it finds no such name among those fetched, with all names there are."""
        try:
            return ask(_Here(part))
        except NameUnknown:
            part.add_all_names()
            return ask(_Here(part))

    def _need_union(self) -> None:
        """Raises EndpointError where queries without GRAPH would not see the named graphs."""
        flow = f"?f a <{v.DATA_FLOW}>"
        counted = self.endpoint.rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ {flow} }}")
        if not counted or self.endpoint.number(counted[0], "n") == 0:
            raise EndpointError(
                f"{self.endpoint.url} does not show its named graphs to queries without GRAPH, as the catalogue's are. "
                "Turn on its union default graph (docs/remote.md tells how)."
            )


class _Here(KnowledgeGraph):
    """The part of a remote graph that was fetched, asked as a graph of its own."""

    whole = False

    def __init__(self, part: Part) -> None:
        super().__init__(part.store)
        self.names = part.names()

    def need_flows(self) -> None:
        """A part may hold no flow: the graph does."""


def _fetch_nearby(part: Part, frontier: Frontier, origin: str, recipient: str) -> None:
    """Fetch the flows on some way to or from what an end is part of, and those on some way the other way round."""
    first, last = (part.joins.wholes(end) for end in (origin, recipient))
    pairs = [({origin}, last), (first, {recipient}), ({recipient}, {origin})]
    edges = set[Edge]().union(*(frontier.between(*pair)[0] for pair in pairs if all(pair)))
    part.add_flows(edges)
    part.add_things(first | last)


def _fetch_at_switches(part: Part, edges: Iterable[Edge]) -> None:
    """Fetch all flows into and out of systems on the way at which something is blocked: between whom it may be."""
    switches = {system for _, system, _ in part.store.pairs(v.AT_SYSTEM)} & set(ends(edges))
    for batch in batches(sorted(switches)):
        for slot in (v.SENDER, v.RECIPIENT):
            part.flows_at(slot, batch)


def _of_named(part: Part, end: Meant, slot: str) -> set[Edge]:
    """The flows at the named bodies of a generic one that is asked about itself."""
    bodies = part.add_named(end.holders) if end.is_holder else []
    closures = {member for body in bodies for member in part.joins.closure(body)}
    part.add_things(closures)
    return part.flows_at(slot, closures) if closures else set()


def _around_bars(part: Part, frontier: Frontier) -> set[Edge]:
    """The flows on some way from a bar's senders to its recipients, for all bars together."""
    bars = part.store.members(v.BAR)

    def values(*slots: str) -> dict[str, set[str]]:
        return {bar: {value for slot in slots for value in part.store.texts(bar, slot)} for bar in bars}

    kinds, places = values(v.SENDER_KIND, v.RECIPIENT_KIND), values(v.SENDER_PLACE, v.RECIPIENT_PLACE)
    if any(kinds.values()) or any(places.values()):
        part.add_members(set().union(*kinds.values()), set().union(*places.values()))
    by_word = {"sender": v.BARS_SENDER, "recipient": v.BARS_RECIPIENT}
    named = {word: values(slot) for word, slot in by_word.items()}
    network = read_network(part.store)
    norms = {bar.iri: bar for bar in Norms(part.store, network).bars}
    ways: dict[tuple[bool, bool], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for iri, bar in norms.items():
        slots = (bar.named_senders, bar.named_recipients)
        both = ways[slots[0] is None, slots[1] is None]
        for place, (word, numbers) in enumerate(zip(by_word, slots, strict=True)):
            both[place].update(named[word][iri], (network.holders[n] for n in numbers or ()))
    edges: set[Edge] = set()
    for (open_senders, open_recipients), (senders, recipients) in ways.items():
        if open_senders and open_recipients:
            return frontier.everything()
        if open_senders:
            edges |= frontier.back(recipients)
        elif open_recipients:
            edges |= frontier.onward(senders)
        else:
            edges |= frontier.between(senders, recipients)[0]
    return edges


def _download(endpoint: Endpoint, most: int) -> Store:
    """All named graphs that use the terms of the ontology, and the vocabulary."""
    ours = f'FILTER(STRSTARTS(STR(?p), "{v.WS}") || STRSTARTS(STR(?o), "{v.WS}"))'
    graphs = {str(row["g"]) for row in endpoint.every("?g", [f"GRAPH ?g {{ ?s ?p ?o }} {ours}"])} - {v.ONTOLOGY_GRAPH}
    counted: dict[str, int] = {}
    for batch in batches(sorted(graphs)):
        here = f"VALUES ?g {{ {listed(batch)} }} GRAPH ?g {{ ?s ?p ?o }}"
        inner = f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ {here} }} GROUP BY ?g"
        counted |= {str(row["g"]): endpoint.number(row, "n") for row in endpoint.every("?g ?n", [f"{{ {inner} }}"])}
    total = sum(counted.values())
    if total > most:
        raise InputError(
            f"{endpoint.url} holds {total:,} statements, and this verb reads all of them; at most {most:,} are "
            f"downloaded. {', '.join(_FETCHING)}, query and sparql fetch only what they need."
        )
    store = vocabulary_store()
    came = 0
    for graph_batch in _by_size(counted):
        rows = found(endpoint, [f"VALUES ?g {{ {listed(graph_batch)} }} GRAPH ?g {{ ?s ?p ?o }}"])
        came += len(rows)
        if came > most:
            raise EndpointError(
                f"{endpoint.url} said that it holds {total:,} statements, and gives more than {most:,}. Ask again when "
                "it does not change, or look at the server's log."
            )
        keep(rows, endpoint.url, store)
    return store


def _by_size(counted: Mapping[str, int]) -> Iterator[list[str]]:
    """Graphs in lists of some thousand statements each."""
    batch: list[str] = []
    size = 0
    for graph, number in sorted(counted.items()):
        if batch and size + number > _PAGE:
            yield batch
            batch, size = [], 0
        batch.append(graph)
        size += number
    if batch:
        yield batch
