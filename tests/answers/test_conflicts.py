"""Rival claims: each kind is found, its harmless twin is not."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console
from tests.by_hand import widest

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.conflicts import CONFLICT_KINDS, Conflict, Conflicts
from whoshares.answers.rival_figures import CLOSE, Figure, cannot_both_hold
from whoshares.model import vocabulary as v
from whoshares.model.errors import IncompleteGraph, NameUnknown
from whoshares.text.console import to_text

Folder = Callable[..., Path]
Command = Callable[..., subprocess.CompletedProcess[str]]

DOCS = Path(__file__).resolve().parents[2] / "docs"
FLOW = """\
  - id: flow/a
    type: DataFlow
    sender: organization/us-fbi
    recipient: organization/us-ice
    carries: category/fingerprints
    at: "p. 1"
"""


def source(name: str, states: str, tier: str = "research", issued: str = "2020-01-01") -> str:
    return (
        f'id: source/{name}\ntype: Source\ntitle: "Source {name}"\ntier: {tier}\nissued: {issued}\nat: "Title"\n'
        f"states:\n{states}"
    )


def entry(thing: str, sort: str, /, **properties: str) -> str:
    lines = "".join(f"    {key}: {value}\n" for key, value in properties.items())
    return f'  - id: {thing}\n    type: {sort}\n{lines}    at: "p. 2"\n'


@pytest.fixture
def of(folder: Folder) -> Callable[..., Conflicts]:
    """The conflicts of a graph of sources a, b, c …, each with these entries."""

    def read(*states: str, thing: str | None = None) -> Conflicts:
        files = {f"{name}.yaml": source(name, text) for name, text in zip("abcdef", states, strict=False)}
        return whoshares.open(folder(**files)).conflicts(thing)

    return read


Of = Callable[..., Conflicts]


def said(conflict: Conflict) -> list[str]:
    return [side.said for side in conflict.sides]


def kinds(answer: Conflicts) -> list[str]:
    return [conflict.kind for conflict in answer.found]


def figure(name: str, value: str, **more: str) -> str:
    properties = {"label": name, "measure": "measure/287g-agreements", "value": value, "unit": "agreements", **more}
    if not {"asOf", "period", "undated"} & more.keys():
        properties["asOf"] = "2025-07"
    properties.pop("undated", None)
    return entry(f"observation/{name}", "Observation", **properties)


# --- figures --------------------------------------------------------------------------------------------------------


def test_two_figures_of_one_time_in_two_sources(of: Of) -> None:
    answer = of(figure("x", "832", bound="exact"), figure("y", "900", bound="exact", basis="estimated"))
    (conflict,) = answer.found
    assert (conflict.kind, conflict.when, conflict.within_one_source) == ("figure", "2025-07", False)
    assert conflict.about == (v.ID + "measure/287g-agreements",)
    assert said(conflict) == ["832 agreements", "900 agreements"]
    assert [side.sources[0].id for side in conflict.sides] == [v.ID + "source/a", v.ID + "source/b"]
    assert [side.sources[0].locator for side in conflict.sides] == ["p. 2", "p. 2"]
    assert [side.sources[0].tier for side in conflict.sides] == ["research", "research"]


def test_two_figures_within_one_source(of: Of) -> None:
    (conflict,) = of(figure("x", "832") + figure("y", "900")).found
    assert conflict.within_one_source


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"value": "800", "bound": "more-than"}, {"value": "832", "bound": "exact"}),
        ({"value": "832", "bound": "at-least"}, {"value": "832", "bound": "exact"}),
        ({"value": "900", "bound": "at-most"}, {"value": "832", "bound": "exact"}),
        ({"value": "800", "bound": "approximately"}, {"value": "832", "bound": "exact"}),
        ({"value": "800", "bound": "approximately"}, {"value": "960", "bound": "approximately"}),
        ({"value": "800", "basis": "estimated"}, {"value": "832", "bound": "exact"}),
        ({"value": "832"}, {"value": "832.0"}),
        ({"value": "832"}, {"value": "900", "asOf": "2025-08"}),
        ({"value": "832"}, {"value": "900", "asOf": "2025"}),
        ({"value": "832", "area": "place/us"}, {"value": "90", "area": "place/us-ny"}),
        ({"value": "832", "unit": "agreements"}, {"value": "90", "unit": "percent"}),
        ({"value": "832", "basis": "planned"}, {"value": "700", "basis": "recorded"}),
        ({"value": "832", "about": "program/287g-task-force"}, {"value": "90", "about": "program/detainers"}),
        ({"value": "832", "undated": "yes"}, {"value": "900", "undated": "yes"}),
        ({"value": "832"}, {"value": "900", "measure": "measure/287g-states"}),
    ],
)
def test_figures_that_can_both_hold(of: Of, one: dict[str, str], other: dict[str, str]) -> None:
    assert of(figure("x", **one), figure("y", **other)).found == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"value": "832", "bound": "more-than"}, {"value": "832", "bound": "exact"}),
        ({"value": "900", "bound": "at-least"}, {"value": "832", "bound": "exact"}),
        ({"value": "800", "bound": "at-most"}, {"value": "832", "bound": "more-than"}),
        ({"value": "700", "bound": "approximately"}, {"value": "832", "bound": "exact"}),
        ({"value": "832", "basis": "planned"}, {"value": "700", "basis": "planned"}),
        ({"value": "832", "about": "[program/287g, program/detainers]"}, {"value": "90", "about": "program/287g"}),
        (
            {"value": "832", "period": '"early 2025"', "periodFrom": "2025-01", "periodUntil": "2025-03"},
            {"value": "900", "period": '"first quarter"', "periodFrom": "2025-01-01", "periodUntil": "2025-04-01"},
        ),
        ({"value": "832", "period": '"fiscal year 2011"'}, {"value": "900", "period": '"Fiscal  year 2011"'}),
    ],
)
def test_figures_that_cannot_both_hold(of: Of, one: dict[str, str], other: dict[str, str]) -> None:
    assert kinds(of(figure("x", **one), figure("y", **other))) == ["figure"]


def test_undated_figures_of_one_source_are_compared(of: Of) -> None:
    assert kinds(of(figure("x", "832", undated="yes") + figure("y", "900", undated="yes"))) == ["figure"]


def test_one_figure_given_differently_by_two_sources(of: Of) -> None:
    (conflict,) = of(figure("x", "800", bound="exact"), figure("x", "832", bound="exact")).found
    assert said(conflict) == ["800 agreements", "832 agreements"]
    assert {side.thing for side in conflict.sides} == {v.ID + "observation/x"}


def test_each_source_keeps_its_own_bound(of: Of) -> None:
    assert of(figure("x", "800", bound="more-than"), figure("x", "832", bound="exact")).found == ()


def test_only_the_figures_in_conflict_stand_together(of: Of) -> None:
    (conflict,) = of(
        figure("x", "800", bound="more-than"), figure("y", "832", bound="exact"), figure("z", "900", bound="exact")
    ).found
    assert said(conflict) == ["832 agreements", "900 agreements"]


@pytest.mark.parametrize(("number", "apart"), [("90", False), ("110", False), ("89", True), ("111", True)])
def test_how_close_approximately_is(number: str, apart: bool) -> None:
    def made(value: str, bound: str) -> Figure:
        return Figure(value, Decimal(value), value, "", (v.ID + "bound/" + bound,), (), frozenset(), ())

    assert Decimal("0.1") == CLOSE
    assert cannot_both_hold(made("100", "approximately"), made(number, "exact")) is apart


# --- dates ----------------------------------------------------------------------------------------------------------


def flow(**properties: str) -> str:
    return FLOW.replace(
        '    at: "p. 1"\n', "".join(f"    {k}: {x}\n" for k, x in properties.items()) + '    at: "p. 1"\n'
    )


@pytest.mark.parametrize(("one", "other"), [("2008-03", "2008-04"), ("2008", "2009-01"), ("2008-03-01", "2008-03-02")])
@pytest.mark.parametrize("key", ["validFrom", "validUntil"])
def test_different_dates(of: Of, key: str, one: str, other: str) -> None:
    (conflict,) = of(flow(**{key: one}), flow(**{key: other})).found
    assert (conflict.kind, conflict.predicate) == ("date", v.WS + key)
    assert said(conflict) == [one, other]


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("validFrom", "2008-03", "2008-03-01"),
        ("validFrom", "2008", "2008-03"),
        ("validUntil", "2011-08", "2011-09-01"),
        ("validUntil", "2011-08", "2011-08-15"),
        ("validUntil", "2011", "2011-08"),
        ("attestedOn", "2011-08-01", "2012-08-01"),
    ],
)
def test_dates_that_agree(of: Of, key: str, one: str, other: str) -> None:
    assert of(flow(**{key: one}), flow(**{key: other})).found == ()


def test_three_dates_of_which_two_agree(of: Of) -> None:
    (conflict,) = of(flow(validFrom="2008"), flow(validFrom="2008-03"), flow(validFrom="2010")).found
    assert said(conflict) == ["2008", "2008-03", "2010"]


def test_two_days_of_issue(of: Of) -> None:
    other = entry("source/a", "Source", issued="2021-05-05")
    (conflict,) = of(FLOW, other).found
    assert (conflict.kind, conflict.predicate, said(conflict)) == ("date", v.ISSUED, ["2020-01-01", "2021-05-05"])


def test_a_date_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "bad.trig"
    file.write_text(
        f'<{v.ID}source/a> {{ <{v.ID}flow/a> <{v.VALID_FROM}> "soon" }} <{v.ID}source/b> {{ <{v.ID}flow/a> '
        f'<{v.VALID_FROM}> "2008" }}',
        "utf-8",
    )
    with pytest.raises(IncompleteGraph, match="flow/a has the date “soon”, which is none"):
        whoshares.open(file).conflicts()


def test_a_figure_that_is_none_takes_no_time(tmp_path: Path) -> None:
    file = tmp_path / "long.trig"
    file.write_text(
        f'<{v.ID}source/a> {{ <{v.ID}observation/a> a <{v.WS}Observation> ; <{v.VALUE}> "{"1" * 100_000}x" ; '
        f"<{v.MEASURE}> <{v.ID}measure/a> . }}",
        "utf-8",
    )
    begun = time.process_time()
    assert not whoshares.open(file).conflicts().found
    assert time.process_time() - begun < 10  # with the square of its length, minutes


# --- values ---------------------------------------------------------------------------------------------------------


def body(**properties: str) -> str:
    return entry("organization/thing", "Organization", **properties)


def test_two_owners(of: Of) -> None:
    (conflict,) = of(
        body(label="Thing", partOf="organization/us-fbi"), body(label="Thing", partOf="organization/us-ice")
    ).found
    assert (conflict.kind, conflict.predicate) == ("value", v.PART_OF)
    assert said(conflict) == ["Federal Bureau of Investigation", "Immigration and Customs Enforcement"]


def test_a_part_of_a_part_is_no_other_owner(of: Of) -> None:
    answer = of(body(label="Thing", partOf="organization/us-dhs"), body(label="Thing", partOf="organization/us-ice"))
    assert answer.found == ()


def test_several_values_from_one_source_are_a_list(of: Of) -> None:
    assert of(body(label="Thing", partOf="[organization/us-fbi, organization/us-ice]")).found == ()


def test_a_source_that_names_one_of_a_list_agrees(of: Of) -> None:
    both = body(label="Thing", partOf="[organization/us-fbi, organization/us-ice]")
    assert of(both, body(label="Thing", partOf="organization/us-ice")).found == ()


def test_labels_in_two_sources(of: Of) -> None:
    assert said(of(body(label="Thing"), body(label="Other")).found[0]) == ["Other", "Thing"]
    assert of(body(label="The  thing"), body(label="the thing")).found == ()


def test_operators_and_statuses(of: Of) -> None:
    """One document reports what another observes: two grades of evidence for one flow are no rival claims."""
    one = entry("system/s", "System", label="S", operatedBy="organization/us-fbi") + flow(evidenceStatus="reported")
    other = entry("system/s", "System", label="S", operatedBy="organization/us-ice") + flow(evidenceStatus="observed")
    assert [c.predicate for c in of(one, other).found] == [v.OPERATED_BY]


# --- existence ------------------------------------------------------------------------------------------------------


def test_attested_outside_the_interval_of_another(of: Of) -> None:
    (early, late) = of(
        flow(validFrom="2010", validUntil="2012"), flow(attestedOn="[2009, 2011, 2012-12-31, 2013]")
    ).found
    assert (early.kind, early.predicate) == ("existence", v.ATTESTED_ON)
    assert [(s.predicate, s.value) for s in early.sides] == [(v.VALID_FROM, "2010"), (v.ATTESTED_ON, "2009")]
    assert [(s.predicate, s.value) for s in late.sides] == [(v.VALID_UNTIL, "2012"), (v.ATTESTED_ON, "2013")]
    assert late.sides[0].sources[0].id == v.ID + "source/a"
    assert late.sides[1].sources[0].id == v.ID + "source/b"


def test_attested_within_the_interval_of_another(of: Of) -> None:
    twin = of(flow(validFrom="2010-05", validUntil="2012-07-01"), flow(attestedOn="[2010, 2010-05, 2012-06-30]"))
    assert twin.found == ()


def test_ended_before_another_says_that_it_began(of: Of) -> None:
    (conflict,) = of(flow(validUntil="2014"), flow(validFrom="2017-01")).found
    assert (conflict.kind, conflict.predicate, said(conflict)) == ("existence", v.VALID_FROM, ["2014", "2017-01"])
    assert of(flow(validUntil="2014"), flow(validFrom="2013")).found == ()


def test_said_to_be_disputed(of: Of) -> None:
    (conflict,) = of(flow(evidenceStatus="disputed"), flow(evidenceStatus="reported"), FLOW).found
    assert (conflict.kind, conflict.predicate) == ("existence", v.EVIDENCE_STATUS)
    assert said(conflict) == ["Disputed", "Reported", "stated, with no word on its evidence"]
    assert of(flow(evidenceStatus="reported"), FLOW).found == ()


# --- views ----------------------------------------------------------------------------------------------------------


def test_statements_set_against_each_other_are_one_conflict(of: Of) -> None:
    one = entry("position/p", "Position", label="Yes", text="It does.", about="program/287g", opposes="concern/c")
    other = entry("concern/c", "Concern", label="No", text="It does not.", about="program/287g", opposes="position/p")
    (conflict,) = of(one, other).found
    assert (conflict.kind, conflict.about, conflict.within_one_source) == ("view", (v.ID + "program/287g",), False)
    assert sorted(said(conflict)) == ["It does not.", "It does."]
    assert [source.id for source in conflict.linked_by] == [v.ID + "source/a", v.ID + "source/b"]


def test_statements_about_one_thing_are_not_opposed_by_that(of: Of) -> None:
    one = entry("position/p", "Position", label="Yes", text="It does.", about="program/287g")
    assert of(one, entry("concern/c", "Concern", label="No", text="It does not.", about="program/287g")).found == ()


# --- the whole answer -----------------------------------------------------------------------------------------------


def test_only_what_touches_a_thing(of: Of) -> None:
    one = flow(validFrom="2008") + figure("x", "832", attributedTo="organization/us-ice")
    other = flow(validFrom="2009") + figure("y", "900")
    assert kinds(of(one, other)) == ["figure", "date"]
    assert kinds(of(one, other, thing="ICE")) == ["figure", "date"]
    assert kinds(of(one, other, thing="FBI")) == ["date"]
    assert kinds(of(one, other, thing="measure/287g-agreements")) == ["figure"]
    assert kinds(of(one, other, thing="source/a")) == ["figure", "date"]
    assert kinds(of(one, other, thing="GAO")) == []


def test_an_unknown_thing(kg: KnowledgeGraph) -> None:
    with pytest.raises(NameUnknown, match="The graph has no thing named “nothing of the sort”"):
        kg.conflicts("nothing of the sort")


def test_the_shipped_graph(kg: KnowledgeGraph) -> None:
    answer = kg.conflicts()
    removals = (v.ID + "measure/secure-communities-removals",)
    (claimed,) = [conflict for conflict in answer.found if conflict.kind == "figure" and conflict.about == removals]
    assert said(claimed) == ["10,893 removals", "approximately 43,300 removals"]
    assert [[v.local_name(basis) for basis in side.basis] for side in claimed.sides] == [["recorded"], ["claimed"]]
    assert claimed.within_one_source
    links = kg.sparql("SELECT ?a ?b WHERE { ?a ws:opposes ?b }")
    pairs = {frozenset(map(str, row)) for row in links.rows}  # type: ignore[union-attr]
    views = [conflict for conflict in answer.found if conflict.kind == "view"]
    assert {frozenset(side.thing for side in view.sides) for view in views} == pairs
    assert len(views) == len(pairs)
    assert all(len(set(said(conflict))) > 1 for conflict in answer.found)
    assert all(side.sources for conflict in answer.found for side in conflict.sides)


def test_the_order_is_that_of_the_kinds(kg: KnowledgeGraph) -> None:
    found = kinds(kg.conflicts())
    assert found == sorted(found, key=list(CONFLICT_KINDS).index)


def keys(data: object) -> set[str]:
    if isinstance(data, dict):
        return {str(key) for key in data}.union(*(keys(x) for key, x in data.items() if key != "labels"))
    return set[str]().union(*(keys(item) for item in data)) if isinstance(data, list) else set()


def test_json(command: Command, kg: KnowledgeGraph) -> None:
    answer = command("conflicts", "--format", "json")
    assert (answer.returncode, answer.stderr) == (0, "")
    data = json.loads(answer.stdout)
    assert data == kg.conflicts().to_dict()
    assert list(data) == ["thing", "conflicts", "searched", "labels"]
    conflict = data["conflicts"][0]
    assert list(conflict) == [
        "differsIn", "about", "property", "when", "area", "withinOneSource", "sides", "linkedBy",
    ]  # fmt: skip
    assert list(conflict["sides"][0]) == [
        "id", "property", "value", "said", "bound", "basis", "attributedTo", "sources",
    ]  # fmt: skip
    page = (DOCS / "json.md").read_text("utf-8")
    assert sorted(key for key in keys(data) if f"`{key}`" not in page) == []
    named = {iri for c in data["conflicts"] for iri in (*c["about"], *c["area"], *(s["id"] for s in c["sides"]))}
    assert named <= data["labels"].keys()
    assert answer.stdout == command("conflicts", "--format", "json").stdout


def test_csv(command: Command, kg: KnowledgeGraph) -> None:
    rows = list(csv.DictReader(io.StringIO(command("conflicts", "--format", "csv").stdout, newline="")))
    assert len(rows) == sum(len(conflict.sides) for conflict in kg.conflicts().found)
    assert list(rows[0]) == list(kg.conflicts().rows()[0])
    (recorded,) = [row for row in rows if row["said"] == "10,893 removals"]
    assert recorded["sources"] == (
        "Federal-State-Local Law Enforcement Partnership Programs [summary, 2025-07-22] "
        "Program Data and Metrics (Latest Available), figure 4"
    )


def test_text(command: Command, kg: KnowledgeGraph) -> None:
    answer = command("conflicts", "Removals under Secure Communities")
    assert answer.returncode == 0
    assert answer.stdout.startswith("Claims differ on 1 point that concerns Removals under Secure Communities.")
    assert "– approximately 43,300 removals (claimed;" in answer.stdout
    none = command("conflicts", "GAO")
    assert none.returncode == 0
    assert none.stdout.startswith("No claims are known to differ about Government Accountability Office.")
    assert "<pre" in kg.conflicts()._repr_html_()
    assert widest(command("conflicts").stdout) <= 110


def test_every_kind_renders(of: Of) -> None:
    answer = of(
        flow(validFrom="2008", attestedOn="2007", evidenceStatus="disputed") + figure("x", "832") + body(label="A"),
        flow(validFrom="2009") + figure("y", "900") + body(label="B")
        + entry("position/p", "Position", label="Yes", text="It does.", about="program/287g", opposes="position/q")
        + entry("position/q", "Position", label="No", text="It does not.", about="program/287g"),
    )  # fmt: skip
    assert set(kinds(answer)) == set(CONFLICT_KINDS)
    text = to_text(answer)
    for heading in CONFLICT_KINDS.values():
        assert heading in text
    Console(file=io.StringIO()).print(answer)
    assert {row["differs in"] for row in answer.rows()} == set(CONFLICT_KINDS)


def test_bad_use(command: Command) -> None:
    answer = command("conflicts", "nothing of the sort")
    assert answer.returncode == 2
    assert answer.stderr.startswith("The graph has no thing named “nothing of the sort”.")
    assert command("conflicts", "--format", "xml").returncode == 2
