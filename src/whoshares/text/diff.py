"""What changed between two days, as people read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whoshares.model.labels import within
from whoshares.model.plain import plain
from whoshares.model.vocabulary import local_name
from whoshares.text.reach import reach, reach_in_short, set_in_short
from whoshares.text.sources import SourceList
from whoshares.text.words import Words, the_day

if TYPE_CHECKING:
    from whoshares.answers.diff import Change, Difference

_STYLES = {"began": "green", "ended": "red", "began-and-ended": "yellow"}
_CLASSES = ("data flow", "transformation", "block", "bar", "permission", "mandate", "program")
_OTHERS = "law, ruling or agreement"
_PERHAPS = "Began or ended perhaps in this time: a month or year is given that reaches beyond these days"
_SPOKEN_OF = "Authorised, demanded, planned, proposed or enjoined; no document says that it takes place"
_BEGAN = (
    (("data flow", "transformation", "block", "program"), "began"),
    (("bar", "permission", "mandate"), "took effect"),
    ((_OTHERS,), "were issued or took effect"),
)
"""What is said of things of some classes that began."""
_SUCH_AS = 4
_GROUPS = 12
_LARGEST = 3


def render_difference(answer: Difference) -> Group:
    """The headline, what began and ended by the data touched, what was only first described, then reach."""
    described = [change for change in answer.changes if change.kind == "first-described"]
    spoken_of = [change for change in answer.changes if change.kind == "spoken-of"]
    perhaps = [change for change in answer.changes if change.kind == "perhaps"]
    others = [change for change in answer.changes if change not in (*described, *spoken_of, *perhaps)]
    shown = [*others, *perhaps, *spoken_of, *(change for change in described if not _folded(change))]
    numbers = SourceList(s for change in shown for s in (*change.sources, *change.authority_sources))
    parts: list[object] = [_head(answer, others, perhaps, spoken_of, described)]
    for touched, group in groupby(others, key=lambda change: change.touches):
        changes = list(group)
        parts.append(Text(f"\n{_name(answer, touched)} · {len(changes)}", "bold cyan"))
        parts.append(Padding(_table(answer, changes, numbers), (0, 0, 0, 2)))
    if perhaps:
        parts.append(Text(f"\n{_PERHAPS}", "bold cyan"))
        parts.append(Padding(_table(answer, perhaps, numbers), (0, 0, 0, 2)))
    if spoken_of:
        parts.append(Text(f"\n{_SPOKEN_OF}", "bold cyan"))
        parts.append(Padding(_table(answer, sorted(spoken_of, key=_when), numbers), (0, 0, 0, 2)))
    if described:
        parts.append(Text("\nFirst described in this time; no document says when they began", "bold cyan"))
        parts.append(Padding(Group(*_described(answer, described, numbers)), (0, 0, 0, 2)))
    parts += reach(answer)
    return Group(*parts, *((Text(), *numbers.parts()) if shown else ()))  # type: ignore[arg-type]


def _head(
    answer: Difference,
    others: Sequence[Change],
    perhaps: Sequence[Change],
    spoken_of: Sequence[Change],
    described: Sequence[Change],
) -> Text:
    """What can be quoted: how much began, took effect or was issued, and ended; apart, what is not known to have."""
    question = answer.question
    about = f", for {within(plain(answer.labels[str(question['carrying'])]))}" if question["carrying"] else ""
    first, last = (the_day(str(question[key])) for key in ("day1", "day2"))
    reached = "".join(f"{said}\n" for said in (reach_in_short(answer), set_in_short(answer)) if said)
    head = Text(
        f"{reached}{f'On {first}' if first == last else f'From {first} to {last}'}{about}, as far as documents show: ",
        "bold",
    )
    began = [change for change in others if change.kind in ("began", "began-and-ended")]
    ended = [change for change in others if change.kind in ("ended", "began-and-ended")]
    both = sum(change.kind == "began-and-ended" for change in others)
    said = []
    for sorts, word in _BEGAN:
        if some := [change for change in began if _class(change) in sorts]:
            said.append(f"{_counted(some)} {_were(some, word)}")
    said += [f"{_counted(ended)} ended"] if ended else []
    head.append("; ".join(said) or "nothing is known to have begun or ended", "bold")
    head.append(f" ({both} of these did both)" if both else "", "bold")
    head.append(".", "bold")
    sizes = Counter(change.touches for change in others if change.touches)
    if len(sizes) > _LARGEST:
        most = [f"{_name(answer, touched)} ({number})" for touched, number in sizes.most_common(_LARGEST)]
        head.append(f" Most touch {', '.join(most[:-1])} and {most[-1]}.")
    if perhaps:
        head.append(f" Of {_counted(perhaps)} it is not known whether they began or ended in this time or beside it.")
    if spoken_of:
        told = f"{_SPOKEN_OF[0].lower()}{_SPOKEN_OF[1:]}"
        told = told if len(spoken_of) == 1 else told.replace("it takes", "they take")
        head.append(f" {_counted(spoken_of)} {_were(spoken_of, 'were')} {told}.")
    if described:
        head.append(f" {_counted(described)} {_were(described, 'were')} first described.")
    head.append(f" {Words(answer.caption).searched}.", "dim")
    return head


def _class(change: Change) -> str:
    return change.thing_class if change.thing_class in _CLASSES else _OTHERS


def _were(changes: Sequence[Change], words: str) -> str:
    """Words as they go with one thing or several."""
    return words.replace("were", "was") if len(changes) == 1 else words


def _counted(changes: Iterable[Change]) -> str:
    counts = Counter(map(_class, changes))
    found = [_number(counts[sort], sort) for sort in (*_CLASSES, _OTHERS) if counts[sort]]
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"


def _number(number: int, sort: str) -> str:
    many = "laws, rulings and agreements" if sort == _OTHERS else sort + "s"
    return f"{number:,} {sort if number == 1 else many}"


def _name(answer: Difference, touched: str | None) -> str:
    return plain(answer.labels[touched]) if touched else "Others"


def _table(answer: Difference, changes: Sequence[Change], numbers: SourceList) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for change in changes:
        style = _STYLES.get(change.kind, "yellow")
        table.add_row(_when(change), Text(_what(change), style), _change(answer, change, numbers))
    return table


def _when(change: Change) -> str:
    begun, over = " or ".join(change.began), " or ".join(change.ended)
    if change.kind == "began-and-ended":
        return f"{begun}\nto {over}"
    if change.kind == "authority":
        return ""
    described = change.first_described or ""
    return over if change.kind == "ended" else begun or over or described


def _what(change: Change) -> str:
    if change.kind == "spoken-of":
        statuses = [local_name(status) for status in change.evidence_status]
        return ",\n".join(["meant", *statuses] if statuses == ["enjoined"] and change.began else statuses)
    if change.kind in _STYLES:
        return change.happened.replace(" and ", ",\n")
    return "" if change.kind in ("first-described", "perhaps") else change.kind


def _sort(answer: Difference, change: Change) -> str:
    """What sort of thing it is: an instrument by its kind."""
    if change.instrument_kind:
        return " and ".join(within(plain(answer.labels[kind])) for kind in change.instrument_kind)
    return plain(change.thing_class)


def _change(answer: Difference, change: Change, numbers: SourceList) -> Text:
    text = Text.assemble((plain(answer.labels[change.thing]), "bold"), (f" ({_sort(answer, change)})", "dim"))
    is_spoken_of = change.kind == "spoken-of"
    known = [] if change.kind == "ended" else [("by" if is_spoken_of else "begun by", change.begun_by)]
    known += [("ended by", change.ended_by)] if is_spoken_of or change.kind in ("ended", "began-and-ended") else []
    for said, iris in (*known, ("set by", change.set_by)):
        if iris:
            text.append(f" · {said} {plain(answer.named(iris))}")
    if change.kind == "authority":
        for said, iris in (("now rests on", change.authority_gained), ("no longer on", change.authority_lost)):
            if iris:
                text.append(f" · {said} {plain(answer.named(iris))}")
        if change.authority_by:
            text.append(f" · changed by {plain(answer.named(change.authority_by))}")
    text.append_text(numbers.marks(dict.fromkeys((*change.sources, *change.authority_sources))))
    return text


def _folded(change: Change) -> bool:
    """Whether a first description is only counted: there are many, but blocks are few."""
    return change.thing_class != "block"


def _described(answer: Difference, changes: Sequence[Change], numbers: SourceList) -> list[Table | Text]:
    """Blocks each; of the rest how many of what, by what they touch, with some names."""
    parts: list[Table | Text] = []
    if apart := [change for change in changes if not _folded(change)]:
        parts.append(_table(answer, sorted(apart, key=lambda change: change.first_described or ""), numbers))
    groups = [list(group) for _, group in groupby((c for c in changes if _folded(c)), key=lambda c: c.touches)]
    for found in groups[:_GROUPS]:
        named = "; ".join(plain(answer.labels[change.thing]) for change in found[:_SUCH_AS])
        such_as = ", such as" if len(found) > _SUCH_AS else ""
        said = Text.assemble((_name(answer, found[0].touches), "bold"), f": {_counted(found)}{such_as}: {named}")
        parts.append(said)
    if more := [change for group in groups[_GROUPS:] for change in group]:
        parts.append(Text(f"And {_counted(more)}."))
    if len(apart) < len(changes):
        parts.append(Text("“--format csv” gives each with its day and its sources.", "dim"))
    return parts
