"""Answers know no screen: which rendering shows which is looked up by type, and the library hands the screen in."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import whoshares
from whoshares.answers.caption import Captioned
from whoshares.model.answer import Answer
from whoshares.model.reached import reached
from whoshares.text.console import to_text
from whoshares.text.screen import RENDERERS, rendering

_ANSWER = re.compile(r"^class \w+\((Answer|Captioned|Bars|Claim|Exposure|Trace|Unknowns)\):", re.MULTILINE)


def kinds() -> set[str]:
    """The types of answers, once all modules that have one are loaded."""
    for path in sorted(Path(whoshares.__path__[0]).rglob("*.py")):
        if _ANSWER.search(path.read_text("utf-8")):
            import_module(".".join(("whoshares", *path.relative_to(whoshares.__path__[0]).with_suffix("").parts)))
    every = reached([Answer], lambda kind: kind.__subclasses__()) - {Answer, Captioned}
    return {kind.__name__ for kind in every if kind.__module__.startswith("whoshares.")}


PAGES = {"Area", "Contents", "Dossier", "Law", "LawMatrix", "Listing", "Register", "States", "TwoScenarios", "Usage"}
"""Answers that are shown as their table alone: those of pages, and lists."""


def test_every_type_of_answer_has_a_renderer_and_no_other_has() -> None:
    assert kinds() - PAGES == set(RENDERERS) - {"Answer"}


@pytest.mark.parametrize("kind", sorted(RENDERERS))
def test_the_renderer_takes_that_type(kind: str) -> None:
    module, function = RENDERERS[kind]
    annotations = getattr(import_module(f"whoshares.text.{module}"), function).__annotations__
    assert next(iter(annotations.values())) == kind


class _Odd(Answer):
    def to_dict(self) -> dict[str, object]:
        return {}

    def rows(self) -> list[dict[str, str]]:
        return [{"who": "[red]Sheriff"}, {"what": "prints"}]

    def __repr__(self) -> str:
        return "<odd>"


def test_an_answer_of_no_other_type_is_shown_as_its_table() -> None:
    assert to_text(rendering(_Odd())).split() == ["who", "what", "[red]Sheriff", "prints"]


def test_without_a_screen_an_answer_shows_as_python_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Answer, "screen", None)
    assert _Odd().__rich__() == "<odd>"
    assert _Odd()._repr_html_() == "<pre>&lt;odd&gt;</pre>"


def test_answers_load_no_text() -> None:
    """What works an answer out is below what shows it."""
    code = (
        "import sys, whoshares.knowledge_graph.graph, whoshares.answers.cut, whoshares.answers.backdoors\n"
        "import whoshares.answers.timeline\n"
        "print([name for name in sys.modules if (name + '.').startswith(('whoshares.text.', 'rich.'))])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert found.stdout == "[]\n"
