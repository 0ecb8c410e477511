"""Which body of a list a name means, or why none is taken.

rapidfuzz finds what is near; rules decide, and where they do not, nothing is taken. A name is held only against bodies
of its state and its kind. Every answer carries the rule that gave it, a score from 0 to 100, and what else came near.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from whoshares.facts.matching import kinds as k
from whoshares.facts.matching.body import Body
from whoshares.facts.matching.reading import Reading, read_name
from whoshares.facts.matching.states import FEDERAL, NAMES
from whoshares.facts.matching.words import county_core
from whoshares.store.names import fold

Outcome = Literal["matched", "doubtful", "unmatched"]

RULES: Final = {
    "reviewed": "a person decided so, in the review file",
    "ori": "the same ORI",
    "alias": "a name that the list gives this body alone, in the same state",
    "name": "the same state, kind and name",
    "county": "the same state, kind and name; of several, the one in the county that is said",
    "form": "the same state, kind and name; the list says town or village, the name does not, and no other bears it",
    "whole": "the same state, kind and name; of its posts and branches, the list gives this one its whole name",
    "beginning": "the same state, kind and name; the list leaves out its end, and has no other that begins so",
    "city": "the same state and kind; the name adds “City”, and no list knows a place of that name",
    "department": "the same state and name, but for “Department of” or the like",
    "spelling": "the same state and kind, one letter apart, and no state has a place of the other spelling",
}
"""Each rule by which a body is taken, and what it says."""

NEAR: Final = 84.0
"""From this score on, a near name is worth a person's look."""
_SHOWN: Final = 72.0
_LIMIT: Final = 4
_COUNTY_MISSPELT: Final = 75.0
_SHORTEST_MISSPELT: Final = 7
_SHORTEST_WITH_ANOTHER_LETTER: Final = 10
_GIVEN_TO_ALL: Final = 0.1
"""A list that gives a form to so large a share of a state's police is taken to give it wherever it is due."""

_CAN_BE: Final[Mapping[str, tuple[str | None, ...]]] = {k.MARSHAL: (k.POLICE,), k.POLICE: (k.TRIBAL, None)}
"""Kinds that lists take for another: a town's marshal is its police in some, a tribe's police is one in others."""


class Asked(NamedTuple):
    """A name with what its list says beside it; a decision of a person is one about these three."""

    name: str
    state: str = ""
    """A postal code, or empty."""
    county: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A body that came near, with its score."""

    body: Body
    score: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is found for one name."""

    asked: str
    outcome: Outcome
    reading: Reading
    body: Body | None = None
    """The body that is meant; None unless the outcome is “matched”."""
    rule: str = ""
    score: float = 0.0
    why: str = ""
    """Why nothing is taken, as the end of a sentence that begins with the name."""
    candidates: tuple[Candidate, ...] = ()
    """What else came near, best first."""

    @property
    def marks(self) -> tuple[str, ...]:
        """What the name says of its entry: “not in use”, “duplicate”."""
        return self.reading.marks


class _Entry(NamedTuple):
    """A body under one of its names."""

    body: Body
    reading: Reading


class Matcher:
    """A list of bodies, made ready once, then asked for one name after the other."""

    def __init__(self, bodies: Iterable[Body], reviewed: Mapping[Asked, str | None] | None = None) -> None:
        """`reviewed` gives a body's id, or None for none, by a name, its state and its county as they are asked."""
        self.bodies = tuple(bodies)
        self.by_id = {body.id: body for body in self.bodies}
        self._reviewed = reviewed or {}
        self._by_ori = {body.ori: body for body in self.bodies if body.ori}
        self._by_core: dict[tuple[str | None, str | None, str], list[_Entry]] = defaultdict(list)
        self._by_bare: dict[tuple[str | None, str], list[_Entry]] = defaultdict(list)
        self._by_place: dict[tuple[str | None, str], list[Body]] = defaultdict(list)
        self._by_name: dict[str, list[Body]] = defaultdict(list)
        self._cores: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
        self._forms: Counter[tuple[str | None, str | None]] = Counter()
        self._police: Counter[str | None] = Counter()
        self._known: set[str] = set()
        self._counties: set[tuple[str | None, str]] = set()
        for body in self.bodies:
            self._counties.update((body.state, county) for county in body.counties)
            for reading in body.readings:
                self._add(_Entry(body, reading))
            for name in {fold(name) for name in body.names}:
                self._by_name[name].append(body)
        for state, kind, core in self._by_core:
            self._cores[state, kind].append(core)

    def _add(self, entry: _Entry) -> None:
        reading = entry.reading
        self._by_core[reading.state, reading.kind, reading.core].append(entry)
        self._by_place[reading.state, reading.core].append(entry.body)
        self._known.add(reading.core)
        if reading.kind in k.STATEWIDE:
            self._by_bare[reading.state, reading.bare].append(entry)
        if reading.kind == k.POLICE:
            self._police[reading.state] += 1
            self._forms[reading.state, reading.form] += 1

    def find(
        self,
        name: str,
        *,
        state: str | None = None,
        county: str | None = None,
        kind: str | None = None,
        ori: str | None = None,
    ) -> Verdict:
        """The body that `name` means.

        `state` (a postal code, `US` for a federal body), `county`, `kind` and `ori` are what the list that has the name
        says besides it. A kind counts where the name says none; an ORI decides alone.
        """
        reading = read_name(name, state, kind)
        decided = self._reviewed.get(Asked(name, state or "", county or ""), "")
        if decided is None:
            why = "is no body of this list, as a person decided"
            return Verdict(name, "unmatched", reading, rule="reviewed", why=why)
        if decided:
            return Verdict(name, "matched", reading, self.by_id[decided], "reviewed", 100.0)
        if ori and (body := self._by_ori.get(ori.strip().upper())):
            return Verdict(name, "matched", reading, body, "ori", 100.0)
        if body := self._of_alias(name, reading):
            return Verdict(name, "matched", reading, body, "alias", 100.0)
        why, near = self._refusal(reading)
        if why:
            return Verdict(name, "unmatched", reading, why=why, candidates=near)
        return self._of_reading(name, reading, county)

    def _of_alias(self, name: str, reading: Reading) -> Body | None:
        """The body that alone bears the whole name, where the state is the same, or the body is of no state.

        A place's name alone is not taken for its government, unless it is an abbreviation.
        """
        bearers = self._by_name.get(fold(name), ())
        same = [body for body in bearers if body.state in (FEDERAL, None) or body.state == reading.state]
        if len(same) != 1 or (reading.kind is None and same[0].kind in k.GOVERNMENTS and not name.isupper()):
            return None
        return same[0]

    def _refusal(self, reading: Reading) -> tuple[str, tuple[Candidate, ...]]:
        """Why a name cannot be held against the list, and what of the list it could mean all the same."""
        if reading.refusal:
            return reading.refusal, ()
        if reading.state is None:
            states = (*NAMES, FEDERAL)
            found = [e.body for s in states for e in self._by_core.get((s, reading.kind, reading.core), ())]
            return "says no state", _equal(found)
        if reading.kind is None:
            return "says no kind of body", _equal(self._by_place.get((reading.state, reading.core), ()))
        return "", ()

    def _of_reading(self, name: str, reading: Reading, county: str | None) -> Verdict:
        """The answer for a name that says its state and kind."""
        state, kind, core = reading.state, reading.kind, reading.core
        found = self._by_core.get((state, kind, core), ())
        rule, score, read = "name", 100.0, reading
        if not found and kind == k.POLICE and core.endswith("city") and core not in self._known:
            found = self._by_core.get((state, kind, core.removesuffix("city")), ())
            rule, read = "city", replace(reading, form="city")
        if not found and kind in k.STATEWIDE:
            found = [
                e
                for e in self._by_bare.get((state, reading.bare), ())
                if core == reading.bare or e.reading.core == e.reading.bare
            ]
            rule = "department"
        near = () if found else self._near(reading)
        if near and core not in self._known:
            misspelt = [(other, alike) for other, alike in near if _misspelt(core, other)]
            if len(misspelt) == 1:
                found = self._by_core[state, kind, misspelt[0][0]]
                rule, score = "spelling", round(misspelt[0][1], 1)
        if not found:
            return self._none(name, reading, near)
        bodies, better, doubt = self._weighed(read, county, found)
        if doubt:
            return Verdict(name, "doubtful", reading, score=score, why=doubt, candidates=_equal(bodies, score))
        return Verdict(name, "matched", reading, bodies[0], better or rule, score)

    def _weighed(self, reading: Reading, county: str | None, found: Sequence[_Entry]) -> tuple[list[Body], str, str]:
        """The bodies of one name that are left, the rule that left one where there were several, and the doubt."""
        rule = ""
        entries, doubt = self._of_form(reading, found)
        if (
            reading.form is None
            and reading.kind == k.POLICE
            and all(e.reading.form not in (None, "city") for e in entries)
        ):
            rule = "form"
        bodies = list({e.body.id: e.body for e in entries}.values())
        details = {detail: (reading.state, detail) in self._counties for detail in reading.details}
        said = {county_core(county)} if county else {reading.county} if reading.county else set()
        said = said or {detail for detail, is_county in details.items() if is_county}
        if said and any(b.counties for b in bodies) and reading.kind not in k.STATEWIDE:
            there = [b for b in bodies if self._is_in(b, said)]
            if not there:
                said_as = county or reading.county or ", ".join(sorted(str(s) for s in said))
                return bodies, "", f"says “{said_as}”, and the body of this name is of another county by the list"
            rule = "county" if len(there) < len(bodies) else rule
            bodies = there
        whole = [b for b in bodies if not b.cut]
        if len(bodies) > 1 and len(whole) == 1:
            bodies, rule = whole, "whole"
        where = NAMES.get(str(reading.state), "the federal bodies")
        unknown = ", ".join(f"“{detail}”" for detail, is_county in details.items() if not is_county)
        if len(bodies) > 1:
            doubt = f"can mean {len(bodies)} bodies of this name in {where}"
        elif reading.part:
            doubt = f"names a part of the body, “{reading.part}”"
        elif unknown:
            doubt = f"adds {unknown}, which is not understood"
        elif reading.institution:
            doubt = "names an institution, and the body of this name in the list is its police"
        elif bodies[0].cut:
            rule = "beginning"
            doubt = "" if _stands_alone(bodies[0]) else "fits a body of which the list leaves out the end of the name"
        return bodies, rule, doubt

    def _is_in(self, body: Body, counties: set[str]) -> bool:
        """Whether a body is in one of the counties; one that is none of the state's may be misspelt."""
        unknown = {county for county in counties if (body.state, county) not in self._counties}
        return not counties.isdisjoint(body.counties) or any(
            fuzz.ratio(own, county) >= _COUNTY_MISSPELT for own in body.counties for county in unknown
        )

    def _of_form(self, reading: Reading, found: Sequence[_Entry]) -> tuple[Sequence[_Entry], str]:
        """Those whose form is the one that the name says, or could be; and the doubt that is left."""
        if reading.kind != k.POLICE:
            return found, ""
        form = reading.form
        same = [entry for entry in found if entry.reading.form == form]
        plain = [entry for entry in found if entry.reading.form in (None, "city")]
        if same or (plain and form in (None, "city")):
            return same or plain, ""
        if form is None:
            townships = any(entry.reading.form == "township" for entry in found)
            return found, "does not say whether it means the township" if townships else ""
        due = form == "township" or self._forms[reading.state, form] >= _GIVEN_TO_ALL * self._police[reading.state]
        doubt = f"says {form}, and the body of this name is none by the list"
        return (plain, doubt if due else "") if plain else (found, doubt)

    def _none(self, name: str, reading: Reading, near: Sequence[tuple[str, float]]) -> Verdict:
        """The answer where the list has no body of the name's state, kind and core."""
        where = NAMES.get(str(reading.state), "the federal bodies")
        scored = {
            entry.body.id: Candidate(entry.body, round(score, 1))
            for core, score in reversed(near)
            for entry in self._by_core[reading.state, reading.kind, core][:_LIMIT]
        }
        candidates = sorted(scored.values(), key=lambda one: -one.score)[:_LIMIT]
        if candidates and candidates[0].score >= NEAR:
            why = f"is near a name of the list, and not it: “{candidates[0].body.name}”"
            return Verdict(name, "doubtful", reading, score=candidates[0].score, why=why, candidates=tuple(candidates))
        others = [body for body in self._by_place.get((reading.state, reading.core), ()) if body.kind != reading.kind]
        if not others:
            why = f"is not among the bodies of its kind and state in the list ({reading.kind}, {where})"
            return Verdict(name, "unmatched", reading, why=why, candidates=tuple(candidates))
        kinds = ", ".join(sorted({body.kind or "kind unknown" for body in others}))
        why = f"is in the list for another kind of body of {where} ({kinds}), and for no {reading.kind}"
        possible = [body for body in others if body.kind in _CAN_BE.get(str(reading.kind), ())]
        outcome: Outcome = "doubtful" if possible else "unmatched"
        return Verdict(
            name, outcome, reading, score=100.0 if possible else 0.0, why=why, candidates=_equal(possible or others)
        )

    def _near(self, reading: Reading) -> list[tuple[str, float]]:
        """The cores of the name's state and kind that come near, best first.

        A name of which the list has the beginning alone is near what begins so.
        """
        state, kind, asked = reading.state, reading.kind, reading.core
        found = process.extract(
            asked, self._cores.get((state, kind), []), scorer=fuzz.ratio, score_cutoff=_SHOWN, limit=2 * _LIMIT
        )
        return [
            (core, score)
            for core, score, _ in found
            if _digits(core) == _digits(asked)
            and (asked.startswith(core) or any(not e.body.cut for e in self._by_core[state, kind, core]))
        ]


def _equal(bodies: Iterable[Body], score: float = 100.0) -> tuple[Candidate, ...]:
    return tuple(Candidate(body, score) for body in [*{body.id: body for body in bodies}.values()][:_LIMIT])


def _digits(core: str) -> str:
    return "".join(c for c in core if c.isdigit())


def _misspelt(asked: str, core: str) -> bool:
    """Whether one letter too many, too few, out of place or, in a long name, another letter makes one of the other."""
    shortest = min(len(asked), len(core))
    if shortest < _SHORTEST_MISSPELT or OSA.distance(asked, core, score_cutoff=1) != 1:
        return False
    another = len(asked) == len(core) and sorted(asked) != sorted(core)
    return not another or shortest >= _SHORTEST_WITH_ANOTHER_LETTER


def _stands_alone(body: Body) -> bool:
    """Whether a body of which the list leaves out the end of the name is that body as a whole, being the only one.

    After a comma a part of the body follows; “University of …” is a system with several campuses.
    """
    if body.cut != ":" or body.kind not in (*k.STATEWIDE, k.CAMPUS):
        return False
    return body.kind != k.CAMPUS or not body.readings[0].core.startswith("universit")
