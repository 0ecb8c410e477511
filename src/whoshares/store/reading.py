"""What is read of statements by pattern, wherever they stand: in the engine, or in columns that were kept."""

from __future__ import annotations

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator

from whoshares.model.terms import Blank, Iri, Statement


class Reading(ABC):
    """Statements, read by pattern. Nothing here has a set order."""

    @abstractmethod
    def statements(
        self,
        *,
        subject: str | None = None,
        predicate: str | None = None,
        value: str | None = None,
        graph: str | None = None,
        triple_terms: bool = False,
    ) -> Iterator[Statement]:
        """The quads that match; `value` is an IRI in object place, the empty `graph` the default one.

        Those whose object is a triple term say nothing that the model reads: they come only where asked for.
        """

    @abstractmethod
    def pairs(self, predicate: str) -> Iterator[tuple[str, str, str]]:
        """Subject, object and graph of each quad with a predicate, as bare text: the fast way to read a whole property.

        The default graph is the empty text, a blank node begins with `_:`.
        """

    @abstractmethod
    def literals(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Subject, as bare text, and text of each quad with a predicate whose value is a literal."""

    @abstractmethod
    def texts(self, subject: str, predicate: str) -> list[str]:
        """The values of a property of one thing as bare text, one for each quad; none of what is no IRI."""

    @abstractmethod
    def described(self, subject: str) -> dict[str, list[str]]:
        """All properties of one thing, each with its values as bare text, one for each quad."""

    @abstractmethod
    def told(self, subject: str) -> list[tuple[str, str, str]]:
        """Property, value and graph of each quad of one thing, as bare text: what `described` says, and who says it."""

    @abstractmethod
    def members(self, class_iri: str) -> set[str]:
        """The things that are stated to be of a class, as bare text."""

    def ends(self, predicate: str, *, subjects: bool = False) -> set[str]:
        """The values of a property, or what has it, as bare text; no blank nodes."""
        found = (pair[0 if subjects else 1] for pair in self.pairs(predicate))
        return {end for end in found if not end.startswith("_:")}

    def csv(self, predicate: str, *, graphs: bool = False) -> bytes:
        """Subject, object and, where asked for, graph of all quads with a predicate, as CSV under a line of names.

        The same as `pairs` in another shape, for properties with hundreds of thousands of values.
        """
        names = "sog" if graphs else "so"
        text = io.StringIO()
        csv.writer(text).writerows([names, *(row[: len(names)] for row in self.pairs(predicate))])
        return text.getvalue().encode()

    def having_only(self, predicate: str, values: Iterable[str]) -> set[str]:
        """The things, as bare text, that have a property, and no other value of it than some of these IRIs."""
        wanted = {Iri(value) for value in values}
        found = list(self.statements(predicate=predicate, triple_terms=True))
        others = {s.subject for s in found if not (isinstance(s.object, Iri) and s.object in wanted)}
        return {_bare(subject) for subject in {s.subject for s in found} - others}

    def without(self, class_iri: str, predicate: str) -> list[str]:
        """The things of a class, as bare text and in order, that are stated to have no value of a property."""
        return sorted(self.members(class_iri) - {subject for subject, _, _ in self.pairs(predicate)})


def _bare(term: Iri | Blank) -> str:
    return f"_:{term}" if isinstance(term, Blank) else str(term)
