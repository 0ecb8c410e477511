"""The quads and all that is told of them directly: the engine, what may be asked of it, names, evidence, kept files.

`engine` is the only module that knows pyoxigraph. Knows `model`, nothing of flows or routes.
"""
