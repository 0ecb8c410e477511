"""Search: exact names first, and a fixed order of equals."""

from __future__ import annotations

from pathlib import Path

import whoshares
from whoshares import KnowledgeGraph
from whoshares.model import vocabulary as v


def test_an_acronym_goes_before_labels_that_begin_with_it(kg: KnowledgeGraph) -> None:
    found = kg.search("ICE")
    assert found[0].iri == v.ID + "organization/us-ice"
    assert found[1].label.startswith("ICE")


def test_a_thing_goes_before_its_kind(kg: KnowledgeGraph) -> None:
    first, second, *_ = kg.search("DMV")
    assert (first.iri, first.score) == (v.ID + "organization/state-dmv", second.score)
    assert second.kind == "holder kind"


def test_of_equals_the_shorter_label_goes_first_then_the_id(tmp_path: Path) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(
        f"""@prefix i: <{v.ID}organization/> . @prefix ws: <{v.WS}> . @prefix skos: <{v.SKOS}> .
        i:a a ws:Organization ; skos:prefLabel "Zeta bureau of records" .
        i:c a ws:Organization ; skos:prefLabel "Zeta office" .
        i:b a ws:Organization ; skos:prefLabel "Zeta office" .
        i:d a ws:Organization ; skos:prefLabel "Last of all" ; skos:altLabel "ZETA" .""",
        "utf-8",
    )
    found = [match.iri.removeprefix(v.ID + "organization/") for match in whoshares.open(file).search("zeta")]
    assert found == ["d", "b", "c", "a"]
