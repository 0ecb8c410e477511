"""Questions saved in a YAML file: each a name, and what one would type behind “whoshares”."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from whoshares.facts.yaml_tree import Entries, Text, read_small_file
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.verbs import VERBS
from whoshares.model.answer import Answer
from whoshares.model.errors import InputError
from whoshares.sparql.catalogue import Catalogue

DAY: Final = "{day}"
"""What stands in a question for the day of the edition."""
_VERBS: Final = (*(name for name in VERBS if name != "search"), "query")
"""Those whose answers are tables of facts."""
Ask = Callable[[KnowledgeGraph], Answer]


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question of a file."""

    name: str
    words: str
    """As one would type it, with `{day}` for the day of an edition."""
    where: str
    """The file and the line, as an error begins."""

    def on(self, day: str) -> str:
        """The question as it is put of an edition of a day."""
        return self.words.replace(DAY, day)

    def read(self, day: str) -> Ask:
        """What asks it of a graph. Raises InputError where it is no question of a verb."""
        try:
            words = shlex.split(self.on(day))
        except ValueError:
            self.refuse("a quote or a backslash has nothing that closes it")
        verb, *rest = words or [""]
        if verb not in _VERBS:
            self.refuse(f"“{verb}” is no verb that can be watched. Those are {', '.join(_VERBS)}")
        if {"-h", "--help"} & set(rest):
            self.refuse("--help asks nothing. Leave it out")
        try:
            return _query(rest) if verb == "query" else _analysis(verb, rest)
        except click.ClickException as error:
            self.refuse(error.format_message())
        except InputError as error:
            self.refuse(" ".join(error.lines))

    def refuse(self, why: str) -> NoReturn:
        """Raise InputError, which says where the question stands."""
        raise InputError(f"{self.where}: “{self.name}”: {' '.join(why.split()).rstrip('.')}.")


def read_questions(path: Path) -> list[SavedQuestion]:
    """The questions of a file, in order.

    Raises FileError where it cannot be read, and SourceFaults and InputError where it is no mapping of names to
    questions.
    """
    tree = read_small_file(path, "file of questions", "Questions are written as “name: question”, one a line.")
    if not isinstance(tree, Entries):
        raise InputError(f"{path}: questions are written as “name: question”, one a line.")
    found = []
    for name, value in tree.entries.items():
        where = f"{path}:{tree.key_lines.get(name, value.line)}"
        if not isinstance(value, Text):
            raise InputError(f"{where}: “{name}” has keys or a list. A question is one line, as one would type it.")
        found.append(SavedQuestion(name, " ".join(value.text.split()), where))
    return found


def _analysis(verb: str, words: list[str]) -> Ask:
    """A verb's question, read by its own command."""
    from whoshares.cli.main import whoshares

    command = whoshares.get_command(click.Context(whoshares), verb)
    assert command is not None
    told = _told(command.make_context(verb, words), {parameter.name for parameter in VERBS[verb].parameters})
    return lambda kg: _answer(getattr(kg, VERBS[verb].method)(**told))


def _query(words: list[str]) -> Ask:
    """A question of the catalogue."""
    from whoshares.cli.query import QueryCommand

    if not words or words[0].startswith("-"):
        raise click.UsageError("query needs the name of a question of the catalogue, such as flows/into")
    asked = Catalogue().find(words[0])
    command = QueryCommand(asked)
    options = {parameter.option.replace("-", "_").lower() for parameter in asked.parameters}
    told = _told(command.make_context(words[0], words[1:]), {*options, "param", "infer"})
    infer = bool(told.pop("infer"))
    return lambda kg: command.answer_of(kg, told, infer=infer)


def _told(context: click.Context, known: Collection[str]) -> dict[str, Any]:
    """What a command is told, of what is known. Raises UsageError where something else is."""
    for option in context.command.params:
        given = context.get_parameter_source(option.name or "") is click.core.ParameterSource.COMMANDLINE
        if given and option.name not in known:
            raise click.UsageError(f"{option.opts[0]} is not for a saved question. Leave it out")
    return {name: value for name, value in context.params.items() if name in known}


def _answer(answer: object) -> Answer:
    assert isinstance(answer, Answer)
    return answer
