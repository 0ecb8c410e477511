"""What a half-typed name may become."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz, process

from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.errors import NameAmbiguous, NameUnknown
from whoshares.server.http.explorer.kinds import Kinds
from whoshares.store.names import AFTER, CATEGORIES, HOLDERS, LONGEST_ASKED, fold

_MOST: Final = 8
_STAND_FOR_HOLDERS: Final = frozenset({v.PLACE, v.HOLDER_KIND, v.PROGRAM})
_OF_SEVERAL: Final = 4
"""For how many flows each body counts of what stands for several."""
_ALIKE: Final = 70
"""How like a name has to be to be offered where none begins so, from 0 to 100."""
_BEGUN: Final = 90.0
"""How like a word is to another that it begins."""
_OF_ASKED: Final = 0.6
"""How much it counts that what is asked stands in a name; the rest, that the name is asked."""
_WORD: Final = re.compile(r"\w+")
_EMPTY: Final = frozenset({"a", "an", "and", "for", "in", "of", "on", "s", "the", "to"})
_MOST_WORDS: Final = 30
_LONGEST_NAME: Final = 8
"""Words of a name that is looked for within a text."""
_LONGEST_SMALL_WORD: Final = 3
ANYTHING: Final = "thing"
_WANTED: Final = {
    "holder": HOLDERS | _STAND_FOR_HOLDERS,
    "category": CATEGORIES,
    "law": frozenset({v.INSTRUMENT, v.BAR}) | HOLDERS | _STAND_FOR_HOLDERS,
    "place": frozenset({v.PLACE}),
    "program": frozenset({v.PROGRAM}),
}
"""The classes of what a field takes; any other field takes all."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A name that a text may become."""

    value: str
    """What to ask with: the label where that names the thing alone, else its id."""
    label: str
    what: str
    also: str
    """The other name that fits, where the label does not."""
    iri: str


class Completion:
    """The names of a graph, for whoever types one."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self._kinds = Kinds(kg)

    def offers(self, text: str, wanted: str = ANYTHING) -> list[Offered]:
        """The likeliest names that a text may become: what begins with it; where nothing does, what is like it."""
        asked = fold(text)
        if not asked or len(asked) > LONGEST_ASKED:
            return []
        classes = _WANTED.get(wanted)
        fitting = [
            one for one in self._spelt if classes is None or not self._kg.names.classes(one[1]).isdisjoint(classes)
        ]
        best: dict[str, tuple[int, str]] = {}
        for name, iri, alias in fitting:
            rank = _fit(asked, name)
            if rank is not None and rank < best.get(iri, (9, ""))[0]:
                best[iri] = rank, alias
        if not best:
            alike = defaultdict(list)
            for name, iri, alias in fitting:
                alike[name].append((iri, alias))
            for score, name in _nearest(asked, list(alike))[:_MOST]:
                for iri, alias in alike[name]:
                    best.setdefault(iri, (200 - round(score), alias))

        def order(iri: str) -> tuple[int, bool, int, int, str]:
            label = self._kg.names.label(iri)
            late = not self._kg.names.classes(iri).isdisjoint(AFTER - {v.HOLDER_KIND})
            return best[iri][0], late, -self._busy[iri], len(label), iri

        return [self._offer(iri, best[iri][1]) for iri in sorted(best, key=order)[:_MOST]]

    def named_within(self, text: str) -> list[Offered]:
        """The things that are named within some words, in their order; of names within one another the longest."""
        words = fold(text).rstrip("?!.").split()[:_MOST_WORDS]
        found: list[Offered] = []
        at = 0
        while at < len(words):
            for end in range(min(len(words), at + _LONGEST_NAME), at, -1):
                iri = self._named_alone(" ".join(words[at:end]))
                if iri is not None:
                    found.append(self._offer(iri, ""))
                    at = end - 1
                    break
            at += 1
        return list({one.iri: one for one in found}.values())

    def _named_alone(self, name: str) -> str | None:
        if not self._kg.names.bears(name) or (len(name) <= _LONGEST_SMALL_WORD and name not in self._short):
            return None
        for classes in (HOLDERS, CATEGORIES, frozenset({v.PLACE}), frozenset({v.HOLDER_KIND}), None):
            with suppress(NameUnknown, NameAmbiguous):
                return self._kg.names.resolve(name, classes)
        return None

    @cached_property
    def _short(self) -> set[str]:
        """The short names that are written in capitals: ICE, but not “is”."""
        return {fold(text) for _, text, _ in self._kg.names.spellings() if text.isupper()}

    def _offer(self, iri: str, alias: str) -> Offered:
        names = self._kg.names
        label = names.label(iri)
        try:
            alone = names.resolve(label) == iri
        except (NameUnknown, NameAmbiguous):
            alone = False
        return Offered(label if alone else v.shorten(iri), label, self._kinds.of(iri), alias, iri)

    @cached_property
    def _spelt(self) -> list[tuple[str, str, str]]:
        """Each name as it is compared, with its thing, and as it is written where it is not the thing's label."""
        return sorted({(fold(text), iri, "" if own else text) for iri, text, own in self._kg.names.spellings()})

    @cached_property
    def _busy(self) -> Counter[str]:
        """In how many flows each body stands, and each kind of data; what stands for bodies, by how many these are."""
        found: Counter[str] = Counter()
        for predicate in (v.SENDER, v.RECIPIENT, v.CARRIES):
            found.update(value for _, value, _ in self._kg.store.pairs(predicate))
        for thing, class_, _ in self._kg.store.pairs(v.TYPE):
            if class_ in (v.PLACE, v.HOLDER_KIND):
                norms = self._kg.norms
                bodies = norms.in_places([thing]) if class_ == v.PLACE else norms.of_kinds([thing])
                found[thing] = _OF_SEVERAL * len(bodies)
        return found


def _nearest(asked: str, names: Sequence[str]) -> list[tuple[float, str]]:
    """The names that are like a misspelt one, with how like, from 0 to 100, the likest first.

    A name is like what is asked letter by letter, or word by word in any order: by how much of what is asked stands in
    it, and, which counts less, how much of it is asked. So a short name within a word, as in “police”, is not like it.
    """
    told = _words(asked)[:_LONGEST_NAME]
    spelt = [_words(name) for name in names]
    known = list(dict.fromkeys(word for words in spelt for word in words))
    like = {word: _like_words(word, known) for word in told}
    best = {word: max((scores.get(word, 0.0) for scores in like.values()), default=0.0) for word in known}
    whole = {name: score for name, score, _ in process.extract(asked, names, scorer=fuzz.ratio, limit=None)}
    found: list[tuple[float, str]] = []
    for name, words in zip(names, spelt, strict=True):
        there = _covered({word: max((like[word].get(one, 0.0) for one in words), default=0.0) for word in told})
        score = max(whole[name], _OF_ASKED * there + (1 - _OF_ASKED) * _covered({word: best[word] for word in words}))
        if score >= _ALIKE:
            found.append((score, name))
    return sorted(found, key=lambda one: (-one[0], one[1]))


def _like_words(asked: str, known: Sequence[str]) -> dict[str, float]:
    """The words that are like one, with how like."""
    alike = process.extract(asked, known, scorer=fuzz.ratio, limit=None, score_cutoff=_ALIKE)
    begun = dict.fromkeys((word for word in known if word.startswith(asked)), _BEGUN)
    return begun | {word: max(score, begun.get(word, 0.0)) for word, score, _ in alike}


def _covered(scores: Mapping[str, float]) -> float:
    """How much of some words is found: their mean, in which long words weigh more."""
    letters = sum(map(len, scores))
    return sum(len(word) * score for word, score in scores.items()) / letters if letters else 0.0


def _words(name: str) -> list[str]:
    """The words of a name, each once, without those that say nothing."""
    return [word for word in dict.fromkeys(_WORD.findall(name)) if word not in _EMPTY]


def _fit(asked: str, name: str) -> int | None:
    """How a text fits a name, from 0: it is the name, begins it, begins a word of it, or all its words do."""
    if name == asked:
        return 0
    if name.startswith(asked):
        return 1
    if f" {asked}" in name:
        return 2
    words = name.replace("-", " ").replace("(", " ").split()
    return 3 if all(any(word.startswith(part) for word in words) for part in asked.split()) else None
