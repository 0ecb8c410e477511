"""`whoshares build`."""

from __future__ import annotations

from pathlib import Path

import click

from whoshares.cli.options import measured, warnings_as_sentences
from whoshares.text.console import write

_PATH = click.Path(path_type=Path)


@click.command(epilog="Example: whoshares build imported/ --store national")
@click.argument("sources", metavar="[SOURCES…]", nargs=-1, type=_PATH)
@click.option("--store", required=True, metavar="DIR", type=_PATH, help="Where the store is, or is to be.")
@click.option("--shipped", is_flag=True, help="Take in the shipped graph besides the SOURCES.")
@click.option("--check", is_flag=True, help="Build nothing: read the store from end to end, and say if it is whole.")
def build(sources: tuple[Path, ...], store: Path, shipped: bool, check: bool) -> None:
    """Build a store on the disk, which is open at once however large it is: name it to any verb with --store.

    SOURCES are folders of YAML-LD, RDF files, and folders of RDF files such as “whoshares import” writes; without any,
    the shipped graph. The store in DIR stays as it was, and in use, until the new one is whole. docs/store.md says when
    one is needed.
    """
    from whoshares.facts import building, built
    from whoshares.store.resources import graph_folder

    if check:
        if sources or shipped:
            raise click.UsageError("--check builds nothing, so that no sources go with it.")
        built.check(store)
        write(f"{store}: this store is as it was written.\n")
        return
    taken = [*sources, *([graph_folder()] if shipped else [])]
    with warnings_as_sentences():
        done = building.build(taken, store, measured)
    write(f"{store}: {done.statements:,} statements of {done.sources:,} sources, with {done.flows:,} flows.\n")
