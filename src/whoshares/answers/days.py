"""On which days a question has which answer: how sure its best route is, and what begins to forbid or stop it when."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from whoshares.answers.parts import GraphParts
from whoshares.model.validity import State, Validity
from whoshares.network.forbidding import forbidding
from whoshares.routes.question import Question
from whoshares.routes.search import Search

NONE: Final = "none"
_DAY: Final = timedelta(days=1)
_MOST_DAYS: Final = 400


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the best known route is as sure: the first, and the first after them."""

    first: date
    end: date
    state: str
    """The word of how sure the best route is, or `none` where none is known."""


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which the answer is another than on the day before, and how, in a few words."""

    day: date
    what: str


@dataclass(frozen=True, slots=True)
class AnswerDays:
    """The stretches between two days, without a gap, and the changes in order."""

    stretches: tuple[Stretch, ...]
    changes: tuple[Change, ...]
    cut: bool
    """Whether time, or the number of days that are looked at, did not suffice: the last stretches may have changes."""


def answer_days(
    parts: GraphParts, questions: Sequence[Question], first: date, last: date, seconds: float
) -> AnswerDays:
    """How the answer to some questions together changes over the days; their own day does not matter."""
    over = time.monotonic() + seconds
    network, table = parts.network, parts.network.flows
    ever = {
        flow
        for question in questions
        for flow, _ in Search(network, replace(question, day=None, blocks=False, confirmed_since=None)).states
    }
    validities = [table.validity(flow) for flow in ever]
    validities += [one.validity for one in network.transformations] if ever else []
    blocks = [
        block
        for block in network.blocks
        if any(table.recipient[f] == block.system and table.sender[f] in block.origins for f in ever)
        and any(table.sender[f] == block.system and table.recipient[f] in block.recipients for f in ever)
    ]
    turns = {day for one in (*validities, *(block.validity for block in blocks)) for day in _turns(one)}
    every = sorted(day for day in turns if first < day <= last)
    days = [first, *every[:_MOST_DAYS]]
    bars = _bars(parts, questions, first, last)
    found: list[Stretch] = []
    cut = len(every) > _MOST_DAYS
    for begin, end in pairwise([*days, last + _DAY]):
        if time.monotonic() > over:
            cut = True
            break
        word = _state(parts, questions, begin)
        if found and found[-1].state == word:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(Stretch(begin, end, word))
    starts = {block.iri: _turns(block.validity) for block in blocks}
    return AnswerDays(tuple(found), tuple(_changes(parts, found, bars, starts)), cut)


def _turns(validity: Validity) -> set[date]:
    """The days from which a thing may be in force otherwise, or surer."""
    attested = {first for first, _ in validity.attested} | {last + _DAY for _, last in validity.attested}
    return {*validity.starts, *validity.ends, *attested}


def _state(parts: GraphParts, questions: Iterable[Question], day: date) -> str:
    best: State | None = None
    for question in questions:
        route = next(Search(parts.network, replace(question, day=day), parts.norms).routes(), None)
        if route is not None and (best is None or route.state < best):
            best = route.state
        if best is State.CERTAIN:
            break
    return NONE if best is None else best.word


def _bars(parts: GraphParts, questions: Iterable[Question], first: date, last: date) -> dict[date, set[str]]:
    """What forbids it, by the day on which that begins or ends, in words."""
    window = first.toordinal(), last.toordinal()
    found: dict[date, set[str]] = defaultdict(set)
    for question in questions:
        ends = question.origin, question.recipient
        for one in forbidding(parts.network, parts.norms, ends, question.category, window, question.readings):
            bar = parts.norms.bars[one.bar]
            label = " and ".join(parts.names.label(iri) for iri in bar.instruments or (bar.iri,))
            for day in bar.validity.starts[:1]:
                found[day].add(f"{label} begins to forbid it")
            for day in bar.validity.ends[-1:]:
                found[day].add(f"{label} no longer forbids it")
    return {day: said for day, said in found.items() if first < day <= last}


def _changes(
    parts: GraphParts, found: Sequence[Stretch], bars: Mapping[date, set[str]], blocks: Mapping[str, set[date]]
) -> Iterator[Change]:
    said: dict[date, list[str]] = defaultdict(list)
    for before, after in pairwise(found):
        words = "no way is known" if after.state == NONE else f"a way is {after.state}"
        at = [parts.names.label(iri) for iri, days in blocks.items() if after.first in days]
        turned = NONE in (before.state, after.state)
        said[after.first].append(f"{words} ({at[0]})" if at and turned else words)
    for day, more in bars.items():
        said[day] += sorted(more)
    for day, what in sorted(said.items()):
        yield Change(day, "; ".join(what))
