"""Web addresses as messages may show them: without user, password and tokens."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

_LINKED = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.:-]*(?:[/?#][!#-;=?-_a-z~]*)?")
"""Nothing in it ends an attribute of HTML, or what a terminal takes as a link."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:/*")


def looks_like_address(text: str) -> bool:
    """Whether a text is meant as a web address, however it is misspelt, and not as the name of a file here.

    >>> looks_like_address("HTTP://example.org/sparql"), looks_like_address("joe:secret@example.org/sparql")
    (True, True)
    >>> looks_like_address("facts/own.ttl"), looks_like_address("C:/facts")
    (False, False)
    """
    user, colon, _ = text.partition("/")[0].partition(":")
    return "://" in text or (bool(colon) and "@" in text and len(user) > 1 and not os.path.lexists(text[:1000]))


def host_of_link(address: str) -> str | None:
    """The host of a web address that may stand as a link, and `None` for what is shown as text and never linked.

    >>> host_of_link("https://www.example.org/report.pdf")
    'www.example.org'
    >>> host_of_link("javascript:alert(1)"), host_of_link("https://example.org/a b"), host_of_link("https://a@b.org/")
    (None, None, None)
    """
    try:
        return urlsplit(address).hostname if _LINKED.fullmatch(address) else None
    except ValueError:
        return None


def without_secret(text: str) -> str:
    """An address without what may be secret in it: all that stands before an @, a query part, a fragment.

    Where it cannot be told which is which, only its scheme is left.

    >>> without_secret("ftp://joe:secret@example.org/sparql?token=secret")
    'ftp://…@example.org/sparql?…'
    >>> without_secret("joe:se?cret@example.org")
    '…'
    """
    scheme = found.group() if (found := _SCHEME.match(text)) and "//" in found.group() else ""
    rest = text[len(scheme) :]
    place, mark, more = rest[: _end(rest)], rest[_end(rest) : _end(rest) + 1], rest[_end(rest) + 1 :]
    if "@" in more:
        return f"{scheme}…"
    _, at, host = place.rpartition("@")
    return f"{scheme}{'…@' if at else ''}{host}{f'{mark}…' if mark else ''}"


def _end(rest: str) -> int:
    return min((rest.index(mark) for mark in "?#" if mark in rest), default=len(rest))
