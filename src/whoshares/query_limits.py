"""Which queries are run: none that asks another machine, none that is too deep for the engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from whoshares.errors import QueryError

_SKIPPED = re.compile(
    r"""\"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3}   # long strings
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'        # strings
      | <[^<>"{}|^`\\\s]*>                                    # IRIs
      | \#[^\n\r]*                                            # comments
      | [?$]\w+                                               # variables
      | :(?:[\w:%]|\\.)(?:[\w.:%-]|\\.)*                     # local names
    """,
    re.VERBOSE | re.DOTALL,
)
_LONGEST_QUERY: Final = 1_000_000
_LONGEST_CHAIN: Final = 1_000
_DEEPEST_QUERY: Final = 100
"""The engine works on its stack, and some thousand joined or nested parts overflow it, which ends the process."""


def check_query(query: str) -> None:
    """Refuse what would ask another machine, or nest deeper than the engine's stack bears. Raises QueryError."""
    if len(query) > _LONGEST_QUERY:
        raise QueryError(f"The query is {len(query):,} characters long, and at most {_LONGEST_QUERY:,} are read here.")
    spelt_out = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), query)
    if any(re.search("SERVICE", _SKIPPED.sub(" ", text), re.IGNORECASE) for text in (query, spelt_out)):
        raise QueryError(
            "The query uses SERVICE, which would send a request to another machine. Queries here read this graph "
            "only: take the SERVICE part out."
        )
    skeleton = re.sub(r"\d+\.\d*|\.\d+", " ", _SKIPPED.sub(" ", query))
    if len(re.findall(r"[.;|/+*&!{-]", skeleton)) > _LONGEST_CHAIN:
        raise QueryError(
            f"The query joins more than {_LONGEST_CHAIN:,} parts, which is not run. Use VALUES, or split it."
        )
    depth = 0
    for sign in skeleton:
        depth += (sign in "{([") - (sign in "})]")
        if depth > _DEEPEST_QUERY:
            raise QueryError(f"The query nests deeper than {_DEEPEST_QUERY} levels, which is not run. Simplify it.")


@contextmanager
def errors_of(query: str) -> Iterator[None]:
    """What the engine raises while it runs `query`, as QueryError."""
    try:
        yield
    except SyntaxError as error:
        hint = ""
        if re.search(r"\b(insert|delete|load|clear|drop|create|copy|move|add)\b", query, re.IGNORECASE):
            hint = " Updates are not accepted: the graph is read-only here."
        raise QueryError(f"The query is not valid SPARQL 1.1: {_cut(one_line(error.msg))}.{hint}") from None
    except (ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"The query could not be run: {_cut(one_line(str(error)))}.") from None


def _cut(message: str) -> str:
    """A parser's message without the long list of what it would have taken instead."""
    return message if len(message) <= _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE].rsplit(",", 1)[0] + " …"


_LONGEST_MESSAGE: Final = 240


def one_line(text: str) -> str:
    """A message without line breaks and its last full stop."""
    return " ".join(text.split()).rstrip(".")
