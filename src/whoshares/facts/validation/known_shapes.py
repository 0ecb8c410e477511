"""Shapes as they are stated, read as far as they are known here: the part of SHACL Core that the project's shapes use.

What is not known is never passed over: one word of it, anywhere in a graph of shapes, and none of them is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from whoshares.model.terms import Iri, Literal, Term
from whoshares.model.vocabulary import RDF, SH, TYPE, XSD
from whoshares.store.engine import Store

NODE_KINDS: Final = frozenset(SH + kind for kind in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "IRIOrLiteral"))

_SILENT: Final = frozenset(SH + name for name in ("name", "message", "severity"))
"""What says nothing of what is good."""
TARGETS: Final = (SH + "targetClass", SH + "targetSubjectsOf")
"""What says which things a shape is about."""
_LISTS: Final = (RDF + "first", RDF + "rest")
_KINDS_OF_SHAPE: Final = (SH + "NodeShape", SH + "PropertyShape")

_Said: TypeAlias = Mapping[str, list[Term]]


class NotKnownError(Exception):
    """A shape says something that is not known here."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What one shape asks for. Its values are those at the end of its path; without a path, the thing itself."""

    name: Term
    target_classes: tuple[Iri, ...]
    target_subjects_of: tuple[Iri, ...]
    path: tuple[Iri, ...]
    """Properties, one after the other."""
    is_needed: bool
    """Whether there must be a value."""
    most: int | None
    """How many values there may be: none, one, or any number."""
    includes: tuple[Iri | Literal, ...]
    """Each must be among the values."""
    before: tuple[Iri, ...]
    """Properties of the thing, whose values all come after its own."""
    node_kind: str | None
    datatype: str | None
    patterns: tuple[str, ...]
    classes: tuple[Iri, ...]
    properties: tuple[Shape, ...]
    """Each value must conform to each of these."""
    either: tuple[tuple[Shape, ...], ...]
    """Each value must conform to one of each of these."""
    neither: tuple[Shape, ...]
    """No value may conform to one of these."""

    @property
    def parts(self) -> tuple[Shape, ...]:
        """The shapes that it holds its values against."""
        return (*self.properties, *(shape for shapes in self.either for shape in shapes), *self.neither)

    @property
    def read(self) -> set[str]:
        """The properties whose values it looks at, its parts' among them."""
        return {*self.path, *self.before}.union(*(part.read for part in self.parts))

    @property
    def steps(self) -> int:
        """How many properties it goes along, one after the other, its parts' among them."""
        return max(len(self.path) + max((part.steps for part in self.parts), default=0), bool(self.before))


def known_shapes(shapes: Store) -> list[Shape]:
    """The shapes of a graph of shapes that have targets.

    Raises NotKnownError where the graph says anything, or in any way, that is not known here.
    """
    said: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for s in shapes.statements(triple_terms=True):
        if s.object not in said[s.subject][s.predicate]:
            said[s.subject][s.predicate].append(s.object)
    reader = _Reader({subject: dict(own) for subject, own in said.items()})
    read = [reader.shape(name) for name, own in said.items() if not own.keys() & set(_LISTS)]
    return [shape for shape in read if shape.target_classes or shape.target_subjects_of]


class _Reader:
    def __init__(self, said: Mapping[Term, _Said]) -> None:
        self._said = said
        self._begun: list[Term] = []

    def shape(self, name: Term) -> Shape:
        """One shape. Raises NotKnownError, also where it is part of itself."""
        if name in self._begun or name not in self._said:
            raise NotKnownError
        self._begun.append(name)
        left = dict(self._said[name])
        for silent in _SILENT:
            left.pop(silent, None)
        if not set(left.pop(TYPE, ())) <= set(_KINDS_OF_SHAPE):
            raise NotKnownError  # a class that is a shape has its members as targets
        path = [step for each in left.pop(SH + "path", ()) for step in self._items(each)]
        least, most = _numbers(left, "minCount", (0, 1)), _numbers(left, "maxCount", (0, 1))
        found = Shape(
            name,
            target_classes=_iris(left.pop(SH + "targetClass", ())),
            target_subjects_of=_iris(left.pop(SH + "targetSubjectsOf", ())),
            path=_iris(path),
            is_needed=least == 1,
            most=most,
            includes=tuple(_value(value) for value in left.pop(SH + "hasValue", ())),
            before=_iris(left.pop(SH + "lessThan", ())),
            node_kind=_one_of(left, "nodeKind", NODE_KINDS),
            datatype=_one_of(left, "datatype", _DATATYPES),
            patterns=tuple(_text(value) for value in left.pop(SH + "pattern", ())),
            classes=_iris(left.pop(SH + "class", ())),
            properties=tuple(self.shape(each) for each in left.pop(SH + "property", ())),
            either=tuple(tuple(map(self.shape, self._items(each))) for each in left.pop(SH + "or", ())),
            neither=tuple(self.shape(each) for each in left.pop(SH + "not", ())),
        )
        of_paths = found.is_needed or most is not None or found.before
        if left or len(self._said[name].get(SH + "path", ())) > 1 or (of_paths and not path):
            raise NotKnownError
        if any(not part.path for part in found.properties):
            raise NotKnownError
        self._begun.pop()
        return found

    def _items(self, term: Term) -> list[Term]:
        """The members of a list; an IRI alone."""
        if isinstance(term, Iri):
            return [term]
        found: list[Term] = []
        seen: set[Term] = set()
        while term != RDF + "nil":
            own = self._said.get(term, {})
            if term in seen or own.keys() != set(_LISTS) or any(len(values) != 1 for values in own.values()):
                raise NotKnownError
            seen.add(term)
            found += own[RDF + "first"]
            (term,) = own[RDF + "rest"]
        return found


_DATATYPES: Final = frozenset(
    XSD + name for name in ("string", "anyURI", "boolean", "decimal", "gYear", "gYearMonth", "date")
)


def _iris(terms: Iterable[Term]) -> tuple[Iri, ...]:
    found = tuple(terms)
    if not all(isinstance(term, Iri) for term in found):
        raise NotKnownError
    return tuple(term for term in found if isinstance(term, Iri))


def _value(term: Term) -> Iri | Literal:
    if not isinstance(term, Iri | Literal):
        raise NotKnownError
    return term


def _text(term: Term) -> str:
    if not isinstance(term, Literal):
        raise NotKnownError
    return term.text


def _one_of(left: dict[str, list[Term]], name: str, known: frozenset[str]) -> str | None:
    values = left.pop(SH + name, [])
    if not all(value in known for value in map(str, values)) or len(values) > 1:
        raise NotKnownError
    return str(values[0]) if values else None


def _numbers(left: dict[str, list[Term]], name: str, known: tuple[int, ...]) -> int | None:
    values = left.pop(SH + name, [])
    numbers = [number for number in known for value in values if value == Literal(str(number), XSD + "integer")]
    if len(values) > 1 or len(numbers) != len(values):
        raise NotKnownError
    return numbers[0] if numbers else None
