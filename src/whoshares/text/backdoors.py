"""Back doors as a person reads them: bar by bar, each route with its pattern and where the bar's reach ends."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from whoshares.model.labels import within
from whoshares.model.validity import State
from whoshares.text.ends import SOME
from whoshares.text.exposure import KNOWN
from whoshares.text.ways import Ways
from whoshares.text.words import Words, certainty, in_force, last_confirmed, plural

if TYPE_CHECKING:
    from whoshares.answers.backdoors import BackDoor, BackDoors
    from whoshares.answers.traced import TracedBar

_SHOWN = 8
"""How many ways, or routes, round a bar are shown."""
_FEW = 4
"""Of so many bars several ways each are shown in short, of more only the best."""


def render_back_doors(doors: BackDoors) -> Group:
    """The whole answer: of each bar the best way round, or of few bars several; in full the first routes of each."""
    return Group(*_Page(doors).parts())  # type: ignore[arg-type]


class _Page:
    def __init__(self, doors: BackDoors) -> None:
        self.doors = doors
        self.words = Words(doors.caption)
        self.full = doors.caption.full

    def parts(self) -> list[object]:
        doors = self.doors
        parts: list[object] = [self._head()]
        first = 0
        for _, group in groupby(doors.found, key=lambda door: door.bar.id):
            of_bar = list(group)
            parts += self._in_full(of_bar) if self.full else self._in_short(of_bar, first)
            first += len(of_bar)
        if doors.stopped:
            parts.append(
                Text("A search stopped at its work limit: there may be more. Narrow it: --bar, --max-hops.", "yellow")
            )
        parts += [Text(), Text(self._caution(), "dim")]
        if doors.found and not self.full:
            parts.append(Text("“--full” gives routes hop by hop, with their patterns; --bar B one bar alone.", "dim"))
        return [*parts, *self.words.abbreviations()]

    def _head(self) -> Text:
        doors, day = self.doors, self.words.day
        looked_at = len(doors.open_bars)
        if not looked_at:
            return Text(f"No bar{self._of() or ' of this graph'} is in force on {day}.")
        if not doors.found:
            which = f"any of {looked_at} bars" if looked_at > 1 else "the one bar"
            none = f"None known: on {day}, no known way leads round {which}{self._of() or ' of this graph'}."
            return Text(f"{none}\n{doors.unconfirmed.in_words()}" if doors.unconfirmed else none)
        least = "at least " if doors.truncated or doors.stopped else ""
        routes, states = len(doors.found), [[way.state for way in its] for its in doors.ways.values()]
        surely, perhaps = (
            sum((state is State.POSSIBLE) is only for its in states for state in its) for only in (False, True)
        )
        bars = sum(min(its) is not State.POSSIBLE for its in states)
        round_all = f"of {looked_at} {plural(looked_at, 'bar')}{self._of()}"
        if doors.about and doors.about.sort != "rule":  # of a bar, all whom it binds are looked at
            round_all += f", from whomever {'it binds' if looked_at == 1 else 'they bind'}"
        known = " or ".join(word for state, word in KNOWN.items() if any(state in its for its in states))
        if surely:
            said = f"{least}{surely:,} {plural(surely, 'way')} {'is' if surely == 1 else 'are'} {known} to lead round "
            said += f"{bars} {round_all}"
            others = len(states) - bars
            round_others = f", round {others} {plural(others, 'other')} among them" if others else ""
            said += (
                f"; {least}{perhaps:,} more {'is' if perhaps == 1 else 'are'} possible{round_others}" if perhaps else ""
            )
        else:
            said = f"{least}{perhaps:,} {plural(perhaps, 'way')} may lead round {len(states)} {round_all}"
        return Text(f"On {day}, {said}: {least}{routes:,} {plural(routes, 'route')} in all.", "bold")

    def _of(self) -> str:
        """Which bars were looked at: those that bind what was named, or that one law or agreement sets."""
        about = self.doors.about
        if about and about.sort != "rule":
            whom = (
                self.words.full(about.iri) if about.is_holder else SOME[about.sort].format(self.words.label(about.iri))
            )
            return f" that {'bind' if len(self.doors.open_bars) > 1 else 'binds'} {whom}"
        sets = {bar.set_by for bar in self.doors.open_bars}
        if len(sets) == 1 and all(sets):
            return f" of {self.words.listed(next(iter(sets)))}"
        return f" of {self.words.label(about.iri)}" if about else ""

    def _caution(self) -> str:
        said = (
            "A way round a bar uses no hop that the bar forbids. That is no finding that anyone broke a rule, nor "
            "that a given record travelled: it shows what documents leave open."
        )
        if self.full and self.doors.found:
            said += " ⟂: the bar's reach ends there. M1 to M13: the pattern, named below each route."
        elif any(hop.barred_by for door in self.doors.found for hop in door.route.hops):
            said += " “Barred”: another law or agreement forbids a hop of it."
        return said

    def _heading(self, bar: TracedBar) -> Text:
        words = self.words
        heading = Text.assemble((words.label(bar.id), "bold red"))
        if set_by := words.listed(bar.set_by):
            heading.append(f" · set by {set_by}")
        if bar.reading:
            heading.append(f" · only under the reading: {words.label(bar.reading)}", "yellow")
        if bar.state is not State.CERTAIN:
            heading.append(f" · {in_force(bar.state, bar.last_confirmed, words.asked_day)}", "yellow")
        return heading

    def _in_short(self, doors: list[BackDoor], first: int) -> list[object]:
        """The best ways round a bar; `first` back doors were told before."""
        bar, words = doors[0].bar, self.words
        ways = self.doors.ways[bar.id]
        shown = ways[: _SHOWN if len(self.doors.ways) <= _FEW else 1]
        lines = Ways(words, ways, [door.route for door in self.doors.found], words.asked_day)
        parts: list[object] = [Text(), self._heading(bar)]
        for way in shown:
            door = doors[way.best - 1 - first]
            line = Text.assemble(certainty(way.state), "  ", lines.line(way))
            line.append(f"\n   {within(door.pattern_name)}", "dim")
            if door.excepted_by:
                line.append(
                    f"\n   an exception of the bar itself lets it through: {words.listed(door.excepted_by)}", "green"
                )
            parts.append(Padding(line, (0, 0, 0, 2)))
        left = len(ways) - len(shown)
        if left or bar.id in self.doors.truncated:
            least = "at least " if bar.id in self.doors.truncated else ""
            more = f"{least}{left} more {plural(left, 'way')} round it" if left else "there may be more"
            parts.append(Text(f"  … {more}", "dim"))
        return parts

    def _in_full(self, doors: list[BackDoor]) -> list[object]:
        bar, truncated = doors[0].bar, doors[0].bar.id in self.doors.truncated
        parts: list[object] = [Text(), self._heading(bar)]
        number = len(self.doors.ways[bar.id])
        least = "at least " if truncated else ""
        parts.append(
            Text(f"  {least}{number} {plural(number, 'way')}, {least}{len(doors)} {plural(len(doors), 'route')}", "dim")
        )
        parts += [Padding(self._route(door), (0, 0, 0, 2)) for door in doors[:_SHOWN]]
        if len(doors) > _SHOWN or truncated:
            hidden = max(len(doors) - _SHOWN, 0)
            more = f"{hidden} more{', and further ones' if truncated else ''}" if hidden else "there are more"
            parts.append(Text(f"  … {more}: --format json or csv gives them, --limit sets how many of a bar.", "dim"))
        return parts

    def _route(self, door: BackDoor) -> Text:
        words = self.words
        line = Text.assemble(
            (door.pattern, "bold"), " ", certainty(door.route.state), "  ", words.short(door.route.hops[0].sender)
        )
        held = None
        for place, hop in enumerate(door.route.hops, 1):
            if place > 1 and door.route.hops[place - 2].recipient != hop.sender:
                line.append(f" ({words.short(hop.sender)})", "dim")
            if hop.category != held:
                line.append(f" —{within(words.label(hop.category))}", "cyan")
                held = hop.category
            line.append(" → ", "cyan")
            line.append(words.short(hop.recipient))
            if place == door.reach_ends:
                line.append(" ⟂", "red")
        if confirmed := last_confirmed(door.route.state, door.route.last_confirmed, words.asked_day):
            line.append(f" · {confirmed}", "dim")
        others = f"; also {', '.join(door.patterns[1:])}" if len(door.patterns) > 1 else ""
        line.append(f"\n   {door.pattern_name}{others}; the bar's reach ends at hop {door.reach_ends}", "dim")
        if door.excepted_by:
            permissions = words.listed(door.excepted_by)
            line.append(f"\n   An exception of the bar itself lets it through: {permissions}", "green")
        return line
