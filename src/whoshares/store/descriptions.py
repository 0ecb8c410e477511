"""Things in a few words, where a label alone does not tell them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whoshares.model import vocabulary as v
from whoshares.store.evidence import Evidence
from whoshares.store.names import Names


def describe(names: Names, evidence: Evidence, iri: str) -> str:
    """A thing's label; for a figure with its number, for a flow without label who sends what to whom."""
    label = names.label(iri)
    if v.OBSERVATION in names.classes(iri):
        return f"{label}: {_figure(evidence, iri)}"
    if label != v.shorten(iri):
        return label
    senders, recipients = evidence.values(iri, v.SENDER), evidence.values(iri, v.RECIPIENT)
    if senders and recipients:
        carried = ", ".join(names.label(c).lower() for c in evidence.values(iri, v.CARRIES))
        return f"{names.label(senders[0])} → {names.label(recipients[0])}: {carried}"
    return label


def _figure(evidence: Evidence, iri: str) -> str:
    """The number of an observation as a person writes it: “more than 142,000 persons”."""
    values, units = evidence.values(iri, v.VALUE), evidence.values(iri, v.UNIT)
    return figure_in_words(values, evidence.values(iri, v.BOUND), units)


def figure_in_words(values: Sequence[str], bounds: Sequence[str], units: Sequence[str]) -> str:
    """A number as a person writes it, with what bounds it: “more than 142,000 persons”."""
    said = " / ".join(_grouped_digits(value) for value in values)
    names = [v.local_name(bound) for bound in bounds]
    qualifier = " ".join(name.replace("-", " ") + " " for name in names if name != "exact")
    return f"{qualifier}{said} {' / '.join(units)}".strip()


def _grouped_digits(number: str) -> str:
    whole, point, rest = number.partition(".")
    return f"{int(whole):,}{point}{rest}" if re.fullmatch(r"[+-]?[0-9]{1,1000}", whole) else number
