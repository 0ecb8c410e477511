"""docs/endpoint.md is true: its commands work, and it names every flag with its default."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest
from tests.server.conftest import Server, Start

from whoshares.cli.serve import serve

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "endpoint.md").read_text("utf-8")
COMMANDS = [
    line for block in re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE) for line in block.splitlines()
]
FLAGS = [option for option in serve.params if isinstance(option, click.Option) and option.name != "graph"]


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("curl")])
def test_the_requests_work(server: Server, command: str) -> None:
    curl = shutil.which("curl")
    if curl is None:
        if os.environ.get("WHOSHARES_REQUIRE_ALL") == "1":
            pytest.fail("curl is not installed, and WHOSHARES_REQUIRE_ALL asks for it.")
        pytest.skip("curl is not installed")
    arguments = shlex.split(command.replace("http://127.0.0.1:7878", server.url))[1:]
    done = subprocess.run([curl, "-s", "--fail", *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
    assert "us-ice" in done.stdout


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("whoshares")])
@pytest.mark.slow
def test_the_starts_work(start: Start, command: str) -> None:
    program, verb, *options = shlex.split(command)
    assert (program, verb) == ("whoshares", "serve")
    assert start("--quiet", *options).process.poll() is None


def test_every_command_is_tried() -> None:
    assert len(COMMANDS) == 5
    assert all(command.startswith(("curl ", "whoshares serve")) for command in COMMANDS)


@pytest.mark.parametrize("flag", FLAGS, ids=lambda f: f.name)
def test_every_flag_is_named_with_its_default(flag: click.Option) -> None:
    name = flag.opts[0]
    assert re.search(rf"`{name}[ `]|`whoshares serve .*{name}", PAGE) or name in ("--host", "--port"), name
    row = re.search(rf"^\| `{name} \w+` \| ([^|]+) \|", PAGE, re.MULTILINE)
    if row and flag.default is not None:
        assert row[1] == f"{flag.default:g}"
