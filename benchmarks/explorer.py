"""What the explorer takes: its pages at the server, its scripts, and in a browser its first view and its map.

Pages are made in this process as a worker makes them that has done so before: medians of processor time. Scripts are
what a page of each kind loads, compressed. A browser (playwright, with Chromium) then asks a server of its own: each
trace is of another day, so that no kept answer is given, and a network of 5,000 bodies is moved and zoomed. These are
wall times, so the load of the machine stands beside them, and what a trace costs the page in processor time.

`--quick` asks for each page three times and leaves the browser out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl
from urllib.request import urlopen

import whoshares
from benchmarks.endpoint import free_port
from benchmarks.record import RESULTS, median_seconds
from whoshares.model.vocabulary import ID, WS
from whoshares.server.http.arguments import arguments
from whoshares.server.http.jobs import Jobs
from whoshares.server.http.scripts import FOLDER
from whoshares.server.workers.messages import Job

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TRACE: Final = "/trace?from=Local%20jail&to=ICE&carrying=fingerprints"
PAGES: Final = {
    "a trace with many routes": (TRACE, 0.1),
    "a trace that blocks and a bar stop": ("/trace?from=New%20York%20DMV&to=ICE", 0.1),
    "back doors of all bars": ("/backdoors?asOf=2019-06-01", 1.0),
}
"""Addresses, and how many seconds each may take."""
SCRIPTS: Final = {"every page": ("explore",), "the map": ("explore", "map"), "the editor": ("explore", "editor")}
BODIES: Final = 5_000
_LONGEST: Final = 50_000_000
_FRAMES: Final = 60


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that stands alone, and its bound."""

    what: str
    value: float
    unit: str
    bound: float
    least: bool = False
    """Whether the bound is the least that it may be; else it is the most."""

    @property
    def holds(self) -> bool:
        """Whether it is within its bound."""
        return self.value >= self.bound if self.least else self.value <= self.bound

    def to_dict(self) -> dict[str, object]:
        """The figure as JSON-ready data."""
        bound = {"atLeast" if self.least else "atMost": self.bound}
        return {"what": self.what, "value": float(f"{self.value:.3g}"), "unit": self.unit, **bound, "holds": self.holds}

    def __str__(self) -> str:
        bound = f"at {'least' if self.least else 'most'} {self.bound:g} {self.unit}"
        verdict = "holds" if self.holds else "DOES NOT HOLD"
        return f"{self.what:56} {self.value:8.3g} {self.unit:10} to hold: {bound:18} {verdict}"


def pages(runs: int) -> Iterator[Claim]:
    """The processor time of pages, made over and over."""
    jobs = Jobs(whoshares.open(), _LONGEST)
    jobs.warm_up()
    for what, (address, bound) in PAGES.items():
        method, _, asked = address.lstrip("/").partition("?")
        given = parse_qsl(asked)
        told = {"given": [list(one) for one in given], "arguments": arguments(method, given, 60)}
        job = Job("asked", {"method": method, "prefix": "", "base": "", "problem": "", "offers": (), **told})
        if jobs(job).status != 200:  # which warms it up, too
            raise SystemExit(f"{address} was not answered.")
        yield Claim(f"{what}, at the server", median_seconds(lambda job=job: jobs(job), runs), "s", bound)  # type: ignore[misc]


def scripts() -> Iterator[Claim]:
    """The sizes of what pages load, compressed as the server does."""
    chunks = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    for what, entries in SCRIPTS.items():
        loaded = {chunks[f"src/{entry}.ts"]["file"] for entry in entries}
        for entry in entries:
            chunk = chunks[f"src/{entry}.ts"]
            loaded.update(chunks[name]["file"] for name in chunk.get("imports", ()))
            loaded.update(chunk.get("assets", ()))
        size = sum(len(gzip.compress((FOLDER / name).read_bytes(), 9)) for name in loaded)
        yield Claim(f"scripts of {what}", size / 1000, "kB", 300)


def views(runs: int) -> Iterator[Claim]:
    """What a browser sees of the first page, of a trace and of a large map."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with _serving() as url:
            yield Claim(
                "first page, interactive", statistics.median(_seen(browser, url)[0] for _ in range(runs)), "s", 1.5
            )
            days = [date(2011, 1, 1) + timedelta(n) for n in range(runs + 1)]
            painted = [_seen(browser, f"{url}{TRACE}&asOf={day}")[1] for day in days][1:]  # the first warms up
            # what a browser takes for next to nothing
            floor = [_seen(browser, f"{url}/nowhere")[1] for _ in range(runs)]
            yield Claim("an almost empty page, painted", statistics.median(floor), "s", 0.3)
            yield Claim("a trace, painted", statistics.median(painted), "s", 0.3)
            worked = statistics.median(_worked(browser, f"{url}{TRACE}&asOf={day}") for day in days[1:])
            yield Claim("a trace, worked on by the browser's page", worked, "s", 0.15)
        graph = Path(folder) / "graph.nt"
        graph.write_text("\n".join(_many_bodies()), "utf-8")
        with _serving("--graph", str(graph)) as url:
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(f"{url}/around?hops=1")
            page.wait_for_selector("#map[aria-busy=false][data-drawn]", timeout=120_000)
            for what, move in (("moved", _MOVE), ("zoomed", _ZOOM)):
                yield Claim(f"a map of {BODIES:,} bodies, {what}", _frames(page, move), "frames/s", 30, least=True)
        browser.close()


def _seen(browser: Browser, url: str) -> tuple[float, float]:
    """The seconds until a page can be used, and until something is painted, in a browser that knows nothing of it."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(url, wait_until="networkidle")
    interactive = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.close()
    return interactive / 1000, painted / 1000


def _worked(browser: Browser, url: str) -> float:
    """The seconds of processor time that a page takes on its main thread, whatever the load of the machine."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(url, wait_until="networkidle")
    metrics = session.send("Performance.getMetrics")["metrics"]
    page.close()
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


_MOVE: Final = """canvas.dispatchEvent(new PointerEvent("pointermove",
    { pointerId: 1, buttons: 1, clientX: x + n * (n % 20 < 10 ? 2 : -2), clientY: y + n }))"""
_ZOOM: Final = """canvas.dispatchEvent(new WheelEvent("wheel",
    { deltaY: n % 20 < 10 ? -40 : 40, ctrlKey: true, cancelable: true, clientX: x, clientY: y }))"""


def _frames(page: Page, move: str) -> float:
    """How many frames a second are drawn while something is done at each."""
    seconds = page.evaluate(
        f"""async () => {{
          const canvas = document.getElementById("map-canvas"), box = canvas.getBoundingClientRect();
          const x = box.left + 400, y = box.top + 200;
          canvas.setPointerCapture = () => {{}};
          canvas.dispatchEvent(new PointerEvent("pointerdown", {{ pointerId: 1, buttons: 1, clientX: x, clientY: y }}));
          await new Promise((next) => requestAnimationFrame(next));
          const begun = performance.now();
          for (let n = 0; n < {_FRAMES}; n += 1) {{
            {move};
            await new Promise((next) => requestAnimationFrame(next));
          }}
          const taken = performance.now() - begun;
          canvas.dispatchEvent(new PointerEvent("pointercancel", {{ pointerId: 1 }}));
          return taken / 1000;
        }}"""
    )
    return _FRAMES / float(seconds)


def _many_bodies() -> Iterator[str]:
    """A graph of 5,000 bodies and a few more flows, to some bodies far more often than to others; seeded."""
    drawing, ends, a = random.Random(5), [0], "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    for flow in range(BODIES + 600):
        sender = flow + 1 if flow < BODIES - 1 else drawing.randrange(BODIES)
        recipient = (sender + 1) % BODIES if (found := drawing.choice(ends)) == sender else found
        ends += [recipient, recipient, sender]
        yield f"<{ID}flow/{flow}> {a} <{WS}DataFlow> ."
        yield f"<{ID}flow/{flow}> <{WS}sender> <{ID}organization/{sender}> ."
        yield f"<{ID}flow/{flow}> <{WS}recipient> <{ID}organization/{recipient}> ."
        yield f"<{ID}flow/{flow}> <{WS}carries> <{ID}category/plate-read> ."
    for body in range(BODIES):
        yield f"<{ID}organization/{body}> {a} <{WS}Organization> ."
    yield f"<{ID}category/plate-read> {a} <{WS}DataCategory> ."


@contextmanager
def _serving(*options: str) -> Iterator[str]:
    """A server of its own; its address."""
    port = free_port()
    command = [sys.executable, "-m", "whoshares", "serve", "--port", str(port), "--seconds", "60", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                urlopen(url).close()
                break
            except OSError:
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="three runs, no browser; nothing is kept in results/")
    quick = parser.parse_args().quick
    found = []
    for claim in (*pages(3 if quick else 21), *scripts(), *(() if quick else views(7))):
        found.append(claim)
        print(claim)
    load = round(os.getloadavg()[0], 1)
    print(f"load of the machine: {load}, on {os.cpu_count()} cores")
    if not quick:
        machine = {"cores": os.cpu_count(), "load": load, "system": platform.platform(),
                   "python": platform.python_version()}  # fmt: skip
        record = {"name": "explorer", "alone": [claim.to_dict() for claim in found], "machine": machine}
        (RESULTS / "explorer.json").write_text(json.dumps(record, indent=2) + "\n", "utf-8")
