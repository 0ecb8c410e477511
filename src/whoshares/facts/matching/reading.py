"""What a name of an agency says: its state, its kind, the words that tell it apart, and what is only added.

Lists write one agency in many ways: “Adrian MI PD”, “AL - Daphne PD”, “SACRAMENTO, COUNTY OF”, “Bristol RI PD (Do Not
Use)”. A reading says what the name says and no more; what it leaves open stays open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from whoshares.facts.matching import kinds as k
from whoshares.facts.matching.marks import DEVICE, is_no_name, mark_of, without_mark
from whoshares.facts.matching.states import FEDERAL, LAST_WORDS, LONGEST, NAMES, WORDS, postal
from whoshares.facts.matching.words import (
    BREAK,
    STOP,
    clean,
    core_of,
    county_core,
    form_of,
    lower_words,
    rotated,
    singular,
    tokens_of,
    written_out,
)  # fmt: skip

LONGEST_NAME: Final = 200
"""A longer text is no name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one name says."""

    written: str
    state: str | None = None
    """The postal code; `US` for a federal body."""
    kind: str | None = None
    core: str = ""
    """What tells it apart from others of its kind in its state: small letters and digits, without spaces."""
    form: str | None = None
    """county, city, town, township, village or borough, where the name says one."""
    county: str | None = None
    """The county that the name adds (“Washington Township, Gloucester County”), as a core."""
    details: tuple[str, ...] = ()
    """What stands in brackets and is not understood, as cores."""
    marks: tuple[str, ...] = ()
    """What is said of the entry, not of the body: that it is not in use, or whose device it is."""
    part: str | None = None
    """The unit of the body that the name goes on to."""
    refusal: str | None = None
    """Why it names no body that could be looked for."""
    institution: bool = field(default=False, compare=False)
    """Whether it names a college, a school, an airport and the like, and not its police."""
    bare: str = field(default="", compare=False)
    """The core without “department”, “division” and the like, of a state's body."""


_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]?")
_DASH = re.compile(r"\s[-–—]+\s?|[-–—]+\s")
_NO_BODY = re.compile(
    r"\b(?:demo|flock|walkthrough|example|le training|test (?:org|demo|account)|external testing)\b"
    r"|^test$"
)
_PART = re.compile(
    r"\b(?:(?:sub)?stations?|troop|barracks?|division|bureau|section|squad|unit|narcotics|detectives?)\b"
)
_WITH_COUNTY = re.compile(r"^(.+) (?:county|co|parish)$")
_SECOND = re.compile(r"\b(police department|sheriffs office) (?:([0-9])|(?:raven|condor|falcon|flex))$")
_KIND_ABBREVIATIONS: Final = frozenset({"PD", "SO", "SD", "DPS", "CSO", "DA", "ISD", "FD", "CPD"})
_WORDS_TOO: Final = frozenset("La De Co In Or Me Hi Ok Al Pa Ma Id Mo Oh".split())
"""Postal codes that are words or parts of names when they are not written in capitals."""

_POLICE_WORDS: Final = re.compile(
    r"\b(?:department of (?:police|public safety)|(?:division|bureau) of police|police services department"
    r"|police (?:department|services?|division|force|bureau|agency)|police"
    r"|public safety(?: services?)?(?: department)?)\b"
)
_SHERIFF_WORDS: Final = re.compile(r"\bsheriffs(?: (?:police department|police|office|department|dep))?\b")
_TAIL: Final = re.compile(r"(?: (?:department|office|services?|division|law enforcement|agency))+$")
_GOVERNMENT: Final = re.compile(r" (?:(?:city|town|village) )?government$")
_SAYS_POLICE: Final = re.compile(r"\b(?:police|safety|security|rangers?|marshal|law enforcement)\b")
_STATE_FORCE: Final = re.compile(r"\b(state police|patrol|troopers)(?: police department| department)$")
_SCHOOLS: Final = re.compile(
    r"\b(?:public |consolidated )?(?:schools?(?: (?:districts?|system|board|corporation))?|board of education)\b"
)

_POLICE_TOO = "police department law enforcement public safety"
_GENERIC: Final = {
    kind: frozenset(words.split())
    for kind, words in {
        k.CAMPUS: f"{_POLICE_TOO} campu campus security office service main",
        k.SCHOOL: f"{_POLICE_TOO} security office",
        k.AIRPORT: f"{_POLICE_TOO} international regional municipal authority airport",
        k.TRIBAL: f"{_POLICE_TOO} tribal tribe indian nation community band marshal service",
        k.PARK: f"{_POLICE_TOO} ranger",
        k.CONSTABLE: "constable office county precinct district state department",
        k.MARSHAL: "marshal office city town village department",
        k.PROSECUTOR: "office county parish",
    }.items()
}
"""The words, in the singular, that tell no two bodies of a kind apart."""
_GENERIC_ELSEWHERE: Final = frozenset({"police", "department", "office"})
_GENERIC_STATE: Final = frozenset({"state", "headquarter", "statewide"})
_BARE: Final = frozenset({"department", "division", "office", "bureau", "agency"})


def read_name(text: str, state: str | None = None, kind: str | None = None) -> Reading:
    """What a name says. `state` (a postal code) and `kind` are what is known besides it, from another column.

    >>> reading = read_name("AL - Daphne PD")
    >>> reading.state, reading.kind, reading.core
    ('AL', 'police-department', 'daphne')
    """
    written = clean(text)
    if len(written) > LONGEST_NAME:
        return Reading(written[:LONGEST_NAME], state, refusal="is longer than a name")
    parts = _Parts(written, state, kind)
    for note in _BRACKETS.findall(written):
        parts.note(note.strip())
    flat = " ".join(_BRACKETS.sub(" ", written).split())
    return parts.read(parts.main_piece([piece for piece in _DASH.split(flat) if piece.strip()]))


def read_listed(name: str, state: str | None, kind: str | None = None) -> Reading:
    """What the name of an entry says where the list itself gives the state, and often the kind.

    “Adrian”, a city's agency in Michigan by its list, is read as its police department.
    """
    parts = _Parts(clean(name), state, None)
    words = written_out(tokens_of(parts.before_county(parts.written)))
    return parts.of_words(words, kind)


class _Parts:
    """One name while it is read."""

    def __init__(self, written: str, state: str | None, kind: str | None) -> None:
        self.written, self.given, self.known_kind = written, state, kind
        self.state = state
        self.marks: dict[str, None] = {}
        self.details: list[str] = []
        self.county: str | None = None
        self.part: str | None = None
        self.appended = ""
        self.other_state: str | None = None

    def note(self, text: str) -> None:
        """Take in what stands in brackets."""
        words = lower_words(text)
        code = postal(text)
        if not words or self._marked(words):
            return
        if words in ("federal", "fed"):
            self.state = FEDERAL
        elif code and (text.isupper() or len(text) > 2):
            self._say_state(code)
        elif text in _KIND_ABBREVIATIONS:
            self.appended += f" {text}"
        elif county := _WITH_COUNTY.match(words):
            self.county = county_core(county[1])
        elif text.isupper() and text.isalpha() and 2 < len(text) < 9 and text[-2:] not in ("SO", "PD", "SD"):
            return  # the body's own abbreviation
        elif (last := text.split()[-1]) in NAMES and len(text.split()) <= 3:
            self._say_state(last)
        else:
            self.details.append(county_core(text))

    def _say_state(self, code: str) -> None:
        if self.state in (None, code):
            self.state = code
        elif self.state != FEDERAL:
            self.other_state = code

    def _marked(self, words: str) -> bool:
        """Whether words speak of the entry and not of a body; what they say is kept."""
        mark = mark_of(words)
        if mark is not None:
            self.marks[mark] = None
        return mark is not None

    def main_piece(self, pieces: list[str]) -> str:
        """The name proper, of the pieces between dashes."""
        kept: list[str] = []
        for place, piece in enumerate(pieces):
            words = lower_words(piece)
            if piece in NAMES and place in (0, len(pieces) - 1):
                self._say_state(piece)
            elif words and self._marked(words):
                rest = without_mark(piece)
                if lower_words(rest) != words and tokens_of(rest):  # the mark stands within the name
                    kept.append(rest)
            elif place and (county := _WITH_COUNTY.match(words)) and kept:
                self.county = county_core(county[1])
            elif words:
                kept.append(piece)
        if len(kept) > 1 and kept[0].isupper() and kept[0].isalpha() and kept[0][0] == kept[1][0]:
            del kept[0]  # an abbreviation before the name that it stands for
        if len(kept) > 1 and _PART.search(lower_words(kept[-1])) and k.kind_of(written_out(tokens_of(kept[0]))):
            self.part = kept.pop()
        return " ".join(kept)

    def read(self, main: str) -> Reading:
        """The reading of the name proper."""
        words = lower_words(f"{main}{self.appended}")
        if is_no_name(words):
            return self._refused("holds no name")
        if not any(c.isalpha() for c in words):
            return self._refused("is a number, no name")
        if _NO_BODY.search(words):
            return self._refused("names a test, a training or a vendor's own account")
        main = self.before_county(rotated(main)) + self.appended
        words = written_out(self._without_state(tokens_of(main), any(c.islower() for c in main)))
        if second := _SECOND.search(words):
            self.marks["a second entry" if second[2] else f"{DEVICE}{words.rsplit(maxsplit=1)[-1]}"] = None
            words = words[: second.end(1)]
        return self.of_words(words)

    def _refused(self, why: str) -> Reading:
        return Reading(self.written, self.state, refusal=why, marks=tuple(self.marks))

    def before_county(self, name: str) -> str:
        """The name without the county or state after its last comma, which is kept."""
        head, _, tail = name.rpartition(",")
        if not head.strip():
            return name
        code = postal(tail)
        if county := _WITH_COUNTY.match(lower_words(tail)):
            self.county = county_core(county[1])
        elif code and (tail.strip().isupper() or len(tail.strip()) > 2):
            self._say_state(code)
        else:
            return name
        return head

    def _without_state(self, tokens: list[str], mixed: bool) -> list[str]:
        """The tokens without the state's code, which is kept. `mixed` says that not all is in capitals."""
        last = len(tokens) - 1
        found: dict[int, str] = {}
        for place, token in enumerate(tokens):
            if len(token) != 2 or token.upper() not in NAMES:
                continue
            at_end = place in (0, last) or tokens[place + 1] in _KIND_ABBREVIATIONS
            if (at_end and (token.isupper() or (place and token not in _WORDS_TOO))) or (mixed and token.isupper()):
                found[place] = token.upper()
        code = self._code_meant(set(found.values()), tokens, mixed) if tokens else None
        if code is None:
            return tokens
        kept: list[str] = []
        for place, token in enumerate(tokens):
            if found.get(place) != code:
                kept.append(token)
            elif place and place < last and tokens[place - 1].lower() != "of":
                kept.append(BREAK)
            elif tokens[place - 1 if place else 1 % len(tokens)].lower() == ("of" if place else "state"):
                kept.extend(NAMES[code].split())  # it is a part of the name: “Univ. of TX”, “GA State University”
        return kept or tokens

    def _code_meant(self, codes: set[str], tokens: Sequence[str], mixed: bool) -> str | None:
        """The code that is the state's, of those that a name holds. CO is a county's, SD a sheriff's department's, LA
        Los Angeles', where something else says the state."""
        known = self.state if self.state != FEDERAL else None
        if known in codes:
            return known
        if known or len(codes) > 1:
            also = {"CO", "SD"} if tokens[-1] == "SD" else {"CO"}
            also |= {"LA"} if tokens[0] == "LA" and tokens[1:] and tokens[1].lower().startswith("count") else set()
            codes = codes - also
        if known and not mixed:
            return None
        if len(codes) > 1 or (known and codes):
            self.other_state = max(codes)
            self.state = known or min(codes)
            return None
        if codes:
            self.state = min(codes)
        return min(codes, default=None)

    def of_words(self, words: str, kind: str | None = None) -> Reading:
        """The reading of words that are written out; their kind where it is certain."""
        if "cpd" in words and "cpd" in words.split():
            if not {"county", "university", "college"} & set(words.split()):
                return self._refused("says CPD, which a city's, a county's or a campus's police can be")
            words = re.sub(r"\bcpd\b", "police department", words)
        kind = kind or k.kind_of(words) or self.known_kind
        police = kind in k.SERVED and _SAYS_POLICE.search(words) is not None
        if BREAK in words:
            words = " ".join(word for word in words.split() if word != BREAK)
        if self.state == FEDERAL:
            kind = k.FEDERAL_AGENCY
        elif kind == k.FEDERAL_AGENCY:
            self.state = FEDERAL
        if kind in k.OF_PLACES:
            kind, place, form = _place(words, kind)
            if kind == k.POLICE and "public safety" in words and self._is_state(place):
                return self._of_state(words, k.STATE_POLICE)
            return self._made(kind, self._without_name_of_state(place), form)
        if kind in k.STATEWIDE:
            return self._of_state(_STATE_FORCE.sub(r"\1", words), kind)
        if kind is None or kind in k.GOVERNMENTS:
            place, form = form_of(_GOVERNMENT.sub("", self._without_name_of_state(words)))
            return self._made(kind or (k.COUNTY if form == "county" else None), place, form)
        return self._special(words, kind, police)

    def _made(
        self,
        kind: str | None,
        place: str,
        form: str | None = None,
        *,
        bare: str | None = None,
        institution: bool = False,
    ) -> Reading:
        core = core_of(place)
        refusal = None
        if self.other_state:
            refusal = f"is of {self.state} and says {self.other_state}"
        elif not core:
            refusal = "says what kind of body it is, but no place or name"
        return Reading(
            self.written, self.state, kind, core, form, self.county, tuple(self.details), tuple(self.marks), self.part,
            refusal, institution, core if bare is None else core_of(bare),
        )  # fmt: skip

    def _is_state(self, place: str) -> bool:
        """Whether a place is the state itself, or left out."""
        named = WORDS.get(tuple(place.split()))
        if place and named is None:
            return False
        self.state = self.state or named
        return named in (None, self.state)

    def _without_name_of_state(self, place: str) -> str:
        """A place without the state's name after it (“Pinal County Arizona”)."""
        words = place.split()
        if not words or words[-1] not in LAST_WORDS:
            return place
        for length in range(min(LONGEST, len(words) - 1), 0, -1):
            code = WORDS.get(tuple(words[-length:]))
            before = words[-length - 1]
            if code and ((code == self.state and before != "of") or (self.state is None and before == "county")):
                self.state = code
                return " ".join(words[:-length])
        return place

    def _of_state(self, words: str, kind: str) -> Reading:
        """The reading of a state's own body, whose state may stand in the name alone."""
        code, rest = _state_within(words.split())
        self.state = self.state or code
        kept = [singular(word) for word in (rest if code == self.state else words.split()) if word not in STOP]
        kept = [word for word in kept if word not in _GENERIC_STATE]
        return self._made(kind, " ".join(kept), bare=" ".join(word for word in kept if word not in _BARE))

    def _special(self, words: str, kind: str, police: bool) -> Reading:
        """The reading of a body that is told apart by words of its own."""
        if kind == k.CAMPUS and self.state is None:
            self.state = _state_within(words.split())[0]
        if kind == k.FEDERAL_AGENCY:
            words = re.sub(r"^u ?s\b", "united states", words)
        if kind == k.SCHOOL:
            words = _SCHOOLS.sub("schools", words)
        generic = _GENERIC.get(kind, _GENERIC_ELSEWHERE)
        kept = [singular(word) for word in words.split() if word not in STOP]
        words = " ".join(word for word in kept if word not in generic)
        return self._made(kind, words, institution=kind in k.SERVED and not police)


def _state_within(words: list[str]) -> tuple[str | None, list[str]]:
    """The one state whose name stands among the words, and the words without it."""
    found: list[tuple[str, int, int]] = []
    start = 0
    while start < len(words):
        for length in range(min(LONGEST, len(words) - start), 0, -1):
            if code := WORDS.get(tuple(words[start : start + length])):
                found.append((code, start, start + length))
                start += length - 1
                break
        start += 1
    if len({code for code, _, _ in found}) != 1:
        return None, words
    code, start, end = found[0]
    return code, [*words[:start], *words[end:]]


def _place(words: str, kind: str) -> tuple[str, str, str | None]:
    """The kind, the place and the form that a name of a police force or sheriff says."""
    rest = words
    if "police" in words or "safety" in words or "sheriffs" in words:
        rest = (_SHERIFF_WORDS if kind == k.SHERIFF else _POLICE_WORDS).sub(" ", words)
    rest = _TAIL.sub("", f" {' '.join(rest.split())}").strip().removeprefix("of ")
    if kind != k.SHERIFF and ("metropolitan" in rest or "the" in rest):
        rest = " ".join(word for word in rest.split() if word not in ("metropolitan", "the"))
    place, form = form_of(rest)
    return (k.COUNTY_POLICE if kind == k.POLICE and form == "county" else kind), place, form
