"""Answers that are kept. The graph does not change while it is served, so the same question has the same answer."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Hashable

from whoshares.server.messages import Reply

_WORDS = ("now", "rand", "uuid", "bnode", "\\u")
_CHANGING = re.compile(r"\\u|(?<!\w)(now|rand|uuid|struuid|bnode)(?!\w)")
_OVERHEAD = 512
"""Bytes that keeping an answer takes besides its body and its question, roughly."""


def repeatable(query: str) -> bool:
    """Whether a query gives the same answer each time. In doubt, it does not."""
    text = query.lower()
    return not any(word in text for word in _WORDS) or _CHANGING.search(text) is None


class KeptAnswers:
    """The answers used last, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._longest = most // 8
        self._taken = 0
        self._replies: OrderedDict[Hashable, tuple[Reply, int]] = OrderedDict()

    def get(self, question: Hashable) -> Reply | None:
        """The answer to a question, where it is kept."""
        found = self._replies.get(question)
        if found is None:
            return None
        self._replies.move_to_end(question)
        return found[0]

    def keep(self, question: Hashable, size: int, reply: Reply) -> None:
        """Keep an answer to a question of `size` bytes, unless it is a problem or takes too much room."""
        cost = len(reply.body) + size + _OVERHEAD
        if reply.problem is not None or cost > self._longest or question in self._replies:
            return
        self._replies[question] = (reply, cost)
        self._taken += cost
        while self._taken > self._most:
            _, (_, freed) = self._replies.popitem(last=False)
            self._taken -= freed
