"""A graph on another machine: asked by SPARQL 1.1, filled by the Graph Store Protocol."""

from whoshares.knowledge_graph.remote.endpoint import Endpoint
from whoshares.knowledge_graph.remote.graph import RemoteGraph
from whoshares.knowledge_graph.remote.push import Pushed, push
from whoshares.model.errors import EndpointError

__all__ = ["Endpoint", "EndpointError", "Pushed", "RemoteGraph", "push"]
