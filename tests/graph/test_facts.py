"""The shipped facts: nothing without a source and a place in it, and everything that must be there is there."""

from __future__ import annotations

import pytest
from tests.lookups import registry_graphs

from whoshares import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.validity import State
from whoshares.store.engine import Rows
from whoshares.store.resources import graph_folder

FACT_SHEET = "aic-2011-secure-communities"
PROGRAMS = "dashboard-2025-partnership-programs"
SHARING = "dashboard-2025-data-sharing"
COOPERATION = "factually-2026-287g-cooperation"
ROLE = "factually-local-role"


def rows(kg: KnowledgeGraph, query: str) -> list[tuple[str, ...]]:
    answer = kg.sparql(query)
    assert isinstance(answer, Rows)
    return [tuple("" if cell is None else str(cell).removeprefix(v.ID) for cell in row) for row in answer.rows]


# --- sources --------------------------------------------------------------------------------------------------------


def test_every_statement_stands_in_the_graph_of_a_source_with_a_locator(kg: KnowledgeGraph) -> None:
    left_out = {v.ONTOLOGY_GRAPH, *registry_graphs(kg.store)}
    facts = [s for s in kg.store.statements() if str(s.graph) not in left_out]
    assert len(facts) > 2000
    sources = {str(s.subject) for s in kg.store.statements(predicate=v.TYPE, value=v.SOURCE) if s.subject == s.graph}
    located = {(s.subject, s.graph) for s in kg.store.statements(predicate=v.LOCATOR)}
    assert [s for s in facts if str(s.graph) not in sources] == []
    assert [s for s in facts if (s.subject, s.graph) not in located] == []


def test_registries_hold_identities_and_no_facts(kg: KnowledgeGraph) -> None:
    registries = registry_graphs(kg.store)
    assert registries
    facts = {v.DATA_FLOW, v.OBSERVATION, v.WS + "Transformation", v.WS + "Block"} | {
        v.WS + name for name in ("Bar", "Permission", "Mandate", "Finding", "Concern", "Position", "Recommendation")
    }
    stated = {str(s.object) for s in kg.store.statements(predicate=v.TYPE) if str(s.graph) in registries}
    assert stated & facts == set()


def test_the_sources_and_their_tiers(kg: KnowledgeGraph) -> None:
    """One source a file, named as the file is, each with one tier."""
    found = sorted(rows(kg, "SELECT DISTINCT ?s ?t { ?s a ws:Source ; ws:tier ?t }"))
    assert [source for source, _ in found] == sorted(
        f"source/{file.stem}" for file in (graph_folder() / "sources").rglob("*.yaml")
    )
    tiers = {source: tier for source, tier in found}  # noqa: C416
    assert set(tiers.values()) <= {tier.removeprefix(v.ID) for tier in v.TIERS}
    assert {name: tiers[f"source/{name}"] for name in (FACT_SHEET, PROGRAMS, SHARING, COOPERATION, ROLE)} == {
        FACT_SHEET: "tier/research",
        PROGRAMS: "tier/summary",
        SHARING: "tier/summary",
        COOPERATION: "tier/summary",
        ROLE: "tier/summary",
    }


def test_there_are_no_blank_nodes_in_the_facts(kg: KnowledgeGraph) -> None:
    facts = [s for s in kg.store.statements() if s.graph != v.ONTOLOGY_GRAPH]
    assert not [s for s in facts if "Blank" in (type(s.subject).__name__, type(s.object).__name__)]


def test_every_flow_has_what_a_flow_needs(kg: KnowledgeGraph) -> None:
    answer = kg.sparql(
        "SELECT ?f { ?f a ws:DataFlow FILTER NOT EXISTS "
        "{ ?f ws:sender ?s ; ws:recipient ?r ; ws:carries ?c ; ws:evidenceStatus ?e } }"
    )
    assert isinstance(answer, Rows)
    assert answer.rows == ()


# --- figures --------------------------------------------------------------------------------------------------------

FIGURES = [
    # value, unit, what the id of the measure holds, source
    ("43300", "removals", "secure-communities-removals", PROGRAMS),
    ("10893", "removals", "secure-communities-removals", PROGRAMS),
    ("4850", "removals", "serious-crime", PROGRAMS),
    ("3181", "jurisdictions", "jurisdictions", PROGRAMS),
    ("3600", "people", "citizens-detained", PROGRAMS),
    ("832", "agreements", "287g-agreements", PROGRAMS),
    ("1595", "jurisdictions", "jurisdictions", FACT_SHEET),
    ("44", "states and territories", "states-and-territories", FACT_SHEET),
    ("3100", "jails", "jails", FACT_SHEET),
    ("11000000", "submissions", "fingerprint-submissions", FACT_SHEET),
    ("692788", "matches", "database-matches", FACT_SHEET),
    ("142000", "removals", "secure-communities-removals", FACT_SHEET),
    ("26", "percent", "level-1", FACT_SHEET),
    ("19", "percent", "level-2", FACT_SHEET),
    ("29", "percent", "level-3", FACT_SHEET),
    ("26", "percent", "no-conviction", FACT_SHEET),
    ("832", "agreements", "287g-agreements", SHARING),
    ("40", "states", "287g-states", SHARING),
    ("625", "participants", "trained-participants", SHARING),
    ("141", "agencies", "trained-agencies", SHARING),
    ("19", "states", "licence-states", SHARING),
    ("80", "fusion centers", "fusion-centers", SHARING),
    ("2800000000", "US dollars", "surveillance-spending", SHARING),
    ("4000", "searches", "lpr-searches", SHARING),
    ("3000", "agencies", "secure-communities-agencies", SHARING),
    ("48", "hours", "detainer-hold", ROLE),
]


@pytest.mark.parametrize(("value", "unit", "measure", "source"), FIGURES)
def test_figure(kg: KnowledgeGraph, value: str, unit: str, measure: str, source: str) -> None:
    found = rows(
        kg,
        f"SELECT DISTINCT ?o ?m ?period {{ GRAPH id:source\\/{source} {{ ?o a ws:Observation ; ws:value ?value ; "
        f'ws:unit "{unit}" ; ws:measure ?m ; ws:at ?at . OPTIONAL {{ ?o ws:period ?period }} '
        f"FILTER(?value = {value}) }} }}",
    )
    fitting = [(observation, period) for observation, about, period in found if measure in about]
    assert fitting
    if unit == "percent":
        assert {period for _, period in fitting} == {"fiscal year 2011"}


def test_the_two_counts_of_removals_are_of_one_measure_and_one_period(kg: KnowledgeGraph) -> None:
    found = rows(
        kg,
        "SELECT ?v ?m ?p ?b { ?o ws:value ?v ; ws:measure ?m ; ws:period ?p ; ws:basis ?b "
        "FILTER(?v IN (43300, 10893)) }",
    )
    (claimed,) = [row for row in found if row[0] == "43300"]
    (recorded,) = [row for row in found if row[0] == "10893"]
    assert claimed[1:3] == recorded[1:3]
    assert (claimed[3], recorded[3]) == ("basis/claimed", "basis/recorded")


def test_every_figure_has_measure_unit_locator_and_label(kg: KnowledgeGraph) -> None:
    bare = rows(
        kg,
        "SELECT ?o { ?o a ws:Observation FILTER NOT EXISTS "
        "{ ?o ws:measure ?m ; ws:value ?v ; ws:unit ?u ; ws:at ?at ; skos:prefLabel ?label } }",
    )
    assert bare == []


# --- things ---------------------------------------------------------------------------------------------------------

THINGS = {
    "IDENT": "system/us-ident",
    "US-VISIT": "system/us-visit",
    "FBI": "organization/us-fbi",
    "ICE": "organization/us-ice",
    "DHS": "organization/us-dhs",
    "GAO": "organization/us-gao",
    "NYPD": "organization/nypd",
    "Secure Communities": "program/secure-communities",
    "287(g)": "program/287g",
    "fusion centers": "organization/fusion-center",
    "detainers": "program/detainers",
    "State Identification Bureau": "organization/state-identification-bureau",
    "SB 54": "instrument/us-ca-sb-54",
    "IIRIRA": "instrument/us-iirira-1996",
    "CRCL": "organization/us-dhs-crcl",
    "OIG": "organization/us-dhs-oig",
    "DMV": "organization/state-dmv",
    "private license plate reader": "system/private-lpr",
}


@pytest.mark.parametrize("name", THINGS)
def test_a_thing_is_found_by_search(kg: KnowledgeGraph, name: str) -> None:
    found = [match.iri for match in kg.search(name)]
    assert v.ID + THINGS[name] in found[:8]


@pytest.mark.parametrize(
    "name", [name for name in THINGS if name not in ("private license plate reader", "fusion centers")]
)
def test_a_thing_is_shown_by_its_name(kg: KnowledgeGraph, name: str) -> None:
    assert kg.show(name).iri == v.ID + THINGS[name]


@pytest.mark.parametrize("name", [name for name in THINGS if name not in ("GAO", "OIG")])
def test_a_thing_is_spoken_of_in_a_source(kg: KnowledgeGraph, name: str) -> None:
    """GAO stands in a closing question, which states nothing; OIG in the title of a review that is named as ICE's."""
    profile = kg.show(THINGS[name])
    assert profile.citations or any(mention.sources for mention in profile.mentions)


# --- traces ---------------------------------------------------------------------------------------------------------

TRACES: list[tuple[str, str, str | None, str, bool]] = [
    ("Local jail", "ICE", "fingerprints", "2011-10-01", True),
    ("FBI criminal databases", "ICE", None, "2011-10-01", True),
    ("DMV", "ICE", None, "2025-07-22", False),
    ("data seller", "ICE", "utility-record", "2025-07-22", False),
    ("data seller", "ICE", "credit-record", "2025-07-22", False),
    ("data seller", "ICE", "health-record", "2025-07-22", False),
    ("data seller", "ICE", "travel-record", "2025-07-22", False),
    ("private plate readers", "ICE", None, "2025-07-22", False),
    ("local jail", "ICE", "biographic", "2026-01-28", False),
    ("fusion centers", "federal immigration authorities", None, "2025-07-22", False),
    ("ICE", "arresting agency", "detainer request", "2011-10-01", True),
]


@pytest.mark.parametrize(("origin", "recipient", "carrying", "day", "certain"), TRACES)
def test_trace(kg: KnowledgeGraph, origin: str, recipient: str, carrying: str | None, day: str, certain: bool) -> None:
    trace = kg.trace(origin, recipient, carrying=carrying, as_of=day)
    assert trace.outcome == "routes", trace.explanation
    assert trace.routes[0].state is State.CERTAIN or not certain
    for route in trace.routes:
        for hop in route.hops:
            assert hop.sources
            assert all(source.locator for source in hop.sources)


def test_the_route_of_arrest_fingerprints(kg: KnowledgeGraph) -> None:
    trace = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01", limit=100)
    ways = [
        [hop.sender.removeprefix(v.ID) for hop in route.hops] for route in trace.routes if route.state is State.CERTAIN
    ]
    assert ["organization/local-jail", "organization/us-fbi"] in ways
    assert ["organization/local-jail", "organization/us-fbi", "system/us-ident"] in ways
    assert ["organization/local-jail", "organization/us-fbi", "system/us-visit"] in ways


def test_what_the_agreements_were_is_not_in_force_after_their_end(kg: KnowledgeGraph) -> None:
    trace = kg.trace("FBI", "IDENT", carrying="fingerprints", as_of="2011-10-01")
    arrest_prints = v.ID + "flow/us-fbi--us-ident--arrest-fingerprints"
    (hop,) = [route.hops[0] for route in trace.routes if [hop.flow for hop in route.hops] == [arrest_prints]]
    assert hop.authority_not_in_force == (v.ID + "instrument/secure-communities-moas",)
    assert hop.authority == (v.ID + "instrument/ice-2011-08-rescission",)
