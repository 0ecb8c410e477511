"""Dossiers as a static site: pages that link to one another, open from a folder, load nothing and run nothing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from whoshares.answers.dossier import Sort
from whoshares.exports.brief_html import body, text
from whoshares.exports.brief_page import Page
from whoshares.exports.dossier_style import STYLE
from whoshares.model.errors import FileError
from whoshares.model.vocabulary import ID, shorten
from whoshares.store import whole

MARK: Final = "dossiers.json"
"""The file that makes a folder a site of ours: what it is of, and which page is of which thing."""
FORM: Final = "dossiers 1"
_SAFE: Final = re.compile(r"(place|organization|system|instrument|category)/[a-z0-9][a-z0-9-]{0,90}")
_UNSAFE: Final = re.compile(r"[^a-z0-9]+")
_RESERVED: Final = frozenset({"con", "prn", "aux", "nul", *(f"{a}{n}" for a in ("com", "lpt") for n in range(10))})
"""Names that no file may have on Windows, whatever their ending."""
_FOLDERS: Final = frozenset({"place", "organization", "system", "instrument", "category", "body", "law"})
_FILES: Final = frozenset(
    {MARK, "index.html", "places.html", "bodies.html", "laws.html", "categories.html", "style.css"}
)
_POLICY: Final = "default-src 'none'; style-src 'self' file:"


class Entry(NamedTuple):
    """A page in a list."""

    label: str
    path: str
    told: str = ""


class Site:
    """The addresses of the pages of a site, and their shell."""

    def __init__(self, things: Mapping[Sort, Sequence[str]], edition: str) -> None:
        """`things` are the IRIs by sort; `edition` is what stands at the foot of each page."""
        self._edition = edition
        self.paths: dict[str, str] = {}
        """The path of the page of each thing, from the site's folder."""
        taken: set[str] = set()
        for sort, iris in things.items():
            for iri in iris:
                self.paths[iri] = path = _path(iri, sort, taken)
                taken.add(path)

    def page(self, page: Page, path: str, crumbs: Sequence[tuple[str, str]]) -> str:
        """A page of a thing; `crumbs` are the words and paths of what it lies in, from the first page on."""
        return self._shell(page.title, path, crumbs, body(page, lambda iri: _up(path, self.paths.get(iri))))

    def listing(self, path: str, title: str, said: Sequence[str], groups: Iterable[tuple[str, Sequence[Entry]]]) -> str:
        """A page that lists others, in groups under headings."""
        made = [f"<h1>{text(title)}</h1>", *(f"<p>{text(line)}</p>" for line in said)]
        for heading, entries in groups:
            items = "".join(
                f'<li><a href="{_up(path, one.path)}">{text(one.label)}</a>'
                + (f' <span class="small">{text(one.told)}</span></li>' if one.told else "</li>")
                for one in entries
            )
            above = f"<h2>{text(heading)}</h2>" if heading else ""
            made.append(f'{above}<ul class="index">{items}</ul>')
        crumbs = [] if path == "index.html" else [("Dossiers", "index.html")]
        return self._shell(title, path, crumbs, "\n".join(made))

    def _shell(self, title: str, path: str, crumbs: Sequence[tuple[str, str]], main: str) -> str:
        led = " › ".join(f'<a href="{_up(path, where)}">{text(words)}</a>' for words, where in crumbs)
        nav = f"<nav>{led}</nav>" if led else ""
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{text(title)} · whoshares</title>\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f'<link rel="stylesheet" href="{_up(path, "style.css")}">\n</head>\n<body>\n'
            f"{nav}\n<main>\n{main}\n</main>\n"
            f"<footer><p>{text(self._edition)}</p></footer>\n</body>\n</html>\n"
        )


def write_site(folder: Path, files: Iterable[tuple[str, str]], about: Mapping[str, object]) -> int:
    """Write a site into a folder, whole or not at all, and give how many bytes it has.

    `files` are paths and texts, `about` is what `MARK` says. What is in the folder is replaced where it is such a site.
    Raises FileError where it is something else, or cannot be written.
    """
    place, size = folder.absolute(), 0
    _refuse_other(folder, place)
    try:
        with whole.folder(place) as part:
            made: set[str] = set()
            for path, written in files:
                parent = path.rpartition("/")[0]
                if parent and parent not in made:
                    (part / parent).mkdir(exist_ok=True)
                    made.add(parent)
                size += _put(part / path, written)
            size += _put(part / "style.css", STYLE)
            told = json.dumps({"whoshares": FORM, **about}, ensure_ascii=False, indent=1, sort_keys=True)
            size += _put(part / MARK, f"{told}\n")
    except OSError as error:
        raise FileError(f"{folder}: this folder cannot be written ({error.strerror}). Name another place.") from None
    return size


def refuse_other(folder: Path) -> None:
    """Raises FileError where a path is something else than an empty folder or such a site."""
    _refuse_other(folder, folder.absolute())


def _refuse_other(named: Path, place: Path) -> None:
    if not place.exists() and not place.is_symlink():
        return
    if not place.is_dir() or place.is_symlink():
        raise FileError(f"{named}: this is no folder, and is not touched. Name another place.")
    found = {one.name for one in place.iterdir()}
    if not found:
        return
    if not _is_ours(place):
        raise FileError(
            f"{named}: this folder holds something else than dossiers, and nothing in it is touched. Name another "
            "place."
        )
    if others := sorted(found - _FILES - _FOLDERS):
        raise FileError(
            f"{named}: besides dossiers this folder holds “{others[0][:80]}”, and nothing in it is touched. Move that "
            "away, or name another place."
        )


def _is_ours(place: Path) -> bool:
    with suppress(OSError, ValueError):
        mark = place / MARK
        if mark.is_file() and not mark.is_symlink():
            with mark.open(encoding="utf-8") as stream:
                return f'"whoshares": "{FORM}"' in stream.read(100_000_000)
    return False


def _put(place: Path, written: str) -> int:
    data = written.encode()
    place.write_bytes(data)
    return len(data)


def _path(iri: str, sort: str, taken: set[str]) -> str:
    """Where the page of a thing lies: by its id where that is a plain name, else by a part of it with its hash."""
    short = shorten(iri)
    name = short.rpartition("/")[2]
    if iri.startswith(ID) and _SAFE.fullmatch(short) and name not in _RESERVED and f"{short}.html" not in taken:
        return f"{short}.html"
    digest = hashlib.sha256(iri.encode("utf-8", "backslashreplace")).hexdigest()
    slug = _UNSAFE.sub("-", iri.lower()).strip("-")[-40:].strip("-") or "thing"
    for length in range(12, len(digest) + 1):
        if (path := f"{sort}/{slug}-{digest[:length]}.html") not in taken:
            return path
    raise AssertionError("two things have one hash")


def _up(path: str, other: str | None) -> str | None:
    """The address of a page as it is from another."""
    if other is None:
        return None
    return f"{'../' * path.count('/')}{other}"
