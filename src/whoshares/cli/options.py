"""What verbs have in common: opening the graph, the output's format, printing."""

from __future__ import annotations

import json
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol, TypeVar

import click

from whoshares.errors import LeftOut
from whoshares.knowledge_graph import KnowledgeGraph
from whoshares.opening import open as open_graph
from whoshares.text.console import plain, show, to_csv, write

F = TypeVar("F", bound=Callable[..., Any])


class Answer(Protocol):
    """What a verb answers: an object that renders itself, as JSON-ready data, and as rows of text."""

    def to_dict(self) -> dict[str, object]:
        """JSON-ready data."""
        ...

    def rows(self) -> list[dict[str, str]]:
        """One row each, for a table."""
        ...


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
            click.option("--max-hops", type=WholeNumber(min=1), metavar="N", help="No route longer than this."),
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


class WholeNumber(click.IntRange):
    """A whole number within bounds, in the digits 0 to 9."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; click's error where it is none."""
        return super().convert(_in_plain_digits(self, value, param, ctx), param, ctx)


class Number(click.FloatRange):
    """A number within bounds, in the digits 0 to 9."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; click's error where it is none."""
        return super().convert(_in_plain_digits(self, value, param, ctx), param, ctx)


def _in_plain_digits(
    kind: WholeNumber | Number, value: Any, param: click.Parameter | None, ctx: click.Context | None
) -> Any:
    """The value, if it holds no digits of other scripts and no underscores, which Python would take for a number."""
    if isinstance(value, str) and ("_" in value or not value.isascii()):
        kind.fail(f"“{value}” is no number here. Write it with the digits 0 to 9.", param, ctx)
    return value


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
    with warnings_as_sentences():
        return open_graph(graph, progress=progress)


@contextmanager
def warnings_as_sentences() -> Iterator[None]:
    """Print what is warned of as sentences on standard error."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", LeftOut)
        yield
    for warning in told:
        click.echo(plain(str(warning.message)), err=True)


def progress(sentence: str) -> AbstractContextManager[object]:
    """A moving line on the terminal while long work lasts; nothing in a pipe."""
    if sys.stderr is None or not sys.stderr.isatty():
        return nullcontext()
    from whoshares.text.console import console

    return console(stderr=True).status(sentence)


@contextmanager
def stopped_at_once() -> Iterator[None]:
    """Within it, Ctrl-C ends the process there and then: the engine does not listen while it works."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def print_json(data: object) -> None:
    """Print JSON, as UTF-8."""
    write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
