"""A scenario's effect as a person reads it: what it changes by itself, then what closes and opens between whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from whoshares.answers.whatif import path_of
from whoshares.model.labels import within
from whoshares.model.plain import plain
from whoshares.model.validity import State
from whoshares.text.words import certainty, in_force, last_confirmed, plural, the_day

if TYPE_CHECKING:
    from whoshares.answers.scenario import ScenarioChange
    from whoshares.answers.traced import TracedRoute
    from whoshares.answers.tracer import Path
    from whoshares.answers.whatif import Compared, Effect, Kept, WhatIf

_SHOWN = 4
_FEW = 2
_HAD = {"ends": "had ended", "begins": "had begun"}
_FLOWS = 6
_PAIRS = 25
_OUTCOMES = {
    "opens": ("Opens", "bold green"),
    "closes": ("Closes", "bold red"),
    "stays-open": ("Stays open", "bold yellow"),
    "not-settled": ("Not settled: the search ended at its work limit", "bold yellow"),
    "none": ("No route known, before or after", "dim"),
}
_CAUTION = (
    "Only what documents show is looked at: a way that closes here may exist unknown, and nothing was changed. What a "
    "law, ruling or agreement began falls with it, and what it ended is taken up again; whether it would be, no "
    "document can say."
)


def render_what_if(answer: WhatIf) -> Group:
    """The whole answer."""
    return Group(*_Page(answer).parts())  # type: ignore[arg-type]


class _Page:
    def __init__(self, answer: WhatIf) -> None:
        self._answer = answer
        self._day = str(answer.question["asOf"])
        self._acronyms = dict(answer.acronyms)

    def parts(self) -> list[object]:
        """What ends and begins, what that changes, then the ways."""
        answer = self._answer
        parts: list[object] = []
        if answer.scenario.title:
            parts.append(Text(plain(answer.scenario.title), "bold"))
        parts.append(self._headline())
        if len(answer.changes) + len(answer.scenario.readings) > _FEW:
            parts += [Text(f"  {plain(change.label)} {change.action}") for change in answer.changes]
            parts += [Text(f"  the reading “{plain(reading)}” is taken") for reading in answer.scenario.readings]
        lines = [self._effect(effect) for effect in answer.effects if effect.thing not in self._new()]
        if lines:
            parts += [Text("\nWith that", "bold"), *(Padding(line, (0, 0, 0, 2)) for line in lines)]
        told, alike = self._told
        for pair in told[:_PAIRS]:
            parts += self._pair(pair)
        if len(told) > _PAIRS:
            parts.append(
                Text(f"\n… {len(told) - _PAIRS} more pairs of holders: --format json or csv gives them.", "dim")
            )
        if alike:
            ends = "; ".join(f"{self._name(pair.origin)} to {self._name(pair.recipient)}" for pair in alike[:_PAIRS])
            more = f" and {len(alike) - _PAIRS} more" if len(alike) > _PAIRS else ""
            parts.append(Text(f"\nNo other routes change: {ends}{more}.", "dim"))
        if answer.left_out:
            parts.append(
                Text(f"\n{answer.left_out:,} pairs of holders were too many to look at: name --from or --to.", "yellow")
            )
        if answer.stopped:
            parts.append(
                Text(
                    "\nA search stopped at its work limit: pairs of holders that change may be missing.",
                    "yellow",
                )
            )
        return [*parts, Text(), Text(_CAUTION, "dim")]

    def _new(self) -> set[str]:
        """What a scenario states anew is told among what begins."""
        return {change.thing for change in self._answer.changes if "/scenario-" in change.thing}

    def _name(self, iri: str) -> str:
        return plain(self._acronyms.get(iri, self._answer.labels[iri]))

    # --- what changes by itself ---------------------------------------------------------------------------------------

    def _headline(self) -> Text:
        """What can be quoted: what would no longer be forbidden or blocked, and how many ways open and close."""
        answer = self._answer
        said = []
        for bars, words, more in (
            (self._bars(standing=False), "would no longer be forbidden", "would go"),
            (self._bars(standing=True), "would be forbidden", "would stand"),
        ):
            said += [f"{self._whose(bar)} {words}{self._setter(bar)}" for bar in bars[:_FEW]]
            rest = len(bars) - _FEW
            said += [f"{rest} more {plural(rest, 'bar')} of it {more}"] if rest > 0 else []
        others = {bar for pair in answer.pairs if pair.no_longer_forbidden_by for bar in pair.still_forbidden_by}
        if others:
            said.append(f"{len(others)} other {plural(len(others), 'bar')} would still stand between such ends")
        said.append(self._ways())
        sentence = "; ".join(said)
        return Text(f"{self._if()}: {sentence}.", "bold")

    def _ways(self) -> str:
        """How many ways would open and close, and how many of them where no other was, or would be, known."""
        told, _ = self._told
        least = "at least " if any(pair.truncated for pair in told) else ""
        said = []
        for does, outcome, still in (("open", "opens", "is known now"), ("close", "closes", "would be left")):
            ways = [(pair.ways_opened if does == "open" else pair.ways_closed, pair.outcome) for pair in told]
            number, last = sum(of for of, _ in ways), sum(of for of, what in ways if what == outcome)
            between = f" where none {still}"
            some = f",{between}" if last == number else f", {last} of them{between}" if last else ""
            said += [f"{least}{number} {plural(number, 'way')} would {does}{some}"] if number else []
        if said:
            return "; ".join(said)
        routes = [
            f"{number} {plural(number, 'route')} of ways that stay would {does}"
            for does, number in (
                ("open", sum(len(pair.opened) for pair in told)),
                ("close", sum(len(pair.closed) for pair in told)),
            )
            if number
        ]
        none = "among the routes looked at, which are not all, no way" if least else "no known way"
        return ", but ".join([f"{none} would open or close", *([" and ".join(routes)] if routes else [])])

    def _if(self) -> str:
        answer = self._answer
        said = [f"{_quoted(change)} {_HAD[change.action]}" for change in answer.changes]
        said += [f"the reading “{plain(reading)}” were taken" for reading in answer.scenario.readings]
        return f"If, on {the_day(self._day)}, {'all of this came about' if len(said) > _FEW else ' and '.join(said)}"

    def _bars(self, *, standing: bool) -> list[Effect]:
        """The bars that come, or that go."""
        gone = State.IMPOSSIBLE
        return [
            effect
            for effect in self._answer.effects
            if effect.thing_class == "bar"
            and (effect.before is gone) is not (effect.after is gone)
            and (effect.after is not gone) is standing
        ]

    def _setter(self, bar: Effect) -> str:
        """By which instruments, or by the bar itself, where it has a name."""
        if bar.thing in self._new():
            return ""
        return " by " + " and ".join(f"“{plain(self._answer.labels[iri])}”" for iri in bar.set_by or (bar.thing,))

    def _whose(self, effect: Effect) -> str:
        """Whose data to whom; an open slot is any."""
        data = _listed(within(plain(self._answer.labels[iri])) for iri in effect.data) or "data"
        whose = self._holders(effect.whose, effect.whose_places)
        return f"{data} of {whose} to {self._holders(effect.to, effect.to_places)}"

    def _holders(self, named: tuple[str, ...], places: tuple[str, ...]) -> str:
        """The holders, or bodies of the kinds, that are named, in the places."""
        who = _listed(map(self._name, named)) or "anybody"
        return f"{who} in {_listed(map(self._name, places))}" if places else who

    def _effect(self, effect: Effect) -> Text:
        """One thing that is another on the day."""
        label = plain(self._answer.labels[effect.thing])
        gone, come = effect.after is State.IMPOSSIBLE, effect.before is State.IMPOSSIBLE
        there = effect.before if gone else effect.after
        known = in_force(there, effect.last_confirmed, self._day).replace(" (", ", ").rstrip(")")
        if effect.thing_class == "bar" and gone is not come:
            words = "no longer forbidden" if gone else "forbidden"
            text = Text.assemble((words, "green" if gone else "red"), f": {self._whose(effect)} · {label} ({known})")
        elif effect.thing_class == "block" and gone is not come:
            words = "no longer blocked" if gone else "blocked"
            text = Text.assemble((words, "green" if gone else "red"), f": {self._whose(effect)} · {label} ({known})")
        elif gone or come:
            words = {"ends": "ends", "comes-back": "in force again"}.get(effect.effect, "begins")
            text = Text.assemble((words, "red" if gone else "green"), f": {label} ({effect.thing_class}; {known})")
        elif effect.before is effect.after:
            text = Text(f"stands: {label} ({known})")
        else:
            text = Text(f"{effect.before.word} → {effect.after.word}: {label} ({effect.thing_class})")
        for flows, words in ((effect.released, "no longer barred"), (effect.caught, "newly barred")):
            if flows:
                more = f" and {len(flows) - _FLOWS} more" if len(flows) > _FLOWS else ""
                named = "; ".join(plain(self._answer.labels[flow]) for flow in flows[:_FLOWS])
                text.append(f"\n  {words}: {named}{more}", "dim")
        return text

    # --- pairs --------------------------------------------------------------------------------------------------------

    @cached_property
    def _told(self) -> tuple[list[Compared], list[Compared]]:
        """The pairs by what becomes of them; apart, those in which nothing changes but what does in others of these.

        So a body is not told with its parts.
        """
        order = list(_OUTCOMES)
        told: list[Compared] = []
        alike: list[Compared] = []
        routes: set[Path] = set()
        for pair in sorted(self._answer.pairs, key=lambda pair: (not _is_own(pair), len(_changing(pair)))):
            changing = _changing(pair)
            (alike if changing and changing <= routes else told).append(pair)
            routes |= changing
        told.sort(key=lambda pair: (order.index(pair.outcome), not pair.no_longer_forbidden_by))
        return told, alike

    def _pair(self, pair: Compared) -> list[object]:
        words, style = _OUTCOMES[pair.outcome]
        labels = self._answer.labels
        ends = f"{plain(labels[pair.origin])} to {plain(labels[pair.recipient])}"
        what = f", {within(plain(labels[pair.category]))}" if pair.category else ""
        head = Text.assemble("\n", (words, style), f": {ends}{what}")
        for bars, said in (
            (pair.no_longer_forbidden_by, "no longer forbidden by"),
            (pair.newly_forbidden_by, "forbidden by"),
            (pair.still_forbidden_by, "still forbidden by"),
            (pair.no_longer_stopped_by, "routes no longer stopped by"),
            (pair.newly_stopped_by, "routes newly stopped by"),
            (pair.still_stopped_by, "other routes still stopped by"),
        ):
            if bars:
                head.append(f"\n  {said} {'; '.join(plain(labels[bar]) + _doubt(pair, bar) for bar in bars)}", "bold")
        parts: list[object] = [head]
        kept = sorted(pair.kept, key=lambda one: one.is_as_it_was)
        for heading, lines in (
            ("closed", [self._route("closed", route) for route in pair.closed]),
            ("opened", [self._route("opened", route) for route in pair.opened]),
            ("open", [self._kept(one) for one in kept]),
        ):
            told = _folded(lines)
            parts += [Padding(line, (0, 0, 0, 2)) for line in told[:_SHOWN]]
            if len(told) > _SHOWN:
                parts.append(Text(f"  … {len(told) - _SHOWN} more {heading}", "dim"))
        if pair.truncated:
            parts.append(Text("  There are more routes than were looked at: raise --limit.", "yellow"))
        return parts

    def _kept(self, kept: Kept) -> Text:
        text = self._route("open", kept.after)
        if kept.before.state is not kept.after.state:
            text.append(f" · {kept.before.state.word} before", "yellow")
        for bars, said in (
            (kept.no_longer_barred_by, "no longer barred by"),
            (kept.newly_barred_by, "barred by"),
            (kept.no_longer_goes_round, "no longer goes round"),
            (kept.newly_goes_round, "goes round"),
        ):
            if bars:
                text.append(f" · {said} {'; '.join(plain(self._answer.labels[bar]) for bar in bars)}", "yellow")
        return text

    def _route(self, heading: str, route: TracedRoute) -> Text:
        line = Text.assemble(f"{heading}: ", certainty(route.state), f" {self._name(route.hops[0].sender)}")
        held = None
        for hop in route.hops:
            if hop.category != held:
                line.append(f" —{within(plain(self._answer.labels[hop.category]))}", "cyan")
                held = hop.category
            line.append(" → ", "cyan")
            line.append(self._name(hop.recipient))
        if confirmed := last_confirmed(route.state, route.last_confirmed, self._day):
            line.append(f" · {confirmed}", "dim")
        return line


def _listed(names: Iterable[str]) -> str:
    *more, last = [*names] or [""]
    return f"{', '.join(more)} and {last}" if more else last


def _quoted(change: ScenarioChange) -> str:
    """The name of what ends or begins; what is new has none."""
    return plain(change.label) if "/scenario-" in change.thing else f"“{plain(change.label)}”"


def _folded(lines: Sequence[Text]) -> list[Text]:
    """Lines that say the same once, with how many routes they are."""
    counts = Counter(line.plain for line in lines)
    first = {line.plain: line for line in reversed(lines)}
    return [
        first[said] if number == 1 else first[said].append(f" · {number} routes", "dim")
        for said, number in counts.items()
    ]


def _changing(pair: Compared) -> set[Path]:
    """The routes of a pair that close, open, or are another."""
    routes = [*pair.closed, *pair.opened, *(kept.after for kept in pair.kept if not kept.is_as_it_was)]
    return {path_of(route) for route in routes}


def _is_own(pair: Compared) -> bool:
    """Whether a route that changes begins and ends at the very two holders."""
    routes = [*pair.closed, *pair.opened, *(kept.after for kept in pair.kept)]
    return any((route.hops[0].sender, route.hops[-1].recipient) == (pair.origin, pair.recipient) for route in routes)


def _doubt(pair: Compared, thing: str) -> str:
    """Whether a bar or block only may stand: with the scenario where it does, else without."""
    states: dict[str, State] = {}
    for trace in (pair.before, pair.after):
        states |= {forbidding.bar.id: forbidding.bar.state for forbidding in trace.between.bars}
        states |= {block.id: block.state for block in trace.between.blocks}
    return " (which may stand)" if states[thing] is State.POSSIBLE else ""
