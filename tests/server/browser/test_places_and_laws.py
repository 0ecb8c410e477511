"""Stories about places and laws: one's state, one's county, one's legislature; the map, the questions, the editor."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.server.browser.conftest import Open


def test_what_changed_in_one_state_since_2024(visit: Open) -> None:
    page = visit("/places")
    page.get_by_role("link", name=re.compile("^WA [0-9]+: Washington: [0-9]+$")).click()
    expect(page.locator("h1")).to_contain_text("Washington")
    page.get_by_text(re.compile("^Since 1 January 2024")).click()
    since = page.locator("details", has=page.get_by_text(re.compile("^Since 1 January 2024")))
    took_effect = since.get_by_role("row", name=re.compile("March 2026 took effect: Washington SB 6002"))
    expect(took_effect.first).to_be_visible()
    expect(since.get_by_role("rowheader", name=re.compile("20([01][0-9]|2[0-3])$"))).to_have_count(0)


def test_does_my_countys_plate_data_reach_ice(visit: Open) -> None:
    page = visit("/places?within=place/us-ca")
    page.locator("svg.states").get_by_role("link", name=re.compile("^San Diego County: [0-9]+$")).click()
    expect(page.locator("h1")).to_contain_text("data leaves bodies of San Diego County")
    row = page.get_by_role("row", name=re.compile("San Diego Police Department.*Plate reads.*last confirmed"))
    expect(row.first).to_contain_text("barred: California plate reads may not go to federal agencies")
    page.get_by_role("link", name="Does data of San Diego County reach ICE?").click()
    expect(page.locator("h1")).to_contain_text("San Diego County")


def test_what_must_my_legislature_change(visit: Open) -> None:
    page = visit("/page/place/us-ny")
    page.locator(".norms").get_by_role("link", name="Green Light Law: no DMV records to ICE or CBP").click()
    expect(page.locator("h1")).to_contain_text("Green Light Law forbids")
    expect(page.locator(".ways li").first).to_contain_text("the data leaves through a message switch")
    page.get_by_role("link", name="All ways round it").click()
    expect(page).to_have_url(re.compile("/backdoors"))
    page.go_back()
    page.get_by_role("link", name="Driver records", exact=True).last.click()
    expect(page.locator("table.matrix")).to_contain_text("forbidden")


def test_a_question_is_asked_and_changed_in_the_editor(visit: Open) -> None:
    page = visit("/questions/systems/list")
    page.get_by_text("The query", exact=True).click()
    page.get_by_role("link", name="Open it in the SPARQL editor").click()
    editor = page.get_by_role("textbox", name="SPARQL 1.1 query").and_(page.locator(".cm-content"))
    expect(editor).to_contain_text("SELECT")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT ?flow WHERE { ?flow ws:sende")
    expect(page.get_by_role("option", name="ws:sender", exact=True)).to_be_visible()
    page.wait_for_timeout(400)  # what has just come up is not taken by a key that was meant for the text
    page.keyboard.press("Enter")
    page.keyboard.type(" ?who } LIMIT 3")
    page.keyboard.press("Control+Enter")
    expect(page.locator("table.rows tbody tr")).to_have_count(3)


def test_without_scripts_a_query_is_asked_too(visit: Open) -> None:
    page = visit("/sparql", scripted=False)
    page.get_by_label("SPARQL 1.1 query").fill("ASK { ?a ws:sender ?b }")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("Yes.")).to_be_visible()
