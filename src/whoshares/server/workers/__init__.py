"""Processes forked from one that holds the graph, each bounded in time and memory, and their parent."""
