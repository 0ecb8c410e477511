"""What people come for, walked through in a browser."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.server.browser.conftest import Open

JAIL = "/trace?from=Local%20jail&to=ICE&carrying=fingerprints&asOf=2011-10-01"
STOPPED = "/trace?from=New%20York%20DMV&to=ICE&asOf=2026-06-30"


def field(page: Page, words: str) -> Locator:
    """A field of the form, which is completed where there are scripts."""
    return page.locator(".ask").get_by_label(words).and_(page.locator("input"))


def test_from_a_question_to_a_published_picture(visit: Open, tmp_path: Path) -> None:
    page = visit("/")
    field(page, "Whose data?").press_sequentially("san diego c")
    offered = page.get_by_role("option", name=re.compile("San Diego County county in California, [0-9]+ bodies known"))
    expect(offered).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field(page, "Whose data?")).to_have_value("San Diego County")
    field(page, "Who gets it?").fill("ICE")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("h1")).to_contain_text("San Diego County")
    expect(page.locator("svg.picture .barred .across").first).to_be_attached()
    page.get_by_text("Download").click()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Picture (PNG)").click()
    picture = tmp_path / "picture.png"
    downloading.value.save_as(picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 10_000


def test_each_way_opens_into_its_documents(visit: Open) -> None:
    page = visit(JAIL)
    way = page.locator("details.way").first
    assert way.get_attribute("open") is None
    way.locator("summary").first.click()
    expect(way.locator(".documents a").first).to_be_visible()
    routes = page.locator("details.routes a[href^='#hop-']").first
    expect(routes).to_be_attached()


@pytest.mark.slow
def test_a_link_sent_to_a_colleague_shows_the_same(visit: Open) -> None:
    mine = visit(
        "/trace?from=Local%20jail&to=ICE&carrying=fingerprints", permissions=["clipboard-read", "clipboard-write"]
    )
    mine.get_by_role("link", name="Copy link").click()
    expect(mine.get_by_role("status").filter(has_text="Link copied.")).to_be_visible()
    link = urlsplit(str(mine.evaluate("navigator.clipboard.readText()")))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", parse_qs(link.query)["asOf"][0]), "the day is said"
    theirs = visit(f"{link.path}?{link.query}")
    for part in ("h1", "#ways", "svg.picture:not(.tall)"):
        assert theirs.locator(part).text_content() == mine.locator(part).text_content()


def test_an_answer_can_be_cited(visit: Open) -> None:
    page = visit(JAIL)
    page.get_by_text("Cite", exact=True).click()
    text = page.locator("#citation").inner_text()
    assert page.locator("h1").inner_text() in text
    assert "asOf=2011-10-01" in text
    assert page.locator("#bibtex").inner_text().startswith("@misc{whoshares-")


def test_a_wrong_name_offers_what_is_near(visit: Open) -> None:
    page = visit("/trace?from=San%20Diegoo%20Police&to=ICE")
    expect(page.get_by_role("alert")).to_contain_text("Near “San Diegoo Police”")
    page.get_by_role("alert").get_by_role("link", name="San Diego Police Department").click()
    expect(page.locator("h1")).to_contain_text("San Diego Police Department")
    expect(field(page, "Who gets it?")).to_have_value("ICE")


def test_an_empty_answer_says_which_kind_of_empty(visit: Open) -> None:
    page = visit(STOPPED)
    expect(page.locator(".why")).to_have_text("Known, but a block stops it")
    expect(page.locator("svg.picture .blocked .cross").first).to_be_attached()
    expect(page.get_by_text("What would open without the block")).to_be_visible()


def test_an_answer_cut_at_its_limit_says_where(visit: Open) -> None:
    page = visit(f"{JAIL}&limit=1")
    expect(page.locator(".limit")).to_contain_text("Cut here.")
    expect(page.locator("#ways")).to_contain_text("At least 1 way")


def test_the_days_on_which_the_answer_changes(visit: Open) -> None:
    page = visit(JAIL)
    slider = page.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "1 October 2011: certain")
    assert page.locator(".days .change").count() >= 2
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".days output")).to_contain_text("1 January 2001")
    page.keyboard.press("Enter")
    page.wait_for_url("**asOf=2001-01-01*")
    expect(page.locator("h1")).to_contain_text("1 January 2001")


def test_plain_words_are_searched(visit: Open) -> None:
    page = visit("/")
    page.get_by_role("search").get_by_role("combobox").fill("Do driver records of New York DMV reach ICE?")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("^Do driver records of New York State Department .* reach")).click()
    expect(page.locator(".why")).to_be_visible()


def test_a_search_is_narrowed_by_facets(visit: Open) -> None:
    page = visit("/search?text=plate")
    number = page.locator("h1").inner_text()
    page.locator(".facets").get_by_role("link", name="bar", exact=True).click()
    page.locator(".facets").get_by_role("link", name="California", exact=True).click()
    assert page.locator("h1").inner_text() != number
    assert page.locator(".found li").count() >= 1
    expect(page.locator(".found li .aside").first).to_contain_text("bar")
    page.locator(".facets .chosen").first.click()
    assert "kind=" not in page.url


def test_the_phone(visit: Open) -> None:
    page = visit(STOPPED, phone=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide, tall = page.locator("svg.picture").nth(0), page.locator("svg.picture.tall")
    expect(tall).to_be_visible()
    expect(wide).to_be_hidden()
    expect(tall.locator(".blocked .cross").first).to_be_visible()
    assert tall.evaluate("one => one.closest('.wide').scrollWidth - one.closest('.wide').clientWidth") <= 0
    field(page, "Who gets it?").fill("immigration and cust")
    expect(page.get_by_role("option").first).to_be_visible()
    page.get_by_role("option").first.click()
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("h1")).to_contain_text("ICE")


def test_without_scripts_everything_is_there(visit: Open) -> None:
    page = visit("/", scripted=False)
    field(page, "Whose data?").fill("Local jail")
    field(page, "Who gets it?").fill("ICE")
    field(page, "What?").fill("fingerprints")
    page.get_by_label("When?").fill("2011-10-01")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("h1")).to_contain_text("Yes: on 1 October 2011")
    page.get_by_text("Download").click()
    expect(page.get_by_role("link", name="Picture (SVG)")).to_be_visible()
    expect(page.locator(".days")).to_be_hidden()
