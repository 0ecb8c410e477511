"""What holds of every kind of page: accessible, light and dark; at most four screens long; nothing wide on a phone.

Of the kinds as many are looked at as are drawn of so many cases, a fifth at the least.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Page
from tests.examples import drawn
from tests.server.browser.conftest import LAPTOP, PHONE, Open

from whoshares.server.http.arguments import ANALYSES, example_of
from whoshares.server.http.explorer.views import VIEWS
from whoshares.server.http.media import HTML

FEWER = {"backdoors": {"limit": "1"}}
"""An answer of thousands of lines says no more of its kind of page than a shorter one."""
ANSWERS = [
    f"/{verb.method}?{urlencode(example_of(verb) | FEWER.get(verb.method, {}), quote_via=quote)}"
    for verb in ANALYSES.values()
    if verb.method not in ("show", "search")
]
VIEWED = [view.example for view in VIEWS.values() if HTML in view.formats and view.path not in ("/search", "/brief")]
LISTED = [
    "/",
    "/trace",
    *ANSWERS,
    *VIEWED,
    "/trace?from=New%20York%20DMV&to=ICE&asOf=2026-06-30",
    "/trace?from=San%20Diego%20County&to=ICE&asOf=2026-06-30",
    "/trace?from=Atlantis&to=ICE",
    "/conflicts?thing=Secure%20Communities",
    "/unknowns?from=Massachusetts%20COPLINK&to=ICE&asOf=2025-01-01",
    "/claim?from=New%20York%20DMV&says=does-not-share-with&to=ICE&carrying=driver-record&asOf=2026-01-01",
    "/bars?thing=California%20SB%2054&asOf=2026-06-30",
    "/backdoors?bar=California%20SB%2054&asOf=2026-06-30",
    "/search?text=police",
    "/search?text=xqzzyq",
    "/page/organization/us-ice",
    "/page/organization/us-fbi",
    "/page/place/us-ny",
    "/page/instrument/us-ca-sb-54",
    "/page/category/plate-read",
    "/page/category/immigration-history",
    "/page/source/aic-2011-secure-communities",
    "/register?holder=Nlets",
    "/places?within=place/us-ca",
    "/laws",
    "/questions",
    "/questions/flows/into?recipient=Nlets",
    "/sparql",
    "/api",
    "/nowhere",
]
LONG = ("/bars?asOf=2019-06-01", "/page/organization/us-ice", "/page/category/plate-read")
"""Pages of thousands of lines, of whose kinds shorter ones are looked at in all ways."""
KINDS = [path for path in dict.fromkeys(LISTED) if path not in LONG]
_MOST_SCREENS = 4
_MOST_SCRIPT = 300_000
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


_SIDEWAYS = """[...document.querySelectorAll(".wide")].filter(at => at.scrollWidth > at.clientWidth + 1)
    .map(at => at.getAttribute("aria-label"))"""
_ASKED = {"resultTypes": ["violations"]}


@pytest.mark.parametrize("path", drawn(KINDS, least=len(KINDS) // 5))
def test_a_page_is_accessible_and_of_its_size(visit: Open, axe: str, path: str) -> None:
    page = visit(path)
    page.wait_for_load_state("networkidle")
    page.evaluate(axe)

    def none_violated(rules: list[str], where: str) -> None:
        found = page.evaluate("asked => axe.run(asked)", {**_ASKED, "runOnly": rules})["violations"]
        told = [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]
        assert not told, f"{where}: {told}"

    none_violated(_RULES, "by day")
    is_of_its_size(page)
    page.emulate_media(color_scheme="dark")
    none_violated(["color-contrast", "target-size"], "on a phone, in the dark")


def is_of_its_size(page: Page) -> None:
    """Look at a page's size on a laptop, then on a phone."""
    assert page.evaluate("document.documentElement.scrollHeight") <= _MOST_SCREENS * LAPTOP["height"]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "nothing is wider than a phone"
    assert not page.evaluate(_SIDEWAYS), "nothing has to be moved sideways on a phone"


@pytest.mark.parametrize("path", LONG)
def test_a_long_page_is_of_its_size(visit: Open, path: str) -> None:
    page = visit(path)
    page.wait_for_load_state("networkidle")
    assert page.locator("*").count() > 2_000
    is_of_its_size(page)


def test_a_page_loads_few_scripts(visit: Open) -> None:
    page = visit("/")
    sizes = (
        "performance.getEntriesByType('resource').filter(e => e.name.includes('/static/')).map(e => e.encodedBodySize)"
    )
    loaded = page.evaluate(sizes)
    assert loaded
    assert sum(loaded) < _MOST_SCRIPT
