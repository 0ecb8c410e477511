"""Building a store on the disk: the statements as columns, the network, and the engine's own store of their union."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from io import BytesIO
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from whoshares.facts.built import NETWORK, STATEMENTS
from whoshares.facts.value_sorts import check_values, sorts_of
from whoshares.facts.yaml_ld import load_folder, vocabulary_store
from whoshares.model.errors import FileError
from whoshares.model.measured import Measured, unmeasured
from whoshares.network import file as network_file
from whoshares.network.reader import read_network
from whoshares.store import folders, sealed_files
from whoshares.store.columns import Columns
from whoshares.store.engine import Store
from whoshares.store.kept_files import Inputs
from whoshares.store.loading import ENGINE, RDF_SUFFIXES, BlankNodes, take_in, write_quads
from whoshares.store.numbering import Part, Unlike, columns_of
from whoshares.store.resources import facts_files, graph_folder, is_rdf_file, rdf_files, warn_of_left_out


class Built(NamedTuple):
    """What a store holds."""

    statements: int
    sources: int
    flows: int


def build(sources: Sequence[Path], path: Path, measured: Measured = unmeasured) -> Built:
    """Build the store in a folder anew, from folders of YAML-LD, RDF files and folders of these; without any, from the
    shipped graph.

    The store is as it was until all is written, and then holds what the sources say. Raises FileError, SourceFaults and
    IncompleteGraph; then, too, it is as it was.
    """
    found: list[Built] = []
    with folders.building(path) as replace:
        replace(lambda folder: found.append(_fill(folder, sources or [graph_folder()], measured)))
    return found[0]


def _fill(folder: Path, sources: Sequence[Path], measured: Measured) -> Built:
    """Write the files of a generation."""
    files = [file for source in sources for file in _files_of(source)]
    text, merged = folder / "text", folder / "merged"
    plain, columns = _numbered(text, files, measured)
    with measured("Keeping the statements …", 0):
        store = Store(columns)
        _check(store, files)
        sealed_files.write(folder / STATEMENTS, columns.parts(), durable=True)
    with measured("Reading the network …", 0):
        network = read_network(store)
        sealed_files.write(folder / NETWORK, network_file.parts_of(network), durable=True)
    found = Built(len(columns), network.source_count, network.flows.stated)
    with measured("Writing the statements for the engine …", 0):
        with_blank_nodes = BytesIO()
        with text.open("r+b") as stated, merged.open("wb") as sink:
            stated.truncate(plain)
            (columns.write_merged if plain else columns.write_union)(sink, with_blank_nodes)
    del columns, store, network
    gc.collect()
    with measured("Filling the engine's store …", 0):
        take_in(folder / ENGINE, (text, merged), with_blank_nodes.getvalue())
        text.unlink()
        merged.unlink()
    return found


def _files_of(source: Path) -> list[Path]:
    """What is read of a source: a folder of YAML-LD as a whole, else its RDF files. Raises FileError."""
    if is_rdf_file(source) or not source.is_dir():
        return [source]
    found = rdf_files(source, RDF_SUFFIXES)
    try:
        facts_files(source)
    except FileError:
        if found:
            return found
        raise FileError(
            f"{source}: this folder holds neither YAML-LD nor RDF files ({' '.join(RDF_SUFFIXES)}). Name a folder of "
            "either."
        ) from None
    warn_of_left_out(source)
    return [source]


def _numbered(text: Path, files: Sequence[Path], measured: Measured) -> tuple[int, Columns]:
    """Write all statements as N-Quads, and number them: what `_write_text` says first, and their columns."""
    plain, copied = _write_text(text, files, measured, copying=True)
    try:
        return plain, _columns_of(text, copied, measured)
    except Unlike:
        plain, _ = _write_text(text, files, measured, copying=False)
        return plain, _columns_of(text, [], measured)


def _columns_of(text: Path, copied: Sequence[Part], measured: Measured) -> Columns:
    with (
        measured("Numbering the statements …", 0),
        text.open("rb") as file,
        mmap(file.fileno(), 0, access=ACCESS_READ) as mapped,
    ):
        return columns_of(mapped, copied)


def _write_text(place: Path, files: Sequence[Path], measured: Measured, *, copying: bool) -> tuple[int, list[Part]]:
    """Write all statements as N-Quads, with the vocabulary. With `copying`, what seems to be as the engine writes it is
    copied: that each line is must be looked through.

    What comes back first is how many bytes stand before the first blank node, which the engine would rename: none of
    those after them is without one. It is 0 where the sources have some. Then the parts of the text, none where nothing
    was copied.
    """
    sizes = [file.stat().st_size if file.is_file() else 0 for file in files]
    vocabulary = vocabulary_store()
    blank_nodes = BlankNodes(vocabulary.blank_nodes)
    parts: list[Part] = []
    copied = False
    with place.open("wb") as sink, measured("Reading the sources …", sum(sizes)) as advance:
        for file, size in zip(files, sizes, strict=True):
            own = False
            if is_rdf_file(file):
                data, syntax = Inputs().read(file), _syntax(file)
                own = write_quads(data, syntax, str(file), blank_nodes, sink, advance, copying=copying)
                del data
            else:
                sink.write(load_folder(file)[0].dump())
                advance(size)
            parts.append(Part(sink.tell(), own and syntax == "ntriples"))
            copied = copied or own
        lines = vocabulary.dump().splitlines(keepends=True)
        sink.writelines(line for line in lines if not _has_blank_node(line))
        plain = sink.tell()
        sink.writelines(line for line in lines if _has_blank_node(line))
        parts.append(Part(sink.tell(), False))
    return plain if blank_nodes.count == vocabulary.blank_nodes else 0, parts if copied else []


def _has_blank_node(line: bytes) -> bool:
    """Whether a line of N-Quads, as the engine writes it, has one as its subject or object."""
    return any(term.startswith(b"_:") for term in line.split(b" ", 2))


def _syntax(file: Path) -> str:
    found = RDF_SUFFIXES.get(file.suffix.lower())
    if found is None:
        raise FileError(
            f"{file}: an RDF file is told by its ending, and “{file.suffix}” is not one of {' '.join(RDF_SUFFIXES)}. "
            "Rename the file, or name a folder."
        )
    return found


def _check(store: Store, files: Sequence[Path]) -> None:
    """Raises FileError where a value is not of the sort that its property takes, with the file and line if found."""
    sorts = sorts_of(vocabulary_store())
    if store.misplaced(*sorts):
        for file in filter(is_rdf_file, files):
            single, data = Store(), Inputs().read(file)
            single.load(data, _syntax(file), where=str(file))
            check_values(single, sorts, str(file), data)
        check_values(store, sorts, "the sources")
