"""The organizations of a graph as bodies to match against: the shipped ones, and those of an imported list."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.facts.matching.test_labelled import labelled, verdict

from whoshares.facts.importers.folder import read_imported
from whoshares.facts.importers.importer import Received
from whoshares.facts.importers.importing import import_files
from whoshares.facts.importers.kinds import importer_of
from whoshares.facts.matching.graph_bodies import graph_bodies
from whoshares.facts.matching.matcher import Matcher
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.store.engine import Store

FBI = Path(__file__).with_name("fbi_agencies.csv")
MORE = "data_year", "population", "officer_ct", "civilian_ct", "total_pe_ct", "pe_ct_per_1000"


@pytest.fixture(scope="module")
def imported(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    """A matcher of the shipped graph's organizations, and of the agencies as the importer states them."""
    folder = tmp_path_factory.mktemp("imported")
    lines = FBI.read_text(encoding="utf-8").splitlines()
    header = "ori,data_year,pub_agency_name,state_abbr,county_name,agency_type_name," + ",".join(MORE[1:])
    listed = folder / "fbi.csv"
    rows = [line.split(",", 1) for line in lines[1:]]
    listed.write_text("\n".join([header, *(f"{ori},2025,{rest},0,0,0,0,0" for ori, rest in rows)]), encoding="utf-8")
    import_files(importer_of("fbi-agencies"), [listed], folder / "out", Received(None, None))
    agencies = Store()
    for content in read_imported(folder / "out").values():
        agencies.load(content, "nquads", where="out")
    return Matcher([*graph_bodies(kg.store), *graph_bodies(agencies)])


def test_an_imported_list_is_matched_as_the_list_itself(imported: Matcher) -> None:
    """What is taken is right. Less is: some agencies are in the shipped graph, too, and no county is known here."""
    rows = labelled("development")
    taken = [(row["ori"], found.body) for row in rows if (found := verdict(imported, row)).body]
    assert all(body is None or body.ori in (None, label) for label, body in taken)
    assert len(taken) >= 0.85 * sum(1 for row in rows if row["ori"])


def test_organizations_of_the_graph_are_found_by_label_and_alias(imported: Matcher) -> None:
    for name, state, id in (
        ("Washington State Patrol", None, "organization/us-wa-wsp"),
        ("NYPD", "NY", "organization/nypd"),
        ("ICE", None, "organization/us-ice"),
        ("Grand Traverse County MI SO", None, "organization/us-mi-grand-traverse-county-sheriff"),
        ("City of Seattle", "WA", "organization/us-wa-seattle"),
        ("California DMV", None, "organization/us-ca-dmv"),
    ):
        found = imported.find(name, state=state).body
        assert found is not None
        assert found.id == id


def test_a_place_alone_is_not_taken_for_its_government(imported: Matcher) -> None:
    assert imported.find("Seattle", state="WA").why == "says no kind of body"


def test_what_stands_for_many_bodies_is_none(imported: Matcher) -> None:
    assert not {"organization/local-jail", "organization/local-police"} & imported.by_id.keys()
