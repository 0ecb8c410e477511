"""Bad input: one sentence that says what, where and what to do; exit code 2; never a traceback."""

from __future__ import annotations

import os
import re
import shlex
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from whoshares import KnowledgeGraph
from whoshares.model.errors import QueryError
from whoshares.store.engine import Truth

Command = Callable[..., CompletedProcess[str]]

HEADER = 'id: source/test\ntype: Source\ntitle: "T"\ntier: research\nat: "p. 1"\n'
FLOW = """\
states:
  - id: flow/a
    type: DataFlow
    sender: organization/us-ice
    recipient: organization/us-fbi
    carries: category/fingerprints
    at: "p"
"""


def entry(line: str, class_: str = "DataFlow") -> str:
    return f"{HEADER}states:\n  - id: flow/x\n    type: {class_}\n    {line}\n"


def refuses(answer: CompletedProcess[str], sentence: str) -> None:
    assert answer.stderr.rstrip("\n") == sentence
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr


_NOT_AS_IT_IS = (
    "the character U+{0} stands here, which YAML does not take as it is. Take it out, or write it as “\\u{0}” in "
    "double quotes."
)
_NO_DATE = "which is no date. Write YYYY-MM-DD, or YYYY-MM or YYYY where no more is known."
_NO_YAML = "Check the indentation, the colons and the quotes near here."
_NESTED = "takes text, and a nested list or mapping stands here. Write plain values."
_EMPTY = "has no value. Give one, or take the line out: unknown is left out."
_CLASSES = (
    "The classes are Bar, Block, Concern, DataCategory, DataFlow, Finding, Instrument, Mandate, Measure, Observation, "
    "Organization, Permission, Place, Position, Program, Reading, Recommendation, Registry, Source, SubjectCategory, "
    "System, Transformation."
)

YAML: dict[str, tuple[str, int, str]] = {
    "unclosed list": (
        HEADER + "note: [a\n", 7,
        f"this is not valid YAML (while parsing a flow sequence did not find expected ',' or ']'). {_NO_YAML}",
    ),
    "indentation": (
        HEADER + "states:\n - id: a\n   type: B\n  - id: c\n", 9,
        "this is not valid YAML (while parsing a block collection did not find expected '-' indicator). " + _NO_YAML,
    ),
    "tab": (
        HEADER + "\tnote: x\n", 6, "a tab stands here where YAML takes spaces only. Put spaces in its place.",
    ),
    "tab in an entry": (
        HEADER + "states:\n  - id: flow/x\n\t  type: DataFlow\n", 8,
        "a tab stands here where YAML takes spaces only. Put spaces in its place.",
    ),
    "a # in a value without quotes": (
        entry("label: Hill Bureau #3", "Organization"), 9,
        "a “#” cuts off what follows “Hill Bureau”. Put the whole value in quotes; a remark goes into "
        "a line of its own.",
    ),
    "a # in a list": (
        entry("at: [section 1, section #2]", "Organization"), 9,
        "a “#” cuts off what follows “section”. Put the whole value in quotes; a remark goes into a line of its own.",
    ),
    "a # behind a text of several lines": (
        entry("text: one\n      two #3\n    note: x", "Organization"), 9,
        "a “#” cuts off what follows “one two”. Put the whole value in quotes; a remark goes into a line of its own.",
    ),
    "duplicate key": (
        HEADER + 'title: "U"\n', 6, "the key “title” stands twice (first in line 3). Keep one, or make a list.",
    ),
    "unknown key, near one": (
        entry("sendr: organization/us-ice"), 9,
        "“sendr” is not a key of the format. Did you mean “sender”? Correct it or take it out.",
    ),
    "unknown key, near none": (
        entry("zzzqqq: x"), 9, "“zzzqqq” is not a key of the format. Correct it or take it out.",
    ),
    "merge key": (HEADER + "<<: x\n", 6, "“<<” is not a key of the format. Correct it or take it out."),
    "unknown class": (
        entry("note: x", "Organisation"), 8,
        f"“Organisation” is not a class of the ontology. Did you mean “Organization”? {_CLASSES}",
    ),
    "header of another class": (
        HEADER.replace("type: Source", "type: Organization"), 2,
        "a file is a Source or a Registry, and this says “Organization”. Correct the type.",
    ),
    "list where one is wanted": (
        entry("sender: [organization/us-ice, organization/us-fbi]"), 9,
        "“sender” takes one value, and a list stands here. Keep one.",
    ),
    "nested mapping": (entry("sender:\n      id: organization/us-ice"), 10, f"“sender” {_NESTED}"),
    "nested list": (entry("carries: [[category/fingerprints]]"), 9, f"“carries” {_NESTED}"),
    "empty list": (entry("carries: []"), 9, "“carries” is an empty list. Give a value, or take the line out."),
    "states is a mapping": (
        HEADER + "states:\n  id: x\n", 7, "“states” is not a list. Write one “- id: …” entry for each thing.",
    ),
    "states holds text": (
        HEADER + "states:\n  - flow/x\n", 7,
        "an entry of “states” is not a mapping. Write “- id: …”, then its keys.",
    ),
    "unknown id, near one": (
        HEADER + FLOW.replace("us-fbi", "us-fib"), 10,
        "“recipient” points at “organization/us-fib”, which nothing defines. Did you mean “organization/us-fbi”? "
        "Correct the id, or add the thing to the registry.",
    ),
    "unknown id, near none": (
        HEADER + FLOW.replace("us-fbi", "qqqqqqqqzz"), 10,
        "“recipient” points at “organization/qqqqqqqqzz”, which nothing defines. "
        "Correct the id, or add the thing to the registry.",
    ),
    "unknown tier": (
        HEADER.replace("research", "reserch"), 4,
        "“tier” points at “tier/reserch”, which nothing defines. Did you mean “tier/research”? "
        "Correct the id, or add the thing to the registry.",
    ),
    "no id": ("type: Source\n", 1, "the file that begins here has no “id”. Every thing has an id and a type."),
    "no type": ("id: source/x\n", 1, "the file that begins here has no “type”. Every thing has an id and a type."),
    "entry without id": (
        HEADER + "states:\n  - type: DataFlow\n", 7,
        "the entry that begins here has no “id”. Every thing has an id and a type.",
    ),
    "an id with spaces": (
        HEADER + "states:\n  - id: Organization ICE\n    type: Organization\n", 7,
        "“id” is “Organization ICE”, which is no id. An id is a path such as organization/us-ice "
        "(letters, digits, hyphens), or a full web address.",
    ),
    "an id that is no IRI": (
        HEADER.replace("source/test", "https://[x"), 1,
        "“id” is “https://[x”, which is no id. An id is a path such as organization/us-ice "
        "(letters, digits, hyphens), or a full web address.",
    ),
    "an address that is no IRI": (
        entry("sameAs: https://a/%zz", "Organization"), 9,
        "“sameAs” takes a full web address, and “https://a/%zz” is none.",
    ),
    "an id that climbs": (
        HEADER + "states:\n  - id: organization/../x\n    type: Organization\n", 7,
        "“id” is “organization/../x”, which is no id. An id is a path such as organization/us-ice "
        "(letters, digits, hyphens), or a full web address.",
    ),
    "a number that is none": (
        entry('value: "43,300"', "Observation"), 9,
        "“value” is “43,300”. Write a number in digits, such as 43300 or 2.8.",
    ),
    "a truth that is none": (
        entry("generic: yes", "Organization"), 9, "“generic” is “yes”. Write true or false.",
    ),
    "a web address that is none": (
        HEADER + 'url: "javascript:alert(1)"\n', 6,
        "“url” is “javascript:alert(1)”. Write a full web address that begins with https://.",
    ),
    "a number in the digits of another script": (
        entry("value: １５", "Observation"), 9, "“value” is “１５”. Write a number in digits, such as 43300 or 2.8.",
    ),
    "a number of Arabic digits": (
        entry("value: ١٥", "Observation"), 9, "“value” is “١٥”. Write a number in digits, such as 43300 or 2.8.",
    ),
    "a year of other digits": (
        entry("year: ２０１１", "Finding"), 9, "“year” is “２０１１”. Write a year in four digits.",
    ),
    "a value of a million letters": (
        HEADER + "note: " + "a" * 1_000_001 + "\n", 6,
        "a value here is longer than 1,000,000 characters. Shorten it.",
    ),
    "a year that is none": (entry("year: 14", "Finding"), 9, "“year” is “14”. Write a year in four digits."),
    "no value": (HEADER + "note:\n", 6, f"“note” {_EMPTY}"),
    "null": (HEADER + "note: ~\n", 6, f"“note” {_EMPTY}"),
    "empty text": (HEADER + 'note: ""\n', 6, f"“note” {_EMPTY}"),
    "alias": (
        HEADER + "note: *a\n", 6, "the alias “*a” stands here. Aliases are not used: write the value out.",
    ),
    "anchor": (HEADER + 'note: &a "x"\n', 6, "the anchor “&a” stands here. Anchors are not used: take it out."),
    "tag": (
        HEADER + 'note: !!python/object:os.system "x"\n', 6,
        "the tag “tag:yaml.org,2002:python/object:os.system” stands here. "
        "Tags are not used: every value is read as text.",
    ),
    "second document": (
        HEADER + "---\n" + HEADER, 6,
        "a second document begins here (“---”). One file holds one document: split it.",
    ),
    "100,000 brackets": (
        "[" * 100_000, 1, "the nesting is too deep. A source is a header and a flat list of things.",
    ),
    "100,000 mappings": (
        "{a: " * 100_000, 1, "the nesting is too deep. A source is a header and a flat list of things.",
    ),
    "a list as key": (HEADER + "? [a]\n: b\n", 6, "a list or mapping stands where a key should. Write “key: value”."),
    "empty file": ("", 1, "the file is empty. A source begins with “id:” and “type: Source”."),
    "only a comment": ("# x\n", 1, "the file is empty. A source begins with “id:” and “type: Source”."),
    "a list": ("- a\n", 1, "a mapping was expected: a source begins with “id:” and “type: Source”."),
    "plain text": ("abc\n", 1, "a mapping was expected: a source begins with “id:” and “type: Source”."),
    "control character": ("# x\nid: source/x\x07\n", 2, _NOT_AS_IT_IS.format("0007")),
    "zero": ("id: source/x\0\n", 1, _NOT_AS_IT_IS.format("0000")),
    **{
        f"line break U+{ord(sign):04X}": (HEADER + f'note: "a{sign} b"\n', 6, _NOT_AS_IT_IS.format(f"{ord(sign):04X}"))
        for sign in "\x85\u2028\u2029"
    },
    **{
        f"date {day}": (HEADER + FLOW + f"    validFrom: {day}\n", 13, f"“validFrom” is “{day}”, {_NO_DATE}")
        for day in ("2011-02-30", "2011-13", "11-02-03", "2011-2-3", "March 2011", "2011-02-28T00:00:00", "0000-01-01",
                    "20110228", "2011-02-", "99999", "２０１１-08-30", "٢٠١١", "2011-०२")
    },
    "date of issue": (HEADER + "issued: last week\n", 6, f"“issued” is “last week”, {_NO_DATE}"),
}  # fmt: skip


@pytest.mark.parametrize("name", YAML)
def test_yaml(command: Command, tmp_path: Path, name: str) -> None:
    text, line, sentence = YAML[name]
    file = tmp_path / "x.yaml"
    file.write_text(text, "utf-8")
    refuses(command("sparql", "ASK {}", "--graph", str(file)), f"{file}:{line}: {sentence}")


def test_the_table_can_fail(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(HEADER + FLOW, "utf-8")
    answer = command("sparql", "ASK {}", "--graph", str(file))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "true\n", "")


def test_bytes_that_are_not_utf8(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b'id: source/x\ntitle: "\xff\xfe"\n')
    refuses(
        command("sparql", "ASK {}", "--graph", str(file)),
        f"{file}:2: a byte here is not UTF-8. Save the file as UTF-8 text.",
    )


@pytest.mark.parametrize(
    ("name", "data", "line", "byte"),
    [
        ("x.ttl", b'<a:a> <a:b> "c" .\n<a:a> <a:b> "\xe9" .\n', 2, "0xe9"),
        ("x.trig", b'<a:g> { <a:\xe9> <a:b> "c" }\n', 1, "0xe9"),
        ("x.nt", b'<a:a> <a:b> "\xe9" .\n', 1, "0xe9"),
        ("x.nq", '<a:a> <a:b> "c" .\n'.encode("utf-16"), 1, "0xff"),
        ("x.jsonld", b'{"@id": "a:a",\n"a:b": "\xe9"}', 2, "0xe9"),
        (
            "x.rdf",
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<a xmlns="a:">\xe9</a></rdf:RDF>',
            2,
            "0xe9",
        ),
    ],
)
def test_rdf_that_is_not_utf8(command: Command, tmp_path: Path, name: str, data: bytes, line: int, byte: str) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    answer = command("sparql", "ASK {}", "--graph", str(file))
    assert answer.stderr.endswith(
        f"the text is not UTF-8: line {line} holds the byte {byte}. Save the file as UTF-8.\n"
    )
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1)


def test_two_files_with_one_id(command: Command, tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(HEADER, "utf-8")
    refuses(
        command("validate", str(tmp_path)),
        f"{tmp_path}/b.yaml:1: the id “source/test” is taken by {tmp_path}/a.yaml. Give each file its own.",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("trace", "FBI", "ICE", "--as-of", "２０１１-10-01"), "“２０１１-10-01” is no day."),
        (("trace", "FBI", "ICE", "--between", "2011-01-01", "٢٠١١-١٠-٠١"), "“٢٠١١-١٠-٠١” is no day."),
        (("diff", "2011-01-01", "２０１２-01-01"), "“２０１２-01-01” is no day."),
        (("trace", "FBI", "ICE", "--max-hops", "３"), "“３” is no number here. Write it with the digits 0 to 9."),
        (("trace", "FBI", "ICE", "--limit", "1_0"), "“1_0” is no number here. Write it with the digits 0 to 9."),
        (("search", "FBI", "--limit", "٣"), "“٣” is no number here. Write it with the digits 0 to 9."),
        (("cut", "FBI", "ICE", "--seconds", "１.５"), "“１.５” is no number here. Write it with the digits 0 to 9."),
        (("serve", "--port", "８０８０"), "“８０８０” is no number here. Write it with the digits 0 to 9."),
        (
            ("push", "http://127.0.0.1:1/", "--seconds", "１"),
            "“１” is no number here. Write it with the digits 0 to 9.",
        ),
    ],
)
def test_digits_of_other_scripts(command: Command, arguments: tuple[str, ...], said: str) -> None:
    answer = command(*arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert said in answer.stderr


def test_likely_spellings_are_looked_up_a_hundred_times_at_most(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    flows = FLOW.removeprefix("states:\n")
    many = "".join(flows.replace("flow/a", f"flow/{n}").replace("us-fbi", f"us-fib{n:04}") for n in range(1_600))
    file.write_text(HEADER + "states:\n" + many, "utf-8")
    begun = time.process_time()
    answer = command("sparql", "ASK {}", "--graph", str(file))
    assert time.process_time() - begun < 8
    lines = answer.stderr.splitlines()
    assert len(lines) == 1_600
    assert sum("Did you mean “organization/us-fbi”?" in line for line in lines) == 100


def test_several_faults_one_a_line(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(HEADER + FLOW.replace("us-fbi", "us-fib").replace("carries", "carrys"), "utf-8")
    refuses(
        command("sparql", "ASK {}", "--graph", str(file)),
        f"{file}:11: “carrys” is not a key of the format. Did you mean “carries”? Correct it or take it out.",
    )
    file.write_text(HEADER + FLOW.replace("us-fbi", "us-fib").replace("us-ice", "us-ices"), "utf-8")
    assert command("sparql", "ASK {}", "--graph", str(file)).stderr.count("\n") == 2


# --- files and folders ----------------------------------------------------------------------------------------------

_NONE_HERE = "this folder holds no .yaml or .yml file. Name a folder of YAML-LD."


def test_an_empty_folder(run: Command, tmp_path: Path) -> None:
    refuses(run("trace", "ICE", "FBI", "--graph", str(tmp_path)), f"{tmp_path}: {_NONE_HERE}")


def test_a_folder_whose_yaml_is_a_folder_or_a_dangling_link(command: Command, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    (tmp_path / "y.yaml").symlink_to(tmp_path / "gone")
    refuses(command("sparql", "ASK {}", "--graph", str(tmp_path)), f"{tmp_path}: {_NONE_HERE}")
    refuses(command("sparql", "ASK {}", "--graph", str(tmp_path / "x.yaml")), f"{tmp_path}/x.yaml: {_NONE_HERE}")


def test_a_path_that_is_not_there(command: Command, tmp_path: Path) -> None:
    for verb in (("trace", "ICE", "FBI", "--graph"), ("validate",)):
        refuses(
            command(*verb, str(tmp_path / "none")),
            f"{tmp_path}/none: there is no such file or folder. Check the name.",
        )


def test_an_empty_path(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.yaml").write_text(HEADER, "utf-8")
    answer = command("sparql", "ASK {}", "--graph", "")
    assert answer.returncode == 2, "an empty name is not the folder one stands in"
    assert answer.stdout == ""


_ENDINGS = ".ttl .turtle .trig .nq .nquads .nt .jsonld .json .rdf .xml .owl .n3"


@pytest.mark.parametrize("name", ["facts.txt", "facts.csv"])
def test_an_unknown_ending(command: Command, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("x", "utf-8")
    refuses(
        command("show", "ICE", "--graph", str(file)),
        f"{file}: an RDF file is told by its ending, and “{file.suffix}” is not one of {_ENDINGS}. "
        "Rename the file, or name a folder of YAML-LD.",
    )


_SYNTAX = "Correct the syntax, or give the file the ending of the syntax it is written in."
_CUT_OFF = ":1: this is not valid {}: Parser error at line 1 between columns 13 and 15: Unexpected end of file. "


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("ttl", _CUT_OFF.format("turtle")),
        ("trig", _CUT_OFF.format("trig")),
        ("nq", _CUT_OFF.format("nquads")),
        ("nt", _CUT_OFF.format("ntriples")),
        ("n3", _CUT_OFF.format("n3")),
        ("jsonld", ":1: this is not valid jsonld: Parser error at line 1 column 1: Unexpected char: '<'. "),
        ("rdf", ": this is not valid rdfxml: Unknown prefix https:. "),
    ],
)
def test_bad_rdf(command: Command, tmp_path: Path, ending: str, said: str) -> None:
    file = tmp_path / f"x.{ending}"
    file.write_text("<https://a> <b", "utf-8")
    refuses(command("sparql", "ASK {}", "--graph", str(file)), f"{file}{said}{_SYNTAX}")
    file.write_bytes(b"\xff\xfe\x00\x01")
    answer = command("validate", str(file))
    assert answer.returncode == 2
    assert answer.stderr.startswith(f"{file}")


def test_jsonld_never_fetches_a_context(command: Command, tmp_path: Path) -> None:
    with _Listener() as there:
        file = tmp_path / "x.jsonld"
        file.write_text(f'{{"@context": "{there.url}context.jsonld", "a": "b"}}', "utf-8")
        answer = command("sparql", "ASK {}", "--graph", str(file))
        refuses(
            answer,
            f"{file}: the JSON-LD context is the address of another document, and nothing is fetched from elsewhere. "
            "Write the context itself under “@context”.",
        )
        assert there.asked == []


def test_rdf_xml_never_reads_an_external_entity(command: Command, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hidden", "utf-8")
    file = tmp_path / "x.rdf"
    file.write_text(
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
        '<rdf:Description rdf:about="http://x"><e:p>&e;</e:p></rdf:Description></rdf:RDF>',
        "utf-8",
    )
    answer = command("sparql", "SELECT ?o { <http://x> ?p ?o }", "--graph", str(file))
    assert answer.returncode == 2
    assert "hidden" not in answer.stdout


def test_rdf_xml_with_entities_within_entities(run: Command, tmp_path: Path) -> None:
    """Six levels give a million characters: harmless here, and nine would fill the memory."""
    entities = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 6))
    file = tmp_path / "x.rdf"
    file.write_text(
        f"<!DOCTYPE x [{entities}]>"
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
        '<rdf:Description rdf:about="http://x"><e:p>&a5;</e:p></rdf:Description></rdf:RDF>',
        "utf-8",
    )
    answer = run("sparql", "ASK {}", "--graph", str(file))
    assert answer.returncode == 2
    assert answer.stderr.startswith(f"{file}")


# --- what a flow must have ------------------------------------------------------------------------------------------

_WS, _ID = "https://w3id.org/whoshares/ontology/", "https://w3id.org/whoshares/id/"
_FLOW = (
    f"<{_ID}flow/f> a ws:DataFlow ; ws:sender <{_ID}organization/a> ; ws:recipient <{_ID}organization/b> ; "
    f"ws:carries <{_ID}category/fingerprints> .\n"
)
_WRITE_DATE = "which is none. Write YYYY-MM-DD, YYYY-MM or YYYY in the file."


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (
            f"<{_ID}flow/g> a ws:DataFlow ; ws:sender <{_ID}organization/a> ; ws:carries <{_ID}category/biometric> .",
            "The flow flow/g lacks ws:recipient. State it in the graph.",
        ),
        (
            f"<{_ID}flow/g> ws:recipient <{_ID}organization/a> ; ws:carries <{_ID}category/biometric> .",
            "The flow flow/g lacks ws:sender. State it in the graph.",
        ),
        (
            f"<{_ID}flow/g> ws:sender <{_ID}organization/a> ; ws:recipient <{_ID}organization/b> .",
            "The flow flow/g lacks ws:carries. State it in the graph.",
        ),
        (
            f"<{_ID}flow/f> ws:sender <{_ID}organization/c> .",
            "The flow flow/f has 2 values of ws:sender (organization/a, organization/c), and takes one. "
            "Make two flows of it.",
        ),
        (
            f"<{_ID}transformation/t> ws:holder <{_ID}organization/a> ; ws:produces <{_ID}category/biometric> .",
            "The transformation transformation/t lacks ws:consumes. State it in the graph.",
        ),
        (f'<{_ID}flow/f> ws:validFrom "2011-02-30" .', f"flow/f has the date “2011-02-30”, {_WRITE_DATE}"),
        (f'<{_ID}flow/f> ws:validUntil "soon" .', f"flow/f has the date “soon”, {_WRITE_DATE}"),
        (f'<{_ID}flow/f> ws:validFrom "２０１１" .', f"flow/f has the date “２０１１”, {_WRITE_DATE}"),
        (f'<{_ID}flow/f> ws:attestedOn "٢٠١١-٠١" .', f"flow/f has the date “٢٠١١-٠١”, {_WRITE_DATE}"),
    ],
)
def test_a_flow_that_cannot_be_traced(command: Command, tmp_path: Path, more: str, sentence: str) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(f"@prefix ws: <{_WS}> .\n{_FLOW}", "utf-8")
    assert command("trace", "organization/a", "organization/b", "--graph", str(file)).returncode == 0
    file.write_text(f"@prefix ws: <{_WS}> .\n{_FLOW}{more}\n", "utf-8")
    refuses(command("trace", "organization/a", "organization/b", "--graph", str(file)), sentence)


_ANALYSES = [
    ("trace", "organization/a", "organization/b"),
    ("cut", "organization/a", "organization/b"),
    ("chokepoints", "organization/a", "organization/b"),
    ("exposure", "organization/b"),
    ("bars",),
    ("backdoors",),
    ("whatif", "--end", "flow/f"),
]
"""Every verb that reads the network of flows."""


@pytest.mark.parametrize("verb", [*_ANALYSES, ("diff", "2011-01-01", "2012-01-01")], ids=lambda verb: verb[0])
@pytest.mark.parametrize(
    ("more", "circle"),
    [
        (
            f"<{_ID}organization/a> ws:partOf <{_ID}organization/c> . <{_ID}organization/c> ws:partOf "
            f"<{_ID}organization/a> .",
            "“part of” runs in a circle: organization/c → organization/a → organization/c.",
        ),
        (
            f"<{_ID}organization/a> ws:partOf <{_ID}organization/a> .",
            "“part of” runs in a circle: organization/a → organization/a.",
        ),
        (
            f"<{_ID}category/x> skos:broader <{_ID}category/y> . <{_ID}category/y> skos:broader <{_ID}category/x> .",
            "“broader than” runs in a circle: category/y → category/x → category/y.",
        ),
    ],
    ids=["part of", "part of itself", "broader"],
)
def test_a_relation_that_runs_in_a_circle(
    command: Command, tmp_path: Path, verb: tuple[str, ...], more: str, circle: str
) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        f"@prefix ws: <{_WS}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n{_FLOW}{more}\n", "utf-8"
    )
    answer = command(*verb, "--graph", str(file))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith(f"{circle} Nothing can be ")
    assert answer.stderr.endswith(" itself: take one of the statements out.\n")
    assert answer.stderr.count("\n") == 1


def test_the_same_part_or_category_by_two_ways_is_no_circle(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    parts = "".join(
        f"<{_ID}{low}> {relation} <{_ID}{high}> .\n"
        for relation, kind in (("ws:partOf", "organization"), ("skos:broader", "category"))
        for low, high in ((f"{kind}/p", f"{kind}/q"), (f"{kind}/p", f"{kind}/r"), (f"{kind}/q", f"{kind}/s"),
                          (f"{kind}/r", f"{kind}/s"))
    )  # fmt: skip
    file.write_text(
        f"@prefix ws: <{_WS}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n{_FLOW}{parts}", "utf-8"
    )
    answer = command("trace", "organization/a", "organization/b", "--graph", str(file))
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("verb", _ANALYSES, ids=lambda verb: verb[0])
def test_a_graph_without_flows(command: Command, tmp_path: Path, verb: tuple[str, ...]) -> None:
    file = tmp_path / "x.ttl"
    bodies = "".join(f"<{_ID}organization/{x}> a ws:Organization .\n" for x in "ab")
    file.write_text(f"@prefix ws: <{_WS}> .\n{bodies}", "utf-8")
    refuses(
        command(*verb, "--graph", str(file)),
        "This graph holds no flow. A flow is a ws:DataFlow with ws:sender, ws:recipient and ws:carries: check that "
        "--graph names the file or folder that you mean.",
    )


@pytest.mark.parametrize("until", ["9999", "9999-12", "9999-12-31"])
def test_an_end_at_the_end_of_the_calendar(command: Command, tmp_path: Path, until: str) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(f'@prefix ws: <{_WS}> .\n{_FLOW}<{_ID}flow/f> ws:validUntil "{until}" .\n', "utf-8")
    answer = command("trace", "organization/a", "organization/b", "--graph", str(file))
    assert answer.returncode in (0, 2)
    assert "Traceback" not in answer.stderr


def test_a_flow_without_a_name(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(f"@prefix ws: <{_WS}> .\n" + _FLOW.replace(f"<{_ID}flow/f>", "[]"), "utf-8")
    ends = ("organization/a", "organization/b")
    for ask in (("trace", *ends), ("show", ends[0]), ("export", "--format", "dot")):
        answer = command(*ask, "--graph", str(file))
        assert answer.returncode in (0, 2)


# --- SPARQL ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("SELECT * WHERE { ?s ?p ?o } }",
         "The query is not valid SPARQL 1.1: error at 1:29: expected one of the end of the query, GROUP, HAVING, "
         "LIMIT, OFFSET, ORDER, VALUES, where “}” stands."),
        ("ASK { ?s ?p }", None),
        ("SELECT * WHERE { ?s nope:p ?o }", None),
        ("SELECT ?s WHERE { ?s ?p ?o } GROUP BY ?p", None),
    ],
)  # fmt: skip
def test_bad_sparql(command: Command, query: str, sentence: str | None) -> None:
    answer = command("sparql", query)
    if sentence:
        refuses(answer, sentence)
    assert answer.returncode == 2
    assert re.match(r"The query is not valid SPARQL 1\.1: .+\.\n", answer.stderr)


@pytest.mark.parametrize(
    "update",
    ["INSERT DATA { <a:b> <a:c> <a:d> }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL #{", "DROP GRAPH <x:y> #{",
     "LOAD <http://127.0.0.1:1/x> #{", "WITH <x:y> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"],
)  # fmt: skip
def test_an_update(command: Command, update: str) -> None:
    answer = command("sparql", update)
    assert answer.returncode == 2
    assert re.fullmatch(
        r"The query is not valid SPARQL 1\.1: error at 1:\d+: expected .+\. "
        r"Updates are not accepted: the graph is read-only here\.\n",
        answer.stderr,
    )


def test_too_deep_a_query(run: Command) -> None:
    answer = run("sparql", "ASK " + "{" * 20_000 + "}" * 20_000)
    assert answer.returncode == 2
    assert answer.stderr.startswith("The query")
    assert len(answer.stderr) < 1000


SERVICE_REFUSED = (
    "The query uses SERVICE, which would send a request to another machine. Queries here read this graph only: "
    "take the SERVICE part out."
)

ELSEWHERE = [
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "ask { service silent <URL> { ?s ?p ?o } }",
    "ASK { # SERVICE\n SERVICE <URL> { ?s ?p ?o } }",
    "ASK { # a comment ended by a carriage return\rSERVICE <URL> { ?s ?p ?o } }",
    'ASK { ?s ?p "#" . SERVICE <URL> { ?s ?p ?o } }',
    'ASK { ?s ?p "\\"" . SERVICE <URL> { ?s ?p ?o } }',
    "ASK { ?s ?p '''a'b\"''' . SERVICE <URL> { ?s ?p ?o } }",
    'ASK { ?s ?p """a"\\"""" . SERVICE <URL> { ?s ?p ?o } }',
    "ASK { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "ASK { SERV\\u0049CE <URL> { ?s ?p ?o } }",
    "ASK { \\U00000053ERVICE <URL> { ?s ?p ?o } }",
    "PREFIX ex: <http://e/> ASK { ex:a\\#b ?p ?o . SERVICE <URL> { ?s ?p ?o } }",
    "PREFIX ex: <http://e/> ASK { ex:a\\'b ?p ?o . SERVICE <URL> { ?s ?p ?o } }",
    "ASK { ?s ?p ?a.SERVICE <URL> { ?s ?p ?o } }",
    "ASK { ?s ?p <http://x/#a>.SERVICE <URL> { ?s ?p ?o } }",
    "ASK { ?s ?p ws:.SERVICE <URL> { ?s ?p ?o } }",
    "ASK { ?s ?p 1SERVICE <URL> { ?s ?p ?o } }",
    "ASK { ?s ?p trueSERVICE <URL> { ?s ?p ?o } }",
    "ASK { SERVICESILENT <URL> { ?s ?p ?o } }",
    "PREFIX ex: <URL> ASK { SERVICEex: { ?s ?p ?o } }",
    "ASK { ?s ?p ?o FILTER(?s<?o)SERVICE<URL>{ ?s ?p ?o } FILTER(?s>?o) }",
    "ASK { ?s ?p ?o FILTER EXISTS{SERVICE <URL> { ?s ?p ?o } } }",
    "ASK { VALUES ?g { <URL> } SERVICE ?g { ?s ?p ?o } }",
    "ASK { {}SERVICE$g{ ?s ?p ?o } }",
    'ASK { ?s ?p "x"@en.SERVICE <URL> { ?s ?p ?o } }',
    "SELECT * { { SELECT ?s { SERVICE <URL> { ?s ?p ?o } } } }",
]
"""Ways to ask another machine, plain and in disguise."""


class _Listener:
    """A real server on loopback that notes who asks and answers 500."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.asked: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            with visitor:
                self.asked.append(visitor.recv(200))
                visitor.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def __enter__(self) -> _Listener:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture
def elsewhere() -> Iterator[_Listener]:
    with _Listener() as listener:
        yield listener


@pytest.mark.parametrize("query", ELSEWHERE)
def test_no_query_asks_another_machine(kg: KnowledgeGraph, elsewhere: _Listener, query: str) -> None:
    with pytest.raises(QueryError) as refused:
        kg.sparql(query.replace("URL", elsewhere.url))
    assert elsewhere.asked == []
    assert str(refused.value) == SERVICE_REFUSED or str(refused.value).startswith("The query is not valid SPARQL 1.1: ")


def test_plain_service_is_refused_in_a_sentence(run: Command, elsewhere: _Listener) -> None:
    refuses(run("sparql", ELSEWHERE[0].replace("URL", elsewhere.url)), SERVICE_REFUSED)
    assert elsewhere.asked == []


def test_the_listener_would_hear(elsewhere: _Listener) -> None:
    with socket.create_connection(("127.0.0.1", int(elsewhere.url.rsplit(":", 1)[1].strip("/"))), 20) as caller:
        caller.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert caller.recv(12) == b"HTTP/1.1 500"
    assert elsewhere.asked != []


@pytest.mark.parametrize(
    "query",
    ["ASK { ?SERVICE ?p ?o }", 'ASK { ?s ?p "SERVICE" }', "ASK { # SERVICE\n}", "ASK { <http://x/SERVICE> ?p ?o }",
     "ASK { ws:SERVICE ?p ?o }", "ASK { ?s ?p '''x SERVICE y''' }", "ASK { ws:a-service ?p ?o }"],
)  # fmt: skip
def test_the_word_alone_is_no_request(kg: KnowledgeGraph, query: str) -> None:
    assert isinstance(kg.sparql(query), Truth)


def test_query_files(command: Command, tmp_path: Path) -> None:
    refuses(command("sparql", "none.rq"), "none.rq: there is no such query file. Check the name.")
    (tmp_path / "d.rq").mkdir()
    (tmp_path / "b.rq").write_bytes(b"ASK {} # \xff")
    refuses(
        command("sparql", str(tmp_path / "d.rq")), f"{tmp_path}/d.rq: this query file cannot be read (Is a directory)."
    )
    refuses(
        command("sparql", str(tmp_path / "b.rq")),
        f"{tmp_path}/b.rq: this query file is not UTF-8 text. Save it as UTF-8.",
    )
    refuses(
        command("sparql", "who shares"),
        "“who shares” is neither a query nor the name of a .rq file. Put the query in quotes, or name a file.",
    )


@pytest.mark.parametrize(
    ("query", "form", "sentence"),
    [
        ("SELECT * {}", "turtle",
         "A SELECT query gives rows, and Turtle holds triples. Use table, json or csv, or CONSTRUCT."),
        ("ASK {}", "csv", "An ASK query gives true or false, which has no csv form. Use table or json."),
        ("CONSTRUCT WHERE {}", "table",
         "This query gives triples, which have no table form here. Use turtle or json, or SELECT."),
    ],
)  # fmt: skip
def test_a_form_that_an_answer_cannot_take(command: Command, query: str, form: str, sentence: str) -> None:
    refuses(command("sparql", query, "--format", form), sentence)


# --- names ----------------------------------------------------------------------------------------------------------

_ABSENT = (
    "That it is not in the graph is not the same as nothing being shared. For a name that tells a kind of body (police "
    "department, sheriff, jail, motor vehicle agency, county), the answer is what documents say of such bodies."
)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("trace", "zzzzqqqq", "FBI"),
            "The graph has no holder of data named “zzzzqqqq”. “whoshares search zzzzqqqq” looks through everything."
            f"\n{_ABSENT}",
        ),
        (
            ("trace", "FBI", "zzzz qqqq xxxx"),
            "The graph has no holder of data named “zzzz qqqq xxxx”. "
            '“whoshares search "zzzz qqqq xxxx"” looks through everything.'
            f"\n{_ABSENT}",
        ),
        (
            ("trace", "FBI", "ICE", "--carrying", "fingerprnts"),
            "The graph has no data category named “fingerprnts”. Did you mean “Fingerprints” or “Field prints”? "
            "“whoshares search fingerprnts” looks through everything.\n"
            "To ask this of one of them:\n"
            "  whoshares trace FBI ICE --carrying Fingerprints\n"
            '  whoshares trace FBI ICE --carrying "Field prints"',
        ),
        (
            ("cut", "King County Ordinance 18665", "FBI"),
            "“King County Ordinance 18665” is an instrument (instrument/us-wa-king-county-ordinance-18665), and a "
            "holder of data is wanted here. “whoshares show instrument/us-wa-king-county-ordinance-18665” tells what "
            "is known of it.",
        ),
        (
            ("trace", "FBI", "ICE", "--carrying", "FBI"),
            "“FBI” is an organization (organization/us-fbi), and a data category is wanted here. "
            "“whoshares show organization/us-fbi” tells what is known of it.",
        ),
        (
            ("trace", "FBI", "ICE", "--via", "fingerprints"),
            "“fingerprints” is a data category (category/fingerprints), and a holder, flow, program or instrument is "
            "wanted here. “whoshares show category/fingerprints” tells what is known of it.",
        ),
    ],
)
def test_names(command: Command, arguments: tuple[str, ...], sentence: str) -> None:
    refuses(command(*arguments), sentence)


def test_an_ambiguous_name(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        f"@prefix ws: <{_WS}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f'<{_ID}organization/a> a ws:Organization ; skos:altLabel "Bureau" .\n'
        f'<{_ID}system/b> a ws:System ; skos:altLabel "bureau" .\n{_FLOW}',
        "utf-8",
    )
    for ask in (("show", "BUREAU"), ("trace", "BUREAU", "system/b")):
        refuses(
            command(*ask, "--graph", str(file)),
            "“BUREAU” can mean organization/a (organization), system/b (system). Give the id of the one you mean.",
        )


def test_a_misspelt_name_gets_suggestions(command: Command) -> None:
    answer = command("trace", "Local jial", "ICE")
    assert answer.returncode == 2
    assert answer.stderr.startswith("The graph has no holder of data named “Local jial”. Did you mean “Local jail”")
    assert answer.stderr.splitlines()[1:] == ["To ask this:", '  whoshares trace "Local jail" ICE']


# --- options --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2011-02-30", "yesterday", "", "2011-W01-1", "20111001", "31/02/2011"])
def test_a_day_that_is_none(command: Command, day: str) -> None:
    refuses(
        command("trace", "FBI", "ICE", "--as-of", day),
        f"“{day}” is no day. Write a date as YYYY-MM-DD, such as 2011-10-01.",
    )


def test_a_day_written_otherwise_is_offered_as_it_is_written_here(command: Command) -> None:
    refuses(
        command("trace", "FBI", "ICE", "--as-of", "October 1, 2011"),
        "“October 1, 2011” is not how a day is written here. Write a date as YYYY-MM-DD, such as 2011-10-01.\n"
        "To ask this:\n  whoshares trace FBI ICE --as-of 2011-10-01",
    )


@pytest.mark.parametrize(
    ("span", "what", "first", "last"),
    [("2011", "year", "2011-01-01", "2011-12-31"), ("2012-02", "month", "2012-02-01", "2012-02-29")],
)
def test_a_month_or_year_offers_its_first_and_last_day(
    command: Command, span: str, what: str, first: str, last: str
) -> None:
    refuses(
        command("trace", "FBI", "ICE", "--as-of", span),
        f"“{span}” is no day but a {what}, from {first} through {last}. Write a date as YYYY-MM-DD, such as one of "
        "these.\nTo ask this of one of them:\n"
        f"  whoshares trace FBI ICE --as-of {first}\n  whoshares trace FBI ICE --as-of {last}",
    )


@pytest.mark.parametrize(
    ("arguments", "end"),
    [
        (("trace", "FBI", "ICE", "--limit", "0"), "Error: Invalid value for '--limit': 0 is not in the range x>=1."),
        (("trace", "FBI", "ICE", "--limit", "-3"), "Error: Invalid value for '--limit': -3 is not in the range x>=1."),
        (("trace", "FBI", "ICE", "--max-hops", "0"),
         "Error: Invalid value for '--max-hops': 0 is not in the range x>=1."),
        (("search", "x", "--limit", "0"), "Error: Invalid value for '--limit': 0 is not in the range x>=1."),
        (("trace", "FBI", "ICE", "--format", "xml"),
         "Error: Invalid value for '--format': 'xml' is not one of 'text', 'json', 'csv', 'xlsx', 'csv-bom', 'svg', "
         "'png', 'graphml', 'gexf', 'dot', 'gephi', 'neo4j', 'cytoscape', 'node-link', 'mermaid', 'openlineage', "
         "'geojson', 'jsonld', 'bibtex', 'csl'."),
        (("trace", "FBI", "ICE", "--limit", "ten"),
         "Error: Invalid value for '--limit': 'ten' is not a valid whole number."),
        (("cut", "FBI", "ICE", "--seconds", "ten"),
         "Error: Invalid value for '--seconds': 'ten' is not a valid number."),
        (("serve", "--port", "99999"),
         "Error: Invalid value for '--port': 99999 is not in the range 0<=x<=65535."),
        (("trace", "FBI"), "Error: Missing argument 'TO'."),
        (("trace",), "Error: Missing argument 'FROM'."),
        (("show",), "Error: Missing argument 'THING'."),
        (("search",), "Error: Missing argument 'TEXT'."),
        (("sparql",), "Error: Missing argument 'QUERY|FILE'."),
        (("frobnicate",), "Error: No such command 'frobnicate'."),
        (("trce", "FBI", "ICE"), "Error: No such command 'trce'. Did you mean 'trace'?"),
        (("trace", "FBI", "ICE", "FBI"),
         "Error: Got unexpected extra argument (FBI)\n"
         "Options here that take a name: --carrying, --reading, --via, --avoid."),
    ],
)  # fmt: skip
def test_bad_use(command: Command, arguments: tuple[str, ...], end: str) -> None:
    answer = command(*arguments)
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert re.match(r"Usage: .*whoshares .*\[OPTIONS\]", answer.stderr)
    assert answer.stderr.rstrip().endswith(end)


@pytest.mark.parametrize(
    ("verb", "option"),
    [
        *((verb, "--limit") for verb in (("chokepoints", "FBI", "ICE"), ("backdoors",), ("whatif",))),
        *(
            (verb, "--max-hops")
            for verb in (("cut", "FBI", "ICE"), ("chokepoints", "FBI", "ICE"), ("exposure", "ICE"), ("backdoors",))
        ),
    ],
    ids=lambda part: part if isinstance(part, str) else part[0],
)
@pytest.mark.parametrize("number", ["0", "-1"])
def test_a_number_below_one(command: Command, verb: tuple[str, ...], option: str, number: str) -> None:
    answer = command(*verb, option, number)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.endswith(f"Error: Invalid value for '{option}': {number} is not in the range x>=1.\n")


_ONE_TIME = "A day (as of), two days (between) and “ever” exclude each other. Give one of them."


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--between", "2012-01-01", "2011-01-01"), "2011-01-01 is before 2012-01-01. Give the earlier day first."),
        (("--between", "2011-01-01", "soon"), "“soon” is no day. Write a date as YYYY-MM-DD, such as 2011-10-01."),
        (("--between", "2011-01-01", "2012-01-01", "--as-of", "2011-06-01"), _ONE_TIME),
        (("--between", "2011-01-01", "2012-01-01", "--ever"), _ONE_TIME),
        (("--ever", "--as-of", "2011-06-01"), _ONE_TIME),
    ],
)
def test_times_of_a_journey_that_are_none(command: Command, options: tuple[str, ...], sentence: str) -> None:
    refuses(command("trace", "FBI", "ICE", *options), sentence)


def test_between_one_day_and_itself(command: Command) -> None:
    assert command("trace", "FBI", "ICE", "--between", "2011-10-01", "2011-10-01").returncode == 0


_WITH_READINGS = [
    ("trace", "FBI", "ICE", "--unbarred"), ("bars",), ("backdoors",), ("whatif", "--end", "instrument/us-ca-sb-34"),
]  # fmt: skip


@pytest.mark.parametrize("verb", _WITH_READINGS, ids=lambda verb: verb[0])
def test_readings(command: Command, verb: tuple[str, ...]) -> None:
    refuses(
        command(*verb, "--reading", "zzzzqqqq"),
        "The graph has no reading named “zzzzqqqq”. “whoshares search zzzzqqqq” looks through everything.",
    )
    refuses(
        command(*verb, "--reading", "FBI"),
        "“FBI” is an organization (organization/us-fbi), and a reading is wanted here. "
        "“whoshares show organization/us-fbi” tells what is known of it.",
    )
    one, other = "reading/us-ca-sb-34--any-state-or-local-agency", "reading/us-ca-sb-34--california-agencies-only"
    refuses(
        command(*verb, "--reading", one, "--reading", other),
        f"{one} and {other} are rival readings of California SB 34. Take one of them.",
    )


@pytest.mark.parametrize(
    ("ends", "part"),
    [
        (("DHS", "ICE"), "Immigration and Customs Enforcement is within Department of Homeland Security"),
        (("ICE", "DHS"), "Immigration and Customs Enforcement is within Department of Homeland Security"),
        (("DHS", "IDENT"), "Automated Biometric Identification System is within Department of Homeland Security"),
        (("ICE", "ICE"), "Immigration and Customs Enforcement "),
    ],
)
@pytest.mark.parametrize("verb", ["cut", "chokepoints"])
def test_nothing_between_a_thing_and_its_own_part(
    command: Command, verb: str, ends: tuple[str, str], part: str
) -> None:
    answer = command(verb, *ends, "--as-of", "2011-10-01")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith(part)
    assert answer.stderr.endswith(
        ", so that nothing lies between the two. Name two bodies of which neither is part of the other, such as a part "
        "of one instead of the whole.\n"
    )


# --- scenarios ------------------------------------------------------------------------------------------------------

_KEYS = "The keys are title, from, to, carrying, as-of, end, start, readings, unbarred."
_NO_CHANGE = "The scenario changes nothing. Name what ends (end), what begins (start), or a reading to take."
_BAD_SCENARIOS: dict[str, tuple[str, str]] = {
    "unknown key": ("end: flow/x\nfoo: 1\n", f"FILE:2: a scenario has no key “foo”. {_KEYS}"),
    "unknown key of a flow": (
        "start:\n  - flow:\n      sendr: FBI\n",
        "FILE:3: a new flow has no key “sendr”. The keys are sender, recipient, carries.",
    ),
    "a list": ("[a, b]\n", "FILE:1: a scenario is written as keys with values: " + _KEYS.removeprefix("The keys are ")),
    "not YAML": (
        "title: x\nend: [a\n",
        "FILE:3: this is not valid YAML (while parsing a flow sequence did not find expected ',' or ']'). "
        + _NO_YAML,
    ),
    "the same key twice": (
        "end: a\nend: b\n", "FILE:2: the key “end” stands twice (first in line 1). Keep one, or make a list.",
    ),
    "missing slot of a flow": (
        "title: x\nstart:\n  - flow:\n      sender: FBI\n      recipient: ICE\n", "FILE:3: a new flow lacks carries.",
    ),
    "missing slots of a block": (
        "start:\n  - block:\n      atSystem: Nlets\n", "FILE:2: a new block lacks blocksOrigin, blocksRecipient.",
    ),
    "missing slot of a bar": (
        "start:\n  - bar:\n      barsCategory: fingerprints\n", "FILE:2: a new bar lacks barsSender.",
    ),
    "two senders": (
        "start:\n  - flow:\n      sender: [FBI, ICE]\n      recipient: ICE\n      carries: fingerprints\n",
        "FILE:2: sender takes one name. Make two flows of it.",
    ),
    "half a membership": ("end:\n  - member: FBI\n", "FILE:2: a membership takes the keys member and of."),
    "neither true nor false": (
        "end: flow/x\nunbarred: maybe\n", "FILE:2: unbarred is “maybe”, and takes true or false.",
    ),
    "nothing": ("title: Nothing at all\n", _NO_CHANGE),
}  # fmt: skip


@pytest.mark.parametrize("name", _BAD_SCENARIOS)
def test_a_bad_scenario(command: Command, tmp_path: Path, name: str) -> None:
    text, sentence = _BAD_SCENARIOS[name]
    file = tmp_path / "x.yaml"
    file.write_text(text, "utf-8")
    refuses(command("whatif", str(file)), sentence.replace("FILE", str(file)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("end: flow/zzzzqqqq\n", "The graph has no flow, instrument, norm, block or transformation named"),
        ("start: flow/zzzzqqqq\n", "The graph has no flow, instrument, norm, block or transformation named"),
        (
            "end: instrument/us-ca-sb-34\nfrom: zzzzqqqq\nto: ICE\n",
            "The graph has no holder of data named “zzzzqqqq”.",
        ),
        ("end: FBI\n", "“FBI” is an organization (organization/us-fbi), and a flow, instrument, norm, block or"),
        (
            "start:\n  - flow: {sender: FBI, recipient: ICE, carries: zzzzqqqq}\n",
            "The graph has no data category named “zzzzqqqq”.",
        ),
        (
            "start:\n  - flow: {sender: FBI, recipient: ICE, carries: any}\n",
            "A new flow, block or bar names its data categories; “any” is none.",
        ),
        (
            "end:\n  - {member: FBI, of: ICE}\n",
            "organization/us-fbi is not stated to be part of, or operated by, organization/us-ice: that cannot end.",
        ),
        ("readings: zzzzqqqq\n", "The graph has no reading named “zzzzqqqq”."),
        ("end: instrument/us-ca-sb-34\nas-of: yesterday\n", "“yesterday” is no day."),
        ("", "the file is empty. A scenario has the keys title, from, to, carrying, as-of, end, "),
    ],
)
def test_a_scenario_of_things_that_are_not_there(command: Command, tmp_path: Path, text: str, sentence: str) -> None:
    """Whether or not the sentence begins with file and line, it is one, and says what was found."""
    file = tmp_path / "x.yaml"
    file.write_text(text, "utf-8")
    answer = command("whatif", str(file))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith(sentence) or f": {sentence}" in answer.stderr
    assert answer.stderr.count("\n") == 1 + answer.stderr.count(f"\n{_ABSENT}")


@pytest.mark.parametrize("text", ["", "  "])
def test_a_search_for_nothing(command: Command, text: str) -> None:
    answer = command("search", text)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == (
        "The words to search for are empty. Give a name, a part of one, or words of a description.\n"
    )


def test_a_scenario_without_end_is_not_read_to_its_end(command: Command) -> None:
    answer = command("whatif", "/dev/zero")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == "/dev/zero: this file has more than 1,000,000 bytes. A scenario has fewer.\n"


def test_a_scenario_that_cannot_be_read(command: Command, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"end: \xff\n")
    for file, why in (
        (tmp_path / "none.yaml", "cannot be read (No such file or directory)"),
        (tmp_path, "cannot be read (Is a directory)"),
        (tmp_path / "x.yaml", "is not UTF-8 text"),
    ):
        refuses(command("whatif", str(file)), f"{file}: this scenario {why}. Check the name, or save it as UTF-8.")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), _NO_CHANGE),
        (("--from", "FBI", "--to", "ICE"), _NO_CHANGE),
        (
            ("--start", "FBI > ICE"),
            "“FBI > ICE” is no new flow. Write SENDER > RECIPIENT : CATEGORY, such as “Local jail > ICE : "
            "fingerprints”.",
        ),
        (
            ("--start", "FBI > : fingerprints"),
            "“FBI > : fingerprints” is no new flow. Write SENDER > RECIPIENT : CATEGORY, such as “Local jail > ICE : "
            "fingerprints”.",
        ),
        (
            ("--end", "FBI of ICE"),
            "organization/us-fbi is not stated to be part of, or operated by, organization/us-ice: that cannot end. "
            "“whoshares show organization/us-fbi” tells what it is part of.",
        ),
    ],
)
def test_bad_options_of_whatif(command: Command, options: tuple[str, ...], sentence: str) -> None:
    refuses(command("whatif", *options), sentence)


def test_an_unknown_option(command: Command) -> None:
    answer = command("trace", "FBI", "ICE", "--limmit", "3")
    assert answer.returncode == 2
    assert "No such option" in answer.stderr
    assert "--limit" in answer.stderr.splitlines()[-1], "the near one is offered"


def test_a_renamed_option(command: Command) -> None:
    answer = command("trace", "FBI", "ICE", "--lawful")
    assert answer.returncode == 2
    assert answer.stderr.splitlines()[-1] == "Error: No such option '--lawful'. Did you mean '--unbarred'?"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("trace", "FBI", "ICE", "--date", "2011-10-01"), "Did you mean '--as-of'?"),
        (("trace", "FBI", "ICE", "--data", "fingerprints"), "Did you mean '--carrying'?"),
        (("whatif", "--begin", "Green Light Law"), "Did you mean '--start'?"),
        (("trace", "--from", "FBI", "--to", "ICE"), "Names stand here without an option: whoshares trace FROM TO"),
        (("exposure", "--holder", "ICE"), "Names stand here without an option: whoshares exposure X"),
    ],
)
def test_an_option_that_people_expect_leads_to_the_one_there_is(
    command: Command, asked: tuple[str, ...], said: str
) -> None:
    answer = command(*asked)
    assert answer.returncode == 2
    assert answer.stderr.splitlines()[-1].endswith(said)
    assert answer.stderr.count("Did you mean") == said.count("Did you mean")


def test_no_arguments_shows_the_help(run: Command) -> None:
    answer = run()
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert "Verbs:" in answer.stderr


@pytest.mark.parametrize("place", ["none/x.ttl", "."])
def test_an_output_that_cannot_be_written(command: Command, tmp_path: Path, place: str) -> None:
    answer = command("export", "--output", str(tmp_path / place))
    assert answer.returncode == 2
    assert re.fullmatch(rf"{tmp_path}.*: this file cannot be written \(.+\)\. Name another place\.\n", answer.stderr)
    assert not list(tmp_path.iterdir()), "and nothing is left behind"


# --- the same through the real command ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["unclosed list", "unknown id, near one", "100,000 brackets"],
)  # fmt: skip
def test_yaml_through_the_real_command(run: Command, tmp_path: Path, name: str) -> None:
    text, line, sentence = YAML[name]
    file = tmp_path / "x.yaml"
    file.write_text(text, "utf-8")
    refuses(run("validate", str(file)), f"{file}:{line}: {sentence}")


def test_bad_rdf_through_the_real_command(run: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text("<https://a> <b", "utf-8")
    refuses(run("validate", str(file)), f"{file}{_CUT_OFF.format('turtle')}{_SYNTAX}")
    refuses(run("trace", "ICE", "FBI", "--as-of", "2011-02-30"),
            "“2011-02-30” is no day. Write a date as YYYY-MM-DD, such as 2011-10-01.")  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        (("backdoors", "Green Light Law"), 'whoshares backdoors --bar "Green Light Law"'),
        (("query", "flows/into", "ICE"), "whoshares query flows/into --recipient ICE"),
    ],
)
def test_a_name_that_an_option_takes_is_offered_with_it(command: Command, asked: tuple[str, ...], offered: str) -> None:
    answer = command(*asked)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.endswith(f"Names are told by options here. To ask this:\n  {offered}\n")
    assert command(*shlex.split(offered)[1:]).returncode == 0


def test_one_name_too_many_is_told_which_options_take_names(command: Command) -> None:
    answer = command("exposure", "ICE", "FBI")
    assert answer.stderr.endswith("(FBI)\nOptions here that take a name: --carrying, --place.\n")
    assert "Options here" not in command("trace", "ICE").stderr


def test_of_a_month_its_first_and_last_day_are_offered_as_commands(command: Command) -> None:
    answer = command("trace", "IRS", "ICE", "--as-of", "2025-02")
    assert (answer.returncode, answer.stderr) == (
        2,
        "“2025-02” is no day but a month, from 2025-02-01 through 2025-02-28. Write a date as YYYY-MM-DD, such as one "
        "of these.\nTo ask this of one of them:\n  whoshares trace IRS ICE --as-of 2025-02-01\n"
        "  whoshares trace IRS ICE --as-of 2025-02-28\n",
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("whatif", ()), ("check", ()), ("sparql", ()), ("validate", ()), ("build", ("--store", "store")),
        ("watch", ("ice-287g", "a.csv", "b.csv")), ("editions ice-287g", ("b.csv",)),
        ("import ice-287g", ("--out", "folder")), ("trace FBI ICE --graph", ()),
    ],
)  # fmt: skip
def test_a_pipe_into_which_nobody_writes_holds_nothing_up(
    command: Command, tmp_path: Path, verb: str, more: tuple[str, ...]
) -> None:
    pipe = tmp_path / "pipe.rq"
    os.mkfifo(pipe)
    answer = command(*verb.split(), str(pipe), *(str(tmp_path / one) if "." in one else one for one in more))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert re.search("a pipe into which nobody writes|a pipe or a device", answer.stderr), answer.stderr
    assert answer.stderr.count("\n") == 1
