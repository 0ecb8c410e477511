"""A page, or data for one, that is no verb's answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from whoshares.exports.results import formats_of
from whoshares.model.answer import Answer
from whoshares.server.http.arguments import RequestParameter
from whoshares.server.http.media import CSV, FILES, HTML, JSON, Format

if TYPE_CHECKING:
    from whoshares.knowledge_graph.graph import KnowledgeGraph
    from whoshares.server.http.explorer.form import Forms
    from whoshares.server.http.explorer.links import Given


SHOWN: Final = (HTML, JSON, CSV)
"""What a page of a list is given as."""
TAKEN: Final = (*SHOWN, *(FILES[name] for name in formats_of(flows=False)))
"""What the page of an answer without flows is given as."""


@dataclass(frozen=True, slots=True)
class ViewAsked:
    """A request for a view."""

    path: str
    """That of the view, or below it."""
    kg: KnowledgeGraph
    forms: Forms
    prefix: str
    format: str
    """What it is to be given as: the name of one of the view's formats, such as `html`."""
    given: Given
    """The parameters as the address has them, without `format`, for links and forms."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """The same as they are meant, by the argument they stand for; what is not given is not there."""
    seconds: float = 10
    """How long the work may take."""


@dataclass(frozen=True, slots=True)
class View:
    """An address with what it takes and what makes its answer."""

    path: str
    """Such as `/complete`."""
    summary: str
    formats: tuple[Format, ...]
    """What it is given as; the first where the client does not say."""
    answer: Callable[[ViewAsked], str | bytes | Answer]
    """The page or the data, or an answer that is yet to be written. It may raise what verbs raise, and Problem."""
    parameters: tuple[RequestParameter, ...] = ()
    example: str = ""
    """A path that shows it."""
    columns: tuple[str, ...] = ()
    """Those of its table, where its answer is made of several of a verb."""


def parameter(
    name: str,
    sort: str,
    meaning: str,
    *,
    required: bool = False,
    several: bool = False,
    argument: str = "",
    choices: tuple[str, ...] = (),
) -> RequestParameter:
    """A parameter of a view; `sort` is one of those of verbs: text, day, days, number, switch."""
    return RequestParameter(name, sort, required, several, meaning, choices, argument=argument or name)


AS_OF: Final = parameter("asOf", "day", "The day. Default: today.")
