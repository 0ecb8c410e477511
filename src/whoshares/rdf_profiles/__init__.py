"""The graph as others read it: in their vocabularies, as nested JSON, and with a reifier for each statement."""

from whoshares.rdf_profiles.frames import FRAMES, framed
from whoshares.rdf_profiles.reifiers import reified
from whoshares.rdf_profiles.views import NAMESPACES, view

__all__ = ["FRAMES", "NAMESPACES", "framed", "reified", "view"]
