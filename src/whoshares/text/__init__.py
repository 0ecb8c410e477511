"""Words for a terminal and a notebook: for each type of answer one renderer, and the words that they share.

Imported by `knowledge_graph` and `cli` alone, and only when something is shown.
"""
