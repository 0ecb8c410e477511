"""Groups that give nothing back, written so that every Python reads them rightly."""

from __future__ import annotations

import re

import pytest

from whoshares.store.possessive import atomic


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        (r"(?:a|b)*+c", r"(?>(?:a|b)*)c"),
        (r"(?:a(?:b|c)?+)++", r"(?>(?:a(?>(?:b|c)?))+)"),
        (r"[^<]++(a)*", r"[^<]++(a)*"),
        (r"\(a\)*+[(]*+", r"\(a\)*+[(]*+"),
        (r"[^]()]*+(?P<n>x)?+", r"[^]()]*+(?>(?P<n>x)?)"),
    ],
)
def test_only_groups_are_written_anew(pattern: str, written: str) -> None:
    assert atomic(pattern) == written
    assert atomic(pattern.encode()) == written.encode()


@pytest.mark.parametrize(("text", "place"), [("ab<", 2), ('"<"<', 3), ('\'<\'a"\\"<"<', 9), ("'<", None), ('"<', -1)])
def test_what_is_written_is_matched_rightly(text: str, place: int | None) -> None:
    """What opens is found behind strings, also with an escape in them; `-1`: a string that is not closed hides it."""
    pattern = r"""(?:[^<"']++|"(?:[^"\\]++|\\.)*+"?|'[^']*+')*+(?:(?P<open><)|\Z)"""
    found = re.match(atomic(pattern), text)
    assert (found and found.start("open")) == place
