"""Each of the forty questions that is drawn is answered in at most three calls, with what the page of them shows."""

from __future__ import annotations

import json
import re
import shlex
from functools import cache
from typing import Any

import click
import pytest
from tests.docs.questions import PAGE, Question, Run, questions
from tests.examples import drawn
from tests.server.mcp.conftest import Assistant

from whoshares.cli.main import whoshares as command_line
from whoshares.server.http.arguments import parameters
from whoshares.server.mcp.offered import LONGEST

Call = tuple[str, dict[str, object]]
MOST = 3
LEFT_OUT = frozenset(
    {
        'trace "Local law enforcement" ICE --carrying plate-read --as-of 2025-10-01',
        'conflicts "Priority Enforcement Program"',
    }
)
"""The commands beyond three of two questions: the choke points of the same way, and the dates that each document gives
a program, say the same."""
LONGER = {"query instruments/readings": 20_000, "bars --as-of 2025-12-01": 200_000}
"""Of how many bytes the answers to two commands are to be, whose tables have long cells."""


def call_of(run: str) -> Call:
    """The call of a tool that is the same as a command."""
    verb, *rest = shlex.split(run)
    whole = click.Context(command_line, **command_line.context_settings)
    command = command_line.get_command(whole, verb)
    assert command is not None
    if verb == "query":
        assert isinstance(command, click.Group)
        name, *rest = rest
        question = command.get_command(click.Context(command, parent=whole), name)
        assert question is not None
        told = question.make_context(name, rest, parent=whole).params
        given = {key: list(value) for key, value in told.items() if value and key not in ("explain", "infer", "param")}
        named: dict[str, object] = {"name": name}
        return "query", named | ({"given": given} if given else {})
    told = command.make_context(verb, rest, parent=whole).params
    known = {p.argument: p for p in parameters(verb)}
    told_it: dict[str, object] = {
        known[key].name: list(value) if isinstance(value, tuple) else value
        for key, value in told.items()
        if key in known and value not in (None, (), False) and value != known[key].default
    }
    return verb, told_it


def calls_of(question: Question) -> dict[int, Call]:
    """The calls that answer a question, by the place of their command; one may ask of several things at once."""
    calls: dict[int, Call] = {}
    for place, run in enumerate(question.commands):
        if run.run in LEFT_OUT:
            continue
        tool, given = call_of(run.run)
        same = [one for _, one in calls.values() if one.get("name") == given.get("name") and tool == "query"]
        values: Any = given.get("given")
        if same and values and same[0].get("given", {}).keys() == values.keys():  # type: ignore[attr-defined]
            for key, more in values.items():
                same[0]["given"][key] += more  # type: ignore[index]
        else:
            calls[place] = (tool, given | ({"longest": LONGER[run.run]} if run.run in LONGER else {}))
    return calls


QUESTIONS = drawn(questions(), least=13)
CALLS = {question.number: calls_of(question) for question in QUESTIONS}


@pytest.fixture(scope="module")
def replies(assistant: Assistant) -> dict[int, list[tuple[str, bool]]]:
    """The replies to the calls of each question."""
    every = [call for calls in CALLS.values() for call in calls.values()]
    found = iter(assistant.together(every))
    return {number: [next(found) for _ in calls] for number, calls in CALLS.items()}


@cache
def on_the_page(run: str) -> list[str]:
    """The lines that the page shows of a command, up to an empty one: of a table its rows, else what it says first."""
    lines = PAGE.read_text("utf-8").split("\n")
    place = next(n for n, line in enumerate(lines) if line in (f"$ whoshares {run}", f"`whoshares {run}`"))
    if lines[place].startswith("`"):
        place += 3  # an empty line, the columns, a rule
    shown = []
    for line in lines[place + 1 :]:
        if not line.strip() or line.startswith(("…", "```")):
            break
        shown.append(line)
    return shown


def expected(run: Run) -> list[str]:
    """What of a command's output a reply must hold: of a table its first cells, else its first line."""
    shown = on_the_page(run.run)
    if run.columns:
        cells = [re.sub(r" …$", "", row.strip("| ").split(" | ")[0]) for row in shown]
        return [cell for cell in cells if cell and "/" not in cell]
    return [] if run.start or run.run.split()[0] in ("show", "timeline", "query") else shown[:1]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question.number))
def test_a_question_is_answered_in_three_calls(
    assistant: Assistant, question: Question, replies: dict[int, list[tuple[str, bool]]]
) -> None:
    texts = [text for text, _ in replies[question.number]]
    for text, failed in replies[question.number]:
        assert not failed, text
        assert len(text.encode()) <= LONGEST or LONGER.keys() & {run.run for run in question.commands}
    wanted = [said for run in question.commands if run.run not in LEFT_OUT for said in expected(run)]
    while (missing := [said for said in wanted if not held(said, texts)]) and len(texts) < MOST:
        # the client reads on in the longest table, by the call that is suggested there, and asks for more at once
        onward = max((json.loads(text) for text in texts), key=lambda reply: reply["limits"]["rows"]["of"])["next"][0]
        assert "skip" in onward["arguments"]
        text, _ = assistant.text(onward["tool"], **onward["arguments"], longest=100_000)
        texts.append(text)
    assert missing == []
    assert len(texts) <= MOST


def held(said: str, texts: list[str]) -> bool:
    """Whether one of some replies holds a text."""
    return json.dumps(said, ensure_ascii=False)[1:-1] in " ".join(" ".join(texts).split())


def test_every_sentence_and_row_names_its_evidence(replies: dict[int, list[tuple[str, bool]]]) -> None:
    without = []
    for texts in replies.values():
        for text, _ in texts:
            reply = json.loads(text)
            if "empty" not in reply:
                without += [said["text"] for said in reply["says"] if not said["rests on"]]
                without += [row for row in reply["rows"] if "rests on" not in row and "stated by" not in row]
    assert without == []


def test_every_suggested_call_is_one_that_can_be_made(
    assistant: Assistant, replies: dict[int, list[tuple[str, bool]]]
) -> None:
    import jsonschema

    schemas = {tool["name"]: tool["inputSchema"] for tool in assistant.tools()}
    suggested = [call for texts in replies.values() for text, _ in texts for call in json.loads(text)["next"]]
    assert len(suggested) > 2 * len(QUESTIONS)
    for call in suggested:
        assert call["why"]
        jsonschema.validate(call["arguments"], schemas[call["tool"]])
    first = {call["tool"]: (call["tool"], call["arguments"]) for call in suggested}
    assert [text for text, failed in assistant.together(list(first.values())) if failed] == []
