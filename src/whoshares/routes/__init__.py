"""The path engine: one question put to a network, as `docs/semantics.md` defines it.

Question, steps, variants, distances, the search in order, shortest walks, cuts, and why there is none; shortest walks
over flows that lie elsewhere in pieces, such as on Spark. Speaks in numbers; labels, documents and words are for
`answers`. Knows `network`.
"""
