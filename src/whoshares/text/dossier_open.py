"""What a dossier leaves open: what its documents do not show, and who could end what they show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from whoshares.answers.dossier import Dossier
from whoshares.exports.brief_page import Block, Marked, listing, paragraph
from whoshares.model.labels import within
from whoshares.model.validity import State
from whoshares.model.vocabulary import shorten
from whoshares.text.dossier_headlines import NOT_NOTHING, bodies, verb
from whoshares.text.dossier_lines import Lines
from whoshares.text.words import Words, counted, listed

_OLD: Final = 3
"""Years after which the page says how old a last confirmation is."""
_CONTROLLERS: Final = 6
_FLOWS: Final = 3
"""So many flows of each controller are named."""


def unshown(dossier: Dossier, words: Words, lines: Lines) -> Iterator[str]:
    """What documents leave open, a sentence each."""
    if dossier.sort in ("place", "body", "law"):
        number, total = dossier.documents, dossier.searched["sources"]
        speak = verb(number, "speaks", "speak")
        yield f"{number:,} of {total:,} documents here {speak} of {words.label(dossier.thing)}."
    if dossier.silent:
        data = listed([within(words.label(iri)) for iri in dossier.silent])
        yield f"Of {data} they say nothing that leaves its bodies, and name no rule."
    yield from _of_ways(dossier, lines)
    there = dossier.there
    mute = sum(not body.sends + body.gets and body.surest is None for body in there)
    if dossier.sort == "place" and mute:
        of = f"{mute:,} of the {len(there):,} bodies" if mute < len(there) else "the bodies"
        yield f"Of {of} named there no flow is known."
    possible = sum(row.state is State.POSSIBLE for row in dossier.leaving)
    if possible and dossier.usage is not None:
        are, them = verb(possible, "is", "are"), verb(possible, "it", "them")
        why = f"no document dates {them} by then, or none says that it takes place"
        yield f"{counted(possible, 'flow')} {are} only possible: {why}."
    if dossier.stopped:
        yield "A search for ways stopped at its work limit: some may be missing."
    yield NOT_NOTHING


def _of_ways(dossier: Dossier, lines: Lines) -> Iterator[str]:
    """Of how many ways something is open."""
    ways = dossier.ways
    if possible := sum(way.state is State.POSSIBLE for way in ways):
        why = "no document dates some hop, or documents leave open whether two names mean one body"
        yield f"{possible} of {counted(len(ways), 'way')} {verb(possible, 'is', 'are')} only possible: {why}."
    if implied := sum(way.implied for way in ways):
        rest = verb(implied, "rests", "rest")
        yield f"{implied} of {counted(len(ways), 'way')} {rest} on a hop that documents imply, and none says."
    if old := sum(lines.is_old(way, _OLD) for way in ways):
        were = f"{verb(old, 'was', 'were')} last confirmed three years before or more"
        yield f"{old} of {counted(len(ways), 'way')} {were}: no later document here tells of {verb(old, 'it', 'them')}."
    if unnamed := dict(dossier.controllers).get("", ()):
        yield f"Of {counted(len(unnamed), 'flow')} with which these ways begin no document names a controller."


def ends(dossier: Dossier, words: Words, lines: Lines) -> Iterator[Block]:
    """Who could end what leaves it; nothing where no way is told. Whether it should end is not said."""
    if dossier.law is not None:
        if dossier.issuers:
            named = [lines.thing(iri) for iri in dossier.issuers]
            yield paragraph(Marked(f"Who issued it: {listed([name for name, _ in named])}.", (), tuple(named)))
        what = f"“whoshares whatif --end {shorten(dossier.thing)}” tells what would change if it ended."
        yield paragraph(what, small=True)
        return
    if not dossier.ways:
        return
    number, flows = len(dossier.ways), len({way.steps[0].flow for way in dossier.ways})
    which = "The way begins" if number == 1 else f"The {number} ways begin"
    fewer = " Whether fewer would do, “whoshares cut” works out." if flows > 1 else ""
    all_ = verb(flows, "it", "all of them")
    yield paragraph(
        f"{which} with {counted(flows, 'flow')}: if {all_} ended, none of the ways told would be left.{fewer}"
    )
    found = [(body, of) for body, of in dossier.controllers if body]
    if found:
        yield paragraph("Documents name as who controls them:")
    told = []
    for body, of in found[:_CONTROLLERS]:
        name, iri = lines.thing(body)
        labels = [words.label(flow) for flow in of[:_FLOWS]]
        more = [f"{len(of) - _FLOWS} more"] if len(of) > _FLOWS else []
        told.append(Marked(f"{name}: {counted(len(of), 'flow')} ({'; '.join([*labels, *more])})", (), ((name, iri),)))
    if told:
        yield listing(told)
    if (left := len(found) - _CONTROLLERS) > 0:
        yield paragraph(f"{bodies(left)} more control others.", small=True)
    yield paragraph("Whether it should end is not for this page to say.", small=True)
