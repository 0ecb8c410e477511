"""What the dossier of a thing says first: sentences that are true when quoted alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from whoshares.answers.dossier import BodyThere, Dossier
from whoshares.answers.reaching import ReachingWay
from whoshares.model.dates import FUTURE, in_words
from whoshares.model.labels import within
from whoshares.model.validity import State, aged
from whoshares.text.headline import ANSWERS
from whoshares.text.headlines import of_law, of_usage
from whoshares.text.words import Words, counted, listed

NOT_NOTHING: Final = "Not known is not the same as not shared."
_AUTHORITIES: Final = 3
"""So many authorities are named in a sentence."""


def headline(dossier: Dossier, words: Words) -> list[str]:
    """What is said first, but for words that depend on the day on which it is read."""
    day = date.fromisoformat(words.asked_day)
    if dossier.law is not None:
        said = of_law(dossier.law, words.label, day)
    elif dossier.usage is not None:
        said = [*of_usage(dossier.usage, words.label, day), *_straight(dossier)]
    elif dossier.is_authority:
        said = _of_authority(dossier, words)
    elif not dossier.ways:
        said = [*_none(dossier, words), *_held(dossier)]
    else:
        said = [*_reaching(dossier, words, day), *_held(dossier)]
    return [line.replace(f" ({FUTURE})", "") for line in said]


def whose(dossier: Dossier, words: Words) -> str:
    """Whose data a dossier is about: that of a body, or of the bodies of a place."""
    name = words.full(dossier.thing)
    return f"data of bodies of {name}" if dossier.sort == "place" else f"data of {name}"


def _reaching(dossier: Dossier, words: Words, day: date) -> list[str]:
    first = dossier.ways[0]
    surest = min(way.state for way in dossier.ways)
    on, least = in_words(words.asked_day), max(surest, State.PRESUMED)
    if dossier.sort == "place":
        whom, state = _of_bodies(dossier, words, least)
    else:
        whom, state, least = f"data of {words.full(dossier.thing)}", surest, surest
    to = _to([way for way in dossier.ways if way.state <= least], words)
    told = f"{ANSWERS[state][0]}: on {on}, {whom} could get to {to}"
    hops = len(first.steps)
    how = "straight" if hops == 1 else f"over {hops} hops"
    data = words.some_data(first.steps[0].carries)
    known = f", last confirmed {aged(first.last_confirmed, day)}" if first.last_confirmed else ""
    if first.state is State.CERTAIN:
        known = ""
    way = (
        f"The first way, {how}: {data} of {words.full(first.steps[0].sender)} to {words.full(first.recipient)} "
        f"({first.state.word}{known})."
    )
    return [f"{told}, as far as documents show.", way]


def _of_bodies(dossier: Dossier, words: Words, least: State) -> tuple[str, State]:
    """Of how many bodies of a place it is as sure as that, or surer; and how sure it is of all of these."""
    there, generic = dossier.there, [body for body in dossier.bodies if body.generic]
    sure = [body for body in there if _is(body, least)]
    kinds = [body for body in generic if _is(body, least)]
    name = words.full(dossier.thing)
    state = max((body.surest for body in (*sure, *kinds) if body.surest is not None), default=least)
    if not sure:
        if kinds:
            return f"data of {counted(len(kinds), 'kind')} of body in {name} ({words.label(kinds[0].id)})", state
        return f"data of systems or parts of bodies in {name}", state
    more = f" and {counted(len(kinds), 'kind')} of body" if kinds else ""
    if len(there) == 1:
        return f"data of the one body in {name} that is named here{more}", state
    every = "both bodies" if len(there) == 2 else f"all {bodies(len(there))}"
    of = f"{len(sure):,} of the {bodies(len(there))}" if len(sure) < len(there) else every
    return f"data of {of} in {name} that are named here{more}", state


def bodies(number: int) -> str:
    """A number of bodies."""
    return f"{number:,} {verb(number, 'body', 'bodies')}"


def verb(number: int, one: str, several: str) -> str:
    """A word as it goes with a number."""
    return one if number == 1 else several


def _is(body: BodyThere, least: State) -> bool:
    return body.surest is not None and body.surest <= least


def _to(ways: Sequence[ReachingWay], words: Words) -> str:
    """The authorities where data arrives, those of the surest ways first."""
    found = list(dict.fromkeys(way.authority for way in ways))
    named = [words.short(iri) for iri in found[:_AUTHORITIES]]
    left = len(found) - len(named)
    more = [f"{left} more"] if left > 0 else []
    return f"immigration authorities ({listed([*named, *more])})"


def _none(dossier: Dossier, words: Words) -> list[str]:
    name, on = words.full(dossier.thing), in_words(words.asked_day)
    if not dossier.documents:
        searched = f"{dossier.searched['sources']:,} documents"
        return [f"Nothing is known of {name}: none of the {searched} here speaks of it.", NOT_NOTHING]
    if dossier.stopped:
        return [f"Not settled: the search for ways of {whose(dossier, words)} stopped at its work limit."]
    first = f"None known: no known way takes {whose(dossier, words)} to an immigration authority on {on}."
    return [first, NOT_NOTHING]


def _of_authority(dossier: Dossier, words: Words) -> list[str]:
    came, left = (
        sum(row.state is not State.IMPOSSIBLE for row in rows) for rows in (dossier.arriving, dossier.leaving)
    )
    name, on = words.full(dossier.thing), in_words(words.asked_day)
    flows, others = counted(came, "known flow"), counted(left, "flow")
    first = f"{name} is an immigration authority: {flows} {'comes' if came == 1 else 'come'} to it on {on}, and "
    return [f"{first}{others} {'leaves' if left == 1 else 'leave'} it, as far as documents show."]


def _held(dossier: Dossier) -> list[str]:
    """What forbids passing data on, and what holds it back."""
    bars = [norm for norm in dossier.norms if norm.says == "forbidden" and norm.state is not State.IMPOSSIBLE]
    bars = [norm for norm in bars if norm.id in dossier.towards]
    may = sum(norm.state is State.POSSIBLE for norm in bars)
    number = len(bars) - may
    whom = "bodies there" if dossier.sort == "place" else "it"
    to = "to pass some data on to immigration authorities, or to anyone"
    said = []
    if number:
        more = f", and {may} more may" if may else ""
        said.append(f"{counted(number, 'rule')} in force {'forbids' if number == 1 else 'forbid'} {whom} {to}{more}.")
    elif may:
        said.append(f"{counted(may, 'rule')} may forbid {whom} {to}.")
    else:
        said.append(f"No rule in force was found in what was read that forbids {whom} {to}.")
    switches = [one for one in dossier.switches if one.state is not State.IMPOSSIBLE]
    if switches:
        systems = listed(sorted({dossier.labels[one.system] for one in switches}))
        number = len(switches)
        said.append(f"{number} {'switch holds' if number == 1 else 'switches hold'} data back at {systems}.")
    return said


def _straight(dossier: Dossier) -> list[str]:
    """How many flows go to an immigration authority at once."""
    number = sum(row.flow in dossier.straight and row.state is not State.IMPOSSIBLE for row in dossier.leaving)
    if not number:
        return ["None of these flows goes straight to an immigration authority."] if dossier.leaving else []
    return [f"{number} of these flows {'goes' if number == 1 else 'go'} straight to an immigration authority."]


def title(dossier: Dossier, words: Words) -> str:
    """The title of the page."""
    if dossier.sort == "category":
        name = words.label(dossier.thing)
        return f"{name[:1].upper()}{name[1:]}"
    return words.full(dossier.thing)


def asked(dossier: Dossier, words: Words) -> str:
    """The question that the page answers, with its day."""
    on = in_words(words.asked_day)
    if dossier.sort == "law":
        return f"What does it say of passing data on, which flows lie within its terms, what goes round it? On {on}."
    if dossier.usage is not None:
        data = within(words.label(dossier.thing)) if dossier.sort == "category" else "data under it"
        return f"Who sends {data} to whom, and which rules are about it? On {on}."
    if dossier.is_authority:
        return f"What comes to it, and from whom? On {on}."
    reach = f"Does {whose(dossier, words)} reach immigration authorities, and by which ways?"
    return f"{reach} What forbids or stops it? On {on}."
