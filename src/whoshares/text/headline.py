"""The headline of a trace: whether data could get there, as far as documents show, and what to know at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.text import Text

from whoshares.model.plain import plain
from whoshares.model.validity import State
from whoshares.text.words import Words, in_words, last_confirmed, listed, within

if TYPE_CHECKING:
    from whoshares.answers.trace import Trace

_NEAR = 8

_EVER = "at some time"
ANSWERS = {
    State.CERTAIN: ("Yes", "bold green"),
    State.PRESUMED: ("Presumably", "bold cyan"),
    State.POSSIBLE: ("Possibly", "bold yellow"),
}


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
        answer = Text()
        answer.append("None known. ", "bold red")
        day = "at any time" if day == _EVER else day
        answer.append(f"No known route takes {what} from {origin} to {recipient} {day}.\n")
        answer.append(f"{plain(self.trace.explanation or '')}\n")
        trace = self.trace
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
        what, origin, recipient, day = self._asked()
        number = len(self.trace.routes)
        best = self.trace.routes[0]
        answer = Text()
        answer.append(*ANSWERS[best.state])
        answer.append(f": {day}, {what} could get from {origin} to {recipient}, as far as documents show.\n")
        confirmed = last_confirmed(best.state, best.last_confirmed, day_of(self.trace.question))
        foreseen = next((hop for hop in best.hops if not hop.takes_place), None)
        if foreseen:
            which = "a hop of the route" if number == 1 else "a hop of the first route"
            answer.append(f"So far {which} is {self.words.only(foreseen.evidence_status)}.\n", "yellow")
        elif confirmed:
            which = "The route" if number == 1 else "The first route"
            hop = "its oldest hop was" if best.last_confirmed else "a hop of it was"
            answer.append(f"{which} is {best.state.word}: {hop} {confirmed}.\n")
        kinds = dict.fromkeys(hop.as_every for hop in best.hops if hop.as_every)
        if kinds:
            which = "The route" if number == 1 else "The first route"
            every = listed([f"every {within(self.words.label(generic))}" for generic in kinds])
            answer.append(f"{which} rests on what documents say of {every}.\n")
        barred = sum(any(hop.barred_by for hop in route.hops) for route in self.trace.routes)
        if barred:
            shown = "the route" if number == 1 else f"{barred} of these routes"
            answer.append(f"A bar covers a hop of {shown}: a document says that it is not to be passed on so.\n", "red")
        answer.rstrip()
        return answer

    def _asked(self) -> tuple[str, str, str, str]:
        words = self.words
        return words.data, words.asked("from"), words.asked("to"), when(self.trace.question)


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
