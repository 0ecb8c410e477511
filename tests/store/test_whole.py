"""Files and folders that appear whole or not at all, and leave alone what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from whoshares.store import whole


def test_a_file_that_cannot_be_made_leaves_the_old_one(tmp_path: Path) -> None:
    place = tmp_path / "a"
    whole.write(place, [b"old"], durable=True)

    def parts() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        whole.write(place, parts(), durable=True)
    assert place.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def test_a_folder_takes_the_place_of_the_old_one_when_it_is_whole(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "a"
    with whole.folder(place) as begun:
        (begun / "one").write_text("1", "utf-8")
    with whole.folder(place) as begun:
        (begun / "two").write_text("2", "utf-8")
        assert [one.name for one in place.iterdir()] == ["one"]
        assert whole.is_begun(begun)
    assert [one.name for one in place.iterdir()] == ["two"]
    with pytest.raises(ZeroDivisionError), whole.folder(place) as begun:
        (begun / "three").write_text(str(1 // 0), "utf-8")
    assert [one.name for one in place.iterdir()] == ["two"]
    assert [one.name for one in place.parent.iterdir()] == ["a"]


def test_what_stands_beside_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "a"
    for ending in ("part", "old", "tmp", "new"):
        (tmp_path / f"a.{ending}").mkdir()
        (tmp_path / f"a.{ending}" / "mine").write_text("mine", "utf-8")
    for _ in "12":
        with whole.folder(place) as begun:
            (begun / "one").write_text("1", "utf-8")
    assert len(list(tmp_path.iterdir())) == 5
    assert len(list(tmp_path.glob("*/mine"))) == 4
