"""Holders, categories, flows, transformations, blocks and norms as numbered columns, read from a store or from a file.

A network is a plain value. Knows `store` and `model`; that data moves along it is the business of `routes`.
"""
