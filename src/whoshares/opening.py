"""Opening a graph, wherever it is kept."""

from __future__ import annotations

import re
from contextlib import nullcontext
from pathlib import Path
from typing import Final

from whoshares.errors import FileError
from whoshares.knowledge_graph import KnowledgeGraph
from whoshares.resources import graph_folder, is_rdf_file, warn_of_left_out
from whoshares.snapshot import Progress, key_of_file, network_place, open_folder

_ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20}+)://")
_LARGE: Final = 10_000_000
"""From so many bytes on, an RDF file's network is kept in the cache."""


def open(graph: str | Path | None = None, *, progress: Progress = nullcontext) -> KnowledgeGraph:
    """Open a graph: the shipped one, a folder (or file) of YAML-LD, an RDF file with `ws:` terms, or an endpoint.

    An endpoint is the http(s) address of a SPARQL 1.1 service; a question fetches the part that it touches.

    `progress` is called with a sentence when long work begins, and what it returns is entered for as long.

    Raises FileError or SourceFaults where it cannot be read, and EndpointError where an endpoint does not answer. Warns
    with LeftOut where a folder holds files that are not read.
    """
    if graph is not None and not str(graph).strip():
        raise FileError("The graph's name is empty. Name a folder or a file, or leave it out for the shipped graph.")
    if isinstance(graph, str) and (address := _ADDRESS.match(graph)):
        scheme = address[1].lower()
        if scheme not in ("http", "https"):
            raise FileError(
                f"The graph is given as an address that begins with “{scheme}://”. A SPARQL endpoint's begins with "
                "https:// or http://, and a file is named by its path."
            )
        from whoshares.remote import RemoteGraph

        return RemoteGraph(scheme + graph[len(scheme) :], progress=progress)
    if graph is None:
        return KnowledgeGraph(open_folder(graph_folder(), progress))
    path = Path(graph)
    if is_rdf_file(path):
        from whoshares.sources import vocabulary_store
        from whoshares.value_sorts import check_values, sorts_of

        store = vocabulary_store()
        sorts = sorts_of(store)
        check_values(store, sorts, str(path), store.load_file(path))
        large = path.stat().st_size >= _LARGE
        return KnowledgeGraph(store, network_place(key_of_file(path)) if large else None)
    warn_of_left_out(path)
    return KnowledgeGraph(open_folder(path, progress))
