"""Addresses that mean another one: with what a newsletter or a network adds to links, or with a slash at the end.

Every other parameter that is not known is refused, because who gives it wants something of the answer.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, unquote_plus

from starlette.responses import Response
from starlette.types import Scope

_TRACKERS: Final = re.compile(
    r"utm_[a-z_]{1,40}|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|li_fat_id|igshid|igsh|yclid|mc_[ce]id"
    r"|_hs(?:enc|mi)|mkt_tok|srsltid|_gl|_ga"
)
"""Parameters that others add to links in order to know who follows them. None asks anything of an answer."""
_AS_IT_IS: Final = "%/:@!$&'()*+,;=~"


def is_tracker(name: str) -> bool:
    """Whether a parameter only tells others who follows a link."""
    return _TRACKERS.fullmatch(name) is not None


def without_trackers(scope: Scope, prefix: str) -> Response | None:
    """The way to the same address without what only tracks its readers; nothing where it has nothing such."""
    if scope["method"] not in ("GET", "HEAD") or not scope["query_string"]:
        return None
    parts = [part for part in scope["query_string"].split(b"&") if part]
    names = [unquote_plus(part.partition(b"=")[0].decode("latin-1")) for part in parts]
    ignored = list(dict.fromkeys(name for name in names if is_tracker(name)))
    if not ignored:
        return None
    kept = b"&".join(part for part, name in zip(parts, names, strict=True) if not is_tracker(name))
    are = "is a parameter that tracks" if len(ignored) == 1 else "are parameters that track"
    said = f"{', '.join(ignored)} {are} who follows a link, and asked nothing here."
    return _see(_path(scope), kept, prefix, said)


def without_slash(status: int, scope: Scope, prefix: str) -> Response | None:
    """The way to an address without the slash at its end, where nothing is found with it; nothing for others."""
    path = _path(scope)
    if status != HTTPStatus.NOT_FOUND or scope["method"] not in ("GET", "HEAD") or not path.endswith(b"/"):
        return None
    shorter = path.rstrip(b"/")
    if not shorter:
        return None
    return _see(shorter, scope["query_string"], prefix, "There is nothing with a slash at the end.")


def _path(scope: Scope) -> bytes:
    """The path as the client spells it, with one slash before it, so that it never names another host."""
    spelt: bytes = scope["raw_path"]
    return b"/" + spelt.lstrip(b"/\\")


def _see(path: bytes, query: bytes, prefix: str, said: str) -> Response:
    where = prefix + quote(path, safe=_AS_IT_IS) + (f"?{quote(query, safe=_AS_IT_IS + '?')}" if query else "")
    headers = {"Location": where, "Cache-Control": "max-age=60"}
    return Response(f"{said} See {where}\n", HTTPStatus.PERMANENT_REDIRECT, headers, "text/plain; charset=utf-8")
