"""Bars as a person reads them: what each forbids, its exceptions, the flows that it bars and how long they lasted."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.model.plain import plain
from whoshares.model.validity import State
from whoshares.text.words import Words, citation, in_force, last_confirmed, listed, plural, stands, the_day

if TYPE_CHECKING:
    from whoshares.answers.bars import Bars
    from whoshares.answers.listed_bar import BarredFlow, ListedBar

_STYLES = {State.CERTAIN: "green", State.PRESUMED: "green", State.POSSIBLE: "yellow", State.IMPOSSIBLE: "dim"}
_STANDS = {state: in_force(state, None, None) for state in State}
_SHOWN = 12
_FEW = 5
"""So many bars are shown whole."""
_MOST = 30
"""So many are listed where there are more."""
_ALIKE = 4
"""So many bars whose labels say the same of one body each are told together."""


def render_bars(bars: Bars) -> Group:
    """The whole answer."""
    day = the_day(str(bars.question["asOf"]))
    searched = bars.searched
    said = f"Searched: {searched['bars']:,} {plural(searched['bars'], 'bar')}, {searched['flows']:,} flows."
    if not bars.found:
        return Group(
            Text(f"{_none(Words(bars.caption))}\n").append(f"{said} Not known is not the same as allowed.", "dim")
        )
    number, words = len(bars.found), Words(bars.caption)
    counts = Counter(_STANDS[bar.state] for bar in bars.found)
    head = f"{number} bars, as they stand on {day}" if number > 1 else f"1 bar, as it stands on {day}"
    states = [f"{counts[said]} {said}" for said in dict.fromkeys(_STANDS.values()) if counts[said]]
    one = bars.found[0]
    alone = f"{words.label(one.id)}, {in_force(one.state, one.last_confirmed, words.asked_day)}"
    parts: list[object] = [Text(f"{head}: {listed(states) if number > 1 else alone}.", "bold")]
    if any(bar.forbids is not None for bar in bars.found):
        parts.append(Text(_between(bars, words)))
    if bars.caption.full or number <= _FEW:
        for bar in bars.found:
            parts += [Text(), _heading(bars, bar), Padding(_details(bars, bar), (0, 0, 0, 2))]
    else:
        parts += [Text(), *_in_short(bars, words)]
        said += " “In force”: documents place it in force on the day or before, and nothing says that it has ended."
    parts += [Text(), Text(said, "dim")]
    return Group(*parts, *words.abbreviations())  # type: ignore[arg-type]


def _none(words: Words) -> str:
    """That no bar is known, whole when quoted alone."""
    asked = words.question
    if asked["flow"]:
        return f"No bar of this graph covers the flow “{words.asked('flow')}”."
    if asked["from"] and asked["to"]:
        return f"No bar of this graph covers {words.data} from {words.asked('from')} to {words.asked('to')}."
    there = f" binds a sender in {words.asked('place')} and" if asked["place"] else ""
    return f"No bar of this graph{there} covers {words.data}, of those asked about."


def _between(bars: Bars, words: Words) -> str:
    """Which of some bars forbid what was asked about, of two holders."""
    forbidding = [words.label(bar.id) for bar in bars.found if bar.forbids]
    ends = f"from (a part of) {words.asked('from')} to (a part of) {words.asked('to')} on that day"
    if not forbidding:
        return f"None of them forbids passing {words.data} {ends}: an exception lifts it, or it is not in force."
    number = len(forbidding)
    which = f": {listed(forbidding)}" if number < len(bars.found) and number <= _FEW else ""
    return (
        f"{number} of them {'forbids' if number == 1 else 'forbid'} passing {words.forbidden}, in whole or in part, "
        f"{ends}{which}."
    )


def _in_short(bars: Bars, words: Words) -> list[object]:
    """One line a bar that is in force or may be, those that bar most flows first; like rules of many bodies are one."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    table.add_column("what is forbidden, set by what", ratio=1)
    table.add_column("in force")
    table.add_column("known flows barred", justify="right", no_wrap=True)
    standing = [bar for bar in bars.found if bar.state is not State.IMPOSSIBLE]
    alike = Counter(_rule(words, bar) for bar in standing)
    groups: dict[tuple[State, str], list[ListedBar]] = defaultdict(list)
    for bar in standing:
        rule = _rule(words, bar)
        groups[bar.state, rule if alike[rule] >= _ALIKE else bar.id].append(bar)
    rows = list(groups.values())
    rows.sort(key=lambda its: (its[0].state, -_barring(its), words.label(its[0].id)))
    for its in rows[:_MOST]:
        name = Text()
        if len(its) == 1:
            name.append(words.label(its[0].id), "bold")
            set_by = words.listed(its[0].set_by)
            name.append(f" · {set_by}" if set_by and not words.label(its[0].id).startswith(set_by) else "")
            if its[0].replaced_by:
                name.append(f" · since replaced by {words.listed(its[0].replaced_by)}", "yellow")
        else:
            name.append(f"{len(its)} bodies: {_rule(words, its[0])}", "bold")
            name.append(f" · such as {words.label(its[0].id).partition(': ')[0]}")
        oldest = min((bar.last_confirmed for bar in its if bar.last_confirmed), key=lambda one: one.order, default=None)
        confirmed = last_confirmed(its[0].state, oldest, words.asked_day)
        stands = "may be" if its[0].state is State.POSSIBLE else "yes"
        table.add_row(name, f"{stands}, {confirmed}" if confirmed else stands, str(_barring(its) or ""))
    parts: list[object] = [table]
    if left := sum(map(len, rows[_MOST:])):
        parts.append(Text(f"… and {left} more", "dim"))
    hint = "“--full” gives each with its text, exceptions, flows and documents; so does asking for one law by name."
    return [*parts, Text(hint, "dim")]


def _rule(words: Words, bar: ListedBar) -> str:
    """What a label says that begins with whom it binds; else the whole label."""
    return words.label(bar.id).partition(": ")[2] or words.label(bar.id)


def _barring(bars: list[ListedBar]) -> int:
    """How many flows bars are known to bar on the day."""
    return len({flow.id for bar in bars for flow in bar.flows if flow.barred and flow.state is not State.IMPOSSIBLE})


def _heading(bars: Bars, bar: ListedBar) -> Text:
    words = in_force(bar.state, bar.last_confirmed, str(bars.question["asOf"]))
    heading = Text.assemble((plain(bars.labels[bar.id]), "bold"), " · ", (words, _STYLES[bar.state]))
    if bar.set_by:
        heading.append(f" · set by {plain(bars.named(bar.set_by))}")
    if bar.replaced_by:
        heading.append(f" · since replaced by {plain(bars.named(bar.replaced_by))}", "yellow")
    return heading


def _details(bars: Bars, bar: ListedBar) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", min_width=10, no_wrap=True)
    grid.add_column(ratio=1)
    for text in bar.text:
        grid.add_row("says", plain(text))
    day = str(bars.question["asOf"])
    grid.add_row("from", _slot(bars, bar, "barsSender", "senderKind", "senderPlace") or "no sender is named")
    grid.add_row("to", _slot(bars, bar, "barsRecipient", "recipientKind", "recipientPlace") or "no recipient is named")
    grid.add_row("data", _slot(bars, bar, "barsCategory") or "no limit to a kind of data is stated")
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
        known = stands(permission.state, permission.last_confirmed, day, (), permission.valid_until)
        grid.add_row("exception", Text.assemble((plain(bars.labels[permission.id]), "green"), f" · {known}"))
    barred = [flow for flow in bar.flows if flow.barred and flow.state is not State.IMPOSSIBLE]
    for flow in barred[:_SHOWN]:
        grid.add_row("bars", Text.assemble((plain(bars.labels[flow.id]), "red"), f" · {_standing(flow, day)}"))
    if len(barred) > _SHOWN:
        grid.add_row("", Text(f"… {len(barred) - _SHOWN} more flows", "dim"))
    lifted = [flow for flow in bar.flows if flow.lifted_by]
    for flow in lifted[:_SHOWN]:
        named = Text.assemble((plain(bars.labels[flow.id]), "green"), f" · {_standing(flow, day)}")
        grid.add_row("lifted for", named.append(f" · lifted by {plain(bars.named(flow.lifted_by))}"))
    if len(lifted) > _SHOWN:
        grid.add_row("", Text(f"… {len(lifted) - _SHOWN} more flows", "dim"))
    others = len(bar.flows) - len(barred) - len(lifted)
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


def _slot(bars: Bars, bar: ListedBar, named: str, kind: str = "", place: str = "") -> str:
    said = [plain(bars.named(bar.slots[named]))] if named in bar.slots else []
    kinds = f"any {plain(bars.named(bar.slots[kind])).lower()}" if kind in bar.slots else ""
    places = f"in {plain(bars.named(bar.slots[place]))}" if place in bar.slots else ""
    if kinds or places:
        said.append(" ".join(part for part in (kinds or "any holder", places) if part))
    return "; ".join(said)


def _standing(flow: BarredFlow, day: str) -> str:
    """Whether a flow is in force on the day, or since when it is not."""
    return stands(flow.state, flow.last_confirmed, day, flow.valid_from, flow.valid_until)
