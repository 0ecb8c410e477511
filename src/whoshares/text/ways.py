"""Ways as a person reads them: one line a way with the parts folded in, and the best of them hop by hop in short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.model.labels import within
from whoshares.model.validity import State
from whoshares.text.between import goes_round
from whoshares.text.words import Words, certainty, in_a_line, in_force, last_confirmed, listed, plural, set_apart

if TYPE_CHECKING:
    from whoshares.answers.traced import TracedBar, TracedHop, TracedRoute
    from whoshares.answers.ways import Place, Way

MOST = 12
"""How many ways are listed in short."""
_MOST_PARTS = 6

_MEANINGS = {
    State.CERTAIN: "“Certain”: documents place every hop in force on the day.",
    State.PRESUMED: (
        "“Presumed”: documents place every hop in force on the day or before, and nothing says that one has ended."
    ),
    State.POSSIBLE: (
        "“Possible”: documents leave open whether some hop was in force by the day, or whether two names mean one body."
    ),
}


class Ways:
    """The ways of an answer, and its routes, on a day (of a journey: on none)."""

    def __init__(self, words: Words, ways: Sequence[Way], routes: Sequence[TracedRoute], day: str | None) -> None:
        self._words = words
        self._ways = ways
        self._routes = routes
        self._day = day

    def overview(self, most: int = MOST) -> list[object]:
        """One line a way, then the parts of their bodies; `most` are listed."""
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(justify="right", style="bold")
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        shown = self._ways[:most]
        for number, way in enumerate(shown, 1):
            table.add_row(f"{number}.", certainty(way.state), self.line(way))
        parts: list[object] = [table]
        if more := len(self._ways) - len(shown):
            parts.append(Text(f"    … and {more} more {plural(more, 'way')}: “--full” lists all.", "dim"))
        return [*parts, *self.folded(shown)]

    def line(self, way: Way) -> Text:
        """A way in a line: from body to body with the data, how many routes it is, and when it was last confirmed."""
        first = way.steps[0]
        line = Text(self._place(first.sender))
        held = None
        for place, step in enumerate(way.steps):
            if place and way.steps[place - 1].recipient.body != step.sender.body:
                line.append(f" ({self._place(step.sender)})", "dim")
            if step.category != held:
                line.append(f" —{within(self._words.label(step.category))}", "cyan")
                held = step.category
            line.append(" → ", "cyan")
            line.append(self._place(step.recipient))
        if way.count > 1:
            line.append(f" · {way.count} routes", "dim")
        if confirmed := last_confirmed(way.state, way.last_confirmed, self._day):
            line.append(f" · {confirmed}", "dim")
        if kinds := dict.fromkeys(hop.as_every for hop in self._routes[way.best - 1].hops if hop.as_every):
            line.append(f" · {listed([self._words.as_every(generic) for generic in kinds])}", "dim")
        if self.barred(way):
            line.append(" · barred", "red")
        if self._routes[way.best - 1].goes_round:
            line.append(" · goes round a bar", "red")
        return line

    def barred(self, way: Way) -> bool:
        """Whether a law or agreement bars a hop of its best route."""
        return any(hop.barred_by for hop in self._routes[way.best - 1].hops)

    def folded(self, shown: Iterable[Way]) -> list[object]:
        """The bodies of which several parts stand in some ways, each with them; nothing if there are none."""
        parts: dict[str, set[str]] = {}
        for way in shown:
            for step in way.steps:
                for place in (step.sender, step.recipient):
                    if len(place.parts) > 1:
                        parts.setdefault(place.body, set()).update(place.parts)
        if not parts:
            return []
        said = "; ".join(f"{self._words.short(body)}: {self._named(its)}" for body, its in parts.items())
        return [Text(f"Folded in, parts and systems of one body: {said}.", "dim")]

    def _place(self, place: Place) -> str:
        """A body, with its part where the way passes only one."""
        body = self._words.short(place.body)
        return f"{body} ({self._words.short(place.parts[0])})" if len(place.parts) == 1 else body

    def _named(self, parts: Iterable[str]) -> str:
        names = [set_apart(name) for name in sorted(map(self._words.short, parts))]
        more = f" and {len(names) - _MOST_PARTS} more" if len(names) > _MOST_PARTS else ""
        return f"{', '.join(names[:_MOST_PARTS])}{more}"

    def best(self, number: int = 1) -> list[object]:
        """The best route of a way, hop by hop, each with one line of evidence."""
        way = self._ways[number - 1]
        route = self._routes[way.best - 1]
        hops = len(route.hops)
        heading = Text.assemble(
            (f"Way {number}", "bold"), " · ", certainty(way.state), f" · {hops} {plural(hops, 'hop')}"
        )
        heading.append(f" · the best of its {way.count} routes" if way.count > 1 else "")
        heading.append(" · rests on a disputed hop: sources differ on its dates" if route.disputed else "", "yellow")
        if said := goes_round(self._words, route):
            heading.append(f" · {said}", "red")
        heading.append(f" · weakest in evidence: hop {route.weakest + 1}" if hops > 1 else "")
        return [heading, *(self._hop(place, hop) for place, hop in enumerate(route.hops, 1))]

    def _hop(self, place: int, hop: TracedHop) -> Padding:
        words = self._words
        title = Text.assemble(
            (f"{place}. ", "bold"),
            (f"{words.full(hop.sender)} → {words.full(hop.recipient)}", "bold cyan"),
            f": {within(words.label(hop.category))}",
        )
        lines: list[object] = [*self.told(hop), in_a_line(hop.sources)]
        return Padding(Group(title, Padding(Group(*lines), (0, 0, 0, 3))), (0, 0, 0, 2))  # type: ignore[arg-type]

    def told(self, hop: TracedHop) -> list[Text]:
        """What is said of a hop, in lines: how sure it is and why, how it is joined, what may stop it or forbids it."""
        words = self._words
        lines = [self._state(hop)]
        if not hop.exact:
            lines.append(Text("assumed to be the same body: sources name it at different levels", "yellow"))
        if hop.as_every:
            body = words.short(hop.sender if hop.as_every_at == "sender" else hop.recipient)
            lines.append(Text(f"said of {words.every(hop.as_every)}: {body} is taken as one"))
        for block in hop.blocks:
            confirmed = last_confirmed(block.state, block.last_confirmed, hop.day)
            stood = f" ({confirmed})" if confirmed else ""
            lines.append(Text(f"{words.label(block.id)} may have stood in the way{stood}"))
        for changed in hop.transformations:
            only = "" if changed.takes_place else f" ({words.only(changed.evidence_status)})"
            lines.append(Text(f"after {within(words.label(changed.id))}{only}"))
        return [*lines, *(self.bar(bar, hop.day) for bar in hop.barred_by)]

    def _state(self, hop: TracedHop) -> Text:
        """How sure a hop is on its day, by which dates, and how firmly sources stand behind it."""
        said = []
        if self._day is None:
            said.append(f"on {hop.day}, the earliest day that fits" if hop.day else "on an open day")
        if confirmed := last_confirmed(hop.state, hop.last_confirmed, hop.day):
            said.append(confirmed)
        if hop.valid_from:
            said.append(f"since {' or '.join(hop.valid_from)}")
        elif hop.state is State.CERTAIN and hop.day:
            said.append(f"described as in force on {listed(around(hop.attested_on, hop.day))}")
        if hop.valid_until:
            said.append(f"until {' or '.join(hop.valid_until)}")
        if not hop.takes_place:
            said.append(self._words.only(hop.evidence_status))
        elif hop.evidence_status:
            said.append(self._words.listed(hop.evidence_status).lower())
        return Text.assemble(certainty(hop.state), f": {'; '.join(said)}" if said else "")

    def bar(self, bar: TracedBar, day: str | None) -> Text:
        """That a bar bars a hop: what sets it, whether it is in force, what limits it."""
        words = self._words
        said = Text.assemble(("barred by ", "red"), (words.listed(bar.set_by) or words.label(bar.id), "red"))
        said.append(f" ({words.label(bar.id)})" if bar.set_by else "")
        said.append(f"; {in_force(bar.state, bar.last_confirmed, day)}")
        if bar.reading:
            said.append(f"; only under the reading: {words.label(bar.reading)}")
        if bar.limited_to:
            said.append(f"; limited to {words.listed(bar.limited_to).lower()}")
        if bar.exceptions:
            number = len(bar.exceptions)
            said.append(f"; with {number} {plural(number, 'exception')} in words")
        return said

    def meanings(self, *others: Ways) -> str:
        """What the words mean that say how sure a way is, and what marks it: of those used here, or by others."""
        every = [(one, way) for one in (self, *others) for way in one._ways]
        used = [_MEANINGS[state] for state in State if any(way.state is state for _, way in every)]
        if any(one.barred(way) for one, way in every):
            used.append("“Barred”: a law or agreement forbids a hop of it.")
        if any(one._routes[way.best - 1].goes_round for one, way in every):
            used.append("“Goes round a bar”: a law or agreement forbids by one hop what several do here.")
        said = " ".join(used)
        return said if self._day else said.replace(" on the day", " on its day").replace(" by the day", " by its day")


def counted(ways: Sequence[Way], *, at_least: bool = False) -> str:
    """How many ways and routes there are, and how sure the ways are."""
    number, routes = len(ways), sum(way.count for way in ways)
    least = "at least " if at_least else ""
    said = f"{least}{number} {plural(number, 'way')}, {least}{routes:,} {plural(routes, 'route')}"
    counts = {state: sum(way.state is state for way in ways) for state in State}
    states = [f"{count} {state.word}" for state, count in counts.items() if count]
    if len(states) == 1:
        only = states[0].partition(" ")[2]
        sure = f", {'all ' if number > 1 else ''}{only}"
    else:
        sure = f". Of the ways {listed(states)}"
    said = f"{said}{sure}."
    return said[0].upper() + said[1:]


def around(days: Sequence[str], day: str) -> list[str]:
    """Of some days, months or years, the last that is not after a day and the first that is not before it.

    >>> around(["2008-05", "2011-09-30", "2011-11-29", "2012"], "2011-10-01")
    ['2011-09-30', '2011-11-29']
    """
    asked = date.fromisoformat(day).isoformat()
    before = [one for one in days if one <= asked]
    after = [one for one in days if one > asked]
    return [*before[-1:], *after[:1]]
