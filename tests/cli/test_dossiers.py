"""`whoshares dossiers`: a site that links to itself alone, safe from what the graph holds, whole or not at all."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
from tests.by_hand import SMALL, Command

from whoshares.exports import dossier_site
from whoshares.exports.dossier_site import MARK
from whoshares.model.errors import FileError

HOSTILE = "Sheriff </a><script src=//evil.example></script> \u202e ../../etc"
PLACES = """
  <place/us> a ws:Place ; skos:prefLabel "Country" .
  <place/s> a ws:Place ; skos:prefLabel "State" ; ws:fips "99" ; ws:within <place/us> .
  <place/c> a ws:Place ; skos:prefLabel "County place" ; ws:fips "99001" ; ws:within <place/s> .
  <place/con> a ws:Place ; skos:prefLabel "A reserved name" ; ws:within <place/s> .
  <https://evil.example/../x?a=b&c#d> a ws:Place ; skos:prefLabel "Foreign" ; ws:within <place/s> .
  <organization/sheriff> ws:inPlace <place/c> .
"""
WORLD = (
    SMALL.replace("organization/agency", "organization/us-ice")
    .replace('"Sheriff"', json.dumps(HOSTILE))
    .replace("<flow/direct> a", PLACES + "  <flow/direct> a")
)
LOADING = {"img", "iframe", "object", "embed", "video", "audio", "source", "use", "image", "base", "form", "script"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The small graph with places, an immigration authority, and names that would break out of a page."""
    file = tmp_path_factory.mktemp("world") / "world.trig"
    file.write_text(WORLD, "utf-8")
    return str(file)


def files_in(place: Path) -> dict[str, bytes]:
    return {str(one.relative_to(place)): one.read_bytes() for one in place.rglob("*") if one.is_file()}


def written(command: Command, world: str, place: Path) -> dict[str, bytes]:
    done = command("dossiers", "--graph", world, "--out", str(place), "--as-of", "2015-06-01")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{place}: ")
    return files_in(place)


@pytest.fixture(scope="module")
def files(world: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site of that graph, by path."""
    from click.testing import CliRunner

    from whoshares.cli.dossiers import dossiers

    place = tmp_path_factory.mktemp("site") / "site"
    done = CliRunner().invoke(dossiers, ["--graph", world, "--out", str(place), "--as-of", "2015-06-01"])
    assert done.exit_code == 0, done.output
    return files_in(place)


def test_pages_link_to_pages_that_are_there_and_load_nothing(files: dict[str, bytes]) -> None:
    pages = {path: text.decode() for path, text in files.items() if path.endswith(".html")}
    assert {"index.html", "places.html", "bodies.html", "laws.html", "categories.html", "place/c.html"} <= pages.keys()
    led_to: set[str] = set()
    for path, text in pages.items():
        document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
        elements = [one for one in document.iter() if isinstance(one.tag, str)]
        assert not LOADING & {one.tag.rpartition("}")[2] for one in elements}, path
        assert not [key for one in elements for key in one.attrib if key in ("src", "style") or key[:2] == "on"], path
        ids = [one.attrib["id"] for one in elements if "id" in one.attrib]
        assert len(ids) == len(set(ids)), path
        for one in elements:
            address = urlsplit(one.attrib.get("href", ""))
            if not one.attrib.get("href"):
                continue
            if address.scheme or address.netloc:
                raise AssertionError(f"{path}: {one.attrib['href']}")  # no document of this graph has an address
            if address.path:
                where = posixpath.normpath(posixpath.join(posixpath.dirname(path), address.path))
                assert where in files, f"{path}: {one.attrib['href']}"
                led_to.add(where)
            else:
                assert address.fragment in ids, path
    assert led_to == files.keys() - {MARK}, "each page can be reached"


def test_hostile_names_are_text_and_no_paths(files: dict[str, bytes]) -> None:
    text = files["organization/sheriff.html"].decode()
    assert "evil.example" in text
    assert "<script" not in text
    assert "\u202e" not in text
    pages = json.loads(files[MARK])["pages"]
    assert {one["id"]: path for path, one in pages.items() if "evil" in one["id"]} == {
        "https://evil.example/../x?a=b&c#d": next(path for path in files if "evil" in path)
    }
    for path in files:
        assert all(part.isascii() and part not in ("..", "con.html") and len(part) < 110 for part in path.split("/"))
    assert not any(path == "place/con.html" for path in files)


def test_a_page_says_what_a_brief_says(files: dict[str, bytes]) -> None:
    county = " ".join(files["place/c.html"].decode().split())
    first = "Yes: on 1 June 2015, data of the one body in County place that is named here could get to immigration"
    assert f"{first} authorities (Agency), as far as documents show." in county
    assert 'href="../organization/us-ice.html">Agency</a>' in county
    assert "<svg" in county
    assert "barred by The law" in county
    state = files["place/s.html"].decode()
    assert "Nothing is known of State" not in state, "its county has a sheriff"
    assert 'Places within it (3): <a href="../place/' in state
    assert '<a href="../place/c.html">County place</a>' in state
    assert "Nothing is known of A reserved name" in next(
        text.decode() for path, text in files.items() if path.startswith("place/") and b"<h1>A reserved name" in text
    )
    law = files["instrument/law.html"].decode()
    assert "Its terms" in law
    assert "judge&#x27;s warrant" in law


def test_the_same_graph_makes_the_same_bytes(
    command: Command, world: str, files: dict[str, bytes], tmp_path: Path
) -> None:
    assert written(command, world, tmp_path / "site") == files
    assert written(command, world, tmp_path / "site") == files, "over what is there"


def test_what_is_no_site_is_left_alone(command: Command, world: str, files: dict[str, bytes], tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine", "utf-8")
    done = command("dossiers", "--graph", world, "--out", str(other))
    assert done.returncode == 2
    assert "this folder holds something else than dossiers, and nothing in it is touched" in done.stderr
    assert [one.name for one in other.iterdir()] == ["mine.txt"]
    done = command("dossiers", "--graph", world, "--out", str(other / "mine.txt"))
    assert (done.returncode, "this is no folder" in done.stderr) == (2, True)
    (tmp_path / "site").mkdir()
    for name in (MARK, "index.html"):
        (tmp_path / "site" / name).write_bytes(files[name])
    (tmp_path / "site" / "notes.txt").write_text("mine", "utf-8")
    done = command("dossiers", "--graph", world, "--out", str(tmp_path / "site"))
    assert (done.returncode, "besides dossiers this folder holds “notes.txt”" in done.stderr) == (2, True)
    assert (tmp_path / "site" / "index.html").read_bytes() == files["index.html"]


def test_what_stops_half_way_leaves_the_old_site(files: dict[str, bytes], tmp_path: Path) -> None:
    place = tmp_path / "site"
    place.mkdir()
    (place / MARK).write_bytes(files[MARK])

    def pages() -> Iterator[tuple[str, str]]:
        yield "index.html", "x"
        raise OSError(28, "No space left on device")

    with pytest.raises(FileError, match="No space left on device"):
        dossier_site.write_site(place, pages(), {})
    assert files_in(place) == {MARK: files[MARK]}
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_what_stands_beside_a_site_is_left_alone(command: Command, world: str, tmp_path: Path) -> None:
    for name in ("site.part", "site.old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.txt").write_text("mine", "utf-8")
    for _ in "12":
        written(command, world, tmp_path / "site")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["site", "site.old", "site.part"]
    assert (tmp_path / "site.part" / "mine.txt").exists()
    assert (tmp_path / "site.old" / "mine.txt").exists()
