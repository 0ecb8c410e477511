"""Which files of a folder are read: what could be taken for facts and is not is named; no path ends in a traceback."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import whoshares
from whoshares.facts.yaml_ld import read_documents
from whoshares.model.errors import FileError, LeftOut, SourceFaults
from whoshares.store.resources import facts_files, graph_folder, is_rdf_file, warn_of_left_out

Command = Callable[..., CompletedProcess[str]]
Folder = Callable[..., Path]

ADVICE = (
    "Of a folder, the .yaml and .yml files are read. Name an RDF file itself, and take out what does not belong here."
)


def test_what_is_not_read_is_named(command: Command, folder: Folder) -> None:
    place = folder()
    for name in ("facts.ttl", "more.json", "x.yaml.txt", "deep/y.trig", "README.md", "LICENSE", "expectations.toml"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text("", "utf-8")
    said = f"{place}: not read: deep/y.trig, facts.ttl, more.json, x.yaml.txt. {ADVICE}\n"
    for _ in range(2):  # from the files, then from the snapshot
        answer = command("sparql", "ASK {}", "--graph", str(place))
        assert (answer.returncode, answer.stdout, answer.stderr) == (0, "true\n", said)
    assert command("validate", str(place)).stderr == said
    with pytest.warns(LeftOut, match="not read: deep/y.trig"):
        whoshares.open(place)


def test_many_are_counted(folder: Folder) -> None:
    place = folder()
    for number in range(8):
        (place / f"{number}.ttl").touch()
    with pytest.warns(LeftOut, match=r"not read: 0\.ttl, 1\.ttl, 2\.ttl, 3\.ttl, 4\.ttl and 3 more\. Of a folder"):
        warn_of_left_out(place)


@pytest.mark.parametrize("name", ["._x.yaml", ".github/ci.yml", ".venv/lib/x.yaml", ".facts.ttl", "deep/.git/x.json"])
def test_hidden_files_and_folders_are_passed_over(command: Command, folder: Folder, name: str) -> None:
    place = folder()
    (place / name).parent.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(b"\x00\x05\x16\x07")
    answer = command("sparql", "ASK {}", "--graph", str(place))
    assert (answer.returncode, answer.stderr) == (0, "")


def test_a_folder_within_a_hidden_one_is_read(folder: Folder, tmp_path: Path) -> None:
    place = folder()
    inside = tmp_path / ".hidden" / "graph"
    shutil.copytree(place, inside)
    assert facts_files(inside) == [inside / "test.yaml"]


def test_links(command: Command, folder: Folder, tmp_path: Path) -> None:
    place = folder()
    (tmp_path / "elsewhere").mkdir()
    (place / "sub").symlink_to(tmp_path / "elsewhere")
    (place / "loop").symlink_to(place)
    (place / "gone.yaml").symlink_to(tmp_path / "nothing")
    os.mkfifo(place / "pipe.yaml")
    answer = command("sparql", "ASK {}", "--graph", str(place))
    assert answer.stderr == (
        f"{place}: not read: gone.yaml (no file), loop (a link to a folder), pipe.yaml (no file), "
        f"sub (a link to a folder). {ADVICE}\n"
    )
    assert facts_files(place) == [place / "test.yaml"]


def test_the_shipped_graph_leaves_nothing_out(recwarn: pytest.WarningsRecorder) -> None:
    warn_of_left_out(graph_folder())
    assert not [warning for warning in recwarn if warning.category is LeftOut]


@contextmanager
def _as_anybody() -> Iterator[Path]:
    """A folder of one's own, without the rights of the system's administrator."""
    place = Path(tempfile.mkdtemp(prefix="whoshares-"))
    before = os.geteuid()
    place.chmod(0o755)
    try:
        (place / "sub").mkdir()
        (place / "sub" / "x.yaml").write_text("id: source/x\n", "utf-8")
        (place / "y.yaml").write_text("id: source/y\n", "utf-8")
        if before == 0:
            for each in (place, *place.rglob("*")):
                os.chown(each, 65534, 65534)
            os.seteuid(65534)
        yield place
    finally:
        if before == 0:
            os.seteuid(0)
        for each in (place, place / "sub"):
            each.chmod(0o755)
        shutil.rmtree(place)


def test_a_folder_below_that_may_not_be_looked_into() -> None:
    with _as_anybody() as place:
        (place / "sub").chmod(0)
        for look in (facts_files, warn_of_left_out, read_documents):
            with pytest.raises(FileError) as error:
                look(place)
            assert str(error.value) == (
                f"{place}/sub: this folder cannot be looked into (Permission denied). Check its rights, or take it out."
            )


def test_a_folder_that_may_not_be_entered() -> None:
    with _as_anybody() as place:
        place.chmod(0o644)
        with pytest.raises(FileError, match=r"y\.yaml: this cannot be looked at \(Permission denied\)"):
            read_documents(place)
        with pytest.raises(FileError, match=r"x\.ttl: this cannot be looked at \(Permission denied\)\. Check the name"):
            is_rdf_file(place / "sub" / "x.ttl")
    with _as_anybody() as place:
        (place / "y.yaml").chmod(0)
        with pytest.raises((FileError, SourceFaults), match=r"y\.yaml: this file cannot be read \(Permission denied\)"):
            read_documents(place)


@pytest.mark.parametrize("verb", [("sparql", "ASK {}", "--graph"), ("validate",)])
def test_a_name_that_no_file_can_have(command: Command, verb: tuple[str, ...]) -> None:
    answer = command(*verb, "x" * 300)
    assert answer.returncode == 2
    assert (
        answer.stderr == f"{'x' * 300}: this cannot be looked at (File name too long). Check the name and the rights.\n"
    )


@pytest.mark.parametrize("address", ["ftp://joe:secret@host/x", "FILE:///tmp/x", "sparql://host/query"])
def test_an_address_that_is_no_endpoint_s(command: Command, address: str) -> None:
    answer = command("sparql", "ASK {}", "--graph", address)
    assert answer.returncode == 2
    assert "is no web address of a store. Write one such as https://example.org/sparql" in answer.stderr
    assert "secret" not in answer.stderr


@pytest.mark.parametrize("scheme", ["HTTP", "Http"])
def test_the_case_of_a_scheme_does_not_matter(command: Command, scheme: str) -> None:
    answer = command("sparql", "ASK {}", "--graph", f"{scheme}://127.0.0.1:1/sparql")
    assert answer.returncode == 2
    assert answer.stderr.startswith("http://127.0.0.1:1/sparql ")
