"""Random graphs in a remote store give the answers that they give here, whatever the frontier meets."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from random import Random

import pytest
from tests.examples import drawn
from tests.knowledge_graph.remote.servers import Server
from tests.routes.brute_force import Question
from tests.routes.graphs import Case, case, case_over_time, case_under_norms, to_trig

from whoshares import KnowledgeGraph
from whoshares.facts.yaml_ld import vocabulary_store
from whoshares.knowledge_graph.remote import RemoteGraph

DRAWN: dict[str, Callable[[Random], Case]] = {
    "days": lambda random: case(random, options=True),
    "journeys": case_over_time,
    "norms": case_under_norms,
}
GRAPHS = range(34)
"""A kind; as many as are drawn."""


def _load(server: Server, trig: str) -> None:
    for method, url, kind, body in (
        ("POST", server.query.replace("/query", "/update"), "application/sparql-update", "CLEAR ALL"),
        ("POST", server.graph_store, "application/trig", trig),
    ):
        request = urllib.request.Request(url, body.encode(), {"Content-Type": kind}, method=method)
        urllib.request.urlopen(request, timeout=30).close()


def _traced(kg: KnowledgeGraph, question: Question) -> str:
    between = question.between
    ever = between == (None, None)
    window = None if between is None or ever else (between[0] or "", between[1] or "")
    answer = kg.trace(
        question.origin,
        question.recipient,
        carrying=question.category,
        as_of=question.day if between is None else None,
        between=window,
        ever=ever,
        exact=question.exact,
        unbarred=question.unbarred,
        readings=question.readings,
        max_hops=question.max_hops,
        confirmed_since=question.confirmed_since,
        via=question.via,
        avoid=question.avoid,
    )
    return json.dumps(answer.to_dict())


@pytest.mark.parametrize("kind", DRAWN)
def test_the_answers_are_those_of_the_graph_here(filled: Server, kind: str) -> None:
    routes, chosen = 0, drawn(GRAPHS)
    for seed in chosen:
        world, questions = DRAWN[kind](Random(f"{kind} {seed}"))
        trig = to_trig(world)
        _load(filled, trig)
        store = vocabulary_store()
        store.load(trig, "trig")
        here, there = KnowledgeGraph(store), RemoteGraph(filled.query)
        for question in questions:
            told = _traced(here, question)
            assert _traced(there, question) == told, f"{kind} {seed}: {question}\n{trig}"
            routes += '"outcome": "routes"' in told
        day, first = questions[0].day, questions[0]
        for outward in (False, True):
            seen = [
                kg.exposure(first.origin, outward=outward, carrying=first.category, as_of=day).to_dict()
                for kg in (here, there)
            ]
            assert seen[0] == seen[1], f"{kind} {seed}: exposure of {first.origin}\n{trig}"
        doors = [kg.backdoors(as_of=day, limit=20).to_dict() for kg in (here, there)]
        assert doors[0] == doors[1], f"{kind} {seed}: back doors on {day}\n{trig}"
    assert routes > len(GRAPHS) / 2 or len(chosen) < len(GRAPHS), "questions without answers show little"
