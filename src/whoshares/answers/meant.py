"""What a name stands for where a question takes holders: one, or all those of a place, a kind or a program."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from whoshares.answers.of_category import category_of, of_category
from whoshares.answers.parts import GraphParts
from whoshares.answers.unlisted import Sought, said_of_place, unlisted
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError, NameUnknown
from whoshares.routes.question import Question
from whoshares.store.names import HOLDERS, Names

MOST_HOLDERS: Final = 250
"""How many holders, or pairs of holders, are asked for one answer."""
_SORTS: Final = {
    "place": frozenset({v.PLACE}),
    "kind": frozenset({v.HOLDER_KIND}),
    "program": frozenset({v.PROGRAM}),
}
"""What may stand for holders, in the order in which a name is tried."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A thing and the holders that it stands for: a holder for itself alone. Things are IRIs."""

    iri: str
    sort: str
    """`holder`, `place`, `kind` or `program`; `generic` for a generic body with named ones that it stands for."""
    holders: tuple[str, ...]
    """In the order of their IRIs."""

    @property
    def is_holder(self) -> bool:
        """Whether it is one holder, and not something that stands for some."""
        return self.sort == "holder"


def meant(
    parts: GraphParts, text: str, sought: Callable[[], Sought] = Sought, otherwise: NameUnknown | None = None
) -> Meant:
    """What a text names: a holder if it can, else a place, kind or program, with the holders that it stands for.

    Raises NameUnknown, with what documents say of such bodies where it looks like the name of one, NameAmbiguous, and
    InputError where it stands for no holder. `sought` gives what of what they say is asked for, `otherwise` the error
    where the text looks like the name of nothing.
    """
    try:
        iri, sort = named(parts.names, text)
    except NameUnknown as unknown:
        if category := category_of(parts, text):
            inward = sought().inward
            raise of_category(parts, text, category, inward=inward, bars=otherwise is not None) from None
        raise unlisted(parts, text, otherwise or unknown, sought()) from None
    return Meant(iri, sort, (iri,)) if sort == "holder" else stands_for(parts, iri, sort, sought)


def ends(parts: GraphParts, origin: str, recipient: str, question: Callable[[], Question]) -> tuple[Meant, Meant]:
    """What two texts name; `question` says which data is asked for, and when. Raises as `meant` does."""

    def sought(other: str, *, inward: bool) -> Sought:
        with suppress(InputError):
            end = meant(parts, other)
            return Sought(question(), end.iri, end.holders, inward)
        return Sought(question(), inward=inward)

    return (
        meant(parts, origin, lambda: sought(recipient, inward=False)),
        meant(parts, recipient, lambda: sought(origin, inward=True)),
    )


def named(names: Names, text: str) -> tuple[str, str]:
    """The thing that a text names, and of which sort it is. Raises NameUnknown and NameAmbiguous.

    The label of a place goes before another name of a holder: “Seattle” is the city, with all who sit in it.
    """
    places = names.labelled(text, _SORTS["place"])
    if len(places) == 1 and not names.labelled(text, HOLDERS):
        return places.pop(), "place"
    try:
        return names.resolve(text, HOLDERS, "holder of data"), "holder"
    except NameUnknown as error:
        unknown = error
    for sort, classes in _SORTS.items():
        with suppress(NameUnknown):
            return names.resolve(text, classes, sort), sort
    raise unknown


def place(parts: GraphParts, text: str) -> Meant:
    """The place that a text names, with its holders. Raises NameUnknown, NameAmbiguous, and InputError for none."""
    return stands_for(parts, parts.names.resolve(text, _SORTS["place"], "place"), "place")


def in_place(parts: GraphParts, text: str) -> frozenset[str]:
    """The place that a text names, all within it, and the holders in these. Raises NameUnknown and NameAmbiguous."""
    iri = parts.names.resolve(text, _SORTS["place"], "place")
    places = parts.norms.below(v.WITHIN, [iri])
    return frozenset(places).union(_holders(parts, iri, "place"))


def stands_for(parts: GraphParts, iri: str, sort: str, sought: Callable[[], Sought] = Sought) -> Meant:
    """A place, kind or program with its holders. Raises InputError where it has none."""
    found = _holders(parts, iri, sort)
    if not found:
        raise InputError(*_none(parts, iri, sort, sought))
    return Meant(iri, sort, found)


def refuse_many(parts: GraphParts, number: int, *ends: Meant) -> None:
    """Raises InputError where more would have to be asked than is allowed."""
    if number > MOST_HOLDERS:
        names = " and ".join(f"“{parts.names.label(end.iri)}”" for end in ends if not end.is_holder)
        what = "holders" if len(ends) == 1 else "pairs of holders"
        raise InputError(
            f"{names} {'stands' if len(ends) == 1 else 'stand'} for {number:,} {what}, and at most "
            f"{MOST_HOLDERS} are asked at once. Name a smaller place, a narrower kind, or one holder."
        )


def _holders(parts: GraphParts, iri: str, sort: str) -> tuple[str, ...]:
    network = parts.network
    if sort == "place":
        numbers = parts.norms.in_places([iri])
    elif sort == "kind":
        numbers = parts.norms.of_kinds([iri])
    else:
        under = {flow for flow, program, _ in parts.store.pairs(v.UNDER_PROGRAM) if program == iri}
        flows = network.flows
        numbers = frozenset(flows.sender[network.flow_number[f]] for f in under if f in network.flow_number)
    return tuple(sorted(network.holders[number] for number in numbers))


def _none(parts: GraphParts, iri: str, sort: str, sought: Callable[[], Sought]) -> list[str]:
    """That something stands for no holder, and what there is to ask instead."""
    label, short = parts.names.label(iri), v.shorten(iri)
    if sort == "program":
        return [f"No flow of the graph stands under “{label}” ({short}), so that it has no holders. Name a holder."]
    if sort == "kind":
        broader = [wider for wider in parts.evidence.values(iri, v.BROADER) if _holders(parts, wider, sort)]
        hint = f" Wider: {', '.join(v.shorten(wider) for wider in broader)}." if broader else ""
        return [f"The graph has no body of the kind “{label}” ({short}).{hint} Name a holder, or another kind."]
    return [f"The graph has no holder in “{label}” ({short}).", *said_of_place(parts, iri, sought())]
