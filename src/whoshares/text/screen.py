"""Which rendering shows which answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

from whoshares.text.console import to_html

if TYPE_CHECKING:
    from whoshares.model.answer import Answer

RENDERERS: Final[Mapping[str, tuple[str, str]]] = {
    "Answer": ("table", "render_rows"),
    "Around": ("around", "render_around"),
    "BackDoors": ("backdoors", "render_back_doors"),
    "Bars": ("bars", "render_bars"),
    "BriefCheck": ("brief_check", "render_brief_check"),
    "CatalogueAnswer": ("query", "render_answer"),
    "ChokePoints": ("chokepoints", "render_choke_points"),
    "Claim": ("claim", "render_claim"),
    "Conflicts": ("conflicts", "render_conflicts"),
    "Cut": ("cut", "render_cut"),
    "Difference": ("diff", "render_difference"),
    "Editions": ("editions", "render_editions"),
    "Explanation": ("explanation", "render_explanation"),
    "Exposure": ("exposure", "render_exposure"),
    "PlaceBars": ("place", "render_place_bars"),
    "PlaceClaim": ("claim", "render_place_claim"),
    "PlaceExposure": ("place", "render_place_exposure"),
    "PlaceTrace": ("place", "render_place_trace"),
    "PlaceUnknowns": ("unknowns", "render_place_unknowns"),
    "Profile": ("profile", "render_profile"),
    "Timeline": ("timeline", "render_timeline"),
    "Trace": ("trace", "render_trace"),
    "Unknowns": ("unknowns", "render_unknowns"),
    "Watch": ("watch", "render_watch"),
    "WhatIf": ("whatif", "render_what_if"),
}
"""Each type of answer: the module of this package that renders it, loaded when it is first shown, and the function.

The answers of pages have none of their own: they are shown as their table.
"""


def rendering(answer: Answer) -> object:
    """An answer as something that rich prints."""
    name = next(kind.__name__ for kind in type(answer).__mro__ if kind.__name__ in RENDERERS)
    module, function = RENDERERS[name]
    render: Callable[[Answer], object] = getattr(import_module(f"whoshares.text.{module}"), function)
    if not (lines := of_named(answer)):
        return render(answer)
    from rich.console import Group
    from rich.text import Text

    rendered = render(answer)
    parts = rendered.renderables if isinstance(rendered, Group) else [rendered]
    return Group(*parts, *(Text(f"\n{line}") for line in lines))


def of_named(answer: Answer) -> list[str]:
    """What an answer tells of the named ones of a kind of body that it is about, in lines; mostly none."""
    own = getattr(getattr(answer, "caption", answer), "own_of_named", ())
    if not own:
        return []
    from whoshares.text.of_named import own_lines

    return own_lines(own, answer.labels)  # type: ignore[attr-defined]


def html(answer: Answer) -> str:
    """An answer as HTML, for notebooks; everything from outside is escaped."""
    return to_html(rendering(answer))
