"""The headline of a trace: whether data could get there, as far as documents show, and what to know at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.text import Text

from whoshares.model.plain import plain
from whoshares.model.validity import Confirmed, State, aged
from whoshares.model.vocabulary import local_name
from whoshares.text.between import blocks_named, laws, ways_round, would_open
from whoshares.text.words import Words, in_words, last_confirmed, listed, plural, within

if TYPE_CHECKING:
    from whoshares.answers.between import Between, StoppingBlock
    from whoshares.answers.trace import Trace
    from whoshares.answers.traced import TracedRoute

_NEAR = 8

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
        day = "at any time" if day == _EVER else day
        if trace.reason == "blocked" and stopping:
            answer.append("None known that is not stopped", "bold red")
            answer.append(
                f": {blocks_named(self.words, stopping, self._day)}, and no other route is known to take {what} "
            )
            answer.append(f"from {origin} to {recipient} {day}.\n")
        else:
            answer.append("None known. ", "bold red")
            answer.append(f"No known route takes {what} from {origin} to {recipient} {day}.\n")
        if trace.between.without_blocks:
            answer.append(f"{would_open(self.words, trace.between.without_blocks, len(stopping))}\n")
        if trace.reason != "blocked" or not stopping or trace.absence.also or trace.absence.to_itself or trace.stopped:
            answer.append(f"{plain(trace.explanation or '')}\n")
        for heading, holders in (
            (f"From {origin}, such data is known to go, on that day or another, to", trace.absence.known_to),
            (f"To {recipient}, data is known to come, on that day or another, from", trace.absence.known_from),
        ):
            if holders:
                shown = ", ".join(self.words.short(holder) for holder in holders[:_NEAR])
                more = f" and {len(holders) - _NEAR} more" if len(holders) > _NEAR else ""
                answer.append(f"{heading}: {shown}{more}.\n")
        answer.append(f"{self.words.searched}. Not known is not the same as not shared.", "dim")
        return answer

    def answer(self) -> Text:
        """What is said of routes."""
        number = len(self.trace.routes)
        answer = self._laws()
        answer.append_text(verdict(self.words, self.trace))
        answer.append("\n")
        kinds = dict.fromkeys(hop.as_every for hop in self.trace.routes[0].hops if hop.as_every)
        if kinds:
            which = "The route" if number == 1 else "The first route"
            every = listed([f"every {within(self.words.label(generic))}" for generic in kinds])
            answer.append(f"{which} rests on what documents say of {every}.\n")
        barred = sum(any(hop.barred_by for hop in route.hops) for route in self.trace.routes)
        if barred:
            shown = "the route" if number == 1 else f"{'one' if barred == 1 else barred} of these routes"
            answer.append(f"A bar covers a hop of {shown}: a document says that it is not to be passed on so.\n", "red")
        if self._stopping:
            answer.append(f"Other routes are stopped: {blocks_named(self.words, self._stopping, self._day)}.\n")
        tier = self.trace.weakest_tier
        if tier:
            implied = any("implied" in map(local_name, hop.evidence_status) for hop in self.trace.routes[0].hops)
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
    frame, between, routes = trace.frame, trace.between, trace.routes
    origin, recipient = ends or (words.asked("from"), words.asked("to"))
    best = min(routes, key=lambda route: route.state)
    day = day_of(frame.question)
    alike = [best] if best.state is State.POSSIBLE else [route for route in routes if route.state is best.state]
    what = words.data if words.carrying else words.some_data(route.hops[0].category for route in alike)
    could = f": {when(frame.question)}, {what} could get from {origin} to {recipient}"
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
    (first, *before), (last, *age) = (aged(one, date.fromisoformat(day)).split(", ") for one in (known[0], known[-1]))
    dated = "".join([last, *(f", {years}," for years in age)])
    if first != last:
        dated = "".join(["between ", first, *(f", {years}," for years in before if before != age), f" and {dated}"])
    return said.append(f", if what was last confirmed {dated} has not ended.")


def _confirmed(words: Words, routes: Sequence[TracedRoute]) -> list[Confirmed]:
    """When the data of some routes was last confirmed to pass: of each kind that is named, by its latest route."""
    latest: dict[str, Confirmed] = {}
    for route in routes:
        confirmed, kind = route.last_confirmed, "" if words.carrying else route.hops[0].category
        if confirmed is not None:
            latest[kind] = max(confirmed, latest.get(kind, confirmed), key=lambda one: one.order)
    return sorted(latest.values(), key=lambda one: one.order)


def _conditions(words: Words, between: Between, route: TracedRoute) -> str:
    """What would have to hold for a route that is only possible."""
    found = list(
        dict.fromkeys(one for place in range(len(route.hops)) for one in _of_hop(words, between, route, place))
    )
    more = len(found) - _CONDITIONS
    also = [f"{more} more such {plural(more, 'thing')} held"] if more > 0 else []
    return ", and if ".join([*found[:_CONDITIONS], *also])


def _of_hop(words: Words, between: Between, route: TracedRoute, place: int) -> Iterator[str]:
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


def when(question: Mapping[str, object]) -> str:
    """The time of a question: on a day, between two, or ever."""
    between = question["between"]
    if not isinstance(between, list):
        return f"on {in_words(str(question['asOf']))}"
    if between == [None, None]:
        return _EVER
    return f"between {in_words(between[0])} and {in_words(between[1])}"


def day_of(question: Mapping[str, object]) -> str | None:
    """The one day of a question; none of a journey, whose hops have each their own."""
    return None if question.get("between") else str(question["asOf"])
