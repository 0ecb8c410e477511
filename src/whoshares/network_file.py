"""A network kept in a file, to be opened again without the store: for graphs with many thousands of flows.

The file is a line with the hash of all that follows, a line of JSON with the small parts and the sizes of the columns,
the flows' IRIs, one a line, and the columns as they are in memory. A file that does not fit its hash is not read.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from array import array
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from whoshares.network import Block, CategoryTree, FlowTable, Lists, Network, Transformation
from whoshares.validity import Validity

_LISTS: Final = ("carries", "starts", "ends", "attested")
_COLUMNS: Final = (
    "sender", "recipient", "evidence", "possible_from", "possible_until", "certain_from", "certain_until",
)  # fmt: skip


def save(network: Network, path: Path) -> None:
    """Write a network, whole or not at all. Raises OSError where the file cannot be written."""
    flows = network.flows
    columns = [getattr(flows, name) for name in _COLUMNS]
    columns += [part for name in _LISTS for part in (getattr(flows, name).bounds, getattr(flows, name).values)]
    iris = "\n".join(flows.iris).encode()
    head = {
        "order": sys.byteorder,
        "holders": network.holders,
        "systems": sorted(network._systems),
        "parts": [[part, whole] for part, wholes in network._wholes.items() for whole in sorted(wholes)],
        "operators": [[system, by] for system, of in network._operators.items() for by in sorted(of)],
        "categories": network.categories.iris,
        "above": [sorted(network.categories.above(c)) for c in range(len(network.categories.iris))],
        "transformations": [
            [t.iri, t.holder, t.consumes, t.produces, _dates(t.validity)] for t in network.transformations
        ],
        "blocks": [
            [b.iri, b.system, sorted(b.origins), sorted(b.recipients), b.categories, _dates(b.validity)]
            for b in network.blocks
        ],
        "sources": network.source_count,
        "iris": len(iris),
        "columns": [[column.typecode, len(column) * column.itemsize] for column in columns],
    }
    body = b"".join((json.dumps(head).encode(), b"\n", iris, *(column.tobytes() for column in columns)))
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(_seal(body) + b"\n" + body)
    try:
        Path(file.name).replace(path)
    finally:
        Path(file.name).unlink(missing_ok=True)


def read(path: Path) -> Network | None:
    """The network that a file holds; `None` where there is none, or it is damaged, or of another machine's kind."""
    try:
        seal, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if seal != _seal(body):
        return None
    first, _, rest = body.partition(b"\n")
    head: dict[str, Any] = json.loads(first)
    if head["order"] != sys.byteorder:
        return None
    place = head["iris"]
    iris = rest[:place].decode().split("\n") if place else []
    columns = []
    for code, size in head["columns"]:
        column = array(code)
        column.frombytes(rest[place : place + size])
        columns.append(column)
        place += size
    named = dict(zip(_COLUMNS, columns, strict=False))
    lists = columns[len(_COLUMNS) :]
    for number, name in enumerate(_LISTS):
        named[name] = Lists.of(lists[2 * number], lists[2 * number + 1])  # type: ignore[assignment]
    network = Network.__new__(Network)
    network.flows = FlowTable(iris=iris, **named)  # type: ignore[arg-type]
    network.holders = head["holders"]
    network.holder_number = {iri: n for n, iri in enumerate(network.holders)}
    network._systems = frozenset(head["systems"])
    network._parts, network._wholes = defaultdict(set), defaultdict(set)
    network._operated, network._operators = defaultdict(set), defaultdict(set)
    for part, whole in head["parts"]:
        network._parts[whole].add(part)
        network._wholes[part].add(whole)
    for system, operator in head["operators"]:
        network._operated[operator].add(system)
        network._operators[system].add(operator)
    network._closures, network._joins = {}, {}
    network.categories = CategoryTree.of(head["categories"], head["above"])
    network.transformations = [
        Transformation(iri, holder, tuple(consumes), tuple(produces), _validity(dates))
        for iri, holder, consumes, produces, dates in head["transformations"]
    ]
    network.blocks = [
        Block(iri, system, frozenset(origins), frozenset(recipients), tuple(categories), _validity(dates))
        for iri, system, origins, recipients, categories, dates in head["blocks"]
    ]
    network.source_count = head["sources"]
    network.grid, network.whole = None, None
    return network


def _seal(body: bytes) -> bytes:
    return b"# blake2b " + hashlib.blake2b(body).hexdigest().encode()


def _dates(validity: Validity) -> list[list[Any]]:
    return [
        [day.isoformat() for day in validity.starts],
        [day.isoformat() for day in validity.ends],
        [[first.isoformat(), last.isoformat()] for first, last in validity.attested],
    ]


def _validity(dates: list[list[Any]]) -> Validity:
    day = date.fromisoformat
    starts, ends, attested = dates
    return Validity(
        tuple(map(day, starts)), tuple(map(day, ends)), tuple((day(first), day(last)) for first, last in attested)
    )
