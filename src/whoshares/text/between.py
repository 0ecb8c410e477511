"""What lies between two holders, in sentences: what forbids it, what stops it, what a route goes round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from whoshares.model.labels import within
from whoshares.model.validity import State
from whoshares.model.vocabulary import local_name
from whoshares.text.words import Words, last_confirmed, listed, plural

if TYPE_CHECKING:
    from whoshares.answers.between import Between, ForbiddingBar, StoppingBlock, WithoutBlocks
    from whoshares.answers.trace import Trace
    from whoshares.answers.traced import TracedRoute

_Rule: TypeAlias = "tuple[tuple[str, ...], list[ForbiddingBar]]"
"""What sets some bars, and the bars."""

_MOST: Final = 3
_NOUNS: Final = {
    "statute": "law", "local-ordinance": "law", "regulation": "law", "bill": "law", "policy": "policy",
    "court-order": "court order", "executive-order": "executive order",
    "agreement": "agreement", "settlement": "agreement",
}  # fmt: skip
_PLURALS: Final = {"policy": "policies"}
_UNLIMITED: Final = "no limit to a kind of data stated"


def laws(words: Words, between: Between, ends: tuple[str, str] | None = None) -> str:
    """What forbids it, in a sentence or two; empty where nothing does.

    `ends` are the two in words where they stand for several.
    """
    standing = _by_instrument(bar for bar in between.bars if bar.bar.state <= State.PRESUMED)
    named = {name for name, _ in standing}
    others = [
        one for one in _by_instrument(b for b in between.bars if b.bar.state > State.PRESUMED) if one[0] not in named
    ]
    if not standing:
        return _forbid(words, others, "that may be in force", ends) if others else ""
    return _forbid(words, standing, "in force", ends) + (f" {len(others)} more may be in force." if others else "")


def ways_round(trace: Trace) -> str:
    """How many of the ways go round what forbids it, in a sentence; empty where none does."""
    bars = {bar.bar.id for bar in trace.between.bars}
    going = {
        rank for rank, route in enumerate(trace.routes, 1) if any(gone.bar.id in bars for gone in route.goes_round)
    }
    states = [way.state for way in trace.ways if not going.isdisjoint(way.routes)]
    if not states:
        return ""
    which = "it" if len(_by_instrument(trace.between.bars)) == 1 else "one of them"
    perhaps = states.count(State.POSSIBLE)
    surely, least = len(states) - perhaps, "at least " if trace.truncated else ""
    number, sort = (surely, "known") if surely else (perhaps, "possible")
    said = f"{least}{number} {sort} {plural(number, 'way')} {'goes' if number == 1 else 'go'} round {which}"
    said += f", and {least}{perhaps} possible {'one' if perhaps == 1 else 'ones'}" if surely and perhaps else ""
    return f"{said[0].upper()}{said[1:]}."


def goes_round(words: Words, route: TracedRoute) -> str:
    """What one route goes round, and where; empty where it goes round nothing."""
    named = []
    for gone in route.goes_round:
        name = words.listed(gone.bar.set_by) or words.label(gone.bar.id)
        where = "" if (gone.first, gone.last) == (1, len(route.hops)) else f" on hops {gone.first} to {gone.last}"
        unsure = ", which may be in force" if gone.bar.state > State.PRESUMED else ""
        named.append(f"{name}{where}{unsure}")
    return f"goes round {'; '.join(dict.fromkeys(named))}" if named else ""


def blocks_named(words: Words, blocks: Sequence[StoppingBlock], day: str | None) -> str:
    """Some blocks with when each was last confirmed."""
    named = []
    for block in blocks:
        confirmed = last_confirmed(block.state, block.last_confirmed, day) if block.last_confirmed else ""
        named.append(f"{words.label(block.id)} ({confirmed})" if confirmed else words.label(block.id))
    return _some(named)


def shut(words: Words, between: Between, day: str | None, which: str = "the two") -> str:
    """The blocks set between `which` holders, of whom no route is known, in a sentence; empty where none is."""
    blocks = [block for block in between.other_blocks if block.state <= State.PRESUMED]
    if not blocks:
        return ""
    is_one = len(blocks) == 1
    count = "A block in force is" if is_one else f"{len(blocks)} blocks in force are"
    way = "a way that no flow here shows" if is_one else "ways that no flow here shows"
    return f"{count} set between {which}, on {way}: {blocks_named(words, blocks, day)}."


def would_open(words: Words, without: WithoutBlocks, blocks: int) -> str:
    """What would be there if the blocks fell, in a sentence."""
    least = "at least " if without.more else ""
    ways, routes = without.ways, f"{without.routes:,} {plural(without.routes, 'route')}"
    fell = "If the block fell" if blocks == 1 else "If these blocks fell"
    every = "" if ways == 1 else "all "
    through = listed([words.short(system) for system in without.through])
    return f"{fell}, {least}{ways} {plural(ways, 'way')} would open ({least}{routes}), {every}through {through}."


def _some(names: Iterable[str], more: str = "more") -> str:
    """The first names, and how many more there are."""
    every = list(names)
    left = len(every) - _MOST
    return listed([*every[:_MOST], *([f"{left} {more}"] if left > 0 else [])])


def _by_instrument(bars: Iterable[ForbiddingBar]) -> list[_Rule]:
    """Bars by what sets them, those that forbid most first."""
    found: dict[tuple[str, ...], list[ForbiddingBar]] = {}
    for bar in sorted(bars, key=_widest):
        found.setdefault(bar.bar.set_by or (bar.bar.id,), []).append(bar)
    return list(found.items())


def _forbid(words: Words, rules: Sequence[_Rule], stands: str, ends: tuple[str, str] | None) -> str:
    nouns = {_noun(bar) for _, bars in rules for bar in bars}
    noun = nouns.pop() if len(nouns) == 1 else "rule"
    if len(rules) == 1:
        ((name, bars),) = rules
        article = "An" if noun[0] in "aeiou" else "A"
        whose, whom = (sorted({one for bar in bars for one in holders(bar)}) for holders in (_senders, _recipients))
        whole = ends or ("", "")
        origin, recipient = _end(words, "from", whose, whole[0]), _end(words, "to", whom, whole[1])
        unlimited = "" if words.carrying or all(bar.categories for bar in bars) else f"{_UNLIMITED}; "
        named_so = f"({words.listed(name)}, {unlimited}{_details(words, bars)})"
        return (
            f"{article} {noun} {stands} forbids passing {_what(words, bars)} from {origin} to {recipient} {named_so}."
        )
    named = []
    for name, bars in rules:
        data = "" if words.carrying and _what(words, bars) == words.data else f"{_limits(words, bars)}; "
        named.append(f"{words.listed(name)} ({data}{_details(words, bars)})")
    origin, recipient = ends or (words.asked("from"), words.asked("to"))
    nouns_said = _PLURALS.get(noun, noun + "s")
    return (
        f"{len(rules)} {nouns_said} {stands} forbid passing {words.forbidden}, in whole or in part, from {origin} to "
        f"{recipient}: {_some(named)}."
    )


def _details(words: Words, bars: Sequence[ForbiddingBar]) -> str:
    """Since when, and what the widest of some bars is limited to: of those by which the data is said, the first."""
    bar = next((one for one in bars if _of_all(words, one)), bars[0])
    confirmed = bar.bar.last_confirmed
    since = f"last confirmed {confirmed.text}" if confirmed else "start not stated"
    said = [f"since {' or '.join(bar.valid_from)}" if bar.valid_from else since]
    if bar.bar.limited_to:
        said.append(f"limited to {_some(within(words.label(limit)) for limit in bar.bar.limited_to)}")
    if bar.bar.reading:
        said.append("under one reading of it")
    if any(one.bar.exceptions for one in bars):
        said.append("with exceptions")
    return "; ".join(said)


def _noun(bar: ForbiddingBar) -> str:
    found = {_NOUNS.get(local_name(kind), "rule") for kind in bar.kinds}
    return found.pop() if len(found) == 1 else "rule"


def _what(words: Words, bars: Sequence[ForbiddingBar]) -> str:
    """What some bars forbid: what is asked for, or the parts of it."""
    if any(_of_all(words, bar) for bar in bars):
        return words.forbidden
    return words.some_data(category for bar in bars for category in bar.categories)


def _of_all(words: Words, bar: ForbiddingBar) -> bool:
    """Whether a bar forbids all data that is asked for."""
    return not bar.categories or words.carrying in bar.categories


def _limits(words: Words, bars: Sequence[ForbiddingBar]) -> str:
    """What kinds of data some bars are limited to."""
    return _what(words, bars) if all(bar.categories for bar in bars) else _UNLIMITED


def _senders(bar: ForbiddingBar) -> Sequence[str]:
    return bar.senders


def _recipients(bar: ForbiddingBar) -> Sequence[str]:
    return bar.recipients


def _end(words: Words, key: str, holders: Sequence[str], whole: str) -> str:
    """Whom a rule is about: by name, or, where they are many, what is asked about and holds them all."""
    if words.is_asked(key, holders):
        return words.asked(key)
    if whole and len(holders) > _MOST:
        return whole
    return _some(words.full(holder) for holder in holders)


def _widest(bar: ForbiddingBar) -> tuple[object, ...]:
    """The bars that forbid most come first: without limits, without a reading, of all data."""
    return bool(bar.bar.limited_to), bar.bar.reading is not None, bool(bar.categories), bar.bar.state, bar.bar.id
