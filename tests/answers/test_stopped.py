"""Routes that blocks stop: as many as the answer counts, each crossed where its block stands."""

from __future__ import annotations

from whoshares import KnowledgeGraph
from whoshares.answers.stopped import stopped_routes


def test_stopped_routes_are_those_that_the_answer_counts(kg: KnowledgeGraph) -> None:
    answer = kg.trace("New York DMV", "ICE", as_of="2026-06-30")
    found = stopped_routes(kg, answer)
    assert found is not None
    without = answer.between.without_blocks
    assert without is not None
    assert len(found.routes) == without.routes
    crossed = {hop.sender for route in found.routes for hop in route.hops if (hop.flow, hop.category) in found.crossed}
    assert crossed == set(without.through)
    assert all(any((hop.flow, hop.category) in found.crossed for hop in route.hops) for route in found.routes)
    assert found.caption.labels.keys() >= {iri for way in found.ways for iri in way.named()}


def test_where_no_block_is_the_reason_nothing_is_stopped(kg: KnowledgeGraph) -> None:
    assert stopped_routes(kg, kg.trace("Local jail", "ICE", as_of="2011-10-01")) is None
    assert stopped_routes(kg, kg.trace("ICE", "New York DMV", as_of="2026-06-30")) is None
