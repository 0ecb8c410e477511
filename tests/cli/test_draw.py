"""`whoshares draw`: what the explorer shows as a file, with what was asked, the day, documents and licence."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree

import pytest

from whoshares import KnowledgeGraph
from whoshares.cli.draw import draw
from whoshares.exports.law_picture import law_picture
from whoshares.exports.results import written
from whoshares.knowledge_graph.overviews import laws_on, register_on, states_on
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.model.answer import Answer
from whoshares.text.results import result_of

Command = Callable[..., CompletedProcess[str]]
SVG = "{http://www.w3.org/2000/svg}"
DAY = "2026-06-30"
DRAWN: dict[str, Callable[[KnowledgeGraph], Answer]] = {
    "Yes: on 1 October 2011, fingerprints could get from Local jail": lambda kg: kg.trace(
        "Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01"
    ),
    "How driver records could get from New York State Department of Motor Vehicles": lambda kg: kg.trace(
        "New York DMV", "ICE", as_of=DAY
    ),
    "flows of data of any kind are known around": lambda kg: kg.around("IDENT", as_of=DAY),
    "Secure Communities: what began, ended and was said to be in force": lambda kg: kg.timeline("Secure Communities"),
    "known flows come to Nlets on 30 June 2026": lambda kg: register_on(kg, "Nlets", DAY),
    "had a rule on 30 June 2026 that forbids passing plate reads": lambda kg: laws_on(
        kg, carrying="plate-read", as_of=DAY
    ),
}


def _texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert not list(root.iter(f"{SVG}script"))
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def _drawn(kg: KnowledgeGraph, answer: Answer) -> str:
    (picture,) = written(result_of(kg, answer, "svg"), "svg")
    assert isinstance(picture, str)
    return picture


@pytest.mark.parametrize("said", DRAWN)
def test_a_picture_says_what_it_is(kg: KnowledgeGraph, said: str) -> None:
    words = " ".join(_texts(_drawn(kg, DRAWN[said](kg))))
    assert said in words
    assert re.search(r"as of: \d{4}-\d\d-\d\d|Day: \d{4}-\d\d-\d\d, that of the newest document\.", words)
    assert re.search(r"whoshares, [\d,]+ flows from [\d,]+ documents", words)
    assert "CC BY 4.0" in words
    assert "Documents: " in words


def test_no_sign_in_the_laws_is_without_its_key(kg: KnowledgeGraph) -> None:
    texts = _texts(_drawn(kg, laws_on(kg, carrying=None, as_of=DAY)))
    keys = {"?": "“?”: it may be in force", " +1": "“+1”: one more such rule", "1 body’s rule": "one body there"}
    for sign, key in keys.items():
        assert any(text.endswith(sign) for text in texts)
        assert key in " ".join(texts)


def test_a_map_has_the_number_of_each_state(kg: KnowledgeGraph) -> None:
    found = states_on(kg, DAY, "bars")
    texts = _texts(_drawn(kg, found))
    for row in found.states:
        letters = row.place.rpartition("-")[2].upper()
        number = str(row.counts["bars"]) if row.is_known else "?"
        assert f"{letters} {number}" in texts or texts[texts.index(letters) + 1] == number
    assert "Documents show laws and rules of the state that forbid passing data on in" in " ".join(texts)
    assert any("not how much is shared" in text for text in texts)


def test_a_table_of_laws_has_each_rule(kg: KnowledgeGraph) -> None:
    found = laws_on(kg, as_of=DAY)
    texts = _texts(law_picture(found))
    shown = 0
    for text in texts:
        if says := re.fullmatch(r"(?:forbidden|demanded|permitted)\??(?: \d{4})?(?: \+(\d+))?", text):
            shown += 1 + int(says[1] or 0)
        elif own := re.fullmatch(r"(\d+) bod(?:y’s rule|ies’ rules)", text):
            shown += int(own[1])
    assert shown == sum(len(cell) for row in found.states for cell in row.cells)
    empty = {found.labels[row.place] for row in found.states if row.is_empty}
    assert empty
    assert all(any(place in text for text in texts) for place in empty)


def test_a_file_is_of_the_sort_that_its_name_says(command: Command, tmp_path: Path) -> None:
    for name, begins in (("a.svg", b"<svg "), ("b.PNG", b"\x89PNG")):
        done = command("draw", "register", "Nlets", "--as-of", DAY, "--output", str(tmp_path / name))
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert (tmp_path / name).read_bytes().startswith(begins)
    refused = command("draw", "register", "Nlets", "--output", str(tmp_path / "c.gif"))
    assert refused.returncode == 2
    assert "a picture is SVG or PNG. Let the name of the file end in .svg or .png." in refused.stderr
    refused = command("draw", "register", "California", "--output", str(tmp_path / "c.svg"))
    assert refused.returncode == 2
    assert "a register is that of one body" in refused.stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.svg", "b.PNG"]


def test_what_no_other_command_answers_leaves_in_every_format(command: Command, tmp_path: Path) -> None:
    asked = ("draw", "register", "Nlets", "--as-of", DAY)
    said = json.loads(command(*asked, "--format", "json").stdout)
    assert command(*asked, "--output", str(tmp_path / "r.csv")).stdout == ""
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    assert {row["flow"] for row in rows} == {one["flow"] for one in (*said["incoming"], *said["outgoing"])}
    assert command(*asked, "--output", str(tmp_path / "r.graphml")).returncode == 0
    assert all(row["flow"] in (tmp_path / "r.graphml").read_text("utf-8") for row in rows)
    assert "Name a file: --output answer.xlsx" in command(*asked, "--format", "xlsx").stderr
    assert command("draw", "map", "--format", "csv").stdout.startswith("place,in,fips,")
    assert command("draw", "laws", "--format", "bibtex").stdout.startswith("@")


def test_every_answer_with_flows_can_be_drawn() -> None:
    with_flows = {name for name, verb in VERBS.items() if verb.holds == "flows"}
    assert set(draw.commands) == with_flows | {"map", "register", "laws"}
    for name in with_flows:
        told = {parameter.name for parameter in draw.commands[name].params}
        assert {p.name for p in VERBS[name].parameters} - {"full"} == told - {"graph", "store", "output"}
