"""Each lint rule says nothing of its good examples, something of each bad one, and nothing of the ontology."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from whoshares.facts.validation.rules import OUTSIDE, check_rules
from whoshares.store.engine import Store

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
RULES = sorted((ONTOLOGY / "lint").rglob("*.rq"))
EXAMPLES = ROOT / "tests" / "lint"
ONTOLOGY_GRAPH = ox.NamedNode("https://w3id.org/whoshares/ontology/")
SEVERITIES = {"violation", "warning", "info"}


def rule_name(rule: Path) -> str:
    return rule.relative_to(ONTOLOGY / "lint").with_suffix("").as_posix()


def examples(rule: Path, outcome: str) -> list[Path]:
    """The example files of a rule: `<rule>.pass.trig`, `<rule>.fail.trig`, `<rule>.2.fail.trig` and so on."""
    folder = (EXAMPLES / rule_name(rule)).parent
    return [path for path in sorted(folder.glob(f"*.{outcome}.trig")) if path.name.split(".")[0] == rule.stem]


def rows(rule: Path, store: ox.Store) -> list[dict[str, str]]:
    solutions = store.query(rule.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [{name: str(row[name].value) for name in names if row[name] is not None} for row in solutions]


def store_of(*files: Path, graph: ox.NamedNode | None = None) -> ox.Store:
    store = ox.Store()
    for file in files:
        if graph is None:
            store.load(path=str(file))
        else:
            store.load(path=str(file), to_graph=graph)
    return store


CASES = [(rule, path) for rule in RULES for path in (*examples(rule, "pass"), *examples(rule, "fail"))]


@pytest.mark.parametrize(("rule", "path"), CASES, ids=[f"{rule_name(rule)}-{path.name}" for rule, path in CASES])
def test_example(rule: Path, path: Path) -> None:
    found = rows(rule, store_of(path))
    if ".pass." in path.name:
        assert found == []
        return
    assert found
    for row in found:
        assert set(row) <= {"focus", "path", "value", "graph", "severity", "message"}
        assert row["focus"]
        assert row["severity"] in SEVERITIES
        assert row["message"].endswith(".")


NEEDS_GRAPHS = {
    "implied-without-note.fail.trig": "the note is of another source, which Turtle does not tell",
    "lead-without-better-source.fail.trig": "one of two sources is better, and Turtle does not tell which says what",
    "statement-without-locator.fail.trig": "the locator is in another source",
    "named-graph-without-source-record.fail.trig": "there is no named graph: statement-without-source says so",
    "named-graph-without-source-record.2.fail.trig": "the same",
}
"""What is no fault, or another, where nothing tells who says what."""


def plain(path: Path) -> Store:
    """The statements of an example outside of all named graphs, as Turtle has them."""
    triples = {quad.triple for quad in ox.parse(path=str(path))}
    text = ox.serialize(sorted(triples, key=str), format=ox.RdfFormat.TURTLE)
    assert text is not None
    store = Store()
    store.load(text, "turtle")
    return store


@pytest.mark.parametrize(
    ("rule", "path"),
    [(rule, path) for rule, path in CASES if ".fail." in path.name],
    ids=[path.name for _, path in CASES if ".fail." in path.name],
)
def test_a_failing_example_fails_as_plain_turtle(rule: Path, path: Path) -> None:
    found = list(check_rules([rule], plain(path)))
    assert bool(found) is (path.name not in NEEDS_GRAPHS)
    assert not {hit.focus for hit in found} & set(OUTSIDE.values())
    if rule.stem == "named-graph-without-source-record":
        assert list(check_rules([rule.with_name("statement-without-source.rq")], plain(path)))


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.stem != "named-graph-without-source-record"])
def test_each_rule_has_an_example_that_fails_as_plain_turtle(rule: Path) -> None:
    assert [path for path in examples(rule, "fail") if path.name not in NEEDS_GRAPHS]


def test_of_several_sources_in_turtle_the_best_and_the_last_count() -> None:
    rules = [ONTOLOGY / "lint" / f"{name}.rq" for name in ("attestation-after-issue", "flow-resting-on-leads-alone")]
    text = """\
@base <https://w3id.org/whoshares/id/> . @prefix ws: <https://w3id.org/whoshares/ontology/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<source/a> a ws:Source ; ws:tier <tier/lead> ; dcterms:issued "2011"^^xsd:gYear .
<source/b> a ws:Source ; ws:tier <tier/news> ; dcterms:issued "2013"^^xsd:gYear .
<flow/f> a ws:DataFlow ; ws:attestedOn "2012"^^xsd:gYear .
"""
    found = []
    for worse in (text, text.replace("tier/news", "tier/lead").replace("2013", "2010")):
        store = Store()
        store.load(worse, "turtle")
        found.append([hit.rule for hit in check_rules(rules, store)])
    assert found == [[], ["attestation-after-issue", "flow-resting-on-leads-alone"]]


@pytest.mark.parametrize("rule", RULES, ids=rule_name)
def test_rule_is_written_as_rules_are(rule: Path) -> None:
    text = rule.read_text(encoding="utf-8")
    assert re.match(r"# [A-Z].*[.,:;\w]\n", text), "a rule starts with a comment that says it"
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.stem)
    assert examples(rule, "pass"), "a rule needs an example that passes"
    assert examples(rule, "fail"), "a rule needs an example that fails"


def test_no_example_without_a_rule() -> None:
    used = {path for _, path in CASES}
    assert set(EXAMPLES.rglob("*.trig")) == used


def test_statement_without_source_speaks_once_for_each_subject(tmp_path: Path) -> None:
    data = tmp_path / "two.nt"
    data.write_text(
        '<http://e/a> <http://e/p> "1" , "2" .\n<http://e/b> <http://e/p> "1" .\n'.replace(
            " , ", " .\n<http://e/a> <http://e/p> "
        )
    )
    found = rows(ONTOLOGY / "lint" / "statement-without-source.rq", store_of(data))
    assert sorted(row["focus"] for row in found) == ["http://e/a", "http://e/b"]
    assert "2 statement(s) about http://e/a" in next(row["message"] for row in found if row["focus"] == "http://e/a")


def test_a_source_without_a_locator_for_itself_is_a_warning() -> None:
    rule = ONTOLOGY / "lint" / "statement-without-locator.rq"
    severities = {path.name: {row["severity"] for row in rows(rule, store_of(path))} for path in examples(rule, "fail")}
    assert severities == {
        "statement-without-locator.fail.trig": {"violation"},
        "statement-without-locator.2.fail.trig": {"warning"},
        "statement-without-locator.3.fail.trig": {"violation"},
    }


def test_sources_that_disagree_on_an_interval_are_a_warning() -> None:
    rule = ONTOLOGY / "lint" / "interval-ends-before-it-begins.rq"
    both = EXAMPLES / "interval-ends-before-it-begins.4.fail.trig"
    assert {row["severity"] for row in rows(rule, store_of(both))} == {"warning"}


@pytest.mark.parametrize("rule", RULES, ids=rule_name)
def test_the_ontology_passes(rule: Path) -> None:
    store = store_of(ONTOLOGY / "whoshares.ttl", ONTOLOGY / "schemes.ttl", graph=ONTOLOGY_GRAPH)
    assert [row["message"] for row in rows(rule, store)] == []
