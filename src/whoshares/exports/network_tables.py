"""The network of flows as a folder of Parquet tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from whoshares.network.parquet import write

if TYPE_CHECKING:
    from whoshares.answers.parts import GraphParts


def write_tables(kg: GraphParts, folder: Path) -> None:
    """Write the tables, all or none, with the labels of holders and categories.

    Raises FileError where the folder cannot be written, or holds something else; InputError where pyarrow is missing.
    """
    write(kg.network, folder, kg.names.label)
