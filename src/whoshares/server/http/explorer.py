"""Answers as pages: the question as a form, the answer below it, whole without a script, at an address of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote, urlencode

from markupsafe import Markup
from rich.console import Group
from rich.text import Text

from whoshares.answers.profile import Match, Profile
from whoshares.answers.register import register
from whoshares.answers.trace import Trace
from whoshares.exports.pictures import picture_of, routes_as_svg
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.model import vocabulary as v
from whoshares.server.http import pages
from whoshares.server.http.arguments import RequestParameter, example_of, parameters
from whoshares.server.http.things import address_of
from whoshares.server.problems import Problem
from whoshares.store.names import CATEGORIES, HOLDERS
from whoshares.text.console import to_text
from whoshares.text.headline import when
from whoshares.text.screen import rendering
from whoshares.text.words import Words

Given = Sequence[tuple[str, str]]
"""Names and values of an address."""

TITLES: Final[Mapping[str, str]] = {
    "trace": "Does it reach?",
    "exposure": "Whose data reaches whom?",
    "bars": "Which laws forbid what?",
    "backdoors": "What goes round a law?",
    "cut": "What would have to end?",
    "chokepoints": "What does every way pass?",
    "whatif": "What if?",
    "diff": "What changed?",
    "timeline": "What happened when?",
    "conflicts": "What do documents disagree on?",
    "show": "What is known of it?",
    "search": "Search",
}
"""What each question is called in the navigation and on its page."""
_FIRST: Final = frozenset({"carrying", "as_of", "day1", "day2", "thing", "bar", "text", "end"})
"""Parameters that the form shows at once, besides those that are required; the others are folded away."""
_WORDS: Final[Mapping[str, str]] = {
    "origin": "Whose data?",
    "recipient": "Who gets it?",
    "carrying": "What?",
    "as_of": "When?",
    "day1": "From day",
    "day2": "To day",
    "to": "Reach to whom?",
    "holder": "Who?",
    "outward": "Whom its data reaches, instead",
    "text": "Words",
    "thing": "What or who?",
    "bar": "Which law, or whom it binds",
    "ever": "On any days",
    "between": "Between two days (A/B)",
    "exact": "Without assumed joins",
}
"""What parameters are called in forms."""
_EXAMPLES: Final = (
    (
        "Do fingerprints taken at a local jail reach ICE?",
        "/trace?from=Local%20jail&to=ICE&carrying=fingerprints",
    ),
    ("Do New York's driver records reach ICE?", "/trace?from=New%20York%20DMV&to=ICE"),
    ("What reaches ICE from San Diego County?", "/trace?from=San%20Diego%20County&to=ICE"),
    ("Which laws keep data from ICE?", "/bars"),
    ("What goes round California's SB 54?", "/backdoors?bar=California%20SB%2054"),
    ("What changed since January 2025?", "/diff?day1=2025-01-20&day2=2026-06-30"),
)
"""Questions of the first page: words and addresses. On another graph than the shipped one they may name nothing."""
_SHOWN_OF_THINGS: Final = 8
"""Flows that the page of a thing shows at once in each direction."""
_UNSHOWN: Final = frozenset({"flow", "flows", "id"})
"""Columns of addresses, whose things the other columns link to."""
_SHOWN: Final = 30
"""Rows that a table shows at once; the others are folded away below them."""
_AS_TABLES: Final = frozenset({"exposure", "conflicts"})
"""Answers that are read as tables; the others as they are printed, with their table folded away."""
_PRINTED_WIDTH: Final = 104
_LINES: Final = 80
"""Lines of a printed answer that are shown at once."""
_MOST_OFFERED: Final = 2_000
"""Names that a form completes; a larger graph is searched instead."""
_HOLDERS_OF: Final = frozenset({"origin", "recipient", "holder", "to", "bar"})


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a field of a form, with what it holds."""

    parameter: RequestParameter
    value: str
    names: str
    """The list of names that completes it, if one does."""

    @property
    def words(self) -> str:
        """What it is called."""
        return _WORDS.get(self.parameter.argument) or self.parameter.argument.replace("_", " ").capitalize()


class Explorer:
    """The pages of one graph."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg

    def question(self, method: str, given: Given, prefix: str, problem: str = "") -> str:
        """The form of a question alone, or with what is wrong with what it was given."""
        example = f"{prefix}/{method}?{urlencode(example_of(VERBS[method]), quote_via=quote)}"
        return pages.render("question.html", **self._form(method, given, prefix), problem=problem,
                            example=example)  # fmt: skip

    def home(self, prefix: str) -> str:
        """The first page: the question, examples, how to read an answer, what is covered."""
        store = self._kg.store
        flows = self._kg.network.flows
        stated = flows[: flows.stated]
        holders = {holder for flow in stated for holder in (flow.sender, flow.recipient)}
        issued = sorted(text for _, text, _ in store.pairs(v.ISSUED))
        return pages.render(
            "home.html",
            **self._form("trace", [], prefix),
            examples=[(words, f"{prefix}{where}") for words, where in _EXAMPLES],
            flows=len(stated),
            holders=len(holders),
            sources=len(self._all({v.SOURCE})),
            newest=issued[-1] if issued else "no known day",
        )

    def answer(self, method: str, given: Given, answer: Any, prefix: str) -> str:
        """An answer below its question."""
        if isinstance(answer, Profile):
            return self.thing(answer, prefix)
        framed = self._form(method, given, prefix)
        if isinstance(answer, list):
            found = [match for match in answer if isinstance(match, Match)]
            return pages.render("found.html", **framed, found=found)
        first, *more = _headline(answer)
        told = {"first": first, "more": more, "next": _next(method, given, prefix), **framed}
        if isinstance(answer, Trace):
            return pages.render("traced.html", **told, answer=answer, picture=self._picture(answer, first, prefix))
        rows = answer.rows()
        columns = [name for name in dict.fromkeys(name for row in rows for name in row) if _tells(name, rows)]
        things = {label: iri for iri, label in sorted(getattr(answer, "labels", {}).items(), reverse=True)}
        printed, folded = ("", "") if method in _AS_TABLES else _folded(_printed(answer))
        return pages.render("table.html", **told, columns=columns, rows=rows, shown=_SHOWN, things=things,
                            printed=printed, folded=folded)  # fmt: skip

    def thing(self, profile: Profile, prefix: str) -> str:
        """What is known of a thing, in the order that readers need: what it is, its flows, its laws, then all else."""
        flows = register(self._kg, profile.iri, date.today())
        first = [s for s in profile.said if s.predicate in (v.DESCRIPTION, v.DEFINITION) and flows is None]
        labels = self._kg.names.label
        return pages.render(
            "thing.html",
            profile=profile,
            first=first,
            said=[s for s in profile.said if s not in first],
            flows=flows,
            label=labels,
            shown=_SHOWN_OF_THINGS,
            asks=self._asks(profile, prefix),
            prefix=prefix,
        )

    def _asks(self, profile: Profile, prefix: str) -> list[tuple[str, str]]:
        """What one may ask about a thing: words and addresses."""

        def at(verb: str, **asked: str) -> str:
            return f"{prefix}/{verb}?{urlencode(asked, quote_via=quote)}"

        name, iri = profile.label, v.shorten(profile.iri)
        asked = [("What happened when?", at("timeline", thing=iri)),
                 ("What do documents disagree on?", at("conflicts", thing=iri))]  # fmt: skip
        if profile.iri in self._kg.network.holder_number:
            asked = [
                (f"Whose data reaches {name}?", at("exposure", holder=iri)),
                ("Whom does its data reach?", at("exposure", holder=iri, outward="true")),
                ("Which laws bind it, or keep data from it?", at("bars", thing=iri)),
                *asked,
            ]
        elif self._kg.names.classes(profile.iri) & {v.PLACE}:
            asked = [
                (f"Do data of {name} reach ICE?", at("trace", **{"from": iri, "to": "ICE"})),
                (f"Whom do data of {name} reach?", at("exposure", holder=iri, outward="true")),
                ("Which laws bind its bodies?", at("bars", thing=iri)),
                *asked,
            ]
        elif self._kg.names.classes(profile.iri) & {v.INSTRUMENT}:
            asked = [
                ("What does it forbid?", at("bars", thing=iri)),
                ("What goes round it?", at("backdoors", bar=iri)),
                ("What if it ended?", at("whatif", end=iri)),
                *asked,
            ]
        return asked

    def picture(self, answer: Any) -> str:
        """The picture of an answer as an SVG file. Raises Problem where there is nothing to draw."""
        if not answer.routes:
            raise Problem(404, f"There is no route to draw. {_headline(answer)[0]}")
        words = Words(answer.frame)
        ends = f"from {words.asked('from')} to {words.asked('to')}"
        title = f"How {words.data} could get {ends} {when(answer.question)}, as far as documents show"
        return picture_of(answer.frame, answer.routes, answer.ways, title)

    def _picture(self, answer: Trace, title: str, prefix: str) -> Markup | None:
        if not answer.routes:
            return None
        svg = routes_as_svg(answer.frame, answer.routes, answer.ways, title, link=lambda iri: address_of(iri, prefix))
        return Markup(svg)

    def _form(self, method: str, given: Given, prefix: str) -> dict[str, Any]:
        values: dict[str, str] = {}
        for name, value in given:
            values[name] = f"{values[name]}; {value}" if name in values else value
        fields = [Field(p, values.get(p.name, ""), _list_for(p)) for p in parameters(method)]
        first = [field for field in fields if field.parameter.required or field.parameter.argument in _FIRST]
        address = f"{prefix}/{method}?{urlencode(list(given), quote_via=quote)}"
        return {
            "method": method,
            "title": TITLES[method],
            "titles": TITLES,
            "question": VERBS[method].question,
            "first_fields": first,
            "other_fields": [field for field in fields if field not in first],
            "lists": {name: found for name, found in self._offered.items() if any(f.names == name for f in fields)},
            "address": address,
            "prefix": prefix,
        }

    @cached_property
    def _offered(self) -> dict[str, list[tuple[str, str]]]:
        """The names that forms complete, each with what it is; none where there are too many to send."""
        names = self._kg.names
        holders = [(iri, names.class_label(iri)) for iri in self._all(HOLDERS)]
        groups = [(iri, "place") for iri in self._all({v.PLACE})] + [
            (iri, word)
            for word, class_ in (("kind of body", v.HOLDER_KIND), ("program", v.PROGRAM))
            for iri in self._all({class_})
        ]
        found = {"holders": [*holders, *groups], "categories": [(iri, "data") for iri in self._all(CATEGORIES)]}
        return {
            name: sorted({(names.label(iri), self._what(iri, word)) for iri, word in offered})
            for name, offered in found.items()
            if len(offered) <= _MOST_OFFERED
        }

    def _all(self, classes: Any) -> list[str]:
        store = self._kg.store
        return sorted({str(s.subject) for c in classes for s in store.statements(predicate=v.TYPE, value=c)})

    def _what(self, iri: str, word: str) -> str:
        aliases = self._kg.evidence.values(iri, v.ALT_LABEL)
        return ", ".join([word, *aliases[:3]])


def _list_for(parameter: RequestParameter) -> str:
    if parameter.argument in _HOLDERS_OF:
        return "holders"
    return "categories" if parameter.argument == "carrying" else ""


def _headline(answer: Any) -> list[str]:
    """What the answer says first, in the words of its printed form."""
    rendered = rendering(answer)
    parts = rendered.renderables if isinstance(rendered, Group) else [rendered]
    first = next((part for part in parts if isinstance(part, Text) and part.plain.strip()), Text(""))
    return [line for line in first.plain.split("\n") if line.strip()] or [""]


def _printed(answer: Any) -> str:
    """The printed form of an answer, without what the page says above it."""
    rendered = rendering(answer)
    parts = list(rendered.renderables) if isinstance(rendered, Group) else [rendered]
    first = next((n for n, part in enumerate(parts) if isinstance(part, Text) and part.plain.strip()), -1)
    return to_text(Group(*parts[first + 1 :]), _PRINTED_WIDTH).strip("\n")


def _folded(text: str) -> tuple[str, str]:
    """A text in two parts, where it is long: up to a blank line near the last that is shown at once, and the rest."""
    lines = text.split("\n")
    if len(lines) <= _LINES + _LINES // 4:
        return text, ""
    last = next((n for n in range(_LINES, _LINES // 2, -1) if not lines[n].strip()), _LINES)
    return "\n".join(lines[:last]), "\n".join(lines[last:]).strip("\n")


def _tells(column: str, rows: Sequence[Mapping[str, str]]) -> bool:
    """Whether a column of a table says anything to people: some cell is filled, and not by the ids of things."""
    return column not in _UNSHOWN and not column.endswith(" id") and any(row.get(column) for row in rows)


def _next(method: str, given: Given, prefix: str) -> list[tuple[str, str]]:
    """What one may ask next of the same two ends: words and addresses."""
    told = dict(given)
    ends = {key: told[key] for key in ("from", "to", "carrying", "asOf") if key in told}

    def at(verb: str, **asked: str) -> str:
        return f"{prefix}/{verb}?{urlencode(asked, quote_via=quote)}"

    if not {"from", "to"} <= told.keys():
        return []
    both = {"from": told["from"], "to": told["to"]}
    asked = [
        ("trace", "By which ways does it get there?", at("trace", **ends)),
        ("cut", "What would have to end, so that it no longer gets there?", at("cut", **ends)),
        ("chokepoints", "What does every way pass?", at("chokepoints", **ends)),
        ("bars", "Which laws forbid it?", at("bars", thing=told["from"], to=told["to"])),
        ("exposure", f"Whose data reaches {told['to']}?", at("exposure", holder=told["to"])),
        ("exposure", f"Whom does data of {told['from']} reach?", at("exposure", holder=told["from"], outward="true")),
        ("timeline", "What happened when?", at("timeline", thing=both["from"], to=both["to"])),
    ]
    return [(words, address) for verb, words, address in asked if verb != method]
