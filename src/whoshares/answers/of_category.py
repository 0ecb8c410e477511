"""A kind of data where a holder is wanted: who sends, or gets, such data."""

from __future__ import annotations

from collections import Counter

from whoshares.answers.by_name import name_to_ask
from whoshares.answers.claim_words import listed
from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError, NameUnknown
from whoshares.model.labels import within
from whoshares.model.plain import as_argument
from whoshares.store.names import CATEGORIES

_MOST = 8
"""How many holders are offered."""


def category_of(parts: GraphParts, text: str) -> str | None:
    """The data category that a text names; `None` where it names none, or several."""
    try:
        return parts.names.resolve(text, CATEGORIES, "data category")
    except InputError:
        return None


def holders_of(parts: GraphParts, category: str, *, inward: bool = False) -> list[str]:
    """The holders that flows, as they are stated, with such data leave, or at which they arrive, by IRI.

    Those of most flows come first, and a system's operator stands for it. Such data is the category itself, or what is
    narrower.
    """
    network = parts.network
    number = network.categories.number.get(category)
    if number is None:
        return []
    table, meet = network.flows, network.categories.meet
    at = table.recipient if inward else table.sender
    found = Counter(
        _shown_as(parts, network.holders[at[flow]])
        for flow in range(table.stated)
        if any(meet(number, carried) == carried for carried in table.carries[flow])
    )
    return sorted(found, key=lambda holder: (-found[holder], parts.names.label(holder), holder))


def of_category(parts: GraphParts, asked: str, category: str, *, inward: bool, bars: bool) -> NameUnknown:
    """The error for a category where a holder is wanted, or, with `bars`, a rule: who sends, or gets, such data.

    Who does is told where all flows are here.
    """
    label, names = parts.names.label(category), parts.names
    if bars:
        return NameUnknown(
            f"“{asked}” is a kind of data ({v.shorten(category)}), and no rule and no holder of data. Which rules are "
            f"about it, “whoshares bars --carrying {as_argument(label)}” tells.",
            asked=asked,
        )
    holders = holders_of(parts, category, inward=inward) if parts.whole else []
    said = f"“{asked}” is a kind of data ({v.shorten(category)}), and a holder of data is wanted here."
    if holders:
        shown = listed([f"“{names.label(holder)}”" for holder in holders], _MOST)
        does = ("gets" if inward else "sends") if len(holders) == 1 else ("get" if inward else "send")
        said += (
            f" By the flows of this graph, on whatever day, {shown} {does} {within(label)}: name one as the holder, "
            f"and “{label}” as the data."
        )
    offers = [name_to_ask(parts, holder) for holder in holders[:_MOST]]
    return NameUnknown(said, asked=asked, offers=offers, carrying=label)


def _shown_as(parts: GraphParts, holder: str) -> str:
    """Who operates a system, where it is one; else the holder itself."""
    operators = parts.evidence.values(holder, v.OPERATED_BY)
    return operators[0] if len(operators) == 1 else holder
