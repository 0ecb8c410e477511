"""Labels of things as they stand within a sentence."""

from __future__ import annotations

from typing import Final

_NAMES: Final = frozenset({"Medicaid"})
"""Names with which labels of categories and kinds begin."""
_PLURALS: Final = frozenset(
    {"agencies", "bodies", "counties", "customers", "jails", "Jails", "members", "sheriffs"}
)  # fmt: skip
"""Words by which the label of a generic body names several, as in “Washington police agencies”."""


def within(label: str) -> str:
    """A label within a sentence: a first capital goes, unless the word is an abbreviation or a name.

    >>> within("Medicaid records"), within("Plate reads")
    ('Medicaid records', 'plate reads')
    """
    kept = not label[1:2].islower() or label.partition(" ")[0] in _NAMES
    return label if kept else label[:1].lower() + label[1:]


def every(label: str) -> str:
    """All bodies that a generic one stands for; a label in the plural keeps the name of its place in capitals.

    >>> every("Local jail"), every("Washington police agencies")
    ('every local jail', 'all Washington police agencies')
    """
    return f"all {label}" if any(word in _PLURALS for word in label.split()) else f"every {within(label)}"
