"""Packed texts behave as the list of the same texts does."""

from __future__ import annotations

import pytest

from whoshares.store.packed_texts import PackedTexts, Places

TEXTS = ["", "a", "aé", "b", "𝄞"]


def test_a_sequence_of_texts() -> None:
    packed = PackedTexts.of(TEXTS)
    assert list(packed) == TEXTS
    assert [packed[n] for n in range(-5, 5)] == TEXTS + TEXTS
    assert packed[1:4:2] == ["a", "b"]
    assert (len(packed), "b" in packed, "c" in packed, packed.index("aé")) == (5, True, False, 2)
    for outside in (5, -6):
        with pytest.raises(IndexError):
            packed[outside]
    assert list(PackedTexts.of([])) == []


def test_equal_where_the_texts_are() -> None:
    assert PackedTexts.of(TEXTS) == PackedTexts.of(iter(TEXTS))
    assert PackedTexts.of(["ab", "c"]) != PackedTexts.of(["a", "bc"])
    assert PackedTexts.of(TEXTS) != TEXTS


def test_some_of_them() -> None:
    assert list(PackedTexts.of(TEXTS).only([3, 0, 4])) == ["b", "", "𝄞"]


def test_places() -> None:
    places = Places(PackedTexts.of(TEXTS))
    assert {text: places[text] for text in places} == {text: n for n, text in enumerate(TEXTS)}
    assert len(places) == 5
    for text in ("A", "aa", "𝄟"):
        assert text not in places
        with pytest.raises(KeyError):
            places[text]
