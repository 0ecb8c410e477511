"""The network as tables of Parquet: read back by pyarrow and DuckDB's likes, all or none, the same bytes each time."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pytest
from click.testing import CliRunner

from whoshares.cli.export import export
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.opening import open
from whoshares.model.errors import FileError, InputError
from whoshares.model.validity import State, state
from whoshares.network.parquet import DAYS, READ, TABLES, network_of, require, tables_of, with_flows, write

DAY = date(2015, 6, 1).toordinal()


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return open()


@pytest.fixture(scope="module")
def folder(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("parquet") / "tables"
    write(kg.network, place, kg.names.label)
    return place


def test_the_tables_hold_the_network(kg: KnowledgeGraph, folder: Path) -> None:
    network = kg.network
    tables = {name: pyarrow.parquet.read_table(folder / f"{name}.parquet") for name in TABLES}
    assert {table.schema.metadata[b"whoshares.layout"] for table in tables.values()} == {b"1"}
    again = with_flows(network_of({name: tables[name] for name in READ}), tables["flows"])
    assert again.bodies.iris == network.bodies.iris
    assert again.bodies.systems == network.bodies.systems
    assert again.categories.iris == network.categories.iris
    assert (again.transformations, again.blocks) == (network.transformations, network.blocks)
    assert again.named == {generic: bodies for generic, bodies in network.named.items() if bodies}
    assert list(again.flows.iris) == list(network.flows.iris)
    for name in ("sender", "recipient", "evidence", "as_every"):
        assert getattr(again.flows, name) == getattr(network.flows, name)
    assert again.flows.by_state == network.flows.by_state
    for flow in range(len(network.flows)):
        assert again.flows.carries[flow] == network.flows.carries[flow]
    for holder in range(len(network.holders)):
        assert again.closure(holder) == network.closure(holder)
        assert again.joins(holder) == network.joins(holder)
    pairs = {(row["whole"], row["member"]) for row in tables["closure"].to_pylist()}
    assert pairs == {(whole, one) for whole in range(len(network.holders)) for one in network.closure(whole)}
    joins = {(row["holder"], row["leaves_from"]): row["exact"] for row in tables["joins"].to_pylist()}
    expected = {(h, other): exact for h in range(len(network.holders)) for other, exact in network.joins(h).items()}
    assert joins == expected


def test_days_give_the_state_of_a_flow(kg: KnowledgeGraph, folder: Path) -> None:
    rows = pyarrow.parquet.read_table(folder / "flows.parquet").to_pylist()
    for row in rows:
        spans = [(row[DAYS[2 * place]], row[DAYS[2 * place + 1]]) for place in range(3)]
        found = next((State(n) for n, (begin, until) in enumerate(spans) if begin <= DAY < until), State.IMPOSSIBLE)
        number = row["number"]
        if number < kg.network.flows.stated:
            assert found == state(DAY, kg.network.flows.validity(number).spans)
    assert {row["iri"] for row in rows} == set(kg.network.flows.iris)
    labels = pyarrow.parquet.read_table(folder / "holders.parquet").to_pylist()
    assert {row["iri"]: row["label"] for row in labels} == {iri: kg.names.label(iri) for iri in kg.network.holders}


def test_the_same_bytes_again_over_what_stands_there(kg: KnowledgeGraph, folder: Path) -> None:
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    assert set(before) == {f"{name}.parquet" for name in TABLES}
    write(kg.network, folder, kg.names.label)
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before
    assert [one.name for one in folder.parent.iterdir()] == [folder.name]


def test_what_stands_there_is_kept_where_it_is_something_else(kg: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("dear")
    for name in ("letters", "letters/dear.txt"):
        with pytest.raises(FileError, match="this is no folder of tables, and nothing in it is touched"):
            write(kg.network, tmp_path / name, str)
    assert (tmp_path / "letters" / "dear.txt").read_text() == "dear"


def test_a_disk_that_fails_leaves_what_stood(kg: KnowledgeGraph, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    synced: Callable[[int], None] = os.fsync
    calls: list[int] = []

    def full(number: int) -> None:
        calls.append(number)
        if len(calls) == 4:
            raise OSError(28, "No space left on device")
        synced(number)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="cannot be written \\(No space left on device\\)"):
        write(kg.network, folder, str)
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before
    assert [one.name for one in folder.parent.iterdir()] == [folder.name]


def test_tables_of_something_else_are_refused(kg: KnowledgeGraph) -> None:
    tables = tables_of(kg.network, str)
    tables["holders"] = tables["holders"].drop_columns(["part_of"])
    with pytest.raises(InputError, match="The table holders has no column part_of: another version wrote it"):
        network_of(tables)
    with pytest.raises(InputError, match="The table flows has no column"):
        require("flows", ["number"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [([], "Name one: --output FOLDER"), (["--output", "x", "--infer"], "nothing that is inferred")],
)
def test_the_command_says_what_it_needs(arguments: list[str], sentence: str) -> None:
    done = CliRunner().invoke(export, ["--format", "parquet", *arguments])
    assert isinstance(done.exception, InputError)
    assert sentence in str(done.exception)


def test_the_command_writes_the_folder_and_touches_nothing_beside_it(folder: Path, tmp_path: Path) -> None:
    for ending in ("part", "old"):
        (tmp_path / f"out.{ending}").mkdir()
    done = CliRunner().invoke(export, ["--format", "parquet", "--output", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert {one.name: one.read_bytes() for one in (tmp_path / "out").iterdir()} == {
        one.name: one.read_bytes() for one in folder.iterdir()
    }
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out", "out.old", "out.part"]
