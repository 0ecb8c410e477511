"""The folder of imported files: all or none, whenever a run ends, and one writer at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest
from tests.examples import ALL
from tests.facts.importers.tables import Cell, xlsx

from whoshares.facts.importers import folder as folder_of_files
from whoshares.facts.importers.folder import imported_files, locked, read_imported, write_all
from whoshares.facts.importers.ice_287g_rows import OF_JULY_2025
from whoshares.model.errors import FileError


def test_files_are_written_and_read(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "national"
    with locked(folder):
        write_all(folder, {"a.nq": b"1", "b.nq": b"2"})
    with locked(folder):
        write_all(folder, {"b.nq": b"3"})
    assert read_imported(folder) == {"a.nq": b"1", "b.nq": b"3"}
    assert sorted(place.name for place in folder.iterdir()) == ["a.nq", "b.nq"]


@pytest.mark.parametrize("left", [".new.a.nq", ".new..to-put-in-place"])
def test_what_was_not_listed_yet_is_not_there(left: str, tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_bytes(b"old")
    (tmp_path / left).write_bytes(b"half")
    assert read_imported(tmp_path) == {"a.nq": b"old"}
    with locked(tmp_path):
        assert not (tmp_path / left).exists()
    assert read_imported(tmp_path) == {"a.nq": b"old"}


def test_what_was_listed_is_there_whether_or_not_it_has_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_bytes(b"new")
    (tmp_path / "b.nq").write_bytes(b"old")
    (tmp_path / ".new.b.nq").write_bytes(b"new")
    (tmp_path / ".new.c.nq").write_bytes(b"new")
    (tmp_path / ".to-put-in-place").write_text('["a.nq", "b.nq", "c.nq"]')
    assert read_imported(tmp_path) == {"a.nq": b"new", "b.nq": b"new", "c.nq": b"new"}
    with locked(tmp_path):
        pass
    assert sorted(place.name for place in tmp_path.iterdir()) == ["a.nq", "b.nq", "c.nq"]
    assert read_imported(tmp_path) == {"a.nq": b"new", "b.nq": b"new", "c.nq": b"new"}


def test_two_imports_at_once_end_in_a_sentence(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(FileError, match="another import is writing there"), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_a_lock_that_a_killed_run_left_behind_is_nobodys_and_goes(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_bytes(b"")
    with locked(tmp_path):
        assert (tmp_path / ".lock").exists()
    with pytest.raises(KeyboardInterrupt), locked(tmp_path):
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


def test_a_lock_taken_away_meanwhile_is_taken_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waited for a file that its holder then took away holds nothing that others see."""
    taken: list[int] = []
    take = folder_of_files._take

    def late(file: IO[bytes]) -> bool:
        if not taken:
            (tmp_path / ".lock").unlink()
        taken.append(file.fileno())
        return take(file)

    monkeypatch.setattr(folder_of_files, "_take", late)
    with locked(tmp_path):
        assert len(taken) == 2
        assert (tmp_path / ".lock").exists()


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="nothing can be written there"), locked(tmp_path / "file"):
        pass


def test_a_folder_of_yaml_is_none_of_imports(tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_bytes(b"1")
    assert imported_files(tmp_path) == {"a.nq": tmp_path / "a.nq"}
    (tmp_path / "b.yaml").write_bytes(b"1")
    assert imported_files(tmp_path) == {}
    assert imported_files(tmp_path / "a.nq") == {}
    assert imported_files(tmp_path / "nowhere") == {}


KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from whoshares.facts.importers.folder import read_imported
from whoshares.facts.importers.ice_287g import IMPORTER
from whoshares.facts.importers.importer import Received
from whoshares.facts.importers.importing import import_files

folder, files, kills = Path(sys.argv[1]), [Path(one) for one in sys.argv[3:]], int(sys.argv[2])
chance = random.Random(287)
states = {}
for number in (0, 1):
    import_files(IMPORTER, files, folder, Received(url=f"https://example.org/{number}"))
    states[frozenset(read_imported(folder).items())] = number
began = time.monotonic()
import_files(IMPORTER, files, folder, Received(url="https://example.org/0"))
takes = time.monotonic() - began
seen = {0: 0, 1: 0}
for _ in range(kills):
    child = os.fork()
    if not child:
        for number in range(1_000):
            import_files(IMPORTER, files, folder, Received(url=f"https://example.org/{number % 2}"))
        os._exit(0)
    time.sleep(chance.uniform(0.3, 1.6) * takes)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    now = frozenset(read_imported(folder).items())
    assert now in states, sorted(name for name, _ in now)
    seen[states[now]] += 1
import_files(IMPORTER, files, folder, Received(url="https://example.org/0"))
assert states[frozenset(read_imported(folder).items())] == 0
assert sorted(one.name for one in folder.iterdir() if one.name != ".lock") == sorted(read_imported(folder))
print(*seen.values())
"""


@pytest.mark.skipif(os.name != "posix", reason="processes are forked here")
@pytest.mark.slow
def test_an_import_that_is_killed_leaves_the_state_before_or_after(tmp_path: Path) -> None:
    kills = int(os.environ.get("WHOSHARES_KILLS", "20" if ALL else "5"))
    files = []
    for day in ("07182025am", "07182025pm", "07192025am"):
        row: list[Cell] = ["TEXAS", "Bee County Sheriff's Office", "County", "#N/A", "Task Force Model", "2025-05-08"]
        files.append(xlsx(tmp_path / f"participatingAgencies{day}.xlsx", [OF_JULY_2025.columns, [*row, None, None]]))
    told = subprocess.run(
        [sys.executable, "-c", KILLED, tmp_path / "national", str(kills), *files],
        capture_output=True,
        encoding="utf-8",
        timeout=60 + 10 * kills,
    )
    assert told.returncode == 0, told.stderr
    before, after = map(int, told.stdout.split())
    assert before + after == kills
