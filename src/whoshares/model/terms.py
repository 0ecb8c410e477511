"""RDF terms and answers of rows, as this package hands them on: no engine's own objects."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from whoshares.model.errors import InputError
from whoshares.model.vocabulary import XSD

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    from rdflib.term import Node


class Iri(str):
    """An IRI, as text."""

    __slots__ = ()


class Blank(str):
    """The label of a blank node."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal: its text, its datatype's IRI, and its language where it has one."""

    text: str
    datatype: str = XSD + "string"
    language: str | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class TripleTerm:
    """A triple as a term of another one, as RDF 1.2 has it in object place."""

    subject: Iri | Blank
    predicate: Iri
    object: Term

    def __str__(self) -> str:
        return f"<<( {written(self.subject)} {written(self.predicate)} {written(self.object)} )>>"


Term = Iri | Blank | Literal | TripleTerm


class Statement(NamedTuple):
    """One quad. `graph` is the IRI of the named graph, `None` for the default graph."""

    subject: Iri | Blank
    predicate: Iri
    object: Term
    graph: Iri | Blank | None


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT query: column names, and one tuple of terms a row (`None` where unbound)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def to_dataframe(self, library: str = "pandas") -> Any:
        """The rows as a data frame: `to_pandas` or `to_polars`, as the library says.

        Raises InputError where it is neither of the two, or is not installed.
        """
        if library not in ("pandas", "polars"):
            raise InputError(f"“{library}” is no library of data frames here. There are pandas and polars.")
        return self.to_pandas() if library == "pandas" else self.to_polars()

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas frame: numbers and truth values as such, all else as text, `None` where unbound.

        Raises InputError where pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise InputError("pandas is not installed. “pip install pandas” adds it.") from None
        return pd.DataFrame([[_bare(cell) for cell in row] for row in self.rows], columns=list(self.columns))

    def to_polars(self) -> pl.DataFrame:
        """The rows as a polars frame, as `to_pandas`; a column of mixed sorts is text.

        Raises InputError where polars is not installed.
        """
        try:
            import polars as pl
        except ImportError:
            raise InputError("polars is not installed. “pip install polars” adds it.") from None
        columns: dict[str, list[object]] = {}
        cells_of = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        for name, cells in zip(self.columns, cells_of, strict=True):
            values: list[object] = [_bare(cell) for cell in cells]
            mixed = len({type(value) for value in values if value is not None}) > 1
            columns[name] = [None if cell is None else str(cell) for cell in cells] if mixed else values
        return pl.DataFrame(columns)


@dataclass(frozen=True, slots=True)
class Truth:
    """The answer to an ASK query."""

    value: bool


def rdflib_node(term: Term) -> Node:
    """A term as rdflib has it. Raises InputError for a triple term, which rdflib does not know."""
    from rdflib import Literal as RdfLiteral
    from rdflib import URIRef
    from rdflib.term import BNode

    if isinstance(term, Iri):
        return URIRef(term)
    if isinstance(term, Blank):
        return BNode(term)
    if isinstance(term, TripleTerm):
        raise InputError("rdflib knows no triple terms of RDF 1.2, and this answer holds one. Leave rdf:reifies out.")
    if term.language:
        return RdfLiteral(term.text, lang=term.language)
    if term.datatype == XSD + "string":
        return RdfLiteral(term.text)
    return RdfLiteral(term.text, datatype=URIRef(term.datatype), normalize=False)


@contextmanager
def quiet_rdflib() -> Iterator[None]:
    """While rdflib makes literals: it logs a traceback for each text that does not fit its datatype."""
    import logging  # takes longer to load than a snapshot to check

    log = logging.getLogger("rdflib.term")
    before = log.disabled
    log.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        log.disabled = before


def written(term: Term) -> str:
    r"""A term as N-Triples, and so SPARQL, writes it.

    >>> print(written(Literal('} "\n')))
    "} \"\n"
    """
    if isinstance(term, Iri):
        return f"<{term}>"
    if isinstance(term, Blank):
        return f"_:{term}"
    if isinstance(term, TripleTerm):
        return str(term)
    text = quoted(term.text)
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype == XSD + "string" else f"{text}^^<{term.datatype}>"


def quoted(text: str) -> str:
    """Text in the quotes that N-Triples and SPARQL put it in, on one line and without control characters."""
    return f'"{text.translate(_ESCAPES)}"'


_ESCAPES: Final = {number: f"\\u{number:04X}" for number in (*range(32), 127)} | str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)


def _bare(term: Term | None) -> str | int | float | bool | None:
    """A term as a cell of a data frame: a number or truth value where it is one, else its text."""
    if not isinstance(term, Literal):
        return None if term is None else str(term)
    name = term.datatype.removeprefix(XSD)
    if name == "boolean":
        return term.text in ("true", "1")
    if name not in ("integer", "decimal", "double", "float"):
        return term.text
    if not term.text.isascii() or "_" in term.text:
        return term.text  # Python would take it for a number, and RDF does not
    try:
        return int(term.text) if name == "integer" else float(term.text)
    except ValueError:
        return term.text  # not what its datatype says
