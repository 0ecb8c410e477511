"""Exposure over flows in pieces against the engine that holds all flows, on random graphs, without Spark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from tests.examples import examples
from tests.routes import brute_force as told
from tests.routes.graphs import Case, case, cases, to_trig
from tests.routes.test_against_brute_force import graph_of

from whoshares.network.network import Network
from whoshares.network.parquet import network_of, tables_of
from whoshares.routes.exposure import Exposing, ExposureRow
from whoshares.routes.in_pieces import Found, exposure_in_pieces
from whoshares.routes.pieces import Reply, Work, packed, pieces_in
from whoshares.routes.question import Question

Said = list[tuple[object, ...]]


class Here:
    """Pieces of a few flows each, on this machine."""

    def __init__(self, flows: pa.Table, question: Question, size: int) -> None:
        assert question.day is not None
        self._flows, day = flows, question.day.toordinal()
        slices = (flows.slice(first, size).to_batches() for first in range(0, len(flows), size))
        self._pieces = [piece for batches in slices for piece in packed(batches, day)]
        self.works = 0
        """How many have been asked."""

    def each(self, work: Work) -> Iterator[Reply]:
        self.works += 1
        for piece in pieces_in(self._pieces, work.holders):
            yield from work.of(piece)

    def flows(self, numbers: Any) -> pa.Table:
        return self._flows.filter(pc.is_in(self._flows["number"], pa.array(numbers, pa.int64())))


def said(network: Network, rows: Iterable[ExposureRow]) -> Said:
    """Rows with flows by their IRIs: the two engines number them differently."""
    return [
        (row.far, row.category, row.state, row.evidence, row.near,
         [(network.flows.iris[flow], network.flows.as_every[flow]) for flow in row.flows])
        for row in rows
    ]  # fmt: skip


def asked(network: Network, question: told.Question) -> Question:
    number = network.holder_number
    origin, recipient = (number.get(end, -1) for end in (question.origin, question.recipient))
    category = -1 if question.category is None else network.categories.number[question.category]
    return Question(origin, recipient, category, question.day, question.exact, question.max_hops)


def by_pieces(
    network: Network, question: Question, *, outward: bool, reach: bool = False, most_here: int = 99
) -> Found:
    tables = tables_of(network, str)
    here = Here(tables["flows"], question, 3)
    return exposure_in_pieces(network_of(tables), here, question, outward=outward, reach=reach, most_here=most_here)


def differs(network: Network, question: Question, *, outward: bool) -> bool:
    """Whether the rows, their flows, or what a reach says of each holder are others than the engine's.

    Asked is with all flows near brought here, and with none, where nothing is left open then.
    """
    exposing = Exposing(network, question, outward=outward)
    rows = exposing.rows()
    afar = by_pieces(network, question, outward=outward, most_here=0)
    found = by_pieces(network, question, outward=outward)
    surest: dict[int, tuple[object, ...]] = {}
    for row in sorted(rows, key=lambda row: (row.state, len(row.flows), row.evidence)):
        surest.setdefault(row.far, (row.state, len(row.flows), row.evidence))
    reached = by_pieces(network, question, outward=outward, reach=True)
    return (
        said(network, rows) != said(found.network, found.rows)
        or (not afar.stopped and said(network, rows) != said(afar.network, afar.rows))
        or (exposing.stopped, exposing.undecided) != (found.stopped, found.undecided)
        or surest != {row.far: (row.state, len(row.flows), row.evidence) for row in reached.rows}
    )


@examples(300)
@given(cases(1))
def test_pieces_give_the_rows_of_the_whole(drawn: Case) -> None:
    world, (question,) = drawn
    network = graph_of(world).network
    for outward in (False, True):
        assert not differs(network, asked(network, question), outward=outward), (
            f"{outward} {question}\n{to_trig(world)}"
        )


def worlds(number: int = 200) -> Iterator[tuple[Network, Question]]:
    for seed in range(number):
        world, questions = case(Random(seed))
        network = graph_of(world).network
        for question in questions:
            yield network, asked(network, question)


@pytest.mark.slow
def test_flows_come_here_only_where_they_are_not_too_many() -> None:
    """So many as may come, do; where there is one more, the searches are asked of the pieces."""
    told = 0
    for network, question in worlds(30):
        tables = tables_of(network, str)

        def works(most: int, tables: Any = tables, question: Question = question) -> tuple[int, int]:
            here = Here(tables["flows"], question, 3)
            found = exposure_in_pieces(network_of(tables), here, question, outward=True, most_here=most)
            return here.works, len(found.network.flows)

        by_what_is_here, near = works(99)
        if near:
            assert works(near) == (by_what_is_here, near)
            assert works(near - 1)[0] > by_what_is_here
            told += near
    assert told > 50


@pytest.mark.slow
def test_what_cannot_be_looked_through_is_left_open_and_all_else_is_the_same() -> None:
    left_open = 0
    for network, question in worlds(30):
        whole = Exposing(network, question, outward=False).rows()
        found = by_pieces(network, question, outward=False, most_here=0)
        rows = {(row.far, row.category): row for row in whole}
        for row in found.rows:
            assert row.state >= rows[row.far, row.category].state
        lacking = rows.keys() - {(row.far, row.category) for row in found.rows}
        assert len(lacking) <= found.undecided
        assert found.stopped or said(network, whole) == said(found.network, found.rows)
        left_open += found.undecided
    assert left_open


@pytest.mark.parametrize("most_here", [0, 99])
@pytest.mark.parametrize("planted", ["no transformation", "one piece alone answers", "blocks are not kept"])
def test_the_comparison_notices(planted: str, most_here: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for network, question in worlds():
        with monkeypatch.context() as patch:
            if planted == "one piece alone answers":
                patch.setattr(Here, "each", lambda self, work: work.of(next(pieces_in(self._pieces, work.holders))))
            wrong = network
            if planted == "no transformation":
                wrong = replace(network, transformations=[])
            if planted == "blocks are not kept":
                wrong = replace(network, blocks=[])
            for outward in (False, True):
                whole = Exposing(network, question, outward=outward).rows()
                found = by_pieces(wrong, question, outward=outward, most_here=most_here)
                if not found.stopped and said(network, whole) != said(found.network, found.rows):
                    return
    pytest.fail(f"No graph showed: {planted}.")
