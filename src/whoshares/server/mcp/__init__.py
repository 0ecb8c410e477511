"""The graph for assistants, over the Model Context Protocol: a tool a verb, with answers short enough to be read.

`offered` declares, `running` speaks, and what touches the graph happens in `server/workers`, in `jobs`: `telling` makes
sentences and rows with the ids of their evidence out of an answer, `replies` fits them into the bytes that there are.
"""
