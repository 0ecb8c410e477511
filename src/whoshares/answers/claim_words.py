"""The outcome of a claim as a sentence or two, each true when quoted alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from whoshares.answers.claim_parts import whole
from whoshares.model.dates import in_future, in_words
from whoshares.model.labels import every, within
from whoshares.model.validity import State, aged, takes_place
from whoshares.model.vocabulary import local_name

if TYPE_CHECKING:
    from whoshares.answers.between import Between, ForbiddingBar, StoppingBlock
    from whoshares.answers.caption import Caption
    from whoshares.answers.claim_parts import DirectFlow, LawNorm
    from whoshares.answers.trace import Trace
    from whoshares.answers.traced import TracedBar

OUTCOMES: Final = {"borne-out": "Borne out", "contradicted": "Contradicted", "not-known": "Not known"}
"""Each outcome in words."""
_MOST: Final = 3
_FAR: Final = "as far as documents show"


class Told(NamedTuple):
    """What the sentences tell of."""

    direct: Sequence[DirectFlow]
    trace: Trace
    between: Between
    norms: Sequence[LawNorm]
    excepted: Mapping[str, Sequence[str]]
    """The bars that have exceptions, each with the permissions that are about these two ends and such data."""
    doubted: Collection[str]
    """The bars that one reading alone lifts."""


def explanation(caption: Caption, says: str, verdict: tuple[str, str, State | None], told: Told) -> str:
    """The outcome of a claim in words: by what it comes out so, and what is known besides."""
    outcome, reason, state = verdict
    sure = ", presumably" if state is State.PRESUMED else ""
    words = _Sentences(caption, told)
    said = " ".join([f"{OUTCOMES[outcome]}{sure}.", words.of[reason](), *words.besides(says, reason)])
    return said.replace(",.", ".").replace(",:", ":").replace(",,", ",")


class _Sentences:
    def __init__(self, caption: Caption, told: Told) -> None:
        self._labels = caption.labels
        self._acronyms = caption.acronyms
        self._question = caption.question
        self._direct, self._trace, self._between, self._norms, self._excepted, self._doubted = told
        self._asked = str(caption.question["asOf"])
        self._future = in_future(self._asked)
        self._day = in_words(self._asked)
        self._on = f"By what is known today, on {self._day}" if self._future else f"On {self._day}"
        self._ends = [self._full(str(caption.question[key])) for key in ("from", "to")]
        carrying = caption.question["carrying"]
        self._data = within(self._labels[str(carrying)]) if carrying else "data"
        self._pair = f"{self._data} from {self._ends[0]} to {self._ends[1]}"
        self._giving = f"{self._ends[0]} to give {self._data} to {self._ends[1]}"
        self.of: dict[str, Callable[[], str]] = {
            "shows": self._shows,
            "leaves-open": self._leaves_open,
            "ended": self._over,
            "part-ended": self._over_in_part,
            "later": self._later,
            "unsaid": self._unsaid,
            "stopped": self._stopped,
            "before-unknown": lambda: f"{self._stopped()} That any passed before, no document says.",
            "part-stopped": self._stopped_in_part,
            "other-way": self._silent,
            "nothing-known": self._silent,
            "forbidden": self._forbidden,
            "part-forbidden": self._forbidden_in_part,
            "one-reading": self._under_a_reading,
            "may-forbid": self._may_forbid,
            "may-be-lifted": self._may_be_lifted,
            "nothing-forbids": self._nothing_forbids,
            **dict.fromkeys(("lifted", "allowed", "not-in-force"), self._not_forbidden),
        }
        """What says each reason."""

    # --- what is shared -----------------------------------------------------------------------------------------------

    def _shows(self) -> str:
        shown = self._bearing("shows")
        best = shown[0].hop
        alike = [one for one in shown if one.state is shown[0].state]
        known = [one.hop.last_confirmed for one in alike if one.hop.last_confirmed is not None]
        latest = max(known, key=lambda confirmed: confirmed.order, default=None)
        dispute = " Documents differ on its dates." if best.disputed else ""
        if all(one.denied for one in alike):
            dispute = f"; a source disputes that it takes place, or how.{dispute}"
        else:
            dispute = f".{dispute}"
        if best.state is State.CERTAIN:
            return f"{self._on} {self._gives(alike, 'gave')}, {_FAR}{dispute}"
        confirmed = f"last confirmed {aged(latest, date.fromisoformat(self._asked))}" if latest else "not confirmed"
        ended = f"no document says that this had ended by {self._day}"
        return f"{self._gives(alike, 'gives')}: {confirmed}, and {ended}{dispute}"

    def _leaves_open(self) -> str:
        left = self._bearing("leaves-open")
        verb = "gives" if self._future else "gave"
        return f"Possibly {self._gives(left[:1], verb)} on {self._day}, but {self._why_open(left[0])}."

    def _why_open(self, one: DirectFlow) -> str:
        statuses = [local_name(status) for status in one.hop.evidence_status]
        named = " and ".join(within(self._labels[status]) for status in one.hop.evidence_status)
        if not takes_place(one.hop.evidence_status):
            return f"it is only {named}: no document says that it takes place"
        if not one.within:
            return f"the document speaks of {self._named(one.carries)}, and not of {self._data} alone"
        if statuses and set(statuses) <= {"alleged", "disputed", "implied", "enjoined", "planned", "proposed",
                                           "authorised", "demanded"}:  # fmt: skip
            return f"it is only {named}"
        if one.hop.disputed or one.hop.last_confirmed is not None:
            return "documents differ on whether it was in force then"
        if not (one.hop.valid_from or one.hop.valid_until or one.hop.attested_on):
            return "no document dates it"
        if one.hop.valid_until and not (one.hop.valid_from or one.hop.attested_on):
            ends = " or ".join(one.hop.valid_until)
            if any(self._asked.startswith(end) for end in one.hop.valid_until):
                return f"documents place its end in {ends}, and do not say on which day"
            return f"documents give its end, {ends}, and no day by which it had begun"
        return "no document confirms it by that day"

    def _over(self) -> str:
        over = [one for one in self._bearing("ended") if one.covers] or self._bearing("ended")
        ends = " and ".join(dict.fromkeys(" or ".join(one.hop.valid_until) for one in over))
        what = self._named(c for one in over for c in one.carries)
        return f"The passing of {what} {self._between_ends(over)} ended {ends}, {_FAR}."

    def _over_in_part(self) -> str:
        over = self._bearing("ended")
        ends = " and ".join(dict.fromkeys(" or ".join(one.hop.valid_until) for one in over))
        rest = "of other data" if self._question["carrying"] is None else f"of other {self._data}"
        what = self._named(c for one in over for c in one.carries)
        if self._question["carrying"] is not None and not any(one.within for one in over):
            ended = f"{what} {self._between_ends(over)}"
            return f"What documents say ended ({ends}) is {ended}, which is more than {self._data}."
        ended = f"The passing of {what} {self._between_ends(over)} ended {ends}"
        return f"{ended}, and {rest} no document says whether it passes."

    def _later(self) -> str:
        later = self._next()
        start, what = self._started(later), self._named(later.carries)
        passing = f"he passing of {what} {self._between_ends([later])} from {start} on"
        if later.said:
            return f"Documents tell of t{passing}, and are silent on {self._day}."
        return f"T{passing} is only {self._statuses(later)}, and documents are silent on {self._day}."

    def _next(self) -> DirectFlow:
        """The first of those that begin later, of which somebody firmly says so where there is one."""
        return min(self._bearing("later"), key=lambda one: (not one.said, one.hop.valid_from, one.hop.flow))

    @staticmethod
    def _started(one: DirectFlow) -> str:
        return " or ".join(one.hop.valid_from)

    def _statuses(self, one: DirectFlow) -> str:
        return listed([within(self._labels[status]) for status in one.hop.evidence_status], _MOST)

    def _unsaid(self) -> str:
        unsaid = self._bearing("unsaid")
        named = " and ".join(dict.fromkeys(within(self._labels[s]) for one in unsaid for s in one.hop.evidence_status))
        only = f"only {named}" if named else "not dated to that day"
        return f"What documents tell of {self._pair} is {only}, and not in force on {self._day}."

    def _stopped(self) -> str:
        blocks = self._between.standing
        named = listed([self._labels[block.id] for block in blocks], _MOST)
        confirmed = [block.last_confirmed for block in blocks if block.state is not State.CERTAIN]
        known = [one for one in confirmed if one is not None]
        oldest = min(known, key=lambda one: one.order, default=None)
        age = f" (last confirmed {aged(oldest, date.fromisoformat(self._asked))})" if oldest else ""
        noun = "block" if len(blocks) == 1 else "blocks"
        was = "is" if self._future else "was"
        return f"{self._on} every known way of {self._pair} {was} stopped by the {noun} {named}{age}, {_FAR}."

    def _stopped_in_part(self) -> str:
        named = listed([self._labels[block.id] for block in self._between.standing], _MOST)
        were = "are" if self._future else "were"
        return f"{self._on} known ways of {self._pair} {were} stopped, but for a part of such data alone: {named}."

    def _block_age(self, block: StoppingBlock) -> str:
        if block.last_confirmed is None or block.state is State.CERTAIN:
            return ""
        return f" (last confirmed {aged(block.last_confirmed, date.fromisoformat(self._asked))})"

    def _silent(self) -> str:
        gives = f"{self._ends[0]} itself gives {self._data} to {self._ends[1]}"
        return f"No document here shows that {gives}, or excludes it."

    # --- what is forbidden --------------------------------------------------------------------------------------------

    def _forbidden(self) -> str:
        origin, recipient, carrying = (self._question[key] for key in ("from", "to", "carrying"))
        readings = self._question["readings"]
        bars = [
            bar
            for bar in self._between.bars
            if bar.bar.state <= State.PRESUMED
            and whole(bar, str(origin), str(recipient), str(carrying) if carrying else None)
            and (bar.bar.reading is None or (isinstance(readings, list) and bar.bar.reading in readings))
            and bar.bar.id not in self._doubted
        ]
        bars.sort(key=lambda bar: (bar.bar.state, bar.bar.id))
        best = bars[0]
        what = self._named(best.categories) if carrying is None and best.categories else self._data
        more = f" {len(bars) - 1} more {'bar does' if len(bars) == 2 else 'bars do'} too." if len(bars) > 1 else ""
        given = f"{self._ends[0]} to give {what} to {self._ends[1]}"
        read = f" as one reading has it ({self._labels[best.bar.reading]})" if best.bar.reading else ""
        return f"{self._on} {self._law(best)} forbids {given}{read}{self._limits(best)}.{more}"

    def _forbidden_in_part(self) -> str:
        standing = [bar for bar in self._between.bars if bar.bar.state <= State.PRESUMED]
        bar = min(standing, key=lambda bar: (bar.bar.reading is not None, bool(bar.bar.limited_to), bar.bar.id))
        what = self._named(bar.categories) if bar.categories else self._data
        part = f"to give {what} from {self._some(bar.senders)} to {self._some(bar.recipients)}"
        origin, recipient, carrying = (self._question[key] for key in ("from", "to", "carrying"))
        if whole(bar, str(origin), str(recipient), str(carrying) if carrying else None, limited=True):
            return f"{self._on} {self._law(bar)} forbids {self._giving} only{self._limits(bar).removeprefix(',')}."
        forbids = f"{self._law(bar)} forbids only a part of the passing of {self._pair}"
        return f"{self._on} {forbids}: {part}{self._limits(bar)}."

    def _under_a_reading(self) -> str:
        bar = next(bar for bar in self._between.bars if bar.bar.reading and bar.bar.state <= State.PRESUMED)
        reading = self._labels[str(bar.bar.reading)]
        forbids = f"{self._law(bar)} forbids {self._giving} under one reading of it alone"
        return f"{self._on} {forbids}: {reading}{self._limits(bar)}."

    def _may_forbid(self) -> str:
        bar = min(self._between.bars, key=lambda bar: (bool(bar.bar.limited_to), bar.bar.id))
        may = f"{self._law(bar)} may have forbidden {self._giving} on {self._day}{self._limits(bar)}"
        return f"{may}. No document places it in force by then."

    def _may_be_lifted(self) -> str:
        norm = self._norms[0]
        read = self._labels[norm.reading] if norm.reading else ""
        bars = sorted((bar for bar in self._between.bars if bar.bar.id in self._doubted), key=lambda bar: bar.bar.id)
        for bar in bars[:1]:
            unless = f"unless an exception covers it, as one reading has it: {read}"
            return f"{self._on} {self._law(bar)} forbids {self._giving}{self._age(bar.bar)}, {unless}."
        law = self._labels[str(self._question["under"])]
        read = f", as one reading has it ({read})" if read else ""
        return f"An exception of {law} may allow {self._giving} on {self._day}{read}: {self._labels[norm.id]}."

    def _nothing_forbids(self) -> str:
        under = self._question["under"]
        if under is None:
            return (
                f"No bar of this graph forbids {self._ends[0]} to give {self._data} to {self._ends[1]} on {self._day}."
            )
        return f"No bar of {self._labels[str(under)]} in this graph is about {self._pair} on {self._day}."

    def _not_forbidden(self) -> str:
        norm = self._norms[0]
        law = self._labels[str(self._question["under"])]
        if norm.reason == "allowed":
            allows = f"{law} does not forbid {self._giving} but allows or demands it"
            return f"{self._on} {allows}: {self._labels[norm.id]}{self._age(norm)}."
        if norm.reason == "lifted":
            return f"{self._on} an exception of {law} allows {self._giving}: {self._labels[norm.id]}{self._age(norm)}."
        read = f"; it is that of one reading alone ({self._labels[norm.reading]})" if norm.reading else ""
        if norm.valid_until and norm.valid_until[-1] <= self._asked:
            ended = " or ".join(norm.valid_until)
            return f"The bar of {law} that was about {self._pair} had ended by {self._day} ({ended}){read}."
        return f"The bar of {law} on {self._pair} begins {' or '.join(norm.valid_from)}, after {self._day}{read}."

    def _law(self, bar: ForbiddingBar) -> str:
        return listed([self._labels[law] for law in bar.bar.set_by], _MOST) or self._labels[bar.bar.id]

    def _limits(self, bar: ForbiddingBar) -> str:
        limited = listed([within(self._labels[limit]) for limit in bar.bar.limited_to], _MOST)
        said = (f", where it is about {limited}" if limited else "") + self._age(bar.bar)
        if bar.bar.id not in self._excepted:
            return said
        named = listed([self._labels[iri] for iri in self._excepted[bar.bar.id]], _MOST)
        among = f", among them {named}" if named else ""
        return f"{said}; it has exceptions{among}, which nothing here checks"

    def _age(self, norm: TracedBar | LawNorm) -> str:
        confirmed = norm.last_confirmed
        if norm.state is not State.PRESUMED or confirmed is None:
            return ""
        return f" (last confirmed {aged(confirmed, date.fromisoformat(self._asked))})"

    # --- what is known besides ----------------------------------------------------------------------------------------

    def besides(self, says: str, reason: str) -> list[str]:
        """Sentences on what does not decide the claim and must be known with it."""
        found = []
        if says == "must-not-share-with" and (shown := self._bearing("shows")):
            sure = "" if shown[0].hop.state is State.CERTAIN else "presumably "
            found.append(f"All the same, {sure}{self._gives(shown, 'gave')} on that day.")
        elif says != "must-not-share-with" and self._trace.routes and reason != "shows":
            best = self._trace.routes[0]
            what = within(self._labels[best.hops[0].category])
            sure = {State.CERTAIN: "", State.PRESUMED: "presumably "}.get(best.state, "possibly ")
            steps = self._trace.ways[0].steps if self._trace.ways else ()
            however = "Yet" if reason in ("ended", "part-ended") else "By other bodies,"
            if len(steps) == 1:  # what the one itself makes of such data, and gives at once
                however = f"Yet, drawn from {self._data}," if however == "Yet" else f"Drawn from {self._data},"
            by = f", by way of {self._full(steps[0].recipient.body)}" if len(steps) > 1 else ""
            found.append(f"{however} {sure}{what} could get to {self._ends[1]} on that day{by}.")
        if says != "must-not-share-with" and self._between.other_blocks:
            shut = [block for block in self._between.other_blocks if block.state <= State.PRESUMED]
            named = listed([f"{self._labels[block.id]}{self._block_age(block)}" for block in shut], _MOST)
            which = "A block is" if len(shut) == 1 else f"{len(shut)} blocks are"
            found += [f"{which} in force between the two, on a way that no flow here shows: {named}."] if shut else []
        if reason == "ended" and not self._trace.routes:
            found.append("No other way is known, which is not the same as none.")
        if reason in ("ended", "part-ended") and self._bearing("later"):
            later = self._next()
            only = "" if later.said else f", which is only {self._statuses(later)}"
            found.append(f"Documents tell of {self._named(later.carries)} again from {self._started(later)} on{only}.")
        if in_future(self._asked):
            found.append(f"{self._day[0].upper()}{self._day[1:]} lies in the future: this tells what is known today.")
        return found

    # --- parts of sentences -------------------------------------------------------------------------------------------

    def _bearing(self, bears: str) -> list[DirectFlow]:
        return [one for one in self._direct if one.bears == bears]

    def _gives(self, flows: Sequence[DirectFlow], verb: str) -> str:
        """That the one end gave the other the data of some flows; the first tells by and to which part of them."""
        best = flows[0].hop
        by = "" if best.sender == self._question["from"] else f", by {self._short(best.sender)},"
        by = f", as {every(self._labels[best.as_every])}," if best.as_every else by
        what = self._named(c for one in flows for c in one.carries)
        return f"{self._ends[0]}{by} {verb} {what} to {self._ends[1]}{self._part_of_recipient(best.recipient)}"

    def _part_of_recipient(self, recipient: str) -> str:
        return "" if recipient == self._question["to"] else f", at {self._short(recipient)},"

    def _between_ends(self, flows: Sequence[DirectFlow]) -> str:
        best = flows[0].hop
        by = "" if best.sender == self._question["from"] else f", by {self._short(best.sender)},"
        return f"from {self._ends[0]}{by} to {self._ends[1]}{self._part_of_recipient(best.recipient)}"

    def _named(self, categories: Iterable[str]) -> str:
        named = list(dict.fromkeys(within(self._labels[category]) for category in categories))
        return listed(named, _MOST, "kind of data")

    def _some(self, holders: Sequence[str]) -> str:
        return listed([self._full(holder) for holder in holders], _MOST)

    def _short(self, iri: str) -> str:
        return self._acronyms.get(iri) or self._labels[iri]

    def _full(self, iri: str) -> str:
        label, acronym = self._labels[iri], self._acronyms.get(iri)
        return f"{label} ({acronym})" if acronym and acronym != label else label


def listed(names: Sequence[str], most: int, more: str = "") -> str:
    """The first names, and how many more there are, as people list them."""
    shown = list(names[:most])
    left = len(names) - len(shown)
    if left:
        shown.append(f"{left} more {more if left == 1 else more.replace('kind', 'kinds')}".rstrip())
    *first, last = shown or [""]
    return f"{', '.join(first)} and {last}" if first else last
