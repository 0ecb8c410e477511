"""Who states each triple, as RDF 1.2 reifiers: `<reifier> rdf:reifies <<( s p o )>>`, with the source and the place.

A reifier is one statement by one source. Its address is the source's, with a hash of the triple.
Source: RDF 1.2 Concepts, section 1.5 (triple terms and reification).
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from whoshares import vocabulary as v
from whoshares.store import Store

_QUAD: Final = re.compile(r"((\S+) (\S+) .+) <([^<>]+)> \.")


def reified(store: Store, *, leave_out: Iterable[str] = ()) -> Store:
    """The triples of a store in one graph, and for each statement of a named graph its reifier.

    Locators are on the reifiers, not on the things. Named graphs in `leave_out` do not count.
    """
    hidden = frozenset(leave_out)
    triples: set[str] = set()
    stated: list[tuple[str, str, str]] = []
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in store.dump().decode().splitlines():
        found = _QUAD.fullmatch(line)
        if found is None or found[4] in hidden:
            continue
        triple, subject, predicate, graph = found.groups()
        if predicate == f"<{v.LOCATOR}>":
            places[subject, graph].append(triple.split(" ", 2)[2])
        else:
            triples.add(f"{triple} .")
            stated.append((triple, subject, graph))
    for triple, subject, graph in stated:
        reifier = f"<{graph}#{hashlib.sha256(triple.encode()).hexdigest()[:20]}>"
        triples.add(f"{reifier} <{v.RDF}reifies> <<( {triple} )>> .")
        triples.add(f"{reifier} <{v.DCTERMS}source> <{graph}> .")
        triples.update(f"{reifier} <{v.LOCATOR}> {place} ." for place in places[subject, graph])
    described = Store()
    described.load("\n".join(sorted(triples)), "ntriples", where="the reified statements")
    return described
