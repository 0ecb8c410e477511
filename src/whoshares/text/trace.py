"""A trace as a person reads it: the answer, the routes at a glance, then each route hop by hop."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.model.plain import plain
from whoshares.model.validity import State
from whoshares.model.vocabulary import local_name
from whoshares.text.sources import in_short
from whoshares.text.words import Words, certainty, citation, in_force, in_words, last_confirmed, plural, within

if TYPE_CHECKING:
    from whoshares.answers.frame import Frame
    from whoshares.answers.trace import Trace
    from whoshares.answers.traced import TracedBar, TracedHop, TracedRoute

_NEAR = 8

_EVER = "at some time"
_CAUTION = (
    "Routes are possibilities that documents show, not proof that a given record travelled. "
    "“Certain”: they place every hop in force on the day. “Presumed”: they place every hop in force on that day or "
    "before, and nothing says that one has ended. “Possible”: of some hop they say neither."
)
ANSWERS = {
    State.CERTAIN: ("Yes", "bold green"),
    State.PRESUMED: ("Presumably", "bold cyan"),
    State.POSSIBLE: ("Possibly", "bold yellow"),
}


def render_trace(trace: Trace) -> Group:
    """The whole answer. A hop's evidence is printed where the hop first stands; later routes point back to it."""
    return Group(*_Page(trace).parts())  # type: ignore[arg-type]


def render_routes(frame: Frame, routes: Sequence[TracedRoute]) -> Group:
    """Routes alone: at a glance, then hop by hop."""
    page = Routes(frame, routes)
    return Group(page.overview(), *page.parts())  # type: ignore[arg-type]


class _Page:
    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.words = Words(trace.frame)

    def parts(self) -> list[object]:
        trace = self.trace
        if not trace.routes:
            return [self._none_known()]
        routes = Routes(trace.frame, trace.routes)
        parts: list[object] = [self._answer(), Text(), routes.overview(), *routes.parts(), Text()]
        if trace.truncated:
            parts.append(Text(self._more(), "yellow"))
        parts.append(Text(_CAUTION, "dim"))
        return parts

    def _none_known(self) -> Text:
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

    def _answer(self) -> Text:
        what, origin, recipient, day = self._asked()
        number = len(self.trace.routes)
        best = self.trace.routes[0]
        answer = Text()
        answer.append(*ANSWERS[best.state])
        answer.append(f": {day}, {what} could get from {origin} to {recipient}, as far as documents show.\n")
        confirmed = last_confirmed(best.state, best.last_confirmed, _day(self.trace.question))
        foreseen = next((hop for hop in best.hops if not hop.takes_place), None)
        if foreseen:
            which = "a hop of the route" if number == 1 else "a hop of the first route"
            answer.append(f"So far {which} is {self.words.only(foreseen.evidence_status)}.\n", "yellow")
        elif confirmed:
            which = "The route" if number == 1 else "The first route"
            hop = "its oldest hop was" if best.last_confirmed else "a hop of it was"
            answer.append(f"{which} is {best.state.word}: {hop} {confirmed}.\n")
        tier = self.trace.weakest_tier
        if tier:
            answer.append("The first route rests, at its weakest hop, on a source of the tier ")
            answer.append(tier, "magenta")
            implied = any("implied" in map(local_name, hop.evidence_status) for hop in self.trace.routes[0].hops)
            answer.append("; a hop of it is only implied there.\n" if implied else ".\n")
        barred = sum(any(hop.barred_by for hop in route.hops) for route in self.trace.routes)
        if barred:
            shown = "the route" if number == 1 else f"{barred} of these routes"
            answer.append(f"A bar covers a hop of {shown}: a document says that it is not to be passed on so.\n", "red")
        counts = ((sum(route.state is state for route in self.trace.routes), state.word) for state in State)
        *more, last = [f"{n} {kind}" for n, kind in counts if n]
        kinds = f"{', '.join(more)} and {last}" if more else last
        answer.append(
            f"{'The first ' if self.trace.truncated and number > 1 else ''}{kinds} {plural(number, 'route')}. "
        )
        answer.append(f"{self.words.searched}.", "dim")
        return answer

    def _asked(self) -> tuple[str, str, str, str]:
        words = self.words
        return words.data, words.asked("from"), words.asked("to"), when(self.trace.question)

    def _more(self) -> str:
        if self.trace.stopped:
            return "The search stopped at its work limit: there may be more. Narrow it: --max-hops, --via, --avoid."
        number = len(self.trace.routes)
        these = "this" if number == 1 else f"these {number}"
        return f"There are more routes than {these}: “--limit” shows more of them."


class Routes:
    """Routes in the frame of an answer."""

    def __init__(self, frame: Frame, routes: Sequence[TracedRoute]) -> None:
        self._routes = routes
        self._journey = bool(frame.question.get("between"))
        self._day = _day(frame.question)
        self.words = Words(frame)
        self._printed: dict[TracedHop, tuple[int, int]] = {}

    def parts(self, ranks: Collection[int] | None = None) -> list[object]:
        """Each route, or those of some ranks, hop by hop."""
        parts: list[object] = []
        for rank, route in self._ranked(ranks):
            parts += [Text(), self._heading(rank, route)]
            parts += [self._hop(rank, place, hop) for place, hop in enumerate(route.hops, 1)]
        return parts

    def overview(self, ranks: Collection[int] | None = None) -> Table:
        """One line a route, or for those of some ranks."""
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(justify="right", style="bold")
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        for rank, route in self._ranked(ranks):
            line = Text(self.words.short(route.hops[0].sender))
            if route.hops[0].as_every_at == "sender":
                line.append(self._as_every(route.hops[0]), "dim")
            held = None
            for place, hop in enumerate(route.hops):
                if place and route.hops[place - 1].recipient != hop.sender:
                    line.append(f" ({self.words.short(hop.sender)})", "dim")
                if place and hop.as_every_at == "sender":
                    line.append(self._as_every(hop), "dim")
                if hop.category != held:
                    line.append(f" —{within(self.words.label(hop.category))}", "cyan")
                    held = hop.category
                line.append(" → ", "cyan")
                line.append(self.words.short(hop.recipient))
                if hop.as_every_at == "recipient":
                    line.append(self._as_every(hop), "dim")
            confirmed = last_confirmed(route.state, route.last_confirmed, self._day)
            line.append(f" · {confirmed}" if confirmed else "", "dim")
            table.add_row(f"{rank}.", certainty(route.state), line)
        return table

    def _as_every(self, hop: TracedHop) -> str:
        """That what is said of every body of a kind is said of a named one."""
        return f" (as every {within(self.words.label(hop.as_every))})" if hop.as_every else ""

    def _ranked(self, ranks: Collection[int] | None) -> list[tuple[int, TracedRoute]]:
        return [one for one in enumerate(self._routes, 1) if ranks is None or one[0] in ranks]

    # --- routes -----------------------------------------------------------------------------------------------------

    def _heading(self, rank: int, route: TracedRoute) -> Text:
        number = len(route.hops)
        heading = Text.assemble(
            (f"Route {rank}", "bold"), " · ", certainty(route.state), f" · {number} {plural(number, 'hop')}"
        )
        confirmed = last_confirmed(route.state, route.last_confirmed, self._day)
        heading.append(f" · {confirmed}" if confirmed else "")
        if any(hop.barred_by for hop in route.hops):
            heading.append(" · a hop is barred", "red")
        if route.disputed:
            heading.append(" · rests on a disputed hop", "yellow")
        if number > 1:
            heading.append(f" · weakest: hop {route.weakest + 1}", "dim")
        return heading

    def _hop(self, rank: int, place: int, hop: TracedHop) -> Padding:
        title = Text.assemble(
            (f"{place}. ", "bold"), (f"{self.words.full(hop.sender)} → {self.words.full(hop.recipient)}", "bold cyan")
        )
        if hop in self._printed:
            route, earlier = self._printed[hop]
            title.append(f"  {within(self.words.label(hop.category))}; as route {route}, hop {earlier}", "dim")
            return Padding(title, (0, 0, 0, 2))
        self._printed[hop] = (rank, place)
        return Padding(Group(title, Padding(self._details(hop), (0, 0, 0, 3))), (0, 0, 0, 2))

    def _details(self, hop: TracedHop) -> Table:
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style="dim", min_width=9, no_wrap=True)
        grid.add_column(ratio=1)
        if self._journey:
            day = f"{hop.day}, the earliest that fits" if hop.day else "open: no source says when it began"
            grid.add_row("day", day)
        if not hop.exact:
            grid.add_row("joined", Text("assumed: the sources name this body at different levels", "yellow"))
        if hop.as_every:
            body = self.words.full(hop.sender if hop.as_every_at == "sender" else hop.recipient)
            grid.add_row("said of", f"every body that is meant by “{self.words.label(hop.as_every)}”; {body} is one")
        for block in hop.blocks:
            confirmed = last_confirmed(block.state, block.last_confirmed, hop.day)
            said = f" ({confirmed})" if block.last_confirmed else ""
            grid.add_row("blocked?", f"{self.words.label(block.id)} may have stood in the way{said}")
        for transformation in hop.transformations:
            join = "" if transformation.exact else " (assumed to take place where the data is)"
            join += "" if transformation.takes_place else f" ({self.words.only(transformation.evidence_status)})"
            grid.add_row(
                "becomes",
                Text.assemble(
                    self.words.label(transformation.id), (join, "yellow"), " · ", in_short(transformation.sources)
                ),
            )
        how = f" ({self.words.listed(hop.mode).lower()})" if hop.mode else ""
        grid.add_row("carries", Text.assemble((self.words.label(hop.category), "bold"), how))
        if hop.via:
            grid.add_row("through", self.words.listed(hop.via))
        grid.add_row("under", self.words.listed(hop.program) or Text("no program named", "dim"))
        if hop.program_not_in_force:
            grid.add_row("", Text(f"not in force on that day: {self.words.listed(hop.program_not_in_force)}", "yellow"))
        grid.add_row("authority", self.words.listed(hop.authority) or Text("none named in the sources", "dim"))
        if hop.authority_not_in_force:
            grid.add_row("", Text(f"not in force on that day: {self.words.listed(hop.authority_not_in_force)}", "dim"))
        if hop.controlled_by:
            grid.add_row("control", self.words.listed(hop.controlled_by))
        for bar in hop.bars:
            grid.add_row("lifted bar" if bar.lifted_by else "barred by", self._bar(bar, hop.day))
        grid.add_row("in force", _in_force(hop))
        if not hop.takes_place:
            grid.add_row("status", Text(self.words.only(hop.evidence_status), "yellow"))
        elif hop.evidence_status:
            grid.add_row("status", self.words.listed(hop.evidence_status).lower())
        for number, source in enumerate(hop.sources):
            grid.add_row("" if number else "says who", citation(source))
        for note in hop.notes:
            grid.add_row("note", Text(plain(note), "dim"))
        if not hop.sources:
            grid.add_row("says who", Text("no source is named in this graph", "yellow"))
        return grid

    def _bar(self, bar: TracedBar, day: str | None) -> Text:
        """A bar: its instrument, how sure it is, what it is limited to, and what could except the hop from it."""
        said = Text.assemble((self.words.listed(bar.set_by) or self.words.label(bar.id), "red"))
        said.append(f" ({self.words.label(bar.id)})" if bar.set_by else "")
        if bar.state is not State.CERTAIN:
            said.append(f"; {in_force(bar.state, bar.last_confirmed, day)}", "yellow")
        if bar.reading:
            said.append(f"; only under the reading: {self.words.label(bar.reading)}", "yellow")
        if bar.limited_to:
            said.append(f"; limited to {self.words.listed(bar.limited_to).lower()}")
        if bar.lifted_by:
            said.append(f"; lifted by {self.words.listed(bar.lifted_by)}", "green")
        for exception in bar.exceptions:
            said.append(f"; not where: {plain(exception)}")
        return said.append(" · ").append_text(in_short(bar.sources)) if bar.sources else said


def when(question: Mapping[str, object]) -> str:
    """The time of a question: on a day, between two, or ever."""
    between = question["between"]
    if not isinstance(between, list):
        return f"on {in_words(str(question['asOf']))}"
    if between == [None, None]:
        return _EVER
    return f"between {in_words(between[0])} and {in_words(between[1])}"


def _day(question: Mapping[str, object]) -> str | None:
    """The one day of a question; none of a journey, whose hops have each their own."""
    return None if question.get("between") else str(question["asOf"])


def _in_force(hop: TracedHop) -> Text:
    said = [f"since {' or '.join(hop.valid_from)}" if hop.valid_from else "start not stated"]
    if hop.valid_until:
        said.append(f"until {' or '.join(hop.valid_until)}")
    if hop.attested_on:
        described = "described as in force" if hop.takes_place else "spoken of"
        said.append(f"{described} on {', '.join(hop.attested_on)}")
    if hop.disputed:
        said.append("sources differ on the dates")
    if confirmed := last_confirmed(hop.state, hop.last_confirmed, hop.day):
        said.insert(0, confirmed)
    return Text.assemble(certainty(hop.state), f" on that day: {'; '.join(said)}")
