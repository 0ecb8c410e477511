"""What to tell whoever asked for too much, or asked in words."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from whoshares.model import vocabulary as v

_VARIABLE: Final = re.compile(r"([?$]\w++)")
_NO_PATH: Final = frozenset("{};,\"'")
_AS: Final = (["AS"], ["as"], ["As"])
_LOOKED_AT: Final = 10_000
"""Characters of a query that a hint is made from. This process answers everybody, and must not read for long."""


_MARKS: Final = frozenset("{}?$<>")
_LONGEST_WORDS: Final = 300


def are_words(query: str) -> bool:
    """Whether what was sent as a query is plain words: short, and without any of the marks that queries have.

    >>> are_words("license plate"), are_words("SELECT ?a { ?a ?b ?c")
    (True, False)
    """
    return len(query) <= _LONGEST_WORDS and _MARKS.isdisjoint(query) and bool(query.strip())


def where_to_search(words: str, prefix: str) -> str:
    """That words are searched, and no query, with the address that searches them."""
    said = " ".join(words.split())
    address = f"{prefix}/search?text={quote(said)}"
    return (
        f"“{said}” is no SPARQL query: one begins with SELECT, ASK, CONSTRUCT or DESCRIBE. To look for these words, "
        f"search for them at {address}"
    )


def what_to_bind(query: str) -> str:
    """A sentence on how to make a query smaller that was stopped at a limit."""
    pieces = _VARIABLE.split(query.partition("{")[2][:_LOOKED_AT])
    between, variables = pieces[::2], pieces[1::2]
    ends = [  # of property paths
        end
        for path, *both in zip(between[1:], variables, variables[1:], strict=False)
        if ("*" in path or "+" in path) and _NO_PATH.isdisjoint(path) and ". " not in path
        for end in both
    ]
    bound = [name for before, name in zip(between, variables, strict=False) if before.split()[-1:] not in _AS]
    wanted = list(dict.fromkeys(ends or bound))[:3]
    if not wanted:
        return "Ask for less at a time."
    example = f"VALUES {wanted[0]} {{ <{v.ID}organization/us-ice> }}"
    return (
        f"A query in which little is bound goes through everything. Bind {' or '.join(wanted)}, for example with "
        f"{example}, or ask for less with LIMIT."
    )
