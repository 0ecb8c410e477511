"""The Reconciliation Service API, versions 0.2 and 1.0 (draft): which body, system or place the names of a table mean.

A name is decided by a rule or not at all: what is merely near is offered with a score, for a person to take.
"""
