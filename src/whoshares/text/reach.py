"""Who reaches whom on one of two days and not on the other, as people read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from whoshares.answers.diff import REACH
from whoshares.model.plain import plain
from whoshares.model.validity import aged
from whoshares.routes.absence import days_in_words
from whoshares.text.words import Words, listed, plural, set_apart, the_day

if TYPE_CHECKING:
    from whoshares.answers.diff import Change, Difference, ReachChange

_NAMED = 3
"""How many holders a headline names."""
_MOST = 12
"""How many of those without a change are told by name."""
_NO_PROOF = "that none is known does not show that nothing is shared"


def reach_in_short(answer: Difference) -> str:
    """What a headline says of reach; empty where it is not asked for, or of one day alone."""
    if not _asked(answer) or answer.question["day1"] == answer.question["day2"]:
        return ""
    question = answer.question
    if question["from"] and question["to"] and len(answer.reach) == 1:
        return _of_pair(answer, answer.reach[0])
    first, last = (the_day(str(question[key])) for key in ("day1", "day2"))
    when = {
        "appeared": f"on {last} and not on {first}",
        "ended": f"on {first} and not on {last}",
        "meanwhile": "between the two days alone",
        "certainty": "on both days, on one of them only a possible one",
    }
    said = []
    for kind, words in when.items():
        if found := [change for change in _own(answer) if change.kind == kind]:
            only = all("possible" in (change.before, change.after) for change in found) and kind != "certainty"
            named = listed([f"{set_apart(_name(answer, change))}{_days(change)}" for change in found[:_NAMED]])
            names = "" if len(found) > _NAMED else f": {named}"
            said.append(f"{_number(answer, found)} {words}{' (only a possible one)' if only else ''}{names}")
    if open_ := sum(change.kind == "not-settled" for change in answer.reach):
        said.append(f"of {open_} it is not settled")
    for known, words in ((True, f"both on {first} and on {last}"), (False, "on neither day")):
        if same := [
            change for change in answer.reach if change.kind == "unchanged" and (change.after != "none-known") is known
        ]:
            doubt = " (only a possible one)" if known and all(change.after == "possible" for change in same) else ""
            said.append(f"{_number(answer, same)} {words}{doubt}")
    which = _which(answer)
    begun = f"{which[0].upper()}{which[1:]}"
    if not said:
        return f"{begun} the routes known are the same on {first} and on {last}, but for growing or fading doubt."
    return f"{begun} documents show a route {'; '.join(said)}.{_stopped(answer)}{_forbidden(answer)}"


def _stopped(answer: Difference) -> str:
    """Which blocks stop routes of what a headline tells on the day without one; empty where none does."""
    stopped = [change for change in _own(answer) if change.stopped_by]
    if not stopped:
        return ""
    blocks = sorted({block for change in stopped for block in change.stopped_by}, key=lambda iri: answer.labels[iri])
    named = f": {'; '.join(plain(answer.labels[block]) for block in blocks)}" if len(blocks) <= _NAMED else ""
    which = "A block in force stops" if len(blocks) == 1 else f"{len(blocks)} blocks in force stop"
    pairs = f"{len(stopped)} of these"
    return f" {which} routes of {pairs} on a day without one{named}."


def _forbidden(answer: Difference) -> str:
    """That bars forbid some of what a headline tells, in a sentence; empty where none does."""
    told = [
        change
        for change in _own(answer)
        if change.meanwhile or not {change.before, change.after} <= {"none-known", "not-settled"}
    ]
    barred = [change for change in told if change.forbidden_by]
    if not barred:
        return ""
    bars = sorted({bar for change in barred for bar in change.forbidden_by}, key=lambda bar: answer.labels[bar])
    named = "; ".join(plain(answer.labels[bar]) for bar in bars)
    of = "each of these" if len(barred) == len(told) else f"{len(barred)} of these {len(told)}"
    of = "it" if len(told) == 1 else of
    number = len(bars)
    which = "a bar in force at the time forbids" if number == 1 else f"{number} bars in force at the time forbid"
    by = f": {named}" if number <= _NAMED else ""
    return f" {which[0].upper()}{which[1:]} {of}, in whole or in part{by}."


def _although(answer: Difference, change: ReachChange) -> str:
    """Which bars forbid such data between the two, as the end of a sentence; empty where none does."""
    if not change.forbidden_by:
        return ""
    number = len(change.forbidden_by)
    named = "; ".join(plain(answer.labels[bar]) for bar in change.forbidden_by[:_NAMED])
    more = f"; and {number - _NAMED} more" if number > _NAMED else ""
    bars = "a bar in force forbids" if number == 1 else f"{number} bars in force forbid"
    return f", although {bars} such data, in whole or in part: {named}{more}"


def _days(change: ReachChange) -> str:
    """On which days a route is known, where that is between the two days alone."""
    return f" ({days_in_words(change.days)})" if change.meanwhile and change.days else ""


_SET = (
    ("block", "began", ("began", "began-and-ended")),
    ("bar", "took effect", ("began", "began-and-ended")),
    ("block", "ended", ("ended", "began-and-ended")),
    ("bar", "ended", ("ended", "began-and-ended")),
    ("block", "perhaps began or ended", ("perhaps",)),
    ("bar", "perhaps began or ended", ("perhaps",)),
    ("block", "first described", ("first-described",)),
    ("bar", "first described", ("first-described",)),
)
"""What is told of the blocks and bars at the ends: of which class, in which words, and what happened to them."""


def set_in_short(answer: Difference) -> str:
    """Which blocks and bars at the ends began and ended, in a sentence; empty where none did, or no end is given."""
    if not _asked(answer):
        return ""
    said = []
    for class_label, words, kinds in _SET:
        found = [one for one in answer.changes if one.at_ends and one.thing_class == class_label and one.kind in kinds]
        if not found:
            continue
        is_old = words == "first described"
        named = [f"{plain(answer.labels[one.thing])} ({_dated(one, words)})" for one in found[:_NAMED]]
        more = [f"{len(found) - _NAMED} more"] if len(found) > _NAMED else []
        names = "" if is_old and more else f": {listed([*named, *more])}"
        were = f"{'was' if len(found) == 1 else 'were'} " if is_old else ""
        said.append(f"{len(found)} {plural(len(found), class_label)} {were}{words}{names}")
    return f"Of blocks and bars on data {_which(answer)}, {'; '.join(said)}." if said else ""


def _dated(change: Change, words: str) -> str:
    """The day that goes with what is told of a block or a bar."""
    if words == "first described":
        return change.first_described or ""
    begun, over = " or ".join(change.began), " or ".join(change.ended)
    if words == "ended":
        return over
    return f"{begun} to {over}" if begun and over else begun or over


def reach(answer: Difference) -> list[object]:
    """The changes of reach; a holder whose first route is that of a part of it that is told too is only counted."""
    if not _asked(answer):
        return []
    which = _which(answer)
    parts: list[object] = [Text(f"\nReach {which}", "bold cyan")]
    if not answer.reach:
        return [*parts, Text("  The same on both days for all, but for growing or fading doubt.")]
    every = _own(answer)
    for kind, found in groupby(answer.reach, key=lambda change: change.kind):
        reached = list(found)
        own = [change for change in every if change.kind == kind]
        parts.append(Text(f"  Routes {REACH[kind]}", "bold"))
        if kind in ("certainty", "unchanged"):
            parts += [Padding(line, (0, 0, 0, 4)) for line in _surer(answer, own)]
        else:
            parts += [Padding(_reached(answer, change), (0, 0, 0, 4)) for change in own]
        if rest := len(reached) - len(own):
            bodies = "1 body of which one of these is a part" if rest == 1 else f"{rest} bodies with parts among these"
            parts.append(Text(f"    and so for {bodies}", "dim"))
    return parts


def _asked(answer: Difference) -> bool:
    return bool(answer.question["from"] or answer.question["to"])


def _which(answer: Difference) -> str:
    """Between whom: “from the IRS to ICE”."""
    words = Words(answer.caption)
    return " ".join(f"{key} {words.asked(key)}" for key in ("from", "to") if answer.question[key])


def _own(answer: Difference) -> list[ReachChange]:
    """The changes but for those of holders whose first route is that of a part of theirs, which is told too."""
    told = {(change.origin, change.recipient) for change in answer.reach}
    if answer.question["from"] and answer.question["to"]:
        return list(answer.reach)
    inward = bool(answer.question["to"])
    return [
        change
        for change in answer.reach
        if (end := (change.leaves_from, change.recipient) if inward else (change.origin, change.arrives_at))
        == (change.origin, change.recipient)
        or end not in told
    ]


def _number(answer: Difference, changes: Sequence[ReachChange]) -> str:
    """How many holders at the other end, or pairs where both ends are several."""
    number = len(changes)
    if len({change.recipient for change in changes}) == 1 and answer.question["to"]:
        return f"from {number} {plural(number, 'holder')}"
    if len({change.origin for change in changes}) == 1 and answer.question["from"]:
        return f"to {number} {plural(number, 'holder')}"
    return f"between {number} {plural(number, 'pair')} of holders"


def _of_pair(answer: Difference, change: ReachChange) -> str:
    """What becomes of the only pair, as can be quoted."""
    first, last = (the_day(str(answer.question[key])) for key in ("day1", "day2"))
    before, after = (f"({said})" for said in (change.before, change.after))
    if change.last_confirmed is not None:
        before, after = (before, _confirmed(answer, change)) if change.after != "none-known" else (
            _confirmed(answer, change), after,
        )  # fmt: skip
    which = _which(answer)
    which = f"{which[0].upper()}{which[1:]} documents show"
    if change.kind == "not-settled":
        return f"Whether there is a route {_which(answer)} is not settled: a search ended at its work limit."
    by = f" that is not stopped by {plain(answer.named(change.stopped_by))}" if change.stopped_by else ""
    if change.kind == "appeared":
        return f"{which} no route{by} on {first}, and one on {last} {after}{_although(answer, change)}."
    if change.kind == "ended":
        none = f"none{by} on {last}"
        although = _although(answer, change)
        return f"{which} a route on {first} {before}{although}{';' if although else ','} and {none}; {_NO_PROOF}."
    if change.meanwhile:
        route = f"a route {days_in_words(change.days)}" if change.days else f"a journey between {first} and {last}"
        other = f" or {last}" if not by else f", and none{by} on {last}"
        return f"{which} {route}, and none on {first}{other}{_although(answer, change)}."
    if change.before == "none-known":
        return f"{which} no route on {first}, and none{by} on {last}; {_NO_PROOF}."
    return f"{which} a route on {first} {before} and on {last} {after}{_although(answer, change)}."


def _confirmed(answer: Difference, change: ReachChange) -> str:
    """How sure the route is that is shown, and when its oldest flow was last confirmed."""
    word = change.before if change.after == "none-known" else change.after
    said = _last(answer, change)
    return f"({word}, {said})" if said else f"({word})"


def _last(answer: Difference, change: ReachChange) -> str:
    """When the oldest flow of the route that is shown was last confirmed; empty where it is certain, or has none."""
    word, key = (change.before, "day1") if change.after == "none-known" else (change.after, "day2")
    if word == "certain" or change.last_confirmed is None:
        return ""
    return f"last confirmed {aged(change.last_confirmed, date.fromisoformat(str(answer.question[key])))}"


def _surer(answer: Difference, changes: Sequence[ReachChange]) -> list[Text]:
    """The holders by how sure their routes are on the two days: documents that describe a hop are no new route."""
    found: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        found.setdefault((change.before, change.after), []).append(_name(answer, change))
    return [
        Text.assemble((f"{' → '.join(word.replace('-', ' ') for word in states)}: ", "bold"), "; ".join(_first(names)))
        for states, names in sorted(found.items())
    ]


def _first(names: list[str]) -> list[str]:
    left = len(names) - _MOST
    return [*names[:_MOST], f"and {left} more"] if left > 0 else names


def _name(answer: Difference, change: ReachChange) -> str:
    """The end that the question leaves open, or both where it stands for several."""
    origin, recipient = (plain(answer.labels[iri]) for iri in (change.origin, change.recipient))
    if change.recipient == answer.question["to"]:
        return origin
    return recipient if change.origin == answer.question["from"] else f"{origin} to {recipient}"


def _reached(answer: Difference, change: ReachChange) -> Text:
    text = Text(_name(answer, change))
    if change.meanwhile:
        text.append(f": {days_in_words(change.days) if change.days else 'by a journey, and on no one day'}")
    else:
        text.append(f": {change.before.replace('-', ' ')} → {change.after.replace('-', ' ')}")
    said = _last(answer, change)
    text.append(f", {said}" if said else "")
    if change.stopped_by:
        text.append(f"\n  stopped by: {plain(answer.named(change.stopped_by))}", "red")
    if change.forbidden_by:
        text.append(f"\n  forbidden by: {plain(answer.named(change.forbidden_by))}", "red")
    if change.route:
        text.append(f"\n  by way of: {plain(answer.named(change.route))}", "dim")
    return text
