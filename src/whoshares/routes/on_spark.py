"""Flows on Spark: the tables of a network read from wherever Spark reads, its flows asked in pieces on a cluster.

The machines of the cluster need this package with numpy and pyarrow, for the pieces are asked by its functions.
"""

from __future__ import annotations

import io
import os
import re
import sys
import warnings
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from whoshares.model.errors import InputError, one_line
from whoshares.model.vocabulary import ID
from whoshares.network.parquet import DAYS, READ, arrow, network_of, require
from whoshares.routes.crossing import Front
from whoshares.routes.pieces import NEEDED, PACKED, Reply, Work, packed, pieces_in

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from whoshares.network.arrays import Numbers
    from whoshares.network.network import Network

_REPLIES: Final = ("keys", "evidence", "parents")
_OWN: Final = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(1 << 17),
    "spark.driver.maxResultSize": "0",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
}
"""How a session is set that is begun here."""


@contextmanager
def session(master: str | None, memory: str = "2g") -> Iterator[SparkSession]:
    """A session of Spark at a master, such as `local[2]` or `spark://host:7077`; `memory` is the driver's.

    Without a master it is the one that `spark-submit` gives. A session that runs is taken as it is. Raises InputError
    where Spark is missing, or does not start.
    """
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)  # no pandas here
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise InputError(
            "This needs the package pyspark, which is not installed. Run “pip install whoshares[spark]”."
        ) from None
    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    builder = SparkSession.builder.appName("whoshares")
    if master is not None:
        builder = builder.master(master)
    own = {"spark.driver.memory": memory, **_OWN}
    if master is not None and master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else it takes whatever `python3` is
    for name, value in own.items():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
    except Exception as error:  # Java that is missing, a master that is not there: each has an error of its own
        raise InputError(
            f"Spark does not start at {master or 'its master'}: {one_line(str(error).splitlines()[0])}. Is Java "
            "installed, and is the master's address right?"
        ) from None
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        spark.stop()


def open_tables(spark: SparkSession, address: str) -> tuple[Network, DataFrame]:
    """The network in a folder of tables, without flows, and its flows; the address is any that Spark reads.

    Raises InputError where the tables are not there, or lack a column.
    """

    from pyarrow import parquet
    from pyspark.errors import PySparkException

    place = address.rstrip("/")
    try:
        flows = spark.read.parquet(f"{place}/flows.parquet")
        whole_files = spark.read.format("binaryFile").load([f"{place}/{name}.parquet" for name in READ])
        files = whole_files.select("path", "content").collect()
    except PySparkException as error:
        raise InputError(
            f"{address}: the tables cannot be read ({one_line(str(error).splitlines()[0])}). Write them with "
            "“whoshares export --format parquet --output FOLDER”, where all machines of the cluster can read."
        ) from None
    require("flows", flows.columns)
    name_of = re.compile(r"([a-z]+)\.parquet$")
    tables = {name_of.findall(file.path)[0]: parquet.read_table(io.BytesIO(file.content)) for file in files}
    return network_of(tables), flows


class SparkPieces:
    """The flows of a day, kept by Spark in pieces until `close`."""

    def __init__(self, flows: DataFrame, day: date, holders: int) -> None:
        """`holders` is how many the network has."""
        ordinal = day.toordinal()
        possible_from, possible_until = (flows[name] for name in DAYS[-2:])
        self._flows = flows.where((possible_from <= ordinal) & (possible_until > ordinal))
        self._holders = holders

        def pack(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            return packed(batches, ordinal)

        schema = ", ".join(f"{name} binary" for name in PACKED)
        self._pieces = self._flows.select(*NEEDED).mapInArrow(pack, schema).persist()

    def each(self, work: Work) -> Iterator[Reply]:
        """What all pieces say, in any order; that of one piece at a time is held here."""

        def ask(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            import pyarrow

            for piece in pieces_in(batches, work.holders):
                for place, front in work.of(piece):
                    columns = [pyarrow.array([place], pyarrow.int32())]
                    columns += [pyarrow.array([column.tobytes()], pyarrow.binary()) for column in front]
                    yield pyarrow.RecordBatch.from_arrays(columns, ["place", *_REPLIES])

        from pyspark import StorageLevel

        schema = ", ".join(["place int", *(f"{name} binary" for name in _REPLIES)])
        replies = self._pieces.mapInArrow(ask, schema).persist(StorageLevel.DISK_ONLY)
        try:
            replies.count()  # all pieces are asked at once, and what they say waits on their disks
            for row in replies.toLocalIterator():
                yield Reply(row["place"], Front(*(np.frombuffer(row[name], np.int64) for name in _REPLIES)))
        finally:
            replies.unpersist()

    def flows(self, numbers: Numbers) -> pa.Table:
        """Some of the flows as rows of their table."""
        spark = self._flows.sparkSession
        wanted = spark.createDataFrame(arrow().table({"number": numbers}))
        from pyspark.sql.functions import broadcast

        return self._flows.join(broadcast(wanted), "number", "left_semi").toArrow()

    def close(self) -> None:
        """Let the pieces go."""
        self._pieces.unpersist()


def numbered(asked: str, iris: Sequence[str], what: str) -> int:
    """The number of a thing, by its IRI or id. Raises InputError where the tables do not have it."""
    iri = asked if ":" in asked else ID + asked
    place = bisect_left(iris, iri)
    if place == len(iris) or iris[place] != iri:
        raise InputError(f"“{asked}” is no {what} of these tables. Give an id, as “whoshares search” shows it.")
    return place
