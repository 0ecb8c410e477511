"""The small pictures: a map, a timeline, charts, a register. Each is well-formed, and says in words what it shows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from whoshares import KnowledgeGraph
from whoshares.answers.entries import Entry
from whoshares.answers.register import register
from whoshares.answers.states import states
from whoshares.exports.charts import distance_chart, months_chart
from whoshares.exports.county_map import Counties, county_map
from whoshares.exports.law_picture import law_picture
from whoshares.exports.register_picture import register_as_svg
from whoshares.exports.state_map import Shapes, state_map
from whoshares.exports.timeline_picture import timeline_picture
from whoshares.knowledge_graph.overviews import laws_on
from whoshares.model import vocabulary as v
from whoshares.model.errors import InputError
from whoshares.model.validity import State

DAY = date(2026, 6, 30)
SVG = "{http://www.w3.org/2000/svg}"
EVIL = "</title><script>alert(1)</script>"
SQUARE = "M0 0H9V9H0Z"


_ANY = Entry("began", None, None, None, None, "data flow", (), (), None, (), False, (), ())


def drawn(svg: str) -> ElementTree.Element:
    """The wide picture taken apart; a narrow one beside it fits a phone and says the same. Neither holds a script."""
    wide, narrow = ElementTree.fromstring(f"<div>{svg}</div>")
    for root in (wide, narrow):
        assert root.tag == f"{SVG}svg"
        assert root.find(f"{SVG}title") is not None
        assert not list(root.iter(f"{SVG}script"))
    assert "tall" in str(narrow.get("class")).split()
    assert int(str(narrow.get("width"))) <= 358
    assert narrow.findtext(f"{SVG}desc") == wide.findtext(f"{SVG}desc")
    assert {at.get("href") for at in narrow.iter(f"{SVG}a")} <= {at.get("href") for at in wide.iter(f"{SVG}a")}
    assert len({at.get("id") for at in (*wide.iter(), *narrow.iter())} - {None}) in (4, 6), "no id twice"
    return wide


def entry(thing: str, kind: str, day: str) -> Entry:
    return replace(_ANY, kind=kind, date=day, thing=thing)


def test_a_state_of_which_nothing_is_known_is_hatched_and_not_nought(kg: KnowledgeGraph) -> None:
    shapes = Shapes(100, 100, {"36": SQUARE, "56": SQUARE}, {"36": (1, 1), "56": (2, 2)}, {"06073": (5, 5)})
    root = drawn(state_map(states(kg, DAY), "authorities", shapes, lambda iri: iri))
    tones = {link.findtext(f"{SVG}title"): [e.get("class") for e in link if e.get("class", "").startswith("state")]
             for link in root.iter(f"{SVG}a")}  # fmt: skip
    assert tones["American Samoa: nothing known"] == ["state unknown"]
    assert tones["Wyoming: 0"] == ["state tone-0"]
    assert any(title and title.startswith("San Diego County: ") for title in tones), "a county is a sign on the map"
    assert "American Samoa: nothing known" in str(root.findtext(f"{SVG}desc"))


def test_a_county_of_which_nothing_is_known_is_hatched_whether_the_graph_has_it_or_not(kg: KnowledgeGraph) -> None:
    counties = Counties.of(
        {"width": 9, "height": 9, "counties": {"06073": ["San Diego", SQUARE, 5, 5, True],
                                               "06001": [EVIL, SQUARE, 5, 5, True]}}
    )  # fmt: skip
    one = states(kg, DAY, v.ID + "place/us-ca")
    assert {row.place for row in one.counties} < {row.place for row in states(kg, DAY).counties}
    root = ElementTree.fromstring(county_map(one, "flows", counties, lambda iri: iri))
    shapes = {str(at.findtext(f"{SVG}title")): (at.tag, at.find(f"{SVG}path")) for at in root
              if at.find(f"{SVG}path") is not None}  # fmt: skip
    known = next(title for title in shapes if title.startswith("San Diego County: "))
    assert shapes[known][0] == f"{SVG}a"
    assert shapes[f"{EVIL}: nothing known"][0] == f"{SVG}g"
    assert "of 1 other nothing is known" in str(root.findtext(f"{SVG}desc"))
    with pytest.raises(InputError, match="“San Diego County” is no state"):
        states(kg, DAY, v.ID + "place/us-ca-san-diego-county")


def test_a_timeline_needs_two_things_and_tells_an_end_from_what_nothing_ended() -> None:
    labels = {"a": EVIL, "b": "B"}
    assert not timeline_picture([entry("a", "began", "2010")], labels.__getitem__, lambda _: None, DAY)
    entries = [entry("a", "began", "2010"), entry("a", "ended", "2014-03-01"), entry("b", "attested", "2012-05")]
    root = drawn(timeline_picture(entries, labels.__getitem__, lambda _: "/x", DAY))
    lanes = {
        str(g.findtext(f"{SVG}title")).partition(":")[0]: {e.get("class") for e in g} for g in root.iter(f"{SVG}g")
    }
    assert "cross" in lanes[EVIL]
    assert "since" not in lanes[EVIL]
    assert "since" in lanes["B"]
    assert "cross" not in lanes["B"]
    assert "ended 2014-03-01" in str(root.findtext(f"{SVG}desc"))


def test_charts_give_each_number() -> None:
    root = drawn(distance_chart([(1, State.PRESUMED)] * 3 + [(2, State.POSSIBLE)], outward=False))
    assert root.findtext(f"{SVG}desc") == "at once: 3 presumed; in 2 steps: 1 possible"
    months = ["2025-12", "2026-01"]
    assert months_chart({}, {}, months) == ""
    root = drawn(months_chart({"2026-01": 2}, {"2025-12": 1}, months))
    assert root.findtext(f"{SVG}desc") == "2025-12: 0 began, 1 ended; 2026-01: 2 began, 0 ended"


def test_a_register_is_drawn_by_data(kg: KnowledgeGraph) -> None:
    found = register(kg, v.ID + "organization/us-ice", DAY)
    assert found is not None
    root = drawn(register_as_svg(found, lambda iri: kg.names.label(iri) + EVIL, lambda iri: iri))
    standing = [row for row in found.incoming if row.state is not State.IMPOSSIBLE]
    most = max(sum(c in row.categories for row in standing) for row in standing for c in row.categories)
    assert f"{most} flows" in str(root.findtext(f"{SVG}desc"))


def test_what_stands_below_a_table_of_laws_fits_its_width(kg: KnowledgeGraph) -> None:
    """A letter is eight pixels wide at the most, on average: what is longer would be cut off."""
    narrow = laws_on(kg, carrying="plate-read", as_of="2026-06-30")
    picture = law_picture(narrow)
    told = [text for text in ElementTree.fromstring(picture).iter(f"{SVG}text") if text.get("class") == "none"]
    width = int(re.findall(r'width="([0-9]+)"', picture)[0])
    assert len(told) > 3
    assert all(int(str(text.get("x"))) + 8 * len(str(text.text)) <= width for text in told)
