"""What can go wrong, as sentences.

::

    WhosharesError
    ├── InputError            something from outside cannot be used
    │   ├── FileError         a file or folder cannot be read as what it should be
    │   ├── IncompleteGraph   the graph lacks what an analysis cannot do without
    │   ├── EndpointError     a remote store fails, refuses or answers wrongly
    │   │   ├── Refused       it does so with an error status (knowledge_graph/remote/http.py)
    │   │   └── TooLong       an answer is longer than is read at once (knowledge_graph/remote/http.py)
    │   ├── QueryError        a SPARQL query that cannot be run
    │   ├── NothingToDraw     an answer has nothing that a picture would show
    │   ├── Offering          something else can be asked for instead
    │   │   └── NameUnknown   nothing in the graph has this name
    │   ├── NameAmbiguous     several things in the graph have this name
    │   └── SourceFaults      YAML-LD files break the format, one sentence a place
    └── Problem               a request to the server that is not answered (server/problems.py)
        ├── TimeUp            its time ran out
        └── Exhausted         its memory did

A failure of another kind is a defect of the program. Two are warnings: `LeftOut`, what is read may not be all that is
meant; `CacheUnused`, all is read anew at each run.

Each message says what was found, where, what was expected and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class WhosharesError(Exception):
    """The root of every error that this package raises on purpose."""


class InputError(WhosharesError):
    """Something from outside (a file, a name, a query) cannot be used.

    `lines` are what is said, mostly one sentence. What a line holds from outside may have line breaks of its own.
    """

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class FileError(InputError):
    """A file or folder cannot be read, or is not what it should be."""


class LeftOut(UserWarning):
    """A folder holds what could be taken for facts and is not read."""


class CacheUnused(UserWarning):
    """Nothing is kept in the cache folder, because others can write to it."""


class IncompleteGraph(InputError):
    """The graph lacks a statement that an analysis cannot do without."""


class EndpointError(InputError):
    """A remote store cannot be reached, refuses, or answers something else than it should."""


class NothingToDraw(InputError):
    """An answer of a sort that can be drawn has nothing in it that a picture would show."""


class QueryError(InputError):
    """A SPARQL query cannot be parsed, or asks for what is not allowed."""


class Offering(InputError):
    """Something else can be asked for instead.

    `offers` are names by which the same can be asked in the place of `asked`, what was asked for; `carrying` the data
    to ask about with it, where that is known.
    """

    def __init__(self, *lines: str, asked: str = "", offers: Sequence[str] = (), carrying: str = "") -> None:
        super().__init__(*lines)
        self.asked, self.offers, self.carrying = asked, tuple(offers), carrying


class NameUnknown(Offering):
    """Nothing in the graph has this name."""


class NameAmbiguous(InputError):
    """Several things in the graph have this name."""


class Fault(NamedTuple):
    """One place in a YAML-LD file that breaks the format."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class SourceFaults(InputError):
    """YAML-LD files break the format; `faults` has one entry a place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__(*map(str, self.faults))


def one_line(text: str) -> str:
    """A message of another library without line breaks and its last full stop."""
    return " ".join(text.split()).rstrip(".")
