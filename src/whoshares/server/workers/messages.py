"""What server and workers say to each other: a job, and its reply, over a Unix socket.

A message is two lengths (4 and 8 bytes, big-endian), a head as JSON and a body as bytes.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Final

HEAD: Final = struct.Struct(">IQ")


@dataclass(frozen=True, slots=True)
class Job:
    """A question to a worker: its kind, and what it needs to know, as JSON-ready data."""

    kind: str
    arguments: dict[str, object]
    body: bytes = b""
    """What is too long to be worth the way through JSON: a query, or the form that holds one."""

    def to_bytes(self) -> bytes:
        """The job as a message."""
        return _message({"kind": self.kind, "arguments": self.arguments}, self.body)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a job: a body with its media type and tag, or a problem."""

    status: int
    media_type: str
    body: bytes
    tag: str = ""
    """A hash of the body, for the ETag header."""
    problem: dict[str, object] | None = None

    def to_bytes(self) -> bytes:
        """The reply as a message."""
        head = {"status": self.status, "media_type": self.media_type, "tag": self.tag, "problem": self.problem}
        return _message(head, self.body)


def job_from(head: bytes, body: bytes) -> Job:
    """The job that a message holds."""
    return Job(body=body, **json.loads(head.decode()))


def reply_from(head: bytes, body: bytes) -> Reply:
    """The reply that a message holds."""
    return Reply(body=body, **json.loads(head.decode()))


def _message(head: dict[str, object], body: bytes) -> bytes:
    text = json.dumps(head).encode()
    return HEAD.pack(len(text), len(body)) + text + body
