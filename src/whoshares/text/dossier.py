"""A dossier as a person reads it: the words of each part of its page, for a brief of two pages or a page of a site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from whoshares.answers.backdoors import BackDoor
from whoshares.answers.brief import Edition, digest
from whoshares.answers.dossier import FORM, BodyThere, Dossier
from whoshares.answers.flow_rows import FlowRow
from whoshares.answers.law import ReadingEntry
from whoshares.answers.reaching import ReachingWay
from whoshares.exports.brief_page import Block, HopSaid, Marked, Section, ThingPage, drawn, listing, paragraph
from whoshares.exports.net_picture import MOST as MOST_DRAWN
from whoshares.exports.ways_picture import ways_picture
from whoshares.model.dates import in_words
from whoshares.model.labels import within
from whoshares.model.plain import plain
from whoshares.model.validity import State
from whoshares.text import dossier_headlines
from whoshares.text.dossier_headlines import NOT_NOTHING, bodies, verb
from whoshares.text.dossier_lines import Lines
from whoshares.text.dossier_open import ends, unshown
from whoshares.text.notes import Notes
from whoshares.text.trace import CAUTION
from whoshares.text.words import Words, counted, listed, plural


class Limits(NamedTuple):
    """How much of each a page has room for; where it `folds`, more is folded away below it."""

    ways: int
    drawn: int
    flows: int
    rules: int
    bodies: int
    folds: int = 0


BRIEF: Final = Limits(ways=5, drawn=5, flows=3, rules=3, bodies=0)
"""A page or two."""
SITE: Final = Limits(ways=8, drawn=6, flows=12, rules=8, bodies=40, folds=200)
"""A page of a site."""


def page_of_thing(
    dossier: Dossier, edition: Edition, limits: Limits = BRIEF, record: dict[str, Any] | None = None
) -> ThingPage:
    """The page of a dossier; `record` is what it carries instead of what it would, for a page that is made again."""
    return _Page(dossier, limits).page(edition, record)


def sealed_thing(dossier: Dossier, edition: Edition) -> dict[str, Any]:
    """The record of a dossier as files carry it: with the headline, the edition and a hash."""
    record = dossier.record()
    return {
        "whoshares": FORM,
        **record,
        "headline": "\n".join(dossier_headlines.headline(dossier, Words(dossier.caption))),
        "edition": edition._asdict(),
        "hash": digest(record),
    }


class _Page:
    def __init__(self, dossier: Dossier, limits: Limits) -> None:
        self.dossier = dossier
        self.limits = limits
        self.words = Words(dossier.caption)
        self.notes = Notes()
        self.lines = Lines(dossier, self.words, self.notes)
        self.ways = _varied(dossier.ways)

    def page(self, edition: Edition, record: dict[str, Any] | None) -> ThingPage:
        dossier, words = self.dossier, self.words
        if record is None and not self.limits.folds:
            record = sealed_thing(dossier, edition)
        title = dossier_headlines.title(dossier, words)
        first = tuple(map(plain, dossier_headlines.headline(dossier, words)))
        told = tuple(Section(heading, blocks) for heading, blocks in self._sections(title) if blocks)
        reading = f"{words.searched}. {CAUTION if dossier.ways else NOT_NOTHING}"
        hash_ = record["hash"] if record else ""
        return ThingPage(
            title=title,
            asked=dossier_headlines.asked(dossier, words),
            first=first,
            told=told,
            reading=f"{reading} {self._meaning()}".strip(),
            abbreviations=" ".join(line.plain for line in words.abbreviations()),
            cite=self._cite(edition, hash_, title),
            check="“whoshares check FILE” says whether this still stands, and what changed." if record else "",
            notes=self.notes.all,
            record=record or {},
        )

    def _sections(self, title: str) -> Iterator[tuple[str, tuple[Block, ...]]]:
        dossier = self.dossier
        yield "What it is", tuple(self._what())
        if self.dossier.law is not None:
            yield from self._of_law()
        elif self.dossier.usage is not None:
            yield from self._of_usage()
        else:
            yield from self._of_place_or_body(title)
        yield "What the documents do not show", self._list(list(unshown(dossier, self.words, self.lines)))
        yield "Who could end it", tuple(ends(dossier, self.words, self.lines))

    def _list(self, items: Sequence[Marked | HopSaid | str]) -> tuple[Block, ...]:
        return (listing(items),) if items else ()

    def _some(
        self,
        all_: Sequence[Any],
        most: int,
        line: Callable[[Any], Marked | HopSaid],
        *,
        noun: str,
        numbered: bool = False,
    ) -> list[Block]:
        """The first of some things, a line each; what is more is folded away, or counted."""
        blocks = [listing(map(line, all_[:most]), numbered=numbered)] if all_[:most] else []
        rest = all_[most : most + self.limits.folds]
        if rest:
            blocks.append(listing(map(line, rest), folded=f"{len(rest):,} more"))
        if (left := len(all_) - most - len(rest)) > 0:
            are = verb(left, "is", "are")
            blocks.append(paragraph(f"{left:,} more {plural(left, noun)} {are} not listed here.", small=True))
        return blocks

    # --- what it is ---------------------------------------------------------------------------------------------------

    def _what(self) -> Iterator[Block]:
        dossier, words = self.dossier, self.words
        said, things = f"{dossier.kind[:1].upper()}{dossier.kind[1:]}", []
        if wholes := [self.lines.thing(iri) for iri in dossier.wholes[:3]]:
            said += f", part of or run by {listed([name for name, _ in wholes])}"
        if around := [self.lines.thing(iri) for iri in dossier.around[:4]]:
            word = {"category": "within", "law": "of"}.get(dossier.sort, "in")
            said += f"{',' if wholes else ''} {word} {listed([name for name, _ in around])}"
        things += [*wholes, *around]
        marks = self.notes.numbers(dossier.sources[dossier.thing][:1])
        yield paragraph(Marked(f"{said}.", marks, tuple(things)))
        for text in dossier.about[:2]:
            yield paragraph(words.said(text))
        if dossier.issuers:
            issuers = [self.lines.thing(iri) for iri in dossier.issuers]
            yield paragraph(Marked(f"Issued by {listed([name for name, _ in issuers])}.", (), tuple(issuers)))
        if dossier.inner:
            found = [self.lines.thing(iri) for iri in dossier.inner]
            most = len(found) if self.limits.folds else 8
            left = len(found) - most
            more = [f"{left} more"] if left > 0 else []
            names = "; ".join([*(name for name, _ in found[:most]), *more])
            said = f"Places within it ({len(found)})" if dossier.sort == "place" else "Counted with it"
            yield paragraph(Marked(f"{said}: {names}.", (), tuple(found[:most])))

    # --- places and bodies --------------------------------------------------------------------------------------------

    def _of_place_or_body(self, title: str) -> Iterator[tuple[str, tuple[Block, ...]]]:
        dossier, limits, lines = self.dossier, self.limits, self.lines
        place = dossier.sort == "place"
        if dossier.ways:
            yield "What reaches immigration authorities", tuple(self._ways(title))
        arriving = [row for row in dossier.arriving if row.state is not State.IMPOSSIBLE]
        coming = "What comes to it", tuple(self._some(arriving, limits.flows, self._coming, noun="flow"))
        if dossier.is_authority:  # of which that is asked
            yield coming
        rules = self._some(dossier.norms, limits.rules, lines.norm, noun="rule")
        switches = self._some(dossier.switches, limits.rules, lines.switch, noun="switch")
        yield "What forbids, demands or stops it", (*rules, *switches)
        told = {step.flow for way in self._shown for step in way.steps if len(way.steps) == 1}
        standing = [row for row in dossier.leaving if row.state is not State.IMPOSSIBLE and row.flow not in told]
        heading = "What else leaves it" if told else "What leaves it"
        blocks = self._some(standing, limits.flows, self._leaving, noun="flow")
        every = [(row, of) for row, of in dossier.every if row.flow not in told]
        if every:
            blocks.append(paragraph("Of bodies of a kind, and so of these, documents say:"))
            blocks += self._some(every, limits.flows, lambda one: lines.flow(one[0], of=one[1]), noun="flow")
        yield heading, tuple(blocks)
        if not dossier.is_authority:
            yield coming
        over = [row for row in (*dossier.leaving, *dossier.arriving) if row.state is State.IMPOSSIBLE]
        if over and limits.folds:
            day = in_words(self.words.asked_day)
            shown = listing(map(lines.flow, over[: limits.folds]), folded=f"{counted(len(over), 'flow')} not on {day}")
            yield "Before and after", (shown,)
        if dossier.bodies and limits.bodies:
            heading = "Bodies and systems there" if place else "Its parts and systems"
            mute = [body for body in dossier.bodies if body.surest is None and not body.sends + body.gets]
            known = [body for body in dossier.bodies if body not in set(mute)]
            blocks = self._some(known, limits.bodies, self._body, noun="body")
            if mute:
                names = [self.lines.thing(body.id) for body in mute]
                said = f"Of {bodies(len(mute))} no flow is known"
                shown = listing((Marked(name, (), ((name, iri),)) for name, iri in names), folded=said)
                blocks.append(shown)
            yield f"{heading} ({len(dossier.bodies):,})", tuple(blocks)

    @property
    def _shown(self) -> Sequence[ReachingWay]:
        return self.ways[: self.limits.ways]

    def _ways(self, title: str) -> Iterator[Block]:
        dossier, limits = self.dossier, self.limits
        picture = self.ways[: limits.drawn]
        ends = {iri for way in picture for step in way.steps for iri in (step.sender, step.recipient)}
        if len(ends) < MOST_DRAWN:
            caption = f"The first {len(picture)} ways" if len(picture) > 1 else "The first way"
            said = f"{caption} of {dossier_headlines.whose(dossier, self.words)} to immigration authorities"
            svg = ways_picture(dossier, picture, self.words.label, said, styled=not limits.folds)
            yield drawn(svg, f"{said}, in words:")
        yield from self._some(self.ways, limits.ways, self.lines.way, noun="way", numbered=True)
        known = sum(way.state is not State.POSSIBLE for way in dossier.ways)
        possible = len(dossier.ways) - known
        said = f"{counted(known, 'way')} known or presumed" + (f", {possible} only possible" if possible else "")
        yield paragraph(f"In all: {said}. Of each authority and each kind of data the surest way is told.", small=True)

    def _leaving(self, row: FlowRow) -> Marked:
        return self.lines.flow(row, sender=row.sender != self.dossier.thing)

    def _coming(self, row: FlowRow) -> Marked:
        return self.lines.flow(row, recipient=row.recipient != self.dossier.thing)

    def _body(self, body: BodyThere) -> Marked:
        name = self.lines.thing(body.id)
        reach = {
            None: "no way to immigration authorities is known",
            State.POSSIBLE: "its data may reach immigration authorities",
        }.get(body.surest, "its data could get to immigration authorities" + (", straight" if body.straight else ""))
        kind = " (any such body)" if body.generic else ""
        leave, come = verb(body.sends or 1, "leaves", "leave"), verb(body.gets or 1, "comes", "come")
        flows = f"{counted(body.sends, 'flow')} {leave} it, {body.gets or 'none'} {come} to it"
        return Marked(f"{name[0]}{kind}: {reach}; {flows}", (), (name,))

    # --- laws, data, programs -----------------------------------------------------------------------------------------

    def _of_law(self) -> Iterator[tuple[str, tuple[Block, ...]]]:
        law, limits, lines = self.dossier.law, self.limits, self.lines
        assert law is not None
        yield "Its terms", tuple(self._some(law.norms, limits.rules, lines.norm, noun="rule"))
        readings = [self._reading(one) for one in law.readings]
        yield "How it is read", self._list(readings)
        standing = [row for row in law.within_terms if row.state is not State.IMPOSSIBLE]
        if standing:
            note = paragraph("A flow within the terms of a law is not a finding that anybody broke it.", small=True)
            yield "Flows within its terms", (*self._some(standing, limits.flows, lines.flow, noun="flow"), note)
        doors = list({one.heading.text: one for one in map(self._door, law.doors.found)}.values())
        yield "Ways round it", tuple(self._some(doors, limits.ways, lambda one: one, noun="way"))
        yield "Flows that rest on it", tuple(self._some(law.resting, limits.flows, lines.flow, noun="flow"))

    def _reading(self, one: ReadingEntry) -> Marked:
        by = f" ({self.words.listed(one.by)})" if one.by else ""
        said = f"{self.words.label(one.id)}{by}: {plain(' '.join(one.text))}"
        return Marked(said, self.notes.marks(one.sources[:1]))

    def _door(self, door: BackDoor) -> HopSaid:
        words = self.words
        first, route = door.route.hops[0], door.route
        said, things, marks = (
            words.full(first.sender),
            [(words.full(first.sender), first.sender)],
            list[tuple[int, str]](),
        )
        for hop in route.hops:
            to = words.full(hop.recipient)
            said += f" —{within(words.label(hop.category))}→ {to}"
            things.append((to, hop.recipient))
            marks += self.notes.marks(hop.sources[:1])
        known = f"last confirmed {route.last_confirmed.text}" if route.last_confirmed else "not confirmed by then"
        lines = (f"{door.pattern_name}; {known}",)
        return HopSaid(Marked(f"{route.state.word}: {said}", tuple(dict.fromkeys(marks)), tuple(things)), lines)

    def _of_usage(self) -> Iterator[tuple[str, tuple[Block, ...]]]:
        dossier, limits, lines = self.dossier, self.limits, self.lines
        usage = dossier.usage
        assert usage is not None
        standing = [row for row in dossier.leaving if row.state is not State.IMPOSSIBLE]
        straight = [row for row in standing if row.flow in dossier.straight]
        others = [row for row in standing if row.flow not in dossier.straight]
        yield (
            "What goes straight to immigration authorities",
            tuple(self._some(straight, limits.flows, lines.flow, noun="flow")),
        )
        yield "Other flows", tuple(self._some(others, limits.flows, lines.flow, noun="flow"))
        yield "Rules about it", tuple(self._some(usage.norms, limits.rules, lines.norm, noun="rule"))
        holders = [
            Marked(f"{name}: sends by {counted(sends, 'flow')}, gets by {gets or 'none'}", (), ((name, iri),))
            for iri, sends, gets in usage.holders
            for name in [self.words.label(iri)]
        ]
        if limits.bodies:
            yield "Who sends or gets it", tuple(self._some(holders, limits.bodies, lambda one: one, noun="body"))

    def _meaning(self) -> str:
        if not self.dossier.ways and not self.dossier.leaving:
            return ""
        return (
            "“Presumed”: documents place it in force on the day or before, and nothing says that it has ended. "
            "“Possible”: documents leave that open."
        )

    def _cite(self, edition: Edition, hash_: str, title: str) -> str:
        graph = f", graph {edition.graph[:16]}" if edition.graph else ""
        answer = f", answer {hash_[:16]}" if hash_ else ""
        return (
            f"whoshares, version {edition.version}{graph} ({edition.flows:,} flows from {edition.sources:,} sources)"
            f"{answer}: {plain(title)}, {in_words(self.words.asked_day)}. For a single fact, cite also its document."
        )


def _varied(ways: Sequence[ReachingWay]) -> Sequence[ReachingWay]:
    """The ways, of which the first for each data and each authority stand first: the sure ones before the possible."""
    seen: set[object] = set()
    firsts: list[ReachingWay] = []
    others: list[ReachingWay] = []
    for way in ways:
        key = way.state is State.POSSIBLE, way.steps[0].carries, way.authority
        (others if key in seen else firsts).append(way)
        seen.add(key)
    return sorted([*firsts, *others], key=lambda way: way.state is State.POSSIBLE)
