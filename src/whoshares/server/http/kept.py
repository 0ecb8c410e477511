"""Answers that are kept. The graph does not change while it is served, so the same question has the same answer."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterable
from sys import getsizeof
from typing import Final

from whoshares.server.workers.messages import Reply

_WORDS: Final = ("now", "rand", "uuid", "bnode", "\\u")
_CHANGING: Final = re.compile(r"\\u|(?<!\w)(now|rand|uuid|struuid|bnode)(?!\w)")
_LONGEST: Final = 20_000
"""Characters of the longest query whose answer is kept. To look into longer ones would keep others waiting."""
_OVERHEAD: Final = 400
"""Bytes of the entry that keeps an answer: its key, its place in the order, the objects around its parts."""


def repeatable(query: str) -> bool:
    """Whether a query gives the same answer each time. In doubt, it does not."""
    if len(query) > _LONGEST:
        return False
    text = query.lower()
    return not any(word in text for word in _WORDS) or _CHANGING.search(text) is None


def question_of(parts: Iterable[bytes | str | Iterable[str] | None]) -> bytes:
    """A key of fixed length for a question that is made of texts, bytes and lists of texts."""
    spelt = hashlib.blake2b(digest_size=24)
    for part in parts:
        texts = [part] if part is None or isinstance(part, str | bytes) else part
        for text in texts:
            data = text if isinstance(text, bytes) else (text or "").encode("utf-8", "surrogatepass")
            spelt.update(b"-" if text is None else b"%d:" % len(data))
            spelt.update(data)
        spelt.update(b";")
    return spelt.digest()


class KeptAnswers:
    """The answers used last, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._longest = most // 8
        self._replies: OrderedDict[bytes, tuple[Reply, int]] = OrderedDict()
        self.taken = 0
        """The bytes that they take."""

    def get(self, question: bytes) -> Reply | None:
        """The answer to a question, where it is kept."""
        found = self._replies.get(question)
        if found is None:
            return None
        self._replies.move_to_end(question)
        return found[0]

    def keep(self, question: bytes, reply: Reply) -> None:
        """Keep an answer, unless it is a problem or takes too much room."""
        cost = getsizeof(reply.body) + getsizeof(reply.media_type) + getsizeof(reply.tag) + _OVERHEAD
        if reply.problem is not None or cost > self._longest or question in self._replies:
            return
        self._replies[question] = (reply, cost)
        self.taken += cost
        while self.taken > self._most:
            _, (_, freed) = self._replies.popitem(last=False)
            self.taken -= freed
