"""The properties of entities: what a condition may ask, and what a column may be filled with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from whoshares.facts.matching.kinds import KINDS
from whoshares.facts.matching.states import NAMES, postal
from whoshares.facts.matching.words import county_core
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.model.validity import State
from whoshares.server.http.explorer.kinds import Kinds
from whoshares.server.http.explorer.printed import headline
from whoshares.store.names import fold

ICE: Final = v.ID + "organization/us-ice"
_PARTY: Final = v.WS + "party"
_OF_A_LIST: Final = {"kind": v.KIND, "level": v.LEVEL}
_HOLDERS: Final = ("Organization", "System")
_ALL: Final = (*_HOLDERS, "Place")


@dataclass(frozen=True, slots=True)
class Entity:
    """A value that is itself an entity, by IRI."""

    iri: str


Values = list[str | Entity]


@dataclass(frozen=True, slots=True)
class Property:
    """A property: its id, its name, what its values are, and of which types of entities it is offered."""

    id: str
    name: str
    description: str
    types: tuple[str, ...]
    values: Callable[[Properties, str], Values]
    asked: bool = True
    """Whether a condition may name it."""
    value_type: str = ""
    """The type of its values, where these are entities."""


class Properties:
    """The values of the properties of one graph's entities."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self.kinds = Kinds(kg)
        self._lists: dict[str, dict[str, str]] = {}

    def values(self, iri: str, property: str) -> Values:
        """The values of a property; none where the graph has none."""
        return PROPERTIES[property].values(self, iri)

    def compared(self, iri: str, property: str) -> set[str]:
        """The values of a property, as `as_compared` gives what is asked."""
        if property == "id":
            return {iri, v.shorten(iri)}
        if property == "state":
            return self.states(iri)
        found: set[str] = set()
        for value in self.values(iri, property):
            texts = [value] if isinstance(value, str) else [self._kg.names.label(value.iri), v.shorten(value.iri)]
            found.update(self.as_compared(property, text) for text in texts)
        return found

    def as_compared(self, property: str, text: str) -> str:
        """A value that is asked, as it is compared."""
        if property == "id":
            return text
        if property == "state":
            return postal(text.rpartition("us-")[2]) or fold(text)
        if property == "county":
            return county_core(text)
        folded = fold(text.removeprefix(v.ID).removeprefix("kind/").replace("-", " "))
        return self._listed(property).get(folded, folded) if property in _OF_A_LIST else folded

    def reads(self, property: str, text: str) -> bool:
        """Whether a text can be a value of a property; “n/a” is no state, and says nothing of one."""
        if property == "state":
            return postal(text.rpartition("us-")[2]) is not None
        return property not in _OF_A_LIST or self.as_compared(property, text) in self._listed(property)

    def _listed(self, property: str) -> dict[str, str]:
        """What the values are called of a property whose values are those of a list: each name with the label."""
        if property not in self._lists:
            concepts = {str(s.object) for s in self._kg.store.statements(predicate=_OF_A_LIST[property])}
            named = {concept: fold(self._kg.names.label(concept).replace("-", " ")) for concept in concepts}
            also = {fold(alias.replace("-", " ")): label for concept, label in named.items()
                    for alias in (v.local_name(concept), *self._kg.evidence.values(concept, v.ALT_LABEL))}  # fmt: skip
            self._lists[property] = also | {label: label for label in named.values()}
        return self._lists[property]

    def states(self, iri: str) -> set[str]:
        """The postal codes of the states in which an entity is."""
        codes = (v.local_name(place).rpartition("us-")[2].upper() for place in self.kinds.states_of(iri))
        return {code for code in codes if code in NAMES}

    def _labels(self, iri: str, predicate: str) -> Values:
        return [self._kg.names.label(value) for value in self._kg.evidence.values(iri, predicate)]

    def _texts(self, iri: str, predicate: str) -> Values:
        return list(self._kg.evidence.values(iri, predicate))

    def _entities(self, iri: str, predicate: str) -> Values:
        return [Entity(value) for value in self._kg.evidence.values(iri, predicate)]

    def _state(self, iri: str) -> Values:
        return [Entity(place) for place in sorted(self.kinds.states_of(iri))]

    def _county(self, iri: str) -> Values:
        places = [iri, *self._kg.evidence.values(iri, v.IN_PLACE)]
        return [Entity(place) for place in places if self.kinds.sort_of_place(place) == "county"]

    def _agreements(self, iri: str) -> Values:
        """The instruments of which it is a party, each with its kind and dates."""
        values = self._kg.evidence.values
        found: Values = []
        for instrument in sorted({s.subject for s in self._kg.store.statements(predicate=_PARTY, value=iri)}, key=str):
            told = [fold(str(kind)) for kind in self._labels(str(instrument), v.KIND)]
            for word, predicate in (("from", v.VALID_FROM), ("until", v.VALID_UNTIL)):
                if days := values(str(instrument), predicate):
                    told.append(f"{word} {' / '.join(days)}")
            found.append(_with(self._kg.names.label(str(instrument)), told))
        return found

    def _bars(self, iri: str) -> Values:
        """The bars that bind it as a sender and may be in force today, each with how sure that is."""
        is_place = v.PLACE in self._kg.names.classes(iri)
        try:
            answer = self._kg.bars(place=iri) if is_place else self._kg.bars(iri)
        except InputError:
            return []
        found = [bar for bar in answer.found if bar.state is not State.IMPOSSIBLE]
        return list(dict.fromkeys(_with(answer.labels[bar.id], [bar.state.word]) for bar in found))

    def _ways(self, iri: str) -> Values:
        """What the graph says first when it is asked whether data of it can reach ICE today."""
        if iri == ICE:
            return []
        try:
            return [" ".join(headline(self._kg.trace(iri, ICE)))]
        except InputError as error:
            return [str(error).split("\n", 1)[0]]


def _with(label: str, told: Iterable[str]) -> str:
    more = ", ".join(told)
    return f"{label} ({more})" if more else label


def body_kind(text: str) -> str | None:
    """The kind by which names are held against bodies, for a kind that is given as an id or a label."""
    kind = fold(text.removeprefix("kind/")).replace(" ", "-")
    return kind if kind in KINDS else None


PROPERTIES: Final = {
    one.id: one
    for one in (
        Property("state", "State", "The state that it is in. As a condition, a postal code or a name.", _ALL,
                 Properties._state, value_type="Place"),
        Property("county", "County", "The county that it is in.", _ALL, Properties._county, value_type="Place"),
        Property("kind", "Kind", "What kind of body or system it is, such as “Sheriff's office”.", _HOLDERS,
                 lambda all, iri: all._labels(iri, v.KIND)),
        Property("ori", "ORI", "The number by which the FBI knows an agency.", ("Organization",),
                 lambda all, iri: all._texts(iri, v.ORI)),
        Property("level", "Level", "Federal, state, county, city or another level.", ("Organization",),
                 lambda all, iri: all._labels(iri, v.LEVEL)),
        Property("place", "Place", "The places that it is in or serves.", ("Organization",),
                 lambda all, iri: all._entities(iri, v.IN_PLACE), value_type="Place"),
        Property("within", "Within", "The places that a place lies in.", ("Place",),
                 lambda all, iri: all._entities(iri, v.WITHIN), value_type="Place"),
        Property("fips", "FIPS code", "The code of a state or a county.", ("Place",),
                 lambda all, iri: all._texts(iri, v.FIPS)),
        Property("partOf", "Part of", "The body or system of which it is a part.", _HOLDERS,
                 lambda all, iri: all._entities(iri, v.PART_OF)),
        Property("operatedBy", "Operated by", "The body that operates a system.", ("System",),
                 lambda all, iri: all._entities(iri, v.OPERATED_BY), value_type="Organization"),
        Property("aliases", "Other names", "What else it is called.", _ALL,
                 lambda all, iri: all._texts(iri, v.ALT_LABEL)),
        Property("agreements", "Agreements", "The agreements, contracts and settlements of which it is a party, with "
                 "their dates. Empty: none is known, which is not that there is none.", ("Organization",),
                 Properties._agreements, asked=False),
        Property("bars", "Bars", "The bars on passing data that bind it as a sender and may be in force today, each "
                 "with how sure that is. Empty: none is known.", _ALL, Properties._bars, asked=False),
        Property("waysToIce", "Ways to ICE", "Whether data of it can reach ICE today, in the sentences with which an "
                 "answer begins. “None known” is not that there is none.", _ALL, Properties._ways, asked=False),
    )
}  # fmt: skip
"""All properties, by id."""
ASKED: Final = tuple(one.id for one in PROPERTIES.values() if one.asked)
"""The ids of those that a condition may name."""
