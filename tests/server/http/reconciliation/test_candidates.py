"""A name is decided by a rule or not at all, and what clients send is read or refused with a sentence."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whoshares import KnowledgeGraph
from whoshares.server.http.reconciliation.asked import TYPES
from whoshares.server.http.reconciliation.properties import ASKED, PROPERTIES
from whoshares.server.http.reconciliation.service import Reconciliation
from whoshares.server.http.resources import RECONCILIATION
from whoshares.server.problems import Problem

Data = dict[str, Any]


@pytest.fixture(scope="module")
def service(kg: KnowledgeGraph) -> Reconciliation:
    return Reconciliation(kg)


def asked(service: Reconciliation, query: str, **more: object) -> list[Data]:
    """The candidates of one query of version 0.2."""
    (result,) = json.loads(service.match("0.2", json.dumps({"q0": {"query": query, **more}}))[1]).values()
    found: list[Data] = result["result"]
    return found


def of_draft(service: Reconciliation, *conditions: object, **more: object) -> list[Data]:
    """The candidates of one query of the draft."""
    batch = {"queries": [{"conditions": conditions, **more}]}
    (result,) = json.loads(service.match("1.0-draft", json.dumps(batch))[1])["results"]
    found: list[Data] = result["candidates"]
    return found


def taken(candidates: list[Data]) -> str | None:
    matches = [one["id"] for one in candidates if one["match"]]
    assert len(matches) <= 1
    assert not matches or candidates[0]["match"]
    return matches[0] if matches else None


def state(value: object) -> list[Data]:
    return [{"pid": "state", "v": value}]


@pytest.mark.parametrize(
    ("query", "more", "id"),
    [
        ("ICE", {}, "organization/us-ice"),
        ("  immigration and customs   ENFORCEMENT ", {}, "organization/us-ice"),
        ("Immigration and Customs Enforcment", {}, "organization/us-ice"),
        ("Chicago Police Department", {"properties": state("IL")}, "organization/us-il-chicago-pd"),
        ("Chicago PD", {"properties": state("Illinois")}, "organization/us-il-chicago-pd"),
        ("IL - Chicago PD", {}, "organization/us-il-chicago-pd"),
        (
            "Chicago PD",
            {"properties": state({"id": "place/us-il", "name": "Illinois"})},
            "organization/us-il-chicago-pd",
        ),
        ("IDENT", {}, "system/us-ident"),
        ("NCIC", {"type": "System"}, "system/us-ncic"),
        ("Nlets", {"type": ["System"], "type_strict": "should"}, "system/nlets"),
        ("Illinois", {}, "place/us-il"),
        ("San Diego County, CA", {"type": "Place"}, "place/us-ca-san-diego-county"),
        ("San Diego County", {"type": "Place", "properties": state("CA")}, "place/us-ca-san-diego-county"),
        ("organization/us-fbi", {}, "organization/us-fbi"),
        ("https://w3id.org/whoshares/id/organization/us-fbi", {}, "organization/us-fbi"),
    ],
)
def test_what_a_rule_decides_is_taken(service: Reconciliation, query: str, more: Data, id: str) -> None:
    found = asked(service, query, **more)
    assert taken(found) == id
    assert all(one["score"] < found[0]["score"] for one in found[1:])


@pytest.mark.parametrize(
    ("query", "more", "near"),
    [
        ("Chicago Police Department", {}, "organization/us-il-chicago-pd"),  # says no state
        ("Chicago Police Department", {"properties": state("Ohio")}, "organization/us-il-chicago-pd"),
        ("Nlets", {}, "system/nlets"),  # its operator has a name that begins so
        ("Flock", {}, "system/flock-network"),  # so has the vendor
        ("Georgia", {"type": "Place"}, "place/us-ga"),  # a country, too
        ("San Diego County", {"type": "Place"}, "place/us-ca-san-diego-county"),  # says no state
        ("San Diego County", {"type": "Place", "properties": state("TX")}, "place/us-ca-san-diego-county"),
        ("Palentir", {}, "organization/palantir"),
        ("police department", {}, "organization/local-law-enforcement"),  # stands for a kind
        ("IDENT", {"type": "Place"}, None),
        ("organization/us-fbi", {"type": "System"}, None),
        ("zzzz", {}, None),
        ("   ", {"properties": state("CA")}, None),
        ("a" * 100_000, {}, None),
        ("<script>alert(1)</script>\u202e\x00", {}, None),
    ],
)
def test_what_none_decides_is_offered(service: Reconciliation, query: str, more: Data, near: str | None) -> None:
    found = asked(service, query, **more)
    assert taken(found) is None
    assert near in [one["id"] for one in found] if near else not found


def test_why_nothing_is_taken_is_said(service: Reconciliation) -> None:
    (said,) = asked(service, "San Diego PD", limit=1)
    assert said["description"] == "city, police department. The name says no state."
    found = asked(service, "Chicago PD", properties=state("OH"))
    (other,) = [one for one in found if one["id"] == "organization/us-il-chicago-pd"]
    assert other["description"].endswith("By the graph, it has another state.")


@pytest.mark.parametrize("said", ["n/a", "-", "unknown", "CA\nCA", "CA\nn/a", " California \n CA"])
def test_a_value_that_is_no_state_says_nothing_of_one(service: Reconciliation, said: str) -> None:
    found = asked(service, "San Diego Police Department", properties=state(said), limit=1)
    assert taken(found) == ("organization/us-ca-san-diego-pd" if "CA" in said else None)
    assert "another" not in found[0]["description"]
    assert taken(asked(service, "ICE", properties=state(said))) == "organization/us-ice"


@pytest.mark.parametrize(
    ("pid", "said", "another"),
    [
        ("kind", "police", False),
        ("kind", "Sheriff's office", True),
        ("kind", "police-department", False),
        ("level", "n/a", False),
        ("level", "state", True),
        ("state", "TX\nOH", True),
    ],
)
def test_what_no_body_is_takes_nothing_back(service: Reconciliation, pid: str, said: str, another: bool) -> None:
    conditions = [*state("CA"), {"pid": pid, "v": said}] if pid != "state" else [{"pid": pid, "v": said}]
    found = asked(service, "San Diego Police Department", properties=conditions, limit=25)
    (told,) = [one for one in found if one["id"] == "organization/us-ca-san-diego-pd"]
    assert ("another" in told["description"]) is another
    assert told["match"] is not another


@pytest.mark.parametrize("said", ["Sheriff", "sheriff's office", "kind/sheriff", {"id": "kind/sheriff"}])
def test_a_kind_is_known_by_its_other_names(service: Reconciliation, said: object) -> None:
    properties = [*state("MI"), {"pid": "kind", "v": said}]
    found = asked(service, "Grand Traverse County Sheriff's Office", properties=properties)
    assert taken(found) == "organization/us-mi-grand-traverse-county-sheriff"


def test_every_candidate_is_whole_and_as_many_as_asked(service: Reconciliation) -> None:
    found = asked(service, "San Diego", limit=3)
    assert len(found) == 3
    for one in found:
        assert one.keys() == {"id", "name", "description", "type", "score", "match"}
        assert 0 <= one["score"] <= 100
        assert all(type_ == {"id": type_["id"], "name": TYPES[type_["id"]]} for type_ in one["type"])
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert len(asked(service, "police", limit=10_000)) <= 25


def test_the_draft_answers_the_same(service: Reconciliation) -> None:
    name = {"matchType": "name", "propertyValue": "Chicago PD"}
    there = {"matchType": "property", "propertyId": "state", "propertyValue": "IL"}
    assert of_draft(service, name, there) == asked(service, "Chicago PD", properties=state("IL"))
    assert of_draft(service, {**name, "propertyValue": "Nlets"}, type="System") == asked(
        service, "Nlets", type="System"
    )


def test_conditions_that_are_required_leave_out_the_others(service: Reconciliation) -> None:
    name = {"matchType": "name", "propertyValue": "San Diego Police Department"}

    def ids(**more: object) -> set[str]:
        condition = {"matchType": "property", "propertyId": "state", "required": True, **more}
        return {one["id"] for one in of_draft(service, name, condition, limit=25)}

    here = ids(propertyValue="CA")
    assert "organization/us-ca-san-diego-pd" in here
    assert all("us-ca" in id or id.endswith("-police") for id in here)
    assert ids(propertyValue=["CA", "TX"], matchQuantifier="any") >= here
    assert not ids(propertyValue=["CA", "TX"], matchQuantifier="all")
    assert not ids(propertyValue="CA", matchQuantifier="none") & here
    ice = {"matchType": "id", "propertyValue": "organization/us-ice"}
    assert taken(of_draft(service, ice)) == "organization/us-ice"
    assert taken(of_draft(service, ice, {**ice, "propertyValue": "organization/us-fbi"})) is None


def test_several_names_decide_where_they_agree(service: Reconciliation) -> None:
    assert taken(of_draft(service, {"matchType": "name", "propertyValue": ["ICE", "US ICE"]})) == "organization/us-ice"
    assert taken(of_draft(service, {"matchType": "name", "propertyValue": ["ICE", "FBI"]})) is None


HOSTILE = [
    ("", "no JSON"),
    ("[]", "JSON object"),
    ('{"q0": 1}', "JSON object"),
    ('{"q0": {}}', "neither"),
    ('{"q0": {"query": 1}}', "text"),
    ('{"q0": {"query": "a", "limit": 0}}', "limit"),
    ('{"q0": {"query": "a", "limit": NaN}}', "NaN"),
    ('{"q0": {"query": "a", "limit": 1e999}}', "limit"),
    ('{"q0": {"query": "a", "limit": true}}', "limit"),
    ('{"q0": {"query": "a", "type": "Person"}}', "Organization"),
    ('{"q0": {"query": "a", "type": [[]]}}', "type"),
    ('{"q0": {"query": "a", "properties": [{"pid": "name"}]}}', "“v”"),
    ('{"q0": {"query": "a", "properties": [{"pid": "nonsense", "v": 1}]}}', "state"),
    ('{"q0": {"query": "a", "properties": [{"pid": "state", "v": {"id": 1}}]}}', "text"),
    ('{"q0": {"query": "a", "nonsense": 1}}', "nonsense"),
    ('{"q0": {"query": "\\ud800"}}', "surrogate"),
    ('{"q0": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested"),
    ('{"q0": {"query": "a", "limit": ' + "9" * 10_000 + "}}", "JSON"),
    (json.dumps({str(n): {"query": "a"} for n in range(101)}), "100"),
    (json.dumps({"q0": {"query": "a", "properties": [{"pid": "state", "v": "x"}] * 21}}), "20"),
    (json.dumps({"q0": {"query": "a", "properties": [{"pid": "state", "v": ["x"] * 21}]}}), "20"),
]


@pytest.mark.parametrize(("text", "said"), HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_batch_is_refused_with_a_sentence(service: Reconciliation, text: str, said: str) -> None:
    with pytest.raises(Problem) as refused:
        service.match("0.2", text)
    assert refused.value.status in (400, 413)
    assert said in str(refused.value)


FIELDS = "query type limit properties pid v queries conditions matchType propertyId propertyValue required ids id name"
KEYS = st.sampled_from([*FIELDS.split(), "matchQuantifier", "q0"])
LEAVES = st.none() | st.booleans() | st.integers(-3, 9) | st.floats() | st.text(max_size=3) | KEYS
ANY_JSON = st.recursive(
    LEAVES | st.sampled_from(["state", "System", "any"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(ANY_JSON)
def test_whatever_is_sent_is_answered_or_refused(service: Reconciliation, data: object) -> None:
    text = json.dumps(data)
    for version in ("0.2", "1.0-draft"):
        for work in (service.match, service.extend):
            with suppress(Problem):
                assert json.loads(work(version, text)[1]) is not None


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"matchType": "name"},
        {"matchType": "sound", "propertyValue": "a"},
        {"matchType": "property", "propertyValue": "a"},
        {"matchType": "property", "propertyId": "state", "propertyValue": "CA", "matchQuantifier": "some"},
        {"matchType": "property", "propertyId": "state", "propertyValue": "CA", "matchQualifier": "skos:exactMatch"},
        {"matchType": "name", "propertyValue": "a", "matchQuantifier": "none"},
        {"matchType": "name", "propertyValue": [["a"]]},
    ],
)
def test_what_is_no_condition_is_refused(service: Reconciliation, condition: Data) -> None:
    with pytest.raises(Problem):
        of_draft(service, condition)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"ids": [1], "properties": []}',
        '{"ids": ["a"], "properties": [{"id": "nonsense"}]}',
        json.dumps({"ids": [str(n) for n in range(101)], "properties": []}),
    ],
)
def test_what_is_no_extension_is_refused(service: Reconciliation, text: str) -> None:
    with pytest.raises(Problem):
        service.extend("0.2", text)


def test_a_column_is_filled_with_what_the_graph_says(service: Reconciliation) -> None:
    ids = ["organization/us-il-chicago-pd", "organization/us-ice", "system/nlets", "place/us-il", "no/such"]
    asked_for = [{"id": property} for property in PROPERTIES]
    text = json.dumps({"ids": ids, "properties": asked_for})
    answer = json.loads(service.extend("0.2", text)[1])
    rows = answer["rows"]
    assert [meta["id"] for meta in answer["meta"]] == list(PROPERTIES)
    assert list(rows) == ids
    assert all(list(row) == list(PROPERTIES) for row in rows.values())
    chicago = rows["organization/us-il-chicago-pd"]
    assert chicago["state"] == [{"id": "place/us-il", "name": "Illinois"}]
    assert chicago["kind"] == [{"str": "Police department"}]
    assert {"str": "CPD"} in chicago["aliases"]
    assert {
        "str": "Illinois plate reads may not be shared for immigration enforcement (presumed)"
    } in chicago["bars"]  # fmt: skip
    (ways,) = chicago["waysToIce"]
    assert "police reports could get from Chicago Police Department" in ways["str"]
    assert {
        "str": "Secure Communities Memoranda of Agreement (agreement, until 2011-08 / 2011-08-05)"
    } in rows["organization/us-ice"]["agreements"]  # fmt: skip
    assert rows["organization/us-ice"]["waysToIce"] == []
    assert rows["system/nlets"]["operatedBy"][0]["id"] == "organization/nlets"
    assert rows["place/us-il"]["fips"] == [{"str": "17"}]
    assert not any(rows["no/such"].values())
    draft = json.loads(service.extend("1.0-draft", text)[1])
    assert draft["meta"] == answer["meta"]
    assert {row["id"]: {p["id"]: p["values"] for p in row["properties"]} for row in draft["rows"]} == rows


def test_the_properties_offered_are_those_of_the_type(service: Reconciliation) -> None:
    offered = json.loads(service.propose({"type": "Place", "limit": 50})[1])
    ids = {one["id"] for one in offered["properties"]}
    assert offered["type"] == "Place"
    assert "fips" in ids
    assert "operatedBy" not in ids
    assert {"agreements", "bars", "waysToIce", "kind", "place", "aliases"} <= {
        one["id"] for one in json.loads(service.propose({"type": "Organization"})[1])["properties"]
    }
    assert not {"agreements", "bars", "waysToIce"} & set(ASKED)
    with pytest.raises(Problem):
        service.propose({"type": "Person"})


def test_the_types_are_described(service: Reconciliation) -> None:
    (choices,) = {p.choices for resource in RECONCILIATION for p in resource.parameters if p.name == "type"}
    assert choices == tuple(TYPES)
    listed = json.loads(service.suggest("type", {"prefix": "s"})[1])["result"]
    assert listed == [{"id": "System", "name": "System"}]
