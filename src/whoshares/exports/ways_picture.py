"""Ways to immigration authorities as one picture: who sends at first, what passes on, and where it arrives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from whoshares.answers.dossier import Dossier
from whoshares.answers.reaching import ReachingWay
from whoshares.exports.net_picture import net_picture
from whoshares.exports.nets import Edge, Net, Node
from whoshares.model.plain import plain

_MOST_NAMED: Final = 2
"""So many origins of one way have a box each; more share one."""


def ways_picture(
    dossier: Dossier, ways: Sequence[ReachingWay], label: Callable[[str], str], title: str, *, styled: bool
) -> str:
    """The ways as SVG for a page; `styled` where that has no style for it. Everything from the graph is escaped."""
    edges: dict[tuple[str, str, str], Edge] = {}
    labels: dict[str, str] = {}

    def line(sender: str, recipient: str, flow: str, carries: tuple[str, ...], state: str) -> None:
        texts = {"carries": "; ".join(plain(label(one)) for one in carries), "certainty": state}
        if barred := dossier.barred.get(flow):
            texts["barred_by"] = "; ".join(plain(label(bar)) for bar in barred)
        edges.setdefault((sender, recipient, flow), Edge(sender, recipient, texts))

    for way in ways:
        several = len(way.origins) > _MOST_NAMED
        origins = (" ".join(way.origins),) if several else way.origins
        if several:
            labels[origins[0]] = plain(f"{label(way.origins[0])} and {len(way.origins) - 1} more")
        for place, step in enumerate(way.steps):
            for sender in origins if place == 0 else (step.sender,):
                line(sender, step.recipient, step.flow, step.carries, step.state.word)
            if place and way.steps[place - 1].recipient != step.sender:  # what lies between two names of one body
                line(way.steps[place - 1].recipient, step.sender, "", (), "possible")
    ends = dict.fromkeys(end for edge in edges.values() for end in (edge.sender, edge.recipient))
    nodes = [Node(end, {"label": labels.get(end) or plain(label(end))}) for end in ends]
    return net_picture(
        Net({"title": title}, "", lambda: iter(nodes), lambda: iter(edges.values())), bare=True, styled=styled
    )
