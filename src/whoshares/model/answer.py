"""What every verb answers: data and tables. How it looks is for a screen to say, which the facade sets."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Protocol


class Screen(Protocol):
    """What shows answers."""

    def rendering(self, answer: Answer) -> object:
        """An answer as something that rich prints."""
        ...

    def html(self, answer: Answer) -> str:
        """An answer as HTML, everything from outside escaped."""
        ...

    def columns(self, answer: Answer) -> tuple[str, ...]:
        """The columns that the table of an answer to its verb has; none of what no verb answers."""
        ...


class Answer(ABC):
    """An answer. Where a screen is set, it renders in a terminal (rich) and in a notebook (HTML)."""

    __slots__ = ()

    screen: ClassVar[Screen | None] = None
    """What shows all answers; `None` shows them as Python does."""

    extra_columns: ClassVar[tuple[str, ...]] = ()
    """Columns of its rows that go before those which all answers to the verb have."""

    @abstractmethod
    def to_dict(self) -> dict[str, object]:
        """The answer as JSON-ready data, in the stable layout of `docs/json.md`."""

    @abstractmethod
    def rows(self) -> list[dict[str, str]]:
        """The answer as rows of text, for a table."""

    @property
    def head(self) -> tuple[str, ...]:
        """The columns of its table, where no verb answers with it: what a verb answers has those of the verb."""
        return ()

    @property
    def note(self) -> str:
        """What is to be said beside every row, wherever the table is read; empty where that is nothing."""
        return ""

    @property
    def last_columns(self) -> tuple[str, ...]:
        """Columns of its table that go after those which all answers to the verb have."""
        return ("note",) if self.note else ()

    def rows_with_note(self) -> list[dict[str, str]]:
        """The rows, each with the note where there is one."""
        rows = self.rows()
        return [{**row, "note": self.note} for row in rows] if self.note else rows

    def to_dataframe(self, library: str = "pandas") -> Any:
        """The rows as a data frame of text, of `pandas` or of `polars`; what a row leaves open is empty text.

        Without rows it has the columns that a table of such answers has. Raises InputError where the library is
        neither, or is not installed.
        """
        from whoshares.model.terms import Literal, Rows

        rows = self.rows_with_note()
        columns = tuple(dict.fromkeys(column for row in rows for column in row))
        if not rows:
            own = self.head or (Answer.screen.columns(self) if Answer.screen else ())
            columns = (*self.extra_columns, *own, *self.last_columns)
        cells = tuple(tuple(Literal(row.get(column, "")) for column in columns) for row in rows)
        return Rows(columns, cells).to_dataframe(library)

    def __rich__(self) -> object:
        return repr(self) if Answer.screen is None else Answer.screen.rendering(self)

    def _repr_html_(self) -> str:
        if Answer.screen is not None:
            return Answer.screen.html(self)
        from html import escape

        return f"<pre>{escape(repr(self))}</pre>"
