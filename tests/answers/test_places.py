"""A place, a kind or a program as holder: the answers of its holders in one; and names that the graph does not have."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.by_hand import Command, widest, words

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.place import PlaceBars, PlaceExposure, PlaceTrace
from whoshares.model.errors import InputError, NameUnknown
from whoshares.store.names import words as words_of
from whoshares.text.console import to_text

ID = "https://w3id.org/whoshares/id/"
GRAPH = """\
@prefix ws: <https://w3id.org/whoshares/ontology/> .
@base <https://w3id.org/whoshares/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<source/s> {
  <source/s> a ws:Source ; dcterms:title "A test document" ; ws:tier <tier/primary> ; dcterms:issued "2020" .
  <place/land> a ws:Place ; skos:prefLabel "Land" .
  <place/north> a ws:Place ; skos:prefLabel "North" ; ws:within <place/land> .
  <place/hill> a ws:Place ; skos:prefLabel "Hill County" ; ws:within <place/north> .
  <place/dale> a ws:Place ; skos:prefLabel "Dale County" ; ws:within <place/north> .
  <place/south> a ws:Place ; skos:prefLabel "South" ; ws:within <place/land> .
  <organization/hill> a ws:Organization ; skos:prefLabel "Hill government" ; ws:inPlace <place/hill> .
  <organization/hill-jail> a ws:Organization ; skos:prefLabel "Hill jail" ; ws:inPlace <place/hill> ;
    ws:partOf <organization/hill> ; ws:kind <kind/jail> .
  <organization/north-dmv> a ws:Organization ; skos:prefLabel "North DMV" ; ws:inPlace <place/north> .
  <organization/any-jail> a ws:Organization ; skos:prefLabel "Any jail" ; ws:generic true ; ws:kind <kind/jail> .
  <organization/agency> a ws:Organization ; skos:prefLabel "Agency" .
  <program/p> a ws:Program ; skos:prefLabel "The program" .
  <program/idle> a ws:Program ; skos:prefLabel "The idle program" .
  <flow/hill-jail--agency> a ws:DataFlow ; ws:sender <organization/hill-jail> ; ws:recipient <organization/agency> ;
    ws:carries <category/fingerprints> ; ws:underProgram <program/p> .
  <flow/agency--dmv> a ws:DataFlow ; ws:sender <organization/agency> ; ws:recipient <organization/north-dmv> ;
    ws:carries <category/fingerprints> .
  <flow/any-jail--agency> a ws:DataFlow ; ws:sender <organization/any-jail> ; ws:recipient <organization/agency> ;
    ws:carries <category/fingerprints> ; ws:extent <extent/every> .
  <flow/any-jail--agency--leads> a ws:DataFlow ; ws:sender <organization/any-jail> ;
    ws:recipient <organization/agency> ; ws:carries <category/match-notice> .
  <instrument/law> a ws:Instrument ; skos:prefLabel "The law" .
  <bar/hill> a ws:Bar ; skos:prefLabel "No prints from Hill" ; ws:setBy <instrument/law> ;
    ws:barsSender <organization/hill> ; ws:barsRecipient <organization/agency> .
  <bar/other> a ws:Bar ; skos:prefLabel "Nothing from the agency" ; ws:setBy <instrument/law> ;
    ws:barsSender <organization/agency> .
  <bar/open> a ws:Bar ; skos:prefLabel "Nothing to the agency" ; ws:setBy <instrument/law> ;
    ws:barsRecipient <organization/agency> .
  <bar/south> a ws:Bar ; skos:prefLabel "No prints from jails of the South" ; ws:setBy <instrument/law> ;
    ws:senderKind <kind/jail>, <kind/city> ; ws:senderPlace <place/south> ; ws:barsRecipient <organization/agency> ;
    ws:barsCategory <category/fingerprints> ; ws:exception "An emergency." ;
    ws:attestedOn "2021-05-01"^^<http://www.w3.org/2001/XMLSchema#date> .
}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    path = tmp_path_factory.mktemp("places") / "graph.trig"
    path.write_text(GRAPH, "utf-8")
    return whoshares.open(path)


def short(iris: object) -> list[str]:
    assert isinstance(iris, list | tuple | frozenset | set)
    return [str(iri).removeprefix(ID) for iri in iris]


def placed(answer: object) -> PlaceTrace:
    assert isinstance(answer, PlaceTrace)
    return answer


@pytest.mark.parametrize(
    ("name", "holders"),
    [
        ("Hill County", ["organization/hill", "organization/hill-jail"]),
        ("North", ["organization/hill", "organization/hill-jail", "organization/north-dmv"]),
        ("kind/jail", ["organization/any-jail", "organization/hill-jail"]),
        ("The program", ["organization/hill-jail"]),
    ],
)
def test_what_stands_for_which_holders(small: KnowledgeGraph, name: str, holders: list[str]) -> None:
    answer = placed(small.trace(name, "Agency"))
    assert short(answer.ends[0].holders) == holders
    assert not answer.ends[0].is_holder
    assert answer.ends[1].is_holder


def test_a_name_that_a_holder_bears_is_that_holder(kg: KnowledgeGraph) -> None:
    assert not isinstance(kg.trace("King County", "ICE", limit=1), PlaceTrace)
    assert not isinstance(kg.trace("jail", "ICE", limit=1), PlaceTrace)


@pytest.mark.parametrize(
    ("origin", "recipient", "options"),
    [
        ("San Diego County", "ICE", {}),
        ("place/us-wa", "ICE", {"limit": 2}),
        ("FBI", "kind/jail", {"as_of": "2012-01-01"}),
        ("Medicaid", "New York", {"as_of": "2026-01-01", "limit": 1}),
        ("New York", "New York", {"ever": True, "limit": 1, "exact": True}),
    ],
)
def test_the_answer_is_the_union_of_single_answers(
    kg: KnowledgeGraph, origin: str, recipient: str, options: dict[str, object]
) -> None:
    """Each pair asked alone, by id; and no pair left out."""
    answer = placed(kg.trace(origin, recipient, **options))  # type: ignore[arg-type]
    expected = {
        (first, last): kg.trace(first, last, **options)  # type: ignore[arg-type]
        for first in answer.ends[0].holders
        for last in answer.ends[1].holders
        if first != last
    }
    told = answer.to_dict()["pairs"]
    assert isinstance(told, list)
    assert {(pair["from"], pair["to"]) for pair in told} == set(expected)
    for pair in told:
        alone = expected[pair["from"], pair["to"]]
        assert tuple(answer.routes[rank - 1] for rank in pair["routes"]) == alone.routes
        assert (pair["reason"], pair["truncated"]) == (alone.reason, alone.truncated)
    assert [bool(pair["routes"]) for pair in told] == sorted((bool(pair["routes"]) for pair in told), reverse=True)
    assert len(answer.routes) == sum(len(alone.routes) for alone in expected.values())
    assert answer.truncated is any(alone.truncated for alone in expected.values())
    assert {row["asked from"] for row in answer.rows()} <= {kg.names.label(iri) for iri in answer.ends[0].holders}
    own = [row for alone in expected.values() for row in alone.rows() if not row["of named"]]
    assert len(answer.rows()) == len(own), "named ones of a kind are told where it is asked about alone"


@pytest.mark.parametrize("outward", [False, True])
def test_an_exposure_is_that_of_each_holder(kg: KnowledgeGraph, outward: bool) -> None:
    answer = kg.exposure("New York", outward=outward, as_of="2026-01-01")
    assert isinstance(answer, PlaceExposure)
    alone = [kg.exposure(iri, outward=outward, as_of="2026-01-01") for iri in answer.end.holders]
    assert answer.rows_found == tuple(row for one in alone for row in one.rows_found)
    assert answer.rows_found
    told = answer.to_dict()["holders"]
    assert isinstance(told, list)
    assert [len(one["rows"]) for one in told] == [len(one.rows_found) for one in alone]
    assert len(answer.rows()) == len(answer.rows_found)
    assert set(answer.to_networkx().edges) == {edge for one in alone for edge in one.to_networkx().edges}


def test_bars_are_those_between_some_two(kg: KnowledgeGraph) -> None:
    answer = kg.bars("New York", "kind/federal-agency", as_of="2026-01-01")
    assert isinstance(answer, PlaceBars)
    alone = {
        (first, last): tuple(bar.id for bar in kg.bars(first, last, as_of="2026-01-01").found)
        for first in answer.ends[0].holders
        for last in answer.ends[1].holders
        if first != last
    }
    assert dict(answer.pairs) == {pair: found for pair, found in alone.items() if found}
    assert [bar.id for bar in answer.found] == sorted({bar for found in alone.values() for bar in found})


def test_whom_bars_bind(small: KnowledgeGraph) -> None:
    for name in ("Hill County", "organization/hill-jail", "The program", "North"):
        found = [bar.id for bar in small.bars(name).found]
        assert short(found) == (["bar/hill"])
        assert short([bar.id for bar in small.backdoors(name).open_bars]) == ["bar/hill"]
    with pytest.raises(InputError, match=r"^No bar of this graph binds North DMV .* as a sender"):
        small.bars("North DMV")
    with pytest.raises(NameUnknown, match="no flow, bar or instrument named “Nobody”"):
        small.bars("Nobody")
    with pytest.raises(NameUnknown, match="no bar or instrument named “Nobody”"):
        small.backdoors("Nobody")


def test_place_filters_lists(small: KnowledgeGraph) -> None:
    every = small.exposure("Agency")
    there = small.exposure("Agency", place="Hill County")
    assert {row.holder for row in every.rows_found} > {row.holder for row in there.rows_found} != set()
    assert short(sorted({row.holder for row in there.rows_found})) == ["organization/hill", "organization/hill-jail"]
    assert there.question["place"] == ID + "place/hill"
    assert short([bar.id for bar in small.bars(place="North").found]) == ["bar/hill"]
    found = {match.iri for match in small.search("hill", limit=100, place="Hill County")}
    assert short(sorted(found)) == ["organization/hill", "organization/hill-jail", "place/hill"]
    with pytest.raises(InputError, match="no holder in “Dale County”"):
        small.exposure("Agency", place="Dale County")
    with pytest.raises(NameUnknown, match="no place named “Nowhere”"):
        small.search("hill", place="Nowhere")


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("South", ["The graph has no holder in “South” (place/south)."]),
        (
            "kind/sheriff",
            ["The graph has no body of the kind “Sheriff” (kind/sheriff). Name a holder, or another kind."],
        ),
        ("The idle program", ["No flow of the graph stands under “The idle program” (program/idle), so that"]),
        (
            "Dale County",
            ["The graph has no holder in “Dale County” (place/dale).", "In “North” the graph has: Hill gov"],
        ),
    ],
)
def test_what_stands_for_no_holder(small: KnowledgeGraph, name: str, sentences: list[str]) -> None:
    with pytest.raises(InputError) as told:
        small.trace(name, "Agency")
    assert len(told.value.lines) == len(sentences)
    assert all(line.startswith(sentence) for line, sentence in zip(told.value.lines, sentences, strict=True))


def test_one_holder_at_both_ends_is_no_pair(small: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match="stand for the same one holder, “Hill jail”"):
        small.trace("The program", "Hill jail")


def test_what_stands_for_too_many_is_refused(kg: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match=r"“United States” and “Federal agency” stand for [\d,]+ pairs of holders"):
        kg.trace("United States", "kind/federal-agency")


def test_a_body_that_is_not_there_gets_what_is_said_of_its_kind(small: KnowledgeGraph) -> None:
    with pytest.raises(NameUnknown) as told:
        small.trace("Dale County jail", "Agency")
    assert told.value.lines == (
        "“Dale County jail” is not in the graph as a holder. No document here says what it sends or gets, which is not "
        "the same as nothing being shared.",
        "What documents say of every any jail, on how data could get to Agency:",
        "  Any jail → Agency: fingerprints (A test document, 2020)",
        "What documents say of such bodies, though not of each, on how data could get to Agency:",
        "  Any jail → Agency: match notices (A test document, 2020)",
        "This is what is said of such bodies. It is no route, and no answer about this one.",
        "In “North” the graph has: Hill government, Hill jail, North DMV.",
    )


PRINTS = "  Any jail → Agency: fingerprints (A test document, 2020)"
LEADS = "  Any jail → Agency: match notices (A test document, 2020)"


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda kg, jail: kg.trace(jail, "Agency", carrying="fingerprints"), [PRINTS]),
        (lambda kg, jail: kg.cut(jail, "Agency", carrying="match notices"), [LEADS]),
        (lambda kg, jail: kg.trace(jail, "North DMV", carrying="fingerprints"), [PRINTS]),
        (lambda kg, jail: kg.trace(jail, "North DMV"), [PRINTS]),
        (lambda kg, jail: kg.exposure(jail, outward=True, carrying="match notices"), [LEADS]),
        (lambda kg, jail: kg.whatif(end="flow/said", origin=jail, carrying="match notices"), [LEADS]),
        (
            lambda kg, jail: kg.whatif(end="flow/said", origin="Agency", recipient=jail),
            ["No document here says of such bodies how data could get to them from Agency."],
        ),
        (lambda kg, jail: kg.bars(jail, carrying="fingerprints"), [PRINTS]),
        (lambda kg, jail: kg.bars(jail, "Agency", carrying="fingerprints"), [PRINTS]),
        (lambda kg, jail: kg.backdoors(jail, carrying="fingerprints"), [PRINTS]),
        (lambda kg, jail: kg.diff("2019-01-01", "2021-01-01", origin=jail, carrying="fingerprints"), [PRINTS]),
        (lambda kg, jail: kg.diff("2019-01-01", "2021-01-01", origin=jail, to="North DMV"), [PRINTS]),
        (
            lambda kg, jail: kg.diff("2019-01-01", "2021-01-01", to=jail),
            ["No document here says of such bodies how data could get to them."],
        ),
        (
            lambda kg, jail: kg.trace(jail, "North DMV", carrying="match notices"),
            ["No document here says of such bodies how match notices could get to North DMV."],
        ),
        (
            lambda kg, jail: kg.trace("Agency", jail),
            ["No document here says of such bodies how data could get to them from Agency."],
        ),
    ],
)
def test_of_such_bodies_that_is_told_which_is_asked_for(
    small: KnowledgeGraph, ask: Callable[[KnowledgeGraph, str], object], said: list[str]
) -> None:
    with pytest.raises(NameUnknown) as told:
        ask(small, "Dale County jail")
    assert [line for line in told.value.lines[1:] if " → " in line or line.startswith("No document")] == said


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Fresno County", "every local jail"),
        ("Fresno County jail", "every local jail"),
        ("Fresno County Sheriff", "such bodies, though not of each"),
        ("Springfield Police Department", "such bodies, though not of each"),
        ("Idaho DMV", "every state motor vehicle agency"),
    ],
)
def test_names_of_known_kinds_in_the_shipped_graph(command: Command, name: str, first: str) -> None:
    answer = command("trace", name, "ICE")
    assert (answer.returncode, answer.stdout) == (2, "")
    lines = answer.stderr.splitlines()
    assert lines[0].startswith(f"“{name}” is not in the graph as a holder.")
    assert lines[1] == f"What documents say of {first}, on how data could get to ICE:"
    assert sum(" → " in line for line in lines) in range(1, 25)
    assert widest("\n".join(lines[1:])) <= 110


def test_what_is_said_of_every_body_is_cited_from_a_source_that_says_so(kg: KnowledgeGraph) -> None:
    """A fact sheet of 2011, a better source, speaks of the same flow, and not of every jail."""
    with pytest.raises(NameUnknown) as told:
        kg.trace("Fresno County jail", "ICE")
    assert "Federal immigration databases: fingerprints (Federal-State-Local Law Enforcement" in str(told.value)


SOUTH = [
    "Laws and rules that forbid such bodies in South to pass on data to Agency, in whole or in part, on 2 June 2022:",
    "  No prints from jails of the South (binds jail; last confirmed 2021-05-01; with exceptions) · "
    "A test document, 2020",
]


@pytest.mark.parametrize(
    ("name", "asked", "laws"),
    [
        ("Fell County jail, South", {}, SOUTH),
        ("Fell County jail, South", {"as_of": "2020-01-01"}, ["on 1 January 2020:", "(binds jail; may be in force; "]),
        ("Fell County jail, South", {"carrying": "match notices"}, []),
        ("Fell County jail, North", {}, []),
        ("Fell County jail", {}, []),
    ],
)
def test_the_laws_of_its_place_on_a_body_that_is_not_there(
    small: KnowledgeGraph, name: str, asked: dict[str, str], laws: list[str]
) -> None:
    with pytest.raises(NameUnknown) as told:
        small.trace(name, "Agency", **{"as_of": "2022-06-02", **asked})  # type: ignore[arg-type]
    first, *lines = told.value.lines
    for law, line in zip(laws, lines, strict=False):
        assert law in line
    assert ("forbid such bodies" in "".join(lines)) == bool(laws)
    asks = "Laws of South forbid such bodies some of this: name its state too, as “Fell County jail, STATE”."
    assert (asks in first) == (name == "Fell County jail")
    with pytest.raises(NameUnknown) as inward:
        small.trace("Agency", name)
    assert "forbid such bodies" not in str(inward.value)


def test_the_laws_of_a_state_are_told_of_a_county_that_is_not_there(kg: KnowledgeGraph) -> None:
    for name in ("Fresno County, California", "Fresno County, CA", "Fresno County Sheriff, CA"):
        with pytest.raises(NameUnknown) as told:
            kg.trace(name, "ICE", as_of="2026-06-30")
        lines = told.value.lines
        assert lines[1].startswith("Laws and rules that forbid such bodies in California to pass on data to ICE")
        assert any(line.startswith("  California SB 54: no personal information") for line in lines)
    with pytest.raises(NameUnknown, match=r"In which state it lies is not known here\. Laws of California, "):
        kg.trace("Fresno County", "ICE")


def test_bodies_of_another_place_are_left_out(kg: KnowledgeGraph) -> None:
    said = []
    for name in ("Harris County jail", "Harris County jail, Texas"):
        with pytest.raises(NameUnknown) as told:
            kg.trace(name, "ICE")
        said.append("Texas counties and their jails → " in str(told.value))
    assert said == [False, True]


@pytest.mark.parametrize("name", ["ICEE", "Secure Comunities", "asdf qwer", "Jial", "x " * 400])
def test_other_unknown_names_are_told_as_before(kg: KnowledgeGraph, name: str) -> None:
    with pytest.raises(NameUnknown, match="The graph has no holder of data named"):
        kg.trace(name, "ICE")


def test_words_of_names() -> None:
    assert words_of("Fresno County Sheriff's Office") == ["fresno", "county", "sheriff", "office"]
    assert words_of("local jails") == ["local", "jail"]


def test_the_command_prints_one_headline_and_each_holder(command: Command) -> None:
    answer = command("trace", "San Diego County", "ICE", "--as-of", "2026-01-01")
    assert answer.returncode == 0
    lines = answer.stdout.splitlines()
    said = words(answer.stdout)
    assert said.startswith(
        "2 laws in force forbid passing data, in whole or in part, from a holder in San Diego County to "
        "Immigration and Customs Enforcement (ICE): California SB 34 ("
    )
    assert (
        " Presumably: on 1 January 2026, police reports and plate reads could get from a holder in San Diego County"
        in said
    )
    assert "Ways are presumed for 4 bodies; for 1 other none is known." in lines
    assert lines[lines.index("No known way") + 1] == "  City of El Cajon: no document here connects them."
    assert command("trace", "San Diego County", "GAO", "--exit-code").returncode == 1
    table = command("trace", "San Diego County", "ICE", "--format", "csv").stdout.splitlines()
    assert table[0].startswith("asked from,asked to,way,route,")
    data = json.loads(command("exposure", "New York", "--format", "json").stdout)
    assert data["question"]["to"] == ID + "place/us-ny"
    assert len(data["standsFor"]) == len(data["holders"]) == 7


def test_every_answer_is_rendered(small: KnowledgeGraph) -> None:
    none = to_text(small.trace("Hill County", "North DMV", as_of="2020-01-01", max_hops=1))
    assert none.startswith(
        "None known. No known route takes data of any kind from a holder in Hill County to North DMV"
    )
    assert "1 of 2" not in none
    some = words(to_text(small.trace("Hill County", "Agency")))
    assert "A way is possible for 1 body. 1 way, 2 routes, possible." in some  # stated of it, and of every such body
    assert "Hill government —" not in some
    full = words(to_text(small.trace("Hill County", "Agency", full=True)))
    assert "Some holders are parts of others: their routes stand with both. Hill government · possible" in full
    reach = small.exposure("Hill County", outward=True)
    assert "from a holder in Hill County may reach 2 bodies" in words(to_text(reach))
    assert "Known for 2 of the 2 holders in Hill County." in words(to_text(reach))
    assert words(to_text(small.bars("Hill County", "Agency", as_of="2020-01-01"))).startswith(
        "On 1 January 2020, 2 bars that may be in force forbid passing data, in whole or in part, from a holder "
        "in Hill County to Agency: "
    )


def test_a_file_of_places_alone_is_no_graph(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text("<https://e.org/p> a <https://w3id.org/whoshares/ontology/Place> .", "utf-8")
    with pytest.raises(InputError, match="holds no flow"):
        whoshares.open(path).trace("https://e.org/p", "https://e.org/p")
