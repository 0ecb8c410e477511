"""The graph in other people's formats: RDF and its views, nested JSON-LD, triple reifiers, graph files, tables.

Knows `answers` and what lies below it; prints nothing.
"""

from whoshares.exports.frames import FRAMES, framed
from whoshares.exports.reifiers import reified
from whoshares.exports.views import NAMESPACES, view

__all__ = ["FRAMES", "NAMESPACES", "framed", "reified", "view"]
