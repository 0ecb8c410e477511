"""`whoshares explain`."""

from __future__ import annotations

import click

from whoshares.cli.options import Form, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph.columns import COLUMNS


@click.command(epilog="Example: whoshares explain FBI sharesDataWith IDENT")
@click.argument("subject")
@click.argument("predicate")
@click.argument("value", metavar="OBJECT")
@graph_option
@form_options
@click.pass_context
def explain(context: click.Context, subject: str, predicate: str, value: str, graph: str | None, form: Form) -> None:
    """Why does a statement hold: who states it, or from what does it follow?

    SUBJECT and OBJECT are a label, an alias or an id; OBJECT may also be a date, a number or a text. PREDICATE is a
    key of the format (sender), a prefixed name (ws:sender; “a” for rdf:type) or a label. What follows does so by the
    rules of OWL 2 RL from what sources, registry and ontology state. The exit code is 1 where the statement neither is
    stated nor follows.
    """
    from whoshares.answers.explanation import explain as explanation_of

    kg = open_for(graph)
    explanation = explanation_of(kg, subject, predicate, value)
    print_answer(kg, explanation, form, COLUMNS["explain"])
    if explanation.outcome == "neither":
        context.exit(1)
