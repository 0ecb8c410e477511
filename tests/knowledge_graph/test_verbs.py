"""The verbs as they are declared, the methods that answer them, the command and the server: all say the same."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import cast

import click
import pytest

from whoshares.cli.main import whoshares
from whoshares.knowledge_graph import verbs
from whoshares.knowledge_graph.asked import A, Asked
from whoshares.knowledge_graph.graph import KnowledgeGraph
from whoshares.knowledge_graph.remote import RemoteGraph
from whoshares.knowledge_graph.verbs import VERBS, Parameter, Verb
from whoshares.server.http.arguments import parameters
from whoshares.store.engine import Store

ANNOTATIONS = {
    "text": {"str", "str | None", "str | Sequence[str]"},
    "day": {"str | date", "str | date | None"},
    "days": {"tuple[str | date, str | date] | None"},
    "switch": {"bool"},
    "number": {"int", "int | None"},
    "seconds": {"float"},
    "file": {"str | Path | None"},
}


def differences(verb: Verb, method: Callable[..., object]) -> list[str]:
    """In what a method is not as its verb is declared."""
    found = []
    taken = {name: given for name, given in inspect.signature(method).parameters.items() if name != "self"}
    declared = {parameter.name: parameter for parameter in verb.parameters}
    found += sorted(taken.keys() ^ declared.keys())
    for name in taken.keys() & declared.keys():
        parameter, annotation = declared[name], str(taken[name].annotation)
        without = inspect.Parameter.empty if parameter.required else parameter.without
        if taken[name].default != without:
            found.append(f"{name}: default")
        if annotation not in ANNOTATIONS[parameter.sort] or ("Sequence" in annotation) != parameter.several:
            found.append(f"{name}: {annotation}")
    return found


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.method)
def test_the_method_takes_what_is_declared(verb: Verb) -> None:
    assert differences(verb, getattr(KnowledgeGraph, verb.method)) == []


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.method)
def test_a_remote_graph_says_no_verb_again(verb: Verb) -> None:
    assert getattr(RemoteGraph, verb.method) is getattr(KnowledgeGraph, verb.method)


class Told(KnowledgeGraph):
    """A graph that hands back what it is asked."""

    def answer(self, asked: Asked[A]) -> A:
        return cast("A", asked)


def test_a_question_is_a_value() -> None:
    asked = cast("Asked[object]", Told(Store()).trace("a", "b", max_hops=3, via=["c", "d"], avoid="e"))
    assert asked.verb is verbs.TRACE
    assert {name: asked.told[name] for name in ("origin", "recipient", "max_hops", "limit")} == {
        "origin": "a", "recipient": "b", "max_hops": 3, "limit": 100,
    }  # fmt: skip
    assert asked.things == {"a", "b", "c", "d", "e"}
    with pytest.raises(TypeError, match="'origin'"):
        assert cast("Asked[object]", Told(Store()).trace()).told  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (Parameter("through", "text", "A holder."), ["through"]),
        (verbs.MAX_HOPS._replace(default=5), ["max_hops: default"]),
        (verbs.EXACT._replace(required=True), ["exact: default"]),
        (verbs.AS_OF._replace(sort="text"), ["as_of: str | date | None"]),
        (verbs.READINGS._replace(several=False, default=()), ["readings: str | Sequence[str]"]),
    ],
    ids=lambda given: given.name if isinstance(given, Parameter) else "",
)
def test_a_difference_is_noticed(changed: Parameter, said: list[str]) -> None:
    others = tuple(parameter for parameter in verbs.TRACE.parameters if parameter.name != changed.name)
    assert differences(verbs.TRACE._replace(parameters=(*others, changed)), KnowledgeGraph.trace) == said


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.method)
def test_the_command_takes_what_is_declared(verb: Verb) -> None:
    command = whoshares.get_command(click.Context(whoshares), verb.method)
    assert command is not None
    own = {"graph", "store", "format_name", "output", "exit_code"}
    assert [p.name for p in command.params if p.name not in own] == [p.name for p in verb.parameters]


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.method)
def test_the_server_takes_what_is_declared_for_it(verb: Verb) -> None:
    assert [p.meaning for p in parameters(verb.method)] == [p.meaning for p in verb.parameters if p.remote]
    assert {p.name for p in verb.parameters if not p.remote} <= {"seconds", "scenario", "full"}


def test_one_name_means_one_thing() -> None:
    meanings = {(p.name, p.meaning, p.sort, p.several) for verb in VERBS.values() for p in verb.parameters}
    assert len(meanings) == len({name for name, *_ in meanings})
