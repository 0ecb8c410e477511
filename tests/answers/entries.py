"""Entries of a source of a folder, as YAML: bodies a to d, and what is stated between them."""

from __future__ import annotations

from collections.abc import Callable

from whoshares import KnowledgeGraph

Opened = Callable[[str], KnowledgeGraph]


def entry(thing: str, sort: str, /, **properties: str) -> str:
    lines = "".join(f"    {key}: {value}\n" for key, value in properties.items())
    return f'  - id: {thing}\n    type: {sort}\n{lines}    at: "p. 2"\n'


def flow(name: str, sender: str, recipient: str, **properties: str) -> str:
    carries = properties.pop("carries", "category/fingerprints")
    return entry(
        f"flow/{name}", "DataFlow", sender=f"organization/{sender}", recipient=f"organization/{recipient}",
        carries=carries, **properties,
    )  # fmt: skip


BODIES = "".join(entry(f"organization/{x}", "Organization", label=f"Body {x}") for x in "abcd")
