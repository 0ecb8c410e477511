"""Shapes as questions to the engine: in which things may a shape find something?

Each shape becomes one SPARQL query, whose rows are the things that are not good beyond doubt. What no row names,
pySHACL would find nothing in; what a row names may be good all the same: pySHACL says.

An expression in these queries is true or false, never an error, so that its contrary may be asked for. A triple term
as a value is not seen by pySHACL; here it may raise a doubt, and never settles one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Final

from whoshares.facts.validation.known_shapes import Shape
from whoshares.model.measured import Advance, tell_nobody
from whoshares.model.reached import reached
from whoshares.model.terms import Blank, Iri, Term, quoted
from whoshares.model.vocabulary import RDFS, SH, TYPE, XSD
from whoshares.store.engine import Store
from whoshares.store.native import ntriples

_WELL_FORMED: Final[Mapping[str, str]] = {
    XSD + "anyURI": "^https?://[!-~]+$",
    XSD + "boolean": "^(true|false)$",
    XSD + "decimal": "^[+-]?[0-9]+([.][0-9]+)?$",
    XSD + "gYear": "^[1-9][0-9]{3}$",
    XSD + "gYearMonth": "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$",
    XSD + "date": "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$",
}
"""Patterns of texts that are good in each datatype beyond doubt; a date must also be in the calendar."""

_OF_KIND: Final[Mapping[str, str]] = {
    SH + "IRI": "isIRI",
    SH + "Literal": "isLiteral",
    SH + "BlankNode": "isBlank",
    SH + "BlankNodeOrIRI": "isBlank isIRI",
    SH + "IRIOrLiteral": "isIRI isLiteral",
}
"""The functions of which one holds for a term of the kind."""
_SORTS: Final = ("isIRI", "isLiteral", "isBlank")

_ALIKE: Final = re.compile(r"(?:(?!\(\?|&&|--|~~|\[\[|\[:)[ -\[\]-~])*+")
"""Patterns that mean the same to the engine and to Python: without escapes and what only one of them knows."""

_TRUE: Final = "true"
_FALSE: Final = "false"


def doubtful(store: Store, shapes: Iterable[Shape], advance: Advance = tell_nobody) -> Iterator[tuple[Term, Term]]:
    """The name of each shape with each thing in which it may find something, in the union of a store's graphs.

    A pair may come more than once. `advance` is told of each shape that is done.
    """
    look = _Look(store)
    for shape in shapes:
        query = look.query(shape)
        if query is not None:
            yield from ((shape.name, row["this"]) for row in store.rows(query))
        advance(1)


class _Look:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._narrower: dict[Term, set[Term]] = defaultdict(set)
        for s in store.statements(predicate=RDFS + "subClassOf"):
            self._narrower[s.object].add(s.subject)
        self._numbers = count()

    def query(self, shape: Shape) -> str | None:
        """The query for the things, as `?this`, in which a shape may find something; None where it has no target."""
        doubts = [doubt for target in self._targets(shape) for doubt in self._doubts(shape, *target)]
        return f"SELECT ?this {{ {' UNION '.join(f'{{ {doubt} }}' for doubt in doubts)} }}" if doubts else None

    def _targets(self, shape: Shape) -> Iterator[tuple[str, Iri | None]]:
        """Patterns of what a shape is about, each with the property whose subjects it is; none that nothing matches."""
        kinds = {kind for each in shape.target_classes for kind in self._within(each)}
        held = sorted((k for k in kinds if isinstance(k, Blank) or self._is_used(TYPE, k)), key=str)
        if any(isinstance(kind, Blank) for kind in held):  # no query can name it
            yield f"?this {_A} ?kind .", None
        elif held:
            yield f"VALUES ?kind {{ {' '.join(map(ntriples, held))} }} ?this {_A} ?kind .", None
        for each in shape.target_subjects_of:
            if self._is_used(each):
                yield f"?this {ntriples(each)} {self._new()} .", each

    def _is_used(self, predicate: str, value: Term | None = None) -> bool:
        found = self._store.statements(
            predicate=predicate, value=None if value is None else str(value), triple_terms=True
        )
        return next(found, None) is not None

    def _within(self, kind: Iri) -> set[Term]:
        """A class with those that are stated to be narrower, at any distance."""
        return reached({kind: None}, lambda above: self._narrower.get(above, ()))

    def _listed(self, kind: Iri) -> str:
        return " ".join(sorted(ntriples(each) for each in self._within(kind) if isinstance(each, Iri)))

    def _new(self) -> str:
        return f"?v{next(self._numbers)}"

    # --- patterns of things in doubt: each constraint by itself, which the engine goes through in large steps -------

    def _doubts(self, shape: Shape, target: str, of: Iri | None) -> Iterator[str]:
        asked = (shape,) if shape.path else shape.properties
        wanted = [held for each in asked for held in (*self._needed(each, "?this"), *self._included(each, "?this"))]
        if asked and wanted:
            yield f"{target} FILTER(!{_all(wanted)})"
        for each in asked:
            yield from self._doubts_on_values(each, target, of)
        if not shape.path:
            own = self._on_value(shape, "?this", but_properties=True)
            if own != _TRUE:
                yield f"{target} FILTER(!{own})"

    def _doubts_on_values(self, shape: Shape, target: str, of: Iri | None) -> Iterator[str]:
        values = f"?this {_path(shape)} ?value ."
        if (of,) != shape.path:  # else they are targets because they have a value
            values = f"{target} {values}"
        if shape.most == 0:
            yield values
        elif shape.most == 1:
            yield f"{values} ?this {_path(shape)} ?other . FILTER(!sameTerm(?value, ?other))"
        for later in shape.before:
            yield f"{values} ?this {ntriples(later)} ?other . FILTER(!{_before('?value', '?other')})"
        good = self._on_value(shape, "?value", but_classes=True)
        for kind in shape.classes:  # what is good is taken away in one go: quicker than a look at each value
            yield f"{values} MINUS {{ VALUES ?class {{ {self._listed(kind)} }} ?value {_A} ?class . FILTER({good}) }}"
        if not shape.classes and good != _TRUE:
            yield f"{values} FILTER(!{good})"

    # --- expressions: that a node conforms beyond doubt, or that beyond doubt it does not ---------------------------

    def _conforms(self, shape: Shape, node: str) -> str:
        if not shape.path:
            return self._on_value(shape, node)
        value, other = self._new(), self._new()
        values = f"{node} {_path(shape)} {value} ."
        held = [*self._needed(shape, node), *self._included(shape, node)]
        if shape.most == 0:
            held.append(f"NOT EXISTS {{ {values} }}")
        elif shape.most == 1:
            held.append(
                f"NOT EXISTS {{ {values} {node} {_path(shape)} {other} . FILTER(!sameTerm({value}, {other})) }}"
            )
        for later in shape.before:
            compared = f"{values} {node} {ntriples(later)} {other} . FILTER(!{_before(value, other)})"
            held.append(f"NOT EXISTS {{ {compared} }}")
        good = self._on_value(shape, value)
        if good != _TRUE:
            held.append(f"NOT EXISTS {{ {values} FILTER(!{good}) }}")
        return _all(held)

    def _needed(self, shape: Shape, node: str) -> Iterator[str]:
        if shape.is_needed:
            value = self._new()
            yield f"EXISTS {{ {node} {_path(shape)} {value} . FILTER(!isTRIPLE({value})) }}"

    def _included(self, shape: Shape, node: str) -> Iterator[str]:
        for value in shape.includes:
            term = ntriples(value)
            yield f"EXISTS {{ {node} {_path(shape)} {term} }}" if shape.path else f"sameTerm({node}, {term})"

    def _on_value(self, shape: Shape, value: str, *, but_classes: bool = False, but_properties: bool = False) -> str:
        """That a value is as a shape wants it, beyond doubt, however many there are."""
        held = [] if shape.path else list(self._included(shape, value))
        if shape.node_kind is not None:
            held.append(_any(f"{sort}({value})" for sort in _OF_KIND[shape.node_kind].split()))
        if shape.datatype is not None:
            held.append(_well_formed(value, shape.datatype))
        for pattern in shape.patterns:
            text = f"!isBlank({value}) && REGEX(STR({value}), {quoted(pattern)})"
            held.append(f"COALESCE({text}, false)" if _ALIKE.fullmatch(pattern) else _FALSE)
        for kind in () if but_classes else shape.classes:
            found = self._new()
            held.append(f"EXISTS {{ VALUES {found} {{ {self._listed(kind)} }} {value} {_A} {found} }}")
        for part in () if but_properties else shape.properties:
            held.append(self._conforms(part, value))
        held += (_any(self._conforms(part, value) for part in parts) for parts in shape.either)
        held += (self._breaks(part, value) for part in shape.neither)
        return _all(held)

    def _breaks(self, shape: Shape, node: str) -> str:
        if not shape.path:
            return self._value_breaks(shape, node)
        value, other = self._new(), self._new()
        values = f"{node} {_path(shape)} {value} ."
        found = []
        if shape.is_needed:
            found.append(f"NOT EXISTS {{ {values} FILTER(!isTRIPLE({value})) }}")
        if shape.most == 0:
            found.append(f"EXISTS {{ {values} FILTER(!isTRIPLE({value})) }}")
        elif shape.most == 1:  # of days only it is beyond doubt that two are two
            two = f"{values} {node} {_path(shape)} {other} . FILTER(!sameTerm({value}, {other}))"
            days = _all(_well_formed(each, XSD + "date") for each in (value, other))
            found.append(f"EXISTS {{ {two} FILTER({days}) }}")
        found += (f"NOT EXISTS {{ {node} {_path(shape)} {ntriples(v)} }}" for v in shape.includes if isinstance(v, Iri))
        bad = self._value_breaks(shape, value)
        if bad != _FALSE:
            found.append(f"EXISTS {{ {values} FILTER({bad}) }}")
        return _any(found)

    def _value_breaks(self, shape: Shape, value: str) -> str:
        found: list[str] = []
        if not shape.path:
            found += (f"!sameTerm({value}, {ntriples(v)})" for v in shape.includes if isinstance(v, Iri))
        if shape.node_kind is not None:
            fitting = _OF_KIND[shape.node_kind].split()
            found.append(_any(f"{sort}({value})" for sort in _SORTS if sort not in fitting))
        if shape.datatype is not None:
            other = f"isLiteral({value}) && DATATYPE({value}) != <{shape.datatype}>"
            found.append(f"(isIRI({value}) || isBlank({value}) || COALESCE({other}, false))")
        found += (self._breaks(part, value) for part in shape.properties)
        found += (_all(self._breaks(part, value) for part in parts) for parts in shape.either)
        found += (self._conforms(part, value) for part in shape.neither)
        return _any(found)


_A: Final = f"<{TYPE}>"


def _path(shape: Shape) -> str:
    return "/".join(map(ntriples, shape.path))


def _all(parts: Iterable[str]) -> str:
    found = [part for part in dict.fromkeys(parts) if part != _TRUE]
    return _FALSE if _FALSE in found else f"({' && '.join(found)})" if found else _TRUE


def _any(parts: Iterable[str]) -> str:
    found = [part for part in dict.fromkeys(parts) if part != _FALSE]
    return _TRUE if _TRUE in found else f"({' || '.join(found)})" if found else _FALSE


def _well_formed(value: str, datatype: str) -> str:
    held = [f"DATATYPE({value}) = <{datatype}>"]
    if datatype in _WELL_FORMED:
        held.append(f"REGEX(STR({value}), {quoted(_WELL_FORMED[datatype])})")
    if datatype == XSD + "date":
        held.append(f"STR(<{datatype}>(STR({value}))) = STR({value})")  # an error for a day that no month has
    return f"COALESCE({' && '.join(held)}, false)"


def _before(value: str, other: str) -> str:
    days = [_well_formed(each, XSD + "date") for each in (value, other)]
    return f"COALESCE({_all(days)} && {value} < {other}, false)"
