"""The SPARQL endpoint: the graph over HTTP, read-only.

A small server process speaks HTTP and evaluates nothing. It hands each question to one of a few worker processes, which
are copies of a process that holds the graph (`nursery`), and which it can stop at any moment (`pool`).
"""
