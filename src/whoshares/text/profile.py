"""Profiles and search results as people read them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.model.plain import plain
from whoshares.model.vocabulary import shorten
from whoshares.store.evidence import Citation
from whoshares.text.sources import add_address

if TYPE_CHECKING:
    from whoshares.answers.profile import Match, Profile


def render_profile(profile: Profile) -> Group:
    """What is said of a thing, what points at it, and the documents, each under a number."""
    numbers = _numbered(profile)
    head = Text(plain(profile.label), "bold cyan")
    head.append(f"\n{plain(profile.kind)} · {plain(shorten(profile.iri))}", "not bold default")
    if profile.aliases:
        head.append(f"\nalso called {', '.join(map(plain, profile.aliases))}", "not bold default")
    parts: list[object] = [head, Text()]
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(ratio=1)
    for name, group in groupby(profile.said, key=lambda s: s.property):
        for place, statement in enumerate(group):
            value = Text(plain(statement.value))
            value.append(_marks(statement.sources, numbers), "magenta")
            table.add_row(plain(name) if place == 0 else "", value)
    parts.append(table if profile.said else Text("Nothing more is stated of it.", "dim"))
    for kind, mentions in groupby(
        sorted(profile.mentions, key=lambda m: (m.kind, m.property, m.label)), lambda m: m.kind
    ):
        parts.append(Text(f"\nIn {plain(_plural(kind))}" if kind != "thing" else "\nElsewhere", "bold"))
        rows = Table.grid(padding=(0, 2, 0, 0))
        rows.add_column(style="dim", no_wrap=True)
        rows.add_column(ratio=1)
        for mention in mentions:
            value = Text(plain(mention.label))
            value.append(_marks(mention.sources, numbers), "magenta")
            rows.add_row(plain(mention.property), value)
        parts.append(Padding(rows, (0, 0, 0, 2)))
    if numbers:
        parts.append(Text("\nSources", "bold"))
        for key, number in numbers.items():
            parts.append(_source(number, _citation_of(profile, key)))
    return Group(*parts)  # type: ignore[arg-type]


_FITS = {
    "name": "Called so",
    "in-name": "With these words in the name",
    "letters": "Only with these letters within other words of the name",
    "text": "Only with these words in what is said of it",
    "alike": "Nothing is called so; names like it",
}


def render_matches(text: str, matches: list[Match], limit: int | None = None) -> Group:
    """A list of things found, by how they fit; says so where as many were found as were asked for."""
    if not matches:
        return Group(Text(f"Nothing in the graph fits “{plain(text)}”."))
    found = Text()
    for fit, group in groupby(matches, key=lambda match: match.fit):
        found.append(f"{_FITS[fit]}\n", "bold")
        for match in group:
            found.append(f"  {plain(match.label)}", "bold cyan")
            found.append(f" · {plain(match.kind)}")
            if match.words:
                found.append(f" · {plain(match.words)}", "dim")
            found.append(f"\n    {plain(shorten(match.iri))}\n", "dim")
    more = f"The first {limit}; there may be more: “--limit” shows them. " if len(matches) == limit else ""
    return Group(found, Text(f"{more}“whoshares show ID” tells all that is known of one.", "dim"))


def _numbered(profile: Profile) -> dict[str, int]:
    every = [c for s in profile.said for c in s.sources] + [c for m in profile.mentions for c in m.sources]
    ids = sorted({citation.id for citation in every})
    return {source: number for number, source in enumerate(ids, 1)}


def _citation_of(profile: Profile, source: str) -> tuple[Citation, list[str]]:
    cited = [c for s in profile.said for c in s.sources if c.id == source]
    locators = sorted({c.locator for c in cited if c.locator})
    cited += [c for m in profile.mentions for c in m.sources if c.id == source]
    return cited[0], locators


def _source(number: int, found: tuple[Citation, list[str]]) -> Padding:
    citation, locators = found
    text = Text(f"[{number}] ", "magenta")
    text.append(plain(citation.title), "italic default")
    if citation.publisher or citation.issued:
        text.append(f" ({', '.join(plain(p) for p in (citation.publisher, citation.issued) if p)})", "default")
    text.append(f" · {citation.tier or 'no tier'}", "magenta")
    for locator in locators:
        text.append(f" · {plain(locator)}", "default")
    add_address(text, citation)
    return Padding(text, (0, 0, 0, 2))


def _plural(noun: str) -> str:
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


def _marks(sources: tuple[Citation, ...], numbers: dict[str, int]) -> str:
    return "".join(f" [{numbers[source.id]}]" for source in sources)
