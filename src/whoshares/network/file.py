"""A network kept in a file, to be opened again without the store.

The file is a line with the hash of all that follows, a line of JSON with the small parts, and the columns as they are
in memory, where they are read from the file as they stand.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from whoshares.model.validity import Validity
from whoshares.network.carried import Carried
from whoshares.network.categories import CategoryTree
from whoshares.network.flows import FlowTable, Lists
from whoshares.network.network import MANY, Block, Holders, Network, Transformation
from whoshares.store import kept_files
from whoshares.store.column_files import packed, unpacked
from whoshares.store.packed_texts import PackedTexts

_LISTS: Final = ("carries", "starts", "ends", "attested")
_HOLDER_LISTS: Final = ("parts", "wholes", "operated", "operators")
_COLUMNS: Final = (
    "sender", "recipient", "evidence", "takes_place", "implied", "as_every", "certain_from",
    "certain_until", "presumed_from", "presumed_until", "possible_from", "possible_until",
)  # fmt: skip
_LAYOUT: Final = 9
"""Which columns there are, in which order: a file of another layout is left aside and written anew."""


def save(network: Network, path: Path) -> None:
    """Write a network, whole or not at all. Raises OSError where the file cannot be written."""
    kept_files.write(path, parts_of(network))


def parts_of(network: Network) -> tuple[bytes | memoryview[int], ...]:
    """What a file keeps of a network."""
    flows = network.flows
    lists: list[Lists] = [getattr(flows, name) for name in _LISTS] + [
        getattr(network.bodies, name) for name in _HOLDER_LISTS
    ]
    many = len(flows) >= MANY
    columns = [flows.iris.bounds, *(getattr(flows, name) for name in _COLUMNS), *(network.carried if many else ())]
    columns += [part for each in (*network.ends, *lists) for part in (each.bounds, each.values)]
    head = {
        "layout": _LAYOUT,
        "holders": network.holders,
        "systems": sorted(network.bodies.systems),
        "categories": network.categories.iris,
        "above": [sorted(network.categories.above(c)) for c in range(len(network.categories.iris))],
        "transformations": [
            [t.iri, t.holder, t.consumes, t.produces, _dates(t.validity), t.as_every] for t in network.transformations
        ],
        "blocks": [
            [b.iri, b.system, sorted(b.origins), sorted(b.recipients), b.categories, _dates(b.validity)]
            for b in network.blocks
        ],
        "sources": network.source_count,
        "named": list(network.named.items()),
        "carried": many,
    }
    return packed(head, [flows.iris.data, *columns])


def read(path: Path) -> Network | None:
    """The network that a file holds; `None` where `kept_files.read` gives none, or another layout or machine's."""
    body = kept_files.read(path)
    return None if body is None else network_of(body)


def network_of(kept: bytes | memoryview[int]) -> Network | None:
    """The network of which a file keeps this; `None` where it is of another layout or machine."""
    found = unpacked(kept)
    if found is None or found[0].get("layout") != _LAYOUT:
        return None
    head, columns = found
    iris = PackedTexts(next(columns), next(columns))
    slots: dict[str, Any] = {name: next(columns) for name in _COLUMNS}
    carried = Carried(*(next(columns) for _ in Carried._fields)) if head["carried"] else None
    leaving, arriving, *lists = (Lists(*pair) for pair in zip(columns, columns, strict=True))
    slots.update(zip(_LISTS, lists, strict=False))
    transformations = [
        Transformation(iri, holder, tuple(consumes), tuple(produces), _validity(dates), as_every)
        for iri, holder, consumes, produces, dates, as_every in head["transformations"]
    ]
    blocks = [
        Block(iri, system, frozenset(origins), frozenset(recipients), tuple(categories), _validity(dates))
        for iri, system, origins, recipients, categories, dates in head["blocks"]
    ]
    return Network(
        Holders(head["holders"], frozenset(head["systems"]), *lists[len(_LISTS) :]),
        CategoryTree(head["categories"], head["above"]),
        FlowTable(iris=iris, **slots),
        transformations,
        blocks,
        head["sources"],
        {generic: tuple(bodies) for generic, bodies in head["named"]},
        (leaving, arriving),
        carried,
    )


def _dates(validity: Validity) -> list[Any]:
    return [
        [day.isoformat() for day in validity.starts],
        [day.isoformat() for day in validity.ends],
        [[first.isoformat(), last.isoformat()] for first, last in validity.attested],
        validity.takes_place,
        [[first.isoformat(), last.isoformat()] for first, last in validity.within],
    ]


def _validity(dates: list[Any]) -> Validity:
    day = date.fromisoformat
    starts, ends, attested, takes_place, within = dates
    return Validity(
        tuple(map(day, starts)),
        tuple(map(day, ends)),
        tuple((day(first), day(last)) for first, last in attested),
        takes_place,
        tuple((day(first), day(last)) for first, last in within),
    )
