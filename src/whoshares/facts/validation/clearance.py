"""Whether the shapes can be seen to find nothing: a quick look before pySHACL, which takes seconds for a whole graph.

What is cleared here, pySHACL would find nothing in. What is not cleared may be good all the same: pySHACL says. Of
SHACL Core, what the shapes use is known here; a shape that says anything else is never cleared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Final, TypeAlias

from whoshares.model.reached import reached
from whoshares.model.terms import Blank, Iri, Literal, Term
from whoshares.model.vocabulary import RDF, RDFS, SH, TYPE, XSD
from whoshares.store.engine import Store

Known: TypeAlias = bool | None
"""Whether something conforms; `None` where only pySHACL can tell."""

_Shape: TypeAlias = Mapping[str, list[Term]]

_SILENT: Final = frozenset({"name", "message", "severity", "path", "targetClass", "targetSubjectsOf"})
"""What a shape says of itself that constrains nothing."""

_WELL_FORMED: Final[Mapping[str, re.Pattern[str]]] = {
    XSD + "string": re.compile(r".*", re.DOTALL),
    XSD + "anyURI": re.compile(r"https?://[!-~]+"),
    XSD + "boolean": re.compile(r"true|false"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?"),
    XSD + "gYear": re.compile(r"[1-9][0-9]{3}"),
    XSD + "gYearMonth": re.compile(r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])"),
    XSD + "date": re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}"),
}
"""Texts that are good in each datatype beyond doubt; a date must also be in the calendar."""


def doubtful(store: Store, shapes: Store) -> Iterator[tuple[Term, Term]]:
    """Each shape with each thing in which it may find something, in the union of a store's graphs."""
    return _Look(store, shapes).doubtful()


class _Look:
    def __init__(self, store: Store, shapes: Store) -> None:
        self._data: dict[str, dict[Term, set[Term]]] = defaultdict(lambda: defaultdict(set))
        for s in store.statements():
            self._data[s.predicate][s.subject].add(s.object)
        self._shapes: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for s in shapes.statements():
            self._shapes[s.subject][s.predicate].append(s.object)
        self._within: dict[Term, set[Term]] = {}

    def doubtful(self) -> Iterator[tuple[Term, Term]]:
        for shape in list(self._shapes):
            for node in self._targets(shape):
                if self._conforms(shape, node) is not True:
                    yield shape, node

    def _targets(self, shape: Term) -> set[Term]:
        said, found = self._shapes[shape], set[Term]()
        for each in said.get(SH + "targetClass", ()):
            for kind in self._classes_within(each):
                found |= self._members.get(kind, set())
        for each in said.get(SH + "targetSubjectsOf", ()):
            found |= self._data.get(str(each), {}).keys()
        return found

    @cached_property
    def _members(self) -> Mapping[Term, set[Term]]:
        found: dict[Term, set[Term]] = defaultdict(set)
        for thing, kinds in self._data.get(TYPE, {}).items():
            for kind in kinds:
                found[kind].add(thing)
        return found

    def _classes_within(self, kind: Term) -> set[Term]:
        """A class with those that are stated to be narrower, at any distance."""
        if kind not in self._within:
            wider = self._data.get(RDFS + "subClassOf", {})
            self._within[kind] = reached([kind], lambda above: [c for c, own in wider.items() if above in own])
        return self._within[kind]

    def _conforms(self, shape: Term, node: Term) -> Known:
        """Whether a node conforms to a shape: a property shape looks at the node's values, a node shape at itself."""
        said = self._shapes[shape]
        values = {node}
        for path in said.get(SH + "path", ()):
            for step in self._steps(path):
                if not isinstance(step, Iri):
                    return None
                values = {v for each in values for v in self._data.get(step, {}).get(each, ())}
        return _all(self._holds(name, said, node, values) for name in said)

    def _holds(self, name: str, said: _Shape, node: Term, values: set[Term]) -> Known:
        if not name.startswith(SH):
            return True if name in (TYPE, RDF + "first", RDF + "rest") else None
        name = name.removeprefix(SH)
        if name in _SILENT:
            return True
        asked = said[SH + name]
        if name == "property":
            return _all(self._conforms(shape, value) for shape in asked for value in values)
        if name == "or":
            return _all(
                _any(self._conforms(shape, value) for shape in self._steps(either))
                for either in asked
                for value in values
            )
        if name == "not":
            return _all(_not(self._conforms(shape, value)) for shape in asked for value in values)
        if name == "class":
            kinds = [self._classes_within(kind) for kind in asked]
            types = self._data.get(TYPE, {})
            return _all(not kind.isdisjoint(types.get(value, ())) or None for kind in kinds for value in values)
        if name == "lessThan":
            return _all(
                _is_before(value, other)
                for predicate in asked
                for other in self._data.get(str(predicate), {}).get(node, ())
                for value in values
            )
        check = _CHECKS.get(name)
        return _all(check(each, values) for each in asked) if check else None

    def _steps(self, term: Term) -> list[Term]:
        """The members of a list; another term alone."""
        if not isinstance(term, Blank) or RDF + "first" not in self._shapes[term]:
            return [term]
        found: list[Term] = []
        while term != RDF + "nil":
            found += self._shapes[term][RDF + "first"]
            (term,) = self._shapes[term][RDF + "rest"]
        return found


def _all(parts: Iterable[Known]) -> Known:
    found = set(parts)
    return False if False in found else None if None in found else True


def _any(parts: Iterable[Known]) -> Known:
    return _not(_all(_not(part) for part in parts))


def _not(known: Known) -> Known:
    return None if known is None else not known


def _is_iri(asked: Term, values: set[Term]) -> Known:
    return all(isinstance(value, Iri) for value in values) if asked == SH + "IRI" else None


def _is_of_datatype(asked: Term, values: set[Term]) -> Known:
    return _all(
        _is_well_formed(value) if isinstance(value, Literal) and value.datatype == asked else False for value in values
    )


def _is_well_formed(value: Literal) -> Known:
    good = _WELL_FORMED.get(value.datatype)
    if good is None or not good.fullmatch(value.text):
        return None
    return True if value.datatype != XSD + "date" or _day(value) else None


def _is_before(value: Term, other: Term) -> Known:
    first, last = _day(value), _day(other)
    return (first < last or None) if first and last else None


def _day(value: Term) -> date | None:
    if not isinstance(value, Literal) or value.datatype != XSD + "date" or len(value.text) != len("2011-11-29"):
        return None
    try:
        return date.fromisoformat(value.text)
    except ValueError:
        return None


def _matches(asked: Term, values: set[Term]) -> Known:
    pattern = re.compile(str(asked))
    return all(not isinstance(value, Blank) and pattern.search(str(value)) for value in values) or None


def _at_least(asked: Term, values: set[Term]) -> Known:
    return bool(values) if str(asked) == "1" else None


def _at_most(asked: Term, values: set[Term]) -> Known:
    if len(values) <= int(str(asked)):
        return True
    return False if all(_day(value) for value in values) else None


def _includes(asked: Term, values: set[Term]) -> Known:
    return asked in values or None


_CHECKS: Final[Mapping[str, Callable[[Term, set[Term]], Known]]] = {
    "nodeKind": _is_iri,
    "datatype": _is_of_datatype,
    "pattern": _matches,
    "minCount": _at_least,
    "maxCount": _at_most,
    "hasValue": _includes,
}
"""The constraints that look at values alone, by name."""
