"""Reading RDF text into quads: which syntax, why a text cannot be read, what its blank nodes are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO, Final, TypeVar, cast

import pyoxigraph as ox

from whoshares.model.errors import FileError, one_line
from whoshares.model.vocabulary import ID
from whoshares.store.native import SYNTAXES

_T = TypeVar("_T")

RDF_SUFFIXES: Final[Mapping[str, str]] = {
    ".ttl": "turtle",
    ".turtle": "turtle",
    ".trig": "trig",
    ".nq": "nquads",
    ".nquads": "nquads",
    ".nt": "ntriples",
    ".jsonld": "jsonld",
    ".json": "jsonld",
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
    ".owl": "rdfxml",
    ".n3": "n3",
}
"""File name endings of RDF files, and the syntax each stands for."""


ENGINE: Final = "engine"
"""The folder of a store on the disk that is the engine's."""

_LONGEST_VALUE: Final = 16_777_216
"""How long a token may be for the engine."""

_FEW: Final = 1 << 16
"""How many bytes at the beginning of a file say how its lines are written, and how long they are."""

_TERMS: Final = 40_000
"""How many terms are looked through at once."""

_BATCH: Final = 900_000
"""How many lines the engine is given at once: it sorts up to a million."""


@contextmanager
def parsing(data: bytes, format_name: str, where: str) -> Iterator[None]:
    """What the engine raises while it reads `data`, as FileError that names the data as `where`."""
    try:
        yield
    except SyntaxError as error:
        line = f":{error.lineno}" if error.lineno else ""
        raise FileError(f"{where}{line}: {_why_not_read(data, format_name, one_line(error.msg))}") from None
    except MemoryError:
        raise FileError(
            f"{where}: a single value is longer than {_LONGEST_VALUE:,} bytes, which is not read. Shorten it, or "
            "say where it can be read."
        ) from None
    except (ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # of the disk that is written to
            raise
        raise FileError(f"{where}: this cannot be read as {format_name}: {one_line(str(error))}.") from None


class BlankNodes:
    """The blank nodes of a store, numbered on from those of the texts that were read before."""

    def __init__(self, count: int = 0) -> None:
        self.count = count

    def settled(self, quads: Iterable[ox.Quad], home: ox.NamedNode | None) -> Iterator[ox.Quad]:
        """The quads with blank nodes numbered in the order of the text, those of the default graph in `home`."""
        numbered: dict[str, ox.BlankNode] = {}

        def settle(term: _T) -> _T | ox.BlankNode:
            if not isinstance(term, ox.BlankNode):
                return term
            if term.value not in numbered:
                numbered[term.value] = ox.BlankNode(f"b{self.count}")
                self.count += 1
            return numbered[term.value]

        def settle_value(term: _T) -> _T | ox.BlankNode | ox.Triple:
            if isinstance(term, ox.Triple):
                return ox.Triple(settle(term.subject), term.predicate, settle_value(term.object))
            return settle(term)

        for quad in quads:
            graph = quad.graph_name
            if home is not None and isinstance(graph, ox.DefaultGraph):
                graph = home
            yield ox.Quad(settle(quad.subject), quad.predicate, settle_value(quad.object), settle(graph))


def _why_not_read(data: bytes, format_name: str, said: str) -> str:
    """Why data cannot be read, and what to do, from what the engine says."""
    if "LoadDocumentCallback" in said:
        return (
            "the JSON-LD context is the address of another document, and nothing is fetched from elsewhere. Write the "
            "context itself under “@context”."
        )
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f"the text is not UTF-8: line {line} holds the byte {data[error.start]:#04x}. Save the file as UTF-8."
    return (
        f"this is not valid {format_name}: {said}. "
        "Correct the syntax, or give the file the ending of the syntax it is written in."
    )


class _Told(BytesIO):
    """Bytes that tell how many of them have been read."""

    def __init__(self, data: bytes, advance: Callable[[int], None]) -> None:
        super().__init__(data)
        self._advance = advance

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self._advance(len(found))
        return found


def write_quads(
    data: bytes,
    format_name: str,
    where: str,
    blank_nodes: BlankNodes,
    sink: IO[bytes],
    advance: Callable[[int], None],
    *,
    copying: bool = False,
) -> bool:
    """Write what `data` states as lines of N-Quads, literals as they are written there.

    `advance` is told how many bytes have been read since it was told last. With `copying`, data is copied as it stands
    where its first lines are as they would be written: whoever reads them must find out whether all others are. Says
    whether it was. Raises FileError where the data cannot be read, or holds triple terms.
    """
    from whoshares.store.rdf_limits import check_rdf

    lines = format_name in ("nquads", "ntriples")
    triple_terms = b"<<" in data or b"reifies" in data
    some_blank = any(mark in data for mark in ((b"_:",) if lines else (b"_:", b"[", b"(")))
    if copying and lines and not triple_terms and not some_blank and _begins_alike(data, format_name):
        sink.write(data)
        if not data.endswith(b"\n"):
            sink.write(b"\n")
        advance(len(data))
        return True
    check_rdf(data, format_name, where)
    with parsing(data, format_name, where):
        found: Iterable[ox.Quad] = ox.parse(_Told(data, advance), format=SYNTAXES[format_name], base_iri=ID)
        if triple_terms:
            found = _without_triple_terms(found, where)
        if some_blank or not (lines or format_name in ("turtle", "trig")):
            found = blank_nodes.settled(found, None)
        ox.serialize(found, sink, format=ox.RdfFormat.N_QUADS)
    return False


def _begins_alike(data: bytes, format_name: str) -> bool:
    """Whether the engine would write the first lines of N-Triples or N-Quads as they stand."""
    first = data if len(data) <= _FEW else data[: data.rfind(b"\n", 0, _FEW) + 1]
    return bool(first) and _rewritten(first, SYNTAXES[format_name]) == first


def _rewritten(lines: bytes, syntax: ox.RdfFormat) -> bytes | None:
    """Lines of N-Triples or N-Quads as the engine writes them; `None` where it cannot read them."""
    try:
        return ox.serialize(ox.parse(lines, format=syntax), format=syntax)
    except (SyntaxError, ValueError, MemoryError, OSError):
        return None


def written_alike(terms: Iterable[bytes]) -> bool:
    """Whether each of some texts is one IRI or literal, just as the engine writes it in N-Triples.

    The empty text, and what begins as a blank node does, are passed over.
    """
    left = iter(terms)
    return all(map(_written_alike, iter(lambda: list(islice(left, _TERMS)), [])))


def _written_alike(terms: list[bytes]) -> bool:
    iris = [term for term in terms if term.startswith(b"<")]
    literals = [term for term in terms if term.startswith(b'"')]
    others = [term for term in terms if term and not term.startswith((b"<", b'"', b"_:"))]
    iris += [b"<x:x>"] * (-len(iris) % 4)  # the engine reads four in a line in half the time
    quads = b"".join(b"%b %b %b %b .\n" % four for four in zip(*[iter(iris)] * 4, strict=True))
    triples = b"".join(b"<x:x> <x:x> %b .\n" % literal for literal in literals)
    return (
        not others
        and _rewritten(quads, ox.RdfFormat.N_QUADS) == quads
        and _rewritten(triples, ox.RdfFormat.N_TRIPLES) == triples
    )


def _without_triple_terms(quads: Iterable[ox.Quad], where: str) -> Iterator[ox.Quad]:
    for quad in quads:
        if isinstance(quad.object, ox.Triple):
            raise FileError(
                f"{where}: this holds triple terms of RDF 1.2, which a store on the disk has no place for. Nothing in "
                "the model reads them: leave them out."
            )
        yield quad


def normalised(literals: list[bytes]) -> dict[int, bytes]:
    """Of literals as N-Triples writes them, those that the engine keeps in another form: by their place, that form."""
    lines = b"".join(b"<x:%d> <x:x> %b .\n" % numbered for numbered in enumerate(literals))
    store = ox.Store()
    store.bulk_load(lines, format=ox.RdfFormat.N_TRIPLES)
    kept = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    assert kept is not None
    found: dict[int, bytes] = {}
    for line in kept.splitlines():
        subject, _, value = line.split(b" ", 2)
        place = int(subject[3:-1])
        if value[:-2] != literals[place]:
            found[place] = value[:-2]
    return found


def take_in(folder: Path, plain: Sequence[Path], with_blank_nodes: bytes) -> None:
    """Make the engine's store in a new folder, of N-Quads: files without blank nodes, a text with. Raises OSError.

    What they hold is taken for valid, and is not checked again.
    """
    store = ox.Store(str(folder))
    for text in plain:
        for lines in _batches(text):
            store.bulk_load(lines, format=ox.RdfFormat.N_QUADS, lenient=True)
    if with_blank_nodes:
        store.bulk_extend(ox.parse(with_blank_nodes, format=ox.RdfFormat.N_QUADS))  # `bulk_load` would rename them
    store.flush()


def _batches(text: Path) -> Iterator[IO[bytes]]:
    """The lines of a file, as many at once as the engine sorts at once, or fewer: each to be read before the next.

    Given all, it would read on beside sorting, which takes twice the memory and a fifth more of the processor's time.
    """
    whole = text.stat().st_size
    with text.open("rb") as file:
        first = file.read(_FEW)
        lines = max(whole * first.count(b"\n") // max(len(first), 1), 1)
        size = whole // -(-lines // _BATCH)  # as many of the same size as are needed
        begin = 0
        while begin < whole:
            file.seek(begin + size)
            file.readline()
            end = file.tell()
            file.seek(begin)
            yield cast("IO[bytes]", _Stretch(file, end - begin))
            begin = end


class _Stretch:
    """Some bytes of an open file, from where it stands."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int) -> bytes:
        found = self._file.read(min(size, self._left))
        self._left -= len(found)
        return found


def opened(folder: Path) -> ox.Store:
    """The engine's store in a folder, to be read. Raises FileError where it cannot be opened."""
    try:
        return ox.Store.read_only(str(folder))
    except OSError as error:
        raise FileError(
            f"{folder}: the engine cannot open what stands there ({one_line(str(error))}). Build the store anew."
        ) from None
