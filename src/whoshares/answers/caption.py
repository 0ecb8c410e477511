"""What every answer is read with: what was asked, what was searched for it, and the labels of what it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Self

from whoshares.model.answer import Answer
from whoshares.model.dates import FUTURE, in_future
from whoshares.network.network import Network
from whoshares.store.names import Names

if TYPE_CHECKING:
    from whoshares.answers.own_of_named import OwnOfNamed

_DAYS: Final = frozenset({"asOf", "day1", "day2"})
"""The keys of a question that give a day."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The question as JSON-ready data, how much was searched, and the labels and short forms of things, by IRI."""

    question: Mapping[str, object]
    searched: Mapping[str, int]
    labels: Mapping[str, str]
    """The label of every thing that the answer names."""
    acronyms: Mapping[str, str]
    """The short form of a label where there is one: ICE."""
    spelled: Mapping[str, str] = field(default_factory=dict)
    """What the abbreviations within labels stand for, where the graph says so."""
    own_of_named: tuple[OwnOfNamed, ...] = ()
    """Of generic bodies that were asked about themselves: which of the named ones have something of their own."""
    full: bool = False
    """Whether a screen is to show all of the answer, and not the short form."""

    def named(self, iris: Iterable[str]) -> str:
        """The labels of things, each once, as one text."""
        return "; ".join(self.labels[iri] for iri in dict.fromkeys(iris))


def caption_of(
    names: Names, question: Mapping[str, object], searched: Mapping[str, int], things: Iterable[str]
) -> Caption:
    """The caption of an answer that names some things."""
    labels = {iri: names.label(iri) for iri in things}
    acronyms = {iri: short for iri in labels if (short := names.acronym(iri))}
    return Caption(question, searched, labels, acronyms, names.spelled(labels))


def of_its_time(question: Mapping[str, object]) -> Mapping[str, object]:
    """A question, with whether its day lies in the future, where it has one."""
    if _DAYS.isdisjoint(question):
        return question
    days = [question.get(key) for key in _DAYS]
    between = question.get("between")
    days += between if isinstance(between, list) else []
    return {**question, "future": any(in_future(day) for day in days if isinstance(day, str))}


def searched(network: Network) -> dict[str, int]:
    """How much a network holds."""
    return {"flows": network.flows.stated, "sources": network.source_count}


@dataclass(frozen=True)
class Captioned(Answer):
    """An answer with its caption."""

    caption: Caption

    @property
    def question(self) -> Mapping[str, object]:
        """What was asked, as JSON-ready data."""
        return of_its_time(self.caption.question)

    @property
    def note(self) -> str:
        """That the day lies in the future, where it does."""
        return FUTURE if self.question.get("future") else ""

    @property
    def searched(self) -> Mapping[str, int]:
        """How many flows and sources were searched."""
        return self.caption.searched

    @property
    def labels(self) -> Mapping[str, str]:
        """The label of every thing that the answer names."""
        return self.caption.labels

    @property
    def acronyms(self) -> Mapping[str, str]:
        """The short form of a label where there is one: ICE."""
        return self.caption.acronyms

    def named(self, iris: Iterable[str]) -> str:
        """The labels of things, each once, as one text."""
        return self.caption.named(iris)

    def in_full(self, full: bool) -> Self:
        """The same answer, which a screen shows whole or in short."""
        return replace(self, caption=replace(self.caption, full=full)) if full else self

    def told_of_named(self, names: Names, own: tuple[OwnOfNamed, ...]) -> Self:
        """The same answer, which also tells of the named ones of generic bodies that it is about."""
        if not own:
            return self
        labels = {**self.labels, **{iri: names.label(iri) for one in own for iri in (one.generic, *one.own)}}
        return replace(self, caption=replace(self.caption, labels=labels, own_of_named=own))

    def of_all(self, counts: Mapping[str, int]) -> Self:
        """The same answer, where more was searched than the part that it was worked out on."""
        return replace(self, caption=replace(self.caption, searched=counts))
