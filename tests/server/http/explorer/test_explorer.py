"""The pages of questions: the form, the answer below it, what is wrong said beside the form."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx
import pytest
from tests.server.conftest import Server

from whoshares import KnowledgeGraph
from whoshares.knowledge_graph.verbs import Verb
from whoshares.server.http.arguments import ANALYSES, example_of, parameters

HTML = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"


class Page(HTMLParser):
    """A page taken apart: its links, its fields with their values, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fields: dict[str, str] = {}
        self.tags: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.words = ""
        self._choice = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if tag == "script":
            self.scripts.append(given)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag == "input" and given.get("name"):
            name = str(given["name"])  # a name that may be said several times has several fields
            self.fields[name] = given.get("value") or self.fields.get(name, "")
        if tag == "select":
            self._choice = str(given.get("name"))
            self.fields[self._choice] = ""
        if tag == "option" and "selected" in given:
            self.fields[self._choice] = str(given["value"])

    def handle_data(self, data: str) -> None:
        self.words += data


def ask(server: Server, path: str, **given: str) -> httpx.Response:
    return server.request("GET", path + (f"?{urlencode(given)}" if given else ""), headers={"Accept": HTML})


def page(server: Server, path: str, **given: str) -> Page:
    answer = ask(server, path, **given)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


@pytest.mark.parametrize("analysis", ANALYSES.values(), ids=lambda a: a.method)
@pytest.mark.drawn
def test_every_question_has_a_form_and_a_page_of_its_answer(server: Server, analysis: Verb) -> None:
    form = page(server, f"/{analysis.method}")
    assert {p.name for p in parameters(analysis.method) if not p.choices} <= form.fields.keys()
    example = next(link for link in form.links if link.startswith(f"/{analysis.method}?"))
    answered = page(server, example)
    if analysis.method != "show":
        assert example_of(analysis).items() <= answered.fields.items(), "the form holds the question"
    assert all(str(script.get("src")).startswith("/static/") for script in answered.scripts), "none within the page"


def test_an_answer_is_said_in_the_words_of_the_command(server: Server, kg: KnowledgeGraph) -> None:
    from whoshares.text.console import to_text

    asked = {"from": "Local jail", "to": "ICE", "carrying": "fingerprints", "asOf": "2011-10-01"}
    said = " ".join(page(server, "/trace", **asked).words.split())
    printed = " ".join(to_text(kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")).split())
    assert printed.partition(". ")[0] in said


def test_the_address_of_a_page_gives_the_data_too(server: Server) -> None:
    asked = {"from": "Local jail", "to": "ICE", "asOf": "2011-10-01"}
    here = page(server, "/trace", **asked)
    data = next(link for link in here.links if link.endswith("format=json"))
    assert server.request("GET", data).json() == server.get("/api/trace", **asked).json()
    assert server.get("/trace", accept="text/csv", **asked).text == server.get(
        "/api/trace", accept="text/csv", **asked
    ).text  # fmt: skip


def test_every_document_of_a_route_can_be_opened(server: Server, kg: KnowledgeGraph) -> None:
    asked = {"from": "Local jail", "to": "ICE", "carrying": "fingerprints", "asOf": "2011-10-01"}
    links = page(server, "/trace", **asked).links
    trace = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    for source in (source for hop in trace.routes[0].hops for source in hop.sources):
        assert "/id/" + source.id.rpartition("/id/")[2] in links
        assert source.address is None or source.address in links


def test_a_hop_is_told_once_and_other_routes_link_to_it(server: Server, kg: KnowledgeGraph) -> None:
    given = {"from": "Local jail", "to": "ICE", "carrying": "fingerprints", "asOf": "2011-10-01"}
    answer = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    text = ask(server, "/trace", **given).text
    hops = {(hop.flow, hop.category, hop.join) for route in answer.routes for hop in route.hops}
    others = [hop for way in answer.ways for rank in way.routes[1:] for hop in answer.routes[rank - 1].hops]
    assert text.count('<p class="hop-line">') == len(hops) < len(others)
    for number in range(1, len(hops) + 1):
        assert text.count(f'id="hop-{number}"') == 1
    assert text.count('<a class="data" href="#hop-') == len(others)


def test_what_is_left_empty_in_a_form_is_not_said(server: Server) -> None:
    blank = page(server, "/trace", **{"from": "Local jail", "to": "ICE", "carrying": "", "asOf": " ", "limit": ""})
    assert blank.words == page(server, "/trace", **{"from": "Local jail", "to": "ICE"}).words


def test_a_form_of_which_all_may_be_left_empty_asks_for_everything(server: Server) -> None:
    assert "bars" in page(server, "/bars?thing=&to=&carrying=&asOf=2019-06-01").words


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/trace?from=Atlantis&to=ICE", 404, "The graph has no holder of data named “Atlantis”."),
        ("/trace?from=FBI", 400, "“to” is missing"),
        ("/trace?from=FBI&to=ICE&asOf=yesterday", 400, "“yesterday” is no day."),
        ("/cut?from=FBI&to=ICE&by=magic", 400, "There are flow, instrument, controller, block."),
        ("/bars?to=ICE", 400, "“ICE” is to whom data would go, and from whom is missing."),
        ("/trace?to=ICE", 400, "the holder that the data leaves, or a place, a kind of body or a program, for each of"),
        ("/trace?frm=FBI&to=ICE", 400, "Did you mean “from”?"),
    ],
)
def test_what_is_wrong_is_said_above_the_form(server: Server, path: str, status: int, sentence: str) -> None:
    answer = ask(server, path)
    assert answer.status_code == status
    shown = Page(answer.text)
    assert sentence in " ".join(shown.words.split())
    if "to=ICE" in path:
        assert shown.fields["to"] == "ICE", "what was said stays in the form"


def test_what_is_known_nearby_is_said_and_can_be_asked(server: Server) -> None:
    whole = ask(server, "/trace", **{"from": "HUD", "to": "ICE", "asOf": "2026-06-30"}).text
    assert "To Department of Homeland Security (DHS) itself, of which ICE is part, a route is possible on" in whole
    link = '<a href="/trace?from=HUD&amp;to=organization%2Fus-dhs&amp;asOf=2026-06-30">Does it reach Department of'
    assert link.replace("%2F", "/") in whole or link in whole
    swapped = ask(server, "/trace", **{"from": "DHS", "to": "IRS", "asOf": "2026-06-30"}).text
    assert '<a href="/trace?from=IRS&amp;to=DHS&amp;asOf=2026-06-30">And the other way round?</a>' in swapped
    assert "such data is known to go, on that day or another, to: " not in swapped, "the page says it below, with links"


def test_what_is_offered_instead_can_be_asked_at_once(server: Server) -> None:
    sheriff = ask(server, "/trace", **{"from": "san diego sheriff", "to": "ICE"})
    assert '<a href="/trace?from=San%20Diego%20County&amp;to=ICE">San Diego County</a>' in sheriff.text
    data = ask(server, "/trace", **{"from": "Medicaid data", "to": "ICE", "carrying": "Driver records"})
    assert (sheriff.status_code, data.status_code) == (404, 404)
    address = "/trace?from=organization%2Fus-cms&amp;to=ICE&amp;carrying=Medicaid%20records"
    assert f'<a href="{address}">Centers for Medicare &amp; Medicaid Services</a>' in data.text


def test_what_documents_say_of_such_bodies_stands_line_by_line(server: Server) -> None:
    answer = ask(server, "/trace", **{"from": "Travis County Jail", "to": "ICE"})
    assert answer.status_code == 404
    assert (
        "<p>What documents say of every local jail, on how data could get to ICE:</p>\n<ul><li>Local jail → "
    ) in answer.text
    assert "whoshares show" not in answer.text, "a page does not tell of the command"
    first, offers = (
        answer.text.index("is not in the graph as a holder."),
        answer.text.index("Near “Travis County Jail”"),
    )
    assert first < offers < answer.text.index("What documents say of every")


def test_a_misspelt_body_gets_names_and_what_is_said_of_its_kind(server: Server) -> None:
    words = " ".join(Page(ask(server, "/trace", **{"from": "New Yrok DMV", "to": "ICE"}).text).words.split())
    assert "Near “New Yrok DMV”: New York State Department of Motor Vehicles" in words
    assert "What documents say of every state motor vehicle agency, on how data could get to" in words
    assert "Did you mean" not in words


def test_a_problem_in_json_is_one_sentence_and_lines(server: Server) -> None:
    problem = server.get("/api/trace", accept="application/json", **{"from": "Travis County Jail", "to": "ICE"}).json()
    assert "which is not the same as nothing being shared." in problem["detail"]
    assert problem["said"][0].startswith("What documents say of every local jail, on how data could get to ICE:")


@pytest.mark.parametrize("path", ["/laws?to=Nobody", "/laws?to=California", "/trace?from=Nobody&to=ICE&carrying=x"])
def test_a_page_does_not_tell_of_the_command(server: Server, path: str) -> None:
    answer = ask(server, path)
    assert answer.status_code == 404
    assert "“whoshares " not in answer.text


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        (
            "California SB 54",
            "No document here says when California SB 54 began; the earliest day for which one shows it in force "
            "is 27 January 2025.",
        ),
        (
            "Keep Washington Working Act",
            "Keep Washington Working Act took effect on 21 May 2019, as far as documents show.",
        ),
        ("Green Light Law", "Green Light Law took effect in December 2019, as far as documents show."),
    ],
)
def test_a_timeline_says_when_a_thing_began_and_claims_no_more(server: Server, thing: str, said: str) -> None:
    assert said in " ".join(page(server, "/timeline", thing=thing).words.split())


@pytest.mark.parametrize(
    "path", ["/trace?from=Local%20jail&to=ICE&limit=1", "/chokepoints?from=Washington&to=ICE&limit=1"]
)
def test_an_answer_that_is_cut_names_the_field_that_takes_in_more(server: Server, path: str) -> None:
    answer = ask(server, path).text
    assert "“Limit” under “More to say”" in answer
    assert ">Limit</label>" in answer
    assert "“--limit”" not in answer.partition("<pre")[0]


def test_exceptions_stand_in_one_sentence(server: Server) -> None:
    words = " ".join(page(server, "/page/place/us-ny").words.split())
    assert "Except: A court order; A lawful court order" in words
    assert ".;" not in words


def test_what_is_typed_is_never_markup(server: Server) -> None:
    typed = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"
    for path in ("/trace", "/search", "/show"):
        name = {"/trace": "from", "/search": "text", "/show": "thing"}[path]
        more = {"to": "ICE"} if path == "/trace" else {}
        shown = Page(ask(server, path, **{name: typed}, **more).text)
        assert "img" not in shown.tags
        assert all(script.get("src") for script in shown.scripts)
        assert shown.fields[name] == typed


def test_the_first_page_asks_and_its_examples_answer(server: Server) -> None:
    home = page(server, "/")
    assert {"from", "to", "carrying", "asOf"} <= home.fields.keys()
    examples = [link for link in home.links if re.match(r"/(trace|backdoors|diff)\?", link)]
    assert len(examples) == 5
    for example in examples:
        assert "Cite" in page(server, example).words


def test_the_first_page_counts_what_documents_state(server: Server, kg: KnowledgeGraph) -> None:
    stated = kg.network.flows[: kg.network.flows.stated]
    ends = {end for flow in stated for end in (flow.sender, flow.recipient)}
    assert len(kg.network.flows) > len(stated), "what is said of every body is no flow of its own"
    said = f"{len(stated):,} flows of data between {len(ends):,} bodies and systems, "
    assert said in " ".join(page(server, "/").words.split())


def test_a_picture_can_be_taken_along(server: Server) -> None:
    asked = {"from": "Local jail", "to": "ICE", "carrying": "fingerprints", "asOf": "2011-10-01"}
    address = next(link for link in page(server, "/trace", **asked).links if link.endswith("format=svg"))
    picture = server.request("GET", address)
    assert picture.headers["content-type"] == "image/svg+xml"
    title = ElementTree.fromstring(picture.text).findtext("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.startswith("Yes: on 1 October 2011, fingerprints could get from Local jail to Immigration and Customs")
    assert server.get("/bars", asOf="2019-06-01", format="svg").status_code == 400
    nothing = server.get("/trace", format="svg", **{**asked, "avoid": "FBI", "maxHops": "1"})
    assert (nothing.status_code, "There is no route to draw." in nothing.text) == (404, True)


def test_a_picture_of_stopped_routes_names_the_data_that_they_carry(server: Server) -> None:
    asked = {"from": "New York DMV", "to": "ICE", "asOf": "2026-06-30", "format": "svg"}
    title = ElementTree.fromstring(server.get("/trace", **asked).text).findtext("{http://www.w3.org/2000/svg}title")
    assert str(title).startswith("How driver records could get from New York State Department of Motor Vehicles to ")
    assert str(title).endswith(" on 30 June 2026 if no block stopped it, as far as documents show")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "/trace?from=SNAP%20agency&to=Department%20of%20Agriculture&asOf=2026-01-01",
            "a condition for Supplemental Nutriti",
        ),
        ("/page/instrument/us-ny-green-light-amendment-2020", "as a condition for Trusted"),
        ("/bars?thing=California%20SB%2054&asOf=2026-06-30", "only for Immigration enforcement"),
    ],
)
def test_what_limits_a_flow_or_a_norm_is_said(server: Server, path: str, said: str) -> None:
    answer = server.request("GET", path, headers={"Accept": HTML})
    assert said in " ".join(Page(answer.text).words.split())


def test_a_printed_answer_is_set_as_prose(server: Server) -> None:
    claim = "/claim?from=New%20York%20DMV&says=does-not-share-with&to=ICE&carrying=driver-record&asOf=2026-01-01"
    text = ask(server, claim).text
    _, _, prose = text.partition('<div class="prose">')
    assert "<h2>What stops it</h2>" in prose
    assert '<p class="in-1">– New York blocks ICE on Nlets at Nlets' in prose
    assert re.search(r'<a href="https://([^/"]+)/[^"]+" rel="external noreferrer">\1</a>', prose), "its host is shown"
    cut = page(server, "/cut?from=Local%20jail&to=ICE&carrying=fingerprints&asOf=2011-10-01")
    assert "Data may pass by ways that no document here describes" in cut.words
    assert "--full" not in cut.words, "an option of the command"
