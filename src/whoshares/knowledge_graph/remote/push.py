"""Loading a graph into a remote store by the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

import io
import urllib.request
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from whoshares.knowledge_graph.remote.address import RemoteAddress, seconds_allowed
from whoshares.knowledge_graph.remote.http import Line
from whoshares.model.errors import EndpointError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from whoshares.store.engine import Store


@dataclass(frozen=True, slots=True)
class Pushed:
    """What was loaded: the named graphs and their statements."""

    url: str
    graphs: int
    statements: int


def push(
    store: Store,
    url: str,
    *,
    seconds: float | None = None,
    progress: Callable[[str], AbstractContextManager[object]] = nullcontext,
) -> Pushed:
    """Put each named graph of a store into the Graph Store at `url`, in place of what that graph held there.

    Other graphs there stay as they are. Raises InputError where statements are in no named graph, and EndpointError,
    which says how far it came: to push again is safe.
    """
    homeless = sum(1 for statement in store.statements() if statement.graph is None)
    if homeless:
        raise InputError(
            f"{homeless:,} statements of this graph are in no named graph, so that no source states them. Write the "
            "data as TriG or N-Quads, with the source's IRI as the graph."
        )
    line = Line(RemoteAddress.of(url), seconds_allowed(seconds))
    joint = "&" if "?" in line.address.url else "?"
    graphs, statements = store.graphs(), 0
    with progress(f"Loading {len(graphs)} named graphs into {line.address.shown} …"):
        for done, graph in enumerate(graphs):
            body = io.BytesIO()
            store.write_statements(body, "ntriples", graph=graph, merge=True)
            request = urllib.request.Request(
                f"{line.address.url}{joint}graph={quote(graph, safe='')}",
                data=body.getvalue(),
                headers={"Content-Type": "application/n-triples", "Accept": "*/*", "User-Agent": "whoshares"},
                method="PUT",
            )
            try:
                line.send(request)
            except EndpointError as error:
                raise EndpointError(
                    *error.lines,
                    f"{done} of {len(graphs)} named graphs were loaded before. Push again when it is mended.",
                ) from None
            statements += body.getvalue().count(b"\n")
    return Pushed(line.address.shown, len(graphs), statements)
