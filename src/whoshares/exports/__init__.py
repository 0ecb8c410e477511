"""The graph in other people's formats: RDF and its views, nested JSON-LD, triple reifiers, graph files, tables.

Knows `answers` and what lies below it; prints nothing.
"""
