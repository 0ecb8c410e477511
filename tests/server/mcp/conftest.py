"""A real server behind the real client of the protocol: one process for all tests."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import CallToolResult, TextContent

PATIENCE = "300"
"""How many seconds are waited for what comes within a few on an idle machine."""


@dataclass(frozen=True)
class Assistant:
    """A client of the protocol with its server."""

    portal: BlockingPortal
    session: ClientSession
    instructions: str

    def tools(self) -> list[dict[str, Any]]:
        """What the server offers, as it goes over the wire."""
        listed = self.portal.call(self.session.list_tools)
        return [tool.model_dump(by_alias=True, exclude_none=True, mode="json") for tool in listed.tools]

    def text(self, tool: str, **given: object) -> tuple[str, bool]:
        """The text of a reply, and whether it is an error."""
        done = self.portal.call(lambda: self.session.call_tool(tool, given))
        return _text(done), bool(done.is_error)

    def ask(self, tool: str, **given: object) -> dict[str, Any]:
        """A reply that is no error."""
        text, failed = self.text(tool, **given)
        assert not failed, text
        return dict(json.loads(text))

    def together(self, calls: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, bool]]:
        """The replies to several calls that are made at once, in order."""

        async def all_of_them() -> list[tuple[str, bool]]:
            import anyio

            found: dict[int, tuple[str, bool]] = {}
            few = anyio.Semaphore(8)

            async def one(place: int, tool: str, given: dict[str, object]) -> None:
                async with few:
                    done = await self.session.call_tool(tool, given)
                found[place] = _text(done), bool(done.is_error)

            async with anyio.create_task_group() as group:
                for place, (tool, given) in enumerate(calls):
                    group.start_soon(one, place, tool, given)
            return [found[place] for place in range(len(calls))]

        return self.portal.call(all_of_them)


def _text(done: CallToolResult) -> str:
    (content,) = done.content
    assert isinstance(content, TextContent)
    return content.text


Begin = Callable[..., Assistant]


@pytest.fixture(scope="session")
def begin(cache: Path) -> Iterator[Begin]:
    """Starts servers, each with its client: `begin("--graph", "x.ttl")`."""

    @asynccontextmanager
    async def connected(options: Sequence[str]) -> AsyncIterator[tuple[ClientSession, str]]:
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "whoshares", "mcp", *options], env=dict(os.environ)
        )
        async with stdio_client(command) as (incoming, outgoing), ClientSession(incoming, outgoing) as session:
            known = await session.initialize()
            yield session, str(known.instructions)

    with start_blocking_portal() as portal:
        ending: list[Any] = []

        def start(*options: str) -> Assistant:
            context = portal.wrap_async_context_manager(connected(options))
            session, instructions = context.__enter__()
            ending.append(context)
            return Assistant(portal, session, instructions)

        yield start
        for context in reversed(ending):
            context.__exit__(None, None, None)


@pytest.fixture(scope="session")
def assistant(begin: Begin) -> Assistant:
    """A client of the shipped graph."""
    return begin("--seconds", PATIENCE)
