"""Bars as a person reads them: what each forbids, its exceptions, the flows that it bars and how long they lasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.model.plain import plain
from whoshares.model.validity import State
from whoshares.text.words import citation, in_force, in_words, plural

if TYPE_CHECKING:
    from whoshares.answers.bars import BarEntry, Bars

_STYLES = {"certain": "green", "presumed": "green", "possible": "yellow", "impossible": "dim"}
_SHOWN = 12


def render_bars(bars: Bars) -> Group:
    """The whole answer."""
    day = in_words(str(bars.question["asOf"]))
    searched = bars.searched
    said = f"Searched: {searched['bars']:,} {plural(searched['bars'], 'bar')}, {searched['flows']:,} flows."
    if not bars.found:
        return Group(
            Text("No bar of this graph covers that.\n").append(f"{said} Not known is not the same as allowed.", "dim")
        )
    number = len(bars.found)
    parts: list[object] = [
        Text(f"{number} bars, as they stand on {day}." if number > 1 else f"1 bar, as it stands on {day}.")
    ]
    for bar in bars.found:
        parts += [Text(), _heading(bars, bar), Padding(_details(bars, bar), (0, 0, 0, 2))]
    parts += [Text(), Text(said, "dim")]
    return Group(*parts)  # type: ignore[arg-type]


def _heading(bars: Bars, bar: BarEntry) -> Text:
    words = in_force(State[bar.state.upper()], bar.last_confirmed, str(bars.question["asOf"]))
    heading = Text.assemble((plain(bars.labels[bar.id]), "bold"), " · ", (words, _STYLES[bar.state]))
    if bar.set_by:
        heading.append(f" · set by {plain(bars.named(bar.set_by))}")
    return heading


def _details(bars: Bars, bar: BarEntry) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", min_width=10, no_wrap=True)
    grid.add_column(ratio=1)
    for text in bar.text:
        grid.add_row("says", plain(text))
    grid.add_row("from", _slot(bars, bar, "barsSender", "senderKind", "senderPlace"))
    grid.add_row("to", _slot(bars, bar, "barsRecipient", "recipientKind", "recipientPlace"))
    grid.add_row("data", _slot(bars, bar, "barsCategory"))
    for key, word in (("purpose", "purpose"), ("aboutSubject", "about")):
        if key in bar.slots:
            grid.add_row(word, plain(bars.named(bar.slots[key])))
    dates = [f"since {' or '.join(bar.valid_from)}" if bar.valid_from else "start not stated"]
    dates += [f"until {' or '.join(bar.valid_until)}"] if bar.valid_until else []
    grid.add_row("dates", "; ".join(dates))
    if bar.reading:
        grid.add_row("reading", Text(f"holds only under: {plain(bars.labels[bar.reading])}", "yellow"))
    for exception in bar.exceptions:
        grid.add_row("exception", f"{plain(exception)} (in words; not checked)")
    for permission in bar.permissions:
        grid.add_row("exception", Text(plain(bars.labels[permission]), "green"))
    barred = [flow for flow in bar.flows if flow.barred and flow.state != "impossible"]
    for flow in barred[:_SHOWN]:
        grid.add_row("bars", Text.assemble((plain(bars.labels[flow.id]), "red"), f" ({flow.state} on that day)"))
    if len(barred) > _SHOWN:
        grid.add_row("", Text(f"… {len(barred) - _SHOWN} more flows", "dim"))
    for flow in [flow for flow in bar.flows if flow.lifted_by][:_SHOWN]:
        grid.add_row(
            "lifted for",
            Text.assemble((plain(bars.labels[flow.id]), "green"), f" by {plain(bars.named(flow.lifted_by))}"),
        )
    others = len(bar.flows) - len(barred) - sum(bool(flow.lifted_by) for flow in bar.flows)
    if others > 0:
        grid.add_row("", Text(f"{others} {plural(others, 'flow')} within its terms on other days", "dim"))
    for lag in bar.lags:
        said = []
        if lag.days_to_last_attested is not None:
            said.append(f"last attested {lag.last_attested}, {lag.days_to_last_attested:,} days after its start")
        if lag.days_to_end is not None:
            said.append(f"ended {lag.ended}, {lag.days_to_end:,} days after its start")
        grid.add_row("lag", f"{plain(bars.labels[lag.flow])}: {'; '.join(said)}")
    for number, source in enumerate(bar.sources):
        grid.add_row("" if number else "says who", citation(source))
    return grid


def _slot(bars: Bars, bar: BarEntry, named: str, kind: str = "", place: str = "") -> str:
    said = [plain(bars.named(bar.slots[named]))] if named in bar.slots else []
    kinds = f"any {plain(bars.named(bar.slots[kind])).lower()}" if kind in bar.slots else ""
    places = f"in {plain(bars.named(bar.slots[place]))}" if place in bar.slots else ""
    if kinds or places:
        said.append(" ".join(part for part in (kinds or "any holder", places) if part))
    return "; ".join(said) or "any"
