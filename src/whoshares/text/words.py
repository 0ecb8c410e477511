"""Words and phrases that all renderings share: labels of things, days, how sure something is, who says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from rich.text import Text

from whoshares.model.plain import plain
from whoshares.model.validity import Confirmed, State, aged
from whoshares.store.evidence import Citation
from whoshares.text.sources import add_address

if TYPE_CHECKING:
    from whoshares.answers.frame import Frame


class Words:
    """What the frame of an answer gives to say."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def label(self, iri: str) -> str:
        """The label."""
        return plain(self._frame.labels[iri])

    def full(self, iri: str) -> str:
        """The label, with the acronym where there is one."""
        acronym = self._frame.acronyms.get(iri)
        return f"{self.label(iri)} ({plain(acronym)})" if acronym else self.label(iri)

    def short(self, iri: str) -> str:
        """The acronym where there is one, else the label."""
        return plain(self._frame.acronyms.get(iri, self._frame.labels[iri]))

    def listed(self, iris: Iterable[str]) -> str:
        """The labels of several things."""
        return "; ".join(self.label(iri) for iri in iris)

    def only(self, statuses: Iterable[str]) -> str:
        """That no source says that something takes place, by its evidence statuses."""
        return f"only {' and '.join(within(self.label(s)) for s in statuses)}: no document says that it takes place"

    def asked(self, key: str) -> str:
        """A thing of the question, in full."""
        return self.full(str(self._frame.question[key]))

    @property
    def data(self) -> str:
        """What data the question is about."""
        carrying = self._frame.question["carrying"]
        return within(self.label(str(carrying))) if carrying else "data of any kind"

    @property
    def day(self) -> str:
        """The day of the question."""
        return in_words(str(self._frame.question["asOf"]))

    @property
    def asked_day(self) -> str:
        """The day of the question, as YYYY-MM-DD."""
        return str(self._frame.question["asOf"])

    @property
    def searched(self) -> str:
        """How much was searched."""
        flows, sources = self._frame.searched["flows"], self._frame.searched["sources"]
        return f"Searched: {flows:,} {plural(flows, 'flow')} from {sources:,} {plural(sources, 'source')}"


def citation(source: Citation) -> Text:
    """A document with its maker, tier, place and address."""
    text = Text.assemble((plain(source.title), "italic"))
    maker = ", ".join(plain(part) for part in (source.publisher, source.issued) if part)
    if maker:
        text.append(f" ({maker})")
    text.append(f" · {source.tier or 'no tier'}", "magenta")
    if source.locator:
        text.append(f" · {plain(source.locator)}")
    add_address(text, source)
    return text


_STYLES = {State.CERTAIN: "green", State.PRESUMED: "cyan", State.POSSIBLE: "yellow", State.IMPOSSIBLE: "dim"}


def certainty(state: State) -> Text:
    """How sure something is."""
    return Text(state.word, _STYLES[state])


def last_confirmed(state: State, confirmed: Confirmed | None, day: str | None) -> str:
    """When something that is not certain was last confirmed, with its age on a day; empty where that says nothing."""
    if state is State.CERTAIN or (confirmed is None and day is None):
        return ""
    if confirmed is None:
        return "not confirmed by then"
    return f"last confirmed {confirmed.text if day is None else aged(confirmed, date.fromisoformat(day))}"


def in_force(state: State, confirmed: Confirmed | None, day: str | None) -> str:
    """Whether a norm is in force on a day, and when that was last confirmed."""
    words = {State.POSSIBLE: "may be in force", State.IMPOSSIBLE: "not in force"}.get(state, "in force")
    said = "" if state is State.IMPOSSIBLE else last_confirmed(state, confirmed, day)
    return f"{words} ({said})" if said else words


def plural(number: int, noun: str) -> str:
    """A noun as it goes with a number."""
    return noun if number == 1 else noun + "s"


def within(label: str) -> str:
    """A label within a sentence: a first capital goes, unless the word is an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def in_words(day: str) -> str:
    """A date as people write it.

    >>> in_words("2011-10-01")
    '1 October 2011'
    """
    parsed = date.fromisoformat(day)
    return f"{parsed.day} {parsed:%B %Y}"
