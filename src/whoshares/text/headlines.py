"""What each view and each page of a thing says first: sentences that are true when quoted alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from whoshares.answers.area import Area, Switch
from whoshares.answers.contents import Contents
from whoshares.answers.flow_rows import FlowRow
from whoshares.answers.law import Law
from whoshares.answers.law_matrix import LawMatrix
from whoshares.answers.norm_entries import SAYS, NormEntry
from whoshares.answers.register import Register
from whoshares.answers.states import MEASURES, States
from whoshares.answers.usage import Usage
from whoshares.model.labels import within
from whoshares.model.validity import State
from whoshares.text.wording import Label, of_norm, rule, the
from whoshares.text.words import counted, dated, listed, the_day

_NOT_NOTHING = "That is not the same as nothing being shared."
_PLACES = 6
"""So many places are named in a sentence."""
_DOES = {"forbidden": ("that forbids", "that forbid"), "demanded": ("that obliges", "that oblige"),
         "permitted": ("that allows", "that allow")}  # fmt: skip


def of_area(answer: Area, label: Label, day: date) -> list[str]:
    """What is known of a place."""
    place, on = label(answer.place), the_day(day.isoformat())
    if not answer.documents:
        searched = f"{answer.searched['sources']:,} documents"
        return [f"Nothing is known of {place}: none of the {searched} here speaks of it.", _NOT_NOTHING]
    sure = [row for row in answer.standing if row.state is not State.POSSIBLE]
    possible = len(answer.standing) - len(sure)
    if sure:
        return [*_leaving(answer, sure, possible, place, on), held(answer.norms, answer.switches, label)]
    if possible:
        first = f"No document here places data that leaves a body of {place} on {on}; "
        first += f"{counted(possible, 'flow')} {_verb(possible, 'is', 'are')} possible."
    else:
        first = f"No document here shows data leaving a body of {place} on {on}."
    return [first, _NOT_NOTHING, held(answer.norms, answer.switches, label)]


def _leaving(answer: Area, sure: list[FlowRow], possible: int, place: str, on: str) -> list[str]:
    """What leaves a place, how much of it at once to immigration authorities, and how old that is."""
    number = len(sure)
    straight = sum(row.flow in answer.to_authorities for row in sure)
    if number == 1:
        to = f", {'straight' if straight else 'not straight'} to immigration authorities"
    else:
        share = {0: "none", number: "all"}.get(straight, str(straight))
        to = f", {share} of them straight to immigration authorities"
    more = f"; {possible} more {_verb(possible, 'is', 'are')} possible" if possible else ""
    first = f"As far as documents show, data leaves bodies of {place} by {counted(number, 'flow')} on {on}{to}{more}."
    dates = sorted((row.last_confirmed for row in sure if row.last_confirmed), key=lambda one: one.order)
    if not dates:
        return [first]
    ends = list(dict.fromkeys((dates[0].text, dates[-1].text)))
    when = ends[0] if len(ends) == 1 else f"between {ends[0]} and {ends[1]}"
    return [first, f"{_verb(number, 'It was', 'They were')} last confirmed {when}."]


def held(norms: Iterable[NormEntry], switches: Iterable[Switch], label: Label) -> str:
    """What forbids passing data on there, and what holds it back."""
    bars = [norm for norm in norms if norm.says == "forbidden" and norm.state is not State.IMPOSSIBLE]
    may = sum(norm.state is State.POSSIBLE for norm in bars)
    switches = [one for one in switches if one.state is not State.IMPOSSIBLE]
    parts = []
    if number := len(bars) - may:
        more = f", and {may} more may" if may else ""
        parts.append(f"{counted(number, 'rule')} there {_verb(number, 'forbids', 'forbid')} passing some data on{more}")
    elif may:
        parts.append(f"{counted(may, 'rule')} there may forbid passing some data on")
    if number := len(switches):
        systems = listed(sorted({label(one.system) for one in switches}))
        parts.append(f"{number} {_verb(number, 'switch holds', 'switches hold')} data back at {systems}")
    return f"{'; '.join(parts)}." if parts else "No rule that forbids it was found in what was read."


def of_law(answer: Law, label: Label, day: date) -> list[str]:
    """What an instrument or a norm says, and what came of it."""
    name, on = label(answer.law), the_day(day.isoformat())
    if not answer.norms:
        number = len(answer.resting)
        if number:
            first = f"{counted(number, 'known flow')} {_verb(number, 'rests', 'rest')} on {name}."
            return [first, "No rule of it about data is in this graph."]
        first = f"No rule about data, and no flow that rests on it, is known of {name}."
        return [first, "What documents say of it stands below."]
    leading = answer.norms[0]
    subject = label(answer.instruments[0]) if answer.instruments else name
    said = [f"{subject} {rule(leading, label)}: {of_norm(leading, day)}."]
    others = Counter(norm.says for norm in answer.norms[1:])
    if others:
        more = [f"{number} {_verb(number, *_DOES[says])}" for says, number in others.items()]
        said.append(f"Of its other rules there {_verb(sum(others.values()), 'is', 'are')} {listed(more)}.")
    if any(norm.norm_class == "Bar" for norm in answer.norms):
        covered = len(
            {flow.id for bar in answer.bars.found for flow in bar.flows if flow.state is not State.IMPOSSIBLE}
        )
        ways = answer.doors.number_of_ways
        least = "at least " if answer.doors.truncated or answer.doors.stopped else ""
        said.append(
            f"On {on}, {counted(covered, 'known flow')} {_verb(covered, 'lies', 'lie')} within its terms, and "
            f"{least}{counted(ways, 'known way')} {_verb(ways, 'leads', 'lead')} round it."
        )
        lags = [lag.days_to_last_attested for bar in answer.bars.found for lag in bar.lags]
        if longest := max((days for days in lags if days), default=0):
            said.append(f"A flow that it bars was still described {counted(longest, 'day')} after it began.")
    return said


def of_usage(answer: Usage, label: Label, day: date) -> list[str]:
    """How a category or program is used."""
    on, number = the_day(day.isoformat()), len(answer.standing)
    is_category = "/category/" in answer.thing
    name = within(label(answer.thing)) if is_category else label(answer.thing)
    if not number:
        would = "would carry" if is_category else "would stand under"
        return [f"No document here shows a flow that {would} {name} on {on}.", _NOT_NOTHING]
    verb = _verb(number, "carries", "carry") if is_category else f"{_verb(number, 'stands', 'stand')} under"
    first = f"{counted(number, 'known flow')} {verb} {name} between {counted(len(answer.holders), 'holder')} on {on}."
    if not is_category:
        return [first]
    says = Counter(norm.says for norm in answer.norms)
    rules = [f"{says[word]} {_verb(says[word], *_DOES[word])}" for word in SAYS.values() if says[word]]
    if not rules:
        return [first, "No rule about such data is in this graph."]
    return [first, f"Of rules about such data there are {listed(rules)} passing it on."]


def of_contents(answer: Contents) -> list[str]:
    """What a document is, and how much it states."""
    cited = answer.citation
    tier = "A lead that nobody checked" if cited.tier == "lead" else f"A {cited.tier} document"
    by = f" of {cited.publisher}" if cited.publisher else ""
    issued = f", {dated(cited.issued)}" if cited.issued else ", of no known day"
    classes = Counter(entry.thing_class for entry in answer.entries)
    counts = [counted(number, word.lower()) for word, number in classes.most_common()]
    what = f": {listed(counts)}" if counts else ""
    made = f"{tier if cited.tier else 'A document without tier'}{by}{issued}."
    return [made, f"It states something of {counted(len(answer.entries), 'thing')} here{what}."]


def of_register(answer: Register, label: Label) -> list[str]:
    """How many flows come to a body and leave it."""
    on, name = the_day(answer.day.isoformat()), label(answer.holder)
    came, left = (
        [row for row in rows if row.state is not State.IMPOSSIBLE] for rows in (answer.incoming, answer.outgoing)
    )
    if not came and not left:
        return [f"No document here shows data that comes to {name} or leaves it on {on}.", _NOT_NOTHING]
    first = f"{counted(len(came), 'known flow')} {_verb(len(came), 'comes', 'come')} to {name} on {on}, and "
    first += f"{counted(len(left), 'flow')} {_verb(len(left), 'leaves', 'leave')} it."
    barred = sum(bool(row.barred_by) for row in (*came, *left))
    bars = f"A law or rule bars {barred} of them." if barred else "No law or rule in this graph bars any of them."
    return [first[:1].upper() + first[1:], bars]


def of_states(answer: States, show: str, day: date) -> list[str]:
    """In how many states something is known, and of which nothing is; or of one state, in how many places within it."""
    if "within" in answer.question:
        return _of_one_state(answer, show, day)
    having = sum(row.counts[show] > 0 for row in answer.states)
    unknown = [answer.labels[row.place] for row in answer.states if not row.is_known]
    where = f"in {having} of {len(answer.states)} states and territories on {the_day(day.isoformat())}"
    first = f"Documents show {MEASURES[show]} {where}."
    if not unknown:
        return [first]
    pronoun = _verb(len(unknown), "it", "them")
    return [first, f"Of {listed(unknown)} nothing is known: no document here speaks of {pronoun}."]


def _of_one_state(answer: States, show: str, day: date) -> list[str]:
    row, label = answer.states[0], answer.labels
    name, on = label[row.place], the_day(day.isoformat())
    if not row.is_known:
        return [f"Of {name} nothing is known: no document here speaks of it."]
    having = [inner for inner in answer.counties if inner.counts[show]]
    number = f"{row.counts[show]:,}" if row.counts[show] else "none"
    first = f"In {name}, documents show {MEASURES[show]} on {on}: {number}."
    names = [label[inner.place] for inner in having[:_PLACES]]
    more = [f"{len(having) - _PLACES} more"] if len(having) > _PLACES else []
    rest = f"Some are in {listed([*names, *more])}." if having else "Of none a document says in which county."
    return [first, f"{rest} Where nothing is known of a county, that is not the same as nothing being there."]


def of_matrix(answer: LawMatrix, label: Label, day: date) -> list[str]:
    """How many states forbid, demand or permit, and of how many nothing was found."""
    states = answer.states[1:]
    towards = f" to {the(label(str(answer.question['to'])))}" if answer.question["to"] else ""
    carrying = answer.question["carrying"]
    what = within(label(str(carrying))) if carrying else "some data"
    says = Counter(
        word
        for row in states
        for word in {norm.says for cell in row.cells for norm in cell if norm.id not in answer.own}
    )
    silent = [row for row in states if row.is_empty]
    unread = sum(not row.documents for row in silent)
    first = (
        f"As far as documents here show, {says['forbidden']} of {len(states)} states and territories had a rule on "
        f"{the_day(day.isoformat())} that forbids passing {what} on{towards}; {says['demanded']} had one that demands "
        f"it, {says['permitted']} one that permits it."
    )
    return [first, f"For {len(silent) - unread} no such rule was found in what was read; of {unread} nothing was read."]


def _verb(number: int, one: str, several: str) -> str:
    return one if number == 1 else several
