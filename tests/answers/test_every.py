"""What is said of every body of a kind is said of each named one, and answers say so; what is said of some is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.by_hand import ID, Command, words

from whoshares import KnowledgeGraph
from whoshares.model.answer import Answer
from whoshares.model.errors import InputError
from whoshares.model.validity import State
from whoshares.store.engine import Store
from whoshares.text.console import to_text

FACTS = """
@prefix ws: <https://w3id.org/whoshares/ontology/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/whoshares/id/> .
<source/one> {
  <source/one> a ws:Source .
  <kind/custody> skos:prefLabel "Custody" .
  <kind/jail> skos:prefLabel "Jail kind" ; skos:broader <kind/custody> .
  <place/us> a ws:Place ; skos:prefLabel "Country" .
  <place/north> a ws:Place ; skos:prefLabel "North" ; ws:within <place/us> .
  <place/county> a ws:Place ; skos:prefLabel "County" ; ws:within <place/north> .
  <place/south> a ws:Place ; skos:prefLabel "South" ; ws:within <place/us> .
  <organization/jail> a ws:Organization ; skos:prefLabel "Local jail" ; ws:generic true ; ws:kind <kind/custody> .
  <organization/north-jail> a ws:Organization ; skos:prefLabel "Northern jail" ; ws:generic true ;
    ws:kind <kind/jail> ; ws:inPlace <place/north> .
  <organization/a> a ws:Organization ; skos:prefLabel "County A jail" ; ws:kind <kind/jail> ;
    ws:inPlace <place/county> .
  <organization/b> a ws:Organization ; skos:prefLabel "County B jail" ; ws:kind <kind/custody> ;
    ws:inPlace <place/south> .
  <organization/county> a ws:Organization ; skos:prefLabel "County A" .
  <organization/a> ws:partOf <organization/county> .
  <organization/sheriff> a ws:Organization ; skos:prefLabel "Sheriff" .
  <organization/bureau> a ws:Organization ; skos:prefLabel "Bureau" .
  <organization/agency> a ws:Organization ; skos:prefLabel "Agency" .
  <organization/registry> a ws:Organization ; skos:prefLabel "Registry" .
  <category/prints> a ws:DataCategory ; skos:prefLabel "Prints" .
  <category/notice> a ws:DataCategory ; skos:prefLabel "Notice" .
  <category/match> a ws:DataCategory ; skos:prefLabel "Match" .
  <flow/every> a ws:DataFlow ; ws:sender <organization/jail> ; ws:recipient <organization/bureau> ;
    ws:carries <category/prints> ; ws:extent <extent/every> ; ws:attestedOn "2020-01-01"^^xsd:date .
  <flow/on> a ws:DataFlow ; ws:sender <organization/bureau> ; ws:recipient <organization/agency> ;
    ws:carries <category/prints> ; ws:attestedOn "2020-01-01"^^xsd:date .
  <flow/some> a ws:DataFlow ; ws:sender <organization/jail> ; ws:recipient <organization/agency> ;
    ws:carries <category/notice> ; ws:extent <extent/some> ; ws:attestedOn "2020-01-01"^^xsd:date .
  <flow/north> a ws:DataFlow ; ws:sender <organization/north-jail> ; ws:recipient <organization/registry> ;
    ws:carries <category/match> ; ws:extent <extent/every> ; ws:attestedOn "2020-01-01"^^xsd:date .
  <transformation/north> a ws:Transformation ; ws:holder <organization/north-jail> ; ws:consumes <category/prints> ;
    ws:produces <category/match> ; ws:extent <extent/every> ; ws:attestedOn "2020-01-01"^^xsd:date .
  <flow/to-jail> a ws:DataFlow ; ws:sender <organization/sheriff> ; ws:recipient <organization/a> ;
    ws:carries <category/prints> ; ws:attestedOn "2020-01-01"^^xsd:date .
  <flow/back> a ws:DataFlow ; ws:sender <organization/bureau> ; ws:recipient <organization/jail> ;
    ws:carries <category/notice> ; ws:extent <extent/every> ; ws:attestedOn "2020-01-01"^^xsd:date .
  <bar/a> a ws:Bar ; skos:prefLabel "A keeps its prints" ; ws:barsSender <organization/a> ;
    ws:barsRecipient <organization/bureau> ; ws:validFrom "2019-01-01"^^xsd:date .
  <bar/every> a ws:Bar ; skos:prefLabel "Jails keep notices" ; ws:barsSender <organization/jail> ;
    ws:barsRecipient <organization/agency> ; ws:barsCategory <category/prints> ; ws:extent <extent/every> ;
    ws:validFrom "2019-01-01"^^xsd:date .
}
<source/two> {
  <source/two> a ws:Source .
  <flow/every> ws:extent <extent/some> .
}
"""
DAY = "2026-06-30"


def test_a_named_body_sends_what_every_one_sends(facts: KnowledgeGraph) -> None:
    (route,) = facts.trace("County B jail", "Agency", as_of=DAY).routes
    assert route.state is State.PRESUMED
    first, second = (hop.to_dict() for hop in route.hops)
    assert (first["flow"], first["sender"]) == (ID + "flow/every", ID + "organization/b")
    assert (first["join"], first["asEvery"], first["asEveryAt"]) == ("kind", ID + "organization/jail", "sender")
    assert (second["join"], second["asEvery"], second["asEveryAt"]) == ("exact", None, None)


def test_what_is_said_of_some_is_offered_and_is_no_route(facts: KnowledgeGraph) -> None:
    answer = facts.trace("County B jail", "Agency", carrying="notice", as_of=DAY)
    assert answer.outcome == "none-known"
    assert [said.to_dict() for said in answer.of_some] == [
        {
            "flow": ID + "flow/some",
            "body": ID + "organization/jail",
            "recipient": ID + "organization/agency",
            "carries": [ID + "category/notice"],
        }
    ]
    assert not facts.trace("Bureau", "Agency", as_of=DAY).of_some


def test_a_kind_join_on_the_way_and_from_the_whole(facts: KnowledgeGraph) -> None:
    (route,) = facts.trace("Sheriff", "Agency", as_of=DAY).routes
    assert [hop.join for hop in route.hops] == ["exact", "kind", "exact"]
    (route,) = facts.trace("County A", "Bureau", as_of=DAY).routes
    assert route.hops[0].sender == ID + "organization/a"


def test_what_is_said_of_a_place_holds_within_it(facts: KnowledgeGraph) -> None:
    (route,) = facts.trace("County A jail", "Registry", carrying="prints", as_of=DAY).routes
    (hop,) = route.hops
    assert hop.as_every == ID + "organization/north-jail"
    assert [transformation.as_every for transformation in hop.transformations] == [ID + "organization/north-jail"]
    assert not facts.trace("County B jail", "Registry", as_of=DAY).routes, "it is in the south"


def test_every_recipient(facts: KnowledgeGraph) -> None:
    (route,) = facts.trace("Bureau", "County B jail", as_of=DAY).routes
    assert (route.hops[0].as_every_at, route.hops[0].recipient) == ("recipient", ID + "organization/b")


def test_the_generic_body_is_not_met_where_one_is_taken_for_it(facts: KnowledgeGraph) -> None:
    """B's prints come to the bureau, and its notices to local jails: those are no further stop of B's own data."""
    assert not facts.trace("County B jail", "Local jail", as_of=DAY).routes


def test_exact_keeps_it(facts: KnowledgeGraph) -> None:
    assert len(facts.trace("County B jail", "Agency", as_of=DAY, exact=True).routes) == 1


def test_bars_of_the_named_body_and_of_every_one(facts: KnowledgeGraph) -> None:
    (route,) = facts.trace("County A jail", "Agency", as_of=DAY).routes
    assert [bar.id for bar in route.hops[0].barred_by] == [ID + "bar/a"]
    (route,) = facts.trace("County B jail", "Agency", as_of=DAY).routes
    assert not route.hops[0].barred_by
    assert ID + "bar/every" in {bar.id for bar in facts.bars("County B jail", "Agency", as_of=DAY).found}


def test_an_exposure_keeps_the_generic_body_and_says_for_how_many(facts: KnowledgeGraph) -> None:
    rows = {row.holder: row for row in facts.exposure("Agency", carrying="prints", as_of=DAY).rows_found}
    assert {iri.removeprefix(ID + "organization/") for iri in rows} == {"bureau", "jail", "sheriff"}
    assert rows[ID + "organization/jail"].stands_for == 2
    assert rows[ID + "organization/bureau"].stands_for is None
    out = {row.holder for row in facts.exposure("County B jail", outward=True, as_of=DAY).rows_found}
    assert out == {ID + "organization/bureau", ID + "organization/agency"}


def test_a_cut_ends_what_is_said_of_every_body_once(facts: KnowledgeGraph) -> None:
    answer = facts.cut("County A", "Bureau", as_of=DAY)
    assert [element.id for element in answer.elements] == [ID + "flow/every"]


def test_counts_are_of_what_is_stated(facts: KnowledgeGraph) -> None:
    answer = facts.trace("Sheriff", "Agency", as_of=DAY)
    assert answer.searched["flows"] == 6
    assert len(facts.bars("bar/a", as_of=DAY).found[0].flows) == 0


def test_answers_say_as_what(command: Command, graph: str) -> None:
    ask = ("--as-of", DAY, "--graph", graph)
    said = words(command("trace", "County B jail", "Agency", *ask).stdout)
    assert "The route rests on what documents say of every local jail." in said
    assert "as every local jail" in said
    assert "said of every local jail: County B jail is taken as one" in said
    assert "What documents say of such bodies, though not of each. It is no route of this one:" in said
    assert "Local jail → Agency: notice" in said
    full = words(command("trace", "County B jail", "Agency", "--full", *ask).stdout)
    assert "County B jail (as every local jail) —prints → Bureau → Agency" in full
    assert "said of every local jail; County B jail is taken as one" in full
    said = words(command("exposure", "Agency", "--carrying", "prints", *ask).stdout)
    assert "said of each, 2" in said


def test_secure_communities_from_one_jail(kg: KnowledgeGraph) -> None:
    route = kg.trace("King County jail", "ICE", carrying="fingerprints", as_of=DAY, limit=1).routes[0]
    first = route.hops[0]
    assert (first.sender, first.as_every) == (
        ID + "organization/us-wa-king-county-dajd",
        ID + "organization/local-jail",
    )
    assert ID + "program/secure-communities" in {program for hop in route.hops for program in hop.program}


def test_what_belongs_to_a_body_stands_for_what_belongs_to_such_bodies() -> None:
    store = Store()
    own = FACTS.replace(
        "}\n<source/two> {",
        """\
  <system/jail-records> a ws:System ; skos:prefLabel "Jail records" ; ws:generic true ; ws:kind <kind/database> ;
    ws:operatedBy <organization/jail> .
  <system/a-records> a ws:System ; skos:prefLabel "Records of A" ; ws:kind <kind/database> ;
    ws:operatedBy <organization/a> .
  <system/files> a ws:System ; skos:prefLabel "Files of the agency" ; ws:kind <kind/database> ;
    ws:operatedBy <organization/agency> .
  <flow/records> a ws:DataFlow ; ws:sender <system/jail-records> ; ws:recipient <organization/registry> ;
    ws:carries <category/notice> ; ws:extent <extent/every> ; ws:attestedOn "2020-01-01"^^xsd:date .
}
<source/two> {""",
    )
    store.load(own, "trig")
    kg = KnowledgeGraph(store)
    (route,) = kg.trace("Records of A", "Registry", as_of=DAY).routes
    assert route.hops[0].as_every == ID + "system/jail-records"
    assert not kg.trace("Files of the agency", "Registry", as_of=DAY).routes, "it is a database, but of no jail"


def test_what_is_said_of_some_dates_nothing_that_is_said_of_every_one() -> None:
    store = Store()
    some = """
  <flow/every> ws:extent <extent/some> ; ws:carries <category/notice> ; ws:validFrom "2010-01-01"^^xsd:date ;
    ws:attestedOn "2012-01-01"^^xsd:date ; ws:underProgram <program/p> ; ws:evidenceStatus <evidence-status/observed> .
  <transformation/north> ws:attestedOn "2012-01-01"^^xsd:date .
  <program/p> a ws:Program ; skos:prefLabel "Programme P" .
"""
    store.load(FACTS.replace("  <flow/every> ws:extent <extent/some> .\n", some), "trig")
    kg = KnowledgeGraph(store)
    generic = kg.trace("Local jail", "Bureau", as_of="2011-06-01").routes[0].hops[0]
    assert (generic.state, len(generic.sources)) == (State.CERTAIN, 2)
    (route,) = kg.trace("County B jail", "Bureau", as_of="2011-06-01").routes
    (hop,) = route.hops
    assert (hop.state, hop.last_confirmed, hop.category) == (State.POSSIBLE, None, ID + "category/prints")
    assert [source.id for source in hop.sources] == [ID + "source/one"]
    assert (hop.evidence_status, hop.valid_from, hop.attested_on, hop.program) == ((), (), ("2020-01-01",), ())
    assert not kg.trace("County B jail", "Bureau", carrying="notice", as_of="2011-06-01").routes
    assert not kg.trace("County B jail", "Bureau", via="Programme P", as_of=DAY).routes
    assert not [
        thing for thing in kg.chokepoints("County B jail", "Bureau", as_of=DAY).points if thing.kind == "program"
    ]
    (change,) = kg.trace("County A jail", "Registry", carrying="prints", as_of="2013-01-01").routes[0].hops
    assert [(one.state, len(one.sources)) for one in change.transformations] == [(State.POSSIBLE, 1)]
    said = kg.trace("County B jail", "Bureau", as_of="2011-06-01").of_some
    assert ID + "flow/every" in {one.flow for one in said}, "on that day documents say it of some"
    assert ID + "flow/every" not in {one.flow for one in kg.trace("County B jail", "Bureau", as_of=DAY).of_some}


def test_an_exposure_counts_those_of_which_it_is_possible_on_the_day() -> None:
    store = Store()
    every = 'ws:extent <extent/every> ; ws:attestedOn "2020-01-01"^^xsd:date .\n  <flow/on>'
    begun = every.replace(" .", ' ; ws:validFrom "2019-01-01"^^xsd:date .')
    some = '<flow/every> ws:extent <extent/some> ; ws:validFrom "2010-01-01"^^xsd:date .'
    store.load(FACTS.replace(every, begun).replace("<flow/every> ws:extent <extent/some> .", some), "trig")
    kg = KnowledgeGraph(store)
    for day, number in (("2015-01-01", None), (DAY, 2)):
        rows = {row.holder: row for row in kg.exposure("Bureau", as_of=day).rows_found}
        assert rows[ID + "organization/jail"].stands_for == number


def test_a_scenario_begins_what_is_said_of_every_body_for_every_body(facts: KnowledgeGraph) -> None:
    (pair,) = facts.whatif(start="flow/every", origin="County B jail", recipient="Bureau", as_of="2015-01-01").pairs
    assert [(kept.before.state, kept.after.state) for kept in pair.kept] == [(State.POSSIBLE, State.CERTAIN)]


def test_a_selective_body_is_met_by_those_alone_that_are_said_to_be_among_it() -> None:
    store = Store()
    among = FACTS.replace(
        "ws:generic true ; ws:kind <kind/custody> .",
        "ws:generic true ; ws:selective true ; ws:kind <kind/custody> .\n"
        "  <organization/b> ws:isOneOf <organization/jail> .",
    )
    store.load(among, "trig")
    kg = KnowledgeGraph(store)
    assert kg.trace("County B jail", "Agency", as_of=DAY).routes
    assert kg.trace("County B jail", "Agency", as_of=DAY).of_some
    assert not kg.trace("County A jail", "Agency", as_of=DAY).routes
    assert not kg.trace("County A jail", "Agency", as_of=DAY).of_some
    assert kg.bars("County B jail", "Agency", as_of=DAY).found
    assert not kg.bars("County A jail", "Agency", as_of=DAY).found


def test_a_named_body_is_not_offered_what_is_said_of_such_as_have_an_agreement(kg: KnowledgeGraph) -> None:
    said = {one.body.removeprefix(ID) for one in kg.trace("NYPD", "ICE", as_of=DAY).of_some}
    assert "organization/local-law-enforcement" in said
    chosen = {"287g-participating-agency", "police-searching-for-ice", "flock-immigration-violator-subscribers"}
    assert said.isdisjoint({f"organization/{name}" for name in chosen | {"out-of-state-police"}})
    said = {one.body for one in kg.trace("Nlets", "ICE", as_of=DAY).of_some}
    assert f"{ID}system/private-lpr" not in said, "a switch is no plate reader system"
    assert f"{ID}system/private-lpr" in {one.body for one in kg.trace("Flock network", "ICE", as_of=DAY).of_some}


KINDS_OF_BODY = FACTS.replace(
    "}\n<source/two> {",
    """\
  <organization/press> a ws:Organization ; skos:prefLabel "Press" .
  <flow/a-tells> a ws:DataFlow ; ws:sender <organization/a> ; ws:recipient <organization/press> ;
    ws:carries <category/notice> ; ws:attestedOn "2020-01-01"^^xsd:date ; ws:evidenceStatus <evidence-status/implied> .
  <flow/press-tells> a ws:DataFlow ; ws:sender <organization/press> ; ws:recipient <organization/b> ;
    ws:carries <category/notice> ; ws:attestedOn "2020-01-01"^^xsd:date .
}
<source/two> {""",
)


@pytest.fixture(scope="module")
def kinds() -> KnowledgeGraph:
    store = Store()
    store.load(KINDS_OF_BODY, "trig")
    return KnowledgeGraph(store)


def test_a_kind_of_body_is_answered_with_the_named_ones_that_send(kinds: KnowledgeGraph) -> None:
    answer = kinds.trace("Local jail", "Press", as_of=DAY)
    assert answer.outcome == "none-known"
    assert answer.of_named
    assert answer.of_named.pairs == ((ID + "organization/a", ID + "organization/press"),)
    assert (answer.of_named.asked, answer.of_named.left_out) == (2, 0)
    known = answer.to_dict()["ofNamed"]
    assert isinstance(known, dict)
    assert [(pair["from"], pair["certainty"]) for pair in known["pairs"]] == [(ID + "organization/a", "presumed")]
    assert kinds.trace("County B jail", "Press", as_of=DAY).of_named is None
    assert kinds.trace("North", "Press", as_of=DAY).of_named is None, "its holders are asked already"


def test_what_every_one_sends_is_not_given_again_for_each(kinds: KnowledgeGraph) -> None:
    answer = kinds.trace("Local jail", "Bureau", as_of=DAY)
    assert answer.routes
    assert answer.of_named
    assert not answer.of_named.pairs


def test_a_kind_of_body_that_receives(kinds: KnowledgeGraph) -> None:
    answer = kinds.trace("Press", "Local jail", as_of=DAY)
    assert answer.of_named
    assert answer.of_named.pairs == ((ID + "organization/press", ID + "organization/b"),)
    both = kinds.trace("Northern jail", "Local jail", as_of=DAY).of_named
    assert both
    assert both.pairs == ((ID + "organization/a", ID + "organization/b"),)


def test_a_cut_and_choke_points_of_a_kind_of_body_are_those_of_the_named_ones_too(kinds: KnowledgeGraph) -> None:
    answer = kinds.cut("Local jail", "Press", as_of=DAY)
    assert [element.id for element in answer.elements] == [ID + "flow/a-tells"]
    assert answer.to_dict()["standsFor"] == {
        "from": [ID + "organization/a", ID + "organization/jail"],
        "to": [ID + "organization/press"],
    }
    assert {thing.id for thing in kinds.chokepoints("Local jail", "Press", as_of=DAY).points} >= {ID + "flow/a-tells"}
    assert "standsFor" not in kinds.cut("Local jail", "Bureau", as_of=DAY).to_dict()


def test_the_headline_of_a_kind_of_body_is_true_by_itself(
    command: Command, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("kinds") / "facts.trig"
    path.write_text(KINDS_OF_BODY, "utf-8")
    ask = ("--as-of", DAY, "--graph", str(path))
    said = words(command("trace", "Local jail", "Press", *ask).stdout)
    assert said.startswith(
        "None known of every local jail; of some of them, presumably, as one document implies: on 30 June 2026, notice "
        "could get from County A jail to Press, if what was last confirmed 2020-01-01, 6 years before, has"
    )
    assert "Of the 2 named bodies of this kind in the graph one has a known way of its own." in said
    assert "No known route takes" not in said
    said = words(command("trace", "North", "Press", *ask).stdout)
    assert said.startswith("Presumably, as one document implies: on 30 June 2026, notice could get from a holder")
    said = words(command("trace", "Local jail", "Bureau", *ask).stdout)
    assert "Of the 2 named bodies of this kind in the graph none has a known way of its own." in said
    said = words(command("cut", "Local jail", "Press", *ask).stdout)
    assert "from Local jail or any of them that documents name to Press" in said


def test_a_headline_says_what_is_only_implied(command: Command, kinds: KnowledgeGraph) -> None:
    asked = words(command("trace", "NYPD", "ICE", "--as-of", DAY).stdout)
    assert "Presumably, as one summary implies: on 30 June 2026, biometric data could get from" in asked
    assert "known only by a hop that documents imply" in words(command("exposure", "ICE", "--as-of", DAY).stdout)
    rows = {row.holder: row.implied for row in kinds.exposure("Press", carrying="notice", as_of=DAY).rows_found}
    assert rows[ID + "organization/a"]
    (body,) = (one for one in kinds.exposure("Press", as_of=DAY).bodies if one.body == ID + "organization/a")
    assert body.best.implied


def test_washington_police_and_the_border_patrol(kg: KnowledgeGraph) -> None:
    answer = kg.trace("Washington police agencies", "Border Patrol", as_of="2026-11-29")
    assert not answer.routes
    assert answer.of_named
    assert (answer.of_named.asked, len(answer.of_named.pairs)) == (11, 9)
    assert {hop.recipient for route in answer.of_named.routes for hop in route.hops[-1:]} == {
        f"{ID}organization/us-border-patrol"
    }


@pytest.mark.parametrize(
    ("ask", "what", "own"),
    [
        (lambda kg: kg.exposure("Local jail", outward=True, as_of=DAY), "flows", ["a"]),
        (lambda kg: kg.exposure("Local jail", as_of=DAY), "flows", ["a", "b"]),
        (lambda kg: kg.exposure("Local jail", outward=True, as_of="2019-01-01"), "flows", ["a"]),
        (lambda kg: kg.exposure("Local jail", outward=True, carrying="prints", as_of=DAY), "flows", []),
        (lambda kg: kg.whatif(end="flow/a-tells", origin="Local jail", as_of=DAY), "flows", ["a"]),
        (lambda kg: kg.whatif(end="flow/a-tells", recipient="Local jail", as_of=DAY), "flows", ["a", "b"]),
        (lambda kg: kg.bars("Local jail", as_of=DAY), "bars", ["a"]),
        (lambda kg: kg.bars("Local jail", "Agency", as_of=DAY), "bars", ["a"]),
        (lambda kg: kg.backdoors("Local jail", as_of=DAY), "bars", ["a"]),
        (lambda kg: kg.bars("County A jail", as_of=DAY), None, []),
        (lambda kg: kg.exposure("County A jail", as_of=DAY), None, []),
        (lambda kg: kg.exposure("North", as_of=DAY), None, []),
    ],
)
def test_of_a_kind_of_body_itself_it_is_told_which_named_ones_have_something_of_their_own(
    kinds: KnowledgeGraph, ask: Callable[[KnowledgeGraph], Answer], what: str | None, own: list[str]
) -> None:
    answer = ask(kinds)
    told = answer.to_dict()["ownOfNamed"]
    iris = [f"{ID}organization/{name}" for name in own]
    found = {"generic": f"{ID}organization/jail", "what": what, "asked": 2, "own": iris}
    assert told == ([found] if what else [])
    thing = "data flows" if what == "flows" else "bars"
    has = f"2 have {thing} of their own" if len(own) == 2 else f"one has {thing} of its own"
    count = f"{has}: County" if own else f"none has {thing} of its own."
    assert (f"Of the 2 named bodies of this kind in the graph {count}" in words(to_text(answer))) is bool(what)


def test_that_no_bar_binds_a_kind_of_body_itself_is_said_with_those_that_are_bound(kg: KnowledgeGraph) -> None:
    for ask in (kg.bars, kg.backdoors):
        with pytest.raises(InputError) as told:
            ask("Local jail")
        first, second = told.value.lines
        assert first.startswith(
            "No bar of this graph binds Local jail (organization/local-jail) itself, as a kind of body, as a sender."
        )
        assert second.startswith("Of the 3 named bodies of this kind in the graph 2 have bars of their own: ")
    with pytest.raises(InputError) as plain:
        kg.bars("IDENT")
    assert len(plain.value.lines) == 1


def test_the_routes_of_named_ones_are_in_the_table(kinds: KnowledgeGraph) -> None:
    rows = kinds.trace("Local jail", "Press", as_of=DAY).rows()
    assert [(row["flow"], row["of named"]) for row in rows] == [(f"{ID}flow/a-tells", "County A jail → Press")]
    assert [row["of named"] for row in kinds.trace("Local jail", "Bureau", as_of=DAY).rows()] == [""]
