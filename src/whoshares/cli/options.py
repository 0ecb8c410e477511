"""What verbs have in common: opening the graph, the output's format, printing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

import click

from whoshares.knowledge_graph import KnowledgeGraph
from whoshares.knowledge_graph import open as open_graph
from whoshares.text.console import write

F = TypeVar("F", bound=Callable[..., Any])


def graph_option(command: F) -> F:
    """`--graph PATH`."""
    return click.option(
        "--graph",
        metavar="PATH",
        help="A folder of YAML-LD, or an RDF file (.ttl .trig .nq .nt .jsonld .rdf). Default: the shipped graph.",
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
