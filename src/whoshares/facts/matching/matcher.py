"""Which body of a list a name means, or why none is taken.

rapidfuzz finds what is near; rules decide, and where they do not, nothing is taken. A name is held only against bodies
of its state and its kind. Every answer carries the rule that gave it, a score from 0 to 100, and what else came near.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

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
    "county": "the same state, kind and name, and of several the one in the county that is said",
    "form": "the same state, kind and name; no city, town or village of the name but this one is in the list",
    "city": "the same state and kind; the name says “City” after it, and no list knows a place of that name",
    "department": "the same state and name; the name leaves out “Department of” or the like",
    "spelling": "the same state and kind, one letter apart, and no place of the other spelling is in any state",
}
"""Each rule by which a body is taken, and what it says."""

_NEAR: Final = 86.0
"""From this score on, a near name is worth a person's look."""
_SHOWN: Final = 72.0
_LIMIT: Final = 4
_SHORTEST_MISSPELT: Final = 7
_FORMS_OF_A_LIST: Final = 5
"""A list that gives a form to so many of a state's bodies is taken to give it to all that have it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A body that came near, with its score."""

    body: Body
    score: float


@dataclass(frozen=True, slots=True)
class Finding:
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

    @property
    def marks(self) -> tuple[str, ...]:
        """What the name says of its entry: “not in use”, “duplicate”."""
        return self.reading.marks


class Matcher:
    """A list of bodies, made ready once, then asked for one name after the other."""

    def __init__(
        self, bodies: Iterable[Body], reviewed: Mapping[tuple[str, str, str], str | None] | None = None
    ) -> None:
        self.bodies = tuple(bodies)
        self.by_id = {body.id: body for body in self.bodies}
        self._reviewed = reviewed or {}
        self._by_ori = {body.ori: body for body in self.bodies if body.ori}
        self._by_core: dict[tuple[str | None, str | None, str], list[tuple[Body, Reading]]] = defaultdict(list)
        self._by_bare: dict[tuple[str | None, str], list[tuple[Body, Reading]]] = defaultdict(list)
        self._by_place: dict[tuple[str | None, str], list[Body]] = defaultdict(list)
        self._by_name: dict[str, list[Body]] = defaultdict(list)
        self._forms: Counter[tuple[str | None, str]] = Counter()
        self._known: set[str] = set()
        for body in self.bodies:
            for reading in body.readings:
                self._by_core[reading.state, reading.kind, reading.core].append((body, reading))
                self._by_place[reading.state, reading.core].append(body)
                self._known.add(reading.core)
                if reading.kind in k.STATEWIDE:
                    self._by_bare[reading.state, reading.bare].append((body, reading))
                if reading.kind == k.POLICE and reading.form:
                    self._forms[reading.state, reading.form] += 1
            for name in {fold(name) for name in body.names}:
                self._by_name[name].append(body)
        self._cores: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
        for state, kind, core in self._by_core:
            self._cores[state, kind].append(core)

    def find(
        self,
        name: str,
        *,
        state: str | None = None,
        county: str | None = None,
        kind: str | None = None,
        ori: str | None = None,
    ) -> Finding:
        """The body that `name` means.

        `state` (a postal code, `US` for a federal body), `county`, `kind` and `ori` are what the list that has the name
        says besides it. An ORI decides alone.
        """
        reading = read_name(name, state, kind)
        decided = self._reviewed.get((name, state or "", county or ""), "")
        if decided is None:
            return Finding(
                name, "unmatched", reading, rule="reviewed", why="is no body of this list, as a person decided"
            )
        if decided:
            return Finding(name, "matched", reading, self.by_id[decided], "reviewed", 100.0)
        if ori and (body := self._by_ori.get(ori.strip().upper())):
            return Finding(name, "matched", reading, body, "ori", 100.0)
        return self._by_alias(name, reading) or self._by_reading(name, reading, county)

    def _by_alias(self, name: str, reading: Reading) -> Finding | None:
        """The body that alone bears the whole name, where the state is the same or the body is federal."""
        bearers = self._by_name.get(fold(name), ())
        same = [b for b in bearers if b.state == FEDERAL or (reading.state is not None and b.state == reading.state)]
        if len(same) == 1 and len(same[0].names) > 1 and not same[0].cut:
            return Finding(name, "matched", reading, same[0], "alias", 100.0)
        return None

    def _by_reading(self, name: str, reading: Reading, county: str | None) -> Finding:
        def no(why: str, outcome: Outcome = "unmatched", near: Sequence[Candidate] = ()) -> Finding:
            return Finding(name, outcome, reading, why=why, candidates=tuple(near))

        if reading.refusal:
            return no(reading.refusal)
        if reading.state is None:
            return no("says no state", near=self._anywhere(reading))
        if reading.kind is None:
            return no(
                "says no kind of body",
                near=[Candidate(b, 100.0) for b in self._by_place.get((reading.state, reading.core), ())],
            )
        found = self._by_core.get((reading.state, reading.kind, reading.core), [])
        if found:
            return self._of_same_name(name, reading, county, found)
        return self._without_same_name(name, reading, county)

    def _of_same_name(
        self, name: str, reading: Reading, county: str | None, found: Sequence[tuple[Body, Reading]], rule: str = "name"
    ) -> Finding:
        """The answer where the list has bodies of the name's state, kind and core."""

        def answer(outcome: Outcome, bodies: Sequence[Body], *, rule: str = "", why: str = "") -> Finding:
            near = tuple(Candidate(b, 100.0) for b in bodies[:_LIMIT])
            if outcome == "matched":
                return Finding(name, outcome, reading, bodies[0], rule, 100.0, candidates=near[1:])
            return Finding(name, outcome, reading, score=100.0, why=why, candidates=near)

        bodies, doubt = self._of_form(reading, found)
        unsaid = not doubt and reading.form is None and all(r.form not in (None, "city", "county") for _, r in bodies)
        every = list({b.id: b for b, _ in bodies}.values())
        counties = {county_core(county)} if county else {reading.county} if reading.county else set(reading.details)
        fitting = [b for b in every if counties & set(b.counties)] if counties else every
        if counties and not fitting and (county or reading.county or reading.details):
            if any(b.counties for b in every):
                said = county or reading.county or ", ".join(reading.details)
                return answer("doubtful", every, why=f"says “{said}”, and the body of this name is of another county")
            fitting = every
        if len(fitting) > 1:
            return answer(
                "doubtful",
                fitting,
                why=f"can mean {len(fitting)} bodies of this name in {NAMES.get(str(reading.state))}",
            )
        if fitting[0].cut:
            return answer("doubtful", fitting, why="fits a body of which the list gives the name's beginning alone")
        if doubt:
            return answer("doubtful", fitting, why=doubt)
        if reading.part:
            return answer("doubtful", fitting, why=f"names a part of the body, “{reading.part}”")
        if reading.details and len(every) == 1 and not set(reading.details) & set(every[0].counties):
            return answer("doubtful", fitting, why=f"adds “{', '.join(reading.details)}”, which is not understood")
        if len(fitting) < len(every):
            rule = "county"
        elif unsaid:
            rule = "form"
        return answer("matched", fitting, rule=rule)

    def _of_form(
        self, reading: Reading, found: Sequence[tuple[Body, Reading]]
    ) -> tuple[Sequence[tuple[Body, Reading]], str]:
        """Those whose form is the one that the name says, or could be; and the doubt that is left."""
        if reading.kind not in (k.POLICE, "city-government"):
            return found, ""
        same = [pair for pair in found if pair[1].form == reading.form]
        if same:
            return same, ""
        plain = [pair for pair in found if pair[1].form in (None, "city")]
        if reading.form is None:
            if plain:
                return plain, ""
            if any(r.form == "township" for _, r in found):
                return found, "does not say whether it means the township"
            return found, ""
        if plain:
            gives = self._forms[reading.state, reading.form] >= _FORMS_OF_A_LIST
            if reading.form == "city" or not (gives or reading.form == "township"):
                return plain, ""
            return plain, f"says {reading.form}, and the body of this name is none by the list"
        return found, f"says {reading.form}, and the body of this name is none by the list"

    def _without_same_name(self, name: str, reading: Reading, county: str | None) -> Finding:
        """The answer where the list has no body of the name's state, kind and core."""
        if reading.kind == k.POLICE and reading.core.endswith("city") and reading.core not in self._known:
            shorter = replace(reading, core=reading.core.removesuffix("city"), form="city")
            if found := self._by_core.get((reading.state, reading.kind, shorter.core)):
                return self._of_same_name(name, shorter, county, found, "city")
        if reading.kind in k.STATEWIDE and reading.core == reading.bare:
            found = self._by_bare.get((reading.state, reading.bare), [])
            if found:
                return self._of_same_name(name, reading, county, found, "department")
        near = self._near(reading)
        spelt = [(core, score) for core, score in near if self._misspelt(reading.core, core)]
        if len(spelt) == 1 and reading.core not in self._known:
            core, score = spelt[0]
            found = self._by_core[reading.state, reading.kind, core]
            same = self._of_same_name(name, reading, county, found, "spelling")
            return replace(same, score=round(score, 1))
        candidates = [
            Candidate(body, round(score, 1))
            for core, score in near
            for body, _ in self._by_core[reading.state, reading.kind, core][:_LIMIT]
        ][:_LIMIT]
        where = NAMES.get(str(reading.state), "the federal bodies")
        if candidates and candidates[0].score >= _NEAR:
            why = f"is near a name of the list, and not it: “{candidates[0].body.name}”"
            return Finding(name, "doubtful", reading, score=candidates[0].score, why=why, candidates=tuple(candidates))
        others = [body for body in self._by_place.get((reading.state, reading.core), ()) if body.kind != reading.kind]
        if others:
            kinds = ", ".join(sorted({str(body.kind) for body in others}))
            why = f"has its name in the list for another kind of body in {where} ({kinds}), and for no {reading.kind}"
            if reading.kind == "marshal" and any(body.kind == k.POLICE for body in others):
                return Finding(
                    name,
                    "doubtful",
                    reading,
                    score=100.0,
                    why=why,
                    candidates=tuple(Candidate(b, 100.0) for b in others[:_LIMIT]),
                )
            candidates = [Candidate(body, 100.0) for body in others[:_LIMIT]]
            return Finding(name, "unmatched", reading, why=why, candidates=tuple(candidates))
        why = f"is not in the list as a {reading.kind} of {where}"
        return Finding(name, "unmatched", reading, why=why, candidates=tuple(candidates))

    def _near(self, reading: Reading) -> list[tuple[str, float]]:
        """The cores of the name's state and kind that come near, best first."""
        digits = _digits(reading.core)
        return [
            (core, score)
            for core, score, _ in process.extract(
                reading.core,
                self._cores.get((reading.state, reading.kind), []),
                scorer=fuzz.ratio,
                score_cutoff=_SHOWN,
                limit=_LIMIT * 2,
            )
            if _digits(core) == digits
        ]

    @staticmethod
    def _misspelt(asked: str, core: str) -> bool:
        """Whether one letter too many, too few or out of place makes one of the other."""
        return (
            min(len(asked), len(core)) >= _SHORTEST_MISSPELT
            and OSA.distance(asked, core) == 1
            and (len(asked) != len(core) or sorted(asked) == sorted(core))
        )

    def _anywhere(self, reading: Reading) -> list[Candidate]:
        """The bodies of the name's kind and core in whatever state, where they are few."""
        found = [
            Candidate(body, 100.0)
            for state in (*NAMES, FEDERAL)
            for body, _ in self._by_core.get((state, reading.kind, reading.core), ())
        ]
        return found[:_LIMIT]


def _digits(core: str) -> str:
    return "".join(c for c in core if c.isdigit())
