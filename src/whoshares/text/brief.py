"""A brief as a person reads it: the words of each part of its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from whoshares.answers.brief import Brief, Edition, digest
from whoshares.answers.place import PlaceTrace
from whoshares.answers.traced import TracedHop, TracedRoute
from whoshares.answers.ways import Way
from whoshares.exports.brief_page import BriefPage, HopSaid, Marked
from whoshares.exports.pictures import picture_of
from whoshares.model.dates import FUTURE
from whoshares.model.labels import within
from whoshares.model.plain import plain
from whoshares.model.validity import State
from whoshares.text.between import laws
from whoshares.text.cut import CAUTION as OF_CUTS
from whoshares.text.cut import in_brief
from whoshares.text.ends import one_of_each
from whoshares.text.headline import conditions_of_hop, day_of, headline
from whoshares.text.notes import Notes
from whoshares.text.place import place_headline
from whoshares.text.trace import CAUTION, more
from whoshares.text.ways import Ways, counted
from whoshares.text.words import Words, in_force, last_confirmed, listed, plural

_day = date.fromisoformat

_MOST_HOPS: Final = 8
"""How many hops a page has room for."""
_MOST_WAYS: Final = 8
_MOST_BARS: Final = 3
_MOST_ENDS: Final = 6
"""How many flows of a cut are listed."""
_OLD: Final = 3
"""Years after which the page says of a hop how old its last confirmation is."""
_UNSHOWN: Final = 8


def page_of(brief: Brief, record: dict[str, Any] | None = None) -> BriefPage:
    """The page of a brief; `record` is what it carries instead of what it would, for a page that is made again."""
    return _Page(brief).page(record)


def headline_of(brief: Brief) -> str:
    """What the answer says first, but for words that depend on the day on which it is read."""
    trace = brief.trace
    words = Words(trace.caption)
    said = place_headline(trace) if isinstance(trace, PlaceTrace) else headline(trace, words)
    lines = said.plain.replace(f" ({FUTURE})", "").strip().split("\n")
    lines = [line for line in lines if not line.startswith("Searched: ")]
    ends = one_of_each(words, trace.ends) if isinstance(trace, PlaceTrace) else None
    if len(lines) > 1 and laws(words, trace.between, ends):  # here the answer stands first, then what forbids it
        lines[:2] = lines[1], lines[0]
    return "\n".join(lines)


def sealed(brief: Brief) -> dict[str, Any]:
    """The record of a brief as files carry it: with the headline, the edition and a hash."""
    record = brief.record()
    return {
        "whoshares": "brief 1",
        **record,
        "headline": headline_of(brief),
        "edition": brief.edition._asdict(),
        "hash": digest(record),
    }


class _Page:
    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.trace = brief.trace
        self.words = Words(self.trace.caption)
        self.day = day_of(self.trace.question)
        self.ways = Ways(self.words, self.trace.ways, self.trace.routes, self.day)
        self.notes = Notes()
        self.shown = list(self._shown())
        self.hops = self._hops()

    def page(self, record: dict[str, Any] | None) -> BriefPage:
        trace, words = self.trace, self.words
        record = sealed(self.brief) if record is None else record
        first = headline_of(self.brief).split("\n")
        title = f"{words.data[0].upper()}{words.data[1:]} from {self._end('from')} to {self._end('to')}"
        searched = f"{words.searched}."
        forbids, stops = tuple(self._forbids()), tuple(self._stops())
        hops = tuple(HopSaid(Marked(self._heading(hop), self.notes.marks(hop.sources)), self._lines(hop))
                     for hop in self.hops.values())  # fmt: skip
        ends = tuple(self._ends())
        meaning = f"{CAUTION} {self.ways.meanings()}" if trace.routes else "Not known is not the same as not shared."
        edition = Edition(**record["edition"])
        return BriefPage(
            title=title,
            asked=f"By which routes could {words.data} get from {self._end('from')} to {self._end('to')} "
            f"on {words.day.replace(f' ({FUTURE})', '')}?",
            first=tuple(first),
            forbids=forbids,
            stops=stops,
            picture=self._picture(title),
            ways=tuple(self._way(way) for way in self.shown),
            more_ways=self._more_ways(),
            hops=hops,
            unshown=tuple(self._unshown()),
            ends=ends,
            ends_caution=OF_CUTS if ends else "",
            reading=f"{searched} {meaning}".strip(),
            abbreviations=" ".join(line.plain for line in words.abbreviations()),
            cite=self._cite(first[0], edition, record["hash"]),
            check="“whoshares check FILE” says whether this answer still stands, and what changed.",
            notes=self.notes.all,
            record=record,
        )

    def _end(self, key: str) -> str:
        return self.words.asked(key)

    # --- ways and hops ------------------------------------------------------------------------------------------------

    def _shown(self) -> Iterator[Way]:
        """The first ways, as many as the page has room for with all hops of their best routes."""
        hops: set[tuple[str, ...]] = set()
        for way in self.trace.ways[:_MOST_WAYS]:
            hops |= {_key(hop) for hop in self._best(way).hops}
            if len(hops) > _MOST_HOPS and way is not self.trace.ways[0]:
                return
            yield way

    def _best(self, way: Way) -> TracedRoute:
        return self.trace.routes[way.best - 1]

    def _hops(self) -> dict[tuple[str, ...], TracedHop]:
        found: dict[tuple[str, ...], TracedHop] = {}
        for way in self.shown:
            for hop in self._best(way).hops:
                found.setdefault(_key(hop), hop)
        return found

    def _way(self, way: Way) -> str:
        number = {key: n for n, key in enumerate(self.hops, 1)}
        hops = [str(number[_key(hop)]) for hop in self._best(way).hops]
        word = "hop" if len(hops) == 1 else "hops"
        return f"{way.state.word}: {self.ways.line(way).plain} ({word} {listed(hops)})"

    def _more_ways(self) -> str:
        trace, left = self.trace, len(self.trace.ways) - len(self.shown)
        if not trace.ways:
            return ""
        said = counted(trace.ways, at_least=trace.truncated)
        which = "The first is" if len(self.shown) == 1 else f"The first {len(self.shown)} are"
        return f"{said} {which} here; “whoshares trace … --full” prints all." if left else said

    def _heading(self, hop: TracedHop) -> str:
        words = self.words
        return f"{words.full(hop.sender)} → {words.full(hop.recipient)}: {within(words.label(hop.category))}"

    def _lines(self, hop: TracedHop) -> tuple[str, ...]:
        told = self.ways.told(hop)
        lines = [line.plain for line in told[: len(told) - len(hop.barred_by)]]  # bars are last, and told above
        if hop.barred_by:
            named = [self.words.listed(bar.set_by) or self.words.label(bar.id) for bar in hop.barred_by]
            lines.append(f"barred by {'; '.join(dict.fromkeys(named))}")
        if hop.controlled_by:
            lines.append(f"controlled by {self.words.listed(hop.controlled_by)}")
        return (*lines, *([] if hop.sources else ["no source is named in this graph"]))

    def _picture(self, title: str) -> str:
        if not self.shown:
            return ""
        return picture_of(self.trace.caption, [self._best(way) for way in self.shown], self.shown, title, bare=True)

    def _forbids(self) -> Iterator[Marked]:
        bars = sorted(self.trace.between.bars, key=lambda bar: bar.bar.state)
        for bar in bars[:_MOST_BARS]:
            said = self.ways.bar(bar.bar, self.day).plain.removeprefix("barred by ")
            yield Marked(said, self.notes.marks(bar.bar.sources))
        if (left := len(bars) - _MOST_BARS) > 0:
            yield Marked(f"and {left} more: “whoshares bars” lists all.")

    def _stops(self) -> Iterator[Marked]:
        blocks = sorted(self.trace.between.blocks, key=lambda block: (block.state, block.id))
        for block in blocks[:_MOST_BARS]:
            stands = in_force(block.state, block.last_confirmed, self.day)
            said = f"{self.words.label(block.id)}, at {self.words.full(block.system)}; {stands}"
            yield Marked(said, self.notes.marks(self.brief.of_blocks.get(block.id, ())))
        if (left := len(blocks) - _MOST_BARS) > 0:
            yield Marked(f"and {left} more: “whoshares trace” names all.")

    # --- what is not shown --------------------------------------------------------------------------------------------

    def _unshown(self) -> list[str]:
        """What documents leave open of the hops on the page, each with the hops of which it holds."""
        trace, words = self.trace, self.words
        numbers = {key: n for n, key in enumerate(self.hops, 1)}
        found: dict[str, list[int]] = {}
        for way in self.shown:
            route = self._best(way)
            for place, hop in enumerate(route.hops):
                told = [f"only if {said}" for said in conditions_of_hop(words, trace.between, route, place)]
                for said in (*told, *self._of_hop(self.hops[_key(hop)])):
                    at = found.setdefault(said, [])
                    if numbers[_key(hop)] not in at:
                        at.append(numbers[_key(hop)])
        lines = [
            f"{plural(len(at), 'Hop')} {listed([str(n) for n in sorted(at)])}: {said}." for said, at in found.items()
        ]
        left = len(lines) - _UNSHOWN
        lines = [*lines[:_UNSHOWN], *([f"{left} more such {plural(left, 'thing')}."] if left > 0 else [])]
        if trace.truncated:
            lines.append(more(trace))
        if trace.of_some:
            some = "; ".join(f"{words.label(one.body)} → {words.short(one.recipient)}" for one in trace.of_some[:2])
            lines.append(f"Documents say of such bodies, though not of each: {some}.")
        return lines

    def _of_hop(self, hop: TracedHop) -> Iterator[str]:
        words = self.words
        if hop.implied:
            yield "implied by documents, and said by none"
        if hop.disputed:
            yield "documents differ on the dates"
        if hop.as_every:
            body = words.short(hop.sender if hop.as_every_at == "sender" else hop.recipient)
            yield f"documents say this of {words.every(hop.as_every)}, not of {body} by name"
        known = hop.last_confirmed
        if hop.state is not State.CERTAIN and known and hop.day and known.years_before(_day(hop.day))[1] >= _OLD:
            yield f"{last_confirmed(hop.state, known, hop.day)}; no later document here tells of this"
        if not hop.controlled_by:
            yield "no document names a controller"

    # --- who could end it ---------------------------------------------------------------------------------------------

    def _ends(self) -> Iterator[tuple[str, tuple[Marked, ...]]]:
        for cut in self.brief.cuts:
            said, flows = in_brief(cut)
            if said:
                told = flows[:_MOST_ENDS] if cut.unit == "flow" else []
                found = [Marked(line, self.notes.numbers(sources[:1])) for line, sources in told]
                left = len(flows) - len(told)
                more_flows = [Marked(f"and {left} more: “whoshares cut” lists all.")] if told and left else []
                yield said, (*found, *more_flows)

    def _cite(self, first: str, edition: Edition, hash_: str) -> str:
        graph = f", graph {edition.graph[:16]}" if edition.graph else ""
        return (
            f"whoshares, version {edition.version}{graph} ({edition.flows:,} flows from {edition.sources:,} sources), "
            f"answer {hash_[:16]} to “{self._question()}”. For a single fact, cite also its document."
        )

    def _question(self) -> str:
        asked = self.brief.record()["question"]
        options = {
            "carrying": ("--carrying", str), "asOf": ("--as-of", str), "maxHops": ("--max-hops", str),
            "confirmedSince": ("--confirmed-since", str),
        }  # fmt: skip
        told = [f"{option} {value(asked[key])}" for key, (option, value) in options.items() if asked[key] is not None]
        told += ["--exact"] if asked["exact"] else []
        return plain(" ".join(["whoshares trace", asked["from"], asked["to"], *told]))


def _key(hop: TracedHop) -> tuple[str, ...]:
    return hop.flow, hop.sender, hop.recipient, hop.category
