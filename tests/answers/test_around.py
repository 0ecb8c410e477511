"""What is around things: which flows are near, what filters leave, and where an answer is cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.by_hand import DAY, ID, SMALL, Command, as_json, keys, words

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers import around as module
from whoshares.answers.around import Around
from whoshares.model.errors import InputError, NameUnknown

JSON_PAGE = (Path(__file__).resolve().parents[2] / "docs" / "json.md").read_text("utf-8")
GRAPH = (
    SMALL
    + """
<source/t> {
  <source/t> a ws:Source ; dcterms:title "News" ; ws:tier <tier/news> .
  <place/town> a ws:Place ; skos:prefLabel "Town" ; ws:within <place/state> .
  <place/state> a ws:Place ; skos:prefLabel "State" .
  <organization/sheriff> ws:inPlace <place/town> .
  <program/watch> a ws:Program ; skos:prefLabel "Watch" .
  <category/car> a ws:DataCategory ; skos:prefLabel "Cars" .
  <category/plate> skos:broader <category/car> .
  <flow/share> ws:underProgram <program/watch> ; ws:evidenceStatus <evidence-status/reported> .
  <organization/broker> a ws:Organization ; skos:prefLabel "Broker" .
  <flow/resale> a ws:DataFlow ; ws:sender <organization/unit> ; ws:recipient <organization/broker> ;
    ws:carries <category/car> ; ws:attestedOn "2014-01-01"^^xsd:date .
  <organization/courts> a ws:Organization ; skos:prefLabel "Courts" ; ws:generic true ; ws:kind <kind/court> .
  <kind/court> a ws:HolderKind ; skos:prefLabel "Court" .
  <organization/high-court> a ws:Organization ; skos:prefLabel "High Court" ; ws:kind <kind/court> .
  <flow/orders> a ws:DataFlow ; ws:sender <organization/courts> ; ws:recipient <organization/broker> ;
    ws:carries <category/tip> ; ws:extent <extent/every> ; ws:attestedOn "2014-01-01"^^xsd:date .
  <organization/plate-system> a ws:System ; skos:prefLabel "Plate system" ; ws:operatedBy <organization/vendor> .
  <block/one> a ws:Block ; ws:atSystem <organization/plate-system> ; ws:blocksOrigin <organization/county> ;
    ws:blocksRecipient <organization/agency> ; ws:validFrom "2012-01-01"^^xsd:date .
  <flow/into> a ws:DataFlow ; ws:sender <organization/sheriff> ; ws:recipient <organization/plate-system> ;
    ws:carries <category/plate> ; ws:attestedOn "2014-01-01"^^xsd:date .
  <flow/out> a ws:DataFlow ; ws:sender <organization/plate-system> ; ws:recipient <organization/unit> ;
    ws:carries <category/plate> ; ws:attestedOn "2014-01-01"^^xsd:date .
}
"""
)
"""The small graph with a place, a program, a block, a broader category, and what is said of every court."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = tmp_path_factory.mktemp("around") / "graph.trig"
    place.write_text(GRAPH, "utf-8")
    return str(place)


@pytest.fixture(scope="module")
def near(file: str) -> KnowledgeGraph:
    return whoshares.open(file)


def names(answer: Around) -> dict[str, int]:
    """The flows with their distances."""
    return {flow.flow.rpartition("/")[2]: flow.distance for flow in answer.flows}


def distances(answer: Around) -> dict[str, int]:
    return {holder.holder.rpartition("/")[2]: holder.distance for holder in answer.holders}


def test_what_is_near_a_holder_touches_it_its_parts_or_its_systems(near: KnowledgeGraph) -> None:
    assert names(near.around("Agency", as_of=DAY)) == dict.fromkeys(
        ["direct", "out", "resale", "sale", "tips", "urgent"], 1
    )
    assert names(near.around("County", as_of=DAY)) == dict.fromkeys(["direct", "into", "share", "tips", "urgent"], 1)
    assert distances(near.around("County", as_of=DAY)) == {"agency": 1, "plate-system": 1, "sheriff": 0, "vendor": 1}


def test_each_hop_goes_on_from_what_the_last_one_met(near: KnowledgeGraph) -> None:
    one = names(near.around("Broker", as_of=DAY))
    assert one == {"orders": 1, "resale": 1}
    two = near.around("Broker", hops=2, as_of=DAY)
    assert names(two) == {**one, "out": 2, "sale": 2}
    assert distances(two)["unit"] == 1
    assert distances(two)["vendor"] == 2
    assert names(near.around("Broker", hops=9, as_of=DAY)).keys() == names(near.around(as_of=DAY)).keys()
    assert "direct" not in names(near.around("Broker", hops=3, as_of=DAY)), "the agency is not its unit"


def test_what_is_said_of_every_body_is_near_each(near: KnowledgeGraph) -> None:
    found = near.around("High Court", as_of=DAY)
    assert names(found) == {"orders": 1}
    assert [flow.as_every for flow in found.flows] == [ID + "organization/courts"]
    both = near.around("flow/orders", as_of=DAY)
    assert [flow.sender.rpartition("/")[2] for flow in both.flows] == ["courts", "high-court"]
    assert both.to_dict()["counts"] == {
        "flows": 1, "holders": 3, "bodies": 3, "documents": 1, "atLeast": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("thing", "found"),
    [
        ("Watch", {"share"}),
        ("The deal", {"direct"}),
        ("The law", {"direct", "into", "share", "urgent"}),
        ("Cars", {"direct", "into", "out", "resale", "sale", "share", "urgent"}),
        ("Plates", {"direct", "into", "out", "sale", "share", "urgent"}),
        ("Sold plates", {"sale"}),
        ("State", {"direct", "into", "share", "tips", "urgent"}),
        ("kind/court", {"orders"}),
    ],
)
def test_a_map_may_begin_at_what_stands_for_holders_or_flows(near: KnowledgeGraph, thing: str, found: set[str]) -> None:
    day = "2014-07-01"  # on which no exception holds yet
    assert names(near.around(thing, as_of=day)).keys() == found
    assert set(distances(near.around(thing, as_of=day)).values()) <= {0, 1}


def test_it_begins_at_several_things_at_once(near: KnowledgeGraph) -> None:
    both = names(near.around(["Broker", "Watch"], as_of=DAY))
    assert both == {"orders": 1, "resale": 1, "share": 1}


FILTERS: dict[str, tuple[dict[str, str], set[str]]] = {
    "as sure as": ({"certainty": "certain"}, {"direct", "sale", "share", "urgent"}),
    "category": ({"carrying": "Cars"}, {"direct", "into", "out", "resale", "sale", "share", "urgent"}),
    "narrower category": ({"carrying": "Tips"}, {"orders", "tips"}),
    "confirmed": ({"confirmed_since": "2014-06-01"}, {"direct", "sale", "share", "urgent"}),
    "program": ({"program": "Watch"}, {"share"}),
    "evidence": ({"evidence": "reported"}, {"share"}),
    "tier": ({"tier": "research"}, {"direct", "sale", "share", "tips", "urgent"}),
    "worse tier": ({"tier": "news"}, {"direct", "into", "orders", "out", "resale", "sale", "share", "tips", "urgent"}),
    "place": ({"place": "State"}, {"direct", "into", "share", "tips", "urgent"}),
    "without": ({"without": "Sheriff"}, {"orders", "out", "resale", "sale"}),
}


@pytest.mark.parametrize(("given", "found"), FILTERS.values(), ids=FILTERS.keys())
def test_filters_leave_only_what_passes_them(near: KnowledgeGraph, given: dict[str, str], found: set[str]) -> None:
    assert names(near.around(as_of=DAY, **given)).keys() == found  # type: ignore[arg-type]


def test_the_map_goes_on_over_what_passes_alone(near: KnowledgeGraph) -> None:
    assert names(near.around("Broker", hops=3, as_of=DAY, without="Unit")).keys() == {"orders"}


def test_the_day_decides_what_is_there(near: KnowledgeGraph) -> None:
    late = "2019-06-01"
    assert "direct" not in names(near.around("Agency", as_of=late))
    every = near.around("Agency", as_of=late, certainty="impossible")
    assert {flow.flow.rpartition("/")[2]: flow.state.word for flow in every.flows}["direct"] == "impossible"


def test_bars_and_blocks_of_a_flow(near: KnowledgeGraph) -> None:
    flows = {flow.flow.rpartition("/")[2]: flow for flow in near.around(as_of=DAY).flows}
    assert flows["direct"].barred_by == (ID + "bar/agency",)
    assert flows["urgent"].barred_by == ()
    touched = {name for name, flow in flows.items() if flow.touched_by}
    assert touched == {"into", "out"}
    before = near.around(as_of="2011-01-01", certainty="impossible")
    assert [flow for flow in before.flows if flow.touched_by] == []


def test_holders_say_what_they_are_part_of(near: KnowledgeGraph) -> None:
    holders = {one.holder.rpartition("/")[2]: one for one in near.around(as_of=DAY).holders}
    assert holders["plate-system"].body == ID + "organization/vendor"
    assert holders["plate-system"].system
    assert holders["sheriff"].part_of == (ID + "organization/county",)
    assert holders["sheriff"].places == (ID + "place/state", ID + "place/town")
    assert holders["courts"].generic


def test_a_cut_answer_says_so_and_keeps_the_nearest(near: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = near.around("Broker", hops=2, as_of=DAY)
    monkeypatch.setattr(module, "MOST_FLOWS", len(whole.flows))
    assert near.around("Broker", hops=2, as_of=DAY).truncated is False
    monkeypatch.setattr(module, "MOST_FLOWS", 3)
    cut = near.around("Broker", hops=2, as_of=DAY)
    assert cut.truncated
    assert cut.flows == whole.flows[:3]
    assert cut.to_dict()["counts"]["atLeast"] is True  # type: ignore[index]


def test_bad_input(near: KnowledgeGraph) -> None:
    with pytest.raises(NameUnknown, match="no holder of data named “Nowhere”"):
        near.around("Nowhere")
    with pytest.raises(InputError, match=r"tier is “best”\. Give one of primary, research"):
        near.around("Agency", tier="best")
    with pytest.raises(InputError, match="hops is 0, and at least 1 is needed"):
        near.around("Agency", hops=0)
    with pytest.raises(InputError, match="Confirmed since 2016-01-01 is after 2015-01-01"):
        near.around("Agency", as_of=DAY, confirmed_since="2016-01-01")


def test_as_networkx(near: KnowledgeGraph) -> None:
    graph = near.around("Broker", as_of=DAY).to_networkx()
    assert graph.number_of_edges() == 3
    assert graph.nodes[ID + "organization/broker"]["distance"] == 0


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_as_json(command: Command, file: str) -> None:
    asked = ("around", "Broker", "Watch", "--hops", "2", "--as-of", DAY, "--without", "Vendor", "--graph", file)
    data = as_json(command, *asked)
    assert list(data) == ["flows", "holders", "counts", "truncated", "question", "searched", "labels"]
    assert sorted(key for key in keys(data) if f"`{key}`" not in JSON_PAGE) == []
    assert data["question"] == {
        "future": False,
        "around": [ID + "organization/broker", ID + "program/watch"], "hops": 2, "carrying": None, "asOf": DAY,
        "certainty": "possible", "program": None, "evidence": None, "tier": None, "place": None,
        "confirmedSince": None, "without": [ID + "organization/vendor"],
    }  # fmt: skip
    named = {flow[key] for flow in data["flows"] for key in ("sender", "recipient")}
    assert named <= data["labels"].keys()


def test_the_command_as_text(command: Command, file: str) -> None:
    said = words(command("around", "Agency", "--as-of", DAY, "--graph", file).stdout)
    assert said.startswith(
        "On 1 January 2015, 6 flows of data of any kind are known around Agency, between 6 holders, as far as "
        "documents show."
    )
    assert "Sheriff plates · barred Agency certain" in said
    assert "Plate system plates · a block stands Unit presumed 2014-01-01" in said
    none = words(command("around", "Broker", "--as-of", "2001-01-01", "--tier", "primary", "--graph", file).stdout)
    assert none.startswith(
        "None known. On 1 January 2001, no flow of data of any kind, stated by primary sources, is known around "
        "Broker. Not known is not the same as not shared. “--certainty impossible” also gives what had ended by that "
        "day, or had not begun."
    )
    lines = words(command("around", "flow/orders", "--as-of", DAY, "--graph", file).stdout)
    assert "1 flow of data of any kind is known around Orders" not in lines
    assert (
        ", as far as documents show. They stand in 2 lines: what documents say of every body of a kind has a line for "
        "each of these bodies."
    ) in lines
    assert "They stand in" not in said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--certainty", "presumed"), "flows of data of any kind, presumed or certain on that day, are known around"),
        (("--certainty", "impossible"), "flows of data of any kind, in force then or not, are known around Agency"),
        (("--tier", "news", "--place", "State"), "stated by news sources or better, with an end in State, are known"),
        (("--program", "Watch", "--hops", "2"), "1 flow of data of any kind, under Watch, is known within 2 hops of"),
        (("--confirmed-since", "2014-06-01"), "3 flows of data of any kind, confirmed since 1 June 2014, are known"),
        (("--evidence", "reported", "--hops", "2"), "with the evidence status “reported”, is known within 2 hops"),
        (("--without", "Unit", "--without", "Vendor"), "3 flows of data of any kind, without Unit and Vendor, are"),
    ],
)
def test_the_first_sentence_says_what_was_left_out(
    command: Command, file: str, given: tuple[str, ...], said: str
) -> None:
    thing = "County" if "--hops" in given else "Agency"
    first, _, _ = words(command("around", thing, "--as-of", DAY, "--graph", file, *given).stdout).partition("show.")
    assert said in first


def test_the_command_as_csv(command: Command, file: str) -> None:
    first, *rows = command("around", "Watch", "--as-of", DAY, "--format", "csv", "--graph", file).stdout.splitlines()
    assert first.startswith(
        "from,carries,to,certainty,last confirmed,valid from,valid until,tier,evidence status,under program,"
    )
    assert len(rows) == 1
    assert rows[0].startswith("Sheriff,Plates,Vendor,certain,2015-01-01,2012-01-01,,primary,")


def test_the_command_refuses_in_a_sentence(command: Command, file: str) -> None:
    answer = command("around", "Agency", "--tier", "best", "--graph", file)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "'best' is not one of 'primary'" in answer.stderr
