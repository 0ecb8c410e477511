"""The other engine: the catalogue of written questions, and what follows from the facts by rules.

Knows `store` and how YAML is read; nothing of routes.
"""
