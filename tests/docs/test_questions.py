"""The page of questions is what its generator makes of `questions.yaml` and the real commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs.questions import PAGE, Question, Run, one_graph, page, printed, questions
from tests.examples import drawn

QUESTIONS = questions()
ASKED = drawn(QUESTIONS, least=len(QUESTIONS) // 3)
GOOD = "- {number: 1, part: P, question: Q, answer: A, missing: M, commands: [{run: 'show ICE'}]}\n"


@pytest.fixture(scope="module")
def kept() -> str:
    """The page."""
    return PAGE.read_text("utf-8")


def test_the_page_is_what_the_generator_makes(kept: str, cache: Path) -> None:
    """In its sections on the questions that are drawn; where all are, as a whole."""
    fresh = page(ASKED)
    if len(ASKED) == len(QUESTIONS):
        assert kept == fresh, "run “python tests/docs/questions.py”"
    for section in re.split(r"^##+ ", fresh, flags=re.MULTILINE):
        assert section in kept, "run “python tests/docs/questions.py”"


def test_there_are_forty_questions_with_a_command_and_a_day() -> None:
    assert len(QUESTIONS) == 40
    for question in QUESTIONS:
        assert question.commands, f"question {question.number} has no command"
        for run in question.commands:
            verb = run.run.split()[0]
            if verb in ("trace", "cut", "chokepoints", "exposure", "bars", "backdoors", "whatif"):
                assert "--as-of" in run.run, f"question {question.number}: give --as-of in “{run.run}”"


def test_every_question_is_on_the_page_with_its_parts(kept: str) -> None:
    sections = re.split(r"^### ", kept, flags=re.MULTILINE)[1:]
    assert [section.partition(".")[0] for section in sections] == [str(question.number) for question in QUESTIONS]
    for section, question in zip(sections, QUESTIONS, strict=True):
        assert "**Answer.**" in section
        assert "**What the documents do not show.**" in section
        assert all(f"whoshares {run.run}" in section for run in question.commands)


def test_every_question_names_sources(kept: str) -> None:
    sections = re.split(r"^### ", kept, flags=re.MULTILINE)[1:]
    assert [section.partition(".")[0] for section in sections if "**Sources.**" not in section] == []


def test_the_page_stays_readable(kept: str) -> None:
    assert kept.count("\n") < 1300


def test_a_changed_answer_is_noticed() -> None:
    (last,) = (question for question in QUESTIONS if question.number == 40)
    true = page([last])
    run, *rest = last.commands
    other = Run(run.run.replace("King County", "FBI"), columns=run.columns)
    changed = Question(40, last.part, last.question, last.answer, last.missing, (other, *rest))
    assert page([changed]) != true
    assert page([last]) == true


def test_commands_print_the_same_with_one_graph_for_all() -> None:
    arguments = ("trace", "FBI", "ICE", "--carrying", "fingerprints", "--as-of", "2011-10-01")
    alone = printed(arguments)
    with one_graph():
        printed(("show", "ICE"))
        assert printed(arguments) == alone


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("number: 1", "number: 2"), "must be numbered 1, 2, 3"),
        (("number: 1, ", ""), "a question has no number: 'Q'"),
        (("answer: A", "answer: ''"), "question 1: “answer” is empty"),
        (("[{run: 'show ICE'}]", "[]"), "question 1 has no command"),
        (("'show ICE'", "'show ICE', line: 3"), "question 1: a command has the key “line”"),
    ],
)
def test_a_broken_entry_is_an_error(tmp_path: Path, change: tuple[str, str], sentence: str) -> None:
    file = tmp_path / "questions.yaml"
    file.write_text(GOOD, "utf-8")
    assert [question.commands for question in questions(file)] == [(Run("show ICE"),)]
    file.write_text(GOOD.replace(*change), "utf-8")
    with pytest.raises(ValueError, match=re.escape(sentence)):
        questions(file)


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (Run("show ICE", start="No such line"), "prints no line that begins with “No such line”"),
        (Run("query sources/weight", columns=("colour",)), "has no column “colour”; it has rank, tier, flows"),
    ],
)
def test_a_command_that_does_not_fit_is_an_error(run: Run, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        page([Question(1, "P", "Q", "A", "M", (run,))])
