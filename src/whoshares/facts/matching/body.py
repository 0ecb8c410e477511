"""A body of a list, as names are held against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whoshares.facts.matching.reading import Reading, read_listed


@dataclass(frozen=True, slots=True)
class Body:
    """An entry of a list: an agency of the FBI's list, or an organization of the graph."""

    id: str
    name: str
    readings: tuple[Reading, ...]
    """What its name says, then what its other names say."""
    names: tuple[str, ...] = ()
    """Its names that mean it alone as they stand, abbreviations among them (“NYPD”); none where a list names places."""
    counties: tuple[str, ...] = ()
    """The counties it is in, as cores; none where the list gives none."""
    ori: str | None = None
    cut: str = ""
    """The sign after which the list leaves out the rest of its name (“Independent School District:”)."""

    @property
    def state(self) -> str | None:
        """Its state's postal code, `US` for a federal body."""
        return self.readings[0].state

    @property
    def kind(self) -> str | None:
        """Its kind, as its list or its name says."""
        return self.readings[0].kind


def body(
    id: str,
    name: str,
    state: str | None,
    kind: str | None = None,
    *,
    other_names: Sequence[str] = (),
    counties: Sequence[str] = (),
    ori: str | None = None,
    cut: str = "",
) -> Body:
    """A body, its names read. `state` is a postal code; `kind` is one of `kinds`, where the list says it.

    With `other_names`, all its names mean it alone as they stand.
    """
    first = read_listed(name, state, kind)
    if not other_names:
        return Body(id, name, (first,), (), tuple(counties), ori, cut)
    readings = dict.fromkeys((first, *(read_listed(other, state, kind) for other in other_names)))
    return Body(id, name, tuple(readings), (name, *other_names), tuple(counties), ori, cut)
