"""Compiled templates are kept between runs, and never stand for others than those that are there."""

from __future__ import annotations

import os
from pathlib import Path

import jinja2
import pytest

from whoshares.server.http.compiled_pages import CompiledPages
from whoshares.store.sealed_files import SEAL_SIZE, seal


class Pages:
    """Templates in a folder, each time read by a new environment, with a cache of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.code, self.cache = folder, folder / "code.py", folder / "cache" / "pages"
        self.code.write_text("1")
        self.say("Hello {{ name }}")

    def say(self, text: str) -> None:
        (self.folder / "page.html").write_text(text)

    def shown(self) -> str:
        loader = jinja2.FileSystemLoader(self.folder)
        environment = jinja2.Environment(loader=loader, autoescape=True, bytecode_cache=CompiledPages(self.code))
        return environment.get_template("page.html").render(name="<you>")

    def kept(self) -> list[Path]:
        return sorted(self.cache.glob("*.page"))


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pages:
    monkeypatch.setenv("WHOSHARES_CACHE", str(tmp_path / "cache"))
    return Pages(tmp_path)


def test_what_is_kept_is_used(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pages.shown() == "Hello &lt;you&gt;"
    assert len(pages.kept()) == 1
    monkeypatch.setattr(jinja2.Environment, "_generate", None)  # nothing can be compiled any more
    assert pages.shown() == "Hello &lt;you&gt;"
    pages.say("Bye")
    with pytest.raises(TypeError):
        pages.shown()


def test_another_template_or_other_code_is_compiled_anew(pages: Pages) -> None:
    pages.shown()
    (kept,) = pages.kept()
    before = kept.read_bytes()
    pages.say("Bye {{ name }}")
    assert pages.shown() == "Bye &lt;you&gt;"
    assert pages.kept() == [kept]
    assert kept.read_bytes() != before
    before = kept.read_bytes()
    pages.code.write_text("2")
    assert pages.shown() == "Bye &lt;you&gt;"
    assert pages.kept() == [kept]
    assert kept.read_bytes() != before


def test_what_is_damaged_or_could_be_from_others_is_not_read(pages: Pages) -> None:
    pages.shown()
    (kept,) = pages.kept()
    whole = kept.read_bytes()
    for spoilt in (b"", whole[:-9], whole + b"\0", b"\0" * len(whole)):
        kept.write_bytes(spoilt)
        assert pages.shown() == "Hello &lt;you&gt;"
        assert kept.read_bytes() == whole
    other = whole[SEAL_SIZE:].replace(b"Hello", b"Jello")
    kept.write_bytes(seal(kept.name, [other]) + other)
    assert pages.shown() == "Jello &lt;you&gt;", "a planted page is whole"
    kept.chmod(0o666)
    assert pages.shown() == "Hello &lt;you&gt;"
    kept.write_bytes(seal(kept.name, [other]) + other)
    kept.chmod(0o600)
    kept.parent.chmod(0o777)
    assert pages.shown() == "Hello &lt;you&gt;"


def test_the_folders_that_are_made_are_closed_to_others(pages: Pages) -> None:
    before = os.umask(0o002)
    try:
        pages.shown()
    finally:
        os.umask(before)
    assert {folder.stat().st_mode & 0o777 for folder in (pages.cache, pages.cache.parent)} == {0o700}


def test_where_nothing_can_be_kept_pages_are_shown(pages: Pages) -> None:
    pages.cache.parent.write_text("a file where the folder would be")
    assert pages.shown() == "Hello &lt;you&gt;"
    pages.cache.parent.unlink()
    pages.cache.parent.symlink_to(pages.cache.parent)
    assert pages.shown() == "Hello &lt;you&gt;"
