"""The part of a store around some things: what is said of them, and a little of what is said of their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from whoshares.model.terms import Term
from whoshares.store.native import native


def around(
    quads: ox.Store, things: Iterable[Term], properties: Iterable[str], steps: int, whole: Iterable[str]
) -> Iterator[ox.Quad]:
    """All that is said of some things; of their values, and so on for as many steps, what some properties say; and all
    that the properties in `whole` say of anything.

    A blank node is what is said of it: of one, all is given at any distance. The quads are in the default graph; one
    may come more than once.
    """
    known = [ox.NamedNode(name) for name in sorted(properties)]
    ahead: set[object] = {native(thing) for thing in things}
    seen: set[object] = set()
    step = 0
    while ahead:
        values: set[object] = set()
        for thing in ahead:
            if isinstance(thing, ox.BlankNode) or (isinstance(thing, ox.NamedNode) and step <= steps):
                for predicate in [None] if step == 0 or isinstance(thing, ox.BlankNode) else known:
                    for quad in quads.quads_for_pattern(thing, predicate, None, None):
                        yield ox.Quad(quad.subject, quad.predicate, quad.object)
                        values.add(quad.object)
        seen |= ahead
        ahead = values - seen
        step += 1
    for name in whole:
        for quad in quads.quads_for_pattern(None, ox.NamedNode(name), None, None):
            yield ox.Quad(quad.subject, quad.predicate, quad.object)
