"""Bars as a person reads them: what each forbids, its exceptions, the flows that it bars and how long they lasted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.model.labels import within
from whoshares.model.plain import plain
from whoshares.model.validity import State
from whoshares.text.ends import SOME, one_of_each
from whoshares.text.words import Words, citation, in_force, last_confirmed, listed, plural, stands

if TYPE_CHECKING:
    from whoshares.answers.bars import Bars
    from whoshares.answers.listed_bar import BarredFlow, ListedBar
    from whoshares.answers.meant import Meant

_STYLES = {State.CERTAIN: "green", State.PRESUMED: "green", State.POSSIBLE: "yellow", State.IMPOSSIBLE: "dim"}
_STANDS = {state: in_force(state, None, None) for state in State}
_SHOWN = 12
_FEW = 5
"""So many bars are shown whole."""
_NAMED = 3
"""So many are named in the first sentence where there are more."""
_MOST = 30
"""So many are listed where there are more."""
_ALIKE = 4
"""So many bars whose labels say the same of one body each are told together."""


def render_bars(bars: Bars, ends: tuple[Meant, Meant] | None = None, between: Sequence[object] = ()) -> Group:
    """The whole answer; with what two ends stand for, and what is said of their holders, where one is no holder."""
    words = Words(bars.caption)
    searched = bars.searched
    said = f"Searched: {searched['bars']:,} {plural(searched['bars'], 'bar')}, {searched['flows']:,} flows."
    if not bars.found:
        return Group(Text(f"{_none(words, ends)}\n").append(f"{said} Not known is not the same as allowed.", "dim"))
    number = len(bars.found)
    parts: list[object] = [Text(_head(bars, words, ends), "bold"), *between]
    if bars.caption.full or number <= _FEW:
        for bar in bars.found:
            parts += [Text(), _heading(bars, bar), Padding(_details(bars, bar), (0, 0, 0, 2))]
    else:
        parts += [Text(), *_in_short(bars, words)]
        said += " “In force”: documents place it in force on the day or before, and nothing says that it has ended."
    parts += [Text(), Text(said, "dim")]
    return Group(*parts, *words.abbreviations())  # type: ignore[arg-type]


def _none(words: Words, ends: tuple[Meant, Meant] | None) -> str:
    """That no bar is known, whole when quoted alone."""
    asked = words.question
    if asked["flow"]:
        return f"No bar of this graph covers the flow “{words.asked('flow')}”."
    if asked["from"] and asked["to"]:
        origin, recipient = one_of_each(words, ends) if ends else (words.asked("from"), words.asked("to"))
        return f"No bar of this graph covers {words.data} from {origin} to {recipient}."
    there = f" binds a sender in {words.asked('place')} and" if asked["place"] else ""
    return f"No bar of this graph{there} covers {words.data}, of those asked about."


def _head(bars: Bars, words: Words, ends: tuple[Meant, Meant] | None) -> str:
    """What is forbidden to whom, by which bars, and what of them does not forbid it: each sentence true by itself."""
    day = f"On {words.day}"
    forbidding, forbids = _forbidding(bars, words, ends)
    if not forbids:
        return _counted(bars, words)
    sure = [bar for bar in forbidding if bar.state <= State.PRESUMED]
    perhaps = [bar for bar in forbidding if bar.state is State.POSSIBLE]
    over = [bar for bar in bars.found if bar.state is State.IMPOSSIBLE]
    lifted = [bar for bar in bars.found if bar.id not in {one.id for one in (*forbidding, *over)}]
    there = _there(words)
    if first := sure or perhaps:
        number, stand = len(first), "in force" if sure else "that may be in force"
        verb = "forbids" if number == 1 else "forbid"
        said = [f"{day}, {_bars(number)} {stand}{there} {verb} {forbids}: {_named(words, first)}."]
    else:
        said = [f"{day}, no bar{there} is known to be in force that forbids {forbids}."]
    for group, one, several in (
        (perhaps if sure else [], "may be in force", "may be in force"),
        (lifted, "is lifted by an exception", "are lifted by exceptions"),
        (over, "is not in force that day", "are not in force that day"),
    ):
        if group:
            more = f"{len(group)} more" if first else _bars(len(group))
            said.append(f"{more} {one if len(group) == 1 else several}: {_named(words, group)}.")
    return " ".join(said)


def _forbidding(bars: Bars, words: Words, ends: tuple[Meant, Meant] | None) -> tuple[list[ListedBar], str]:
    """The bars that forbid what was asked about, and what that is, in words; no words where all bars are asked for."""
    asked, about = words.question, bars.about
    standing = [bar for bar in bars.found if bar.state is not State.IMPOSSIBLE]
    if asked["flow"]:
        flow = str(asked["flow"])
        barring = [bar for bar in standing if any(one.id == flow and one.barred for one in bar.flows)]
        return barring, f"the flow “{words.label(flow)}”"
    if asked["from"] and asked["to"]:
        origin, recipient = one_of_each(words, ends) if ends else (words.asked("from"), words.asked("to"))
        passing = f"passing {words.forbidden}, in whole or in part, from {origin} to {recipient}"
        return [bar for bar in standing if bar.forbids], passing
    if about is None or about.sort == "rule":
        return [], ""
    whom = words.full(about.iri) if about.is_holder else SOME[about.sort].format(words.label(about.iri))
    data = words.data if words.carrying else "some or all data"
    return standing, f"{whom}, in whole or in part, to pass on {data} to some or all others"


def _bars(number: int) -> str:
    return f"{number} {plural(number, 'bar')}"


def _there(words: Words) -> str:
    return f" on a sender in {words.asked('place')}" if words.question["place"] else ""


def _counted(bars: Bars, words: Words) -> str:
    """How many bars there are, and how many of them are in force; of one, which."""
    number, about = len(bars.found), bars.about
    of = f" of {words.label(about.iri)}" if about and [bar.id for bar in bars.found] != [about.iri] else ""
    of += _there(words) + (f" about {words.data}" if words.carrying else "")
    if number == 1:
        one = bars.found[0]
        stand = in_force(one.state, one.last_confirmed, words.asked_day)
        return f"1 bar{of}, as it stands on {words.day}: {words.label(one.id)}, {stand}."
    counts = Counter(_STANDS[bar.state] for bar in bars.found)
    states = [f"{counts[said]} {said}" for said in dict.fromkeys(_STANDS.values()) if counts[said]]
    return f"{number} bars{of}, as they stand on {words.day}: {listed(states)}."


def _named(words: Words, bars: Sequence[ListedBar]) -> str:
    """Some bars with when each was last confirmed and what it is limited to, the first of them by name."""
    shown = []
    for bar in bars[: _NAMED if len(bars) > _FEW else _FEW]:
        details = "; ".join(_details_in_short(words, bar))
        shown.append(f"{words.label(bar.id)}{f' ({details})' if details else ''}")
    left = len(bars) - len(shown)
    return "; ".join([*shown, *([f"and {left} more"] if left else [])])


def _details_in_short(words: Words, bar: ListedBar) -> Iterator[str]:
    """When a bar was last confirmed, and what it is limited to; nothing of one that is not in force."""
    if bar.state is State.IMPOSSIBLE:
        return
    if bar.last_confirmed is not None and (confirmed := last_confirmed(bar.state, bar.last_confirmed, words.asked_day)):
        yield confirmed
    if limits := [limit for key in ("purpose", "aboutSubject") for limit in bar.slots.get(key, ())]:
        yield f"limited to {listed([within(words.label(limit)) for limit in limits])}"
    if bar.reading:
        yield "under one reading"
    if bar.exceptions or bar.permissions:
        yield "with exceptions"


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
