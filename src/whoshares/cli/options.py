"""What verbs have in common: opening the graph, the output's format, printing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

import click

from whoshares.answer import Answer
from whoshares.knowledge_graph import KnowledgeGraph
from whoshares.opening import open as open_graph
from whoshares.text.console import show, to_csv, write

F = TypeVar("F", bound=Callable[..., Any])


def print_answer(answer: Answer, format_name: str, columns: Sequence[str]) -> None:
    """Print an answer as text, JSON or CSV; `columns` are those of the CSV, in order."""
    if format_name == "json":
        print_json(answer.to_dict())
    elif format_name == "csv":
        write(to_csv(columns, answer.rows()))
    else:
        show(answer)


def question_options(command: F) -> F:
    """What every verb that asks for routes takes: FROM, TO, `--carrying`, `--as-of`, `--exact`, `--max-hops`."""
    command = day_options(command)
    for name, metavar in (("recipient", "TO"), ("origin", "FROM")):
        command = click.argument(name, metavar=metavar)(command)
    return command


def day_options(command: F) -> F:
    """`--carrying`, `--as-of`, `--exact`, `--max-hops`."""
    for option in reversed(
        (
            click.option("--carrying", metavar="CATEGORY", help="The data that leaves FROM. Default: any."),
            click.option("--as-of", metavar="DATE", help="The day, YYYY-MM-DD. Default: today."),
            click.option("--exact", is_flag=True, help="Leave out joins that only assume two names to mean one body."),
            click.option("--max-hops", type=click.IntRange(min=1), metavar="N", help="No route longer than this."),
        )
    ):
        command = option(command)
    return command


def reading_option(command: F) -> F:
    """`--reading`."""
    return click.option(
        "--reading",
        "readings",
        multiple=True,
        metavar="R",
        help="Take this reading of its instrument, and leave bars under other readings of it aside.",
    )(command)


def graph_option(command: F) -> F:
    """`--graph PATH`."""
    return click.option(
        "--graph",
        metavar="PATH|URL",
        help="A folder of YAML-LD, an RDF file (.ttl .trig .nq .nt .jsonld .rdf), or the http(s) address of a SPARQL "
        "endpoint. Default: the shipped graph.",
    )(command)


def format_option(*formats: str) -> Callable[[F], F]:
    """`--format`, of which the first is the default."""
    return click.option(
        "--format",
        "format_name",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How to print.",
    )


def open_for(graph: str | None) -> KnowledgeGraph:
    """The graph that `--graph` names; long reading shows on a terminal and stays quiet in a pipe."""
    return open_graph(graph, progress=progress)


def progress(sentence: str) -> AbstractContextManager[object]:
    """A moving line on the terminal while long work lasts; nothing in a pipe."""
    if not sys.stderr.isatty():
        return nullcontext()
    from whoshares.text.console import console

    return console(stderr=True).status(sentence)


def print_json(data: object) -> None:
    """Print JSON, as UTF-8."""
    write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
