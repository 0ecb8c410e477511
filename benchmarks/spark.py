"""Exposure and reach over generated flows: Spark beside the engine of one machine, over the same tables.

The flows are made as columns, without RDF: a hundred a holder, and more where there would be over 300,000 holders; 60
categories in a tree, departments and systems, transformations and blocks, and dates, by which two thirds may be used on
the day. Their tables are written once, as `whoshares export --format parquet` writes them. Spark reads them; the single
machine has the network in memory, and making its arrays is not counted. Asked is which holders' data can reach one
holder, within so many hops, and of every category that arrives. `--flows 30000000` makes thirty million, in memory
first; `--no-single` leaves the single machine out.
"""

from __future__ import annotations

import tempfile
import time
from array import array
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.record import arguments
from whoshares.model.validity import Validity
from whoshares.model.vocabulary import ID
from whoshares.network.categories import ANY, CategoryTree
from whoshares.network.flows import ATTESTED, FlowTable, Lists, spans
from whoshares.network.network import Block, Holders, Network, Transformation
from whoshares.network.parquet import write
from whoshares.routes.exposure import Exposing
from whoshares.routes.in_pieces import exposure_in_pieces
from whoshares.routes.on_spark import SparkPieces, open_tables, session
from whoshares.routes.question import Question
from whoshares.store.packed_texts import PackedTexts

if TYPE_CHECKING:
    from whoshares.network.arrays import Numbers

DAY = date(2015, 6, 1)
CATEGORIES = 60
FLOWS_A_HOLDER = 100
MOST_HOLDERS = 300_000


def network_of(flows: int, seed: int = 1) -> Network:
    """A network of so many flows."""
    rng = np.random.default_rng(seed)
    holders = min(MOST_HOLDERS, max(400, flows // FLOWS_A_HOLDER))
    organizations = holders * 4 // 5
    parts = np.flatnonzero(rng.random(organizations) < 0.3)[1:]
    part_of = np.column_stack([parts, (rng.random(len(parts)) * parts).astype(np.int64)])
    systems = np.arange(organizations, holders)
    operated = np.column_stack([systems, rng.integers(0, organizations, len(systems))])
    above: list[set[int]] = []
    for category in range(CATEGORIES):
        wider = int(rng.integers(0, category // 2)) if category >= 8 else None
        above.append(set() if wider is None else {wider, *above[wider]})
    weights = 1 / (np.arange(holders) + 10) ** 0.6
    order = rng.permutation(holders)
    sender, recipient = (order[rng.choice(holders, flows, p=weights / weights.sum())] for _ in range(2))
    recipient = np.where(recipient == sender, (recipient + 1) % holders, recipient)
    carries = _listed(np.repeat(np.arange(flows), 2), rng.integers(0, CATEGORIES, 2 * flows), flows)
    begun = rng.integers(date(2001, 1, 1).toordinal(), date(2020, 1, 1).toordinal(), flows)
    over = begun + rng.integers(365, 9000, flows)
    dated, ended = rng.random(flows) < 0.9, rng.random(flows) < 0.5
    starts = _listed(np.where(dated, np.arange(flows), -1), begun << ATTESTED | begun, flows)
    ends = _listed(np.where(ended, np.arange(flows), -1), over, flows)
    attested = Lists.of([], [], flows, many=True)
    said = array("b", b"\x01" * flows)
    text = b"".join(b"%sflow/f%010d" % (ID.encode(), flow) for flow in range(flows))
    width = len(ID) + len("flow/f") + 10
    table = FlowTable(
        PackedTexts(text, array("q", np.arange(0, (flows + 1) * width, width).tobytes())),
        _column("i", sender),
        _column("i", recipient),
        carries,
        _column("b", rng.integers(0, 5, flows)),
        starts,
        ends,
        attested,
        said,
        array("b", bytes(flows)),
        array("i", b"\xff" * (4 * flows)),
        *spans(starts, ends, attested, said, many=True),
    )
    since = Validity((date(2010, 1, 1),))
    return Network(
        Holders(
            [f"{ID}organization/h{number:08}" for number in range(holders)],
            frozenset(systems.tolist()),
            _lists(part_of[:, ::-1], holders),
            _lists(part_of, holders),
            _lists(operated[:, ::-1], holders),
            _lists(operated, holders),
        ),
        CategoryTree([f"{ID}category/c{number:02}" for number in range(CATEGORIES)], above),
        table,
        [
            Transformation(f"{ID}transformation/t{number:06}", int(rng.integers(organizations)),
                           (int(rng.integers(CATEGORIES)),), (int(rng.integers(CATEGORIES)),), since)
            for number in range(holders // 100)
        ],
        [
            Block(f"{ID}block/b{number:06}", int(rng.choice(systems)), frozenset({int(rng.integers(holders))}),
                  frozenset({int(rng.integers(holders))}), (), since)
            for number in range(holders // 100)
        ],
        1,
    )  # fmt: skip


def _column(code: str, values: Numbers) -> array[int]:
    return array(code, values.astype({"i": np.int32, "b": np.int8}[code]).tobytes())


def _lists(pairs: Numbers, size: int) -> Lists:
    return _listed(pairs[:, 0], pairs[:, 1], size)


def _listed(owners: Any, values: Any, size: int) -> Lists:
    return Lists.of(owners, values, size, many=True)


def timed(what: str, do: Callable[[], Any]) -> Any:
    """What comes of something, once, with its seconds printed."""
    begun = time.perf_counter()
    found = do()
    print(f"{what}: {time.perf_counter() - begun:.1f} s", flush=True)
    return found


def main() -> None:
    """Make the flows, and ask both."""
    parser = arguments(__doc__)
    parser.add_argument("--flows", type=int, default=1_000_000, help="how many (a million)")
    parser.add_argument("--master", default="local[2]", help="Spark's (local[2])")
    parser.add_argument("--memory", default="4g", help="of Spark's process here (4g)")
    parser.add_argument("--hops", type=int, default=3, help="the most hops (3)")
    parser.add_argument("--no-single", action="store_true", help="Spark alone")
    given = parser.parse_args()
    size = 20_000 if given.quick else given.flows
    with tempfile.TemporaryDirectory(prefix="spark-benchmark-") as scratch:
        folder = Path(scratch) / "tables"
        network = network_of(size)
        counts = np.bincount(np.asarray(network.flows.recipient), minlength=len(network.holders))
        end = int(np.argsort(counts)[len(counts) // 2])
        print(f"{size:,} flows, {len(network.holders):,} holders; at most {given.hops} hops", flush=True)
        timed("tables written", partial(write, network, folder, str))
        question = Question(end, end, ANY, DAY, max_hops=given.hops)
        rows: dict[str, set[Any]] = {}
        if not given.no_single:
            Exposing(network, Question(end, end, ANY, DAY, max_hops=1), outward=False).rows()  # makes the arrays
            exposing = Exposing(network, question, outward=False)
            found = timed("single machine, exposure", exposing.rows)
            rows["exposure"] = {(row.far, row.category, row.state, len(row.flows), row.evidence) for row in found}
            rows["reach"] = {row[0] for row in rows["exposure"]}
        del network
        with session(given.master, given.memory) as spark:
            far, flows = timed(f"{given.master}, tables opened", partial(open_tables, spark, str(folder)))
            pieces = SparkPieces(flows, DAY, len(far.holders))
            for what in ("reach", "exposure"):
                answer = timed(
                    f"{given.master}, {what}",
                    partial(exposure_in_pieces, far, pieces, question, outward=False, reach=what == "reach"),
                )
                print(
                    f"  {len(answer.rows):,} rows, {answer.undecided:,} left open, {answer.usable:,} flows on the day"
                )
                if rows and not answer.stopped:
                    own = {(r.far, r.category, r.state, len(r.flows), r.evidence) for r in answer.rows}
                    same = rows[what] == ({row[0] for row in own} if what == "reach" else own)
                    print(f"  the same rows: {'yes' if same else 'NO'}")


if __name__ == "__main__":
    main()
