"""What to tell whoever asked for too much."""

from __future__ import annotations

import re
from typing import Final

from whoshares.model import vocabulary as v

_VARIABLE: Final = re.compile(r"([?$]\w++)")
_NO_PATH: Final = frozenset("{};,\"'")
_AS: Final = (["AS"], ["as"], ["As"])
_LOOKED_AT: Final = 10_000
"""Characters of a query that a hint is made from. This process answers everybody, and must not read for long."""


def what_to_bind(query: str) -> str:
    """A sentence on how to make a query smaller that was stopped at a limit."""
    pieces = _VARIABLE.split(query.partition("{")[2][:_LOOKED_AT])
    between, variables = pieces[::2], pieces[1::2]
    ends = [  # of property paths
        end
        for path, *both in zip(between[1:], variables, variables[1:], strict=False)
        if ("*" in path or "+" in path) and _NO_PATH.isdisjoint(path) and ". " not in path
        for end in both
    ]
    bound = [name for before, name in zip(between, variables, strict=False) if before.split()[-1:] not in _AS]
    wanted = list(dict.fromkeys(ends or bound))[:3]
    if not wanted:
        return "Ask for less at a time."
    example = f"VALUES {wanted[0]} {{ <{v.ID}organization/us-ice> }}"
    return (
        f"A query in which little is bound goes through everything. Bind {' or '.join(wanted)}, for example with "
        f"{example}, or ask for less with LIMIT."
    )
