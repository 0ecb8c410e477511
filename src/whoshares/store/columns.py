"""Statements as columns of numbers, as a snapshot keeps them: they are read without the engine.

Each term stands once, as N-Quads writes it, in the order of its bytes; each statement is four numbers, those of its
terms. A question of the command reads a few hundred statements of some ten thousand: by halving, they are found here
at once, while the engine would first have to take in all.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from itertools import count
from typing import IO, TYPE_CHECKING, Final, TypeAlias, TypeVar

from whoshares.model.terms import Iri, Statement
from whoshares.model.vocabulary import TYPE
from whoshares.store.column_files import Column, packed, unpacked
from whoshares.store.packed_texts import PackedTexts, Places
from whoshares.store.reading import Reading
from whoshares.store.written_terms import term_of, terms_of, text_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.integer]

T = TypeVar("T")

_MANY: Final = 20_000
"""From so many statements on, numpy is worth its import."""


class Columns(Reading):
    """The statements of an N-Quads text, in the order of subject, predicate, object and graph.

    >>> columns = Columns.of(b'<https://example.org/a> <https://example.org/b> "c" .\\n')
    >>> list(columns.pairs("https://example.org/b"))
    [('https://example.org/a', 'c', '')]
    """

    def __init__(self, terms: PackedTexts, columns: Sequence[Column]) -> None:
        """`columns` are, for each statement, the numbers of subject, predicate, object and graph among the terms, of
        which the empty one is the default graph; then the places of the statements by predicate, and by object.
        """
        self._terms = terms
        self._columns = columns
        self._subject, self._predicate, self._object, self._graph, self._by_predicate, self._by_object = columns
        # literals begin with a quote, IRIs with “<” and blank nodes with “_”: in this order
        self._first_iri, self._first_blank = bisect_left(terms, "<"), bisect_left(terms, "_:")
        self._number = _Numbers(terms)
        self._term = _Read(terms, term_of)
        self._text = _Read(terms, text_of)

    def __len__(self) -> int:
        return len(self._subject)

    # --- making and keeping them --------------------------------------------------------------------------------------

    @classmethod
    def of(cls, quads: bytes) -> Columns:
        """The columns of N-Quads as the engine writes them, sorted; their blank nodes are numbered in that order.

        There are no triple terms among them: YAML-LD has none.
        """
        first = {b"": 0}
        found = array("i", [first.setdefault(t, len(first)) for line in BytesIO(quads) for t in terms_of(line)])
        labels = count()
        terms = [b"_:b%d" % next(labels) if term.startswith(b"_:") else term for term in first]
        order = sorted(range(len(terms)), key=terms.__getitem__)
        rank = array("i", order)
        for place, number in enumerate(order):
            rank[number] = place
        ranks = map(rank.__getitem__, found)
        rows = sorted(zip(ranks, ranks, ranks, ranks, strict=True))
        slots = [array(_code(len(terms)), [row[slot] for row in rows]) for slot in range(4)]
        sorts = [sorted(range(len(rows)), key=slot.__getitem__) for slot in slots[1:3]]
        columns = [*slots, *(array(_code(len(rows)), places) for places in sorts)]
        return cls(PackedTexts.of_bytes([terms[number] for number in order]), columns)

    def parts(self) -> tuple[bytes | memoryview[int], ...]:
        """What a file keeps of them."""
        return packed({}, [self._terms.data, self._terms.bounds, *self._columns])

    @classmethod
    def read(cls, kept: bytes | memoryview[int]) -> Columns | None:
        """The columns of which a file keeps this; `None` where it is another machine's."""
        found = unpacked(kept)
        if found is None:
            return None
        data, bounds, *columns = found[1]
        return cls(PackedTexts(data, bounds), columns)

    def quads(self) -> tuple[bytes, bytes]:
        """The statements as N-Quads: those without blank nodes, and those with some."""
        sinks = BytesIO(), BytesIO()
        self._write(*sinks, union=False)
        return sinks[0].getvalue(), sinks[1].getvalue()

    def write_union(self, plain: IO[bytes], with_blank_nodes: IO[bytes]) -> None:
        """Write the statements, and each triple once more outside of all graphs, as `quads` parts them."""
        self._write(plain, with_blank_nodes, union=True)

    def write_merged(self, plain: IO[bytes], with_blank_nodes: IO[bytes]) -> None:
        """As `write_union`, without the statements that have no blank node: those are written elsewhere."""
        import numpy as np

        *triple, graph = map(np.asarray, self._columns[:4])
        merged = (graph != 0) & fresh(triple)
        blank = np.maximum(triple[0], triple[2]) >= self._first_blank
        rows = np.flatnonzero(merged & ~blank)
        terms = list(self._terms.in_bytes())
        for begin in range(0, len(rows), _MANY):
            block = rows[begin : begin + _MANY]
            found = zip(*(column[block].tolist() for column in triple), strict=True)
            plain.writelines(b"%b %b %b .\n" % (terms[s], terms[p], terms[o]) for s, p, o in found)
        for row in np.flatnonzero(blank).tolist():
            line = b" ".join(terms[column[row]] for column in triple)
            stated = b"%b %b .\n" % (line, terms[graph[row]]) if graph[row] else b""
            with_blank_nodes.write(stated + (line + b" .\n" if merged[row] or not graph[row] else b""))

    def _write(self, plain: IO[bytes], with_blank_nodes: IO[bytes], *, union: bool) -> None:
        terms, first_blank = list(self._terms.in_bytes()), self._first_blank
        lines: tuple[list[bytes], list[bytes]] = ([], [])
        before: tuple[int, ...] = ()
        for subject, predicate, value, graph in zip(*self._columns[:4], strict=True):
            triple = b"%b %b %b " % (terms[subject], terms[predicate], terms[value])
            into = lines[max(subject, value, graph) >= first_blank]
            if graph:
                into.append(b"%b%b .\n" % (triple, terms[graph]))
            if not graph or (union and (subject, predicate, value) != before):  # of a triple, that outside comes first
                into.append(triple + b".\n")
            before = subject, predicate, value
            if len(lines[0]) >= _MANY:
                plain.writelines(lines[0])
                lines[0].clear()
        plain.writelines(lines[0])
        with_blank_nodes.writelines(lines[1])

    @property
    def blank_nodes(self) -> int:
        """How many there are."""
        return len(self._terms) - self._first_blank

    def graphs(self) -> list[Iri]:
        """The IRIs of the named graphs, sorted."""
        found = (self._term[number] for number in sorted(_distinct(self._graph)) if number)
        return [graph for graph in found if isinstance(graph, Iri)]

    # --- reading them -------------------------------------------------------------------------------------------------

    def statements(
        self,
        *,
        subject: str | None = None,
        predicate: str | None = None,
        value: str | None = None,
        graph: str | None = None,
        triple_terms: bool = False,
    ) -> Iterator[Statement]:
        """As `Reading.statements`; there are no triple terms."""
        term = self._term
        for row in self._rows(*map(self._number_of, (subject, predicate, value, graph))):
            of, said, what, where = self._subject[row], self._predicate[row], self._object[row], self._graph[row]
            home = term[where] if where else None
            yield Statement(term[of], term[said], term[what], home)  # type: ignore[arg-type]

    def pairs(self, predicate: str) -> Iterator[tuple[str, str, str]]:
        """As `Reading.pairs`."""
        text, subject, value, graph = self._text, self._subject, self._object, self._graph
        for row in self._rows(predicate=self._number_of(predicate)):
            yield text[subject[row]], text[value[row]], text[graph[row]]

    def literals(self, predicate: str, *, subject: str | None = None) -> Iterator[tuple[str, str]]:
        """As `Reading.literals`; with `subject`, of that one alone."""
        things, value, first_iri = self._subject, self._object, self._first_iri
        rows = self._rows(self._number_of(subject), self._number_of(predicate))
        rows = [row for row in rows if value[row] < first_iri]
        subjects = self.texts_of(things[row] for row in rows)
        return zip(subjects, self.texts_of(value[row] for row in rows), strict=True)

    def texts(self, subject: str, predicate: str) -> list[str]:
        """As `Reading.texts`."""
        rows = self._rows(self._number_of(subject), self._number_of(predicate))
        return [self._text[self._object[row]] for row in rows]

    def described(self, subject: str) -> dict[str, list[str]]:
        """As `Reading.described`."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self._rows(self._number_of(subject)):
            found[self._text[self._predicate[row]]].append(self._text[self._object[row]])
        return found

    def told(self, subject: str) -> list[tuple[str, str, str]]:
        """As `Reading.told`. Literals and the thing itself are not kept: whoever reads all things needs each once."""
        text, said, value, graph = self._text, self._predicate, self._object, self._graph
        first_iri, terms = self._first_iri, self._terms
        return [
            (text[said[row]], text[of] if (of := value[row]) >= first_iri else text_of(terms[of]), text[graph[row]])
            for row in self._rows(self._number.unkept(f"<{subject}>"))
        ]

    def members(self, class_iri: str) -> set[str]:
        """As `Reading.members`."""
        rows = self._rows(predicate=self._number_of(TYPE), value=self._number_of(class_iri))
        return {self._text[self._subject[row]] for row in rows}

    def ends(self, predicate: str, *, subjects: bool = False) -> set[str]:
        """As `Reading.ends`."""
        rows = self._rows(predicate=self._number_of(predicate))
        numbers = _distinct(self._subject if subjects else self._object, rows)
        return {text for number in numbers if not (text := self._text[number]).startswith("_:")}

    def having_only(self, predicate: str, values: Iterable[str]) -> set[str]:
        """As `Reading.having_only`."""
        wanted = set(map(self._number_of, values))
        rows = self._rows(predicate=self._number_of(predicate))
        others = {self._subject[row] for row in rows if self._object[row] not in wanted}
        return {self._text[number] for number in _distinct(self._subject, rows) - others}

    def without(self, class_iri: str, predicate: str) -> list[str]:
        """As `Reading.without`."""
        members = self._rows(predicate=self._number_of(TYPE), value=self._number_of(class_iri))
        having = self._rows(predicate=self._number_of(predicate))
        if len(members) < _MANY:
            missing = _distinct(self._subject, members) - _distinct(self._subject, having)
        else:
            import numpy as np

            subject = np.asarray(self._subject)
            lacking = np.zeros(len(self._terms), np.bool_)
            lacking[subject[np.asarray(members)]] = True
            lacking[subject[np.asarray(having, np.int64)]] = False
            missing = set(np.flatnonzero(lacking).tolist())
        return sorted(self._text[number] for number in missing)

    def numbers(self, predicate: str, slot: int) -> Numbers:
        """The numbers of the terms in a slot of the statements with a predicate, as an array."""
        import numpy as np

        found: Numbers = np.asarray(self._columns[slot])[np.asarray(self._rows(predicate=self._number_of(predicate)))]
        return found

    def texts_of(self, numbers: Iterable[int]) -> list[str]:
        """Terms as bare text. None is kept: for hundreds of thousands, of which each is read once."""
        data, bounds = self._terms.data, self._terms.bounds
        return [text_of(str(data[bounds[number] : bounds[number + 1]], "utf-8")) for number in numbers]

    def bytes_of(self, numbers: Numbers) -> list[bytes]:
        """The same of an array of terms, as UTF-8."""
        import numpy as np

        data, bounds = self._terms.data, np.asarray(self._terms.bounds)
        ends = zip(bounds[numbers].tolist(), bounds[numbers + 1].tolist(), strict=True)
        terms = [bytes(data[begin:end]) for begin, end in ends]
        return [term[1:-1] if term.startswith(b"<") else text_of(term.decode()).encode() for term in terms]

    def misplaced(self, things: Iterable[str], texts: Iterable[str]) -> list[Statement]:
        """As `Store.misplaced`."""
        found: list[Statement] = []
        for predicates, begin, end in (
            (things, self._first_iri, self._first_blank),
            (texts, 1, self._first_iri),
        ):
            for predicate in sorted(predicates):
                rows = self._rows(predicate=self._number_of(predicate))
                wrong = {number for number in _distinct(self._object, rows) if not begin <= number < end}
                for row in rows if wrong else ():
                    if self._object[row] in wrong:
                        subject, value = self._term[self._subject[row]], self._term[self._object[row]]
                        found.append(Statement(subject, Iri(predicate), value, None))  # type: ignore[arg-type]
        return found[:100]

    def _rows(
        self,
        subject: int | None = None,
        predicate: int | None = None,
        value: int | None = None,
        graph: int | None = None,
    ) -> Sequence[int]:
        """The places of the statements whose terms have these numbers."""
        found: Sequence[int]
        if subject is not None:
            found = range(bisect_left(self._subject, subject), bisect_right(self._subject, subject))
        elif value is not None:
            found = _ordered(self._by_object, self._object, value)
        elif predicate is not None:
            found = _ordered(self._by_predicate, self._predicate, predicate)
        else:
            found = range(len(self._subject))
        slots = ((self._predicate, predicate), (self._object, value), (self._graph, graph))
        for slot, wanted in slots:
            if wanted is not None:
                found = _with(found, slot, wanted)
        return found

    def _number_of(self, iri: str | None) -> int | None:
        """The number of an IRI's term, and of the default graph for the empty text; below all where there is none."""
        if not iri:
            return None if iri is None else 0
        return self._number[f"<{iri}>"]


class _Read(dict[int, T]):
    """What is read of each term, by its number: worked out when it is first asked for."""

    def __init__(self, terms: Sequence[str], read: Callable[[str], T]) -> None:
        self._terms = terms
        self._read = read

    def __missing__(self, number: int) -> T:
        self[number] = found = self._read(self._terms[number])
        return found


class _Numbers(dict[str, int]):
    """The number of each term, -1 where there is none: looked up when it is first asked for."""

    def __init__(self, terms: Sequence[str]) -> None:
        self._places = Places(terms)

    def __missing__(self, term: str) -> int:
        self[term] = found = self.unkept(term)
        return found

    def unkept(self, term: str) -> int:
        """The number of a term, looked up anew."""
        return self._places.get(term, -1)


def _distinct(column: Column, rows: Sequence[int] | None = None) -> set[int]:
    """The numbers that stand in a column, or in some places of it."""
    if len(column if rows is None else rows) < _MANY:
        return set(column) if rows is None else {column[row] for row in rows}
    import numpy as np

    whole = np.asarray(column)
    return set(np.flatnonzero(np.bincount(whole if rows is None else whole[np.asarray(rows)])).tolist())


def _ordered(order: Column, slot: Column, number: int) -> Column:
    """The statements with a number in a slot, by their order there."""
    key = slot.__getitem__
    return order[bisect_left(order, number, key=key) : bisect_right(order, number, key=key)]


def _with(rows: Sequence[int], slot: Column, number: int) -> list[int]:
    """Those of some statements that have a number in a slot."""
    if len(rows) < _MANY:
        return [row for row in rows if slot[row] == number]
    import numpy as np

    found = np.asarray(rows)
    only: list[int] = found[np.asarray(slot)[found] == number].tolist()
    return only


def fresh(columns: Sequence[Numbers]) -> NDArray[np.bool_]:
    """For each row of some columns, which are in order, whether it differs from the one before."""
    import numpy as np

    found = np.ones(len(columns[0]), np.bool_)
    found[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return found


def _code(size: int) -> str:
    """The type of a column of numbers below a size."""
    return "H" if size <= 1 << 16 else "i"
