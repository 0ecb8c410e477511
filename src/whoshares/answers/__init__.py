"""One room a verb: the answer to a question, as data and tables, with labels, dates and documents.

An answer knows no screen: how it is printed is the business of `text`. A verb is handed the parts of a graph that it
needs (`parts`), never the graph. Knows `routes`, `network`, `sparql`, `store`.
"""
