"""A compiled copy of a YAML-LD folder, found by the hash of all that goes into it.

Reading YAML strictly takes longer than a question. The first reading of a folder is kept as N-Quads under the hash of
every file's name and bytes, of the ontology's files and of this package's version: any change asks for another name, so
a stale copy is never read. A copy whose own hash does not fit its content is thrown away.

Statements with blank nodes stand last, after a comment: the store numbers those anew one by one, and all others load as
they are.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from whoshares.resources import cache_folder, facts_files, graph_folder, ontology_folder
from whoshares.store import Store
from whoshares.version import __version__

Progress = Callable[[str], AbstractContextManager[object]]

_BLANK_NODES = b"# with blank nodes\n"

_KEPT = 8
"""How many snapshots stay in the cache; the ones unused for longest go."""


def network_place(key: str) -> Path:
    """Where the network of a graph with this key is kept, once it is large enough to be worth it."""
    return cache_folder() / f"{key}.network"


def key_of_file(path: Path) -> str:
    """The key of an RDF file: the hash of its content, of the ontology and of the code that reads it."""
    digest = hashlib.sha256(f"whoshares {__version__}".encode())
    code = sorted(Path(__file__).parent.glob("*.py"))
    for file in (*code, *sorted(ontology_folder().glob("*.ttl")), path):
        with contextlib.suppress(OSError), file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def open_folder(path: Path, progress: Progress = nullcontext) -> Store:
    """The store of a YAML-LD folder, from its snapshot where there is one; `progress` is told of the long way.

    Raises as `sources.load_folder` does.
    """
    place = cache_folder() / f"{_fingerprint(path)}.nq"
    data = _read(place)
    if data is None:
        from whoshares.sources import load_folder

        with progress("Reading the graph for the first time since it changed …"):
            read, _ = load_folder(path)
        data = _parted(read.dump())
        _write(place, data)
    # always from the copy: the engine gives rows in the order in which it got the statements
    store = Store()
    for part in data.split(_BLANK_NODES):
        store.load(part, "nquads", where=str(place))
    return store


def _parted(quads: bytes) -> bytes:
    lines = quads.splitlines(keepends=True)
    plain = (line for line in lines if b"_:" not in line)
    return b"".join((*plain, _BLANK_NODES, *(line for line in lines if b"_:" in line)))


def _fingerprint(path: Path) -> str:
    digest = hashlib.sha256(f"whoshares {__version__}".encode())
    readers = [Path(__file__).with_name(name) for name in ("sources.py", "yaml_tree.py", "store.py", "snapshot.py")]
    ontology = [p for p in sorted(ontology_folder().iterdir()) if p.suffix in (".ttl", ".jsonld")]
    registry = facts_files(graph_folder() / "registry")
    for file in (*readers, *ontology, *registry, *facts_files(path)):
        try:
            content = file.read_bytes()
        except OSError:
            content = b""  # the reader, which finds the same, says so in a sentence
        digest.update(f"\0{file}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _read(place: Path) -> bytes | None:
    try:
        head, _, body = place.read_bytes().partition(b"\n")
    except OSError:
        return None
    if head != _seal(body):
        return None
    with contextlib.suppress(OSError):
        os.utime(place)
    return body


def _seal(body: bytes) -> bytes:
    return b"# sha256 " + hashlib.sha256(body).hexdigest().encode()


def _write(place: Path, body: bytes) -> None:
    """Keep a snapshot, whole or not at all; a cache that cannot be written is done without."""
    import tempfile  # takes longer to load than a snapshot to check, and most runs write none

    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
            file.write(_seal(body) + b"\n" + body)
        try:
            Path(file.name).replace(place)
        finally:
            Path(file.name).unlink(missing_ok=True)
        kept = sorted(
            (p for p in place.parent.iterdir() if p.suffix in (".nq", ".network")),
            key=lambda p: p.stat().st_mtime,
            reverse=True,
        )
        for old in kept[_KEPT:]:
            old.unlink(missing_ok=True)
