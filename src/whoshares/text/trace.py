"""A trace as a person reads it: the answer, the routes at a glance, then each route hop by hop."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.model.labels import within
from whoshares.model.validity import State
from whoshares.text.between import goes_round
from whoshares.text.headline import day_of, headline
from whoshares.text.of_named import known_ways, ways_of
from whoshares.text.sources import in_short
from whoshares.text.ways import MOST, Ways, counted
from whoshares.text.words import Words, certainty, citation, in_force, last_confirmed, plural

if TYPE_CHECKING:
    from whoshares.answers.caption import Caption
    from whoshares.answers.trace import Trace
    from whoshares.answers.traced import TracedBar, TracedHop, TracedRoute

CAUTION = "Routes are possibilities that documents show, not proof that a given record travelled."
_MOST_OF_SOME = 2


def render_trace(trace: Trace) -> Group:
    """The whole answer. A hop's evidence is printed where the hop first stands; later routes point back to it."""
    return Group(*_Page(trace).parts())  # type: ignore[arg-type]


def render_routes(caption: Caption, routes: Sequence[TracedRoute]) -> Group:
    """Routes alone: at a glance, then hop by hop."""
    page = Routes(caption, routes, Words(caption))
    return Group(page.overview(), *page.parts())  # type: ignore[arg-type]


class _Page:
    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.words = Words(trace.caption)

    def parts(self) -> list[object]:
        trace, words = self.trace, self.words
        parts: list[object] = [headline(trace, words)]
        if trace.routes:
            parts += self._with_routes()
        parts += known_ways(trace, words)
        parts += of_some(trace, words)
        return [*parts, *words.abbreviations()]

    def _with_routes(self) -> list[object]:
        trace, full = self.trace, self.trace.caption.full
        ways = Ways(self.words, trace.ways, trace.routes, day_of(trace.question))
        parts: list[object] = [Text(), Text(counted(trace.ways, at_least=trace.truncated), "bold")]
        parts += ways.overview(len(trace.ways) if full else MOST)
        if full:
            routes = Routes(trace.caption, trace.routes, self.words)
            number = len(trace.routes)
            parts += [Text(f"\nThe {number} {plural(number, 'route')}", "bold"), routes.overview(), *routes.parts()]
        else:
            parts += [Text(), *ways.best()]
        parts.append(Text())
        if trace.truncated:
            parts.append(Text(more(trace), "yellow"))
        hint = "" if full else f" {MORE}"
        parts.append(
            Text(f"{self.words.searched}. {CAUTION} {ways.meanings(*ways_of(trace, self.words))}{hint}", "dim")
        )
        return parts


def of_some(trace: Trace, words: Words) -> list[object]:
    """What documents say of bodies such as the origin, though not of each; nothing where they are silent."""
    if not trace.of_some:
        return []
    lines = ["\nWhat documents say of such bodies, though not of each. It is no route of this one:"]
    shown = trace.of_some if trace.caption.full else trace.of_some[:_MOST_OF_SOME]
    for said in shown:
        data = ", ".join(within(words.label(category)) for category in said.carries)
        lines.append(f"  {words.label(said.body)} → {words.short(said.recipient)}: {data}")
    if left := len(trace.of_some) - len(shown):
        lines.append(f"  and {left} more: “--full” lists all.")
    return [Text("\n".join(lines))]


MORE = "“--full” prints every route hop by hop, with all documents."


def more(trace: Trace) -> str:
    """What is said of an answer that has not all routes."""
    if trace.stopped:
        return "The search stopped at its work limit: there may be more. Narrow it: --max-hops, --via, --avoid."
    number = len(trace.routes)
    these = "this" if number == 1 else f"these {number}"
    return f"There are more routes than {these}, and there may be more ways: “--limit” shows more of them."


class Routes:
    """Routes in the caption of an answer."""

    def __init__(self, caption: Caption, routes: Sequence[TracedRoute], words: Words) -> None:
        self._routes = routes
        self._journey = bool(caption.question.get("between"))
        self._day = day_of(caption.question)
        self.words = words
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
        return f" ({self.words.as_every(hop.as_every)})" if hop.as_every else ""

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
        if said := goes_round(self.words, route):
            heading.append(f" · {said}", "red")
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
            grid.add_row("said of", f"{self.words.every(hop.as_every)}; {body} is taken as one")
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
            grid.add_row("note", Text(self.words.said(note), "dim"))
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
            said.append(f"; not where: {self.words.said(exception)}")
        return said.append(" · ").append_text(in_short(bar.sources)) if bar.sources else said


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
