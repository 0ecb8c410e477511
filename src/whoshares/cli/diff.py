"""`whoshares diff`."""

from __future__ import annotations

from typing import Any

import click

from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.knowledge_graph import verbs

_COLUMNS = (
    "happened", "class", "thing", "to", "touches", "began", "ended", "first described", "before", "after", "begun by",
    "ended by", "set by", "authority gained", "authority lost", "at ends", "meanwhile", "forbidden by", "stopped by",
    "last confirmed", "route", "sources", "id", "to id",
)  # fmt: skip


@click.command(epilog="Example: whoshares diff 2011-07-01 2011-10-01 --to ICE")
@asks(verbs.DIFF)
@graph_option
@form_options
def diff(graph: str | None, form: Form, **asked: Any) -> None:
    """What changed between two days, each YYYY-MM-DD?

    Prints what began and ended after DATE1, up to and with DATE2: flows, blocks, laws, rulings, agreements and rules,
    grouped by what they touch, the largest group first, each with who began and ended it and with its sources;
    then what was first described in that time. That a thing is less certain than it was is no change. With --to, --from
    or both, the headline also says who reaches whom on one of the days and not on the other, and which blocks and bars
    on such data began or ended.
    """
    kg = open_for(graph)
    answer = kg.diff(**asked)
    print_answer(kg, answer, form, _COLUMNS)
