"""A synthetic graph of national size, seeded: the same numbers give the same graph.

Organizations in a tree of departments and parts, systems that they operate, a category tree, flows with dates,
attestations and several categories, transformations, blocks and bars. Degrees follow a skewed distribution, as hubs do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate, islice

from whoshares.model.vocabulary import ID, RDF, SKOS, WS, XSD
from whoshares.store.engine import Store

CATEGORIES = 60

BATCH = 500_000
"""How many statements are loaded at once: the text of a huge graph takes more memory than the graph."""

FULL = (20_000, 300_000)
"""Organizations and flows of the national graph."""
QUICK = (2_000, 25_000)
"""The same for a run of seconds: enough flows to be worked out in arrays."""


def store_of(organizations: int, flows: int, seed: int = 1, *, graph: str | None = None, plain: bool = False) -> Store:
    """The graph in a store, in one named graph where it is given.

    `plain` leaves out what lets data change or stop on its way: transformations and blocks.
    """
    left_out = (f"<{ID}transformation/", f"<{ID}block/")
    lines = statements(organizations, flows, seed)
    kept = (line for line in lines if not (plain and line.startswith(left_out)))
    store = Store()
    while batch := list(islice(kept, BATCH)):
        store.load("\n".join(batch), "ntriples", graph=graph)
    return store


def one_category(organizations: int, flows: int, seed: int = 1) -> Store:
    """The plain graph in a store, without dates, with every flow carrying the same category."""
    lines = statements(organizations, flows, seed)
    kept = (f"<{WS}sender>", f"<{WS}recipient>", f"<{WS}partOf>", f"<{WS}operatedBy>")
    kinds = (f"<{WS}Organization>", f"<{WS}System>", f"<{WS}DataFlow>")
    store = Store()
    text: list[str] = []
    for line in lines:
        subject, predicate, value, *_ = line.split(" ", 3)
        if predicate in kept or value in kinds:
            text.append(line)
        if predicate == kept[0]:
            text.append(f"{subject} <{WS}carries> <{ID}category/c0> .")
    store.load("\n".join(text), "ntriples")
    return store


def statements(organizations: int, flows: int, seed: int = 1) -> Iterator[str]:
    """The graph as lines of N-Triples."""
    rng = random.Random(seed)
    systems = organizations // 4

    def organization(number: int) -> str:
        return f"<{ID}organization/o{number}>"

    def system(number: int) -> str:
        return f"<{ID}system/s{number}>"

    def category(number: int) -> str:
        return f"<{ID}category/c{number}>"

    a = f"<{RDF}type>"
    for number in range(CATEGORIES):
        yield f"{category(number)} {a} <{WS}DataCategory> ."
        if number >= 8:
            yield f"{category(number)} <{SKOS}broader> {category(rng.randrange(number // 2))} ."
    for number in range(organizations):
        yield f"{organization(number)} {a} <{WS}Organization> ."
        yield f'{organization(number)} <{SKOS}prefLabel> "Organization {number}" .'
        if number and rng.random() < 0.3:
            yield f"{organization(number)} <{WS}partOf> {organization(rng.randrange(number))} ."
    for number in range(systems):
        yield f"{system(number)} {a} <{WS}System> ."
        yield f'{system(number)} <{SKOS}prefLabel> "System {number}" .'
        yield f"{system(number)} <{WS}operatedBy> {organization(rng.randrange(organizations))} ."
    holders = [organization(n) for n in range(organizations)] + [system(n) for n in range(systems)]
    rng.shuffle(holders)
    weights = list(accumulate(1 / (rank + 10) ** 0.6 for rank in range(len(holders))))
    senders = rng.choices(holders, cum_weights=weights, k=flows)
    recipients = rng.choices(holders, cum_weights=weights, k=flows)
    for number, (sender, recipient) in enumerate(zip(senders, recipients, strict=True)):
        if sender == recipient:
            continue
        flow = f"<{ID}flow/f{number}>"
        yield f"{flow} {a} <{WS}DataFlow> ."
        yield f"{flow} <{WS}sender> {sender} ."
        yield f"{flow} <{WS}recipient> {recipient} ."
        for carried in rng.sample(range(CATEGORIES), rng.choice((1, 1, 1, 2, 3))):
            yield f"{flow} <{WS}carries> {category(carried)} ."
        start = rng.randrange(2001, 2025)
        if rng.random() < 0.7:
            yield f'{flow} <{WS}validFrom> "{start}-{rng.randrange(1, 13):02}-01"^^<{XSD}date> .'
        if rng.random() < 0.3:
            yield f'{flow} <{WS}validUntil> "{rng.randrange(start + 1, 2027)}-06-01"^^<{XSD}date> .'
        elif rng.random() < 0.5:
            yield f'{flow} <{WS}attestedOn> "{rng.randrange(start, 2026)}-12-31"^^<{XSD}date> .'
    for number in range(organizations // 20):
        change = f"<{ID}transformation/t{number}>"
        yield f"{change} {a} <{WS}Transformation> ."
        yield f"{change} <{WS}holder> {rng.choice(holders)} ."
        yield f"{change} <{WS}consumes> {category(rng.randrange(CATEGORIES))} ."
        yield f"{change} <{WS}produces> {category(rng.randrange(CATEGORIES))} ."
    for number in range(organizations // 100):
        block = f"<{ID}block/b{number}>"
        yield f"{block} {a} <{WS}Block> ."
        yield f"{block} <{WS}atSystem> {system(rng.randrange(systems))} ."
        yield f"{block} <{WS}blocksOrigin> {rng.choice(holders)} ."
        yield f"{block} <{WS}blocksRecipient> {rng.choice(holders)} ."
        yield f'{block} <{WS}validFrom> "2019-01-01"^^<{XSD}date> .'
    for number in range(organizations // 100):
        bar = f"<{ID}bar/b{number}>"
        yield f"{bar} {a} <{WS}Bar> ."
        yield f"{bar} <{WS}barsSender> {rng.choice(holders)} ."
        yield f"{bar} <{WS}barsRecipient> {rng.choice(holders)} ."
        yield f"{bar} <{WS}barsCategory> {category(rng.randrange(CATEGORIES))} ."
        yield f'{bar} <{WS}validFrom> "2012-01-01"^^<{XSD}date> .'


if __name__ == "__main__":
    import sys

    sys.stdout.writelines(f"{line}\n" for line in statements(int(sys.argv[1]), int(sys.argv[2])))
