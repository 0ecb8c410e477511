"""The snapshot: never stale, never trusted blindly, never in the way."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from rdflib import BNode, Graph
from rdflib.compare import isomorphic
from tests.by_hand import Command

import whoshares
from whoshares import KnowledgeGraph
from whoshares.facts import context, snapshot, yaml_ld
from whoshares.facts.snapshot import READERS, Snapshot
from whoshares.model import vocabulary as v
from whoshares.model.errors import FileError, SourceFaults
from whoshares.store import kept_files
from whoshares.store.engine import Store
from whoshares.store.resources import graph_folder, ontology_folder

Folder = Callable[..., Path]
ENTRY = '  - id: organization/x\n    type: Organization\n    label: "First"\n    at: "p"\n'


class Progress:
    """Counts how often the long way was taken."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, sentence: str) -> AbstractContextManager[object]:
        self.said.append(sentence)
        return nullcontext()


def open_folder(path: Path, progress: snapshot.Progress = nullcontext) -> Store:
    return Snapshot(path).store(progress)


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
    assert [file.suffix for file in kept(own)] == [".quads"]


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


def test_the_network_of_a_folder_is_kept_beside_it(own: Path, folder: Folder) -> None:
    place = folder(ENTRY)
    first = whoshares.open(place).network
    (network, _) = kept(own)
    assert network.suffix == ".network"
    again = whoshares.open(place).network
    assert again is not first
    assert again.holders == first.holders
    network.write_bytes(network.read_bytes().replace(b"organization/x", b"organization/y"))
    assert whoshares.open(place).network.holders == first.holders, "a spoilt one is worked out anew"
    assert network.read_bytes().count(b"organization/y") == 0


def test_the_engine_takes_in_nothing_until_it_is_asked() -> None:
    kg = KnowledgeGraph(Snapshot(graph_folder()).store())
    kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    kg.bars("Local jail", "ICE")
    kg.show("ICE")
    assert "_quads" not in vars(kg.store)
    kg.sparql("ASK {}")
    assert "_quads" in vars(kg.store)


def test_a_network_is_not_kept_where_its_statements_are_not(
    own: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder(ENTRY)
    monkeypatch.setattr(kept_files, "_LOADED", 0.0)
    assert whoshares.open(place).network.holders
    assert not own.exists()


def test_what_is_kept_of_a_graph_goes_together(own: Path, folder: Folder) -> None:
    place = folder(ENTRY)
    file = place / "test.yaml"
    text = file.read_text("utf-8")
    for number in range(10):
        file.write_text(text.replace("First", f"Label {number}"), "utf-8")
        _ = whoshares.open(place).network
        for new in kept(own):
            if new.stat().st_mtime > 2_000_000:
                os.utime(new, (1_000_000 + number, 1_000_000 + number))
    assert len(kept(own)) == 16
    assert {file.stem: 2 for file in kept(own)} == Counter(file.stem for file in kept(own))


def test_bad_input_leaves_no_snapshot(own: Path, folder: Folder) -> None:
    place = folder("  - id: organization/x\n    type: Nothing\n")
    with pytest.raises(SourceFaults):
        open_folder(place)
    assert not own.exists() or not kept(own)


# --- what changes while it is read, and what others could have written ------------------------------------------------


class Meddling(Progress):
    """Changes something after the folder's files were hashed and before they are parsed."""

    def __init__(self, change: Callable[[], object]) -> None:
        super().__init__()
        self._change = change

    def __call__(self, sentence: str) -> AbstractContextManager[object]:
        self._change()
        return super().__call__(sentence)


def test_a_folder_that_changes_while_it_is_read(own: Path, folder: Folder) -> None:
    place = folder(ENTRY)
    file = place / "test.yaml"
    text = file.read_text("utf-8")
    meddling = Meddling(lambda: file.write_text(text.replace("First", "Other"), "utf-8"))
    assert labels(open_folder(place, meddling)) == {"First"}, "what was hashed is what is parsed"
    assert labels(open_folder(place)) == {"Other"}
    file.write_text(text, "utf-8")
    assert labels(open_folder(place)) == {"First"}
    assert len(meddling.said) == 1


def test_a_file_that_comes_while_the_folder_is_read(own: Path, folder: Folder) -> None:
    place = folder(ENTRY)
    text = (place / "test.yaml").read_text("utf-8").replace("source/test", "source/more").replace("First", "Second")
    more = place / "more.yaml"
    assert labels(open_folder(place, Meddling(lambda: more.write_text(text, "utf-8")))) == {"First"}
    assert labels(open_folder(place)) == {"First", "Second"}
    more.unlink()
    assert labels(open_folder(place)) == {"First"}


def test_an_ontology_that_changes_while_it_is_read(
    own: Path, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, ontology = folder(ENTRY), tmp_path / "ontology"
    shutil.copytree(ontology_folder(), ontology)
    monkeypatch.setattr(snapshot, "ontology_folder", lambda: ontology)
    monkeypatch.setattr(yaml_ld, "ontology_folder", lambda: ontology)
    schemes = ontology / "schemes.ttl"
    text = schemes.read_text("utf-8")
    more = text + "\n<https://e/a> <https://e/b> <https://e/c> .\n"

    def stated() -> int:
        return len(list(open_folder(place).statements(subject="https://e/a")))

    open_folder(place, Meddling(lambda: schemes.write_text(more, "utf-8")))
    assert stated() == 1
    schemes.write_text(text, "utf-8")
    assert stated() == 0


def test_a_context_other_than_the_one_in_use_is_not_vouched_for(
    own: Path, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context.context_bytes()
    ontology = tmp_path / "ontology"
    shutil.copytree(ontology_folder(), ontology)
    with (ontology / "context.jsonld").open("a", encoding="utf-8") as changed:
        changed.write("\n")
    monkeypatch.setattr(snapshot, "ontology_folder", lambda: ontology)
    assert labels(open_folder(folder(ENTRY))) == {"First"}
    assert not own.exists()


def test_code_that_changed_after_it_was_loaded_is_not_vouched_for(
    own: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "_LOADED", 0.0)
    assert labels(open_folder(folder(ENTRY))) == {"First"}
    assert not own.exists()


def test_every_module_that_reads_is_in_the_key(folder: Folder) -> None:
    """So that a change to any of them reads anew, wherever it moves."""
    told = (
        "import pathlib, sys, whoshares.facts.snapshot, whoshares.facts.yaml_ld\n"
        "import whoshares.network.file, whoshares.network.reader\n"
        "store, _ = whoshares.facts.yaml_ld.load_folder(pathlib.Path(sys.argv[1]))\n"
        "whoshares.network.reader.read_network(store)\n"
        "print(*(n for n, module in sys.modules.items() if 'whoshares.' in n and not hasattr(module, '__path__')))"
    )
    ran = subprocess.run([sys.executable, "-c", told, str(folder(ENTRY))], capture_output=True, text=True, check=True)
    loaded = ran.stdout.split()
    assert set(READERS) == set(loaded) - {"whoshares.model.version"}, "the version is in the key by itself"
    with pytest.raises(ModuleNotFoundError):
        kept_files.Inputs().read_code("whoshares.nowhere")


def test_a_file_that_cannot_be_read_is_told_at_once(own: Path, folder: Folder) -> None:
    place = folder(ENTRY)
    file = place / "test.yaml"
    meddled = kept_files.Inputs()
    meddled.facts(place)
    file.unlink()
    with pytest.raises(FileError, match=r"this file cannot be read \(No such file or directory\)"):
        yaml_ld.load_folder(place, meddled)


def _read_anew_after(own: Path, folder: Folder, change: Callable[[Path], object]) -> None:
    """What another user could have written is worked out anew."""
    place, progress = folder(ENTRY), Progress()
    open_folder(place, progress)
    open_folder(place, progress)
    assert len(progress.said) == 1
    change(kept(own)[0])
    assert labels(open_folder(place, progress)) == {"First"}
    assert len(progress.said) == 2


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_snapshot_that_others_can_write(own: Path, folder: Folder, mode: int) -> None:
    _read_anew_after(own, folder, lambda file: file.chmod(mode))


@pytest.mark.filterwarnings("ignore::whoshares.model.errors.CacheUnused")
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o1777])
def test_a_folder_that_others_can_write(own: Path, folder: Folder, mode: int) -> None:
    _read_anew_after(own, folder, lambda file: file.parent.chmod(mode))


def test_a_folder_that_is_not_used_is_told_once(run: Command, folder: Folder, tmp_path: Path) -> None:
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    told = run("sparql", "ASK { }", "--graph", str(folder(ENTRY)), env={"WHOSHARES_CACHE": str(open_to_all)})
    assert told.stderr == (
        f"{open_to_all}: others can write to this folder, or to one above it. So nothing is kept there, and the graph "
        "is read anew at each run. Close it to others (chmod go-w), or name another in WHOSHARES_CACHE.\n"
    )
    assert list(open_to_all.iterdir()) == []


@pytest.mark.filterwarnings("ignore::whoshares.model.errors.CacheUnused")
def test_a_folder_in_one_that_everybody_can_write(own: Path, folder: Folder) -> None:
    _read_anew_after(own, folder, lambda file: file.parent.parent.chmod(0o777))


def test_a_symbolic_link(own: Path, folder: Folder, tmp_path: Path) -> None:
    def link(file: Path) -> None:
        file.rename(tmp_path / file.name)
        file.symlink_to(tmp_path / file.name)

    _read_anew_after(own, folder, link)


def test_a_pipe_in_its_place(own: Path, folder: Folder) -> None:
    def pipe(file: Path) -> None:
        file.unlink()
        os.mkfifo(file)

    _read_anew_after(own, folder, pipe)


@pytest.mark.filterwarnings("ignore::whoshares.model.errors.CacheUnused")
def test_another_owner(own: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = os.geteuid() + 1
    _read_anew_after(own, folder, lambda file: monkeypatch.setattr(os, "geteuid", lambda: somebody))


def test_a_folder_in_its_usual_place_is_closed_to_others(own: Path, folder: Folder) -> None:
    before = os.umask(0)
    try:
        open_folder(folder(ENTRY))
    finally:
        os.umask(before)
    (file,) = kept(own)
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_link_to_a_folder_of_ones_own_will_do(
    own: Path, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, progress = folder(ENTRY), Progress()
    open_folder(place, progress)
    (tmp_path / "link").symlink_to(own)
    monkeypatch.setenv("WHOSHARES_CACHE", str(tmp_path / "link"))
    open_folder(place, progress)
    assert len(progress.said) == 1


def test_a_snapshot_under_another_name_is_not_believed(own: Path, folder: Folder) -> None:
    place, progress = folder(ENTRY), Progress()
    open_folder(place, progress)
    (first,) = kept(own)
    body = first.read_bytes()
    file = place / "test.yaml"
    file.write_text(file.read_text("utf-8").replace("First", "Other"), "utf-8")
    open_folder(place, progress)
    (second,) = set(kept(own)) - {first}
    second.write_bytes(body)
    assert labels(open_folder(place, progress)) == {"Other"}
    assert len(progress.said) == 3


KILLED = """
import os, pathlib, signal, sys
from whoshares.facts.snapshot import Snapshot
pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
Snapshot(pathlib.Path(sys.argv[1])).store()
"""


def test_what_killed_runs_left_is_swept(own: Path, folder: Folder) -> None:
    place = folder(ENTRY)
    for _ in range(2):
        assert subprocess.run([sys.executable, "-c", KILLED, str(place)], check=False).returncode == -9
    left = kept(own)
    assert len(left) == 2, "the run is killed before the file gets its name"
    an_hour_ago = time.time() - 3700
    os.utime(left[0], (an_hour_ago, an_hour_ago))
    strange = own / "tmp-of-somebody"
    strange.touch()
    os.utime(strange, (an_hour_ago, an_hour_ago))
    open_folder(place)
    assert not left[0].exists()
    assert left[1].exists(), "another run may be writing it"
    assert strange.exists(), "not ours"
    assert [file.suffix for file in kept(own) if file not in (left[1], strange)] == [".quads"]


def test_a_folder_in_use_is_not_read_again_until_it_changes(own: Path, folder: Folder) -> None:
    place = folder(ENTRY)
    first = whoshares.open(place)
    assert whoshares.open(place) is first
    (place / "test.yaml").write_text((place / "test.yaml").read_text("utf-8").replace("First", "Other"), "utf-8")
    changed = whoshares.open(place)
    assert labels(changed.store) == {"Other"}
    assert labels(first.store) == {"First"}
