"""The map of flows as a page: whole without a script, with the same flows as its data, and its limits told."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.by_hand import SMALL
from tests.server.conftest import Server
from tests.server.http.explorer.test_explorer import Page, ask, page

import whoshares
from whoshares import KnowledgeGraph
from whoshares.server.http.explorer import map as map_of_flows
from whoshares.server.http.explorer.explorer import Explorer

ASKED = {"thing": "Nlets", "asOf": "2026-01-01"}


def test_the_page_has_every_flow_with_its_documents(server: Server, kg: KnowledgeGraph) -> None:
    shown = page(server, "/around", **ASKED)
    answer = kg.around("Nlets", as_of="2026-01-01")
    assert shown.tags.count("tr") == len(answer.flows) + 2, "two tables, the second of which is folded"
    for flow in answer.flows:
        assert f"/id/{flow.flow.rpartition('/id/')[2]}" in shown.links
    said = " ".join(shown.words.split())
    assert "On 1 January 2026, 35 flows of data of any kind are known around Nlets, between 46 holders" in said
    assert "some data blocked: New York blocks ICE on Nlets" in said


def test_the_same_as_data(server: Server, kg: KnowledgeGraph) -> None:
    asked = {**ASKED, "hops": "2", "carrying": "driver-record", "tier": "primary", "certainty": "presumed"}
    data = server.get("/around", accept="application/json", **asked).json()
    there = kg.around(
        "Nlets", as_of="2026-01-01", hops=2, carrying="driver-record", tier="primary", certainty="presumed"
    )
    assert data == there.to_dict()
    assert server.get("/api/around", **asked).json() == data
    table = server.get("/around", accept="text/csv", **asked).text.splitlines()
    assert table[0].startswith("from,carries,to,certainty,")
    assert len(table) == len(data["flows"]) + 1


def test_the_form_holds_the_question(server: Server) -> None:
    asked = "/around?thing=Nlets&thing=ICE&without=CBP&hops=2&place=California&program=&evidence=documented"
    text = ask(server, asked).text
    assert [value in text for value in ('value="Nlets"', 'value="ICE"', 'value="CBP"')] == [True] * 3
    assert Page(text).fields["place"] == "California"
    assert '<option value="documented" selected>' in text
    assert "program=" not in text.partition('rel="alternate"')[2][:200], "what is left empty is not said"


def test_the_short_address_leads_to_it(server: Server) -> None:
    answer = server.request("GET", "/map?around=ICE&around=San%20Diego%20County&hops=2")
    assert answer.status_code == 308
    assert answer.headers["location"] == "/around?thing=ICE&thing=San%20Diego%20County&hops=2"
    assert server.request("GET", "/map").headers["location"] == "/around"


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/around?thing=Nlet%20of%20nowhere", 404, "has no holder of data named “Nlet of nowhere”"),
        ("/around?thing=ICE&tier=best", 400, "There are primary, research, news, vendor, summary, lead."),
        ("/around?thing=ICE&hops=0", 400, "“hops” is “0”, and a whole number from 1 to 1000 is wanted."),
        ("/around?thing=ICE&asOf=2020-01-01&confirmedSince=2021-01-01", 400, "is after 2020-01-01, the day asked for"),
        ("/around?around=ICE", 400, "“around” is no parameter of “around” here."),
    ],
)
def test_what_is_wrong_is_said(server: Server, path: str, status: int, sentence: str) -> None:
    answer = ask(server, path)
    assert answer.status_code == status
    assert sentence in " ".join(Page(answer.text).words.split())
    assert sentence in server.request("GET", path + "&format=json").text


def test_a_long_table_says_where_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "small.trig"
    file.write_text(SMALL, "utf-8")
    kg = whoshares.open(file)
    monkeypatch.setattr(map_of_flows, "MOST", 2)
    shown = Page(Explorer(kg).answer("around", [("asOf", "2015-01-01")], kg.around(as_of="2015-01-01"), ""))
    assert shown.tags.count("tr") == 1 + 2
    assert "The first 2 of 5 are shown here." in " ".join(shown.words.split())


def test_pages_of_things_and_answers_lead_to_it(server: Server) -> None:
    assert "/around?thing=organization%2Fus-ice" in page(server, "/page/organization/us-ice").links
    trace = page(server, "/trace", **{"from": "Local jail", "to": "ICE", "asOf": "2011-10-01"})
    (leading,) = (link for link in trace.links if link.startswith("/around?thing="))
    assert "thing=organization%2Fus-fbi" in leading
    assert leading.endswith("&asOf=2011-10-01")
