"""The quads and all that is told of them directly: the engine, what may be asked of it, names, evidence, kept files.

`engine`, with `engine_reading`, `loading`, `answering`, `writing` and `native`, is all that knows pyoxigraph. The store
knows `model`, nothing of flows or routes.
"""
