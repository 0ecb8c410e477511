"""What changed between the answer that a brief carries and the one that a graph gives to the same question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from whoshares.answers.brief import Edition, Record, digest
from whoshares.model.answer import Answer

Sort = Literal["outcome", "headline", "bar", "block", "way", "route", "hop", "cut", "flow", "words"]
Kind = Literal["appeared", "ended", "changed"]


class BriefChange(NamedTuple):
    """One difference: of what sort, what happened, to what, and what is told of it before and now."""

    sort: Sort
    kind: Kind
    things: tuple[str, ...]
    """Ids: of a way sender, data, recipient, data and so on; of a route its flows; of a hop flow, sender, recipient.

    Of a cut its unit, and else nothing.
    """
    before: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    of: str = ""
    """What of the thing changed: how sure it is, when it was confirmed, its documents."""

    def to_dict(self) -> dict[str, object]:
        """The same as JSON-ready data."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in self._asdict().items()}


_Found = Mapping[tuple[str, ...], Record]


@dataclass(frozen=True)
class BriefCheck(Answer):
    """Whether the answer that a brief carries is still the one that a graph gives."""

    question: Mapping[str, Any]
    edition: Edition
    """The edition by which the brief was made."""
    now: Edition
    changes: tuple[BriefChange, ...]
    names: Mapping[str, str]
    """The labels of the things that changes name, by id, as the graph has them now."""
    words_compared: bool
    """Whether the words of the file were compared with those that the graph gives now."""

    @property
    def same(self) -> bool:
        """Whether nothing changed."""
        return not self.changes

    def to_dict(self) -> dict[str, object]:
        """The check as JSON-ready data, in the stable layout of `docs/json.md`."""
        return {
            "outcome": "same" if self.same else "changed",
            "question": dict(self.question),
            "edition": self.edition._asdict(),
            "editionNow": self.now._asdict(),
            "wordsCompared": self.words_compared,
            "changes": [change.to_dict() for change in self.changes],
            "labels": dict(sorted(self.names.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a change, for a table."""
        return [
            {key: " ".join(told) if isinstance(told, tuple) else str(told) for key, told in change._asdict().items()}
            for change in self.changes
        ]


def changes(before: Record, now: Record) -> Iterator[BriefChange]:
    """What changed from one answer to another to the same question, the weightiest first."""
    if digest(before) == digest(now):
        return
    old, new = before["answer"], now["answer"]
    for key in ("outcome", "reason"):
        if old[key] != new[key]:
            yield BriefChange("outcome", "changed", (), _texts(old[key]), _texts(new[key]), key)
    yield from _there("bar", _in_force(old["bars"]), _in_force(new["bars"]))
    yield from _there("block", _in_force(old["blocks"]), _in_force(new["blocks"]))
    yield from _there("way", _ways(old), _ways(new), "lastConfirmed")
    yield from _there("route", _routes(old), _routes(new))
    was, here = _hops(old), _hops(new)
    yield from _there("hop", _both(was, here), _both(here, was), *_OF_HOP)
    for unit in sorted(old["cuts"].keys() | new["cuts"].keys()):
        ends, end_now = (_cut(answer["cuts"].get(unit)) for answer in (old, new))
        if ends != end_now:
            yield BriefChange("cut", "changed", (unit,), ends, end_now)
    if old["whole"] != new["whole"]:
        yield BriefChange("outcome", "changed", (), _texts(old["whole"]), _texts(new["whole"]), "whole")


_OF_HOP: Final = ("lastConfirmed", "join", "disputed", "implied", "barredBy", "documents")


def _there(sort: Sort, was: _Found, here: _Found, *slots: str) -> Iterator[BriefChange]:
    """What is there on one side alone, and what is told otherwise of what is there on both."""
    for things in [*was, *(things for things in here if things not in was)]:
        if things not in here:
            yield BriefChange(sort, "ended", things, _texts(was[things]["certainty"]))
        elif things not in was:
            yield BriefChange(sort, "appeared", things, now=_texts(here[things]["certainty"]))
        else:
            for slot in ("certainty", *slots):
                before, now = _texts(was[things][slot]), _texts(here[things][slot])
                if before != now:
                    yield BriefChange(sort, "changed", things, before, now, slot)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    return tuple(value) if isinstance(value, list) else (str(value),) if value else ()


def _in_force(states: Mapping[str, str]) -> _Found:
    return {(thing,): {"certainty": state} for thing, state in states.items()}


def _both(found: _Found, other: _Found) -> _Found:
    """What is found on both sides; hops on one alone are told with their routes."""
    return {things: told for things, told in found.items() if things in other}


def _ways(answer: Record) -> _Found:
    return {(way["steps"][0][0], *(part for step in way["steps"] for part in step[1:])): way for way in answer["ways"]}


def _routes(answer: Record) -> _Found:
    return {tuple(answer["hops"][n]["flow"] for n in route["hops"]): route for route in answer["routes"]}


def _hops(answer: Record) -> _Found:
    return {(hop["flow"], hop["from"], hop["to"], hop["category"], hop["join"]): hop for hop in answer["hops"]}


def _cut(of_unit: Record | None) -> tuple[str, ...]:
    if of_unit is None:
        return ()
    return tuple(of_unit["of"]) if of_unit["outcome"] == "cut" else (of_unit["outcome"],)
