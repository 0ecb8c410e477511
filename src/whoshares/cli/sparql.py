"""`whoshares sparql`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

import click

from whoshares.cli.options import graph_option, open_for, print_json, stopped_at_once
from whoshares.model.errors import FileError, InputError, QueryError
from whoshares.model.given_files import read_given
from whoshares.store.possessive import possessive
from whoshares.text.console import show, write


@click.command(
    epilog="Example: whoshares sparql 'SELECT ?flow ?to WHERE { ?flow ws:recipient ?to ; ws:underProgram ?program }'"
)
@click.argument("query", metavar="QUERY|FILE")
@graph_option
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["table", "json", "csv", "turtle"]),
    help="How to print. Default: table for SELECT and ASK, turtle for CONSTRUCT and DESCRIBE.",
)
@click.option("--infer", is_flag=True, help="Also ask over what follows from the ontology.")
def sparql(query: str, graph: str | None, format_name: str | None, infer: bool) -> None:
    """Ask the graph in SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE.

    QUERY is the text, or the name of a .rq file; “-” reads it from standard input. The default graph is the union of
    all sources; GRAPH ?source { … } says who states it. The prefixes ws: id: skos: dcterms: dc: rdf: rdfs: xsd: owl:
    are known, and relative IRIs are those of things: <organization/us-ice>. Nothing can be changed, and no other
    machine is asked.
    """
    from whoshares.store.engine import Rows, Truth
    from whoshares.text.sparql import render_rows, rows_to_csv, rows_to_json, triples_to_json, truth_to_json

    kg, text = open_for(graph), _query_text(query)
    with stopped_at_once():
        answer = kg.sparql(text, infer=infer)
    if isinstance(answer, Rows):
        if format_name == "json":
            print_json(rows_to_json(answer))
        elif format_name == "csv":
            write(rows_to_csv(answer))
        elif format_name == "turtle":
            raise InputError(
                "A SELECT query gives rows, and Turtle holds triples. Use table, json or csv, or CONSTRUCT."
            )
        else:
            show(render_rows(answer))
    elif isinstance(answer, Truth):
        if format_name in ("csv", "turtle"):
            raise InputError(f"An ASK query gives true or false, which has no {format_name} form. Use table or json.")
        if format_name == "json":
            print_json(truth_to_json(answer))
        else:
            write("true\n" if answer.value else "false\n")
    elif format_name == "json":
        print_json(triples_to_json(answer))
    elif format_name in ("csv", "table"):
        raise InputError(
            f"This query gives triples, which have no {format_name} form here. Use turtle or json, or SELECT."
        )
    else:
        write(answer.serialize("turtle"))


def _query_text(given: str) -> str:
    if given == "-":
        try:
            return sys.stdin.buffer.read().decode("utf-8")
        except UnicodeDecodeError:
            raise QueryError("The query on standard input is not UTF-8 text. Write it as UTF-8.") from None
    begins = _FIRST_WORD.match(given)
    if begins is not None and begins[1].upper() in _FIRST_WORDS:
        return given
    path = Path(given)
    if "{" in given and path.suffix not in (".rq", ".sparql"):
        return given
    if path.suffix not in (".rq", ".sparql"):
        raise QueryError(
            f"“{given}” is neither a query nor the name of a .rq file. Put the query in quotes, or name a file."
        )
    try:
        return read_given(path, _LONGEST).decode("utf-8")
    except FileNotFoundError:
        raise FileError(f"{path}: there is no such query file. Check the name.") from None
    except UnicodeDecodeError:
        raise FileError(f"{path}: this query file is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        raise FileError(f"{path}: this query file cannot be read ({error.strerror}).") from None


_LONGEST: Final = 16 * 1024 * 1024
"""How many bytes of a query are read at the most."""
_FIRST_WORD: Final = re.compile(possessive(r"\ufeff?(?:\s|#[^\r\n]*)*+([A-Za-z]++)(?=[\s<*?$:#{(]|$)"))
_FIRST_WORDS: Final = frozenset(
    "ASK BASE CONSTRUCT DESCRIBE PREFIX SELECT VERSION INSERT DELETE LOAD CLEAR DROP CREATE COPY MOVE ADD WITH".split()
)
"""What a query or an update begins with; an update is refused as such."""
