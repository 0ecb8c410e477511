"""A graph on another machine: asked by SPARQL 1.1, filled by the Graph Store Protocol."""

from whoshares.remote.address import EndpointError
from whoshares.remote.endpoint import Endpoint
from whoshares.remote.graph import RemoteGraph
from whoshares.remote.push import Pushed, push

__all__ = ["Endpoint", "EndpointError", "Pushed", "RemoteGraph", "push"]
