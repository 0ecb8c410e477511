"""Writing the tokens of a SPARQL query so that they can be read in one way only.

No prefixes, no relative IRIs, no escapes but in strings, no comments, a blank after each token.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from whoshares.model.terms import quoted
from whoshares.store.query_reader import Source, Token, cut

Resolve = Callable[[str, str], str | None]
"""The absolute IRI that a reference stands for, given a base; `None` where it is none."""


@dataclass
class Prepared:
    """A query as the engine gets it, and what is known of it."""

    given: Source
    text: str = ""
    graphs: list[tuple[str, int]] = field(default_factory=list)
    """What FROM and FROM NAMED name, with the places in the given text."""
    default_graphs: list[str] = field(default_factory=list)
    """What FROM alone names."""
    named_graphs: list[str] = field(default_factory=list)
    """What FROM NAMED names."""
    starts: list[int] = field(default_factory=list)
    """Where in `text` each token begins."""
    places: list[int] = field(default_factory=list)
    """Where in the given text it began."""

    def origin(self, place: int) -> str:
        """Line and column in the given text of what stands at a place of `text`."""
        return self.spot(self.places[max(bisect_right(self.starts, place) - 1, 0)])

    def spot(self, place: int) -> str:
        """Line and column of a place in the given text."""
        return self.given.spot(place)


def written(
    source: Source, tokens: Sequence[Token], base: str, prefixes: Mapping[str, str], resolve: Resolve
) -> Prepared:
    """The tokens as a text in which each can be read in one way only. Raises QueryError where an IRI is none."""
    declared = dict(prefixes)
    known: dict[tuple[str, str], str] = {}

    def absolute(token: Token, reference: str) -> str:
        found = known.get((reference, base))
        if found is None:
            found = resolve(reference, base)
            if found is None:
                source.refuse(token.place, f"<{cut(reference)}> is no IRI. Correct it.")
            scheme = found.partition(":")[0]
            if scheme not in ("http", "https") and scheme.lower() in ("http", "https"):
                source.refuse(
                    token.place,
                    f"<{cut(reference)}> begins with “{scheme}:”. IRIs are compared letter by letter, and begin with "
                    f"“{scheme.lower()}:” here. Write it so.",
                )
            known[reference, base] = found
        return found

    made = Prepared(source)
    pieces: list[str] = []
    length = 0
    rest = iter(tokens)
    dataset = ""
    for token in rest:
        kind, text, place = token
        if kind == "BASE":
            token = next(rest)
            base = absolute(token, token.text)
            continue
        if kind == "PREFIX":
            name, token = next(rest), next(rest)
            prefix, _, local = name.text.partition(":")
            if local:
                source.refuse(name.place, f"“{cut(name.text)}” is declared as a prefix, and a prefix ends in “:”.")
            declared[prefix] = absolute(token, token.text)
            continue
        if kind == "VERSION":
            next(rest)
            continue
        if kind == "iri":
            text = absolute(token, text)
        elif kind == "name":
            prefix, _, local = text.partition(":")
            if prefix not in declared:
                source.refuse(place, _undeclared(prefix, prefixes))
            text = absolute(token, declared[prefix] + local.replace("\\", ""))
        if kind in ("iri", "name"):
            if dataset:
                made.graphs.append((text, place))
                (made.named_graphs if dataset == "NAMED" else made.default_graphs).append(text)
            text = f"<{text}>"
        elif kind == "string":
            text = quoted(text)
        elif kind == "variable":
            text = "?" + text[1:]
        dataset = kind if kind == "FROM" or (dataset and kind == "NAMED") else ""
        glued = kind in ("^^", "language") and pieces
        if glued or (pieces and pieces[-1] == "^^ "):
            pieces[-1] = pieces[-1][:-1]
            length -= 1
        made.starts.append(length)
        made.places.append(place)
        pieces.append(text if kind == "function" else text + " ")  # the engine wants CONCAT( and BNODE() in one
        length += len(pieces[-1])
    made.text = "".join(pieces)
    return made


def _undeclared(prefix: str, known: Mapping[str, str]) -> str:
    usual = " ".join(f"{name}:" for name in known)
    return (
        f"the prefix “{cut(prefix)}:” is not declared. Put PREFIX {cut(prefix)}: <https://…> before the query; "
        f"{usual} are known without."
    )
