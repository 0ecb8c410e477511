"""`whoshares query`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from whoshares.cli.options import (
    GRAPH_OPTIONS,
    Form,
    NamingOption,
    format_option,
    graph_named,
    graph_option,
    open_for,
    print_answer,
    print_json,
    stopped_at_once,
)
from whoshares.exports.tables import to_csv
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model.errors import InputError
from whoshares.model.plain import as_argument
from whoshares.sparql.catalogue import Catalogue, CatalogueAnswer, CatalogueQuery, Given, answer, bind, filled
from whoshares.text.console import show, write

_FORMATS = ("text", "json", "csv")


class _Queries(click.Group):
    """The catalogue as a group: each query a subcommand, made when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return Catalogue().names

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        catalogue, topic = Catalogue(), cmd_name.strip("/")
        return _topic_command(topic) if topic in catalogue.topics else QueryCommand(catalogue.find(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        catalogue = Catalogue()
        with formatter.section("Queries"):
            formatter.write_dl(
                [
                    (f"{topic}/", ", ".join(n.partition("/")[2] for n in catalogue.names if n.startswith(f"{topic}/")))
                    for topic in catalogue.topics
                ]
            )


@click.group(
    cls=_Queries,
    invoke_without_command=True,
    subcommand_metavar="[NAME [--PARAMETER VALUE]...]",
    epilog="Example: whoshares query flows/into --recipient ICE",
)
@graph_option
@format_option(*_FORMATS)
@click.pass_context
def query(context: click.Context, graph: str | None, format_name: str) -> None:
    """Ask a question of the catalogue; without NAME, list the questions; with a topic, those of that topic.

    A parameter is an option of its query, and takes a thing by label, alias or id, or a date, a year, a number.
    “whoshares query NAME --help” tells which.
    """
    if context.invoked_subcommand is None:
        _print_list(None, format_name)


class QueryCommand(click.Command):
    """One query of the catalogue; its parameters are options."""

    def __init__(self, asked: CatalogueQuery) -> None:
        self.asked = asked
        example = "".join(f" --{p.option} {as_argument(p.example)}" for p in asked.parameters if p.required)
        super().__init__(
            asked.name,
            callback=self.answer,
            help=f"{asked.question}\n\n{asked.summary}",
            epilog=f"Example: whoshares query {asked.name}{example}",
            params=[
                NamingOption(
                    [f"--{p.option}"],
                    multiple=True,
                    metavar=p.wanted.upper().replace(" ", "-"),
                    help=f"{p.help}{' Required.' if p.required else ''} Such as {as_argument(p.example)}.",
                )
                for p in asked.parameters
            ],
        )
        for option in (
            click.option("-p", "--param", multiple=True, metavar="NAME=VALUE", help="A parameter, written as a pair."),
            click.option(
                "--explain", is_flag=True, help="Show the parameters, the columns and the SPARQL; ask nothing."
            ),
            click.option("--infer", is_flag=True, help="Also ask over what follows from the ontology."),
            *GRAPH_OPTIONS,
            click.option("--format", "format_name", type=click.Choice(_FORMATS), help="How to print. Default: text."),
        ):
            option(self)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            self.asked.parameter(error.option_name.lstrip("-"))  # says what there is
            raise

    def answer(
        self,
        explain: bool,
        infer: bool,
        graph: str | None,
        store: Path | None,
        format_name: str | None,
        **options: tuple[str, ...],
    ) -> None:
        """Ask, or explain."""
        around = click.get_current_context().parent
        outer = {} if around is None else around.params
        graph = graph_named(graph, store) or graph_named(outer.get("graph"), outer.get("store"))
        format_name = format_name or outer.get("format_name", _FORMATS[0])
        given = self._given(options)
        if explain:
            self._explain(given, graph, format_name)
            return
        kg = open_for(graph)
        with stopped_at_once():
            found = self.answer_of(kg, options, infer=infer)
        print_answer(kg, found, Form(format_name), tuple(self.asked.columns))

    def answer_of(
        self, kg: KnowledgeGraph, options: Mapping[str, tuple[str, ...]], *, infer: bool = False
    ) -> CatalogueAnswer:
        """The answer of a graph, with the values that options give."""
        given = self._given(options)
        return answer(self.asked, kg.inferences.everything, kg.names, given) if infer else kg.ask(self.asked, given)

    def _given(self, options: Mapping[str, tuple[str, ...]]) -> dict[str, list[Given]]:
        """The values of each parameter, from its own option and from pairs."""
        given: dict[str, list[Given]] = {}
        for name, values in options.items():
            for value in values:
                key, sign, rest = value.partition("=") if name == "param" else (name, "=", value)
                if not sign:
                    raise InputError(f"“{value}” is no pair. Write --param NAME=VALUE, such as --param recipient=ICE.")
                given.setdefault(key.strip(), []).append(rest)
        return given

    def _explain(self, given: dict[str, list[Given]], graph: str | None, format_name: str) -> None:
        bound = bind(self.asked, open_for(graph).names, given, complete=False) if given else {}
        sparql = filled(self.asked, bound)
        if format_name == "json":
            print_json({**self.asked.to_dict(), "sparql": sparql})
        elif format_name == "csv":
            raise InputError("An explanation is no table. Use text or json.")
        else:
            from whoshares.text.query import render_query

            show(render_query(self.asked, sparql))


def _topic_command(topic: str) -> click.Command:
    """A command that lists the queries of one topic."""

    @click.command(topic, epilog=f"Example: whoshares query {topic}")
    @format_option(*_FORMATS)
    def list_topic(format_name: str) -> None:
        """List the queries of this topic."""
        _print_list(topic, format_name)

    return list_topic


def _print_list(topic: str | None, format_name: str) -> None:
    queries = Catalogue().queries(topic)
    if format_name == "json":
        print_json([query.to_dict() for query in queries])
    elif format_name == "csv":
        write(
            to_csv(
                ("query", "question", "parameters"),
                (
                    {
                        "query": query.name,
                        "question": query.question,
                        "parameters": "; ".join(p.option for p in query.parameters),
                    }
                    for query in queries
                ),
            )
        )
    else:
        from whoshares.text.query import render_list

        show(render_list(queries))
