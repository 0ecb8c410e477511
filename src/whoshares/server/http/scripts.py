"""The explorer's scripts, as Vite built them into the package: their tags, and the files themselves."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from whoshares.server.http.packing import takes_gzip
from whoshares.server.problems import Problem

FOLDER: Final = Path(__file__).with_name("static")
_TYPES: Final = {".js": "text/javascript", ".css": "text/css"}
FOR_EVER: Final = "public, max-age=31536000, immutable"
"""Names hold a hash of what is in the file, so that no file ever changes."""


def built() -> bool:
    """Whether the scripts are there. Pages are whole without them."""
    return bool(_manifest())


def tags(entry: str, prefix: str) -> Markup:
    """What loads an entry, such as `explore` for `web/src/explore.ts`; nothing where it is not built."""
    chunk = _manifest().get(f"src/{entry}.ts")
    if chunk is None:
        return Markup("")
    needed = _imports(chunk["file"])
    styles = [style for one in (chunk, *needed) for style in one.get("css", ())]
    lines = [Markup('<link rel="stylesheet" href="{}/static/{}">').format(prefix, name) for name in styles]
    lines += [Markup('<link rel="modulepreload" href="{}/static/{}">').format(prefix, one["file"]) for one in needed]
    lines.append(Markup('<script type="module" src="{}/static/{}"></script>').format(prefix, chunk["file"]))
    return Markup("\n").join(lines)


def file(request: Request) -> Response:
    """A file of the scripts. Raises Problem where there is none of this name."""
    name = request.path_params["name"]
    kind = _TYPES.get(Path(name).suffix)
    if kind is None or name not in _names():
        raise Problem(404, f"There is no script “{name[:80]}”. Load the page again: it may be of an older version.")
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding", "Content-Type": f"{kind}; charset=utf-8"}
    if takes_gzip(request.scope):
        return Response(_packed(name), headers=headers | {"Content-Encoding": "gzip"})
    return Response((FOLDER / name).read_bytes(), headers=headers)


def _imports(name: str) -> list[dict[str, Any]]:
    """The chunks that a chunk imports, and those that these import, each once."""
    chunks = {chunk["file"]: chunk for chunk in _manifest().values()}
    found: dict[str, dict[str, Any]] = {}
    waiting = [chunks[name]]
    while waiting:
        for key in waiting.pop().get("imports", ()):
            chunk = _manifest()[key]
            if chunk["file"] not in found:
                found[chunk["file"]] = chunk
                waiting.append(chunk)
    return list(found.values())


@cache
def _manifest() -> dict[str, dict[str, Any]]:
    try:
        read: dict[str, dict[str, Any]] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return read


@cache
def _names() -> frozenset[str]:
    return frozenset(path.name for path in FOLDER.iterdir()) if built() else frozenset()


@cache
def _packed(name: str) -> bytes:
    return gzip.compress((FOLDER / name).read_bytes(), 9, mtime=0)
