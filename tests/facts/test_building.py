"""A store on the disk: what is built answers as before, and whatever goes wrong, the old state stays or the new one is.

That every verb answers from it as from memory is held in `tests/knowledge_graph/contract`.
"""

from __future__ import annotations

import gc
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.by_hand import DAY, SMALL, Command
from tests.examples import ALL

import whoshares
from whoshares.facts.building import build
from whoshares.facts.built import NETWORK, STATEMENTS, check
from whoshares.facts.validation.check import validate, validate_built
from whoshares.facts.validation.findings import Report
from whoshares.model.errors import FileError
from whoshares.store import folders, loading

MORE = SMALL.replace('"Sheriff"', '"County sheriff"')


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two graphs that differ in the name of a body."""
    folder = tmp_path_factory.mktemp("sources")
    (folder / "one.trig").write_text(SMALL, "utf-8")
    (folder / "other.trig").write_text(MORE, "utf-8")
    return folder / "one.trig", folder / "other.trig"


@pytest.fixture(scope="module")
def built(sources: tuple[Path, Path]) -> Path:
    """A store of the first."""
    build([sources[0]], sources[0].with_suffix(".store"))
    return sources[0].with_suffix(".store")


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    """The same, to be spoilt."""
    return shutil.copytree(built, tmp_path / "store")


def generation(store: Path) -> Path:
    (found,) = store.glob("generation-*")
    return found


def named(store: Path) -> str:
    """How the body is called there; all else must be answered, too."""
    kg = whoshares.open(store)
    assert kg.trace("organization/sheriff", "Agency", as_of=DAY).routes
    assert len(kg.store.select("SELECT ?f { ?f a ws:DataFlow }").rows) == len(kg.network.flows)
    return kg.names.label("https://w3id.org/whoshares/id/organization/sheriff")


def test_sources_of_all_sorts_and_a_folder_of_them(tmp_path: Path, sources: tuple[Path, Path]) -> None:
    folder = tmp_path / "imported"
    folder.mkdir()
    (folder / "b.nq").write_text(
        '<https://e/b> <http://www.w3.org/2004/02/skos/core#prefLabel> "B"@EN <https://e/g> .\n'
        '<https://e/b> <https://w3id.org/whoshares/ontology/value> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> '
        "<https://e/g> .\n",
        "utf-8",
    )
    (folder / "a.ttl").write_text('<https://e/a> <http://www.w3.org/2004/02/skos/core#prefLabel> "A", "[" .', "utf-8")
    done = build([sources[0], folder], tmp_path / "store")
    kg = whoshares.open(tmp_path / "store")
    assert done.statements == len(kg.store)
    single = whoshares.open(folder / "b.nq")
    own = single.store.statements(subject="https://e/b")
    assert sorted(map(str, kg.store.statements(subject="https://e/b"))) == sorted(map(str, own))
    assert {s.graph for s in kg.store.statements(subject="https://e/a")} == {None}
    assert (
        kg.trace("Sheriff", "Agency", as_of=DAY).to_dict()
        == whoshares.open(sources[0]).trace("Sheriff", "Agency", as_of=DAY).to_dict()
    )


@pytest.mark.parametrize("thing", ["<https://e/thing>", "_:thing"])
def test_queries_see_each_triple_once_and_who_states_it(tmp_path: Path, thing: str) -> None:
    said = [("1", "<https://e/g>"), ("1", "<https://e/h>"), ("2", ""), ("2", "<https://e/g>"), ("3", "")]
    lines = [f'{thing} <https://e/p> "{text}" {graph} .\n' for text, graph in said]
    (tmp_path / "said.nq").write_text("".join([*lines, *lines]), "utf-8")
    build([tmp_path / "said.nq"], tmp_path / "store")
    for place in ("said.nq", "store"):
        store = whoshares.open(tmp_path / place).store
        found = {
            query: sorted(tuple(map(str, row)) for row in store.select(query).rows)
            for query in (
                "SELECT ?o { ?s <https://e/p> ?o }",
                "SELECT ?o ?g { GRAPH ?g { ?s <https://e/p> ?o } }",
                "SELECT DISTINCT ?p { ?s <https://e/p> [] ; ?p [] }",
            )
        }
        assert list(found.values()) == [
            [("1",), ("2",), ("3",)],
            [("1", "https://e/g"), ("1", "https://e/h"), ("2", "https://e/g")],
            [("https://e/p",)],
        ]


@pytest.mark.slow
def test_lines_are_copied_where_they_are_as_the_engine_writes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a file that begins so and goes on in another way, too, which is then read in full."""
    monkeypatch.setattr(loading, "_FEW", 1000)
    graph = whoshares.open().store.serialize("nquads").splitlines(keepends=True)
    lines = [line for line in graph if "_:" not in line and "<<" not in line and "reifies" not in line]
    (tmp_path / "plain.nq").write_text("".join(lines), "utf-8")
    (tmp_path / "mixed.nq").write_text("".join([*lines[:100], "# More\n", *lines[100:]]), "utf-8")
    (tmp_path / "odd.nq").write_text("".join(line.replace(" .\n", ".\r\n") for line in lines), "utf-8")
    done = [build([tmp_path / f"{name}.nq"], tmp_path / name) for name in ("plain", "mixed", "odd")]
    assert done == [done[0]] * 3
    assert done[0].flows > 100
    for part in (STATEMENTS, NETWORK):
        kept = {(generation(tmp_path / name) / part).read_bytes() for name in ("plain", "mixed", "odd")}
        assert len(kept) == 1
    counts = {
        len(whoshares.open(tmp_path / name).store.select("SELECT * { ?s ?p ?o }").rows) for name in ("plain", "odd")
    }
    assert len(counts) == 1


def test_what_is_wrong_far_down_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_FEW", 200)
    line = "<https://e/a> <https://e/b> <https://e/c>"
    for name, other in (
        ("bad.nt", f"{line} <https://e/g> .\n"),
        ("bad.nq", f"{line}>> .\n"),
        ("bad.nq", f"{line[:-1]} .\n"),
    ):
        (tmp_path / name).write_text(f"{line} .\n" * 20 + other, "utf-8")
        with pytest.raises(FileError, match=rf"{name}:21: this is not valid n(triples|quads)"):
            build([tmp_path / name], tmp_path / "store")


def test_what_is_done_is_told(sources: tuple[Path, Path], tmp_path: Path) -> None:
    told: dict[str, list[int]] = {}

    @contextmanager
    def measured(sentence: str, amount: int, unit: str = "bytes", /) -> Iterator[Callable[[int], None]]:
        told[sentence] = [amount]
        yield told[sentence].append

    build([sources[0]], tmp_path / "store", measured)
    amount, *done = told["Reading the sources …"]
    assert amount == sum(done) == sources[0].stat().st_size


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("bad.nq", "<https://e/a> <https://e/b> .\n", "bad.nq:1: this is not valid nquads"),
        ("bad.pdf", "", "bad.pdf: an RDF file is told by its ending, and “.pdf” is not one of"),
        (
            "bad.ttl",
            '<https://e/a> <https://w3id.org/whoshares/ontology/sender> "x" .',
            "bad.ttl:1: ws:sender of https://e/a is the text “x”, and takes a thing.",
        ),
        ("bad.ttl", "<https://e/a> <https://e/b> <<( <https://e/a> <https://e/b> <https://e/c> )>> .", "triple terms"),
    ],
)
def test_a_source_that_is_refused_leaves_the_store(
    store: Path, tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(FileError) as refused:
        build([tmp_path / name], store)
    assert said in str(refused.value)
    assert named(store) == "Sheriff"
    assert len(list(store.iterdir())) == 3


def test_a_folder_of_nothing_and_a_folder_of_something_else(tmp_path: Path, sources: tuple[Path, Path]) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileError, match="holds neither YAML-LD nor RDF files"):
        build([tmp_path / "empty"], tmp_path / "store")
    with pytest.raises(FileError, match="holds something else than a store"):
        build([sources[0]], tmp_path)
    with pytest.raises(FileError, match="this is no store"):
        check(tmp_path)


BUILDING = "import pathlib, signal, sys; from whoshares.facts.building import build\n" + (
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # what was started in the background ignores it else
    "print('on', flush=True)\n"
    "while True: build([pathlib.Path(sys.argv[1])], pathlib.Path(sys.argv[2]))"
)


@pytest.mark.slow
def test_killed_at_any_moment_it_is_the_old_state_or_the_new(store: Path, sources: tuple[Path, Path]) -> None:
    """Each builder builds again and again until it is killed, so that all moments are met."""
    chance = random.Random(int(os.environ.get("WHOSHARES_KILLS_SEED", "1")))
    for turn in range(int(os.environ.get("WHOSHARES_KILLS", "15" if ALL else "5"))):
        source = sources[turn % 2]
        builder = subprocess.Popen(
            [sys.executable, "-c", BUILDING, str(source), str(store)], stdout=subprocess.PIPE, start_new_session=True
        )
        assert builder.stdout is not None
        builder.stdout.readline()
        time.sleep(chance.random() * 0.5)
        builder.kill()
        builder.wait()
        builder.stdout.close()
        assert named(store) in ("Sheriff", "County sheriff")
        check(store)
    build([sources[1]], store)
    gc.collect()
    assert named(store) == "County sheriff"
    build([sources[0]], store)
    assert len(list(store.glob("generation-*"))) == 1, "what killed runs left is swept"


def test_a_full_disk(store: Path, sources: tuple[Path, Path]) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    for most in (0, 1_000, 20_000, 120_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
        try:
            with pytest.raises(FileError, match=r"no room left to build the store .* is as it was"):
                build([sources[1]], store)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert named(store) == "Sheriff"
        gc.collect()
        assert len(list(store.iterdir())) == 3


def test_another_version(store: Path, sources: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        later.setattr(folders, "__version__", "99.1")
        with pytest.raises(FileError, match=r"made this store, with layout \d+, and this is whoshares 99\.1"):
            whoshares.open(store)
        build([sources[1]], store)
        assert named(store) == "County sheriff"
    with pytest.raises(FileError, match=r"whoshares 99\.1 made this store"):
        whoshares.open(store)


@pytest.mark.parametrize("name", [STATEMENTS, NETWORK, "engine/CURRENT"])
def test_a_file_that_is_missing_or_cut_short(store: Path, name: str) -> None:
    file = generation(store) / name
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    with pytest.raises(FileError, match=rf"{name}: this file of the store is damaged: it has [\d,]+ bytes, and"):
        whoshares.open(store)
    file.unlink()
    with pytest.raises(FileError, match=rf"{name}: this file of the store is damaged: it is missing"):
        whoshares.open(store)
    file.write_bytes(whole)
    check(store)


@pytest.mark.parametrize("name", [STATEMENTS, NETWORK])
@pytest.mark.parametrize("small", [True, False])
def test_a_file_that_holds_something_else(store: Path, name: str, small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "_SMALL", 2**25 if small else 0)
    file = generation(store) / name
    whole = file.read_bytes()
    file.write_bytes(whole[:80] + b"?" * 40 + whole[120:])
    with pytest.raises(FileError, match="it holds something else than was written"):
        _ = whoshares.open(store).network
    with pytest.raises(FileError, match="it holds something else than was written"):
        check(store)


def test_what_says_which_state_is_in_use_is_damaged(store: Path, sources: tuple[Path, Path]) -> None:
    (store / folders.CURRENT).write_bytes(b"nothing")
    with pytest.raises(FileError, match="whoshares-store: this file of the store is damaged"):
        whoshares.open(store)
    build([sources[1]], store)
    assert named(store) == "County sheriff"
    assert len(list(store.glob("generation-*"))) == 1


def test_two_builders_at_once(store: Path, sources: tuple[Path, Path]) -> None:
    with folders.building(store), pytest.raises(FileError, match="another run builds this store now"):
        build([sources[1]], store)
    assert named(store) == "Sheriff"


def test_who_reads_keeps_the_state_that_was_opened(store: Path, sources: tuple[Path, Path]) -> None:
    reader = whoshares.open(store)
    build([sources[1]], store)
    assert len(list(store.glob("generation-*"))) == 2
    assert reader.trace("Sheriff", "Agency", as_of=DAY).routes
    assert reader.sparql('ASK { ?s skos:prefLabel "Sheriff" }') == whoshares.open(sources[0]).sparql("ASK { }")
    assert named(store) == "County sheriff"
    del reader
    gc.collect()
    build([sources[0]], store)
    gc.collect()
    build([sources[0]], store)
    assert len(list(store.glob("generation-*"))) == 1


def test_what_is_open_on_the_disk_does_not_outlive_a_fork(store: Path) -> None:
    kg = whoshares.open(store)
    kg.store.prepare()
    assert kg.store._opened is None, "a process that forks holds nothing open"
    asked = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    before = kg.sparql(asked)
    child = os.fork()
    if child == 0:
        os._exit(0 if kg.sparql(asked) == before else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_the_command(store: Path, sources: tuple[Path, Path], command: Command) -> None:
    other = str(store.parent / "other")
    built = command("build", str(sources[0]), "--store", other)
    assert (built.returncode, built.stderr) == (0, "")
    assert built.stdout.startswith(f"{other}: ")
    assert command("build", "--check", "--store", other).stdout == f"{other}: this store is as it was written.\n"
    asked = ("trace", "Sheriff", "Agency", "--as-of", DAY)
    assert command(*asked, "--store", other).stdout == command(*asked, "--graph", str(sources[0])).stdout
    assert "Give one of the two" in command(*asked, "--store", other, "--graph", other).stderr
    no_store = command(*asked, "--store", str(sources[0].parent))
    assert (no_store.returncode, no_store.stderr.count("\n")) == (2, 1)
    assert "this is no store" in no_store.stderr
    assert command("build", "--check", str(sources[0]), "--store", other).returncode == 2
    checked = command("validate", "--store", other)
    assert (checked.returncode, checked.stderr) == (1, "")
    assert checked.stdout.count(f"{other}: violation: ") == checked.stdout.count(": violation: ") > 0
    assert "Give one of the two" in command("validate", str(sources[0]), "--store", other).stderr


def test_a_store_is_validated_as_its_source_is(store: Path, sources: tuple[Path, Path]) -> None:
    def told(report: Report, place: Path) -> list[tuple[object, ...]]:
        assert {finding.file for finding in report.findings} == {str(place)}
        return sorted((f.severity, f.rule, f.message, f.focus) for f in report.findings)

    own, of_source = validate_built(store), validate(sources[0])
    assert told(own, store) == told(of_source, sources[0]) != []
    assert own.counts == of_source.counts


def test_a_signal_ends_the_build_and_leaves_the_store(store: Path, sources: tuple[Path, Path]) -> None:
    builder = subprocess.Popen(
        [sys.executable, "-c", BUILDING, str(sources[1]), str(store)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert builder.stdout is not None
    builder.stdout.readline()
    time.sleep(0.1)
    try:
        until = time.monotonic() + 60
        while builder.poll() is None and time.monotonic() < until:
            builder.send_signal(signal.SIGINT)  # again: one that comes while Python tends to its own locks is lost
            time.sleep(0.5)
        assert builder.poll() is not None
    finally:
        builder.kill()
        builder.wait()
        builder.stdout.close()
    assert named(store) in ("Sheriff", "County sheriff")
