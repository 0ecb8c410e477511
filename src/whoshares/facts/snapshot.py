"""A compiled copy of a YAML-LD folder, found by the hash of all that goes into it.

Reading YAML strictly takes longer than a question. The first reading of a folder is kept as columns under the hash of
every file's name and bytes, of the ontology's files and of the code that reads them: any change asks for another name,
so a stale copy is never read. The bytes that are hashed are those that are parsed, even where a file changes meanwhile.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

from whoshares.model.version import __version__
from whoshares.store import kept_files
from whoshares.store.columns import Columns
from whoshares.store.engine import Store
from whoshares.store.kept_files import Inputs
from whoshares.store.resources import cache_folder, graph_folder, ontology_folder

Progress = Callable[[str], AbstractContextManager[object]]

READERS: Final = tuple(
    f"whoshares.{name}"
    for name in (
        "facts.context", "facts.snapshot", "facts.suggestions", "facts.yaml_ld", "facts.yaml_tree", "model.addresses",
        "model.dates", "model.errors", "model.given_files", "model.reached", "model.terms", "model.validity",
        "model.vocabulary", "network.carried", "network.categories",
        "network.columns", "network.every", "network.file", "network.flow_reader", "network.flows", "network.network",
        "network.reader", "network.slots", "store.answering", "store.around", "store.column_files", "store.columns",
        "store.engine", "store.engine_reading", "store.folders", "store.kept_files", "store.loading", "store.native",
        "store.packed_texts", "store.possessive", "store.rdf_limits", "store.reading", "store.resources",
        "store.sealed_files", "store.text_columns", "store.whole", "store.writing", "store.written_terms",
    )
)  # fmt: skip
"""The modules that turn a folder of YAML-LD into what is kept of it: a store, and its network."""


def network_place(inputs: Inputs) -> Path | None:
    """Where the network of a graph that was read from these files is kept; `None` where the code has just changed."""
    inputs.read_code()
    kept_files.warn_where_unused(cache_folder())
    return cache_folder() / f"{inputs.key(_salt())}.network" if inputs.code_is_that_which_runs() else None


class Snapshot:
    """The snapshot of a YAML-LD folder as it is now. Raises FileError where it cannot be read."""

    def __init__(self, path: Path, beside: Sequence[Path] = ()) -> None:
        """Of a folder, and of files of N-Quads `beside` it."""
        self._path = path
        self._beside = beside
        self._inputs = inputs = Inputs()
        inputs.read_code(*READERS)
        self._vocabulary = [ontology_folder() / name for name in ("context.jsonld", "schemes.ttl", "whoshares.ttl")]
        for file in (*self._vocabulary, *inputs.facts(graph_folder() / "registry"), *inputs.facts(path), *beside):
            inputs.read(file)
        self.key: Final = inputs.key(_salt())
        """The hash of all that goes into it."""
        self._is_kept = False

    def store(self, progress: Progress = nullcontext) -> Store:
        """Its statements, worked out where they are not kept; `progress` is told of the long way.

        Raises as `yaml_ld.load_folder` does.
        """
        place = self._place("quads")
        kept = kept_files.read(place)
        # always from the copy: the engine gives rows in the order in which it got the statements
        columns = None if kept is None else Columns.read(kept)
        self._is_kept = columns is not None
        if columns is None:
            columns = self._worked_out(place, progress)
        kept_files.warn_where_unused(place.parent)
        return Store(columns)

    def _worked_out(self, place: Path, progress: Progress) -> Columns:
        from whoshares.facts.context import context_bytes
        from whoshares.facts.yaml_ld import load_folder

        with progress("Reading the graph for the first time since it changed …"):
            store = load_folder(self._path, self._inputs)[0]
            for file in self._beside:
                store.load_file(file, self._inputs)
            if self._beside:
                from whoshares.facts.value_sorts import check_values, shipped_sorts

                check_values(store, shipped_sorts(), str(self._beside[0].parent))
            columns = Columns.of(store.dump())
        with contextlib.suppress(OSError):  # a cache that cannot be written is done without
            if self._inputs.read(self._vocabulary[0]) == context_bytes() and self._inputs.code_is_that_which_runs():
                kept_files.write(place, columns.parts())
                self._is_kept = True
        return columns

    @property
    def network_place(self) -> Path | None:
        """Where the network of its statements is kept; `None` where these are not, or the code has just changed."""
        return self._place("network") if self._is_kept and self._inputs.code_is_that_which_runs() else None

    def _place(self, suffix: str) -> Path:
        return cache_folder() / f"{self.key}.{suffix}"


def _salt() -> str:
    return f"whoshares {__version__}"
