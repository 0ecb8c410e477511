"""What verbs have in common: opening the graph, the output's format, printing."""

from __future__ import annotations

import json
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar, cast

import click

from whoshares.cli.output import deliver
from whoshares.exports.results import RESULT_FORMATS, written
from whoshares.exports.tables import to_csv
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.opening import open as open_graph
from whoshares.knowledge_graph.verbs import Parameter, Verb
from whoshares.model.answer import Answer
from whoshares.model.errors import CacheUnused, InputError, LeftOut
from whoshares.model.measured import Advance, tell_nobody
from whoshares.model.plain import plain
from whoshares.store.folders import need_store
from whoshares.text.console import show, write

F = TypeVar("F", bound=Callable[..., Any])


class Form(NamedTuple):
    """How an answer leaves: the name of a format, and the file, if it is no standard output."""

    name: str
    file: str | None = None


def print_answer(kg: KnowledgeGraph, answer: Answer, form: Form, columns: Sequence[str]) -> None:
    """Print an answer, or write it to a file; `columns` are those of its table, in order."""
    if form.name == "text" and form.file is None:
        show(answer)
    elif form.name == "json":
        deliver(_json(answer.to_dict()), form.file)
    elif form.name == "csv":
        deliver(to_csv((*answer.extra_columns, *columns, *answer.last_columns), answer.rows_with_note()), form.file)
    else:
        if form.name == "text":
            from whoshares.text.console import to_text

            deliver(to_text(answer), form.file)
            return
        from whoshares.text.results import result_of

        ending, text = RESULT_FORMATS[form.name].ending, RESULT_FORMATS[form.name].text
        if form.file is None and not text:
            raise InputError(f"{form.name} is no text, so it is not printed. Name a file: --output answer.{ending}.")
        deliver(written(result_of(kg, answer, form.name, columns), form.name), form.file)


def asks(verb: Verb) -> Callable[[F], F]:
    """What a verb is told, as the command's arguments and options, under the names that its method has for them."""

    def told(command: F) -> F:
        for parameter in reversed(verb.parameters):
            command = (_argument if parameter.place else _option)(parameter)(command)
        return command

    return told


class WholeNumber(click.IntRange):
    """A whole number within bounds, in the digits 0 to 9."""

    name = "whole number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; click's error where it is none."""
        return super().convert(_in_plain_digits(self, value, param, ctx), param, ctx)


class Number(click.FloatRange):
    """A number within bounds, in the digits 0 to 9."""

    name = "number"

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


_TYPES: Final[Mapping[str, click.IntRange | click.FloatRange | click.Path]] = {
    "number": WholeNumber(min=1),
    "seconds": Number(min=0, min_open=True),
    "file": click.Path(path_type=Path),
}
"""What click itself reads; all else is text, which the library reads."""


def _argument(parameter: Parameter) -> Callable[[F], F]:
    return click.argument(
        parameter.name,
        metavar=parameter.metavar,
        required=parameter.required,
        type=click.Choice(parameter.choices) if parameter.choices else _TYPES.get(parameter.sort),
        nargs=-1 if parameter.several else 1,
    )


def _option(parameter: Parameter) -> Callable[[F], F]:
    kind = click.Choice(parameter.choices) if parameter.choices else _TYPES.get(parameter.sort)
    switch, days = parameter.sort == "switch", parameter.sort == "days"
    return click.option(
        parameter.option or f"--{parameter.name.replace('_', '-')}",
        parameter.name,
        type=kind,
        is_flag=switch,
        multiple=parameter.several,
        nargs=2 if days else 1,
        default=False if switch else parameter.default,
        show_default=parameter.default is not None,
        metavar=parameter.metavar or None,
        help=parameter.help or parameter.meaning,
        cls=NamingOption if parameter.names else None,
    )


class NamingOption(click.Option):
    """An option that takes the name of a thing of the graph."""


def graph_option(command: F) -> F:
    """`--graph PATH` and `--store DIR`: the command gets the one that is given as `graph`."""

    @wraps(command)
    def called(*arguments: Any, graph: str | None, store: Path | None, **more: Any) -> Any:
        return command(*arguments, graph=graph_named(graph, store), **more)

    for option in reversed(GRAPH_OPTIONS):
        called = option(called)
    return cast(F, called)


GRAPH_OPTIONS: Final = (
    click.option(
        "--graph",
        metavar="PATH|URL",
        help="A folder of YAML-LD, a folder of imported files (with the shipped graph), an RDF file (.ttl .trig "
        ".nq .nt .jsonld .rdf), or the http(s) address of a SPARQL endpoint. Default: the shipped graph.",
    ),
    click.option(
        "--store", metavar="DIR", type=click.Path(path_type=Path), help="A store that “whoshares build” made."
    ),
)
"""How a graph is named."""


def graph_named(graph: str | None, store: Path | None) -> str | None:
    """The graph that `--graph` or `--store` names. Raises click's error where both do, and FileError for no store."""
    if store is None:
        return graph
    if graph is not None:
        raise click.UsageError("--graph and --store name one graph each. Give one of the two.")
    need_store(store)
    return str(store)


def form_options(command: F, first: str = "text") -> F:
    """`--format` and `--output` of an answer, as one `form`; `first` is the format where neither says one."""
    formats = ("text", "json", "csv", *RESULT_FORMATS) if first == "text" else ("json", "csv", *RESULT_FORMATS)

    @click.option(
        "--format",
        "format_name",
        type=click.Choice(formats),
        default=None,
        show_default=f"{first}, or by the ending of --output",
        metavar="FORMAT",
        help=f"How it leaves: {', '.join(formats)}.",
    )
    @click.option("--output", metavar="FILE", help="Write there instead of standard output; whole or not at all.")
    @wraps(command)
    def formed(*arguments: Any, format_name: str | None, output: str | None, **options: Any) -> Any:
        return command(*arguments, form=Form(format_name or _by_ending(output) or first, output), **options)

    return cast(F, formed)


def _by_ending(file: str | None) -> str | None:
    """The format that the ending of a file names; `None` where none has that ending."""
    ending = "" if file is None else Path(file).suffix.lower().removeprefix(".")
    named = [ending] if ending in ("json", "csv") else []
    named = named or [name for name, form in RESULT_FORMATS.items() if form.ending == ending]
    if len(named) > 1:
        raise click.UsageError(
            f"Files that end in .{ending} are of several formats. Say --format {' or '.join(named)}."
        )
    return named[0] if named else None


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
        warnings.simplefilter("always", CacheUnused)
        yield
    for warning in told:
        click.echo(plain(str(warning.message)), err=True)


def progress(sentence: str) -> AbstractContextManager[object]:
    """A moving line on the terminal while long work lasts, with the time since it began; nothing in a pipe."""
    return measured(sentence, 0)


@contextmanager
def measured(sentence: str, amount: int, unit: str = "bytes", /) -> Iterator[Advance]:
    """As `progress`; what comes back is told how much of an amount is done, which shows rate and time left."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield tell_nobody
        return
    from whoshares.cli import rates
    from whoshares.text.console import console

    with rates.line(console(stderr=True), unit if amount else None) as shown:
        task = shown.add_task(sentence, total=amount or None)
        yield lambda done: shown.advance(task, done)


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
    write(_json(data))


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
