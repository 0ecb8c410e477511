"""Choke points as a person reads them: what every known route passes, then what most of them pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.model.plain import plain
from whoshares.model.validity import State
from whoshares.text.between import blocks_named, laws, would_open
from whoshares.text.ends import from_to, one_of_each, which_known
from whoshares.text.words import Words, plural

if TYPE_CHECKING:
    from whoshares.answers.between import StoppingBlock
    from whoshares.answers.chokepoints import ChokePoints, Passed

_MOST = 15

_CAUTION = (
    "This looks at flows that documents here describe; data may pass by ways that no document here describes. Programs "
    "and instruments are those that the sources name for a flow. The two ends themselves, and what they are part of, "
    "are left out; so is a whole that the same routes pass as its part, which is said with the part."
)


def render_choke_points(answer: ChokePoints) -> Group:
    """The whole answer."""
    return Group(*_Page(answer).parts())  # type: ignore[arg-type]


class _Page:
    def __init__(self, answer: ChokePoints) -> None:
        self.answer = answer
        self.words = Words(answer.caption)

    def parts(self) -> list[object]:
        answer = self.answer
        if not answer.looked_at:
            return [self._no_route()]
        parts: list[object] = [self._answer(), *which_known(self.words, answer.ends, answer.pairs)]
        if answer.points:
            parts += [Text(), self._table(answer.points, shares=False)]
        for heading, things in (
            ("Not known whether on every route: the search stopped at its work limit", answer.undecided),
            ("On some routes", tuple(thing for thing in answer.passed if thing.every is False)),
        ):
            if things:
                parts += [Text(), Text(heading, "bold"), self._table(things[:_MOST], shares=True)]
                if len(things) > _MOST:
                    more = len(things) - _MOST
                    parts.append(Text(f"  … and {more:,} more: “--format csv” has all.", "dim"))
        return [*parts, Text(), Text(_CAUTION, "dim"), *self.words.abbreviations()]

    def _asked(self) -> str:
        words = self.words
        return f"takes {words.data} {from_to(words, self.answer.ends)} on {words.day}"

    def _laws(self) -> Text:
        """What forbids it, in a line that stands before the answer; empty where nothing does."""
        ends = one_of_each(self.words, self.answer.ends) if self.answer.ends else None
        said = laws(self.words, self.answer.between, ends)
        return Text(f"{said}\n", "red") if said else Text()

    def _stopping(self) -> list[StoppingBlock]:
        """The blocks that stop routes, and do not only perhaps."""
        return [block for block in self.answer.between.blocks if block.state <= State.PRESUMED]

    def _no_route(self) -> Text:
        answer = self._laws()
        answer.append("No route, so no choke point. ", "bold")
        answer.append(f"No known route {self._asked()}.\n")
        stopping, absence = self._stopping(), self.answer.absence
        if stopping:
            answer.append(f"Known routes are stopped: {blocks_named(self.words, stopping, self.words.asked_day)}.\n")
        if without := self.answer.between.without_blocks:
            answer.append(f"{would_open(self.words, without, len(stopping))}\n")
        if not stopping or absence.reason != "blocked" or absence.also or len(self.answer.pairs) > 1:
            answer.append(f"{plain(self.answer.explanation or '')}\n")
        answer.append(f"{self.words.searched}. Not known is not the same as not shared.", "dim")
        return answer

    def _answer(self) -> Text:
        number = len(self.answer.points)
        answer = self._laws()
        if number:
            answer.append(f"{number:,} {plural(number, 'choke point')}: ", "bold")
            answer.append(f"every known route that {self._asked()} passes {'this' if number == 1 else 'these'}.\n")
        elif self.answer.undecided:
            answer.append("None found: ", "bold yellow")
            answer.append(f"of nothing is it known that every route that {self._asked()} passes it.\n")
        else:
            answer.append("None: ", "bold")
            answer.append(f"nothing is passed by every known route that {self._asked()}.\n")
        if stopping := self._stopping():
            answer.append(f"Other routes are stopped: {blocks_named(self.words, stopping, self.words.asked_day)}.\n")
        routes = self.answer.looked_at
        if self.answer.truncated:
            answer.append(f"Shares are of the first {routes:,} {plural(routes, 'route')}; there ", "yellow")
            answer.append(
                "may be more" if self.answer.stopped else "are more, “--limit” takes in more of them", "yellow"
            )
            answer.append(". ")
        else:
            answer.append(f"{routes:,} {plural(routes, 'route')} in all. ")
        answer.append(f"{self.words.searched}.", "dim")
        return answer

    def _table(self, things: tuple[Passed, ...], *, shares: bool) -> Padding:
        table = Table.grid(padding=(0, 2, 0, 0))
        if shares:
            table.add_column(justify="right", no_wrap=True)
        table.add_column(style="dim", no_wrap=True)
        table.add_column(ratio=1)
        for thing in things:
            line = Text(self.words.full(thing.id))
            if thing.within:
                line.append(f"  of {', '.join(self.words.label(iri) for iri in thing.within)}", "dim")
            share = [f"{thing.routes:,} of {self.answer.looked_at:,}"] if shares else []
            table.add_row(*share, plain(thing.kind), line)
        return Padding(table, (0, 0, 0, 2))
