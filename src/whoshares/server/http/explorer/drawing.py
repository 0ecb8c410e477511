"""Views as HTML: the template of each, with its headline, its tables and what one may ask next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import quote, urlencode

from markupsafe import Markup

from whoshares.answers.area import Area
from whoshares.answers.contents import Contents
from whoshares.answers.law import Law
from whoshares.answers.law_matrix import LawMatrix
from whoshares.answers.profile import Profile
from whoshares.answers.register import Register
from whoshares.answers.states import MEASURES, States
from whoshares.answers.usage import Usage
from whoshares.exports.state_map import state_map
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.arguments import read_day_or_today
from whoshares.server.http import pages
from whoshares.server.http.explorer import headlines, wording
from whoshares.server.http.explorer.form import Given
from whoshares.server.http.explorer.us_map import us_map
from whoshares.server.http.things import address_of

_NEXT = tuple[str, str]
_NORMS: Final = frozenset({"bar", "permission", "mandate"})
_TOLD: Final[Mapping[type, frozenset[str]]] = {
    Area: _NORMS | {"organization", "system", "place"},
    Law: _NORMS | {"data flow", "reading"},
    Usage: _NORMS | {"data flow", "data category"},
    Contents: frozenset(),
}
"""What points at a thing of some sort and stands in a table of its page already, by the words for its class."""


class Drawing:
    """The views of one graph, for a server at a path."""

    def __init__(self, kg: KnowledgeGraph, prefix: str, given: Given) -> None:
        self._kg = kg
        self._prefix = prefix
        self._told = dict(given)

    def view(self, answer: object) -> str:
        """A view with an address of its own. Raises TypeError for what is none."""
        day = read_day_or_today(self._told.get("asOf"))
        if isinstance(answer, States):
            show = self._told.get("show", "authorities")
            said = headlines.of_states(answer, show, day)
            shapes = us_map()
            picture = Markup(state_map(answer, show, shapes, self._link)) if shapes else None
            return self._render("places.html", answer, day, said, show=show, measures=MEASURES, picture=picture)
        if isinstance(answer, LawMatrix):
            said = headlines.of_matrix(answer, self.label, day)
            return self._render("laws.html", answer, day, said)
        if isinstance(answer, Register):
            return self._render("register.html", answer, day, headlines.of_register(answer, self.label))
        raise TypeError(f"{type(answer).__name__} is no view")

    def of_thing(self, profile: Profile, answer: object) -> str:
        """The page of a thing that has one of its sort. Raises TypeError for what is none."""
        day = read_day_or_today(self._told.get("asOf"))
        mentions = [one for one in profile.mentions if one.kind not in _TOLD[type(answer)]]
        more: dict[str, Any] = {"profile": profile, "mentions": mentions, "stated": profile.said, "open_stated": False,
                                "asks": self._asks(answer)}  # fmt: skip
        if isinstance(answer, Area):
            said = headlines.of_area(answer, self.label, day)
            return self._render("place.html", answer, day, said, **more)
        if isinstance(answer, Law):
            return self._render("law.html", answer, day, headlines.of_law(answer, self.label, day), **more)
        if isinstance(answer, Usage):
            return self._render("usage.html", answer, day, headlines.of_usage(answer, self.label, day), **more)
        if isinstance(answer, Contents):
            return self._render("source.html", answer, day, headlines.of_contents(answer), **more)
        raise TypeError(f"{type(answer).__name__} is no view")

    def label(self, iri: str) -> str:
        """A thing's label."""
        return self._kg.names.label(iri)

    def _render(self, template: str, answer: Any, day: date, said: list[str], **more: Any) -> str:
        return pages.render(
            template,
            prefix=self._prefix,
            answer=answer,
            day=day,
            said=said,
            told=self._told,
            label=self.label,
            wording=wording,
            short=v.shorten,
            this=self._address(answer),
            **more,
        )

    def _address(self, answer: object) -> str:
        """The page's own address, with something asked, so that `&format=` can follow."""
        if isinstance(answer, Register):
            where = f"{self._prefix}/register"
        elif isinstance(answer, LawMatrix | States):
            where = f"{self._prefix}/{'laws' if isinstance(answer, LawMatrix) else 'places'}"
        else:
            thing = str(next(iter(getattr(answer, "question", {}).values()), ""))
            where = (address_of(thing, self._prefix) or "").replace(f"{self._prefix}/id/", f"{self._prefix}/page/", 1)
        return f"{where}?{urlencode(self._told, quote_via=quote)}"

    def _link(self, iri: str) -> str | None:
        return address_of(iri, self._prefix)

    def _at(self, verb: str, **asked: str) -> str:
        return f"{self._prefix}/{verb}?{urlencode(asked, quote_via=quote)}"

    def _asks(self, answer: object) -> list[_NEXT]:
        """What one may ask about a thing of some sort: words and addresses."""
        if isinstance(answer, Area):
            iri, name = v.shorten(answer.place), self.label(answer.place)
            return [
                (f"Does data of {name} reach ICE?", self._at("trace", **{"from": iri, "to": "ICE"})),
                (f"Whom does data of {name} reach?", self._at("exposure", holder=iri, outward="true")),
                ("What goes round its laws?", self._at("backdoors", bar=iri)),
                ("How do its laws compare with other states’?", f"{self._prefix}/laws"),
            ]
        if isinstance(answer, Law):
            iri = v.shorten(answer.law)
            norms = "/instrument/" not in answer.law
            return [
                ("What goes round it?", self._at("backdoors", bar=iri)),
                ("What if it ended?", self._at("whatif", end=iri)),
                ("What happened when?", self._at("timeline", thing=iri)),
                *([("What do documents disagree on?", self._at("conflicts", thing=iri))] if not norms else []),
            ]
        if isinstance(answer, Usage):
            iri = v.shorten(answer.thing)
            if "/category/" in answer.thing:
                return [
                    ("What do states forbid and allow?", self._at("laws", carrying=iri)),
                    ("Whose such data reaches ICE?", self._at("exposure", holder="ICE", carrying=iri)),
                ]
            return [
                ("What happened when?", self._at("timeline", thing=iri)),
                ("What do documents disagree on?", self._at("conflicts", thing=iri)),
            ]
        return []
