"""An exposure as a person reads it: one line for each holder, with what arrives from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from whoshares.model.dates import in_words
from whoshares.model.labels import within
from whoshares.model.validity import State, aged
from whoshares.store.evidence import tier_name
from whoshares.text.headline import from_to, implied_bodies
from whoshares.text.words import Words, certainty, listed, plural, set_apart

if TYPE_CHECKING:
    from whoshares.answers.exposure import Exposed, ExposedBody, Exposure

_MOST, _PARTS, _ARRIVING = 20, 4, 4
"""How many bodies are listed in short, with how many of their parts and categories."""


def render_exposure(exposure: Exposure) -> Group:
    """How many bodies, then one line each; in full each holder that stands at the end itself."""
    words = Words(exposure.caption)
    name = words.asked("from" if exposure.outward else "to")
    what, day, said = words.data, words.day, words.searched
    rows = exposure.rows_found
    if not rows:
        heading = Text.assemble(("None known. ", "bold red"))
        there = f"a holder{placed(words)}" if placed(words) else ""
        ends = (("from", name), ("to", there)) if exposure.outward else (("from", there), ("to", name))
        between = "".join(f" {word} {end}" for word, end in ends if end)
        heading.append(f"No known route{limits(words)} takes {what}{between} on {day}.\n")
        if exposure.unconfirmed:
            heading.append(f"{exposure.unconfirmed.in_words()}\n")
        heading.append(f"{said}. Not known is not the same as not shared.", "dim")
        return Group(heading, *words.abbreviations())
    parts: list[object] = [_headline(exposure, words), Text()]
    if exposure.caption.full:
        own = [row for row in rows if row.through == row.holder]
        parts.append(render_exposed(exposure, own, words))
        number = len({row.holder for row in rows} - {row.holder for row in own})
        if number:
            bodies, has = ("body", "has") if number == 1 else ("bodies", "have")
            parts.append(Text(f"{number} more {bodies} {has} one of these as a part or system.", "dim"))
    else:
        parts += render_bodies(exposure.bodies, words, outward=exposure.outward)
    if exposure.stopped:
        left = exposure.undecided
        open_rows = (
            f"{left:,} {plural(left, 'pair')} of a holder and a category {'is' if left == 1 else 'are'} undecided"
        )
        what_is_open = open_rows if left else "some rows may be surer than is said"
        parts.append(
            Text(f"A search stopped at its work limit: {what_is_open}. Narrow it: --carrying, --max-hops.", "yellow")
        )
    meaning = f"{MEANING} {FORBIDDEN}" if any(body.forbidden_by for body in exposure.bodies) else MEANING
    parts += [Text(), Text(f"{said}. {CAUTION} {meaning}", "dim")]
    if not exposure.caption.full:
        parts.append(Text("“--full” lists every holder with its weakest source.", "dim"))
    return Group(*parts, *words.abbreviations())  # type: ignore[arg-type]


KNOWN = {State.CERTAIN: "known", State.PRESUMED: "presumed"}
"""How a way, or that data can arrive, is said to be more than possible."""
CAUTION = "Routes are possibilities that documents show, not proof that a record travelled."
FORBIDDEN = "“Forbidden”: a law or agreement forbids some of it between the two; “whoshares bars” tells which."
MEANING = (
    "Each line is of the surest known route, of equals the shortest. “Presumed”: documents place every hop in force on "
    "the day or before, and nothing says that one has ended. “Possible”: documents leave that open of some hop, or "
    "whether two names mean one body. “Last confirmed”: the oldest hop of that route."
)


def _headline(exposure: Exposure, words: Words) -> Text:
    """How many bodies can reach it, or can be reached, with kinds of body apart."""
    name = words.asked("from" if exposure.outward else "to")
    return reach(words, exposure.bodies, name, outward=exposure.outward, at_least=exposure.stopped)


def placed(words: Words) -> str:
    """Where the holders are that are asked for, if that is said."""
    return f" in {words.asked('place')}" if words.question["place"] else ""


def limits(words: Words) -> str:
    """What a question leaves aside of the routes."""
    asked, said = words.question, []
    if asked["maxHops"] is not None:
        number = int(str(asked["maxHops"]))
        said.append(f"at most {number} {plural(number, 'hop')}")
    if asked["exact"]:
        said.append("exact joins alone")
    if asked["confirmedSince"]:
        said.append(f"hops confirmed since {in_words(str(asked['confirmedSince']))}")
    return f" of {listed(said)}" if said else ""


def reach(words: Words, bodies: Sequence[ExposedBody], end: str, *, outward: bool, at_least: bool) -> Text:
    """Of how many bodies it is known or presumed that data can reach an end, or be reached, and of how many not so."""
    there, by = placed(words), limits(words)
    surely = [body for body in bodies if not body.is_only_possible]
    perhaps = [body for body in bodies if body.is_only_possible]
    states = {body.best.state for body in surely}
    known = " or ".join(word for state, word in KNOWN.items() if state in states)
    what = words.data if words.carrying else "data"
    first, second = (counted(some, at_least=at_least) + there for some in (surely, perhaps))
    if not surely:
        said = f"{what} {f'from {end} may reach {second}' if outward else f'of {second} may reach {end}'}"
    elif outward:
        said = f"it is {known} that {what} from {end} can reach {first}"
    else:
        said = f"of {first} it is {known} that {what} can reach {end}"
    said += f" by a route{by}" if by else ""
    if surely and perhaps:
        said += f"; of {counted(perhaps, more=True)} it is possible"
    shown = f", as far as documents show.{implied_bodies(bodies)}{_age(words, surely)}{_forbidden(bodies, outward)}"
    return Text.assemble((f"On {words.day}, {said}", "bold"), shown)


def _age(words: Words, bodies: Sequence[ExposedBody]) -> str:
    """When what is presumed of some bodies was last confirmed, in a sentence; empty where nothing is."""
    presumed = [body.best.last_confirmed for body in bodies if body.best.state is State.PRESUMED]
    dates = sorted((one for one in presumed if one is not None), key=lambda one: one.order)
    if not dates:
        return ""
    return f" What is presumed was last confirmed {from_to(dates[0], dates[-1], words.asked_day).rstrip(',')}."


def _forbidden(bodies: Sequence[ExposedBody], outward: bool) -> str:
    """For how many bodies a law or agreement forbids it, in a sentence; empty where for none."""
    number = sum(bool(body.forbidden_by) for body in bodies)
    if not number:
        return ""
    to = "to" if outward else "from"
    each = "each" if number == len(bodies) else f"{number}"
    of = "it" if len(bodies) == 1 else f"it {to} {each} of these {len(bodies)}"
    return f" A law or agreement that is or may be in force forbids {of}, in whole or in part."


def counted(bodies: Sequence[ExposedBody], *, at_least: bool = False, more: bool = False) -> str:
    """How many bodies there are, with kinds of body, which stand for many, apart."""
    generic = sum(body.generic for body in bodies)
    own = len(bodies) - generic
    also = " more" if more else ""
    said = [f"{own}{also} {'body' if own == 1 else 'bodies'}"] if own or not generic else []
    said += [f"{generic}{also} {plural(generic, 'kind')} of body"] if generic else []
    return f"{'at least ' if at_least else ''}{listed(said)}"


def render_bodies(bodies: Sequence[ExposedBody], words: Words, *, outward: bool) -> list[object]:
    """One line a body, the surest and nearest first, then how many more; kinds of body are marked."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    table.add_column("to" if outward else "from", ratio=5)
    table.add_column("what arrives", ratio=4)
    for column in ("hops", "how sure", "last confirmed"):
        table.add_column(column, no_wrap=True)
    day = date.fromisoformat(words.asked_day)
    ranked = sorted(bodies, key=lambda body: (body.best.state, body.best.hops, *_latest(body), words.label(body.body)))
    for body in ranked[:_MOST]:
        name = words.full(body.body)
        parts = [set_apart(words.short(part)) for part in body.parts]
        name += (
            f": {', '.join(parts[:_PARTS])}{f' and {len(parts) - _PARTS} more' if len(parts) > _PARTS else ''}"
            if parts
            else ""
        )
        if body.generic:
            number = body.best.stands_for
            name += f" (a kind of body; said of each, {number} of them named here)" if number else " (a kind of body)"
        told = Text(name).append(" · forbidden" if body.forbidden_by else "", "red")
        arrives = sorted(within(words.label(category)) for category in body.categories)
        more = f" and {len(arrives) - _ARRIVING} more" if len(arrives) > _ARRIVING else ""
        confirmed = body.best.last_confirmed
        unknown = "not by then" if body.best.state is State.POSSIBLE else ""
        table.add_row(
            told,
            f"{', '.join(arrives[:_ARRIVING])}{more}",
            str(body.best.hops),
            certainty(body.best.state),
            aged(confirmed, day) if confirmed else unknown,
        )
    found: list[object] = [table]
    if len(ranked) > _MOST:
        found.append(Text(f"… and {counted(ranked[_MOST:])} more: “--full” lists all.", "dim"))
    return found


def _latest(body: ExposedBody) -> tuple[bool, int]:
    """A key by which what was confirmed last comes first."""
    confirmed = body.best.last_confirmed
    return confirmed is None, -confirmed.last.toordinal() if confirmed else 0


def render_exposed(exposure: Exposure, rows: list[Exposed], words: Words) -> Table:
    """One line a holder, with what arrives."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    table.add_column("to" if exposure.outward else "from", ratio=2)
    table.add_column("what arrives", ratio=3)
    for column in ("hops", "certainty", "last confirmed", "weakest source"):
        table.add_column(column, no_wrap=True)
    day = date.fromisoformat(words.asked_day)
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row.holder)]
    surest = {group[0].holder: min(group, key=lambda row: (row.state, row.hops, row.evidence)) for group in groups}
    groups.sort(key=lambda group: (surest[group[0].holder].hops, exposure.labels[group[0].holder]))
    for group in groups:
        best = surest[group[0].holder]
        table.add_row(
            words.full(group[0].holder),
            ", ".join(sorted(within(words.label(row.category)) for row in group)),
            str(best.hops),
            certainty(best.state),
            aged(best.last_confirmed, day) if best.last_confirmed else "",
            tier_name(best.evidence) or "none named",
        )
    return table
