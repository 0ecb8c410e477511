"""An import where there is no more room: one sentence, and what was there stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.facts.importers.tables import comma_separated

from whoshares.facts.importers import flock_access

_IMPORT = """
import resource, sys
from pathlib import Path
from whoshares.facts.importers.flock_access import IMPORTER
from whoshares.facts.importers.importer import Received
from whoshares.facts.importers.importing import import_files
from whoshares.model.errors import FileError

small, large, out = map(Path, sys.argv[1:])
import_files(IMPORTER, [small], out, Received())
before = {file.name: file.read_bytes() for file in out.iterdir()}
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    import_files(IMPORTER, [large], out, Received())
except FileError as error:
    print(error)
assert before == {file.name: file.read_bytes() for file in out.iterdir()}
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_no_room_leaves_what_was_there(tmp_path: Path) -> None:
    columns = flock_access.ACCESS.columns
    small = comma_separated(tmp_path / "access_2024-04-26.csv", [columns, ("Elm OH PD", "Oak OH PD", "1", "2")])
    rows = [("Elm OH PD", f"Oak {number} OH PD", "1", str(number + 2)) for number in range(50)]
    large = comma_separated(tmp_path / "access_2024-04-27.csv", [columns, *rows])
    out = tmp_path / "out"
    command = (sys.executable, "-c", _IMPORT, *map(str, (small, large, out)))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    why = "the files cannot be written (File too large); what was there stays"
    assert done.stdout == f"{out}: {why}. Make room, or name another folder.\n"
