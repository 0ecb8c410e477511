"""A real browser on a real server: Debian's Chromium, driven by playwright, and axe-core for accessibility."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.knowledge_graph.remote.servers import missing
from tests.server.conftest import Server

LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        missing("Chromium")
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def visit(scripts: None, server: Server, browser: Browser) -> Iterator[Open]:
    """Opens an address in a browser of its own: `visit("/", dark=True)`.

    What goes wrong in a page, a script that the page's policy forbids, or a request to another host fails the test.
    """
    contexts = []
    wrong: list[str] = []

    def open_(path: str, *, phone: bool = False, dark: bool = False, scripted: bool = True, **more: Any) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else LAPTOP,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripted,
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        page = watched(context.new_page(), server, wrong)
        page.goto(server.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not wrong


def watched(page: Page, server: Server, wrong: list[str]) -> Page:
    """A page that notes what goes wrong in it."""
    page.set_default_timeout(60_000)  # patience on a busy machine
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: None if asked.url.startswith((server.url, "blob:")) else wrong.append(asked.url))
    return page


@pytest.fixture(scope="module")
def window(scripts: None, server: Server, browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """One window for tests that look at page after page, and what went wrong in it."""
    wrong: list[str] = []
    with browser.new_context(reduced_motion="reduce") as context:
        yield watched(context.new_page(), server, wrong), wrong


@pytest.fixture
def turn_to(window: tuple[Page, list[str]], server: Server) -> Iterator[Open]:
    """Opens an address in the one window, as on a laptop by day: a third of what a browser of its own takes."""
    page, wrong = window
    wrong.clear()

    def open_(path: str) -> Page:
        page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")
        page.goto(server.url + path)
        return page

    yield open_
    assert not wrong


@pytest.fixture(scope="session")
def axe(node_modules: Path) -> str:
    """The source of axe-core."""
    return (node_modules / "axe-core" / "axe.min.js").read_text("utf-8")
