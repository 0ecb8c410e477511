"""Text from outside in one line: what could break or forge a line is shown as an escape."""

from __future__ import annotations

import re
import shlex

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
"""What breaks a line, moves or recolours what a terminal shows, or turns its direction. U+200C and U+200D are not here:
they join letters, and belong to words."""

_OF_SHELLS = re.compile(r'["$`\\!]')
"""What a shell reads as its own between double quotes."""
_BARE = re.compile(r"[\w.,:/@%+=-]+")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def plain(text: str) -> str:
    r"""Text in one line, with what would break the line or turn what a terminal shows written as an escape.

    >>> print(plain("Jail\nRoute 9 \u202e"))
    Jail\nRoute 9 \u202e
    """
    return text if text.isprintable() else _UNSEEN.sub(_escaped, text)  # which takes ten times as long


def plain_lines(text: str) -> str:
    """Text of several lines, each of them made plain."""
    return "\n".join(map(plain, text.split("\n")))


def as_argument(text: str) -> str:
    r"""Text as it is shown as one argument of a command, which can be copied into a shell.

    >>> as_argument("King County Sheriff's Office"), as_argument("$(date)")
    ('"King County Sheriff\'s Office"', "'$(date)'")
    """
    if _OF_SHELLS.search(text):
        return shlex.quote(text)
    return text if _BARE.fullmatch(text) else f'"{text}"'


def _escaped(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}"
