"""Small files of a user's: a pipe is read where somebody writes into it, and refused where nobody does."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from whoshares.model.errors import FileError
from whoshares.model.given_files import read_given

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")


def test_a_file_is_read_as_far_as_asked(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    assert (read_given(tmp_path / "file", 10), read_given(tmp_path / "file", 2)) == (b"abc", b"ab")
    with pytest.raises(OSError, match="directory"):
        read_given(tmp_path, 10)


def test_a_pipe_into_which_somebody_writes_later_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDWR)

    def write() -> None:
        os.write(end, b"abc")
        os.close(end)

    later = threading.Timer(0.05, write)
    later.start()
    assert read_given(pipe, 10) == b"abc"
    later.join()


def test_a_pipe_into_which_nobody_writes_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="a pipe into which nobody writes"):
        read_given(tmp_path / "pipe", 10)
