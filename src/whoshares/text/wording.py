"""How views say days, norms and how things stand, in the words of the printed answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from whoshares.answers.flow_rows import FlowRow
from whoshares.answers.norm_entries import NormEntry
from whoshares.model import vocabulary as v
from whoshares.model.labels import within
from whoshares.model.validity import Confirmed, State, aged
from whoshares.text.words import dated, listed

Label = Callable[[str], str]
_KINDS = 6
"""So many kinds of body."""
_NAMED = 3
"""So many things are named in a sentence, where there are more than one above that."""
_VERBS = {"Bar": "forbids", "Mandate": "obliges", "Permission": "allows"}
_MAY = {"Bar": "may not pass", "Mandate": "must pass", "Permission": "may pass"}


def since(starts: Iterable[str]) -> str:
    """The starts that sources give, or that none gives any."""
    given = list(starts)
    return f"since {' or '.join(map(dated, given))}" if given else "since a day that no document here gives"


def stands(state: State, confirmed: Confirmed | None, day: date) -> str:
    """How a thing stands on a day, with the age of what is known."""
    if state is State.CERTAIN:
        return "certain"
    if state is State.IMPOSSIBLE:
        return "not on that day"
    known = f"last confirmed {aged(confirmed, day)}" if confirmed else "not dated by then"
    return f"{state.word}, {known}"


def of_flow(row: FlowRow, day: date, label: Label) -> str:
    """How a flow stands on a day: certain, presumed with its age, or possible with the reason."""
    if row.state is not State.POSSIBLE:
        return stands(row.state, row.last_confirmed, day)
    if row.statuses:
        return f"possible: only {listed([within(label(iri)) for iri in row.statuses])}"
    if row.last_confirmed is not None:
        return f"possible: documents differ; last confirmed {aged(row.last_confirmed, day)}"
    return "possible: no document dates it" + (" by then" if row.since or row.until else "")


def of_norm(entry: NormEntry, day: date) -> str:
    """Whether a norm is in force on a day, since when, and how old that is."""
    words = {State.POSSIBLE: "may be in force", State.IMPOSSIBLE: "not in force"}.get(entry.state, "in force")
    said = f"{words} {since(entry.valid_from)}" if entry.valid_from else words
    if entry.valid_until:
        said += f", until {' or '.join(map(dated, entry.valid_until))}"
    if entry.state in (State.PRESUMED, State.POSSIBLE) and entry.last_confirmed:
        said += f", last confirmed {aged(entry.last_confirmed, day)}"
    return said


def named(things: Sequence[str], label: Label, most: int = _NAMED) -> str:
    """The labels of some things in a sentence: all, or the first few and how many more."""
    if len(things) <= most + 1:
        return listed([label(iri) for iri in things])
    return f"{', '.join(label(iri) for iri in things[:most])} and {len(things) - most} more"


def senders(entry: NormEntry, label: Label) -> str:
    """Whom a norm binds: “police departments, sheriffs and jails in California”."""
    kinds = [iri for iri in entry.senders if _is(iri, "kind")]
    places = [iri for iri in entry.senders if _is(iri, "place")]
    bodies = [iri for iri in entry.senders if iri not in kinds and iri not in places]
    said = []
    if bodies:
        said.append(named(bodies, label))
    if kinds:
        said.append(named(kinds, lambda iri: _several(within(label(iri))), _KINDS))
    elif places and not bodies:
        said.append("bodies")
    if not said:
        return "anyone"
    return " and ".join(said) + (f" in {named(places, label)}" if places else "")


def recipients(entry: NormEntry, label: Label) -> str:
    """Towards whom a norm is: “ICE and CBP”, “federal agencies”."""
    kinds = [iri for iri in entry.recipients if _is(iri, "kind")]
    places = [iri for iri in entry.recipients if _is(iri, "place")]
    bodies = [iri for iri in entry.recipients if iri not in kinds and iri not in places]
    said = [named(bodies, label)] if bodies else []
    said += [named(kinds, lambda iri: _several(within(label(iri))), _KINDS)] if kinds else []
    return (" and ".join(said) or "anyone") + (f" in {named(places, label)}" if places else "")


def data(entry: NormEntry, label: Label) -> str:
    """What data a norm is about."""
    about = named(entry.categories, lambda iri: within(label(iri))) if entry.categories else "data"
    if entry.subjects:
        about += f" about {named(entry.subjects, lambda iri: _several(within(label(iri))))}"
    return about + (f" for {named(entry.purposes, lambda iri: within(label(iri)))}" if entry.purposes else "")


def rule(entry: NormEntry, label: Label) -> str:
    """What a norm says, to follow its instrument in a sentence: “forbids the DMV to pass driver records to ICE”."""
    verb = _VERBS[entry.norm_class]
    return f"{verb} {senders(entry, label)} to pass {data(entry, label)} to {recipients(entry, label)}"


def may(entry: NormEntry, label: Label) -> str:
    """The same of those whom it binds: “The DMV may not pass driver records to ICE.”"""
    said = f"{senders(entry, label)} {_MAY[entry.norm_class]} {data(entry, label)} to {recipients(entry, label)}"
    said += f", as a condition for {named(entry.conditions, label)}." if entry.conditions else "."
    return said[:1].upper() + said[1:]


def the(label: str) -> str:
    """A label that begins with what some body is, with its article.

    >>> the("Department of Homeland Security"), the("Nlets")
    ('the Department of Homeland Security', 'Nlets')
    """
    return f"the {label}" if label.startswith(("Department ", "Office ", "Bureau ", "Federal ")) else label


def _is(iri: str, word: str) -> bool:
    return v.shorten(iri).startswith(f"{word}/")


def _several(noun: str) -> str:
    """A noun in the plural: kinds of body and sorts of people.

    >>> [_several(noun) for noun in ("sheriff", "agency", "state police", "local law enforcement")]
    ['sheriffs', 'agencies', 'state police', 'local law enforcement']
    """
    if noun.endswith(("police", "enforcement", "people", "s")):
        return noun
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
