"""The pages of places, laws, documents, categories, programs and registers: what each says, and as data."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from tests.server.conftest import Server, Start
from tests.server.http.explorer.test_explorer import Page, ask, page

from whoshares import KnowledgeGraph
from whoshares.answers.area import area, authorities
from whoshares.answers.law_matrix import law_matrix
from whoshares.answers.register import register
from whoshares.answers.states import states
from whoshares.model import vocabulary as v
from whoshares.model.validity import State
from whoshares.sparql.catalogue import Catalogue
from whoshares.text.console import to_text

DAY = date(2026, 6, 30)
PAGES = {
    "/page/place/us-ny": "What leaves its bodies",
    "/page/instrument/us-ny-green-light-law": "Ways round it",
    "/page/bar/us-ca-sb-34--federal-agencies": "How it is read",
    "/page/source/aic-2011-secure-communities": "What it states, entry by entry",
    "/page/category/plate-read": "Who sends or gets it",
    "/page/program/secure-communities": "known flows stand under Secure Communities",
    "/page/organization/us-ice": "What comes to it",
    "/register?holder=Nlets": "What leaves it",
    "/laws": "Where no such rule was found",
    "/places": "The states as a table",
    "/places?within=place/us-ca": "Counties, cities and other places there",
}
"""Pages of each sort, and what stands on them."""


@pytest.mark.parametrize("path", PAGES)
def test_each_page_answers_first_and_as_data(server: Server, path: str) -> None:
    shown = page(server, path)
    assert PAGES[path] in " ".join(shown.words.split())
    assert shown.tags.count("h1") == 1
    data = next(link for link in shown.links if link.endswith("format=json"))
    assert server.request("GET", data).headers["content-type"] == "application/json"
    table = server.request("GET", data.replace("format=json", "format=csv"))
    columns, *rows = csv.reader(io.StringIO(table.text))
    assert columns
    assert rows
    assert all(len(row) == len(columns) for row in rows)


def test_a_place_tells_what_leaves_it_and_what_is_not_known(server: Server, kg: KnowledgeGraph) -> None:
    words = " ".join(page(server, "/page/place/us-ny?asOf=2026-06-30").words.split())
    found = area(kg, v.ID + "place/us-ny", DAY, date(2024, 1, 1))
    sure = [row for row in found.standing if row.state is not State.POSSIBLE]
    assert f"data leaves bodies of New York State by {len(sure)} flows on 30 June 2026" in words
    assert f"{len(found.documents)} of {found.searched['sources']:,} documents speak of New York State" in words
    assert "Not known is not the same as not shared" in words
    assert "every state motor vehicle agency" in words


def test_an_agreement_counts_wherever_a_party_is_that_is_no_immigration_authority(kg: KnowledgeGraph) -> None:
    contract = v.ID + "instrument/us-cbp-sandag-arjis-contract"
    parties = {party for instrument, party, _ in kg.store.pairs(v.PARTY) if instrument == contract}
    assert parties == {v.ID + "organization/us-cbp", v.ID + "organization/sandag"}

    def counted(place: str, day: date) -> int:
        found = states(kg, day)
        return next(r.counts["agreements"] for r in (*found.states, *found.counties) if r.place == v.ID + place)

    later, sandag = date(2026, 2, 1), "place/us-ca-san-diego-county"
    assert counted(sandag, later) >= 1
    assert counted("place/us-ca", later) >= counted(sandag, later)
    assert counted("place/us-dc", later) == 0


@pytest.mark.parametrize(
    ("query", "formats"),
    [
        ("SELECT ?flow { ?flow ws:sender ?who } LIMIT 2", ("csv", "json")),
        ("ASK { ?flow ws:sender ?who }", ("json",)),
        ("CONSTRUCT WHERE { ?flow ws:sender ?who } LIMIT 2", ("turtle", "jsonld")),
    ],
)
def test_an_answer_to_a_query_is_given_as_data(server: Server, query: str, formats: tuple[str, ...]) -> None:
    links = [link for link in page(server, "/sparql", query=query).links if "format=" in link]
    assert [link.rpartition("=")[2] for link in links] == list(formats)
    for link in links:
        answer = server.request("GET", link)
        assert answer.status_code == 200, answer.text
        assert "html" not in answer.headers["content-type"]


@pytest.mark.parametrize("thing", ["place/us-ny", "instrument/us-ny-green-light-law", "organization/us-ice"])
def test_a_thing_has_one_page(server: Server, thing: str) -> None:
    """Whether it is asked for by its address or by the verb."""
    assert page(server, "/show", thing=thing).words == page(server, f"/page/{thing}").words


def test_the_page_of_a_body_is_of_the_day_that_is_asked(server: Server) -> None:
    shown = page(server, "/page/organization/us-ice?asOf=2011-10-01")
    assert "on 1 October 2011" in shown.words
    assert "/register?holder=organization%2Fus-ice&asOf=2011-10-01" in shown.links


def test_a_place_of_which_nothing_is_known_says_so(server: Server) -> None:
    words = " ".join(page(server, "/page/place/us-as").words.split())
    assert "Nothing is known of American Samoa: none of the" in words
    assert "That is not the same as nothing being shared." in words


def test_flows_that_leave_a_place_are_those_that_cross_its_border(kg: KnowledgeGraph) -> None:
    found = area(kg, v.ID + "place/us-ca-san-diego-county", DAY, date(2024, 1, 1))
    here = {body.id for body in found.bodies}
    assert found.leaving
    for row in found.leaving:
        assert row.sender in here
        assert row.recipient not in here


def test_what_goes_to_other_parts_of_the_department_does_not_go_to_immigration_authorities(kg: KnowledgeGraph) -> None:
    numbers, holders = authorities(kg.network), kg.network.holder_number
    named = {v.shorten(kg.network.holders[n]) for n in numbers}
    assert {"organization/us-ice", "organization/us-ice-ero", "organization/us-dhs", "system/us-save"} <= named
    assert v.ID + "organization/us-tsa" in holders
    assert not {"organization/us-tsa", "organization/us-secret-service", "system/us-ident"} & named


def test_the_matrix_tells_none_found_from_not_looked_at(kg: KnowledgeGraph) -> None:
    matrix = law_matrix(kg, DAY, recipient=v.ID + "organization/us-dhs")
    rows = {row.place: row for row in matrix.states}
    ny = rows[v.ID + "place/us-ny"]
    driver = ny.cells[matrix.columns.index(v.ID + "category/driver-record")]
    assert [norm.says for norm in driver] == ["forbidden", "permitted"]
    assert rows[v.ID + "place/us-as"].nothing.startswith("not looked at")
    assert rows[v.ID + "place/us-ak"].is_empty
    assert rows[v.ID + "place/us-ak"].nothing.startswith("none found in ")
    assert all(norm.state is not State.IMPOSSIBLE for row in matrix.states for cell in row.cells for norm in cell)


def test_a_rule_towards_others_is_no_rule_towards_immigration_authorities(kg: KnowledgeGraph) -> None:
    connecticut = v.ID + "place/us-ct"

    def norms(recipient: str | None) -> set[str]:
        rows = {row.place: row for row in law_matrix(kg, DAY, recipient=recipient).states}
        return {norm.id for cell in rows[connecticut].cells for norm in cell}

    assert not norms(v.ID + "organization/us-dhs")
    assert v.ID + "bar/us-ct-plate-reader-law-2026--other-states" in norms(None)
    assert norms(v.ID + "organization/us-tx-police")


def test_a_cell_of_the_matrix_is_a_word_and_leads_to_the_rule(server: Server) -> None:
    shown = page(server, "/laws?carrying=Driver%20records&says=forbidden")
    assert "/id/bar/us-ny-green-light-law--dmv-records" in shown.links
    assert "permitted" not in shown.words.partition("How to read it")[0].partition("place")[2].replace("forbidden", "")


def test_states_count_what_leaves_and_do_not_count_what_nobody_read(kg: KnowledgeGraph) -> None:
    counted = states(kg, DAY)
    rows = {row.place: row for row in counted.states}
    leaving = area(kg, v.ID + "place/us-ny", DAY, DAY).standing
    assert rows[v.ID + "place/us-ny"].counts["flows"] == len(leaving)
    samoa = next(row for row in counted.rows() if row["place"] == "American Samoa")
    assert samoa["flows"] == ""
    assert samoa["documents"] == "0"
    assert rows[v.ID + "place/us-as"].to_dict()["flows"] is None


def test_the_register_of_a_body_has_each_flow_once_and_none_within(server: Server, kg: KnowledgeGraph) -> None:
    found = register(kg, v.ID + "organization/us-dhs", DAY)
    assert found is not None
    network = kg.network
    within = {network.holders[n] for n in network.closure(network.holder_number[found.holder])}
    assert all(row.sender not in within and row.recipient in within for row in found.incoming)
    listed = server.request("GET", "/register?holder=us-dhs&asOf=2026-06-30&format=json").json()
    assert [row["flow"] for row in listed["incoming"]] == [row.flow for row in found.incoming]


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/laws?says=banned", 400, "forbidden, demanded, permitted"),
        ("/laws?to=Atlantis", 404, "no holder of data named “Atlantis”"),
        ("/register", 400, "What is near /register?holder=Nlets"),
        ("/laws?wen=2020-01-01", 400, "is no parameter of"),
        ("/register", 400, "“holder” is missing"),
        ("/register?holder=place/us-ny", 400, "a register is that of one body"),
        ("/places?asOf=soon", 400, "“soon” is no day."),
        ("/places?within=Seattle", 400, "“Seattle” is no state or territory"),
        ("/page/place/us-ny?as=2020-01-01", 400, "is no parameter of"),
        ("/page/place/us-ny?format=pdf", 400, "html, json, csv"),
    ],
)
def test_what_is_wrong_is_said(server: Server, path: str, status: int, sentence: str) -> None:
    answer = ask(server, path)
    assert answer.status_code == status
    assert sentence in " ".join(Page(answer.text).words.split())


# --- answers with a page of their own ---------------------------------------------------------------------------------

DRAWN = {
    "/exposure?holder=Nlets": "at once",
    "/cut?from=Local%20jail&to=ICE&carrying=fingerprints&asOf=2011-10-01": "would have to end",
    "/chokepoints?from=Local%20jail&to=ICE&carrying=fingerprints&asOf=2011-10-01": "48 of 48",
    "/timeline?thing=Secure%20Communities": "nothing says that it ended",
    "/diff?day1=2025-01-20&day2=2026-06-30": "What touches no data",
    "/whatif?end=flow/us-fbi--us-ident--arrest-fingerprints&from=Local%20jail&to=ICE&asOf=2011-10-01": "As it is",
}
"""Answers with a picture, and what stands in it or beside it."""


@pytest.mark.parametrize("path", DRAWN)
def test_an_answer_is_drawn_and_said_in_words(server: Server, path: str) -> None:
    shown = page(server, path)
    assert "svg" in shown.tags
    assert "desc" in shown.tags, "a picture says in words what it shows"
    assert "table" in shown.tags or "pre" in shown.tags
    assert DRAWN[path] in " ".join(shown.words.split())


def test_a_timeline_begins_with_what_documents_date(server: Server) -> None:
    words = " ".join(page(server, "/timeline?thing=Secure%20Communities").words.split())
    assert "Secure Communities began in March 2008 and ended in 2014, as far as documents show." in words


def test_two_days_begin_as_the_command_does(server: Server, kg: KnowledgeGraph) -> None:
    words = " ".join(page(server, "/diff?day1=2025-01-20&day2=2026-06-30").words.split())
    said = " ".join(to_text(kg.diff("2025-01-20", "2026-06-30")).split())
    assert said.partition(" Searched: ")[0] in words.partition("Link to this answer")[0]


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/exposure?holder=Local%20jail", "can reach Local jail"),
        (
            "/bars?thing=Local%20jail&to=ICE",
            "No bar of this graph covers data of any kind from Local jail to Immigration",
        ),
        ("/diff?day1=2011-07-01&day2=2011-10-01&from=Local%20jail&to=ICE", "From Local jail to Immigration"),
        (
            "/whatif?end=flow/us-fbi--us-ident--arrest-fingerprints&from=Local%20jail&to=ICE&asOf=2011-10-01",
            "If, on 1 October 2011",
        ),
    ],
)
def test_pages_tell_of_the_named_bodies_of_a_kind(server: Server, path: str, first: str) -> None:
    shown = " ".join(page(server, path).words.split())
    head = shown.partition("Link to this answer")[0]
    assert "This is told of Local jail as a kind of body. Of the 3 named bodies of this kind in the graph" in head
    assert first in head[: head.index("This is told of Local jail")], "the answer itself comes first"


def test_when_an_answer_changes_is_refused_with_what_is_said_of_such_bodies(server: Server) -> None:
    answer = ask(server, "/days?from=Fresno%20County%20jail&to=ICE&carrying=medicaid-record")
    assert answer.status_code == 404
    assert "No document here says of such bodies how Medicaid records could get to ICE." in answer.text


def test_a_rule_without_a_kind_of_data_is_not_said_to_be_of_any(server: Server) -> None:
    words = " ".join(page(server, "/page/instrument/us-ca-sb-54").words.split())
    assert "to pass data for immigration enforcement to Customs and Border Protection" in words
    assert "data of any kind" not in words


def test_a_scenario_of_which_nothing_was_known_says_so_once(server: Server) -> None:
    words = page(server, "/whatif?end=Green%20Light%20Law&from=New%20York%20DMV&to=ICE").words
    assert [said in words for said in ("No known route.", "None is known.", "1 known route, all new.")] == [
        True,
        False,
        True,
    ]


COMPARED = {
    "from": "Local jail",
    "to": "ICE",
    "carrying": "fingerprints",
    "one": "flow/us-fbi--us-ident--arrest-fingerprints",
    "other": "flow/us-fbi--us-ice--arrest-fingerprints",
    "asOf": "2011-10-01",
}


def test_two_scenarios_stand_side_by_side(server: Server, kg: KnowledgeGraph) -> None:
    words = " ".join(page(server, "/compare", **COMPARED).words.split())
    one, other = (
        kg.whatif(
            end=COMPARED[key], origin="Local jail", recipient="ICE", carrying="fingerprints", as_of="2011-10-01"
        ).pairs[0]
        for key in ("one", "other")
    )
    before = len(one.closed) + len(one.kept)
    left = [len(pair.kept) + len(pair.opened) for pair in (one, other)]
    assert f"Of {before} known routes looked at on 1 October 2011, {left[0]} are left if" in words
    assert f"and {left[1]} are left if" in words
    assert page(server, "/compare").tags.count("form") == 2, (
        "without ends there is the form, besides that of the search"
    )
    assert ask(server, "/compare?format=json").status_code == 400


# --- the catalogue and the editor -------------------------------------------------------------------------------------


def test_every_question_of_the_catalogue_has_a_page(server: Server) -> None:
    names = {query.name for query in Catalogue().queries()}
    assert names == {link.removeprefix("/questions/") for link in page(server, "/questions").links
                     if link.startswith("/questions/")}  # fmt: skip


def test_a_question_asks_for_what_it_needs_and_answers_as_its_query_does(server: Server) -> None:
    form = page(server, "/questions/flows/into")
    assert form.fields == {"text": "", "recipient": "", "sender": "", "category": "", "asOf": ""}
    answered = page(server, "/questions/flows/into?recipient=Nlets&sender=&category=")
    assert "Nlets" in answered.fields["recipient"]
    data = server.request("GET", "/questions/flows/into?recipient=Nlets&format=json").json()
    assert data == server.get("/api/query/flows/into", recipient="Nlets").json()
    assert f"{len(data['rows']):,} rows" in " ".join(answered.words.split())


def test_a_question_of_the_catalogue_is_put_into_the_editor(server: Server) -> None:
    query = Catalogue().find("systems/list")
    drafted = ask(server, "/sparql?draft=systems/list")
    assert drafted.status_code == 200
    assert query.text.splitlines()[0] in Page(drafted.text).words


def test_words_are_no_query_and_lead_to_the_search(server: Server) -> None:
    answer = ask(server, "/sparql?query=license%20plate")
    assert answer.status_code == 400
    shown = Page(answer.text)
    assert "“license plate” is no SPARQL query" in shown.words
    assert "expected CONSTRUCT" not in shown.words
    assert "/search?text=license%20plate" in shown.links
    wrong = ask(server, "/sparql?query=SELECT%20*%20%7B")
    assert "is no SPARQL query" not in Page(wrong.text).words, "a query with a mistake is told the mistake"


# --- what is hostile --------------------------------------------------------------------------------------------------

_EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"


@pytest.fixture(scope="module")
def hostile(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server of a graph in which every label, text and locator is markup."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "registry").mkdir()
    (folder / "sources").mkdir()
    evil = json.dumps(_EVIL)
    (folder / "registry" / "all.yaml").write_text(f"""\
id: registry/all
type: Registry
title: {evil}
states:
  - {{id: place/x, type: Place, label: {evil}}}
  - {{id: place/x-aa, type: Place, label: {json.dumps(_EVIL + "a")}, within: place/x, fips: "06"}}
  - {{id: organization/a, type: Organization, label: {json.dumps(_EVIL + "b")}, inPlace: place/x-aa, level: state}}
  - {{id: organization/us-ice, type: Organization, label: {json.dumps(_EVIL + "c")}, inPlace: place/x, level: federal}}
  - {{id: instrument/l, type: Instrument, label: {json.dumps(_EVIL + "d")}, unknown: validFrom}}
  - {{id: program/p, type: Program, label: {json.dumps(_EVIL + "e")}}}
""", "utf-8")  # fmt: skip
    (folder / "sources" / "s.yaml").write_text(f"""\
id: source/s
type: Source
title: {evil}
publisher: {evil}
tier: research
issued: 2020-01-01
at: {evil}
states:
  - id: flow/f
    type: DataFlow
    label: {evil}
    sender: organization/a
    recipient: organization/us-ice
    carries: category/plate-read
    underProgram: program/p
    unknown: controlledBy
    attestedOn: 2020-01-01
    validFrom: 2019-01
    text: {evil}
    note: {evil}
    at: {evil}
  - id: bar/b
    type: Bar
    label: {evil}
    setBy: instrument/l
    barsSender: organization/a
    barsRecipient: organization/us-ice
    barsCategory: category/plate-read
    exception: {evil}
    attestedOn: 2020-01-01
    unknown: validFrom
    at: {evil}
""", "utf-8")  # fmt: skip
    return start("--graph", str(folder))


@pytest.mark.parametrize(
    "path",
    [
        "/page/place/x-aa",
        "/page/instrument/l",
        "/page/bar/b",
        "/page/source/s",
        "/page/category/plate-read",
        "/page/program/p",
        "/page/organization/us-ice",
        "/page/flow/f",
        "/register?holder=organization/us-ice",
        "/laws?to=anyone",
        "/places",
        "/questions/flows/into?recipient=organization/us-ice",
        "/exposure?holder=organization/us-ice",
        "/timeline?thing=flow/f",
        "/diff?day1=2018-01-01&day2=2021-01-01",
        "/cut?from=organization/a&to=organization/us-ice",
        "/chokepoints?from=organization/a&to=organization/us-ice",
        "/whatif?end=flow/f&from=organization/a&to=organization/us-ice",
    ],
)
def test_labels_are_never_markup(hostile: Server, path: str) -> None:
    answer = ask(hostile, path)
    assert answer.status_code == 200, answer.text
    assert "img" not in Page(answer.text).tags
    assert "<script>" not in answer.text
    assert "alert(1)&lt;/script&gt;" in answer.text, "it is there, as text"


@pytest.mark.parametrize("path", ["/places", "/laws", "/register?holder=Nlets", "/page/place/us-ny"])
def test_a_view_of_a_day_in_the_future_says_that_it_is_one(server: Server, path: str) -> None:
    address = f"{path}{'&' if '?' in path else '?'}asOf=9998-01-01"
    _, _, text = server.request("GET", address, headers={"Accept": "text/html"}).text.partition("<main")
    assert text.count("1 January 9998 (a day in the future, by what is known today)") == 1
