"""Routes that blocks stop: as many as the answer counts, each crossed where its block stands."""

from __future__ import annotations

from tests.by_hand import words

from whoshares import KnowledgeGraph
from whoshares.answers.stopped import stopped_routes
from whoshares.model import vocabulary as v
from whoshares.text.console import to_text


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


def test_a_block_on_a_way_that_no_flow_shows_is_told(kg: KnowledgeGraph) -> None:
    """Of Denver's plate reads no flow is stated, and that it shut ICE out of them is what an expert would say first."""
    answer = kg.trace("Denver Police Department", "ICE", as_of="2026-06-30")
    assert (answer.outcome, answer.between.blocks) == ("none-known", ())
    assert [v.local_name(block.id) for block in answer.between.other_blocks] == [
        "flock-network--us-co-denver-pd--us-ice"
    ]
    said = "Denver blocks ICE and Customs and Border Protection on Flock (last confirmed 2025-08-18)."
    assert f"A block in force is set between the two, on a way that no flow here shows: {said}" in words(
        to_text(answer)
    )
    claimed = kg.claim("Denver Police Department", "does-not-share-with", "ICE", as_of="2026-06-30")
    assert claimed.outcome == "not-known"
    assert claimed.explanation.endswith(
        f" A block is in force between the two, on a way that no flow here shows: {said}"
    )
    assert not kg.trace("Denver Police Department", "ICE", as_of="2025-03-01").between.other_blocks
    assert not kg.trace(
        "Denver Police Department", "ICE", carrying="fingerprints", as_of="2026-06-30"
    ).between.other_blocks
