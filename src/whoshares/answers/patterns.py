"""The patterns by which data gets round a bar, told from what a route passes.

Each test reads the graph and nothing else: kinds and levels of the holders passed, how a flow passes, on whose behalf,
for what the data was collected. A route may show several; the first that fits, in the order of `ORDER`, names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from whoshares.answers.parts import GraphParts
from whoshares.model import vocabulary as v
from whoshares.network.norms import Norm
from whoshares.routes.search import Route

PATTERNS: Final[Mapping[str, str]] = {
    "M1": "Federal hub: a federal body that needs the data for its own ends passes it on",
    "M2": "Network switch: the data leaves through a message switch",
    "M3": "Purchase: a company passes on or sells the data",
    "M4": "Proxy: another body passes it on, or asks in the recipient's place",
    "M5": "Network setting: a network opens the data to its members",
    "M6": "Explicit share: one holder opens the data to the other",
    "M7": "Sibling component: a part of the same department, which the bar does not name",
    "M8": "Out-of-state hop: a body in another state, which the bar does not bind",
    "M9": "Regional system or fusion center",
    "M10": "Reverse watch-list: the recipient's list is matched where the data is",
    "M11": "Repurposing: data collected for benefits, taxes or travel",
    "M12": "Succession: a system that took over another one's flows",
    "M13": "Condition: the data is the price of a benefit",
}
"""The names of the patterns."""

_KIND: Final = v.ID + "kind/"
_LOCAL_POLICE: Final = ("local-law-enforcement", "police-department", "sheriff", "jail")
_ENFORCEMENT: Final = tuple(
    v.ID + "purpose/" + name
    for name in (
        "immigration-enforcement", "civil-immigration-enforcement", "criminal-enforcement", "criminal-identification",
        "public-safety", "border-enforcement", "national-security", "counterterrorism",
    )
)  # fmt: skip


@dataclass(frozen=True)
class _Passed:
    """What a route passes: its flows by number, and the holders between origin and recipient, in order."""

    flows: tuple[int, ...]
    between: tuple[str, ...]
    via: tuple[str, ...]
    bar: Norm


class Patterns:
    """Names the patterns of routes over one graph."""

    def __init__(self, parts: GraphParts) -> None:
        self._parts = parts

    def of(self, route: Route, bar: Norm) -> tuple[str, ...]:
        """All patterns that a route round a bar shows, the one that names it first; never none."""
        network = self._parts.network
        between: dict[str, None] = {}
        for before, after in zip(route.flows, route.flows[1:], strict=False):
            between[network.holders[network.flows.recipient[before]]] = None
            between[network.holders[network.flows.sender[after]]] = None
        via = tuple(iri for flow in route.flows for iri in self._said(flow, v.VIA))
        passed = _Passed(route.flows, tuple(between), via, bar)
        found = [name for name, test in ORDER if test(self, passed)]
        return tuple(dict.fromkeys(found)) or ("M6" if len(route.flows) == 1 else "M4",)

    # --- one test a pattern -------------------------------------------------------------------------------------------

    def condition(self, passed: _Passed) -> bool:
        """M13: a flow, or what lifts the bar, is the price of a program's benefit."""
        lifting = [permission.iri for permission in self._parts.norms.exceptions(passed.bar)]
        norms = self._parts.norms
        bars = (norms.bars[number] for flow in passed.flows for number in norms.covering(flow))
        lifted = passed.bar in bars
        said = any(self._said(flow, v.CONDITION_FOR) for flow in passed.flows)
        return said or (lifted and self._some(lifting, v.CONDITION_FOR))

    def reverse_watch_list(self, passed: _Passed) -> bool:
        """M10: a flow is a hot list's, or carries a hit of one."""
        network = self._parts.network
        carried = {network.categories.iris[c] for flow in passed.flows for c in network.flows.carries[flow]}
        return (
            self._mode(passed.flows, "hot-list")
            or v.ID + "category/hot-list-hit" in carried
            or self._kinds(passed.between, "watch-list")
        )

    def asked_for(self, passed: _Passed) -> bool:
        """M4, as stated: a flow is made on behalf of the bar's recipient."""
        network = self._parts.network
        asking = [iri for flow in passed.flows for iri in self._said(flow, v.ON_BEHALF_OF)]
        numbers = [network.holder_number[iri] for iri in asking if iri in network.holder_number]
        recipients = passed.bar.recipients
        return any(recipients is None or not network.closure(n).isdisjoint(recipients) for n in numbers)

    def sibling(self, passed: _Passed) -> bool:
        """M7: a holder between that is part of the same body as a recipient that the bar names, and is not named."""
        network, recipients = self._parts.network, passed.bar.recipients
        if recipients is None:
            return False
        parents = {whole for r in recipients for whole in self._parents.get(network.holders[r], ())}
        parents -= {network.holders[r] for r in recipients}
        return any(
            not parents.isdisjoint(self._parents.get(iri, ())) and network.holder_number[iri] not in recipients
            for iri in passed.between
        )

    def repurposed(self, passed: _Passed) -> bool:
        """M11: a federal body's data that was collected for something other than enforcement, for another purpose."""
        network = self._parts.network
        return any(
            self._level(network.holders[network.flows.sender[flow]]) == "federal"
            and bool(collected - set(_ENFORCEMENT))
            for flow in passed.flows
            if (collected := set(self._said(flow, v.COLLECTED_FOR)))
            and not collected & set(self._said(flow, v.PURPOSE))
        )

    def purchase(self, passed: _Passed) -> bool:
        """M3: a company between, or a purchase."""
        return self._mode(passed.flows, "purchase") or any(
            self._level(iri) == "private" and not self._kinds((iri,), "plate-reader-network", "plate-reader-vendor")
            for iri in passed.between
        )

    def out_of_state(self, passed: _Passed) -> bool:
        """M8: a state or local body between, in another state than the senders that the bar names."""
        bound = {self._state(self._parts.network.holders[s]) for s in passed.bar.senders or ()} - {None}
        return bool(bound) and any(
            (state := self._state(iri)) is not None and state not in bound and self._level(iri) not in (None, "federal")
            for iri in passed.between
        )

    def explicit_share(self, passed: _Passed) -> bool:
        """M6: a flow that its sender opened to one holder."""
        return self._mode(passed.flows, "explicit-share")

    def network_setting(self, passed: _Passed) -> bool:
        """M5: a flow by the setting of a network, or a network of plate readers between."""
        return self._mode(passed.flows, "network-setting") or self._kinds(
            passed.between, "plate-reader-network", "plate-reader-vendor"
        )

    def regional_system(self, passed: _Passed) -> bool:
        """M9: a regional system or a fusion center between."""
        return self._kinds((*passed.between, *passed.via), "regional-system", "fusion-center")

    def switch(self, passed: _Passed) -> bool:
        """M2: a message switch between."""
        return self._kinds((*passed.between, *passed.via), "message-switch", "state-message-switch")

    def federal_hub(self, passed: _Passed) -> bool:
        """M1: a federal holder between that the bar does not name."""
        recipients = passed.bar.recipients or frozenset()
        number = self._parts.network.holder_number
        return any(self._level(iri) == "federal" and number[iri] not in recipients for iri in passed.between)

    def succession(self, passed: _Passed) -> bool:
        """M12: a system between that took over from another."""
        return self._some(passed.between, v.REPLACES)

    def local_proxy(self, passed: _Passed) -> bool:
        """M4, as far as kinds tell: a local police body between."""
        return self._kinds(passed.between, *_LOCAL_POLICE)

    # --- what the graph says of holders -------------------------------------------------------------------------------

    def _some(self, things: Iterable[str], predicate: str) -> bool:
        return any(self._parts.evidence.values(thing, predicate) for thing in things)

    def _mode(self, flows: Iterable[int], name: str) -> bool:
        return any(v.ID + "mode/" + name in self._said(flow, v.MODE) for flow in flows)

    def _said(self, flow: int, predicate: str) -> list[str]:
        """What is stated of a flow: as a named body's, what those sources say that speak of every such body."""
        return self._parts.evidence.values(self._parts.network.flows.iris[flow], predicate, self._parts.telling(flow))

    def _kinds(self, holders: Iterable[str], *names: str) -> bool:
        wanted = {_KIND + name for name in names}
        return any(not wanted.isdisjoint(self._own(iri, v.KIND)) for iri in holders)

    def _level(self, iri: str) -> str | None:
        levels = self._own(iri, v.LEVEL) or [
            level for by in self._own(iri, v.OPERATED_BY) for level in self._own(by, v.LEVEL)
        ]
        return v.local_name(levels[0]) if levels else None

    def _own(self, iri: str, predicate: str) -> list[str]:
        return self._parts.evidence.values(iri, predicate)

    @cached_property
    def _parents(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for part, whole, _ in self._parts.store.pairs(v.PART_OF):
            found.setdefault(part, set()).add(whole)
        return {part: frozenset(wholes) for part, wholes in found.items()}

    def _state(self, holder: str) -> str | None:
        """The state in which a holder sits: the place just below its country, where that is known."""
        for body in (holder, *self._own(holder, v.OPERATED_BY)):
            for place in self._own(body, v.IN_PLACE):
                chain = [place]
                while around := self._own(chain[-1], v.WITHIN):
                    if around[0] in chain:
                        break
                    chain.append(around[0])
                if len(chain) > 1:
                    return chain[-2]
        return None


ORDER: Final = (
    ("M13", Patterns.condition),
    ("M10", Patterns.reverse_watch_list),
    ("M4", Patterns.asked_for),
    ("M7", Patterns.sibling),
    ("M3", Patterns.purchase),
    ("M11", Patterns.repurposed),
    ("M8", Patterns.out_of_state),
    ("M6", Patterns.explicit_share),
    ("M5", Patterns.network_setting),
    ("M9", Patterns.regional_system),
    ("M2", Patterns.switch),
    ("M1", Patterns.federal_hub),
    ("M12", Patterns.succession),
    ("M4", Patterns.local_proxy),
)
"""The tests, the most telling first."""
