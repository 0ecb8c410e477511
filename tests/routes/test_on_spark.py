"""Exposure on Spark at `local[2]`: the rows of the engine that holds all flows, over the shipped facts and the command.

Without PySpark it is not collected, and without Java it is skipped; WHOSHARES_REQUIRE_ALL=1 makes that a failure. How
flows in pieces are searched is tested in `test_in_pieces.py`, without Spark.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession
from tests.routes.test_in_pieces import said

from whoshares.cli import on_spark as command
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.opening import open
from whoshares.model.errors import InputError
from whoshares.model.vocabulary import ID
from whoshares.network.network import Network
from whoshares.network.parquet import write
from whoshares.routes.exposure import Exposing
from whoshares.routes.in_pieces import exposure_in_pieces
from whoshares.routes.on_spark import SparkPieces, numbered, open_tables, session
from whoshares.routes.question import Question

DAY = date(2015, 6, 1)


@pytest.fixture(scope="module")
def facts() -> KnowledgeGraph:
    return open()


@pytest.fixture(scope="module")
def folder(facts: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("spark") / "tables"
    write(facts.network, place, facts.names.label)
    return place


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        if os.environ.get("WHOSHARES_REQUIRE_ALL") == "1":
            pytest.fail("Java is not installed, and WHOSHARES_REQUIRE_ALL asks for it.")
        pytest.skip("Java is not installed")
    with session("local[2]", "512m") as begun:
        yield begun


@pytest.fixture(scope="module")
def tables(spark: SparkSession, folder: Path) -> tuple[Network, DataFrame]:
    return open_tables(spark, str(folder))


def test_rows_are_those_of_the_engine(facts: KnowledgeGraph, tables: tuple[Network, DataFrame]) -> None:
    network, flows = tables
    end = numbered("organization/us-ice", network.holders, "holder")
    question = Question(end, end, day=DAY)
    pieces = SparkPieces(flows.repartition(3), DAY, len(network.holders))
    found = exposure_in_pieces(network, pieces, question, outward=False)
    pieces.close()
    whole = Exposing(facts.network, question, outward=False).rows()
    assert len(whole) > 50
    assert said(found.network, found.rows) == said(facts.network, whole)
    assert found.network.blocks == facts.network.blocks
    assert found.network.transformations == facts.network.transformations


def test_what_is_not_there_is_a_sentence(
    spark: SparkSession, tables: tuple[Network, DataFrame], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"the tables cannot be read .* Write them with"):
        open_tables(spark, str(tmp_path))
    with pytest.raises(InputError, match="“organization/nobody” is no holder of these tables"):
        numbered("organization/nobody", tables[0].holders, "holder")


def test_the_command_prints_reach_as_csv(
    spark: SparkSession, facts: KnowledgeGraph, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "reach.csv"
    asked = [str(folder), "organization/us-ice", "--reach", "--from", "--as-of", DAY.isoformat(), "--output", str(out)]
    command.on_spark.main([*asked, "--max-hops", "3"], standalone_mode=False)
    head, *rows = [line.split(",") for line in out.read_text().splitlines()]
    assert head == ["holder", "hops", "certainty", "through", "flows"]
    answer = facts.exposure("organization/us-ice", outward=True, as_of=DAY, max_hops=3)
    surest: dict[str, tuple[int, int, str]] = {}
    for row in answer.rows_found:
        one = row.state, row.hops, row.state.word
        surest[row.holder] = min(surest.get(row.holder, one), one)
    assert {row[0]: (int(row[1]), row[2]) for row in rows} == {far: one[1:] for far, one in surest.items()}
    assert rows
    assert all(row[0].startswith(ID) for row in rows)


def test_nothing_else_loads_spark_or_arrow() -> None:
    code = "import sys, whoshares.cli.main, whoshares.cli.export, whoshares.exports.export; whoshares.cli.main._VERBS; "
    code += "sys.exit(any(name in sys.modules for name in ('pyspark', 'pyarrow')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
