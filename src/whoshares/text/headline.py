"""The headline of a trace: whether data could get there, as far as documents show, and what to know at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rich.text import Text

from whoshares.model.dates import in_words
from whoshares.model.plain import plain
from whoshares.model.validity import Confirmed, State, aged
from whoshares.text.between import blocks_named, laws, shut, ways_round, would_open
from whoshares.text.words import Words, last_confirmed, listed, plural, set_apart, the_day

if TYPE_CHECKING:
    from whoshares.answers.between import Between, StoppingBlock
    from whoshares.answers.exposure import ExposedBody
    from whoshares.answers.of_named import OfNamed
    from whoshares.answers.trace import Trace
    from whoshares.answers.traced import TracedRoute

_NEAR = 8
_FIRST = 3
"""How many named bodies of a kind the headline names."""

_EVER = "at some time"
ANSWERS = {
    State.CERTAIN: ("Yes", "bold green"),
    State.PRESUMED: ("Presumably", "bold cyan"),
    State.POSSIBLE: ("Possibly", "bold yellow"),
}


_RESTS_ON = {
    "primary": "a primary document",
    "research": "research",
    "news": "news reports",
    "vendor": "what a vendor says",
    "summary": "a summary of other documents",
    "lead": "a lead for which nobody answers",
}
_ONE = {
    "primary": "one primary document",
    "research": "one research document",
    "news": "one news report",
    "vendor": "one document of a vendor",
    "summary": "one summary",
    "lead": "one lead",
    None: "one document",
}
_CONDITIONS = 2


def headline(trace: Trace, words: Words) -> Text:
    """The first paragraph of an answer, with routes or without."""
    said = _Headline(trace, words)
    return said.answer() if trace.routes else said.none_known()


class _Headline:
    def __init__(self, trace: Trace, words: Words) -> None:
        self.trace = trace
        self.words = words

    def none_known(self) -> Text:
        """What is said where no route is known."""
        what, origin, recipient, day = self._asked()
        trace, stopping = self.trace, self._stopping
        answer = self._laws()
        if trace.of_named and trace.of_named.routes:
            answer.append_text(self._of_some_of_them(trace.of_named))
            return answer.append(f"\n{self.words.searched}. Not known is not the same as not shared.", "dim")
        day = "at any time" if day == _EVER else day
        if trace.reason == "blocked" and stopping:
            answer.append("None known that is not stopped", "bold red")
            answer.append(
                f": {blocks_named(self.words, stopping, self._day)}, and no other route is known to take {what} "
            )
            answer.append(f"from {origin} to {recipient} {day}.\n")
        elif trace.question["from"] == trace.question["to"]:
            answer.append("None known. ", "bold red")
            answer.append(
                f"Both ends are {origin}: no known route takes {what} from one part of it to another {day}. Whose data "
                "reaches it, or whom its data reaches, “whoshares exposure” tells.\n"
            )
        else:
            answer.append("None known. ", "bold red")
            answer.append(f"No known route takes {what} from {origin} to {recipient} {day}.\n")
        if said := shut(self.words, trace.between, self._day):
            answer.append(f"{said}\n", "yellow")
        if trace.between.without_blocks:
            answer.append(f"{would_open(self.words, trace.between.without_blocks, len(stopping))}\n")
        if trace.reason != "blocked" or not stopping or trace.absence.also or trace.absence.to_itself or trace.stopped:
            answer.append(f"{plain(trace.explanation or '')}\n")
        for line in self._beside(day):
            answer.append(f"{line}\n")
        known_to, known_from = trace.absence.known_to, trace.absence.known_from
        if known_to:
            left = len(known_to) - _NEAR
            names = [set_apart(self.words.short(holder)) for holder in known_to[:_NEAR]]
            shown = listed([*names, f"{left} more"] if left > 0 else names)
            answer.append(f"From {origin}, such data is known to go, on that day or another, to: {shown}.\n")
        else:
            answer.append(f"No flow of such data from {origin} to anybody else is in this graph, on any day.\n")
        if known_from:
            few = [set_apart(self.words.short(holder)) for holder in known_from] if len(known_from) <= _NEAR else []
            shown = f": {listed(few)}" if few else f" {len(known_from):,} others directly"
            answer.append(f"To {recipient}, data is known to come, on that day or another, from{shown}.\n")
        else:
            answer.append(f"No flow to {recipient} from anybody else is in this graph, on any day.\n")
        answer.append(f"{self.words.searched}. Not known is not the same as not shared.", "dim")
        return answer

    def _beside(self, day: str) -> Iterator[str]:
        """What is known to or from what an end is part of, and the other way round, in sentences."""
        words, beside = self.words, self.trace.nearby
        origin, recipient = (words.short(str(self.trace.question[key])) for key in ("from", "to"))
        for whole, state in beside.to_whole:
            yield (
                f"To {words.full(whole)} itself, of which {recipient} is part, {_known(state, day)}; whether it goes "
                f"on to {recipient}, no document here says."
            )
        for whole, state in beside.from_whole:
            yield (
                f"From {words.full(whole)} itself, of which {origin} is part, {_known(state, day)}; whether this is "
                f"data of {origin}, no document here says."
            )
        if beside.other_way_round is not None:
            yield f"The other way round, from {recipient} to {origin}, {_known(beside.other_way_round, day)}."

    def _of_some_of_them(self, known: OfNamed) -> Text:
        """That nothing is known of every body of a kind, and what is of some that documents name."""
        words, trace = self.words, self.trace
        of = listed([words.every(generic) for generic in known.generic])
        said = verdict(
            words,
            replace(trace, routes=known.routes, between=known.between),
            (self._named(known, 0, "from"), self._named(known, 1, "to")),
        )
        sure, style = ANSWERS[min(route.state for route in known.routes)]
        return Text.assemble(
            ("None known", "bold red"), f" of {of}; of some of them, ", (sure.lower(), style), said[len(sure) :]
        )

    def _named(self, known: OfNamed, end: int, key: str) -> str:
        """Who stands at an end of some pairs: the body asked about, or the first of them by name."""
        asked = str(self.trace.question[key])
        names = list(dict.fromkeys(self.words.short(pair[end]) for pair in known.pairs if pair[end] != asked))
        left = len(names) - _FIRST
        shown = [*names[:_FIRST], *([f"{left} {plural(left, 'other')}"] if left > 0 else [])]
        comma = "; " if any("," in name for name in shown) else ", "
        return f"{comma.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else (shown or [self.words.full(asked)])[0]

    def answer(self) -> Text:
        """What is said of routes."""
        number = len(self.trace.routes)
        answer = self._laws()
        answer.append_text(verdict(self.words, self.trace))
        answer.append("\n")
        kinds = dict.fromkeys(hop.as_every for hop in self.trace.routes[0].hops if hop.as_every)
        if kinds:
            which = "The route" if number == 1 else "The first route"
            every = listed([self.words.every(generic) for generic in kinds])
            answer.append(f"{which} rests on what documents say of {every}.\n")
        barred = sum(
            any(hop.barred_by for rank in way.routes for hop in self.trace.routes[rank - 1].hops)
            for way in self.trace.ways
        )
        if barred:
            ways = len(self.trace.ways)
            some = f"Each of the {ways} ways" if barred == ways else f"{barred} of {ways} ways"
            which = "The way" if ways == 1 else some
            uses = "use" if 1 < barred < ways else "uses"
            answer.append(f"{which} {uses} a hop that a law or agreement forbids.\n", "red")
        if self._stopping:
            answer.append(f"Other routes are stopped: {blocks_named(self.words, self._stopping, self._day)}.\n")
        tier = self.trace.weakest_tier
        if tier:
            implied = any(hop.implied for hop in self.trace.routes[0].hops)
            whose = "Its" if number == 1 else "The first way's"
            answer.append(f"{whose} weakest hop rests on {_RESTS_ON[tier]}")
            answer.append("; a hop is only implied." if implied else ".")
        answer.rstrip()
        return answer

    def _laws(self) -> Text:
        """What forbids it, and how many ways go round that."""
        said = laws(self.words, self.trace.between)
        if not said:
            return Text()
        return Text.assemble((said, "red"), f" {ways}" if (ways := ways_round(self.trace)) else "", "\n")

    @property
    def _stopping(self) -> list[StoppingBlock]:
        """The blocks that stop routes, and do not only perhaps."""
        return [block for block in self.trace.between.blocks if block.state <= State.PRESUMED]

    @property
    def _day(self) -> str | None:
        return day_of(self.trace.question)

    def _asked(self) -> tuple[str, str, str, str]:
        words = self.words
        return words.data, words.asked("from"), words.asked("to"), when(self.trace.question)


def verdict(words: Words, trace: Trace, ends: tuple[str, str] | None = None) -> Text:
    """Whether data could get there, by the surest of the routes: true by itself. `ends` are the two in words."""
    caption, between, routes = trace.caption, trace.between, trace.routes
    own = (f"one part of {words.asked('from')}", "another") if words.question["from"] == words.question["to"] else None
    origin, recipient = ends or own or (words.asked("from"), words.asked("to"))
    best = min(routes, key=lambda route: route.state)
    day = day_of(caption.question)
    alike = [best] if best.state is State.POSSIBLE else [route for route in routes if route.state is best.state]
    what = words.data if words.carrying else words.some_data(route.hops[0].category for route in alike)
    could = f"{_as_implied(alike)}: {when(caption.question)}, {what} could get from {origin} to {recipient}"
    said = Text.assemble(ANSWERS[best.state], could)
    if best.state is State.CERTAIN:
        return said.append(", as far as documents show.")
    if best.state is State.POSSIBLE:
        said.append(f", if {_conditions(words, between, best)}.")
        confirmed = last_confirmed(best.state, best.last_confirmed, day) if best.last_confirmed else ""
        return said.append(f" Its oldest hop was {confirmed}." if confirmed else "")
    known = _confirmed(words, alike)
    if day is None or not known:
        return said.append(", if nothing that documents show had ended before.")
    return said.append(f", if what was last confirmed {from_to(known[0], known[-1], day)} has not ended.")


def from_to(oldest: Confirmed, latest: Confirmed, day: str) -> str:
    """When the oldest and the latest of some things was last confirmed, each with its age, within a sentence."""
    (first, *before), (last, *age) = (aged(one, date.fromisoformat(day)).split(", ") for one in (oldest, latest))
    dated = "".join([last, *(f", {years}," for years in age)])
    if first == last:
        return dated
    return "".join(["between ", first, *(f", {years}," for years in before if before != age), f" and {dated}"])


def _confirmed(words: Words, routes: Sequence[TracedRoute]) -> list[Confirmed]:
    """When the data of some routes was last confirmed to pass: of each kind that is named, by its latest route."""
    latest: dict[str, Confirmed] = {}
    for route in routes:
        confirmed, kind = route.last_confirmed, "" if words.carrying else route.hops[0].category
        if confirmed is not None:
            latest[kind] = max(confirmed, latest.get(kind, confirmed), key=lambda one: one.order)
    return sorted(latest.values(), key=lambda one: one.order)


def _as_implied(routes: Sequence[TracedRoute]) -> str:
    """Of the surest routes, that what sources say carries none of them, but only what they imply."""
    if not all(any(hop.implied for hop in route.hops) for route in routes):
        return ""
    sources = {source.id: source.tier for hop in routes[0].hops for source in hop.implied}
    if len(sources) > 1:
        return ", by what documents imply and none says"
    return f", as {_ONE[next(iter(sources.values()))]} implies"


def implied_bodies(bodies: Sequence[ExposedBody]) -> str:
    """How many of the bodies of an exposure are known only by what documents imply, in a sentence; else nothing."""
    number = sum(body.best.implied for body in bodies)
    if not number:
        return ""
    of = "It is" if len(bodies) == 1 else f"{'All' if number == len(bodies) else number} of them are"
    of = "One of them is" if number == 1 < len(bodies) else of
    return f" {of} known only by a hop that documents imply and none says."


def _conditions(words: Words, between: Between, route: TracedRoute) -> str:
    """What would have to hold for a route that is only possible."""
    found = list(
        dict.fromkeys(
            one for place in range(len(route.hops)) for one in conditions_of_hop(words, between, route, place)
        )
    )
    more = len(found) - _CONDITIONS
    also = [f"{more} more such {plural(more, 'thing')} held"] if more > 0 else []
    return ", and if ".join([*found[:_CONDITIONS], *also])


def conditions_of_hop(words: Words, between: Between, route: TracedRoute, place: int) -> Iterator[str]:
    """What would have to hold for a hop that is only possible, and which no document says."""
    hop = route.hops[place]
    if not hop.exact:
        before = words.short(route.hops[place - 1].recipient)
        yield f"what {before} gets can leave from {words.short(hop.sender)}, which no document says"
    known = {block.id: block for block in between.blocks}
    for block in hop.blocks:
        dates = known[block.id].attested_on if block.id in known else ()
        later = f" (known from {min(dates)})" if dates and block.last_confirmed is None else ""
        yield f"no block stood in the way: {words.label(block.id)}{later} may have"
    for change in hop.transformations:
        if not change.exact:
            at = words.short(route.hops[place - 1].recipient if place else hop.sender)
            yield f"{words.label(change.id)} takes place where {at} has the data, which no document says"
        if not change.takes_place:
            yield f"{words.label(change.id)} takes place, which is {words.only(change.evidence_status)}"
        elif change.state is State.POSSIBLE:
            yield f"{words.label(change.id)} took place then, which no document dates"
    flow = f"the flow from {words.short(hop.sender)} to {words.short(hop.recipient)}"
    if not hop.takes_place:
        yield f"{flow} takes place, which is {words.only(hop.evidence_status)}"
    elif hop.flow_state is State.POSSIBLE:
        if not (hop.valid_from or hop.valid_until or hop.attested_on):
            yield f"{flow} was in force then, which no document dates"
        elif hop.disputed or hop.last_confirmed is not None:
            yield f"{flow} was in force then, on which documents differ"
        else:
            yield f"{flow} was in force then, which no document confirms by that day"


def _known(state: State, day: str) -> str:
    """That a route is known, and how sure it is; where it is impossible, that none stands then."""
    if state is State.IMPOSSIBLE:
        return f"routes are known, but none that stands {day}"
    return f"a route is {'known' if state is State.CERTAIN else state.word} {day}"


def when(question: Mapping[str, object]) -> str:
    """The time of a question: on a day, between two, or ever."""
    between = question["between"]
    if not isinstance(between, list):
        return f"on {the_day(str(question['asOf']))}"
    if between == [None, None]:
        return _EVER
    return f"between {in_words(between[0])} and {the_day(between[1])}"


def day_of(question: Mapping[str, object]) -> str | None:
    """The one day of a question; none of a journey, whose hops have each their own."""
    return None if question.get("between") else str(question["asOf"])
