"""`whoshares dossiers`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from whoshares.cli.options import graph_option, open_for
from whoshares.model.errors import InputError

if TYPE_CHECKING:
    from whoshares.answers.brief import Edition
    from whoshares.answers.dossier import Sort
    from whoshares.answers.dossiers import Dossiers
    from whoshares.exports.dossier_site import Site
    from whoshares.knowledge_graph.graph import KnowledgeGraph

_LISTS: Final[Mapping[Sort, tuple[str, str]]] = {
    "place": ("places", "Places"),
    "body": ("bodies", "Bodies and systems"),
    "law": ("laws", "Laws and agreements"),
    "category": ("categories", "Kinds of data"),
}
"""The lists of a site: their files and titles."""


@click.command(epilog="Example: whoshares dossiers --out dossiers")
@click.option("--out", metavar="DIR", required=True, type=click.Path(path_type=Path), help="The folder to write.")
@click.option("--as-of", metavar="DAY", help="The day, as YYYY-MM-DD. Default: today.")
@graph_option
def dossiers(out: Path, as_of: str | None, graph: str | None) -> None:
    """A site with a page for each place, body, law and kind of data, to open without a network.

    Each page says what reaches immigration authorities, what comes in, which rules are about it, and by which
    documents. Pages link to one another, load nothing and run nothing. The folder is written whole or not at all; one
    that holds something else is left alone. The same graph and day make the same bytes.
    """
    from whoshares.answers.dossiers import Dossiers
    from whoshares.exports.dossier_site import Site, refuse_other, write_site
    from whoshares.knowledge_graph.remote.graph import RemoteGraph
    from whoshares.model.arguments import read_day_or_today
    from whoshares.model.dates import in_words

    refuse_other(out)
    day = read_day_or_today(as_of)
    kg = open_for(graph)
    if isinstance(kg, RemoteGraph):
        raise InputError("Dossiers need the graph at hand, and --graph names an endpoint. Open the graph from a file.")
    made = Dossiers(kg, day)
    edition = made.edition
    things = made.things()
    hashed = f", graph {edition.graph[:16]}" if edition.graph else ""
    foot = (
        f"As of {in_words(day.isoformat())}. whoshares, version {edition.version}{hashed}: {edition.flows:,} flows "
        f"from {edition.sources:,} sources. Facts CC BY 4.0. Routes are possibilities that documents show, not proof "
        "that a given record travelled."
    )
    site = Site(things, foot)
    about = {
        "day": day.isoformat(),
        "edition": edition._asdict(),
        "pages": {path: {"id": iri, "label": kg.names.label(iri)} for iri, path in site.paths.items()},
    }
    with _counted("Pages", len(site.paths)) as step:
        size = write_site(out, _files(kg, made, site, things, edition, step), about)
    click.echo(f"{out}: {len(site.paths):,} pages, {size / 1e6:,.1f} MB. Open index.html.")


def _files(
    kg: KnowledgeGraph,
    made: Dossiers,
    site: Site,
    things: Mapping[Sort, Sequence[str]],
    edition: Edition,
    step: Callable[[], None],
) -> Iterator[tuple[str, str]]:
    """The pages of a site, each with its path: those of things, then the lists of them."""
    from whoshares.answers.dossier_things import kind_of
    from whoshares.exports.dossier_site import Entry
    from whoshares.text.dossier import SITE, page_of_thing

    label, told = kg.names.label, dict[str, str]()
    for sort, iris in things.items():
        file, title = _LISTS[sort]
        for iri in iris:
            dossier = made.of(iri)
            page = page_of_thing(dossier, edition, SITE)
            told[iri] = kind_of(kg, iri, most=1)
            within = [one for one in dossier.around[:1] if one in site.paths] if sort != "category" else []
            crumbs = [("Dossiers", "index.html"), (title, f"{file}.html")]
            crumbs += [(label(one), site.paths[one]) for one in within]
            path = site.paths[iri]
            yield path, site.page(page, path, crumbs)
            step()
    states = set(made.places.states)
    for sort, (file, title) in _LISTS.items():
        groups: dict[str, list[Entry]] = {}
        for iri in things[sort]:
            group = "States and territories" if iri in states else ""
            if sort != "place":
                group = told[iri][:1].upper() + told[iri][1:]
            elif not group:
                group = f"Within {label(next(iter(sorted(made.places.around[iri] & states)), iri))}"
            groups.setdefault(group, []).append(Entry(label(iri), site.paths[iri]))
        ordered = sorted(groups.items(), key=lambda one: (one[0] != "States and territories", one[0]))
        yield f"{file}.html", site.listing(f"{file}.html", title, [f"{len(things[sort]):,} pages."], ordered)
    yield "index.html", _index(site, things, made, label)


def _index(site: Site, things: Mapping[Sort, Sequence[str]], made: Dossiers, label: Callable[[str], str]) -> str:
    from whoshares.exports.dossier_site import Entry
    from whoshares.model.dates import in_words
    from whoshares.text.words import counted

    on = in_words(made.day.isoformat())
    said = [
        f"What documents show on {on}: who shares what data with whom around US immigration enforcement. Each place, "
        "body, law and kind of data has a page.",
        "Each page says first what reaches immigration authorities, then by which ways, what forbids or stops it, what "
        "else comes and goes, what the documents do not show, and which documents these are.",
        "Not known is not the same as not shared.",
    ]
    lists = [Entry(title, f"{file}.html", f"{len(things[sort]):,}") for sort, (file, title) in _LISTS.items()]
    states = [
        Entry(label(place), site.paths[place], f"{counted(inner, 'place')} within" if inner else "")
        for place in made.places.states
        for inner in [len(made.places_within.get(place, ()))]
        if place in site.paths
    ]
    return site.listing("index.html", "Dossiers", said, [("Lists", lists), ("States and territories", states)])


@contextmanager
def _counted(words: str, number: int) -> Iterator[Callable[[], None]]:
    """A bar on a terminal that shows how many are done; nothing in a pipe. What comes back counts one."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from whoshares.text.console import console

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as shown:
        task = shown.add_task(words, total=number)
        yield lambda: shown.advance(task)
