"""Regular expressions whose groups give nothing back, on every Python.

Before 3.11.5 Python forgets, after a group with a possessive quantifier, where inner parts of it stood, and matches
what it should not. The same group within an atomic one is read rightly, for which it takes memory with the length.
"""

from __future__ import annotations

import sys
from typing import AnyStr, Final

_QUANTIFIERS: Final = "*+?"
_READ_RIGHTLY: Final = sys.version_info >= (3, 11, 5)


def possessive(pattern: AnyStr) -> AnyStr:
    """A pattern as this Python reads it rightly."""
    return pattern if _READ_RIGHTLY else atomic(pattern)


def atomic(pattern: AnyStr) -> AnyStr:
    """A pattern with each group `(…)*+`, `(…)++` or `(…)?+` written as an atomic group: `(?>(…)*)`."""
    if isinstance(pattern, bytes):
        return atomic(pattern.decode("latin-1")).encode("latin-1")
    written: list[str] = []
    opened: list[int] = []
    place, in_class = 0, False
    while place < len(pattern):
        sign = pattern[place]
        if sign == "\\":
            written.append(pattern[place : place + 2])
            place += 2
            continue
        written.append(sign)
        place += 1
        if in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
            first = pattern[place : place + 1]
            if first == "^":
                written.append(first)
                place += 1
        elif sign == "(":
            opened.append(len(written) - 1)
        elif sign == ")":
            begin = opened.pop()
            quantifier = pattern[place : place + 2]
            if len(quantifier) == 2 and quantifier[0] in _QUANTIFIERS and quantifier[1] == "+":
                written[begin] = "(?>("
                written.append(f"{quantifier[0]})")
                place += 2
    return "".join(written)
