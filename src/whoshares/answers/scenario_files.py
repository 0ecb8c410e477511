"""Scenarios as YAML files: read strictly, every fault with its line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from whoshares.answers.scenario import NEEDED, NEW_THINGS, Membership, NewThing, Scenario
from whoshares.facts.yaml_tree import Entries, Items, Node, Text, read_small_file
from whoshares.model.errors import Fault, InputError, SourceFaults

_TEXTS: Final[Mapping[str, str]] = {
    "title": "title", "from": "origin", "to": "recipient", "carrying": "carrying", "as-of": "as_of",
}  # fmt: skip
_KEYS: Final = (*_TEXTS, "end", "start", "readings", "unbarred")


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file. Raises FileError and SourceFaults."""
    node = read_small_file(path, "scenario", f"A scenario has the keys {', '.join(_KEYS)}.")
    return _Reader(str(path)).scenario(node)


def read_begun(text: str) -> str | NewThing:
    """What begins, as an option says it: a thing's name, or a new flow “SENDER > RECIPIENT : CATEGORY”.

    Raises InputError where the latter lacks a part.
    """
    if ">" not in text:
        return text
    sender, _, rest = text.partition(">")
    recipient, _, categories = rest.partition(":")
    carried = tuple(part.strip() for part in categories.split(",") if part.strip())
    if not (sender.strip() and recipient.strip() and carried):
        raise InputError(
            f"“{text}” is no new flow. Write SENDER > RECIPIENT : CATEGORY, such as “Local jail > ICE : fingerprints”."
        )
    return NewThing("flow", {"sender": (sender.strip(),), "recipient": (recipient.strip(),), "carries": carried})


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file

    def scenario(self, node: Node) -> Scenario:
        top = self._entries(node, "a scenario", _KEYS)
        texts = {_TEXTS[key]: self._text(value, key) for key, value in top.items() if key in _TEXTS}
        unbarred = self._text(top["unbarred"], "unbarred") if "unbarred" in top else "false"
        if unbarred not in ("true", "false"):
            raise self._fault(top["unbarred"], f"unbarred is “{unbarred}”, and takes true or false")
        return Scenario(
            **texts,
            unbarred=unbarred == "true",
            end=tuple(self._ended(item) for item in self._listed(top.get("end"))),
            start=tuple(self._begun(item) for item in self._listed(top.get("start"))),
            readings=tuple(self._text(item, "readings") for item in self._listed(top.get("readings"))),
        )

    def _ended(self, node: Node) -> str | Membership:
        if isinstance(node, Text):
            return node.text
        return self._membership(self._entries(node, "what ends", ("member", "of")), node)

    def _begun(self, node: Node) -> str | Membership | NewThing:
        if isinstance(node, Text):
            return node.text
        entry = self._entries(node, "what begins", ("member", "of", *NEW_THINGS))
        kinds = [key for key in entry if key in NEW_THINGS]
        if not kinds:
            return self._membership(entry, node)
        if len(entry) > 1:
            raise self._fault(
                node, f"{kinds[0]} stands beside other keys. Make each thing that begins an item of its own"
            )
        kind = kinds[0]
        slots = self._entries(entry[kind], f"a new {kind}", tuple(NEW_THINGS[kind][1]))
        lacking = [key for key in NEEDED[kind] if key not in slots]
        if lacking:
            raise self._fault(node, f"a new {kind} lacks {', '.join(lacking)}")
        found = {key: tuple(self._text(item, key) for item in self._listed(value)) for key, value in slots.items()}
        single = [key for key in ("sender", "recipient", "atSystem") if len(found.get(key, ())) > 1]
        if single:
            raise self._fault(node, f"{single[0]} takes one name. Make two {kind}s of it")
        return NewThing(kind, found)

    def _membership(self, entry: Mapping[str, Node], node: Node) -> Membership:
        if entry.keys() != {"member", "of"}:
            raise self._fault(node, "a membership takes the keys member and of")
        return Membership(self._text(entry["member"], "member"), self._text(entry["of"], "of"))

    def _entries(self, node: Node, what: str, keys: tuple[str, ...]) -> Mapping[str, Node]:
        if not isinstance(node, Entries):
            raise self._fault(node, f"{what} is written as keys with values: {', '.join(keys)}")
        unknown = [key for key in node.entries if key not in keys]
        if unknown:
            line = node.key_lines.get(unknown[0], node.line)
            raise SourceFaults(
                [Fault(self._file, line, f"{what} has no key “{unknown[0]}”. The keys are {', '.join(keys)}.")]
            )
        return node.entries

    def _listed(self, node: Node | None) -> list[Node]:
        if node is None:
            return []
        return node.items if isinstance(node, Items) else [node]

    def _text(self, node: Node, key: str) -> str:
        if not isinstance(node, Text):
            raise self._fault(node, f"{key} takes a name, and has a list or keys")
        return node.text

    def _fault(self, node: Node, sentence: str) -> SourceFaults:
        return SourceFaults([Fault(self._file, node.line, f"{sentence}.")])
