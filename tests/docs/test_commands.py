"""The docs are true: commands print what the pages show, links lead somewhere, examples are valid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.regenerate import ROOT, Block, blocks, difference, documents, rewritten, run

import whoshares
from whoshares.facts.validation.check import validate

DOCS = ROOT / "docs"
PAGES = documents()
BLOCKS = [(path, block) for path in PAGES for block in blocks(path.read_text("utf-8"))]
IN_PROCESSES = [block for _, block in BLOCKS[:: max(1, len(BLOCKS) // 10)]]
"""Some ten blocks, from all pages, whose commands are processes of their own; the others are called here, for speed."""
ON_A_DAY = frozenset(
    {"trace", "claim", "unknowns", "cut", "chokepoints", "exposure", "around", "bars", "backdoors", "whatif"}
)
SAMPLE = "Text.\n\n```console\n$ whoshares search 43300\n{output}\n```\n\nMore text.\n"


def _place(value: object) -> str:
    if isinstance(value, Path):
        return str(value.relative_to(ROOT))
    return f"line-{value.first}" if isinstance(value, Block) else ""


@pytest.mark.parametrize(("path", "block"), BLOCKS, ids=_place)
@pytest.mark.drawn
def test_output_is_what_the_page_shows(path: Path, block: Block) -> None:
    found = difference(block, run(block, here=block not in IN_PROCESSES))
    assert not found, f"{path.name}: run “python tests/docs/regenerate.py”.\n{found}"


@pytest.mark.parametrize(("path", "block"), BLOCKS, ids=_place)
def test_output_does_not_depend_on_today(path: Path, block: Block) -> None:
    for command in block.commands:
        assert not _asks_about_today(command.arguments), f"{path.name}: give --as-of in “{command.text}”"


def _asks_about_today(arguments: tuple[str, ...]) -> bool:
    """Whether the answer is another one tomorrow. A file of a scenario gives its own day."""
    if arguments[0] not in ON_A_DAY or "--help" in arguments:
        return False
    if arguments[0] == "whatif" and any(argument.endswith(".yaml") for argument in arguments):
        return False
    return not {"--as-of", "--between", "--ever"}.intersection(arguments)


@pytest.mark.parametrize("verb", sorted(ON_A_DAY))
def test_a_command_without_a_day_is_noticed(verb: str) -> None:
    assert _asks_about_today((verb, "A", "B"))
    assert not _asks_about_today((verb, "A", "B", "--as-of", "2011-10-01"))
    assert not _asks_about_today((verb, "--help"))


def test_a_scenario_file_and_a_journey_give_their_own_days() -> None:
    assert not _asks_about_today(("whatif", "scenario.yaml"))
    assert not _asks_about_today(("trace", "A", "B", "--ever"))


def test_the_tutorial_has_commands() -> None:
    assert sum(len(block.commands) for path, block in BLOCKS if path.name == "tutorial.md") >= 12


def test_changed_output_is_noticed() -> None:
    page = rewritten(SAMPLE.format(output=""))
    (true,) = blocks(page)
    printed = run(true)
    assert not difference(true, printed)
    line = next(line for line in page.splitlines() if "observation/" in line)
    for changed in (line.replace("observation/", "observatory/"), line + "\nOne line more.", ""):
        (false,) = blocks(page.replace(line, changed))
        assert difference(false, printed)


def test_rewriting_changes_outputs_alone_and_once() -> None:
    page = rewritten(SAMPLE.format(output="Something that is not printed."))
    assert page.startswith("Text.\n\n```console\n$ whoshares search 43300\nOnly with these words ")
    assert page.endswith("\n```\n\nMore text.\n")
    assert "Something" not in page
    assert rewritten(page) == page


def test_commands_go_on_over_lines() -> None:
    asks = "$ whoshares sparql 'ASK {\n  ?a ?b ?c }'\ntrue\n"
    traces = "$ whoshares trace A B \\\n  --as-of 2011-10-01\n"
    (block,) = blocks(f"```console\n{asks}{traces}```\n")
    asked, traced = block.commands
    assert asked.arguments == ("sparql", "ASK {\n  ?a ?b ?c }")
    assert asked.output == ("true",)
    assert traced.arguments == ("trace", "A", "B", "--as-of", "2011-10-01")


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("```console\nls\n```\n", "line 2: a console block begins with"),
        ("```console\n$ whoshares show 'ICE\n```\n", "line 2: this command has no end"),
        ("```console\n$ whoshares show ICE\n", "line 1: the block that begins here has no end"),
        ("```console\n```sh\n", "line 2: a block begins within a block"),
    ],
)
def test_a_broken_block_is_an_error(page: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        blocks(page)


# --- links ----------------------------------------------------------------------------------------------------------


def _without_code(page: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", page, flags=re.DOTALL | re.MULTILINE))


def _anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    plain = re.sub(r"^```.*?^```", "", page, flags=re.DOTALL | re.MULTILINE)
    titles = re.findall(r"^#+ +(.+?) *$", plain, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _dead_links(path: Path, page: str) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", _without_code(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        if not file.exists():
            yield f"{target}: no such file"
        elif anchor and anchor not in _anchors(page if file == path else file.read_text("utf-8")):
            yield f"{target}: no such heading"


@pytest.mark.parametrize("path", PAGES, ids=_place)
def test_links_lead_somewhere(path: Path) -> None:
    assert list(_dead_links(path, path.read_text("utf-8"))) == []


def test_dead_links_are_noticed() -> None:
    page = "# One heading\n[a](nowhere.md) [b](#no-heading) [c](model.md#no-heading) [d](#one-heading) `[e](f)`\n"
    dead = list(_dead_links(DOCS / "tutorial.md", page))
    assert [link.partition(":")[0] for link in dead] == ["nowhere.md", "#no-heading", "model.md#no-heading"]


def test_the_index_names_every_page() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    missing = [path.name for path in DOCS.glob("*.md") if path.name != "README.md" and f"({path.name})" not in index]
    assert missing == []


# --- format.md, model.md, json.md -----------------------------------------------------------------------------------


def _yaml_blocks(name: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", (DOCS / name).read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def _complete_example() -> str:
    (example,) = (block for block in _yaml_blocks("format.md") if block.startswith("id: source/"))
    return example


def _faults(file: Path) -> list[str]:
    return [str(finding) for finding in validate(file).findings if finding.severity != "info"]


def test_the_complete_example_is_valid(tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    file.write_text(_complete_example(), "utf-8")
    assert _faults(file) == []


def test_the_complete_example_without_a_locator_is_not_valid(tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    file.write_text(re.sub(r"^    at:.*\n(?:      - .*\n)*", "", _complete_example(), flags=re.MULTILINE), "utf-8")
    assert any("some-locator" in fault for fault in _faults(file))


def test_the_first_scenario_is_the_file_beside_it() -> None:
    assert _yaml_blocks("scenarios.md")[0] == (DOCS / "scenarios" / "washington-blocks-cbp.yaml").read_text("utf-8")


def test_the_teaching_graph_is_valid_and_stands_alone() -> None:
    answer = validate(DOCS / "teaching")
    assert [str(finding) for finding in answer.findings] == []
    assert whoshares.open(DOCS / "teaching").trace("Example DMV", "Example Bureau").searched["sources"] == 2


@pytest.mark.parametrize("file", sorted((DOCS / "teaching").glob("*.yaml")), ids=_place)
def test_all_that_is_named_in_the_teaching_graph_is_marked_as_made_up(file: Path) -> None:
    text = file.read_text("utf-8")
    assert "made up" in text.splitlines()[0].lower()
    named = re.findall(r"^ +label: \"(.*)\"$", text, flags=re.MULTILINE)
    assert named
    assert [label for label in named if "Example" not in label] == []
    assert [title for title in re.findall(r"^title: (.*)$", text, re.MULTILINE) if "made" not in title] == []


def test_the_identity_example_is_valid(tmp_path: Path) -> None:
    (entry,) = (block for block in _yaml_blocks("format.md") if block.startswith("- id: "))
    file = tmp_path / "registry.yaml"
    indented = "".join(f"  {line}" for line in entry.splitlines(keepends=True))
    file.write_text(f"id: registry/example\ntype: Registry\ntitle: Example\nstates:\n{indented}", "utf-8")
    assert _faults(file) == []


def _terms() -> list[str]:
    context = json.loads((ROOT / "ontology" / "context.jsonld").read_text("utf-8"))["@context"]
    prefixes = [key for key, value in context.items() if isinstance(value, str) and value.endswith(("/", "#"))]
    return [key for key in context if key[0] != "@" and key not in prefixes]


@pytest.mark.parametrize("key", _terms())
def test_every_key_and_class_is_explained(key: str) -> None:
    name = "model.md" if key[0].isupper() else "format.md"
    assert f"`{key}`" in (DOCS / name).read_text("utf-8"), f"{name} does not explain “{key}”"


def _keys(data: object) -> set[str]:
    if isinstance(data, dict):
        inner = [_keys(value) for key, value in data.items() if key != "labels"]
        return {str(key) for key in data}.union(*inner)
    return set[str]().union(*(_keys(item) for item in data)) if isinstance(data, list) else set()


def test_every_json_key_is_explained() -> None:
    kg = whoshares.open()
    days = kg.trace("FBI", "ICE", carrying="fingerprints", as_of="2007-06-01")
    routes = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    answers = [
        days.to_dict(),
        routes.to_dict(),
        kg.cut("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01").to_dict(),
        kg.chokepoints("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01").to_dict(),
        kg.exposure("ICE", carrying="fingerprints", as_of="2011-10-01").to_dict(),
        kg.exposure("Local jail", outward=True, carrying="fingerprints", as_of="2011-10-01").to_dict(),
        kg.around("King County Ordinance 18665", as_of="2019-03-01").to_dict(),
        kg.bars("King County Ordinance 18665", as_of="2019-03-01").to_dict(),
        kg.bars("IRS", "ICE", as_of="2025-09-01").to_dict(),
        kg.unknowns("Massachusetts COPLINK", "ICE", as_of="2025-01-01").to_dict(),
        kg.claim("ORR", "must-not-share-with", "ICE", under="45 CFR part 410", as_of="2025-09-01").to_dict(),
        kg.backdoors("King County Ordinance 18665", as_of="2019-01-15").to_dict(),
        kg.whatif(DOCS / "scenarios" / "washington-blocks-cbp.yaml").to_dict(),
        kg.explain("Local jail", "sharesDataWith", "FBI").to_dict(),
        kg.show("IDENT").to_dict(),
        [match.to_dict() for match in kg.search("IDENT")],
        validate(ROOT / "tests" / "lint" / "orphan.fail.trig").to_dict(),
    ]
    page = (DOCS / "json.md").read_text("utf-8")
    assert sorted(key for key in _keys(answers) if f"`{key}`" not in page) == []
