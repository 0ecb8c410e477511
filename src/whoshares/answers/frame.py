"""What an answer stands in: what was asked, what was searched for it, and the labels of what it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from whoshares.model.answer import Answer
from whoshares.network.network import Network
from whoshares.store.names import Names


@dataclass(frozen=True, slots=True)
class Frame:
    """The question as JSON-ready data, how much was searched, and the labels and short forms of things, by IRI."""

    question: Mapping[str, object]
    searched: Mapping[str, int]
    labels: Mapping[str, str]
    """The label of every thing that the answer names."""
    acronyms: Mapping[str, str]
    """The short form of a label where there is one: ICE."""
    spelled: Mapping[str, str] = field(default_factory=dict)
    """What the abbreviations within labels stand for, where the graph says so."""
    full: bool = False
    """Whether a screen is to show all of the answer, and not the short form."""

    def named(self, iris: Iterable[str]) -> str:
        """The labels of things, each once, as one text."""
        return "; ".join(self.labels[iri] for iri in dict.fromkeys(iris))


def frame(names: Names, question: Mapping[str, object], searched: Mapping[str, int], things: Iterable[str]) -> Frame:
    """The frame of an answer that names some things."""
    labels = {iri: names.label(iri) for iri in things}
    acronyms = {iri: short for iri in labels if (short := names.acronym(iri))}
    return Frame(question, searched, labels, acronyms, names.spelled(labels))


def searched(network: Network) -> dict[str, int]:
    """How much a network holds."""
    return {"flows": network.flows.stated, "sources": network.source_count}


@dataclass(frozen=True)
class Framed(Answer):
    """An answer in its frame."""

    frame: Frame

    @property
    def question(self) -> Mapping[str, object]:
        """What was asked, as JSON-ready data."""
        return self.frame.question

    @property
    def searched(self) -> Mapping[str, int]:
        """How many flows and sources were searched."""
        return self.frame.searched

    @property
    def labels(self) -> Mapping[str, str]:
        """The label of every thing that the answer names."""
        return self.frame.labels

    @property
    def acronyms(self) -> Mapping[str, str]:
        """The short form of a label where there is one: ICE."""
        return self.frame.acronyms

    def named(self, iris: Iterable[str]) -> str:
        """The labels of things, each once, as one text."""
        return self.frame.named(iris)

    def in_full(self, full: bool) -> Self:
        """The same answer, which a screen shows whole or in short."""
        return replace(self, frame=replace(self.frame, full=full)) if full else self

    def of_all(self, counts: Mapping[str, int]) -> Self:
        """The same answer, where more was searched than the part that it was worked out on."""
        return replace(self, frame=replace(self.frame, searched=counts))
