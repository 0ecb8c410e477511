"""The notebook runs from top to bottom, and is kept without what it gave."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

TOUR = Path(__file__).resolve().parents[2] / "notebooks" / "tour.ipynb"


@pytest.fixture(scope="module")
def tour() -> nbformat.NotebookNode:
    """The notebook as it is kept."""
    found: nbformat.NotebookNode = nbformat.read(TOUR, as_version=4)  # type: ignore[no-untyped-call]
    return found


def test_it_is_kept_without_outputs(tour: nbformat.NotebookNode) -> None:
    nbformat.validate(tour)
    for cell in tour.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)


@pytest.mark.slow
def test_it_runs_and_shows_tables_and_a_picture(tour: nbformat.NotebookNode, cache: Path) -> None:
    NotebookClient(tour, timeout=300, kernel_name="python3").execute()
    shown = [
        output.get("data", {}) for cell in tour.cells if cell.cell_type == "code" for output in cell.get("outputs", [])
    ]
    html = "\n".join(data["text/html"] for data in shown if "text/html" in data)
    assert "fingerprints could get from Local jail" in html
    assert "None known" in html
    assert html.count("<table") == 3
    (picture,) = (data for data in shown if "image/svg+xml" in data)
    assert picture["text/html"].startswith("<iframe sandbox")
