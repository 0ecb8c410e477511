"""Write `docs/questions.md` from `questions.yaml` and the real commands: `python tests/docs/questions.py`.

The YAML holds, for each question, what we make of it in words and the commands that answer it. A command is shown by
the first lines of what it prints (`lines`, from the line that begins with `start`), or as a table of some columns of
its CSV (`columns`, `rows`; only rows in which the columns `filled` say something). The sources under a question are
those that the whole output names, found in its JSON.
"""

from __future__ import annotations

import csv
import io
import json
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import yaml

from whoshares import KnowledgeGraph
from whoshares.cli.main import whoshares as command_line
from whoshares.knowledge_graph.asked import Asked
from whoshares.store.engine import Rows

ROOT: Final = Path(__file__).resolve().parents[2]
SAID: Final = Path(__file__).with_name("questions.yaml")
PAGE: Final = ROOT / "docs" / "questions.md"

_LINES: Final = 10
_ROWS: Final = 4
_SOURCES: Final = 6
_CELL: Final = 110
_SOURCE: Final = "https://w3id.org/whoshares/id/source/"
_TIERS: Final = ("primary", "research", "news", "vendor", "summary", "lead")
_INTRO: Final = """\
# Forty questions

What people who follow data sharing ask, each with the commands that answer it, what they print, and what the documents
do not show. This page is generated: the outputs are those of the graph as it stands, cut to their first lines or to
some columns; the commands print the rest. “Not known” is an answer: it says that these documents were searched, not
that nothing is shared.

- Routes are possibilities that documents show, not proof that a given record travelled. “Certain”, “presumed” and
  “possible” tell what documents say of the day, not how good they are; what no document says takes place is possible
  at best: [What a route is](semantics.md).
- A table shows what documents say of a flow; the tier tells how near a document stands to the facts.
- Six cases are told in full in [Cases](cases.md).
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A command, and how much of its output the page shows."""

    run: str
    lines: int = _LINES
    start: str = ""
    columns: tuple[str, ...] = ()
    rows: int = _ROWS
    filled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its number and part, the question, the answer in words, what is not shown, the commands."""

    number: int
    part: str
    question: str
    answer: str
    missing: str
    commands: tuple[Run, ...] = field(default=())


def questions(path: Path = SAID) -> list[Question]:
    """The questions of the file, in order. Raises ValueError where one is not as this module's text says."""
    entries = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    found = [_question(entry) for entry in entries]
    if [question.number for question in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"{path.name}: the questions must be numbered 1, 2, 3 … in order")
    return found


def _question(entry: dict[str, object]) -> Question:
    number = entry.get("number")
    if not isinstance(number, int):
        raise ValueError(f"a question has no number: {entry.get('question')!r}")
    text = {key: " ".join(str(entry.get(key) or "").split()) for key in ("part", "question", "answer", "missing")}
    if empty := [key for key, value in text.items() if not value]:
        raise ValueError(f"question {number}: “{empty[0]}” is empty")
    commands = entry.get("commands")
    if not isinstance(commands, list) or not commands:
        raise ValueError(f"question {number} has no command")
    return Question(number, commands=tuple(_run(number, command) for command in commands), **text)


def _run(number: int, given: dict[str, object]) -> Run:
    columns, filled = given.get("columns") or [], given.get("filled") or []
    assert isinstance(columns, list)
    assert isinstance(filled, list)
    if unknown := given.keys() - {"run", "lines", "start", "columns", "rows", "filled"}:
        raise ValueError(f"question {number}: a command has the key “{sorted(unknown)[0]}”")
    return Run(
        str(given["run"]),
        int(str(given.get("lines", _LINES))),
        str(given.get("start", "")),
        tuple(columns),
        int(str(given.get("rows", _ROWS))),
        tuple(filled),
    )


# --- the outputs ----------------------------------------------------------------------------------------------------


@contextmanager
def one_graph() -> Iterator[KnowledgeGraph]:
    """Let all commands within share one open graph: its indexes are then made once, and not a hundred times.

    What is asked again, to be printed as something else, is not worked out again.
    """
    options: Any = import_module("whoshares.cli.options")
    opened = options.open_graph
    kg: Any = opened()
    answered: dict[str, object] = {}
    work_out = kg.answer

    def answer(asked: Asked[object]) -> object:
        key = repr((asked.work.__qualname__, asked.given, sorted(asked.named.items())))
        if key not in answered:
            answered[key] = work_out(asked)
        return answered[key]

    kg.answer = answer
    options.open_graph = lambda graph=None, **_: kg if graph is None else opened(graph)
    try:
        yield kg
    finally:
        options.open_graph = opened


def printed(arguments: Sequence[str]) -> str:
    """What the command prints on standard output. Raises what the command raises."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    with redirect_stdout(stream):
        command_line.main(list(arguments), prog_name="whoshares", standalone_mode=False)
    stream.seek(0)
    return stream.read()


def _block(run: Run) -> list[str]:
    output = printed(shlex.split(run.run)).rstrip("\n").split("\n")
    first = next((place for place, line in enumerate(output) if line.startswith(run.start)), None)
    if first is None:
        raise ValueError(f"“{run.run}” prints no line that begins with “{run.start}”")
    shown = output[first : first + run.lines]
    while shown and not shown[-1].strip():
        shown.pop()
    rest = len(output) - len(shown)
    more = f"… {rest} more line{'s' if rest > 1 else ''}"
    return [f"$ whoshares {run.run}", *(["…"] if first else []), *shown, *([more] if rest else [])]


def _table(run: Run) -> list[str]:
    rows = list(csv.DictReader(io.StringIO(printed([*shlex.split(run.run), "--format", "csv"]))))
    if rows and (unknown := [column for column in (*run.columns, *run.filled) if column not in rows[0]]):
        raise ValueError(f"“{run.run}” has no column “{unknown[0]}”; it has {', '.join(rows[0])}")
    kept = [row for row in rows if all(row[column] for column in run.filled)]
    distinct = list(dict.fromkeys(tuple(_cell(row[column]) for column in run.columns) for row in kept))
    lines = [f"`whoshares {run.run}`", ""]
    if not distinct:
        return [*lines, "No rows."]
    for cells in (run.columns, tuple("---" for _ in run.columns), *distinct[: run.rows]):
        lines.append(f"| {' | '.join(cells)} |")
    rest = len(distinct) - run.rows
    return [*lines, *(["", f"… {rest} more row{'s' if rest > 1 else ''}"] if rest > 0 else [])]


def _cell(text: str) -> str:
    """A cell as Markdown takes it, cut where it is long; an IRI of ours as an id."""
    short = text.removeprefix("https://w3id.org/whoshares/id/").replace("|", "/")
    return short if len(short) <= _CELL else short[: short.rfind(" ", 0, _CELL)] + " …"


def _named_sources(kg: KnowledgeGraph, runs: Iterable[Run]) -> list[str]:
    found: set[str] = set()
    titles = {source.title: source.id for source in _sources(kg).values()}
    for run in runs:
        for text in _strings(json.loads(printed([*shlex.split(run.run), "--format", "json"]))):
            if text.startswith(_SOURCE):
                found.add(text)
            elif text in titles:
                found.add(titles[text])
    order = sorted(found, key=lambda iri: (_TIERS.index(_sources(kg)[iri].tier), _sources(kg)[iri].title, iri))
    return [_sources(kg)[iri].shown for iri in order]


def _strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from _strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value)


@dataclass(frozen=True, slots=True)
class _Source:
    id: str
    title: str
    publisher: str
    issued: str
    tier: str

    @property
    def shown(self) -> str:
        known = ", ".join(part for part in (self.publisher, self.issued) if part)
        return f"{self.title}{f' ({known})' if known else ''} · {self.tier}"


@cache
def _sources(kg: KnowledgeGraph) -> dict[str, _Source]:
    query = """\
PREFIX dc: <http://purl.org/dc/elements/1.1/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX ws: <https://w3id.org/whoshares/ontology/>
SELECT ?id ?title ?publisher ?issued ?tier WHERE {
  ?id a ws:Source ; dcterms:title ?title ; ws:tier/skos:prefLabel ?tier .
  OPTIONAL { ?id dc:publisher ?publisher }
  OPTIONAL { ?id dcterms:issued ?issued }
} ORDER BY ?id"""
    answer = kg.sparql(query)
    assert isinstance(answer, Rows)
    rows = [[str(term or "") for term in row] for row in answer.rows]
    return {iri: _Source(iri, title, publisher, issued, tier.lower()) for iri, title, publisher, issued, tier in rows}


# --- the page -------------------------------------------------------------------------------------------------------


def page(asked: Sequence[Question] | None = None) -> str:
    """The whole page, as it should stand in `docs/questions.md`."""
    parts = [_INTRO]
    with one_graph() as kg:
        for part, members in groupby(asked or questions(), key=lambda question: question.part):
            parts.append(f"## {part}\n")
            parts += [_section(kg, question) for question in members]
    return "\n".join(parts)


def _section(kg: KnowledgeGraph, question: Question) -> str:
    lines = [f"### {question.number}. {question.question}", f"**Answer.** {question.answer}", ""]
    for is_table, runs in groupby(question.commands, key=lambda run: bool(run.columns)):
        if is_table:
            lines += [line for run in runs for line in (*_table(run), "")]
        else:
            blocks = [_block(run) for run in runs]
            lines += ["```text", *(line for block in blocks for line in (*block, ""))]
            lines[-1:] = ["```", ""]
    lines.append(f"- **What the documents do not show.** {question.missing}")
    named = _named_sources(kg, question.commands)
    if named:
        rest = f"; and {len(named) - _SOURCES} more" if len(named) > _SOURCES else ""
        lines.append(f"- **Sources.** {'; '.join(named[:_SOURCES])}{rest}.")
    return "\n".join([*lines, ""])


def main() -> int:
    """Write the page; say so when it changed."""
    fresh = page()
    if not PAGE.exists() or PAGE.read_text("utf-8") != fresh:
        PAGE.write_text(fresh, "utf-8")
        print(f"{PAGE.relative_to(ROOT)}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
