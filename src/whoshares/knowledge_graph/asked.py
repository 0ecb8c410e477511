"""Questions as values: a verb and what it is told, which a graph answers."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from whoshares.knowledge_graph.verbs import VERBS, Verb

P = ParamSpec("P")
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Asked(Generic[A]):
    """One question: a verb, what it is told, and what answers it on this machine."""

    verb: Verb
    work: Callable[..., A]
    given: tuple[object, ...]
    """What was told by place."""
    named: Mapping[str, object]
    """What was told by name."""

    def of(self, graph: object) -> A:
        """The answer out of a graph on this machine."""
        return self.work(graph, *self.given, **self.named)

    @property
    def told(self) -> dict[str, Any]:
        """All that the verb is told, by the names of its parameters. Raises TypeError where it takes no such thing."""
        import inspect

        bound = inspect.signature(self.work).bind(None, *self.given, **self.named)
        return {p.name: bound.arguments.get(p.name, p.without) for p in self.verb.parameters}

    @property
    def things(self) -> set[str]:
        """The texts by which it names things of the graph."""
        told = self.told
        named = [told[p.name] for p in self.verb.parameters if p.names and told[p.name] is not None]
        return {text for value in named for text in ([value] if isinstance(value, str) else value)}


class Answers(Protocol):
    """Whatever answers questions."""

    def answer(self, asked: Asked[A]) -> A:
        """The answer to a question."""


G = TypeVar("G", bound=Answers)


def verb(work: Callable[Concatenate[G, P], A]) -> Callable[Concatenate[G, P], A]:
    """The method of a verb: puts its question to the graph, whose `answer` says how it is answered."""
    declared = VERBS[work.__name__]

    @functools.wraps(work)
    def ask(graph: G, /, *given: P.args, **named: P.kwargs) -> A:
        return graph.answer(Asked(declared, work, given, named))

    return ask
