"""A failing test is named before the run ends, even when the run never ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = """\
import os

def test_of_one_and_two():
    assert 1 == 2

def test_that_ends_the_run():
    os._exit(3)
"""


def test_a_run_that_is_stopped_has_named_what_failed(tmp_path: Path) -> None:
    file = tmp_path / "test_two.py"
    file.write_text(TESTS, "utf-8")
    stopped = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.at_once", f"--rootdir={tmp_path}", file.name],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[1]),
            "PYTEST_ADDOPTS": "",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert stopped.returncode == 3
    assert "FAILED at call: test_two.py::test_of_one_and_two" in stopped.stdout
    assert "test_two.py:4: assert 1 == 2" in stopped.stdout
