"""A synthetic graph of national size, seeded: the same numbers give the same graph.

Organizations in a tree of departments and parts, systems that they operate, a category tree, flows with dates,
attestations and several categories, transformations and blocks. Degrees follow a skewed distribution, as hubs do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

from whoshares.vocabulary import ID, RDF, SKOS, WS, XSD

CATEGORIES = 60


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


if __name__ == "__main__":
    import sys

    sys.stdout.writelines(f"{line}\n" for line in statements(int(sys.argv[1]), int(sys.argv[2])))
