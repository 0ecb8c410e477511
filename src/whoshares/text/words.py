"""Words and phrases that all renderings share: labels of things, days, how sure something is, who says so."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.text import Text

from whoshares.model.dates import FUTURE, in_future, in_words, span
from whoshares.model.labels import every, within
from whoshares.model.plain import plain
from whoshares.model.validity import Confirmed, State, aged
from whoshares.store.evidence import Citation
from whoshares.store.names import abbreviations
from whoshares.text.sources import add_address

if TYPE_CHECKING:
    from whoshares.answers.caption import Caption


class Words:
    """What the caption of an answer gives to say."""

    def __init__(self, caption: Caption) -> None:
        self._caption = caption
        self._said: set[str] = set()
        self._explained: set[str] = set()

    def label(self, iri: str) -> str:
        """The label."""
        self._said.add(self._caption.labels[iri])
        return plain(self._caption.labels[iri])

    def full(self, iri: str) -> str:
        """The label, with the acronym where there is one."""
        acronym = self._caption.acronyms.get(iri)
        if not acronym:
            return self.label(iri)
        self._explained.add(acronym)
        return f"{self.label(iri)} ({plain(acronym)})"

    def short(self, iri: str) -> str:
        """The acronym where there is one, else the label."""
        acronym = self._caption.acronyms.get(iri)
        self._said.add(acronym or self._caption.labels[iri])
        return plain(acronym or self._caption.labels[iri])

    def abbreviations(self) -> list[Text]:
        """What the abbreviations said so far stand for, but for those that were explained; nothing if there are none.

        To be called when all else is said.
        """
        spelled = self._caption.spelled
        said = {word for text in self._said for word in abbreviations(text)} - self._explained
        said -= {part for word in said & spelled.keys() for part in word.split("-") if part != word}
        lines = [f"{plain(word)} = {plain(spelled[word])}" for word in sorted(said & spelled.keys())]
        return [Text(f"Abbreviations: {'; '.join(lines)}.", "dim")] if lines else []

    def said(self, text: str) -> str:
        """A text of the graph's own, such as a note."""
        self._said.add(text)
        return plain(text)

    def listed(self, iris: Iterable[str]) -> str:
        """The labels of several things."""
        return "; ".join(self.label(iri) for iri in iris)

    def only(self, statuses: Iterable[str]) -> str:
        """That no source says that something takes place, by its evidence statuses."""
        return f"only {' and '.join(within(self.label(s)) for s in statuses)}: no document says that it takes place"

    def as_every(self, generic: str) -> str:
        """That a body is taken for one of those of which something is said.

        “as every local jail”.
        """
        return f"as {self.every(generic)}"

    def every(self, generic: str) -> str:
        """All bodies that a generic one stands for."""
        return every(self.label(generic))

    def asked(self, key: str) -> str:
        """A thing of the question, in full."""
        return self.full(str(self._caption.question[key]))

    def is_asked(self, key: str, iris: Iterable[str]) -> bool:
        """Whether some things are the one that the question names."""
        return list(iris) == [self._caption.question[key]]

    @property
    def question(self) -> Mapping[str, object]:
        """What was asked."""
        return self._caption.question

    @property
    def carrying(self) -> str:
        """The category of the question; empty where it is any."""
        return str(self._caption.question["carrying"] or "")

    @property
    def data(self) -> str:
        """What data the question is about."""
        carrying = self._caption.question["carrying"]
        return within(self.label(str(carrying))) if carrying else "data of any kind"

    @property
    def forbidden(self) -> str:
        """What a rule forbids of the data asked about: where that is any, data, for a rule may forbid some."""
        return self.data if self.carrying else "data"

    def some_data(self, categories: Iterable[str], most: int = 3) -> str:
        """Some categories as data, the first ones by name."""
        every = list(dict.fromkeys(within(self.label(category)) for category in categories))
        left = len(every) - most
        return listed([*every[:most], f"{left} more {plural(left, 'kind')} of data"] if left > 0 else every)

    @property
    def day(self) -> str:
        """The day of the question."""
        return the_day(str(self._caption.question["asOf"]))

    @property
    def asked_day(self) -> str:
        """The day of the question, as YYYY-MM-DD."""
        return str(self._caption.question["asOf"])

    @property
    def searched(self) -> str:
        """How much was searched."""
        flows, sources = self._caption.searched["flows"], self._caption.searched["sources"]
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


def in_a_line(sources: Sequence[Citation]) -> Text:
    """The best of the documents that state something in one line, where it says so, and how many more there are."""
    if not sources:
        return Text("no source is named in this graph", "yellow")
    best = sources[0]
    made = ", ".join(plain(part) for part in (best.publisher, best.issued) if part)
    text = Text.assemble((plain(best.title), "italic"), f" ({made})" if made else "")
    if best.locator:
        text.append(f", {in_brief(plain(best.locator), _LONGEST_PLACE)}")
    add_address(text, best)
    more = len(sources) - 1
    text.append(f" · and {more} more {plural(more, 'document')}" if more else "", "dim")
    return text


_LONGEST_PLACE = 60


def in_brief(text: str, most: int) -> str:
    """A text, or where it is longer than a number of signs its first words, and a sign that more follows.

    >>> in_brief("Paragraphs 1 and 3; Title", 18)
    'Paragraphs 1 and …'
    """
    if len(text) <= most:
        return text
    return f"{(text[: most - 1].rpartition(' ')[0] or text[: most - 1]).rstrip(';,')} …"


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


def stands(
    state: State, confirmed: Confirmed | None, day: str, valid_from: Sequence[str], valid_until: Sequence[str]
) -> str:
    """The same of a thing whose dates are given, and where it is not in force, since or until when it is not."""
    if state is not State.IMPOSSIBLE:
        return in_force(state, confirmed, day)
    if valid_from and all(span(start, "a start")[0].isoformat() > day for start in valid_from):
        return f"begins {' or '.join(valid_from)}"
    return f"ended {' or '.join(valid_until)}" if valid_until else in_force(state, confirmed, day)


def listed(names: Sequence[str]) -> str:
    """Names as people list them.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *more, last = names
    return f"{', '.join(more)} and {last}" if more else last


def set_apart(name: str) -> str:
    """A name among others that commas part: in quotation marks where it has one of its own.

    >>> set_apart("Files, other states")
    '“Files, other states”'
    """
    return f"“{name}”" if "," in name else name


def plural(number: int, noun: str) -> str:
    """A noun as it goes with a number."""
    return noun if number == 1 else noun + "s"


def the_day(day: str) -> str:
    """The day of a question as people write it, and that it lies in the future where it does.

    >>> the_day("2011-10-01"), the_day("9999-12-31")
    ('1 October 2011', '31 December 9999 (a day in the future, by what is known today)')
    """
    return f"{in_words(day)}{f' ({FUTURE})' if in_future(day) else ''}"


def dated(text: str) -> str:
    """A day, month or year as people write it.

    >>> dated("2019-12"), dated("2019-12-14"), dated("2019")
    ('December 2019', '14 December 2019', '2019')
    """
    parts = text.split("-")
    if len(parts) == 2 and parts[1].isdigit() and 1 <= int(parts[1]) <= 12:
        return f"{calendar.month_name[int(parts[1])]} {parts[0]}"
    try:
        return in_words(text) if len(parts) == 3 else text
    except ValueError:
        return text


def counted(number: int, noun: str) -> str:
    """A number with its noun: “no flow”, “1 flow”, “1,200 flows”."""
    return f"{number:,} {plural(number, noun)}" if number else f"no {noun}"
