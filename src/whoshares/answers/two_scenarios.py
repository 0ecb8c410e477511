"""Two scenarios side by side, and beside them how it is: what each leaves of the routes between two bodies."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from whoshares.answers.traced import TracedRoute
from whoshares.answers.whatif import Compared, WhatIf
from whoshares.model.answer import Answer
from whoshares.model.validity import State


@dataclass(frozen=True)
class TwoScenarios(Answer):
    """Two scenarios that were asked of the same two ends."""

    one: WhatIf
    other: WhatIf

    @property
    def pairs(self) -> list[tuple[Compared, Compared]]:
        """The two ends, as each scenario leaves them; of a place each of its holders with each."""
        others = {(pair.origin, pair.recipient, pair.category): pair for pair in self.other.pairs}
        keys = [(pair, (pair.origin, pair.recipient, pair.category)) for pair in self.one.pairs]
        return [(pair, others[key]) for pair, key in keys if key in others]

    @property
    def routes(self) -> tuple[tuple[TracedRoute, ...], tuple[TracedRoute, ...], tuple[TracedRoute, ...]]:
        """The routes looked at: as it is, with the one scenario, with the other."""
        before = tuple(r for one, _ in self.pairs for r in (*one.closed, *(kept.before for kept in one.kept)))
        with_one = tuple(r for one, _ in self.pairs for r in (*(kept.after for kept in one.kept), *one.opened))
        with_other = tuple(r for _, two in self.pairs for r in (*(kept.after for kept in two.kept), *two.opened))
        return before, with_one, with_other

    def to_dict(self) -> dict[str, object]:
        """The two answers as JSON-ready data."""
        return {"one": self.one.to_dict(), "other": self.other.to_dict()}

    @property
    def note(self) -> str:
        """That the day lies in the future, where it does."""
        return self.one.note

    def rows(self) -> list[dict[str, str]]:
        """One row a route of each scenario, for a table."""
        answers = (("one", self.one), ("other", self.other))
        return [{"scenario": name, **row} for name, answer in answers for row in answer.rows()]


def sureness(routes: tuple[TracedRoute, ...]) -> dict[str, int]:
    """How many of some routes are certain, presumed and possible."""
    counts = Counter(route.state for route in routes)
    return {state.word: counts[state] for state in (State.CERTAIN, State.PRESUMED, State.POSSIBLE)}
