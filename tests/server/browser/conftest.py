"""A real browser on a real server: Debian's Chromium, driven by playwright, and axe-core for accessibility."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
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
    expect.set_options(timeout=120_000)  # patience on a busy machine
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


class Window:
    """A page in a browser of its own, and what goes wrong in it."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.wrong: list[str] = []
        self.page = page = context.new_page()
        page.set_default_timeout(120_000)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self._policy(said.text))
        page.on("request", lambda asked: self._asked(asked.url, server))

    def _policy(self, said: str) -> None:
        if "Content Security Policy" in said:
            self.wrong.append(said)

    def _asked(self, url: str, server: Server) -> None:
        if not url.startswith((server.url, "blob:")):
            self.wrong.append(url)


@pytest.fixture(scope="session")
def windows(scripts: None, server: Server, browser: Browser) -> Callable[..., Window]:
    """The windows of several people, by what their browsers can do: each is made once, for that takes a second."""

    @cache
    def window(person: int, options: str) -> Window:
        return Window(browser.new_context(reduced_motion="reduce", **json.loads(options)), server)

    return lambda person, **options: window(person, json.dumps(options, sort_keys=True))


@pytest.fixture
def visit(windows: Callable[..., Window], server: Server) -> Iterator[Open]:
    """Opens an address as on a laptop by day, at each call of a test in another person's window.

    What goes wrong in a page, a script that the page's policy forbids, or a request to another host fails the test.
    """
    used: list[Window] = []

    def open_(path: str, *, phone: bool = False, scripted: bool = True, **more: Any) -> Page:
        window = windows(len(used), java_script_enabled=scripted, **more)
        used.append(window)
        window.wrong.clear()
        page = window.page
        page.set_viewport_size(PHONE if phone else LAPTOP)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")
        page.goto("about:blank")  # or an address with another fragment opens nothing anew
        page.goto(server.url + path)
        return page

    yield open_
    assert not [wrong for window in used for wrong in window.wrong]


@pytest.fixture(scope="session")
def axe(node_modules: Path) -> str:
    """The source of axe-core."""
    return (node_modules / "axe-core" / "axe.min.js").read_text("utf-8")
