"""What verbs have in common: opening the graph, the output's format, printing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from whoshares.answer import Answer
from whoshares.knowledge_graph import KnowledgeGraph
from whoshares.opening import open as open_graph
from whoshares.text.console import show, to_csv, write
from whoshares.verbs import Parameter, Verb

F = TypeVar("F", bound=Callable[..., Any])


def print_answer(answer: Answer, format_name: str, columns: Sequence[str]) -> None:
    """Print an answer as text, JSON or CSV; `columns` are those of the CSV, in order."""
    if format_name == "json":
        print_json(answer.to_dict())
    elif format_name == "csv":
        write(to_csv(columns, answer.rows()))
    else:
        show(answer)


def asks(verb: Verb) -> Callable[[F], F]:
    """What a verb is told, as the command's arguments and options, under the names that its method has for them."""

    def told(command: F) -> F:
        for parameter in reversed(verb.parameters):
            command = (_argument if parameter.place else _option)(parameter)(command)
        return command

    return told


_TYPES: Final[Mapping[str, click.IntRange | click.FloatRange | click.Path]] = {
    "number": click.IntRange(min=1),
    "seconds": click.FloatRange(min=0, min_open=True),
    "file": click.Path(path_type=Path),
}
"""What click itself reads; all else is text, which the library reads."""


def _argument(parameter: Parameter) -> Callable[[F], F]:
    return click.argument(
        parameter.name, metavar=parameter.metavar, required=parameter.required, type=_TYPES.get(parameter.sort)
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
    )


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
