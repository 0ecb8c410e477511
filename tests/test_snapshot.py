"""The snapshot: never stale, never trusted blindly, never in the way."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from rdflib import BNode, Graph
from rdflib.compare import isomorphic

import whoshares
import whoshares.errors
from whoshares import snapshot
from whoshares import vocabulary as v
from whoshares.resources import ontology_folder
from whoshares.snapshot import key_of_file, open_folder
from whoshares.store import Store

Folder = Callable[..., Path]
ENTRY = '  - id: organization/x\n    type: Organization\n    label: "First"\n    at: "p"\n'


class Progress:
    """Counts how often the long way was taken."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, sentence: str) -> AbstractContextManager[object]:
        self.said.append(sentence)
        return nullcontext()


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own."""
    place = tmp_path / "cache"
    monkeypatch.setenv("WHOSHARES_CACHE", str(place))
    return place


def labels(store: Store) -> set[str]:
    return {str(s.object) for s in store.statements(subject=v.ID + "organization/x", predicate=v.PREF_LABEL)}


def named(store: Store) -> list[bytes]:
    """What the store states, but for blank nodes, whose labels are new at every reading."""
    return [line for line in store.dump().splitlines() if b"_:" not in line]


def kept(cache: Path) -> list[Path]:
    return sorted(cache.glob("*"))


def test_the_second_opening_reads_the_snapshot(own: Path, folder: Folder) -> None:
    place, progress = folder(ENTRY), Progress()
    first = open_folder(place, progress)
    second = open_folder(place, progress)
    assert progress.said == ["Reading the graph for the first time since it changed …"]
    assert len(first) == len(second)
    assert named(first) == named(second)
    assert [file.suffix for file in kept(own)] == [".nq"]


def test_blank_nodes_come_back_as_they_were(own: Path, folder: Folder) -> None:
    place = folder(ENTRY.replace("First", "Second _:b0 # with blank nodes"))
    first = open_folder(place)
    graphs = []
    for store in (first, open_folder(place)):
        graph = Graph()
        graph.parse(data=store.serialize("turtle"), format="turtle")
        graphs.append(graph)
    assert isomorphic(*graphs)
    assert any(isinstance(node, BNode) for node in graphs[0].subjects()), "the ontology has some"
    assert labels(open_folder(place)) == {"Second _:b0 # with blank nodes"}


def test_a_file_of_equal_size_and_time_gets_another_key(tmp_path: Path) -> None:
    file = tmp_path / "own.nt"
    file.write_text("<https://e/a> <https://e/b> <https://e/c> .\n")
    before, key = file.stat(), key_of_file(file)
    file.write_text("<https://e/a> <https://e/b> <https://e/d> .\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert key_of_file(file) != key
    file.write_text("<https://e/a> <https://e/b> <https://e/c> .\n")
    assert key_of_file(file) == key


def test_a_changed_byte_is_seen(own: Path, folder: Folder) -> None:
    place, progress = folder(ENTRY), Progress()
    open_folder(place, progress)
    file = place / "test.yaml"
    before = file.stat()
    file.write_text(file.read_text("utf-8").replace("First", "Other"), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size, "same size, same time: only the bytes differ"
    assert labels(open_folder(place, progress)) == {"Other"}
    assert len(progress.said) == 2


def test_a_new_a_renamed_and_a_removed_file_are_seen(own: Path, folder: Folder) -> None:
    place, progress = folder(ENTRY), Progress()
    open_folder(place, progress)
    text = (place / "test.yaml").read_text("utf-8").replace("source/test", "source/more").replace("First", "Second")
    (place / "more.yaml").write_text(text, "utf-8")
    assert labels(open_folder(place, progress)) == {"First", "Second"}
    (place / "more.yaml").rename(place / "moved.yaml")
    open_folder(place, progress)
    (place / "moved.yaml").unlink()
    assert labels(open_folder(place, progress)) == {"First"}
    assert len(progress.said) == 3, "the last is the first again"


def test_a_changed_ontology_or_registry_is_seen(
    own: Path, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, progress = folder(ENTRY), Progress()
    open_folder(place, progress)
    ontology = tmp_path / "ontology"
    ontology.mkdir()
    for file in ontology_folder().iterdir():
        if file.is_file():
            (ontology / file.name).write_bytes(file.read_bytes())
    with (ontology / "schemes.ttl").open("a", encoding="utf-8") as schemes:
        schemes.write("\n# one more line\n")
    monkeypatch.setattr(snapshot, "ontology_folder", lambda: ontology)
    open_folder(place, progress)
    assert len(progress.said) == 2


def test_another_version_of_the_package_reads_anew(own: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    place, progress = folder(ENTRY), Progress()
    open_folder(place, progress)
    monkeypatch.setattr(snapshot, "__version__", whoshares.__version__ + ".dev1")
    open_folder(place, progress)
    assert len(progress.said) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data.replace(b"First", b"Worst"),
        lambda data: data.split(b"\n", 1)[1],
        lambda data: b"# sha256 0\n" + data.split(b"\n", 1)[1],
        lambda data: data + b"<https://e/a> <https://e/b> <https://e/c> .\n",
        lambda data: b"\x00" * len(data),
    ],
    ids=["empty", "half", "a byte short", "a changed word", "no seal", "another seal", "a line more", "zeros"],
)
def test_a_spoilt_snapshot_is_thrown_away(own: Path, folder: Folder, spoil: Callable[[bytes], bytes]) -> None:
    place, progress = folder(ENTRY), Progress()
    right = named(open_folder(place, progress))
    (file,) = kept(own)
    good = file.read_bytes()
    file.write_bytes(spoil(good))
    assert file.read_bytes() != good
    assert named(open_folder(place, progress)) == right
    assert len(progress.said) == 2
    open_folder(place, progress)
    assert len(progress.said) == 2, "and a good one is in its place"


@pytest.mark.parametrize("kind", ["a file in its place", "a folder under the snapshot's name"])
def test_a_cache_that_cannot_be_written_is_done_without(own: Path, folder: Folder, kind: str) -> None:
    place = folder(ENTRY)
    if kind.startswith("a file"):
        own.write_text("in the way")
    else:
        open_folder(place)
        (file,) = kept(own)
        file.unlink()
        file.mkdir()
        (file / "full").touch()
    for _ in range(2):
        assert labels(open_folder(place)) == {"First"}
    if own.is_dir():
        assert len(kept(own)) == 1, "no half-written file is left behind"


def test_an_unwritable_cache_through_the_command(run: Callable[..., object], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    answer = run("sparql", "ASK { ?x a ws:DataFlow }", env={"WHOSHARES_CACHE": str(tmp_path / "file" / "below")})
    assert getattr(answer, "returncode", None) == 0
    assert getattr(answer, "stdout", None) == "true\n"
    assert getattr(answer, "stderr", None) == ""


def test_the_ones_unused_for_longest_go(own: Path, folder: Folder) -> None:
    place = folder(ENTRY)
    file = place / "test.yaml"
    text = file.read_text("utf-8")
    names: list[Path] = []
    for number in range(10):
        file.write_text(text.replace("First", f"Label {number}"), "utf-8")
        open_folder(place)
        (new,) = set(kept(own)) - set(names)
        names.append(new)
        os.utime(new, (1_000_000 + number, 1_000_000 + number))
        if number == 7:  # the first one is used again, and so the youngest
            file.write_text(text.replace("First", "Label 0"), "utf-8")
            open_folder(place)
            assert names[0].stat().st_mtime > 2_000_000
    left = kept(own)
    assert len(left) == 8
    assert names[0] in left
    assert names[1] not in left
    assert names[2] not in left


def test_bad_input_leaves_no_snapshot(own: Path, folder: Folder) -> None:
    place = folder("  - id: organization/x\n    type: Nothing\n")
    with pytest.raises(whoshares.errors.SourceFaults):
        open_folder(place)
    assert not own.exists() or not kept(own)
