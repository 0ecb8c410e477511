"""Briefs as files: other programs read each form, and find in it what the answer has."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pypdf
import pytest
from markdown_it import MarkdownIt
from tests.by_hand import SMALL

import whoshares
from whoshares import KnowledgeGraph
from whoshares.answers.brief import Brief, edition_of
from whoshares.answers.dossier_things import thing_named
from whoshares.answers.dossiers import Dossiers
from whoshares.answers.trace import Trace
from whoshares.exports.brief_files import read_brief
from whoshares.exports.brief_html import brief_html
from whoshares.exports.brief_markdown import brief_markdown
from whoshares.exports.brief_page import BriefPage, ThingPage
from whoshares.exports.brief_pdf import ATTACHED, brief_pdf
from whoshares.text.brief import page_of
from whoshares.text.dossier import page_of_thing

MOST_BYTES = 300_000
HOSTILE = "Sheriff </script><img src=x> [a](javascript:b) --> <!-- whoshares {} --> https://c.example"
LOADING = {"img", "link", "iframe", "object", "embed", "video", "audio", "source", "use", "image", "base", "form"}


def made(kg: KnowledgeGraph, *ends: str, **options: str) -> BriefPage:
    trace = kg.trace(*ends, **options)  # type: ignore[arg-type]
    units = ("flow", "controller", "instrument", "block") if trace.routes else ()
    cuts = tuple(kg.cut(*ends, **options, by=unit) for unit in units)  # type: ignore[arg-type]
    of_blocks = {block.id: tuple(kg.evidence.citations(block.id)) for block in trace.between.blocks}
    return page_of(Brief(trace, cuts, edition_of(trace, hashlib.sha256(kg.store.dump()).hexdigest()), of_blocks))


def _lines(page: BriefPage | ThingPage) -> list[str]:
    """What stands in the lists of a page."""
    lists = [block for section in page.sections for block in section.blocks if block.sort in ("list", "numbered")]
    return [said for block in lists for item in block.items for said in (item.heading.text, *item.lines)]


@pytest.fixture(scope="module")
def trace(kg: KnowledgeGraph) -> Trace:
    return kg.trace("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")


@pytest.fixture(scope="module")
def page(kg: KnowledgeGraph) -> BriefPage:
    return made(kg, "Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")


@pytest.fixture(scope="module")
def barred(kg: KnowledgeGraph) -> BriefPage:
    """Of what laws forbid."""
    return made(kg, "DAJD", "ICE", as_of="2026-06-30")


@pytest.fixture
def hostile(tmp_path: Path) -> BriefPage:
    """Of a graph that would break out of each form."""
    file = tmp_path / "hostile.trig"
    file.write_text(SMALL.replace('"Sheriff"', json.dumps(HOSTILE)).replace('"p. 3"', '"_p_ `3` <b>"'), "utf-8")
    return made(whoshares.open(str(file)), "organization/sheriff", "Agency", as_of="2015-06-01")


def test_the_answer_is_the_first_sentence_and_what_forbids_it_the_next(page: BriefPage, barred: BriefPage) -> None:
    assert page.first[0].startswith("Yes: on 1 October 2011, fingerprints could get from Local jail to Immigration")
    assert barred.first[0].startswith("Presumably, by what documents imply")
    assert barred.first[1].startswith("3 laws in force forbid passing data")
    assert barred.forbids[0].marks


def test_each_hop_of_each_way_shown_is_there_with_a_document(page: BriefPage, trace: Trace) -> None:
    numbers = {number for hop in page.hops for number, _ in hop.heading.marks}
    assert numbers <= {note.number for note in page.notes} == set(range(1, len(page.notes) + 1))
    assert all(hop.heading.marks for hop in page.hops)
    places = [place for way in page.ways for place in re.findall(r"\d+", way.rpartition("(")[2])]
    assert set(map(int, places)) == set(range(1, len(page.hops) + 1))
    assert len(page.ways) <= len(trace.ways)


def test_what_is_old_implied_or_said_of_a_kind_is_told_as_not_shown(barred: BriefPage) -> None:
    told = "\n".join(barred.unshown)
    assert "implied by documents, and said by none" in told
    assert "documents say this of every local jail, not of DAJD by name" in told
    assert "no later document here tells of this" in told


def of_one(kg: KnowledgeGraph, thing: str, as_of: str) -> ThingPage:
    found = Dossiers(kg, date.fromisoformat(as_of))
    return page_of_thing(found.of(thing_named(kg, thing)), found.edition)


@pytest.fixture(scope="module")
def place(kg: KnowledgeGraph) -> ThingPage:
    """Of a place alone."""
    return of_one(kg, "New York", "2026-06-30")


@pytest.fixture
def hostile_thing(tmp_path: Path) -> ThingPage:
    """Of one thing of a graph that would break out of each form."""
    file = tmp_path / "hostile-thing.trig"
    world = SMALL.replace('"Sheriff"', json.dumps(HOSTILE)).replace('"p. 3"', '"_p_ `3` <b>"')
    file.write_text(world.replace("organization/agency", "organization/us-ice"), "utf-8")
    return of_one(whoshares.open(str(file)), "organization/sheriff", "2015-06-01")


WHICH = ["page", "barred", "hostile", "place", "hostile_thing"]


@pytest.mark.parametrize("which", WHICH)
def test_html_is_valid_loads_nothing_and_is_small(which: str, request: pytest.FixtureRequest) -> None:
    page: BriefPage | ThingPage = request.getfixturevalue(which)
    text = brief_html(page)
    assert len(text.encode()) < MOST_BYTES
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    elements = [one for one in document.iter() if isinstance(one.tag, str)]
    names = {one.tag.rpartition("}")[2] for one in elements}
    assert not LOADING & names
    assert [one.attrib for one in elements if one.tag == "script"] == [{"type": "application/json", "id": "whoshares"}]
    assert not [key for one in elements for key in one.attrib if key in ("src", "srcset", "style") or key[:2] == "on"]
    assert "url(" not in text.replace("url(#tip)", "")
    assert "@import" not in text
    links = [one.attrib["href"] for one in elements if "href" in one.attrib]
    inner = {link for link in links if link.startswith("#")}
    assert {urlsplit(link).scheme for link in links if link not in inner} <= {"http", "https"}
    assert {link.removeprefix("#") for link in inner} <= {one.attrib.get("id") for one in elements}
    said = " ".join("".join(document.itertext()).split())
    for part in (
        *page.first,
        page.cite,
        *_lines(page),
        *(note.title for note in page.notes),
    ):
        assert " ".join(part.split()) in said


@pytest.mark.parametrize("which", WHICH)
def test_markdown_reads_as_what_it_says(which: str, request: pytest.FixtureRequest) -> None:
    page: BriefPage | ThingPage = request.getfixturevalue(which)
    text = brief_markdown(page)
    front, body = re.split(r"^---\n", text, flags=re.MULTILINE)[1:]
    assert json.loads(dict(line.split(": ", 1) for line in front.splitlines())["hash"]) == page.record["hash"]
    tokens = MarkdownIt("commonmark").parse(body)
    inline = [one for token in tokens if token.type == "inline" for one in token.children or []]
    assert not [one.type for one in inline if one.type in ("html_inline", "image", "code_inline")]
    blocks = [token.content for token in tokens if token.type in ("html_block", "code_block", "fence")]
    assert len(blocks) == 1
    assert blocks[0].startswith("<!-- whoshares {")
    said = " ".join("".join(one.content for one in inline if one.type in ("text", "softbreak")).split())
    for part in (page.title, *page.first, *_lines(page)):
        assert " ".join(part.split()) in said
    links = [str(one.attrs["href"]) for one in inline if one.type == "link_open"]
    assert len(links) == sum(bool(note.address) for note in page.notes)


@pytest.mark.parametrize("which", WHICH)
def test_pdf_has_the_text_on_two_pages_and_the_record_beside_it(which: str, request: pytest.FixtureRequest) -> None:
    page: BriefPage | ThingPage = request.getfixturevalue(which)
    made = brief_pdf(page)
    assert len(made) < MOST_BYTES
    reader = pypdf.PdfReader(io.BytesIO(made))
    assert len(reader.pages) <= 2
    assert json.loads(reader.attachments[ATTACHED][0]) == page.record
    said = re.sub(r"\s|-", "", "".join(one.extract_text() for one in reader.pages)).replace("ﬂ", "fl")
    assert re.sub(r"\s|-", "", page.first[0]) in said.replace("ﬁ", "fi").replace("ﬀ", "ff")
    assert brief_pdf(page) == made


def test_the_picture_is_styled_by_itself(page: BriefPage) -> None:
    assert page.picture.startswith("<svg ")
    assert "<style>" in page.picture
    assert page.title in page.picture


def test_where_no_route_is_known_the_page_says_so(tmp_path: Path) -> None:
    file = tmp_path / "small.trig"
    file.write_text(SMALL, "utf-8")
    page = made(whoshares.open(str(file)), "Agency", "Vendor", as_of="2015-06-01")
    assert page.first[0] == "None known. No known route takes data of any kind from Agency to Vendor on 1 June 2015."
    assert not page.ways
    assert not page.picture
    assert page.reading.endswith("Not known is not the same as not shared.")
    for text in (brief_html(page), brief_markdown(page)):
        assert "Hop by hop" not in text
    assert brief_pdf(page).startswith(b"%PDF-")


@pytest.mark.parametrize("form", ["html", "md", "pdf"])
def test_what_a_file_carries_is_read_back(form: str, hostile: BriefPage, tmp_path: Path) -> None:
    file = tmp_path / f"brief.{form}"
    forms: dict[str, Callable[[BriefPage], str | bytes]]
    forms = {"html": brief_html, "md": brief_markdown, "pdf": brief_pdf}
    made = forms[form](hostile)
    file.write_bytes(made.encode() if isinstance(made, str) else made)
    assert read_brief(file) == (form, file.read_bytes(), hostile.record)


def test_what_the_docs_quote_is_on_the_page(page: BriefPage) -> None:
    docs = Path(__file__).parents[2] / "docs" / "brief.md"
    (quoted,) = re.findall(r"^```text\n(.*?)^```$", docs.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    said = {*page.first, *page.ways, *page.unshown, *(hop.heading.text for hop in page.hops)}
    said |= {sentence for sentence, _ in page.ends}
    assert set(quoted.splitlines()) <= said


def test_what_stops_it_stands_with_its_documents(kg: KnowledgeGraph) -> None:
    stopped = made(kg, "New York DMV", "ICE", as_of="2026-06-30")
    (block,) = stopped.stops
    assert block.text == "New York blocks ICE on Nlets, at Nlets; in force (last confirmed 2025-11-12)"
    assert len(block.marks) == 2
    for text in (brief_html(stopped), brief_markdown(stopped)):
        assert "What stops it" in text
        assert "New York blocks ICE on Nlets, at Nlets" in text
    assert "What stops it" not in brief_html(made(kg, "Local jail", "ICE", as_of="2011-10-01"))
