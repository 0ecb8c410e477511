"""A network as tables of Parquet, for programs that read columns: Spark, DuckDB, pandas, Polars.

Things are numbers, in the order of their IRIs; days are ordinals (1 is 1 January of the year 1), and a span ends before
its `until`. What the tables say is written down in `docs/spark.md`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from whoshares.model.errors import FileError, InputError
from whoshares.model.validity import Spans, Validity
from whoshares.network.categories import CategoryTree
from whoshares.network.every import as_recipient
from whoshares.network.flows import FlowTable, Lists
from whoshares.network.network import Block, Holders, Network, Transformation
from whoshares.store import whole
from whoshares.store.column_files import Column, code_of
from whoshares.store.packed_texts import PackedTexts

if TYPE_CHECKING:
    import pyarrow as pa

LAYOUT: Final = "1"
"""Which tables there are, with which columns: it stands in the metadata of each as `whoshares.layout`."""
TABLES: Final = ("holders", "closure", "joins", "named", "categories", "flows", "transformations", "blocks")
READ: Final = ("holders", "named", "categories", "transformations", "blocks")
"""Those that make a network, but for its flows."""
_STATES: Final = Spans._fields
DAYS: Final = tuple(f"{state}_{end}" for state in _STATES for end in ("from", "until"))
"""The columns that say when a thing is in a state or a surer one, from certain on."""
_ROWS: Final = 1 << 20
"""Rows of a group of flows, which Spark reads as one piece."""


def tables_of(network: Network, label: Callable[[str], str]) -> dict[str, pa.Table]:
    """The tables of a network by name; `label` gives the label of a holder or a category.

    Raises InputError where the package for them is missing.
    """
    pa = arrow()
    import numpy as np

    from whoshares.network.arrays import grid_of

    grid, bodies, tree = grid_of(network), network.bodies, network.categories
    whole_of, members = grid.wholes.turned.pairs()
    here, there = grid.leaving(exact=False).pairs()
    surely = grid.leaving(exact=True).pairs()
    exact = np.isin(here * grid.holders + there, surely[0] * grid.holders + surely[1])
    held, changes, blocks = range(len(bodies.iris)), network.transformations, network.blocks
    named = [(generic, body) for generic, found in sorted(network.named.items()) for body in found]
    found = {
        "holders": {
            "number": _numbers(held),
            "iri": pa.array(list(bodies.iris), pa.string()),
            "label": pa.array(map(label, bodies.iris), pa.string()),
            "system": pa.array([holder in bodies.systems for holder in held], pa.bool_()),
            "part_of": _lists(bodies.wholes[holder] for holder in held),
            "operated_by": _lists(bodies.operators[holder] for holder in held),
        },
        "closure": {"whole": pa.array(whole_of, pa.int32()), "member": pa.array(members, pa.int32())},
        "joins": {
            "holder": pa.array(here, pa.int32()),
            "leaves_from": pa.array(there, pa.int32()),
            "exact": pa.array(exact, pa.bool_()),
        },
        "named": {"generic": _numbers(one for one, _ in named), "body": _numbers(body for _, body in named)},
        "categories": {
            "number": _numbers(range(len(tree.iris))),
            "iri": pa.array(list(tree.iris), pa.string()),
            "label": pa.array(map(label, tree.iris), pa.string()),
            "broader": _lists(sorted(tree.above(category)) for category in range(len(tree.iris))),
        },
        "flows": _flows(network.flows),
        "transformations": {
            "number": _numbers(range(len(changes))),
            "iri": pa.array([one.iri for one in changes], pa.string()),
            "holder": _numbers(one.holder for one in changes),
            "generic": pa.array([one.as_every if one.as_every >= 0 else None for one in changes], pa.int32()),
            "consumes": _lists(one.consumes for one in changes),
            "produces": _lists(one.produces for one in changes),
            **_days([one.validity for one in changes]),
        },
        "blocks": {
            "number": _numbers(range(len(blocks))),
            "iri": pa.array([one.iri for one in blocks], pa.string()),
            "system": _numbers(one.system for one in blocks),
            "origins": _lists(sorted(one.origins) for one in blocks),
            "recipients": _lists(sorted(one.recipients) for one in blocks),
            "categories": _lists(one.categories for one in blocks),
            **_days([one.validity for one in blocks]),
        },
    }
    about = {"whoshares.layout": LAYOUT, "whoshares.sources": str(network.source_count)}
    return {name: pa.table(columns, metadata=about) for name, columns in found.items()}


def write(network: Network, folder: Path, label: Callable[[str], str]) -> None:
    """Write the tables into a folder, one file each: all of them or none. The same network makes the same bytes.

    Raises FileError where it cannot be written, or holds something else; InputError where the package is missing.
    """
    made = tables_of(network, label)
    from pyarrow import parquet

    place = folder.resolve()
    files = {f"{name}.parquet" for name in TABLES}
    if place.exists() and not (place.is_dir() and {one.name for one in place.iterdir()} <= files):
        raise FileError(f"{folder}: this is no folder of tables, and nothing in it is touched. Name another place.")
    try:
        with whole.folder(place) as part:
            for name, table in made.items():
                parquet.write_table(table, part / f"{name}.parquet", compression="zstd", row_group_size=_ROWS)
    except OSError as error:
        raise FileError(f"{folder}: this folder cannot be written ({error.strerror}). Name another place.") from None


def network_of(tables: Mapping[str, pa.Table]) -> Network:
    """The network that tables hold, without flows. Raises InputError where one lacks a column."""
    for name in READ:
        require(name, tables[name].column_names)
    held = _in_order(tables["holders"])
    size = len(held["iri"])
    whole = [(part, one) for part, wholes in enumerate(held["part_of"]) for one in wholes]
    operating = [(system, one) for system, operators in enumerate(held["operated_by"]) for one in operators]
    named: dict[int, list[int]] = {}
    for row in tables["named"].to_pylist():
        named.setdefault(row["generic"], []).append(row["body"])
    categories = _in_order(tables["categories"])
    changes, blocks = (tables[name].sort_by("number").to_pylist() for name in ("transformations", "blocks"))
    return Network(
        Holders(
            held["iri"],
            frozenset(number for number, is_system in enumerate(held["system"]) if is_system),
            _lists_of([(one, part) for part, one in whole], size),
            _lists_of(whole, size),
            _lists_of([(one, system) for system, one in operating], size),
            _lists_of(operating, size),
        ),
        CategoryTree(categories["iri"], categories["broader"]),
        _flow_table(None),
        [
            Transformation(
                row["iri"], row["holder"], tuple(row["consumes"]), tuple(row["produces"]), _validity(row),
                -1 if row["generic"] is None else row["generic"],
            )
            for row in changes
        ],
        [
            Block(
                row["iri"], row["system"], frozenset(row["origins"]), frozenset(row["recipients"]),
                tuple(row["categories"]), _validity(row),
            )
            for row in blocks
        ],
        0,
        {generic: tuple(sorted(bodies)) for generic, bodies in sorted(named.items())},
    )  # fmt: skip


def with_flows(network: Network, flows: pa.Table) -> Network:
    """A network with the flows of a table instead of its own, in the order of their numbers, and numbered anew.

    What confirms them is not in the table, and left open.
    """
    return network.over(_flow_table(flows))


def require(name: str, columns: Iterable[str]) -> None:
    """Raises InputError where a table lacks a column that is read."""
    lacking = _COLUMNS[name] - set(columns)
    if lacking:
        raise InputError(
            f"The table {name} has no column {', '.join(sorted(lacking))}: another version wrote it, or something else "
            "did. Write the tables anew with “whoshares export --format parquet”."
        )


def arrow() -> Any:
    """The package pyarrow. Raises InputError where it is not installed."""
    try:
        import pyarrow
    except ImportError:
        raise InputError(
            "Parquet needs the package pyarrow, which is not installed. Run “pip install whoshares[parquet]”."
        ) from None
    return pyarrow


_COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    "holders": frozenset({"number", "iri", "system", "part_of", "operated_by"}),
    "named": frozenset({"generic", "body"}),
    "categories": frozenset({"number", "iri", "broader"}),
    "flows": frozenset({"number", "iri", "sender", "recipient", "carries", "evidence", "generic_sender",
                        "generic_recipient", *DAYS}),
    "transformations": frozenset({"number", "iri", "holder", "generic", "consumes", "produces", "takes_place"}),
    "blocks": frozenset({"number", "iri", "system", "origins", "recipients", "categories", "takes_place"}),
}  # fmt: skip
"""The columns that are read."""


def _numbers(values: Iterable[int]) -> pa.Array:
    return arrow().array(list(values), arrow().int32())


def _lists(values: Iterable[Sequence[int]]) -> pa.Array:
    return arrow().array([list(one) for one in values], arrow().list_(arrow().int32()))


def _column(values: Column) -> pa.Array:
    """A column of the flows, without a copy."""
    pa = arrow()
    kind = {"b": pa.int8(), "i": pa.int32()}[code_of(values)]
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])


def _flows(table: FlowTable) -> dict[str, pa.Array]:
    import numpy as np

    pa, size = arrow(), len(table)
    taken = np.frombuffer(table.as_every, np.int32)
    generic = np.where(taken < -1, -2 - taken, taken)
    text = [None, pa.py_buffer(table.iris.bounds), pa.py_buffer(table.iris.data)]
    carried = pa.array(np.frombuffer(table.carries.values, np.int64), pa.int32())
    columns = (column for each in table.by_state for column in each)
    return {
        "number": pa.array(np.arange(size), pa.int64()),
        "iri": pa.Array.from_buffers(pa.large_string(), size, text),
        "sender": _column(table.sender),
        "recipient": _column(table.recipient),
        "carries": pa.ListArray.from_arrays(_column(table.carries.bounds), carried),
        "evidence": _column(table.evidence),
        "generic_sender": pa.array(generic, pa.int32(), mask=taken < 0),
        "generic_recipient": pa.array(generic, pa.int32(), mask=taken >= -1),
        **{name: _column(column) for name, column in zip(DAYS, columns, strict=True)},
    }


def _flow_table(flows: pa.Table | None) -> FlowTable:
    pa = arrow()
    if flows is None:
        kinds: dict[str, Any] = {name: pa.int32() for name in _COLUMNS["flows"]}
        kinds |= {"iri": pa.string(), "carries": pa.list_(pa.int32())}
        flows = pa.schema(kinds).empty_table()
    flows = flows.sort_by("number").combine_chunks()

    def column(name: str, code: str = "i") -> array[int]:
        return array(code, flows[name].to_pylist())

    senders, recipients = (flows[f"generic_{end}"].to_pylist() for end in ("sender", "recipient"))
    taken = [
        one if one is not None else -1 if other is None else as_recipient(other)
        for one, other in zip(senders, recipients, strict=True)
    ]
    size, carried = len(flows), flows["carries"].to_pylist()
    nothing = Lists(array("i", bytes(4 * (size + 1))), array("q"))
    return FlowTable(
        PackedTexts.of(flows["iri"].to_pylist()),
        column("sender"),
        column("recipient"),
        _lists_of([(flow, one) for flow, ones in enumerate(carried) for one in ones], size),
        column("evidence", "b"),
        nothing,
        nothing,
        nothing,
        array("b", b"\x01" * size),
        array("b", bytes(size)),
        array("i", taken),
        *map(column, DAYS),
    )


def _days(validities: Sequence[Validity]) -> dict[str, pa.Array]:
    """When things are in force: the dates that sources give, and what follows for each state."""
    found: dict[str, Any] = {
        "starts": _lists([day.toordinal() for day in one.starts] for one in validities),
        "starts_last": _lists([_last(one, day).toordinal() for day in one.starts] for one in validities),
        "ends": _lists([day.toordinal() for day in one.ends] for one in validities),
        "attested": _lists([first.toordinal() for first, _ in one.attested] for one in validities),
        "attested_last": _lists([last.toordinal() for _, last in one.attested] for one in validities),
        "takes_place": arrow().array([one.takes_place for one in validities], arrow().bool_()),
    }
    for place, state in enumerate(_STATES):
        for end, word in enumerate(("from", "until")):
            found[f"{state}_{word}"] = _numbers(one.spans[place][end] for one in validities)
    return found


def _last(validity: Validity, start: date) -> date:
    return dict(validity.within).get(start, start)


def _validity(row: Mapping[str, Any]) -> Validity:
    def days(name: str) -> list[date]:
        return [date.fromordinal(day) for day in row[name]]

    starts, lasts = days("starts"), days("starts_last")
    return Validity(
        tuple(starts),
        tuple(days("ends")),
        tuple(zip(days("attested"), days("attested_last"), strict=True)),
        row["takes_place"],
        tuple((first, last) for first, last in zip(starts, lasts, strict=True) if last > first),
    )


def _in_order(table: pa.Table) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = table.sort_by("number").to_pydict()
    return columns


def _lists_of(pairs: Sequence[tuple[int, int]], size: int) -> Lists:
    return Lists.of([owner for owner, _ in pairs], [value for _, value in pairs], size, many=len(pairs) > 20_000)
