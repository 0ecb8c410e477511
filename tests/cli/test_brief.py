"""`whoshares brief` and `whoshares check`: what is written, whether it still holds, and files that are no briefs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.by_hand import SMALL, Command

from whoshares.exports.brief_files import MOST_BYTES

ASKED = ("Sheriff", "Agency", "--as-of", "2015-06-01")
OPENING = b'<script type="application/json" id="whoshares">'
_FLOW = "  <flow/share> a ws:DataFlow"


@pytest.fixture
def brief(command: Command, small: str, tmp_path: Path) -> Callable[[str], Path]:
    """Writes the brief of a question to the small graph."""

    def write(name: str) -> Path:
        done = command("brief", *ASKED, "--graph", small, "--output", str(tmp_path / name))
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        return tmp_path / name

    return write


@pytest.mark.parametrize("name", ["a.html", "a.md", "a.pdf"])
def test_a_brief_that_still_holds(command: Command, brief: Callable[[str], Path], small: str, name: str) -> None:
    file = brief(name)
    first = file.read_bytes()
    assert brief(name).read_bytes() == first
    done = command("check", str(file), "--graph", small)
    assert done.returncode == 0
    assert done.stdout.startswith("The answer is still the same (on 1 June 2015).\n")
    assert ("words of the file were not compared" in done.stdout) == (name == "a.pdf")


def test_html_goes_to_standard_output_and_pdf_does_not(command: Command, small: str) -> None:
    done = command("brief", *ASKED, "--graph", small)
    assert done.stdout.startswith("<!doctype html>")
    done = command("brief", *ASKED, "--graph", small, "--format", "pdf")
    assert done.returncode == 2
    assert done.stderr == "pdf is no text, so it is not printed. Name a file: --output brief.pdf.\n"


def test_without_the_packages_for_pdf_it_says_which(
    command: Command, brief: Callable[[str], Path], small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = brief("a.pdf")
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setitem(sys.modules, "pypdf", None)
    done = command("brief", *ASKED, "--graph", small, "--output", str(file))
    assert (done.returncode, done.stderr.partition(",")[0]) == (2, "PDF needs the package typst")
    done = command("check", str(file), "--graph", small)
    assert (done.returncode, done.stderr.partition(",")[0]) == (2, "Reading PDF needs the package pypdf")


CHANGED = {
    "a flow is gone": (
        (SMALL[SMALL.index(_FLOW) : SMALL.index("  <flow/tips>")], ""),
        "A way closed: Sheriff —Plates→ Vendor —Plates→ Agency (certain).",
    ),
    "a bar is gone": (
        ('ws:barsSender <organization/sheriff> ; ws:barsRecipient <organization/agency>',
         'ws:barsSender <organization/vendor> ; ws:barsRecipient <organization/agency>'),
        "No longer forbidden by No plates to the agency (certain).",
    ),
    "a flow is less sure": (
        ('"2015-01-01"^^xsd:date , "2019-01-01"^^xsd:date', '"2014-01-01"^^xsd:date'),
        "Hop Sheriff → Vendor: Plates: how sure it is: certain before, presumed now.",
    ),
    "a document more": (
        ("<source/s> {", "<source/t> { <source/t> a ws:Source ; dcterms:title \"Another\" ; ws:tier <tier/news> .\n"
         '<flow/share> ws:at "p. 9" . }\n<source/s> {'),
        "Hop Sheriff → Vendor: Plates: its documents: A test document before, A test document, Another now.",
    ),
    "a label": (('"Vendor"', '"Seller"'), "The file says it in other words than the graph at hand does"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGED)
def test_what_changed_is_said(command: Command, brief: Callable[[str], Path], tmp_path: Path, case: str) -> None:
    (old, new), sentence = CHANGED[case]
    assert old in SMALL
    other = tmp_path / "other.trig"
    other.write_text(SMALL.replace(old, new), "utf-8")
    done = command("check", str(brief("a.html")), "--graph", str(other))
    assert done.returncode == 1
    said = " ".join(done.stdout.split())
    assert said.startswith("The answer has changed (on 1 June 2015):")
    assert sentence in said
    told = json.loads(command("check", str(tmp_path / "a.html"), "--graph", str(other), "--format", "json").stdout)
    assert told["outcome"] == "changed"
    assert told["edition"]["graph"] != told["editionNow"]["graph"]


def test_what_has_nothing_to_do_with_it_changes_nothing(
    command: Command, brief: Callable[[str], Path], tmp_path: Path
) -> None:
    other = tmp_path / "other.trig"
    other.write_text(
        SMALL.replace("<source/s> {", '<source/s> {\n<place/p> a ws:Place ; skos:prefLabel "P" .'), "utf-8"
    )
    done = command("check", str(brief("a.html")), "--graph", str(other))
    assert done.returncode == 0
    assert "The brief was made by version" in done.stdout


def test_words_that_were_edited_are_noticed(
    command: Command, brief: Callable[[str], Path], small: str, tmp_path: Path
) -> None:
    file = brief("a.md")
    text = file.read_text("utf-8")
    assert "could get" in text
    file.write_text(text.replace("could get", "could not get", 1), "utf-8", newline="\r\n")
    done = command("check", str(file), "--graph", small)
    assert done.returncode == 1
    assert "The file says it in other words" in done.stdout
    file.write_text(text, "utf-8", newline="\r\n")
    assert command("check", str(file), "--graph", small).returncode == 0


def _carrying(written: bytes, change: Callable[[dict[str, object]], object]) -> bytes:
    before, _, rest = written.partition(OPENING)
    carried, _, after = rest.partition(b"</script>")
    record = json.loads(carried)
    change(record)
    return before + OPENING + json.dumps(record).encode() + b"</script>" + after


BAD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no brief": (lambda _: b"<!doctype html><p>x", "it does not carry exactly one answer"),
    "no text": (lambda _: b"\xff\xfe\x00", "it is no text in UTF-8 and no PDF"),
    "no end": (lambda _: b"<!doctype html>" + OPENING + b"{", "what it carries has no end"),
    "no JSON": (lambda _: b"<!doctype html>" + OPENING + b"{x}</script>", "what it carries is no JSON"),
    "deep": (lambda _: b"<!doctype html>" + OPENING + b"[" * 100_000 + b"</script>", "what it carries is no JSON"),
    "two": (lambda made: made + OPENING + b"{}</script>", "it does not carry exactly one answer"),
    "a key twice": (
        lambda made: made.replace(b'"whoshares":"brief 1"', b'"whoshares":"brief 1","hash":"x"'), "is no JSON",
    ),
    "a number that is none": (lambda made: made.replace(b'"maxHops":null', b'"maxHops":NaN'), "is no JSON"),
    "another version": (lambda made: made.replace(b'"brief 1"', b'"brief 9"'), "written by another version"),
    "a key more": (lambda made: _carrying(made, lambda r: r.update(more=1)), "“more” in what it carries"),
    "no day": (lambda made: made.replace(b'"asOf":"2015-06-01"', b'"asOf":"2015-06-31"'), "“question.asOf”"),
    "a hop too far": (lambda made: made.replace(b'"hops":[0', b'"hops":[99', 1), "names a hop that is not there"),
    "altered": (lambda made: made.replace(b'"outcome":"routes"', b'"outcome":"none-known"'), "which was altered"),
    "a broken PDF": (lambda _: b"%PDF-1.7\n" + b"1 0 obj\n<<" * 1_000, "its PDF cannot be read"),
    "too large": (lambda _: b" " * (MOST_BYTES + 1), "A brief has fewer."),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_brief_is_refused(command: Command, brief: Callable[[str], Path], small: str, case: str) -> None:
    file = brief("a.html")
    spoil, sentence = BAD[case]
    written = file.read_bytes()
    spoiled = spoil(written)
    assert spoiled != written
    file.write_bytes(spoiled)
    done = command("check", str(file), "--graph", small)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_question_that_names_things_otherwise_is_refused(
    command: Command, brief: Callable[[str], Path], small: str
) -> None:
    from whoshares.answers.brief import digest

    def rename(record: dict[str, object]) -> None:
        record["question"] = {**record["question"], "to": "Agency"}  # type: ignore[dict-item]
        record["hash"] = digest(record)

    file = brief("a.html")
    file.write_bytes(_carrying(file.read_bytes(), rename))
    done = command("check", str(file), "--graph", small)
    assert done.returncode == 2
    assert done.stderr == "The question that this brief carries is not written as “whoshares brief” writes it.\n"


def test_a_file_that_is_not_there(command: Command, tmp_path: Path) -> None:
    done = command("check", str(tmp_path / "none.html"))
    assert done.returncode == 2
    assert "this file cannot be read (No such file or directory)" in done.stderr


def test_a_place_has_a_brief(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "place.html"
    done = command("brief", "Idaho", "ICE", "--as-of", "2026-06-30", "--output", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert len(file.read_bytes()) < 300_000
    assert command("check", str(file)).returncode == 0


# --- of one thing -----------------------------------------------------------------------------------------------------

OF_ONE = SMALL.replace("organization/agency", "organization/us-ice")
"""The same, where the agency is an immigration authority."""


@pytest.fixture
def authority(tmp_path: Path) -> str:
    """A file with that graph."""
    file = tmp_path / "authority.trig"
    file.write_text(OF_ONE, "utf-8")
    return str(file)


@pytest.mark.parametrize("name", ["a.html", "a.md", "a.pdf"])
@pytest.mark.parametrize("thing", ["Sheriff", "The law", "Plates"])
def test_the_brief_of_one_thing_still_holds(
    command: Command, authority: str, tmp_path: Path, thing: str, name: str
) -> None:
    file = tmp_path / name
    done = command("brief", thing, "--as-of", "2015-06-01", "--graph", authority, "--output", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = command("check", str(file), "--graph", authority)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The answer is still the same (on 1 June 2015).\n")


CHANGED_OF_ONE = {
    "a flow is gone": (
        (OF_ONE[OF_ONE.index(_FLOW) : OF_ONE.index("  <flow/tips>")], ""),
        "A way closed: flow/share → Sold plates (certain).",
    ),
    "a way is gone": (
        (OF_ONE[OF_ONE.index("  <flow/direct> a") : OF_ONE.index("  <flow/sale>")], ""),
        "A way closed: flow/direct (certain).",
    ),
    "a rule is gone": (
        ("<organization/sheriff> ; ws:barsRecipient <organization/us-ice>",
         "<organization/unit> ; ws:barsRecipient <organization/vendor>"),
        "No longer forbidden by No plates to the agency (certain).",
    ),
    "a label": (('"Vendor"', '"Seller"'), "The file says it in other words than the graph at hand does"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGED_OF_ONE)
def test_what_changed_of_one_thing_is_said(command: Command, authority: str, tmp_path: Path, case: str) -> None:
    (old, new), sentence = CHANGED_OF_ONE[case]
    assert old in OF_ONE
    other, file = tmp_path / "other.trig", str(tmp_path / "a.html")
    other.write_text(OF_ONE.replace(old, new), "utf-8")
    assert not command("brief", "Sheriff", "--as-of", "2015-06-01", "--graph", authority, "--output", file).returncode
    done = command("check", file, "--graph", str(other))
    assert done.returncode == 1
    assert sentence in " ".join(done.stdout.split())


def test_a_record_of_one_thing_that_was_altered_is_refused(command: Command, authority: str, tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    command("brief", "Sheriff", "--as-of", "2015-06-01", "--graph", authority, "--output", str(file))
    made = file.read_bytes()
    for old, new, sentence in (
        (b'"certainty":"certain"', b'"certainty":"presumed"', "which was altered"),
        (b'"sort":"body"', b'"sort":1', "“answer.sort” in what it carries"),
        (b'"thing 1"', b'"brief 1"', "in what it carries is not as expected"),
    ):
        assert old in made
        file.write_bytes(made.replace(old, new))
        done = command("check", str(file), "--graph", authority)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert sentence in done.stderr


def test_options_of_a_way_do_not_go_with_one_thing(command: Command, authority: str) -> None:
    done = command("brief", "Sheriff", "--carrying", "Plates", "--graph", authority)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("--carrying asks of the way between two ends, and a brief of one thing has no other")
    done = command("brief", "Atlantis", "--graph", authority)
    assert (done.returncode, done.stderr.partition(".")[0]) == (2, "The graph has no body or system named “Atlantis”")


@pytest.mark.parametrize("thing", ["New York", "King County Sheriff's Office", "Green Light Law", "ICE"])
def test_the_brief_of_a_thing_is_small(command: Command, tmp_path: Path, thing: str) -> None:
    file = tmp_path / "a.html"
    assert command("brief", thing, "--as-of", "2026-06-30", "--output", str(file)).returncode == 0
    assert len(file.read_bytes()) < 300_000
    assert command("check", str(file)).returncode == 0
