"""Search: a facet counts what choosing it would leave, and words that ask something are offered as a question."""

from __future__ import annotations

import re
from html import unescape

from tests.server.conftest import Server


def test_a_facet_counts_what_choosing_it_leaves(server: Server) -> None:
    page = server.get("/search", accept="text/html", text="plate").text
    facets = re.findall(r'<a href="(/search\?[^"]*)">[^<]*</a> <span class="aside">([\d,]+)</span>', page)
    names = {"kind", "state", "category", "tier"}
    assert {name for name in names for address, _ in facets if f"{name}=" in address} == names
    for address, number in facets[:6] + facets[-4:]:
        left = server.request("GET", f"{unescape(address)}&limit=1000&format=json").json()
        assert len(left) == int(number.replace(",", ""))


def test_all_of_a_kind_can_be_listed(server: Server) -> None:
    blocks = server.get("/search", kind="Block", limit="1000", format="json").json()
    assert {one["class"] for one in blocks} == {"block"}
    assert server.get("/search", format="json").status_code == 400


def test_a_page_and_its_data_find_the_same(server: Server) -> None:
    assert server.get("/search", text="ident", format="json").json() == server.get("/api/search", text="ident").json()
    csv = server.get("/search", accept="text/csv", text="ident").text
    assert csv == server.get("/api/search", accept="text/csv", text="ident").text


def test_words_that_ask_are_offered_as_a_question(server: Server) -> None:
    page = server.get("/search", accept="text/html", text="does data of san diego county reach ice?").text
    assert 'href="/trace?from=San%20Diego%20County&amp;to=Immigration%20and%20Customs%20Enforcement"' in page


def test_what_is_only_like_some_words_does_not_fit_them(server: Server) -> None:
    page = server.get("/search", accept="text/html", text="Travis County").text
    assert re.search(r"<h1[^>]*>Nothing here is called “Travis County”. \d names are like it.</h1>", page)
    assert "Did you mean to ask" not in page
    assert "fit “ICE”." in server.get("/search", accept="text/html", text="ICE").text


def test_plain_words_about_one_body_are_offered_as_a_question(server: Server) -> None:
    page = server.get("/search", accept="text/html", text="does ICE get my license plate").text
    address = "/exposure?holder=Immigration%20and%20Customs%20Enforcement&carrying=Plate%20reads"
    assert f'<a href="{address.replace("&", "&amp;")}">Whose plate reads can reach' in page
    assert server.request("GET", address).status_code == 200
    assert "Did you mean to ask" not in server.get("/search", accept="text/html", text="ICE").text


def test_an_empty_search_says_so(server: Server) -> None:
    page = server.get("/search", accept="text/html", text="xqzzyq").text
    assert "Nothing in the graph fits “xqzzyq”." in page
    assert "Not in this graph is not the same as not there." in page


def test_words_about_one_kind_of_data_are_offered_as_a_question(server: Server) -> None:
    page = server.get("/search", accept="text/html", text="who gets Medicaid data").text
    assert (
        '<a href="/around?thing=category%2Fmedicaid-record">Who sends Medicaid records, and who gets them?</a>' in page
    )
    assert server.request("GET", "/around?thing=category%2Fmedicaid-record").status_code == 200
