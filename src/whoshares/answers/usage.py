"""How a data category or a program is used: the flows that carry it or stand under it, who takes part, which norms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from whoshares.answers.caption import Captioned, caption_of, searched
from whoshares.answers.flow_rows import CELLS, FlowRow, flow_rows
from whoshares.answers.norm_entries import NormEntry, norm_entries, of_single_bodies
from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.model.validity import State


@dataclass(frozen=True)
class Usage(Captioned):
    """The flows of a category, with those within it, or of a program, as they stand on a day."""

    thing: str
    broader: tuple[str, ...]
    """Of a category: the wider ones, one step."""
    narrower: tuple[str, ...]
    flows: tuple[FlowRow, ...]
    holders: tuple[tuple[str, int, int], ...]
    """Who sends or gets it on the day, or may: each with how many flows leave it and come to it."""
    norms: tuple[NormEntry, ...]
    """Of a category: those about it, what is within it or a wider one. Those about any data are left out.

    The surest first, of these those that bind more than single bodies.
    """
    about_any: int
    """How many norms in force, or that may be, name no data and so are about it too."""

    @property
    def standing(self) -> tuple[FlowRow, ...]:
        """The flows on the day, or that may be there."""
        return tuple(row for row in self.flows if row.state is not State.IMPOSSIBLE)

    def to_dict(self) -> dict[str, object]:
        """The usage as JSON-ready data."""
        return {
            "question": dict(self.question),
            "broader": list(self.broader),
            "narrower": list(self.narrower),
            "flows": [row.to_dict() for row in self.flows],
            "holders": [{"id": iri, "sends": sends, "gets": gets} for iri, sends, gets in self.holders],
            "norms": [norm.to_dict() for norm in self.norms],
            "aboutAnyData": self.about_any,
            "searched": dict(self.searched),
            "labels": dict(sorted(self.labels.items())),
        }

    def rows(self) -> list[dict[str, str]]:
        """One row a flow, for a table."""
        return [row.cells(self.labels) for row in self.flows]

    @property
    def head(self) -> tuple[str, ...]:
        """The columns of that table."""
        return CELLS


def usage_of_category(parts: GraphParts, category: str, day: date) -> Usage:
    """How a data category is used on a day. Raises KeyError where the graph has no such category."""
    network = parts.network
    tree = network.categories
    wanted = tree.number[category]
    within = {n for n in range(len(tree.iris)) if n == wanted or wanted in tree.above(n)}
    flows = [n for n in range(network.flows.stated) if not within.isdisjoint(network.flows.carries[n])]
    standing = [norm for norm in norm_entries(parts, day) if norm.state is not State.IMPOSSIBLE]
    norms = [norm for norm in standing if any(tree.meet(wanted, tree.number[c]) is not None for c in norm.categories)]
    norms.sort(key=lambda norm: (norm.state, of_single_bodies(parts, norm), norm.id))
    narrower = sorted(one for one, wider, _ in parts.store.pairs(v.BROADER) if wider == category)
    about_any = sum(not norm.categories for norm in standing)
    return _usage(
        parts, category, day, flows, tuple(norms), tuple(parts.evidence.values(category, v.BROADER)),
        tuple(dict.fromkeys(narrower)), about_any,
    )  # fmt: skip


def usage_of_program(parts: GraphParts, program: str, day: date) -> Usage:
    """The flows under a program on a day."""
    number = parts.network.flow_number
    under = {flow for flow, one, _ in parts.store.pairs(v.UNDER_PROGRAM) if one == program}
    return _usage(parts, program, day, sorted(number[f] for f in under if f in number), (), (), (), 0)


def _usage(
    parts: GraphParts,
    thing: str,
    day: date,
    flows: list[int],
    norms: tuple[NormEntry, ...],
    broader: tuple[str, ...],
    narrower: tuple[str, ...],
    about_any: int,
) -> Usage:
    rows = flow_rows(parts, flows, day)
    standing = [row for row in rows if row.state is not State.IMPOSSIBLE]
    sends, gets = Counter(row.sender for row in standing), Counter(row.recipient for row in standing)
    holders = sorted(sends | gets, key=lambda iri: (-sends[iri] - gets[iri], parts.names.label(iri), iri))
    named = {thing, *broader, *narrower, *holders} | {iri for row in rows for iri in row.named()}
    named |= {iri for norm in norms for iri in norm.named()}
    question: dict[str, object] = {"thing": thing, "asOf": day.isoformat()}
    return Usage(
        caption_of(parts.names, question, searched(parts.network), named),
        thing,
        broader,
        narrower,
        rows,
        tuple((iri, sends[iri], gets[iri]) for iri in holders),
        norms,
        about_any,
    )  # fmt: skip
