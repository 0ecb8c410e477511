"""Opening a graph, wherever it is kept."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary

from whoshares.facts.snapshot import Progress, Snapshot, network_place
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model.addresses import looks_like_address
from whoshares.model.errors import FileError
from whoshares.store.folders import is_store
from whoshares.store.kept_files import Inputs
from whoshares.store.resources import graph_folder, is_rdf_file, warn_of_left_out

_LARGE: Final = 10_000_000
"""From so many bytes on, an RDF file's network is kept in the cache."""


def open(graph: str | Path | None = None, *, progress: Progress = nullcontext) -> KnowledgeGraph:
    """Open a graph: the shipped one, a folder (or file) of YAML-LD, an RDF file with `ws:` terms, a store on
    the disk, or an endpoint.

    A folder of imported files is opened together with the shipped graph.

    An endpoint is the http(s) address of a SPARQL 1.1 service; a question fetches the part that it touches.

    A folder that is opened again, unchanged, while its graph is in use gives the same graph.

    `progress` is called with a sentence when long work begins, and what it returns is entered for as long.

    Raises FileError or SourceFaults where it cannot be read, and EndpointError where an endpoint does not answer. Warns
    with LeftOut where a folder holds files that are not read.
    """
    if graph is not None and not str(graph).strip():
        raise FileError("The graph's name is empty. Name a folder or a file, or leave it out for the shipped graph.")
    if isinstance(graph, str) and looks_like_address(graph):
        from whoshares.knowledge_graph.remote import RemoteGraph

        return RemoteGraph(graph, progress=progress)
    if graph is None:
        return _of_folder(graph_folder(), progress)
    path = Path(graph)
    if is_store(path):
        from whoshares.facts.built import opened

        store, network = opened(path)
        return KnowledgeGraph(store, network=network)
    if is_rdf_file(path):
        from whoshares.facts.value_sorts import check_values, sorts_of
        from whoshares.facts.yaml_ld import vocabulary_store

        inputs = Inputs()
        store = vocabulary_store(inputs)
        sorts = sorts_of(store)
        store.load_file(path, inputs)
        data = inputs.read(path)
        check_values(store, sorts, str(path), data)
        return KnowledgeGraph(store, network_place(inputs) if len(data) >= _LARGE else None)
    from whoshares.facts.importers.folder import imported_files

    if imported := imported_files(path):
        return _of_folder(graph_folder(), progress, tuple(imported.values()))
    warn_of_left_out(path)
    return _of_folder(path, progress)


_HELD: Final[WeakValueDictionary[str, KnowledgeGraph]] = WeakValueDictionary()
"""The graphs of folders that are in use, by the hash of all that they were read from."""


def _of_folder(path: Path, progress: Progress, beside: tuple[Path, ...] = ()) -> KnowledgeGraph:
    snapshot = Snapshot(path, beside)
    graph = _HELD.get(snapshot.key)
    if graph is None:
        store = snapshot.store(progress)
        graph = _HELD[snapshot.key] = KnowledgeGraph(store, snapshot.network_place)
    return graph
