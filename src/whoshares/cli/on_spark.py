"""Exposure and reach on Spark: `python -m whoshares.cli.on_spark`, or this file given to `spark-submit`.

It is no verb of the command: it asks tables instead of a graph, and hardly anybody needs it (`docs/spark.md`).
"""

from __future__ import annotations

import csv
import io
import sys
from datetime import date, datetime

import click

from whoshares.cli.output import deliver
from whoshares.model.errors import InputError
from whoshares.model.plain import plain


@click.command(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Example: python -m whoshares.cli.on_spark tables organization/us-ice --master 'local[2]'",
)
@click.argument("tables")
@click.argument("holder")
@click.option("--from", "outward", is_flag=True, help="What HOLDER's data can reach, not whose data can reach it.")
@click.option("--carrying", metavar="CATEGORY", help="The category that the data has where it begins: an id.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day. Default: today.")
@click.option("--exact", is_flag=True, help="Leave assumed joins out.")
@click.option("--max-hops", type=click.IntRange(min=1), metavar="N", help="Leave out routes of more than N flows.")
@click.option("--reach", is_flag=True, help="Each holder once, whatever category arrives.")
@click.option("--master", metavar="URL", help="Of Spark: local[2], spark://HOST:7077. Default: spark-submit's.")
@click.option("--memory", default="2g", show_default=True, help="Of Spark's process on this machine.")
@click.option("--output", metavar="FILE", help="Write the CSV there instead of standard output.")
def on_spark(
    tables: str,
    holder: str,
    outward: bool,
    carrying: str | None,
    as_of: datetime | None,
    exact: bool,
    max_hops: int | None,
    reach: bool,
    master: str | None,
    memory: str,
    output: str | None,
) -> None:
    """Whose data can reach HOLDER, or whom does its data reach, by flows that Spark holds?

    TABLES is a folder that “whoshares export --format parquet” wrote, where all of the cluster can read; HOLDER and
    CATEGORY are ids. The rows are those of “whoshares exposure”, as CSV.
    """
    from whoshares.routes.in_pieces import exposure_in_pieces
    from whoshares.routes.on_spark import SparkPieces, numbered, open_tables, session
    from whoshares.routes.question import Question

    day = date.today() if as_of is None else as_of.date()
    with session(master, memory) as spark:
        network, flows = open_tables(spark, tables)
        end = numbered(holder, network.holders, "holder")
        category = -1 if carrying is None else numbered(carrying, network.categories.iris, "category")
        pieces = SparkPieces(flows, day, len(network.holders))
        question = Question(end, end, category, day, exact, max_hops)
        found = exposure_in_pieces(network, pieces, question, outward=outward, reach=reach)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["holder", *([] if reach else ["category"]), "hops", "certainty", "through", "flows"])
    for row in found.rows:
        category_of = [] if reach else [found.network.categories.iris[row.category]]
        way = " ".join(found.network.flows.iris[flow] for flow in row.flows)
        near = found.network.holders[row.near]
        rows.writerow([found.network.holders[row.far], *category_of, len(row.flows), row.state.word, near, way])
    deliver(text.getvalue(), output)
    if found.stopped:
        why = "a search stopped at its work limit"
        if not found.whole:
            why = "the flows that may lead there are too many to be looked through for routes"
        click.echo(
            f"Not all is settled: {why}. A row may be missing or less certain than it is; of {found.undecided:,} it is "
            "open whether they are there. Fewer hops are searched to the end: give a lower --max-hops.",
            err=True,
        )


def main() -> None:
    """Run it; an error of the input is one sentence on standard error and exit code 2."""
    try:
        on_spark.main(prog_name="python -m whoshares.cli.on_spark", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except InputError as error:
        click.echo("\n".join(plain(line) for line in error.lines), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
