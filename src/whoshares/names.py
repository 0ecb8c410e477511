"""Names: from what a person types to the thing that is meant, and from a thing to its label."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from whoshares import vocabulary as v
from whoshares.errors import NameAmbiguous, NameUnknown
from whoshares.store import Iri, Literal, Store

HOLDERS = frozenset({v.ORGANIZATION, v.SYSTEM})
CATEGORIES = frozenset({v.DATA_CATEGORY})
READINGS = frozenset({v.READING})
_AFTER = frozenset({v.WS + "Kind", v.WS + "HolderKind", v.WS + "InstrumentKind", v.SOURCE, v.REGISTRY})


def fold(text: str) -> str:
    """A name as it is compared: lower case, single spaces, plain apostrophes.

    >>> fold("  Driver’s   Licence ")
    "driver's licence"
    """
    return " ".join(text.replace("’", "'").casefold().split())


class Names:
    """The labels, aliases and ids of a store's things."""

    def __init__(self, store: Store) -> None:
        self._labels: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_alias: dict[str, set[str]] = defaultdict(set)
        self._acronyms: dict[str, str] = {}
        self._spellings: set[tuple[str, str, bool]] = set()
        self._classes: dict[str, set[str]] = defaultdict(set)
        for s in store.statements(predicate=v.TYPE):
            self._classes[str(s.subject)].add(str(s.object))
        for predicate in (v.RDFS_LABEL, v.TITLE, v.PREF_LABEL):
            found: dict[str, set[str]] = defaultdict(set)
            for s in store.statements(predicate=predicate):
                if isinstance(s.object, Literal) and isinstance(s.subject, Iri):
                    found[str(s.subject)].add(s.object.text)
                    self._by_name[fold(s.object.text)].add(str(s.subject))
                    self._spellings.add((str(s.subject), s.object.text, True))
            for iri, texts in found.items():
                self._labels[iri] = min(texts)
        for s in store.statements(predicate=v.ALT_LABEL):
            if isinstance(s.object, Literal) and isinstance(s.subject, Iri):
                self._by_alias[fold(s.object.text)].add(str(s.subject))
                self._spellings.add((str(s.subject), s.object.text, False))
                text, shortest = s.object.text, self._acronyms.get(str(s.subject))
                if re.fullmatch(r"[A-Z][A-Z0-9&-]{1,9}", text) and (
                    shortest is None or (len(text), text) < (len(shortest), shortest)
                ):
                    self._acronyms[str(s.subject)] = text
        self._holders: set[str] = set()
        for predicate in (v.SENDER, v.RECIPIENT, v.OPERATED_BY, v.PART_OF):
            for s in store.statements(predicate=predicate):
                self._holders.add(str(s.object))
                if predicate in (v.OPERATED_BY, v.PART_OF):
                    self._holders.add(str(s.subject))
        self._carried = {
            str(s.object) for p in (v.CARRIES, v.CONSUMES, v.PRODUCES) for s in store.statements(predicate=p)
        }
        self._carried |= {str(x) for s in store.statements(predicate=v.BROADER) for x in (s.subject, s.object)}

    def label(self, iri: str) -> str:
        """The label of a thing, else its short id."""
        return self._labels.get(iri) or v.READABLE.get(iri) or v.shorten(iri)

    def acronym(self, iri: str) -> str | None:
        """The shortest alias in capitals, such as ICE or US-VISIT, where there is one."""
        return self._acronyms.get(iri)

    def classes(self, iri: str) -> set[str]:
        """The classes of a thing."""
        return self._classes.get(iri, set())

    def class_label(self, iri: str) -> str:
        """What kind of thing it is, in a word or two."""
        own = sorted(c for c in self.classes(iri) if c.startswith(v.WS))
        return self.label(own[0]).lower() if own else "thing"

    def is_a(self, iri: str, classes: Collection[str]) -> bool:
        """Whether a thing belongs to one of the classes, as stated or by its place in a flow."""
        if not self.classes(iri).isdisjoint(classes):
            return True
        return (classes is HOLDERS and iri in self._holders) or (classes is CATEGORIES and iri in self._carried)

    def resolve(self, text: str, classes: Collection[str] | None = None, what: str = "thing") -> str:
        """The IRI of the thing that `text` names: an id, an IRI, a label or an alias.

        `classes` keeps to things of those classes, which `what` names in errors. Raises NameUnknown, with suggestions,
        and NameAmbiguous, with what it could mean.
        """
        asked = text.strip()
        iri = self._as_id(asked)
        if iri is not None and (classes is None or self.is_a(iri, classes)):
            return iri
        if classes is CATEGORIES:  # what this graph's flows carry goes before what only the vocabulary names
            own = [c for c in self._ending_in(asked, classes) if c in self._carried and not c.startswith(v.ID)]
            if len(own) == 1:
                return own[0]
        folded = fold(asked)
        others: set[str] = {iri} if iri is not None else set()
        for index in (self._by_name, self._by_alias):
            found = index.get(folded, set())
            fitting = {f for f in found if classes is None or self.is_a(f, classes)}
            others |= found - fitting
            if len(fitting) > 1:  # a body, and its kind or a document about it, may share a name: the body is meant
                fitting = {f for f in fitting if self.classes(f).isdisjoint(_AFTER)} or fitting
            if len(fitting) == 1:
                return fitting.pop()
            if fitting:
                listed = ", ".join(f"{v.shorten(f)} ({self.class_label(f)})" for f in sorted(fitting))
                raise NameAmbiguous(f"“{asked}” can mean {listed}. Give the id of the one you mean.")
        by_tail = self._ending_in(asked, classes)
        if len(by_tail) == 1:
            return by_tail[0]
        if others:
            other = min(others)
            raise NameUnknown(
                f"“{asked}” is {_article(self.class_label(other))} ({v.shorten(other)}), and {_article(what)} is "
                f"wanted here. “whoshares show {v.shorten(other)}” tells what is known of it."
            )
        near = self.suggestions(asked, classes)
        hint = f" Did you mean {_either(near)}?" if near else ""
        raise NameUnknown(
            f"The graph has no {what} named “{asked}”.{hint} "
            f"“whoshares search {_quoted(asked)}” looks through everything."
        )

    def _ending_in(self, tail: str, classes: Collection[str] | None) -> list[str]:
        """The things whose IRIs end in this segment."""
        every = self._classes.keys() | self._holders | self._carried
        return sorted(i for i in every if v.local_name(i) == tail and (classes is None or self.is_a(i, classes)))

    def suggestions(self, text: str, classes: Collection[str] | None = None, limit: int = 4) -> list[str]:
        """The labels and aliases most like `text`, best first, one a thing."""
        from rapidfuzz import fuzz, process

        offered: dict[str, str] = {}
        for index in (self._by_alias, self._by_name):
            for name, iris in index.items():
                for iri in iris:
                    if classes is None or self.is_a(iri, classes):
                        offered[name] = iri
        for iri in (i for i in self._classes if classes is not None and self.is_a(i, classes)):
            offered.setdefault(v.shorten(iri), iri)
        ranked = process.extract(fold(text), sorted(offered), scorer=fuzz.WRatio, limit=limit * 3, score_cutoff=65)
        best = dict.fromkeys(self.label(offered[name]) for name, _, _ in ranked)
        return list(best)[:limit]

    def spellings(self) -> Iterable[tuple[str, str, bool]]:
        """Every name as it is written: the thing, the name, and whether it is the thing's own label."""
        yield from self._spellings

    def _as_id(self, text: str) -> str | None:
        candidates = [text, v.ID + text]
        prefix, colon, rest = text.partition(":")
        if colon and prefix in v.PREFIXES:
            candidates.append(v.PREFIXES[prefix] + rest)
        for candidate in candidates:
            if candidate in self._classes or candidate in self._holders or candidate in self._carried:
                return candidate
        return None


def _article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _either(names: list[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
