"""The map of flows in a browser: picture and table say the same, and a link shows the same again."""

from __future__ import annotations

import random
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.server.browser.conftest import Open
from tests.server.conftest import Start

NLETS = "/around?thing=Nlets&asOf=2026-01-01"
HOSTILE = "<img src=x onerror=alert(1)>"
_ROWS = "#map-table tbody tr"
_LEADS_ON = re.compile(r"^/trace\?from=.+&to=.+&asOf=2026-01-01$")


def drawn(page: Page) -> tuple[int, int, str]:
    """How many spots and lines the picture has, and how they are placed."""
    page.wait_for_selector("#map[aria-busy=false][data-drawn]")
    spots, lines, layout = str(page.get_attribute("#map", "data-drawn")).split()
    return int(spots), int(lines), layout


def anew(page: Page, before: tuple[int, int, str]) -> None:
    """Wait until another picture is drawn."""
    expect(page.locator("#map")).not_to_have_attribute("data-drawn", " ".join(map(str, before)))


def test_a_filter_applies_to_picture_and_table(visit: Open) -> None:
    page = visit(NLETS)
    before = drawn(page)
    assert before == (34, 33, "sides")
    every = page.locator(_ROWS).count()
    page.get_by_text("Filters").click()
    page.get_by_label("Sources at least").select_option("primary")
    expect(page.locator("#map-table tbody")).not_to_contain_text(["news"])
    anew(page, before)
    assert page.locator(_ROWS).count() < every
    assert "tier=primary" in page.url
    page.get_by_label("How sure").select_option("certain")
    expect(page.locator("#map-state")).to_contain_text("No flow passes what is asked for")
    assert page.locator(_ROWS).count() == 0
    page.go_back()
    page.go_back()
    expect(page.locator("#map")).to_have_attribute("data-drawn", "34 33 sides")
    expect(page.locator(_ROWS)).to_have_count(every)
    expect(page.get_by_label("Sources at least")).to_have_value("")


def test_expand_hide_and_take_apart(visit: Open) -> None:
    page = visit(NLETS)
    before = drawn(page)
    page.get_by_label("Find in the map").fill("mobile fort")
    page.get_by_label("Find in the map").press("Enter")
    panel = page.locator("#map-panel")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Mobile Fortify")
    panel.get_by_role("button", name="Expand").click()
    anew(page, before)
    more = drawn(page)
    assert more[0] > before[0]
    expect(page.locator("#map-form input[name=thing]")).to_have_count(3)
    panel.get_by_role("button", name="Hide").click()
    anew(page, more)
    less = drawn(page)
    assert less[0] == before[0] - 1
    assert "without=system%2Fus-mobile-fortify" in page.url
    expect(page.locator("#map-table")).not_to_contain_text("Mobile Fortify")
    page.get_by_label("Parts and named bodies apart").check()
    anew(page, less)
    assert drawn(page)[0] > before[0], "named bodies stand for themselves"


@pytest.mark.slow
def test_a_link_gives_the_same_map(visit: Open) -> None:
    mine = visit(NLETS + "&carrying=driver-record")
    drawn(mine)
    mine.get_by_label("As a net").check()
    expect(mine.locator("#map")).to_have_attribute("data-drawn", re.compile("net$"))
    mine.get_by_label("Find in the map").fill("ICE")
    mine.locator("#map-canvas").focus()
    mine.keyboard.press("ArrowRight")
    mine.keyboard.press("ArrowRight")
    mine.keyboard.press("+")
    expect(mine).to_have_url(re.compile("view="))
    theirs = visit("/around" + mine.url.partition("/around")[2])
    assert drawn(theirs) == drawn(mine)
    assert drawn(theirs)[2] == "net"
    expect(theirs.locator("#map-panel h2")).to_have_text(mine.locator("#map-panel h2").inner_text())
    picture = "document.getElementById('map-canvas').toDataURL()"
    mine.reload()
    drawn(mine)
    mine.wait_for_timeout(100)
    theirs.wait_for_timeout(100)
    assert theirs.evaluate(picture) == mine.evaluate(picture), "the same data gives the same picture"


def places(page: Page, file: Path) -> dict[str, tuple[float, float]]:
    """Where the bodies of the map stand, by name, as its picture has them."""
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Picture (SVG)").click()
    downloading.value.save_as(file)
    found = {}
    for shape in ElementTree.parse(file).iter():
        title = shape.find("{http://www.w3.org/2000/svg}title")
        if title is None or shape.tag.endswith("svg"):
            continue
        x, y = (shape.get("cx") or shape.get("x"), shape.get("cy") or shape.get("y"))
        if x is None or y is None:  # a diamond, which begins at its top
            x, y = re.findall(r"[MLz]([-0-9.]+)", str(shape.get("d")))[0], str(shape.get("d")).split("L")[1].split()[1]
        half = float(shape.get("width", 0)) / 2
        name = re.sub(r" \([0-9]+ named\)$", "", str(title.text))
        found[name] = (float(x) + half, float(y) + half)
    return found


@pytest.mark.slow
def test_bodies_keep_their_places_in_a_net(visit: Open, tmp_path: Path) -> None:
    page = visit("/around?thing=Nlets&asOf=2019-01-01#as=net")
    before = drawn(page)
    first = places(page, tmp_path / "first.svg")
    page.get_by_label("When?").fill("2026-01-01")
    anew(page, before)
    later, picture = drawn(page), places(page, tmp_path / "later.svg")
    assert len(first.keys() & picture.keys()) > 20
    assert first.keys() != picture.keys()
    stays(first, picture)
    page.get_by_label("Find in the map").fill("mobile fort")
    page.get_by_label("Find in the map").press("Enter")
    page.locator("#map-panel").get_by_role("button", name="Expand").click()
    anew(page, later)
    wider = places(page, tmp_path / "wider.svg")
    assert len(wider) > len(picture)
    stays(picture, wider)
    theirs = visit("/around" + page.url.partition("/around")[2])
    assert drawn(theirs) == drawn(page)
    assert places(theirs, tmp_path / "theirs.svg") == wider, "whoever opens the link sees the same"


def stays(before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]]) -> None:
    for name in before.keys() & after.keys():
        assert after[name] == pytest.approx(before[name], abs=0.3), name


def test_the_keyboard_goes_everywhere(visit: Open) -> None:
    page = visit(NLETS)
    drawn(page)
    page.locator("#map-canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#map-said")).to_contain_text("Nlets, in the middle")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#map-panel') !== null")
    page.get_by_role("button", name="Ways from here to").press("Enter")
    expect(page.locator("#map-canvas")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("link", name="Ways from")).to_have_attribute("href", _LEADS_ON)


def test_a_picture_to_publish(visit: Open, tmp_path: Path) -> None:
    page = visit(NLETS + "&carrying=driver-record")
    drawn(page)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Picture (SVG)").click()
    file = tmp_path / "map.svg"
    downloading.value.save_as(file)
    text = file.read_text("utf-8")
    assert "driver records are known around Nlets, between 46" in text
    assert "Only: data driver-record." in text
    assert "as of 2026-01-01 · CC BY 4.0" in text
    assert "New York State Department of Motor Vehicles" in text
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Picture (PNG)").click()
    downloading.value.save_as(tmp_path / "map.png")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_without_scripts_the_table_is_all(visit: Open) -> None:
    page = visit(NLETS, scripted=False)
    assert page.locator("#map").is_hidden()
    assert page.locator(_ROWS).count() == 58


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of 5,000 bodies, one of which has markup for a name."""
    drawing, ends = random.Random(5), [0]
    lines = [f'<organization/o1> a ws:Organization ; skos:prefLabel "{HOSTILE}" .']
    for flow in range(5600):
        sender = flow + 1 if flow < 4999 else drawing.randrange(5000)
        recipient = (sender + 1) % 5000 if (found := drawing.choice(ends)) == sender else found
        ends += [recipient, recipient, sender]
        lines.append(
            f"<flow/f{flow}> a ws:DataFlow ; ws:sender <organization/o{sender}> ; "
            f"ws:recipient <organization/o{recipient}> ; ws:carries <category/plate> ."
        )
    file = tmp_path_factory.mktemp("large") / "graph.trig"
    file.write_text(
        "@prefix ws: <https://w3id.org/whoshares/ontology/> . @base <https://w3id.org/whoshares/id/> . "
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . <source/s> { <source/s> a ws:Source . "
        '<category/plate> a ws:DataCategory ; skos:prefLabel "Plates" . ' + "\n".join(lines) + " }",
        "utf-8",
    )
    return file


@pytest.mark.slow
def test_five_thousand_bodies_are_usable(scripts: None, start: Start, browser: Browser, large: Path) -> None:
    server = start("--graph", str(large), "--seconds", "60")
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.goto(f"{server.url}/around?hops=1")
    page.wait_for_selector("#map[aria-busy=false][data-drawn]", timeout=120_000)
    assert drawn(page)[0] == 5000
    moved = page.evaluate(
        """async () => {
          const canvas = document.getElementById("map-canvas"), box = canvas.getBoundingClientRect();
          const begun = performance.now();
          for (let n = 0; n < 20; n += 1) {
            canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: n < 10 ? -40 : 40, ctrlKey: true, cancelable: true,
              clientX: box.left + 400, clientY: box.top + 200 }));
            await new Promise((next) => requestAnimationFrame(next));
          }
          return performance.now() - begun;
        }"""
    )
    assert moved < 20_000, "20 frames"
    page.get_by_label("Find in the map").fill("<img")
    page.get_by_label("Find in the map").press("Enter")
    expect(page.locator("#map-panel h2")).to_have_text(HOSTILE)
    assert page.locator("#map-panel img").count() == 0
    page.close()
    assert not wrong
