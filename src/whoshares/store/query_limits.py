"""Which queries are run: none that asks another machine, none that is too deep for the engine."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Final

from whoshares.model.errors import QueryError, one_line
from whoshares.store.query_reader import Reader, Source
from whoshares.store.query_writing import Prepared, Resolve, written

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows
    resource = None

_LONGEST_QUERY: Final = 1_000_000
_MOST_PARTS: Final = 1_000
_DEEPEST_QUERY: Final = 100
"""The engine works on its stack, and some thousand joined or nested parts overflow it, which ends the process."""


def prepare(query: str, base: str, prefixes: Mapping[str, str], resolve: Resolve) -> Prepared:
    """A query as the engine may run it. Raises QueryError.

    Refused is what is no query by the grammar, what would ask another machine, and what nests deeper or joins more than
    the engine's stack bears. `base` is that of relative IRIs, `prefixes` need no declaration.
    """
    if len(query) > _LONGEST_QUERY:
        raise QueryError(f"The query is {len(query):,} characters long, and at most {_LONGEST_QUERY:,} are read here.")
    if not query.isascii() and re.search("[\ud800-\udfff]", query):
        raise QueryError("The query holds bytes that are not UTF-8. Write it as UTF-8.")
    source = Source(query)
    reader = Reader(source)
    tokens = []
    for token in reader.tokens():
        tokens.append(token)
        if reader.parts > _MOST_PARTS:
            raise QueryError(
                f"The query joins more than {_MOST_PARTS:,} parts, which is not run. Use VALUES, or split it."
            )
        if reader.depth > _DEEPEST_QUERY:
            raise QueryError(f"The query nests deeper than {_DEEPEST_QUERY} levels, which is not run. Simplify it.")
    return written(source, tokens, base, prefixes, resolve)


@contextmanager
def errors_of(query: Prepared) -> Iterator[None]:
    """What the engine raises while it runs `query`, as QueryError that speaks of the text as it was given."""
    try:
        yield
    except SyntaxError as error:
        found = re.match(r"error at 1:(\d+): expected (?:one of )?(.*)", one_line(error.msg))
        if found is None:
            raise QueryError(f"The query is not valid SPARQL 1.1: {_cut(one_line(error.msg))}.") from None
        reasons = [part for part in re.split(r", (?=[A-Z\[\"])", found[2]) if len(part.split()) > 3 and "[" not in part]
        raise QueryError(
            f"The query is not valid SPARQL 1.1: error at {query.origin(int(found[1]) - 1)}: "
            f"{reasons[0] if reasons else _NO_REASON}."
        ) from None
    except (ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"The query could not be run: {_cut(one_line(str(error)))}.") from None


@contextmanager
def no_connections(*, reads_files: bool = False) -> Iterator[None]:
    """While this lasts, the process can open nothing: no file, no connection.

    A second wall, for a query that the first has misread. Where the engine itself `reads_files`, it is not put up: the
    engine opens them while it answers, and where it cannot, it takes memory without end. The limit holds for the
    process, so a process with other threads, which may open files meanwhile, does without; so does a system that knows
    no such limit.
    """
    if reads_files or resource is None or threading.active_count() > 1:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY and sys.platform == "darwin":  # could not be set back
        yield
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _cut(message: str) -> str:
    """A parser's message without the long list of what it would have taken instead."""
    return message if len(message) <= _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE].rsplit(",", 1)[0] + " …"


_LONGEST_MESSAGE: Final = 240
_NO_REASON: Final = (
    "expected another query, for this one cannot be run, although its parts are written well. Look for a variable that "
    "is bound twice, for values or arguments too many or too few, and for a comparison of a comparison"
)
"""The engine says of most errors that are no errors of syntax only which characters it had tried last."""
