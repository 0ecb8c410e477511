"""Whether a brief still stands, as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.text import Text

from whoshares.model.dates import in_words
from whoshares.model.plain import plain
from whoshares.text.words import plural

if TYPE_CHECKING:
    from whoshares.answers.brief_changes import BriefChange, BriefCheck

_MOST: Final = 30
_HAPPENED: Final = {
    ("bar", "appeared"): "Newly forbidden by",
    ("bar", "ended"): "No longer forbidden by",
    ("block", "appeared"): "Newly stopped by",
    ("block", "ended"): "No longer stopped by",
    ("way", "appeared"): "A way opened:",
    ("way", "ended"): "A way closed:",
    ("route", "appeared"): "A route opened:",
    ("route", "ended"): "A route closed:",
    ("flow", "appeared"): "A flow is told now:",
    ("flow", "ended"): "A flow is no longer told:",
}
_OF: Final = {
    "certainty": "how sure it is",
    "lastConfirmed": "when it was last confirmed",
    "join": "how it joins what comes before",
    "disputed": "whether documents differ on its dates",
    "implied": "whether it is only implied",
    "barredBy": "what forbids it",
    "documents": "its documents",
    "outcome": "the outcome",
    "reason": "the reason",
    "whole": "whether all of it is in the file",
    "bodies": "the bodies",
    "sort": "of which sort it is",
    "from": "whose data it is",
    "to": "who gets it",
    "carries": "what it carries",
    "arriving": "what arrives",
}


def render_brief_check(check: BriefCheck) -> Group:
    """The whole check."""
    asked = f"on {in_words(str(check.question['asOf']))}"
    number = len(check.changes)
    if check.same:
        parts = [Text(f"The answer is still the same ({asked}).", "bold green")]
    else:
        parts = [Text(f"The answer has changed ({asked}): {number} {plural(number, 'thing')}.", "bold yellow")]
    parts += [Text(f"  {_said(check, change)}") for change in check.changes[:_MOST]]
    if number > _MOST:
        parts.append(Text(f"  … and {number - _MOST} more: “--format json” has all."))
    if check.edition == check.now:
        parts.append(Text("The graph is the one by which the brief was made.", "dim"))
    else:
        parts.append(
            Text(
                f"The brief was made by version {check.edition.version} with {check.edition.flows:,} flows from "
                f"{check.edition.sources:,} sources; the graph at hand has {check.now.flows:,} from "
                f"{check.now.sources:,}, read by version {check.now.version}.",
                "dim",
            )
        )
    if check.same and not check.words_compared:
        parts.append(Text("The words of the file were not compared: only the answer that it carries was.", "dim"))
    return Group(*parts)


def _said(check: BriefCheck, change: BriefChange) -> str:
    label = check.names.get
    before, now = (", ".join(label(one, one) for one in told) or "nothing" for told in (change.before, change.now))
    if change.sort == "words":
        said = "The file says it in other words than the graph at hand does: they were edited, or labels, titles or "
        return f"{said}places of documents were."
    if change.sort == "headline":
        return plain(f"The headline now reads: {' '.join(change.now)}")
    if change.sort == "outcome":
        return plain(f"{_OF[change.of].capitalize()}: {before} before, {now} now.")
    if change.sort == "cut":
        return plain(f"Least that would have to end, by {change.things[0]}: {before} before, {now} now.")
    names = [label(thing, thing) for thing in change.things]
    if change.sort == "way" and "thing" not in check.question:
        first, *rest = names
        thing = first + "".join(f" —{data}→ {body}" for data, body in zip(rest[::2], rest[1::2], strict=True))
    elif change.sort == "hop":
        thing = f"{names[1]} → {names[2]}: {names[3]}"
    else:
        thing = " → ".join(names)
    if change.kind == "changed":
        return plain(f"{change.sort.capitalize()} {thing}: {_OF[change.of]}: {before} before, {now} now.")
    return plain(f"{_HAPPENED[change.sort, change.kind]} {thing} ({before if change.kind == 'ended' else now}).")
