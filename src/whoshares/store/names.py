"""Names: from what a person types to the thing that is meant, and from a thing to its label."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from whoshares.model import vocabulary as v
from whoshares.model.errors import NameAmbiguous, NameUnknown
from whoshares.model.plain import as_argument
from whoshares.store.columns import Columns
from whoshares.store.engine import Store

HOLDERS = frozenset({v.ORGANIZATION, v.SYSTEM})
CATEGORIES = frozenset({v.DATA_CATEGORY})
READINGS = frozenset({v.READING})
AFTER = frozenset({v.WS + "Kind", v.WS + "HolderKind", v.WS + "InstrumentKind", v.SOURCE, v.REGISTRY})
"""The classes whose things are meant last where others bear the same name."""

_OWN = (v.RDFS_LABEL, v.TITLE, v.PREF_LABEL)
"""The properties that give a thing its label; of several the last one counts."""
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&-]{1,9}")
_INITIAL = re.compile(r"\b[A-Z]")
_FEW_INITIALS = 2
"""Labels have so few initials by chance."""
ALIKE = 75
"""How like a name has to be to be suggested, from 0 to 100."""
LONGEST_ASKED = 200
"""Nothing is suggested for a longer text: it is no misspelt name, and to compare it takes long."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ＇`´", "'"),
        **dict.fromkeys("“”„‟″«»＂", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    }
)
"""Typographic quotes and dashes as those of a keyboard; soft hyphens and signs without width left out."""


def fold(text: str) -> str:
    """A name as it is compared: lower case, single spaces, plain quotes and hyphens, one spelling of each accent.

    >>> fold("  Driver’s   Licence ")
    "driver's licence"
    >>> fold("Nin\u0303o\u2011Street") == fold("NI\u00d1O-street")
    True
    """
    if not text.isascii():
        # in this order: case folding may take composed letters apart, and a sign of another width is a plain one
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.translate(_PLAIN)).casefold())
    return " ".join(text.replace("`", "'").casefold().split())


def abbreviations(text: str) -> set[str]:
    """The words in capitals that a text holds, whole and by their parts between hyphens.

    >>> sorted(abbreviations("US-VISIT: prints for ICE"))
    ['ICE', 'US', 'US-VISIT', 'VISIT']
    """
    whole = set(_ACRONYM.findall(text))
    return whole | {part for word in whole for part in word.split("-") if _ACRONYM.fullmatch(part)}


def words(text: str) -> list[str]:
    """The words of a name, folded, without possessives and plurals.

    >>> words("Fresno County Sheriff's Office"), words("local jails")
    (['fresno', 'county', 'sheriff', 'office'], ['local', 'jail'])
    """
    bare = (re.sub(r"'s?$", "", word) for word in re.findall(r"[\w']+", fold(text)))
    return [word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in bare]


class Names:
    """The labels, aliases and ids of a store's things. Each index is made when a question first needs it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._classes_of: dict[str, set[str]] = {}
        self._labels: dict[str, str | None] = {}

    def _texts(self, predicate: str) -> Iterator[tuple[str, str]]:
        """The things that have a property, and its values where these are literals."""
        return (pair for pair in self._store.literals(predicate) if not pair[0].startswith("_:"))

    def _ends(self, *predicates: str, subjects: bool = False) -> set[str]:
        """The things that are values of properties, or their subjects."""
        return set[str]().union(*(self._store.ends(predicate, subjects=subjects) for predicate in predicates))

    @cached_property
    def _named(self) -> tuple[dict[str, str], dict[str, set[str]]]:
        """The label of each thing, and the things of each folded label."""
        labels: dict[str, str] = {}
        by_name: dict[str, set[str]] = defaultdict(set)
        for predicate in _OWN:
            found: dict[str, str] = {}
            for thing, text in self._texts(predicate):
                found[thing] = min(text, found.get(thing, text))
                by_name[fold(text)].add(thing)
            labels |= found
        return labels, by_name

    @cached_property
    def _aliases(self) -> list[tuple[str, str]]:
        return list(self._texts(v.ALT_LABEL))

    @cached_property
    def _by_alias(self) -> dict[str, set[str]]:
        by_alias: dict[str, set[str]] = defaultdict(set)
        for thing, alias in self._aliases:
            by_alias[fold(alias)].add(thing)
        return by_alias

    @cached_property
    def _acronyms(self) -> dict[str, str]:
        acronyms: dict[str, str] = {}
        for thing, alias in self._aliases:
            if _ACRONYM.fullmatch(alias) and alias.casefold() != self.label(thing).casefold():
                acronyms[thing] = min(alias, acronyms.get(thing, alias), key=lambda text: (len(text), text))
        return acronyms

    @cached_property
    def _classed(self) -> set[str]:
        """The things of which a class is stated."""
        return self._ends(v.TYPE, subjects=True)

    @cached_property
    def _holders(self) -> set[str]:
        held = self._ends(v.SENDER, v.RECIPIENT, v.OPERATED_BY, v.PART_OF)
        return held | self._ends(v.OPERATED_BY, v.PART_OF, subjects=True)

    @cached_property
    def _carried(self) -> set[str]:
        """What flows carry or transformations change, and all in a hierarchy that no class of the model tells apart."""
        nested = self._ends(v.BROADER) | self._ends(v.BROADER, subjects=True)
        unsaid = {thing for thing in nested if not any(c.startswith(v.WS) for c in self.classes(thing))}
        return self._ends(v.CARRIES, v.CONSUMES, v.PRODUCES) | unsaid

    def label(self, iri: str) -> str:
        """The label of a thing, else its short id."""
        kept = self._store.kept
        own = self._named[0].get(iri) if kept is None or "_named" in self.__dict__ else self._label_in(kept, iri)
        return own or v.READABLE.get(iri) or v.shorten(iri)

    @staticmethod
    def label_among(said: Mapping[str, Collection[str]]) -> str:
        """The label that is among what is said of a thing, as `label` gives it; empty where none is."""
        return next((min(texts) for predicate in reversed(_OWN) if (texts := said.get(predicate))), "")

    def _label_in(self, kept: Columns, iri: str) -> str | None:
        """The label of one thing, read by itself: that of all would take long on a large store."""
        if iri not in self._labels:
            found = ([text for _, text in kept.literals(predicate, subject=iri)] for predicate in reversed(_OWN))
            self._labels[iri] = next((min(texts) for texts in found if texts), None)
        return self._labels[iri]

    def acronym(self, iri: str) -> str | None:
        """The shortest alias in capitals, such as ICE or US-VISIT, where there is one that is not the label itself."""
        return self._acronyms.get(iri)

    @cached_property
    def _of_acronym(self) -> dict[str, set[str]]:
        """The things that an abbreviation can stand for: that are called so, or whose label has these initials."""
        found: dict[str, set[str]] = defaultdict(set)
        for thing, alias in self._aliases:
            if _ACRONYM.fullmatch(alias):
                found[alias].add(thing)
        for thing in self._holders:
            initials = "".join(_INITIAL.findall(self.label(thing)))
            if len(initials) > _FEW_INITIALS:
                found[initials].add(thing)
        return found

    def spelled(self, labels: Mapping[str, str]) -> dict[str, str]:
        """What the abbreviations in the labels of an answer's things stand for.

        Of several things a body or system is meant, of these one of the answer; where several are left, none.
        """
        found: dict[str, str] = {}
        texts = {*labels.values(), *(acronym for thing in labels if (acronym := self.acronym(thing)))}
        for word in abbreviations("\n".join(texts)):
            things = {thing for thing in self._of_acronym.get(word, set()) if self.classes(thing).isdisjoint(AFTER)}
            things = {thing for thing in things if self.is_a(thing, HOLDERS)} or things
            things = things & labels.keys() or things
            if len(things) == 1 and fold(label := self.label(*things)) != fold(word):
                found[word] = label
        return dict(sorted(found.items()))

    def classes(self, iri: str) -> set[str]:
        """The classes of a thing."""
        if iri not in self._classes_of:
            self._classes_of[iri] = set(self._store.texts(iri, v.TYPE))
        return self._classes_of[iri]

    def bears(self, text: str) -> bool:
        """Whether some thing, of whatever class, is named so."""
        folded = fold(text)
        return folded in self._named[1] or folded in self._by_alias or self._as_id(text) is not None

    def class_label(self, iri: str) -> str:
        """What kind of thing it is, in a word or two."""
        own = sorted(c for c in self.classes(iri) if c.startswith(v.WS))
        return self.label(own[0]).lower() if own else "thing"

    def labelled(self, text: str, classes: Collection[str]) -> set[str]:
        """The things of some classes that have a text as their label, and not only as another name."""
        if classes not in (HOLDERS, CATEGORIES) and not any(map(self._store.members, classes)):
            return set()  # to read all labels takes long on a large store
        return {thing for thing in self._named[1].get(fold(text), set()) if self.is_a(thing, classes)}

    def is_a(self, iri: str, classes: Collection[str]) -> bool:
        """Whether a thing belongs to one of the classes, as stated or by its place in a flow."""
        if not self.classes(iri).isdisjoint(classes):
            return True
        return (classes is HOLDERS and iri in self._holders) or (classes is CATEGORIES and iri in self._carried)

    def resolve(self, text: str, classes: Collection[str] | None = None, what: str = "thing") -> str:
        """The IRI of the thing that `text` names: an id, an IRI, a label or an alias.

        What names nothing as it stands names a thing of which a name differs in plurals and possessives alone.
        `classes` keeps to things of those classes, which `what` names in errors. Raises NameUnknown, with suggestions,
        and NameAmbiguous, with what it could mean.
        """
        asked = text.strip()
        if not asked:
            raise NameUnknown(f"A name is empty where {_article(what)} is wanted. Give a label, an alias or an id.")
        iri = self._as_id(asked)
        if iri is not None and (classes is None or self.is_a(iri, classes)):
            return iri
        if classes is CATEGORIES:  # what this graph's flows carry goes before what only the vocabulary names
            own = [c for c in _ending_in(asked, self._carried) if self.is_a(c, classes) and not c.startswith(v.ID)]
            if len(own) == 1:
                return own[0]
        folded = fold(asked)
        others: set[str] = {iri} if iri is not None else set()
        for index in (self._named[1], self._by_alias):
            found = index.get(folded, set())
            fitting = {f for f in found if classes is None or self.is_a(f, classes)}
            others |= found - fitting
            if len(fitting) > 1:  # a body, and its kind or a document about it, may share a name: the body is meant
                fitting = {f for f in fitting if self.classes(f).isdisjoint(AFTER)} or fitting
            if len(fitting) == 1:
                return fitting.pop()
            if fitting:
                listed = ", ".join(f"{v.shorten(f)} ({self.class_label(f)})" for f in sorted(fitting))
                raise NameAmbiguous(f"“{asked}” can mean {listed}. Give the id of the one you mean.")
        every = self._classed | self._holders | self._carried
        by_tail = [thing for thing in _ending_in(asked, every) if classes is None or self.is_a(thing, classes)]
        if len(by_tail) == 1:
            return by_tail[0]
        alike = set[str]() if others or by_tail else self._but_for_plurals(asked)
        fitting = {thing for thing in alike if classes is None or self.is_a(thing, classes)}
        if len(fitting) == 1:
            return fitting.pop()
        others |= alike - fitting
        if others:
            other = min(others)
            raise NameUnknown(
                f"“{asked}” is {_article(self.class_label(other))} ({v.shorten(other)}), and {_article(what)} is "
                f"wanted here. “whoshares show {v.shorten(other)}” tells what is known of it."
            )
        if len(asked) > LONGEST_ASKED:
            raise NameUnknown(
                f"The graph has no {what} named “{asked[:LONGEST_ASKED]}…”: a name of {len(asked):,} signs. Give a "
                "label, an alias or an id."
            )
        near = self.suggestions(asked, classes)
        raise NameUnknown(unknown(asked, what, near), asked=text, offers=near)

    def _but_for_plurals(self, text: str) -> set[str]:
        """The things of which a name is a text but for plurals, possessives and signs between its words.

        Of such by their label and such by another name, those by their label.
        """
        asked = words(text) if len(text) <= LONGEST_ASKED else []
        if not asked:
            return set()
        for index in (self._named[1], self._by_alias):
            found = (things for name, things in index.items() if name.startswith(asked[0]) and words(name) == asked)
            if things := set[str]().union(*found):
                return things
        return set()

    def suggestions(self, text: str, classes: Collection[str] | None = None, limit: int = 4) -> list[str]:
        """The labels most like `text`, best first, one a thing: of names that begin with its words, the shortest."""
        from rapidfuzz import process

        if len(text) > LONGEST_ASKED:
            return []
        offered: dict[str, str] = {}
        for index in (self._by_alias, self._named[1]):
            for name, iris in index.items():
                for iri in sorted(iris):
                    if classes is None or self.is_a(iri, classes):
                        offered[name] = iri
        for iri in (i for i in sorted(self._classed) if classes is not None and self.is_a(i, classes)):
            offered.setdefault(v.shorten(iri), iri)
        asked = words(text)
        begun = [name for name in offered if asked and name.startswith(asked[0]) and words(name)[: len(asked)] == asked]
        begun.sort(key=lambda name: (not self.classes(offered[name]).isdisjoint(AFTER), len(name), name))
        ranked = process.extract(fold(text), sorted(offered), scorer=likeness, limit=limit * 3, score_cutoff=ALIKE)
        best = dict.fromkeys(self.label(offered[name]) for name in (*begun, *(name for name, _, _ in ranked)))
        return list(best)[:limit]

    def spellings(self) -> Iterable[tuple[str, str, bool]]:
        """Every name as it is written: the thing, the name, and whether it is the thing's own label."""
        yield from {(thing, text, True) for predicate in _OWN for thing, text in self._texts(predicate)}
        yield from {(thing, alias, False) for thing, alias in self._aliases}

    def _as_id(self, text: str) -> str | None:
        candidates = [text, v.ID + text]
        prefix, colon, rest = text.partition(":")
        if colon and prefix in v.PREFIXES:
            candidates.append(v.PREFIXES[prefix] + rest)
        for candidate in candidates:
            if self.classes(candidate) or candidate in self._holders or candidate in self._carried:
                return candidate
        return None


def unknown(asked: str, what: str, near: Sequence[str]) -> str:
    """That nothing of a sort is called so, with what may be meant."""
    hint = f" Did you mean {_either(near)}?" if near else ""
    search = f"“whoshares search {as_argument(asked)}” looks through everything."
    return f"The graph has no {what} named “{asked}”.{hint} {search}"


def likeness(asked: str, name: str, **_: object) -> float:
    """How like two folded names are, from 0 to 100: letter by letter, in any order of words, or one within the other.

    A short name within a longer text is no sign: “ice” is in “police”.
    """
    from rapidfuzz import fuzz

    alike = max(fuzz.ratio(asked, name), fuzz.token_sort_ratio(asked, name), 0.95 * fuzz.token_set_ratio(asked, name))
    return max(alike, 0.9 * fuzz.partial_ratio(asked, name)) if 5 <= len(asked) < len(name) else alike


def _ending_in(tail: str, things: Iterable[str]) -> list[str]:
    """The things whose IRIs end in this segment, in order."""
    return sorted(thing for thing in things if thing.endswith(tail) and v.local_name(thing) == tail)


def _article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _either(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
