"""whoshares: who shares what data with whom, by which route, and which document says so.

>>> import whoshares
>>> kg = whoshares.open()
>>> trace = kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
>>> trace.outcome
'routes'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whoshares.model.version import __version__

if TYPE_CHECKING:
    from whoshares.knowledge_graph.graph import KnowledgeGraph
    from whoshares.knowledge_graph.opening import open

__all__ = ["KnowledgeGraph", "__version__", "open"]


def __getattr__(name: str) -> object:
    """Load the library when it is first used, so that importing the package costs nothing."""
    if name in ("KnowledgeGraph", "open"):
        from whoshares.knowledge_graph import opening

        return getattr(opening, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
