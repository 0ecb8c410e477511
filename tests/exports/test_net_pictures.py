"""Pictures of flows: what a box says holds of each holder in it, and a line is as sure as the flow is on the day."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import chain
from xml.etree import ElementTree

import pytest
from tests.examples import seeds

from whoshares import KnowledgeGraph
from whoshares.exports.alike import LEAST, MANY, alike
from whoshares.exports.net_picture import net_picture
from whoshares.exports.nets import Edge, Net, Node, net_of_answer
from whoshares.exports.results import written
from whoshares.model.answer import Answer
from whoshares.text.results import result_of

SVG = "{http://www.w3.org/2000/svg}"


def test_what_is_said_of_a_box_holds_of_each_holder_in_it() -> None:
    """Drawn for each holder again, the lines of the boxes are those that there were."""
    for drawn in seeds():
        dice = random.Random(drawn)
        size = dice.randint(3, MANY + 8)
        lines = {
            (str(a), str(b)): dice.randint(0, 1)
            for a in range(size)
            for b in range(dice.randint(1, 3), size, 3)
            if a != b and dice.random() < 0.3
        }
        one_for = alike(lines)
        stands = {end: one_for.get(end, end) for ends in lines for end in ends}
        assert all((stands[a], stands[b]) in lines for a, b in lines)
        assert {ends: lines[stands[ends[0]], stands[ends[1]]] for ends in lines} == lines
        least = LEAST if len(stands) <= MANY else 2
        assert all(list(one_for.values()).count(first) >= least for first in one_for.values())


def _data(picture: ElementTree.Element) -> list[tuple[int, int]]:
    """Where each line of the words on data stands: its middle, and its base."""
    texts = [text for text in picture.iter(f"{SVG}text") if text.get("class") == "data"]
    return [(int(str(text.get("x"))), int(str(text.get("y")))) for text in texts]


def _texts(picture: str) -> list[str]:
    read = ElementTree.fromstring(picture)
    return ["".join(text.itertext()) for text in read.iter(f"{SVG}text")]


def test_the_words_of_a_high_picture_stand_clear_of_its_lines() -> None:
    """Each beside its own box, on the side from which its line leads away, and no line of another holder crosses it."""
    kinds = [f"Kind of data {n:02}" for n in range(20)]
    nodes = [Node(str(n), {"label": f"Sender {n}", "kind": "organization"}) for n in range(21)]
    edges = [Edge(str(n + 1), "0", {"carries": kind, "certainty": "presumed"}) for n, kind in enumerate(kinds)]
    read = ElementTree.fromstring(net_picture(Net({"title": "x"}, "", lambda: iter(nodes), lambda: iter(edges))))
    ways = [[int(n) for n in re.findall("[0-9]+", str(one.get("d")))] for one in read.iter(f"{SVG}path")]
    lines = [way for way in ways if len(way) == 8]  # from x and y, two points that bend it, to x and y
    words = _data(read)
    assert len(lines) == len(words) == len(kinds)
    for x, y in words:
        for x1, y1, bent, _, _, _, x2, y2 in lines:
            for part in (step / 50 for step in range(51)):
                far = 1 - part
                across = far**3 * x1 + 3 * far * part * bent + part**3 * x2
                down = (far**3 + 3 * far**2 * part) * y1 + (part**3 + 3 * far * part**2) * y2
                assert not (x - 30 < across < x + 30 and y - 9 < down < y), "a line crosses words"


def test_words_do_not_stand_on_words() -> None:
    """One sender has two lines, each to somebody who gets other data from others."""
    licensing, ice = "Washington State Department of Licensing", "Immigration and Customs Enforcement"
    lines = {
        ("Arlington Police Department, Washington", "Border Patrol"): "Plate reads",
        (licensing, "Border Patrol"): "Driver addresses; Driver records",
        ("King County Sheriff's Office", ice): "Case records; Police reports",
        (licensing, ice): "License photos; License records",
        ("WACIC", ice): "Wanted person records",
    }
    nodes = [Node(end, {"label": end, "kind": "organization"}) for end in dict.fromkeys(chain(*lines))]
    edges = [Edge(*pair, {"carries": data, "certainty": "presumed"}) for pair, data in lines.items()]
    read = ElementTree.fromstring(net_picture(Net({"title": "x"}, "", lambda: iter(nodes), lambda: iter(edges))))
    words = _data(read)
    assert len(words) >= len(lines)
    for n, (x, y) in enumerate(words):
        assert all(abs(x - x1) > 90 or abs(y - y1) >= 12 for x1, y1 in words[:n])


def test_forty_senders_of_the_same_data_share_a_box_that_names_each() -> None:
    nodes = [Node(str(n), {"label": f"Sender {n}", "kind": "organization"}) for n in range(41)]
    edges = [Edge(str(n), "0", {"carries": "Fingerprints", "certainty": "presumed"}) for n in range(1, 41)]
    edges[7] = Edge("8", "0", {"carries": "Fingerprints", "certainty": "possible"})
    picture = net_picture(Net({"title": "x"}, "", lambda: iter(nodes), lambda: iter(edges)))
    assert {f"Sender {n}" for n in range(41)} <= set(_texts(picture))
    assert "Each of these 39:" in _texts(picture)
    assert int(re.findall(r'height="([0-9]+)"', picture)[0]) < 1_000
    read = ElementTree.fromstring(picture)
    assert len([line for line in read.iter(f"{SVG}path") if "line" in str(line.get("class")).split()]) == 2
    words = str(read.findtext(f"{SVG}desc"))
    assert all(f"Sender {n} to Sender 0" in words for n in range(1, 41)), "in words each has a sentence of its own"


def _drawn(kg: KnowledgeGraph, answer: Answer) -> str:
    made = written(result_of(kg, answer, "svg"), "svg")
    assert not isinstance(made, bytes)
    return "".join(made)


ASKS: dict[str, Callable[[KnowledgeGraph], Answer]] = {
    "chokepoints": lambda kg: kg.chokepoints("Local jail", "ICE", as_of="2026-06-30"),
    "cut": lambda kg: kg.cut("Local jail", "ICE", carrying="fingerprints", as_of="2026-06-30"),
}


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_a_line_is_as_sure_as_the_flow_on_the_day(kg: KnowledgeGraph, ask: Callable[[KnowledgeGraph], Answer]) -> None:
    """Flows that an answer only names have no state of their own, and were drawn as certain."""
    answer = ask(kg)
    told = {edge.texts["flow"]: edge.texts.get("certainty") for edge in net_of_answer(kg, answer).edges()}
    sure = {one.flow: one.state.word for one in kg.around(list({*_ends(kg, answer)}), as_of="2026-06-30").flows}
    assert told
    assert told == {flow: sure[flow] for flow in told}
    assert "certain" not in told.values(), "documents end before the day"
    drawn = _drawn(kg, answer)
    assert not [text for text in _texts(drawn) if text.startswith("certain:")], "the key has what is drawn alone"


def _ends(kg: KnowledgeGraph, answer: Answer) -> list[str]:
    return [end for edge in net_of_answer(kg, answer).edges() for end in (edge.sender, edge.recipient)]


def test_a_picture_shows_what_the_answer_has_a_flow_for(kg: KnowledgeGraph) -> None:
    cut = kg.cut("Local jail", "ICE", carrying="fingerprints", as_of="2011-10-01")
    roles = {edge.texts["flow"]: edge.texts.get("role") for edge in net_of_answer(kg, cut).edges()}
    assert cut.outcome == "cut"
    assert set(roles.values()) == {"to end", None}, "a route that the cut ends is none that cannot be ended"
    drawn = _drawn(kg, cut)
    assert drawn.count('class="line certain ends"') + drawn.count('class="line presumed ends"') == len(cut.elements)
    assert any(text.endswith("to end: red") for text in _texts(drawn))

    closing = kg.whatif(end=["ICE policy on Secure Communities"], recipient="ICE", as_of="2011-10-01")
    net = net_of_answer(kg, closing)
    closed = {hop.flow for pair in closing.pairs for route in pair.closed for hop in route.hops}
    kept = {hop.flow for pair in closing.pairs for one in pair.kept for hop in one.after.hops}
    told = {edge.texts["flow"]: edge.texts["role"] for edge in net.edges()}
    assert closed & kept
    assert all(told[flow] == "closed; stays open" for flow in closed & kept), "it is closed on some ways alone"
    assert net.about["question"].startswith("What if; ")
    assert net.about["graph"].startswith("whoshares, ")
