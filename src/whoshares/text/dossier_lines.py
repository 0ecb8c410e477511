"""Flows, ways and rules of a dossier, a line each, with the things that they name and their documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from whoshares.answers.area import Switch
from whoshares.answers.dossier import Dossier
from whoshares.answers.flow_rows import FlowRow
from whoshares.answers.norm_entries import NormEntry
from whoshares.answers.reaching import ReachingWay
from whoshares.exports.brief_page import HopSaid, Marked
from whoshares.model.labels import every, within
from whoshares.model.validity import State, aged
from whoshares.text import wording
from whoshares.text.notes import Notes
from whoshares.text.words import Words, dated, in_force, last_confirmed, listed

_ORIGINS = 4
"""So many of those who send the same are named."""
_DATA = 4


class Lines:
    """The lines of one dossier; the documents that they name are numbered as they come."""

    def __init__(self, dossier: Dossier, words: Words, notes: Notes) -> None:
        self._dossier = dossier
        self._words = words
        self._notes = notes
        self._day = date.fromisoformat(words.asked_day)

    def thing(self, iri: str) -> tuple[str, str]:
        """The words for a thing and its IRI, for a link."""
        return self._words.label(iri), iri

    def data(self, categories: Sequence[str]) -> str:
        """Some kinds of data."""
        return self._words.some_data(categories, _DATA)

    def way(self, way: ReachingWay) -> HopSaid:
        """A way: each hop with its data, then how old it is, and what forbids it."""
        words, first = self._words, way.steps[0]
        said = words.full(first.sender)
        things = [(said, first.sender)]
        marks: list[tuple[int, str]] = []
        for step in way.steps:
            to = words.full(step.recipient)
            said += f" —{self.data(step.carries)}→ {to}"
            things.append((to, step.recipient))
            marks += self._notes.marks(self._dossier.sources[step.flow][:1])
        lines = []
        if len(way.origins) > 1:
            others = [words.label(one) for one in way.origins if one != first.sender]
            left = len(others) - _ORIGINS
            named = listed([*others[:_ORIGINS], *([f"{left} more"] if left > 0 else [])])
            lines.append(f"likewise of {named}, of which documents say the same")
        told = last_confirmed(way.state, way.last_confirmed, words.asked_day)
        lines.append(f"its oldest hop: {told}" if told and len(way.steps) > 1 else told)
        lines += ["implied by documents, and said by none"] if way.implied else []
        for step in way.steps:
            if bars := self._dossier.barred.get(step.flow):
                lines.append(f"{self.data(step.carries)} barred by {self._of_bars(bars)}")
        return HopSaid(Marked(f"{way.state.word}: {said}", tuple(dict.fromkeys(marks)), tuple(things)),
                       tuple(line for line in lines if line))  # fmt: skip

    def _of_bars(self, bars: Sequence[str]) -> str:
        set_by = {norm.id: norm.set_by for norm in self._dossier.norms}
        named = dict.fromkeys(self._words.label(law) for bar in bars for law in set_by.get(bar) or (bar,))
        return listed(list(named))

    def flow(self, row: FlowRow, *, sender: bool = True, recipient: bool = True, of: Sequence[str] = ()) -> Marked:
        """A flow: who sends what to whom, how sure, since when, which law lies on it; `of` whom else it is said."""
        words, said = self._words, ""
        things: list[tuple[str, str]] = []
        if of:
            left = len(of) - _ORIGINS
            named = [self.thing(iri) for iri in of[:_ORIGINS]]
            things += named
            said = listed([*(name for name, _ in named), *([f"{left} more"] if left > 0 else [])])
        elif sender:
            things.append(self.thing(row.sender))
            said = things[-1][0]
        if recipient:
            things.append(self.thing(row.recipient))
            said += f"{' ' if said else ''}→ {things[-1][0]}"
        said += f": {self.data(row.categories)}; " if said else f"{self.data(row.categories)}; "
        said += wording.of_flow(row, self._day, words.label)
        if of:
            said += f", as {every(words.label(row.sender))}"
        said += f", since {' or '.join(map(dated, row.since))}" if row.since else ""
        said += f", until {' or '.join(map(dated, row.until))}" if row.until else ""
        if row.barred_by:
            laws = self._of_bars(row.barred_by)
            said += f"; barred by {laws}"
        return Marked(said, self._notes.marks(row.sources[:1]), tuple(things))

    def norm(self, norm: NormEntry) -> HopSaid:
        """A rule: what it is, and what it says to whom."""
        label = self._words.label
        name, law = label(norm.id), norm.set_by[:1]
        things = [(name, law[0])] if law else []
        terms = wording.may(norm, label)
        excepted = [one.rstrip(".") for one in norm.exceptions] + [label(one) for one in norm.permissions]
        lines = [terms, *([f"Except: {'; '.join(excepted)}."] if excepted else [])]
        if norm.reading:
            lines.append(f"Only if read so: {label(norm.reading)}.")
        said = f"{norm.says}: {name}; {wording.of_norm(norm, self._day)}"
        return HopSaid(Marked(said, self._notes.marks(norm.sources[:1]), tuple(things)), tuple(lines))

    def switch(self, switch: Switch) -> Marked:
        """A block: what is held back at which system, and how sure that is."""
        label = self._words.label
        system = self.thing(switch.system)
        what = listed([within(label(one)) for one in switch.categories]) if switch.categories else "data of any kind"
        whom = wording.named(switch.recipients, label)
        stands = in_force(switch.state, switch.last_confirmed, self._words.asked_day)
        said = (
            f"{label(switch.id)}: at {system[0]}, {what} of {wording.named(switch.origins, label)} is not released to "
        )
        return Marked(f"{said}{whom}; {stands}", self._notes.marks(self._dossier.sources[switch.id]), (system,))

    def age(self, way: ReachingWay) -> str:
        """When a way was last confirmed."""
        return aged(way.last_confirmed, self._day) if way.last_confirmed else "never"

    def is_old(self, way: ReachingWay, years: int) -> bool:
        """Whether a way that is not certain was last confirmed so many years ago or more."""
        known = way.last_confirmed
        return way.state is not State.CERTAIN and known is not None and known.years_before(self._day)[1] >= years
