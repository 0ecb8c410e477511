"""Answers in short: what they count, that little is enough to cite them, and that nothing in them needs a guess."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from tests.by_hand import Command

from whoshares import KnowledgeGraph
from whoshares.answers.exposure import Exposure
from whoshares.answers.place import PlaceTrace
from whoshares.answers.trace import Trace
from whoshares.answers.traced import TracedHop
from whoshares.model.answer import Answer
from whoshares.model.errors import NameUnknown
from whoshares.model.validity import State
from whoshares.store.evidence import Citation
from whoshares.text.console import to_html, to_text
from whoshares.text.words import in_brief

TODAY = "2026-11-29"


@pytest.fixture(scope="module")
def readme(kg: KnowledgeGraph) -> Trace:
    return kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")


@pytest.fixture(scope="module")
def king(kg: KnowledgeGraph) -> Trace:
    return kg.trace("King County Sheriff's Office", "ICE", as_of=TODAY)


@pytest.fixture(scope="module")
def san_diego(kg: KnowledgeGraph) -> Trace:
    return kg.trace("San Diego County", "ICE", as_of=TODAY)


def flat(answer: Answer, width: int = 110) -> str:
    """What is printed, with lines put together."""
    return " ".join(to_text(answer, width).split())


def cited_by(hop: TracedHop) -> list[Citation]:
    """The documents of a hop, of its transformations and its bars: what these are called is quoted as it is."""
    changed = [source for part in hop.transformations for source in part.sources]
    return [*hop.sources, *changed, *(source for bar in hop.bars for source in bar.sources)]


def in_full(answer: Trace) -> str:
    return to_text(answer.in_full(True))


@pytest.mark.parametrize("asked", ["readme", "king", "san_diego"])
def test_a_trace_fits_on_a_page(asked: str, request: pytest.FixtureRequest) -> None:
    answer: Trace = request.getfixturevalue(asked)
    assert len(to_text(answer).splitlines()) < 60
    assert len(to_text(answer, width=80).splitlines()) < 85
    assert len(in_full(answer).splitlines()) > len(to_text(answer).splitlines())


def test_ways_are_counted_first_and_routes_after(readme: Trace) -> None:
    text = flat(readme)
    ways, routes = len(readme.ways), len(readme.routes)
    assert f"{ways} ways, {routes} routes. Of the ways 3 certain, 2 presumed and 6 possible." in text
    assert "Folded in, parts and systems of one body: FBI: FBI criminal databases, IAFIS, III, NCIC, NGI; DHS:" in text
    assert "Way 1 · certain · 2 hops · weakest in evidence: hop 1" in text
    assert "Route 1" not in text
    assert "Route 1 · certain · 2 hops" in in_full(readme)


def test_what_was_cut_off_is_said_with_every_count(kg: KnowledgeGraph) -> None:
    answer = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01", limit=10)
    assert f"At least {len(answer.ways)} ways, at least 10 routes." in flat(answer)
    assert "there may be more ways" in flat(answer)


def test_two_headings_for_one_route_are_one(san_diego: Trace) -> None:
    assert isinstance(san_diego, PlaceTrace)
    text = to_text(san_diego)
    assert sum("SANDAG (ARJIS) —police reports → ICE" in line for line in text.splitlines()) == 1
    assert "Ways are presumed for 4 bodies; for 1 other none is known." in text
    assert f"{len(san_diego.ways)} ways, {san_diego.number_of_routes} routes, all presumed." in text
    assert san_diego.number_of_routes < len(san_diego.routes)
    assert "City of El Cajon: no document here connects them." in text  # and why, for each


def test_reasons_of_several_holders_are_counted(kg: KnowledgeGraph) -> None:
    answer = kg.trace("Washington", "GAO", as_of=TODAY)
    assert answer.explanation is not None
    assert re.fullmatch(r"For \d+, no document here connects them(; for \d+, [^;]+)*\.", answer.explanation)
    assert "differ" not in answer.explanation


def test_a_hop_has_one_line_of_evidence_with_a_whole_address(king: Trace) -> None:
    text = to_text(king)
    assert (
        text.count("Report finds King County provided info to ICE agents against county law (KIRO 7, 2019-07-09)") == 1
    )
    best = king.routes[0].hops[0].sources[0]
    assert best.address in text.split()
    assert "and 1 more document" in " ".join(text.split())
    assert "Auditor: King County allowed" not in text
    assert "Auditor: King County allowed" in in_full(king)
    assert f'<a href="{best.address}">' in to_html(king)


@pytest.mark.parametrize("asked", ["readme", "king", "san_diego"])
@pytest.mark.parametrize("full", [False, True])
def test_every_abbreviation_of_a_body_is_expanded_once(asked: str, full: bool, request: pytest.FixtureRequest) -> None:
    answer: Trace = request.getfixturevalue(asked)
    answer = answer.in_full(full)
    text = flat(answer)
    listed = Counter(re.findall(r"(?:Abbreviations: |; )([A-Z][A-Z0-9&-]+) = ", text))
    assert set(listed.values()) <= {1}
    documents = {source for route in answer.routes for hop in route.hops for source in cited_by(hop)}
    quoted = {part for one in documents for part in (one.title, one.publisher, one.locator) if part}
    own = text
    for part in sorted(quoted, key=len, reverse=True):
        own = own.replace(part, "")
    used = {short for iri, short in answer.acronyms.items() if re.search(rf"(?<![\w-]){short}(?![\w-])", own)}
    for short in used:
        label = next(answer.labels[iri] for iri, acronym in answer.acronyms.items() if acronym == short)
        assert f"{label} ({short})" in text or short in listed, short


def test_of_two_bodies_with_one_abbreviation_that_of_the_answer_is_meant(kg: KnowledgeGraph) -> None:
    """The money transfer database TRAC is not the clearinghouse at Syracuse of that name."""
    text = flat(kg.backdoors("ICE-ERO may not use the TRAC money transfer database", as_of=TODAY))
    assert "TRAC = Transaction Record Analysis Center" in text
    assert "Transactional Records Access Clearinghouse" not in text


def test_no_sign_stands_without_its_key(readme: Trace, king: Trace, kg: KnowledgeGraph) -> None:
    for answer in (readme, king):
        text = flat(answer)
        for word in {way.state.word for way in answer.ways}:
            assert text.count(f"“{word.capitalize()}”:") == 1
        assert ("· barred" in text) == ("“Barred”:" in text)
        assert "of the tier" not in text
    full = flat(kg.backdoors("Green Light Law", as_of=TODAY, full=True))
    assert "⟂" in full
    assert "⟂: the bar's reach ends there." in full
    assert "⟂" not in flat(kg.backdoors("Green Light Law", as_of=TODAY))


def test_data_is_whole_in_short_and_in_full(kg: KnowledgeGraph, readme: Trace) -> None:
    full = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01", full=True)
    assert full.to_dict() == readme.to_dict()
    assert full.rows() == readme.rows()
    assert to_text(full) == in_full(readme)
    assert len(readme.to_dict()["routes"]) == len(readme.routes)  # type: ignore[arg-type]


def test_a_notebook_shows_what_the_screen_does(readme: Trace) -> None:
    assert "Way 1" in readme._repr_html_()
    assert "Route 1" not in readme._repr_html_()
    assert "Route 1" in readme.in_full(True)._repr_html_()


def test_an_exposure_counts_bodies_and_kinds_of_body_apart(kg: KnowledgeGraph) -> None:
    answer = kg.exposure("ICE", as_of=TODAY)
    assert type(answer) is Exposure
    bodies = {body.body.rpartition("/")[2]: body for body in answer.bodies}
    perhaps = Counter(body.generic for body in answer.bodies if body.is_only_possible)
    surely = Counter(body.generic for body in answer.bodies if not body.is_only_possible)
    assert f"of {surely[False]} bodies and {surely[True]} kinds of body it is presumed that data can" in flat(answer)
    assert f"; of {perhaps[False]} more bodies and {perhaps[True]} more kinds of body it is possible" in flat(answer)
    assert "us-fbi" in bodies
    assert not bodies.keys() & {"us-ngi", "us-ncic", "us-eid", "us-ice-ero", "us-ice"}  # folded in, or within ICE
    assert bodies["local-jail"].generic
    assert answer.to_dict()["counts"] == {
        "bodies": surely[False] + perhaps[False], "genericBodies": surely[True] + perhaps[True],
        "possibleBodies": perhaps[False], "possibleGenericBodies": perhaps[True], "atLeast": False,
    }  # fmt: skip
    assert "Local jail (a kind of body)" in flat(answer)
    forbidden = bodies["us-ca-san-diego-pd"].forbidden_by
    assert forbidden == tuple(sorted({bar for row in answer.rows_found for bar in row.forbidden_by
                                      if row.holder.endswith("/us-ca-san-diego-pd")}))  # fmt: skip
    assert forbidden
    assert "“Forbidden”: a law or agreement forbids some of it between the two" in flat(answer)
    assert len(to_text(answer).splitlines()) < 80 < len(to_text(answer.in_full(True)).splitlines())


def test_back_doors_are_counted_as_ways(kg: KnowledgeGraph) -> None:
    answer = kg.backdoors(as_of=TODAY)
    ways, routes = answer.number_of_ways, len(answer.found)
    head = " ".join(to_text(answer).split("\n\n")[0].split())
    least = "at least " if answer.truncated else ""
    perhaps = sum(way.state is State.POSSIBLE for its in answer.ways.values() for way in its)
    assert head.startswith(f"On 29 November 2026, {least}{ways - perhaps} ways are presumed to lead round ")
    assert f" bars; {least}{perhaps} more are possible, round " in head
    assert head.endswith(f": {least}{routes} routes in all.")
    assert ways < routes


def test_names_with_a_comma_are_told_apart(kg: KnowledgeGraph) -> None:
    text = flat(kg.trace("Medicaid", "ICE", as_of=TODAY))
    assert "CMS: “Medicaid files at CMS, other states”, “Medicaid files at CMS, plaintiff states”." in text


def test_many_bars_are_one_line_each(kg: KnowledgeGraph) -> None:
    answer = kg.bars(as_of=TODAY)
    counts = Counter(bar.state for bar in answer.found)
    standing = counts[State.CERTAIN] + counts[State.PRESUMED]
    text = to_text(answer)
    assert f"{len(answer.found)} bars, as they stand on 29 November 2026: {standing} in force, " in text
    assert len(text.splitlines()) < 130
    assert re.search(r"\d\d bodies: no use of plate readers for", text)
    assert "says who" in to_text(answer.in_full(True))
    assert "says who" in to_text(kg.bars("Green Light Law", as_of=TODAY))  # one bar is shown whole


def test_what_could_not_stand_in_a_county_is_not_said_of_it(kg: KnowledgeGraph) -> None:
    with pytest.raises(NameUnknown) as raised:
        kg.trace("Fresno County", "ICE", as_of=TODAY)
    first, *more = str(raised.value).splitlines()
    assert first.startswith(
        "“Fresno County” is not in the graph as a holder. No document here says what it sends or gets, which is not "
        "the same as nothing being shared. In which state it lies is not known here. Laws of California, "
    )
    assert first.endswith("name its state too, as “Fresno County, STATE”.")  # and no other county is offered
    assert not any("other states" in line for line in more)
    assert any("https://" in line for line in more)


def test_a_misspelt_place_is_offered(kg: KnowledgeGraph) -> None:
    with pytest.raises(NameUnknown, match=r"Did you mean “San Diego County”"):
        kg.trace("San Deigo County", "ICE", as_of=TODAY)


def test_a_search_marks_what_only_holds_the_letters(kg: KnowledgeGraph) -> None:
    fits = {match.label: match.fit for match in kg.search("ice", limit=1000)}
    assert fits["Immigration and Customs Enforcement"] == "name"
    assert fits["ICE databases"] == "in-name"
    assert fits["Texas police agencies"] == "letters"
    places = [match.fit for match in kg.search("ice", limit=1000)]
    order = ["name", "in-name", "letters", "text"]
    assert places == sorted(places, key=order.index)


def test_a_search_says_how_what_it_finds_fits(command: Command) -> None:
    assert command("search", "Dallas pol").stdout.splitlines()[0] == "With these words in the name"
    assert command("search", "license photos").stdout.splitlines()[0] == "Called so"
    assert {match["fit"] for match in json.loads(command("search", "zzyzx jial", "--format", "json").stdout)} <= {
        "alike"
    }


def test_the_command_prints_the_short_form_or_all(command: Command) -> None:
    asked = ("trace", "King County Sheriff's Office", "ICE", "--as-of", TODAY)
    assert "Way 1 · presumed" in command(*asked).stdout
    assert "Route 2 · presumed" in command(*asked, "--full").stdout
    assert command(*asked, "--format", "json").stdout == command(*asked, "--full", "--format", "json").stdout


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [("short", 9, "short"), ("two words", 8, "two …"), ("a; b; c", 5, "a; …"), ("unbroken", 5, "unbr …")],
)
def test_what_is_too_long_is_cut_between_words(text: str, most: int, shown: str) -> None:
    assert in_brief(text, most).replace(";", "") == shown.replace(";", "")


def test_back_doors_of_one_law_name_it_in_the_first_sentence(kg: KnowledgeGraph) -> None:
    said = " ".join(to_text(kg.backdoors("California SB 54", as_of=TODAY)).split())
    assert said.partition(":")[0].endswith("bars of California SB 54")
