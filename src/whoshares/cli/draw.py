"""`whoshares draw`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from whoshares.answers.states import MEASURES
from whoshares.cli.options import Form, asks, form_options, graph_option, open_for, print_answer
from whoshares.cli.output import deliver
from whoshares.exports.results import written
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.overviews import laws_on, register_on, states_on
from whoshares.knowledge_graph.verbs import Parameter, Verb
from whoshares.model.answer import Answer
from whoshares.model.errors import InputError
from whoshares.text.results import result_of

_ENDINGS: Final = {".svg": "svg", ".png": "png"}
_MAP: Final = Verb(
    "map",
    "The states, with how much is known of each.",
    (
        Parameter("show", "text", "What the map counts.", default="authorities", choices=tuple(MEASURES)),
        Parameter("within", "text", "Only this state: its counties and other places.", metavar="STATE", names=True),
        verbs.AS_OF,
    ),
)
_LAWS: Final = Verb(
    "laws",
    "What is forbidden, demanded or permitted in each state, by data.",
    (
        Parameter(
            "to", "text", "Towards whom: a holder, or “anyone”. Default: Homeland Security.", metavar="X", names=True
        ),
        verbs.CARRYING._replace(help="Only rules about data of this kind. Default: any."),
        Parameter("says", "text", "Only rules that do this.", choices=("forbidden", "demanded", "permitted")),
        verbs.AS_OF,
    ),
)
_REGISTER: Final = Verb(
    "register",
    "What comes to a body and leaves it, by data.",
    (
        Parameter(
            "holder", "text", "The body, with its parts and systems.", metavar="X", place=True, required=True,
            names=True,
        ),
        verbs.AS_OF,
    ),
)  # fmt: skip


@click.group(
    epilog='Example: whoshares draw trace "Local jail" ICE --as-of 2011-10-01 --output ways.svg\n\n'
    "Example: whoshares draw map --show bars --output laws.png"
)
def draw() -> None:
    """An answer as a picture: what the explorer shows, as one SVG or PNG.

    A trace by its ways, a timeline by its lanes, a register by data, the states as a map, their laws as a table, and
    every other answer by its flows. Below the picture stand what was asked, the day, the documents and the licence.
    """


def _drawing(verb: Verb, ask: Callable[..., Answer]) -> click.Command:
    """The command that draws what a question gives, with the options of the question."""
    told = verb._replace(parameters=tuple(p for p in verb.parameters if p is not verbs.FULL))

    @asks(told)
    @graph_option
    @click.option(
        "--output", metavar="FILE", help="Write there, as FILE ends: .svg or .png. Default: SVG on standard output."
    )
    def drawn(graph: str | None, output: str | None, **asked: Any) -> None:
        name = _form(output)
        kg = open_for(graph)
        deliver(written(result_of(kg, ask(kg, **asked), name), name), output)

    return click.command(verb.method, help=verb.question)(drawn)


def _overview(verb: Verb, ask: Callable[..., Answer], example: str) -> click.Command:
    """The command that draws what no other command answers, and gives it in every other format, too."""

    @asks(verb)
    @graph_option
    @partial(form_options, first="svg")
    def drawn(graph: str | None, form: Form, **asked: Any) -> None:
        if form.name == "svg":
            _form(form.file)  # whose name may end otherwise than any format's
        kg = open_for(graph)
        answer = ask(kg, **asked)
        print_answer(kg, answer, form, answer.head)

    return click.command(verb.method, help=verb.question, epilog=example)(drawn)


def _form(file: str | None) -> str:
    """The format that a file's name ends in. Raises InputError where it is no picture's."""
    if file is None:
        return "svg"
    ending = Path(file).suffix.lower()
    if ending not in _ENDINGS:
        raise InputError(f"{file}: a picture is SVG or PNG. Let the name of the file end in .svg or .png.")
    return _ENDINGS[ending]


def _of_verb(verb: Verb) -> Callable[..., Answer]:
    def ask(kg: KnowledgeGraph, **asked: Any) -> Answer:
        answer = getattr(kg, verb.method)(**asked)
        assert isinstance(answer, Answer)
        return answer

    return ask


for _verb in verbs.VERBS.values():
    if _verb.holds == "flows":
        draw.add_command(_drawing(_verb, _of_verb(_verb)))
draw.add_command(_overview(_MAP, states_on, "Example: whoshares draw map --show bars --output map.svg"))
draw.add_command(_overview(_REGISTER, register_on, "Example: whoshares draw register Nlets --output nlets.svg"))
draw.add_command(_overview(_LAWS, laws_on, "Example: whoshares draw laws --carrying plate-read --output laws.svg"))
