"""Text in one line."""

from __future__ import annotations

import sys

from whoshares.model.plain import _UNSEEN


def test_what_python_prints_as_it_is_needs_no_escape() -> None:
    """So that such text is not looked through."""
    assert [sign for sign in map(chr, range(sys.maxunicode + 1)) if sign.isprintable() and _UNSEEN.match(sign)] == []
