"""A timeline as people read it: the days, what happened on each, and who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from whoshares.model.plain import plain
from whoshares.routes.absence import days_in_words
from whoshares.text.ends import both, one_of_each
from whoshares.text.sources import SourceList
from whoshares.text.words import Words, counted, dated, listed

if TYPE_CHECKING:
    from whoshares.answers.entries import Entry
    from whoshares.answers.timeline import Outliving, Timeline


def render_timeline(timeline: Timeline) -> Group:
    """The whole timeline; what several things have in common on one day is said once."""
    numbers = SourceList(s for entry in timeline.entries for s in (*entry.sources, *entry.by_sources))
    parts: list[object] = [_head(timeline)]
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(ratio=1)
    previous = None
    groups: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in timeline.entries:
        groups[_common(entry)].append(entry)
    for entries in groups.values():
        date = _date(entries[0])
        table.add_row("" if date == previous else date, _said(timeline, entries, numbers))
        previous = date
    if timeline.entries:
        parts += [Text(), table]
    if timeline.outliving:
        parts += [Text("\nFlows and their programs", "bold"), Text(_APART, "dim")]
        for _, found in groupby(timeline.outliving, key=lambda o: (o.program, o.how, o.dates)):
            parts.append(_outliving(timeline, list(found)))
    if timeline.truncated:
        parts.append(
            Text("\nThere are more routes than were looked at; flows that lie only on those are missing.", "yellow")
        )
    return Group(*parts, Text(), *numbers.parts())  # type: ignore[arg-type]


_STANDING = 4
_TURNS = {"began": "since", "first-described": "first described", "ended": "until"}
_HAPPENED = {"issued": "was issued"}
"""What happened, where the word for it needs another before it in a sentence."""
_APART = "A program and a flow are separate things: data may keep moving when the program that it was part of ends."


def _head(timeline: Timeline) -> Text:
    question, words = timeline.question, Words(timeline.caption)
    if thing := question.get("thing"):
        head = Text(words.full(str(thing)), "bold cyan")
        told = of_one(timeline, str(thing)) if timeline.entries else []
        for line, style in zip(told, ("bold default", "not bold default"), strict=False):
            head.append(f"\n{line}", style)
    else:
        head = Text(f"{words.asked('from')} → {words.asked('to')} · {words.data}", "bold cyan")
        known = days_in_words(timeline.intervals)
        over = ", and none since" if timeline.days and timeline.days[-1][1] else ""
        some = bool(known) or timeline.days == ((None, None),)
        ends = (one_of_each if timeline.ends and some else both)(words, timeline.ends)  # type: ignore[arg-type]
        route = f"route for {words.data} from {ends[0]} to {ends[1]}"
        said = f"A {route} is known {known}{over}." if known else f"No {route} is known on any day."
        if timeline.days == ((None, None),):
            said = f"A {route} is possible on any day: no document says of all its hops since when, or until when."
        head.append(f"\n{said}", "bold default")
        head.append("".join(f"\n{line}." for line in _of_pairs(timeline, words)), "not bold default")
        for iris, how in ((timeline.bars, "Forbidden by"), (timeline.blocks, "Stopped by")):
            if iris:
                named = "; ".join(_dated(timeline, iri) for iri in iris[:_STANDING])
                more = f"; and {len(iris) - _STANDING} more" if len(iris) > _STANDING else ""
                head.append(f"\n{how}: {named}{more}.", "not bold default")
    if not timeline.entries:
        head.append("\nNothing here has a date.", "not bold default")
    undated = "" if thing and timeline.entries else " What has no date in them is not here."
    head.append(f"\n{words.searched}.{undated}", "not bold dim")
    return head


def of_one(timeline: Timeline, thing: str) -> list[str]:
    """When a thing began and ended; how much is dated of what has to do with it, and what of that turned last."""
    name = plain(timeline.labels[thing])
    own = [entry for entry in timeline.entries if entry.thing == thing and entry.date]
    when = {
        kind: dict.fromkeys(str(entry.date) for entry in own if entry.kind == kind)
        for kind in ("began", "first-described", "ended")
    }
    how = {entry.kind: _HAPPENED.get(entry.happened, entry.happened) for entry in own}
    turned = [f"{how[kind]} {_on(when[kind])}" for kind in ("began", "ended") if when[kind]]
    first = f"{name} {listed(turned)}, as far as documents show." if turned else f"No document dates {name} itself."
    if when["first-described"]:
        described = " or ".join(map(dated, when["first-described"]))
        ended = f" It {turned[0]}." if turned else ""
        first = (
            f"No document here says when {name} began; the earliest day for which one shows it in force is "
            f"{described}.{ended}"
        )
    days = sorted(entry.date for entry in timeline.entries if entry.date)
    years = dict.fromkeys((days[0][:4], days[-1][:4])) if days else ()
    over = f", of {days[0][:4]}," if len(years) == 1 else f", from {' to '.join(years)}," if years else ""
    things = len({entry.thing for entry in timeline.entries if entry.thing})
    entries = f"{counted(len(timeline.entries), 'dated statement')} on {counted(things, 'thing')}"
    does = "has" if things == 1 else "have"
    stands = "stands" if len(timeline.entries) == 1 else "stand"
    rest = f"{entries} that {does} to do with {name}{over} {stands} below. What has no date is not here."
    turns = [entry for entry in timeline.entries if entry.kind in ("began", "ended") and entry.date and entry.thing]
    if turns:
        turn = turns[-1]
        differ = ", on which sources differ" if turn.disputed else ""
        happened = _HAPPENED.get(turn.happened, turn.happened)
        rest += f" The last to begin or end is {plain(timeline.labels[turn.thing or ''])}, which {happened} "
        rest += f"{_on([turn.date or ''])}{differ}."
    return [first, rest] if own else [rest, first]


def _on(days: Iterable[str]) -> str:
    """When something happened: on a day, in a month or a year; of several, whichever it was."""
    return " or ".join(f"{'on' if day.count('-') == 2 else 'in'} {dated(day)}" for day in days)


def _of_pairs(timeline: Timeline, words: Words) -> list[str]:
    """The days of each two holders that the ends stand for, those alike in one line; then those without any."""
    if timeline.ends is None:
        return []
    alike: dict[str, list[str]] = defaultdict(list)
    for pair in timeline.pairs:
        held = zip((pair.origin, pair.recipient), timeline.ends, strict=True)
        name = " → ".join(words.label(iri) for iri, end in held if not end.is_holder)
        alike[days_in_words(timeline.as_written(pair.days)) if pair.days else ""].append(name)
    none = alike.pop("", [])
    lines = [f"{'; '.join(names)}: {days}" for days, names in alike.items()]
    return [*lines, *([f"On no day: {'; '.join(none)}"] if none else [])]


def _dated(timeline: Timeline, iri: str) -> str:
    """A bar or block with when it began, else when it was first described, and when it ended."""
    days: dict[str, list[str]] = defaultdict(list)
    for entry in timeline.entries:
        if entry.thing == iri and entry.date and entry.kind in _TURNS:
            days[entry.kind].append(entry.date)
    said = [f"{_TURNS[kind]} {' or '.join(days[kind])}" for kind in _TURNS if days[kind]]
    return f"{plain(timeline.labels[iri])} ({', '.join(said) or 'no day given'})"


def _common(entry: Entry) -> tuple[object, ...]:
    """What entries share that are printed as one."""
    if entry.kind == "figure":
        return (entry.date, entry.until, entry.thing)
    sources = tuple(source.id for source in entry.sources)
    return (entry.date, entry.happened, entry.thing_class, entry.by, entry.disputed, sources)


def _date(entry: Entry) -> str:
    if entry.date is None:
        return "not dated"
    return f"{entry.date} – {entry.until}" if entry.until and entry.until != entry.date else entry.date


def _said(timeline: Timeline, entries: Sequence[Entry], numbers: SourceList) -> Text:
    first = entries[0]
    text = Text(f"{first.happened}", "green" if first.kind in ("began", "route-known-from") else "bold")
    if first.kind in ("ended", "spoken-of-until", "route-known-until"):
        text.stylize("red")
    if first.thing is None:
        return text
    things = "; ".join(plain(timeline.labels[entry.thing]) for entry in entries if entry.thing)
    if first.kind == "figure":
        text.append(f" · {things}: {plain(first.value or '')}", "not bold default")
        text.append(f" ({plain(first.when)})" if first.when and first.when != first.date else "", "not bold default")
    else:
        text.append(f" · {_counted(len(entries), first.thing_class or 'thing')}: {things}", "not bold default")
    marks = numbers.marks(first.sources)
    if first.by:
        by = "; ".join(plain(timeline.labels[iri]) for iri in first.by)
        marks.append_text(Text(f" · by {by}", "not bold default")).append_text(numbers.marks(first.by_sources))
    if first.disputed:
        marks.append(" · sources differ on the date", "not bold yellow")
    return text.append_text(marks)


def _counted(number: int, noun: str) -> str:
    noun = plain(noun)
    if number == 1:
        return noun
    return f"{number} {noun[:-1] + 'ies' if noun.endswith('y') else noun + 's'}"


def _outliving(timeline: Timeline, found: Sequence[Outliving]) -> Text:
    first = found[0]
    flows = "; ".join(plain(timeline.labels[o.flow]) for o in found)
    program, ended = plain(timeline.labels[first.program]), " or ".join(first.program_ended)
    how = {
        "attested-after": f"said to be in force after that, on {', '.join(first.dates)}",
        "ended-later": f"their own end is stated as {' or '.join(first.dates)}",
        "no-end-stated": "no end of their own is stated",
    }[first.how]
    return Text(f"  {program} ended {ended}; of {_counted(len(found), 'flow')} under it, {how}: {flows}")
