"""What was likely meant where a word is misspelt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_MOST_SUGGESTIONS: Final = 100
_LONGEST_MISSPELT: Final = 200


class Suggestions:
    """What was likely meant, as a sentence for the end of a fault: a hundred times at most, and then no more."""

    def __init__(self, offered: Iterable[str]) -> None:
        self._offered = offered
        self._given: dict[str, str] = {}
        self._sorted: list[str] | None = None

    def __call__(self, found: str) -> str:
        """“ Did you mean …?” with the likeliest of what is offered, nothing where none is alike."""
        if found in self._given:
            return self._given[found]
        if len(self._given) >= _MOST_SUGGESTIONS or len(found) > _LONGEST_MISSPELT:
            return ""
        from rapidfuzz import fuzz, process

        if self._sorted is None:
            self._sorted = sorted(set(self._offered))
        best = process.extractOne(found, self._sorted, scorer=fuzz.ratio, score_cutoff=72)
        self._given[found] = f" Did you mean “{best[0]}”?" if best else ""
        return self._given[found]
