"""How the matcher decides: by rules, and where they do not decide, not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples
from tests.facts.matching.listed import agencies

from whoshares.facts.matching.body import body
from whoshares.facts.matching.matcher import RULES, Asked, Matcher


@pytest.mark.parametrize(
    ("name", "state", "county", "id", "rule"),
    [
        ("Marion OH PD", None, None, "A1", "name"),
        ("Marion County OH SO", None, None, "A2", "name"),
        ("Marion Twp OH PD", None, None, "A4", "name"),
        ("Marion Police Department", "IN", "Grant County", "A3", "name"),
        ("Jackson Township OH PD (Stark County)", None, None, "A5", "county"),
        ("OH - Jackson Township PD - Mahoning County", None, None, "A6", "county"),
        ("Jackson Township Police Department", "OH", "Stark County", "A5", "county"),
        ("Gates Mills Village OH PD", None, None, "A8", "name"),
        ("New Jersey State Police", None, None, "B1", "whole"),
        ("Ohio State University OH PD", None, None, "A9", "beginning"),
        ("NC Alcohol Law Enforcement", None, None, "B7", "department"),
        ("Sringfield IL (PD)", None, None, "B6", "spelling"),
        ("Springfeild IL PD - DNU", None, None, "B6", "spelling"),
        ("Thrall City PD TX", None, None, "C4", "city"),
        ("Bedford NY PD", None, None, "C5", "form"),
        ("FBI", None, None, "C7", "name"),
        ("Bunnell Police Departent", "FL", "Flager County", "C8", "name"),
        ("Cobb County GA PD", None, None, "D3", "name"),
        ("Cobb County GA SO", None, None, "D4", "name"),
    ],
)
def test_what_is_taken_and_by_which_rule(
    few: Matcher, name: str, state: str | None, county: str | None, id: str, rule: str
) -> None:
    verdict = few.find(name, state=state, county=county)
    assert (verdict.outcome, verdict.body and verdict.body.id, verdict.rule) == ("matched", id, rule)
    assert rule in RULES


@pytest.mark.parametrize(
    ("name", "state", "county", "outcome", "why"),
    [
        ("Marion County SO", None, None, "unmatched", "says no state"),
        ("Marion OH", None, None, "unmatched", "says no kind of body"),
        ("City of Marion OH", None, None, "unmatched", "is in the list for another kind of body of Ohio (police-"),
        ("Marion County IN SO", None, None, "unmatched", "is in the list for another kind of body of Indiana (police-"),
        ("Jackson Township OH PD", None, None, "doubtful", "can mean 2 bodies of this name in Ohio"),
        ("Hinckley OH PD", None, None, "doubtful", "does not say whether it means the township"),
        ("Austintown Township OH PD", None, None, "doubtful", "says township, and the body of this name is none by"),
        ("Yoakum Police Department", "TX", "Yoakum County", "doubtful", "says “Yoakum County”, and the body of"),
        ("Delaware State Police", None, None, "doubtful", "can mean 2 bodies of this name in Delaware"),
        ("Tennessee Department of Corrections", "TN", None, "doubtful", "fits a body of which the list leaves"),
        ("Ohio State University", "OH", None, "doubtful", "names an institution, and the body of"),
        ("Harris County Const TX Pct 5", None, None, "unmatched", "is not among the bodies of its kind and state"),
        ("Cave Creek AZ Marshal's Office", None, None, "doubtful", "is in the list for another kind of body"),
        ("Gila River AZ PD", None, None, "doubtful", "is in the list for another kind of body of Arizona (t"),
        ("Marion OH PD - Narcotics Unit", None, None, "doubtful", "names a part of the body, “Narcotics Unit”"),
        ("Marion OH PD (Blue Ribbon)", None, None, "doubtful", "adds “blueribbon”, which is not understood"),
        ("Mariom OH PD", None, None, "unmatched", "is not among the bodies"),
        ("Kentucky State KY PD", None, None, "unmatched", "is not among the bodies"),
    ],
)  # fmt: skip
def test_what_is_not_taken_and_why(
    few: Matcher, name: str, state: str | None, county: str | None, outcome: str, why: str
) -> None:
    verdict = few.find(name, state=state, county=county)
    assert (verdict.outcome, verdict.body) == (outcome, None)
    assert verdict.why.startswith(why), verdict.why


def test_an_ori_decides_alone(few: Matcher) -> None:
    verdict = few.find("Some name", ori="a3 ")
    assert (verdict.body and verdict.body.id, verdict.rule, verdict.score) == ("A3", "ori", 100.0)
    assert few.find("Some name", ori="ZZ").outcome == "unmatched"


def test_a_decision_of_a_person_goes_before_every_rule() -> None:
    reviewed = {Asked("Marion OH PD"): None, Asked("Jackson Township OH PD"): "A6"}
    matcher = Matcher(agencies(), reviewed)
    assert matcher.find("Marion OH PD").why == "is no body of this list, as a person decided"
    verdict = matcher.find("Jackson Township OH PD")
    assert (verdict.body and verdict.body.id, verdict.rule) == ("A6", "reviewed")
    assert matcher.find("Jackson Township OH PD", county="Stark County").rule == "county"


def test_another_name_of_a_body_counts_in_its_state_alone() -> None:
    nypd = body("nypd", "New York City Police Department", "NY", other_names=["NYPD"])
    kcso = body("kcso", "King County Sheriff's Office", "WA", other_names=["KCSO"])
    ice = body("ice", "US Immigration and Customs Enforcement", "US", other_names=["ICE"])
    matcher = Matcher([nypd, kcso, ice])
    assert matcher.find("NYPD", state="NY").rule == "alias"
    assert matcher.find("NYPD").outcome == "unmatched"
    assert matcher.find("KCSO", state="CA").outcome == "unmatched"
    assert matcher.find("ICE").body is ice


@pytest.mark.parametrize("name", ["", ", , Co) - Co)", " - ", "()", ", OH", "(Stark Co) - OH", "-, CO - SD"])
def test_of_a_name_with_nothing_left_nothing_is_found(few: Matcher, name: str) -> None:
    for state in ("OH", "CO", "US", None):
        assert few.find(name, state=state).body is None


def test_what_an_entry_says_of_itself_is_kept(few: Matcher) -> None:
    verdict = few.find("Marion OH PD (Do Not Use)")
    assert (verdict.body and verdict.body.id, verdict.marks) == ("A1", ("not in use",))


_STATES = st.sampled_from(["OH", "IN", "NJ", "TX", "AZ", "NY", "FL", "GA", "US", None])
_WORDS = st.lists(
    st.sampled_from(
        "Marion Jackson Springfield Cobb Yoakum County Township Twp City of Village PD SO DPS CSO OH IN TX CO - ( ) , "
        "[Federal] State Police University Constable Pct 5 (Stark Co) DNU Duplicate Sheriff's Office St. /".split()
    ),
    max_size=9,
).map(" ".join)


@examples(500)
@given(_WORDS | st.text(max_size=300), _STATES, st.none() | st.sampled_from(["Stark County", "Marion", "?"]))
def test_whatever_is_asked_state_and_kind_are_never_crossed(name: str, state: str | None, county: str | None) -> None:
    verdict = _FEW.find(name, state=state, county=county)
    assert (verdict.outcome == "matched") == (verdict.body is not None) == (not verdict.why)
    if verdict.body is not None:
        assert verdict.reading.state == verdict.body.state
        assert verdict.reading.kind == verdict.body.kind
        assert state in (None, verdict.body.state) or verdict.body.state == "US"
        assert verdict.rule in RULES


_FEW = Matcher(agencies())
