"""The synthetic national graph as the shapes want it, and the same with faults planted in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

from benchmarks.national import BATCH, CATEGORIES, statements
from whoshares.facts.yaml_ld import vocabulary_store
from whoshares.model.vocabulary import DCTERMS, ID, RDF, SKOS, WS, XSD
from whoshares.store.engine import Store

SOURCE: Final = ID + "source/synthetic"
_A: Final = f"<{RDF}type>"
_STATED: Final = ("DataFlow", "Transformation", "Block", "Bar")

_Fault = Callable[[str], Iterable[str]]

FAULTS: Final[tuple[tuple[str, _Fault], ...]] = (
    ("sender", lambda line: ()),
    ("sender", lambda line: (line, f"{_subject(line)} <{WS}sender> <{ID}organization/o0> .")),
    ("recipient", lambda line: (f"{_subject(line)} <{WS}recipient> <{ID}category/c0> .",)),
    ("recipient", lambda line: (f'{_subject(line)} <{WS}recipient> "ICE" .',)),
    ("carries", lambda line: (f"{_subject(line)} <{WS}carries> <{ID}category/none> .",)),
    ("at", lambda line: ()),
    ("at", lambda line: (f'{_subject(line)} <{WS}at> " " .',)),
    ("at", lambda line: (f'{_subject(line)} <{WS}at> "row"@en .',)),
    ("validFrom", lambda line: (f'{_subject(line)} <{WS}validFrom> "2010-02-30"^^<{XSD}date> .',)),
    ("validFrom", lambda line: (f'{_subject(line)} <{WS}validFrom> "2031-01-01"^^<{XSD}date> .',)),
    ("attestedOn", lambda line: (f'{_subject(line)} <{WS}attestedOn> "2010-13"^^<{XSD}gYearMonth> .',)),
)
"""A property, and what becomes of a line that states it."""


def faulty_store(organizations: int, flows: int, faults: int, seed: int = 1) -> Store:
    """The vocabulary and, in the named graph of one source, the graph with about so many faults."""
    store = vocabulary_store()
    lines = spoiled(complete(statements(organizations, flows, seed)), faults / max(1, flows), seed)
    while batch := list(islice(lines, BATCH)):
        store.load("\n".join(batch), "ntriples", graph=SOURCE, ours=True)
    return store


def complete(lines: Iterable[str]) -> Iterator[str]:
    """The statements with those that the shapes ask for besides: labels, locators, an instrument behind each bar."""
    source, instrument = f"<{SOURCE}>", f"<{ID}instrument/act>"
    yield f"{source} {_A} <{WS}Source> ."
    yield f'{source} <{DCTERMS}title> "A list" .'
    yield f"{source} <{WS}tier> <{ID}tier/primary> ."
    yield f'{source} <{WS}at> "whole" .'
    yield f"{instrument} {_A} <{WS}Instrument> ."
    yield f'{instrument} <{SKOS}prefLabel> "Act" .'
    for number in range(CATEGORIES):
        yield f'<{ID}category/c{number}> <{SKOS}prefLabel> "Category {number}" .'
    stated = {f"<{WS}{name}>" for name in _STATED}
    for number, line in enumerate(lines):
        yield line
        subject, predicate, value, *_ = line.split(" ", 3)
        if predicate == _A and value in stated:
            yield f'{subject} <{WS}at> "row {number}" .'
            if value == f"<{WS}Bar>":
                yield f"{subject} <{WS}setBy> {instrument} ."


def spoiled(lines: Iterable[str], share: float, seed: int) -> Iterator[str]:
    """The statements, of which about a share of the flows gets a fault, of each sort in turn."""
    rng = random.Random(seed)
    sort, spoilt = 0, ""
    for line in lines:
        name, fault = FAULTS[sort]
        about = line.startswith(f"<{ID}flow/") and f" <{WS}{name}> " in line
        if about and _subject(line) != spoilt and rng.random() < share:
            yield from fault(line)
            sort, spoilt = (sort + 1) % len(FAULTS), _subject(line)
        else:
            yield line


def _subject(line: str) -> str:
    return line.split(" ", 1)[0]
