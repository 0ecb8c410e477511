"""The brief of a question: what a page or two on the way between two ends is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from whoshares.model.errors import InputError

if TYPE_CHECKING:
    from whoshares.answers.brief import Brief
    from whoshares.knowledge_graph.graph import KnowledgeGraph

_UNITS: Final = ("flow", "controller", "instrument", "block")
_SECONDS: Final = 60.0
"""After which a search for a cut answers with the best known."""
_PER_PAIR: Final = 20
"""How many routes are looked for between two holders where an end stands for several."""


def brief_of(kg: KnowledgeGraph, asked: Mapping[str, Any], *, seconds: float = _SECONDS) -> Brief:
    """The brief of a question, asked as `trace` is: its trace, the cuts, and the edition.

    Each of the four searches for a cut takes `seconds` at the most. Raises what `trace` raises.
    """
    from whoshares.answers.brief import Brief, edition_of, graph_hash
    from whoshares.answers.place import PlaceTrace
    from whoshares.knowledge_graph.remote.graph import RemoteGraph

    trace = kg.trace(**asked)
    if isinstance(trace, PlaceTrace) and len(trace.pairs) > 1:
        trace = kg.trace(**asked, limit=_PER_PAIR)
    cuts = []
    try:
        if trace.routes:
            day = {"as_of": trace.question["asOf"]}
            cuts = [kg.cut(**{**asked, **day}, by=unit, seconds=seconds) for unit in _UNITS]
    except InputError:  # one end is within the other: nothing lies between, so that nothing can be cut
        cuts = []
    of_blocks = {block.id: tuple(kg.evidence.citations(block.id)) for block in trace.between.blocks}
    return Brief(
        trace, tuple(cuts), edition_of(trace, None if isinstance(kg, RemoteGraph) else graph_hash(kg)), of_blocks
    )
