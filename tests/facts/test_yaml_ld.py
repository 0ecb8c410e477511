"""The reader: what a file says, strictly, as quads in the file's own named graph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.lookups import predicate_of, registry_graphs

from whoshares.facts.yaml_ld import load_folder, read_documents
from whoshares.model import vocabulary as v
from whoshares.model.errors import SourceFaults
from whoshares.store.engine import Iri, Literal, Statement, Store
from whoshares.store.resources import facts_files, graph_folder

Folder = Callable[..., Path]
HEADER = 'id: source/test\ntype: Source\ntitle: "T"\ntier: research\nat: "p. 1"\n'
FLOW = """\
  - id: flow/a--b
    type: DataFlow
    sender: organization/us-ice
    recipient: organization/us-fbi
    carries: [category/fingerprints, category/face-image]
    at: ["p. 1", "p. 2"]
"""


def said(store: Store, subject: str, predicate: str) -> set[Statement]:
    return set(store.statements(subject=v.ID + subject, predicate=predicate))


def text_of(store: Store, subject: str, predicate: str) -> set[str]:
    return {str(statement.object) for statement in said(store, subject, predicate)}


@pytest.mark.parametrize("scalar", ["NO", "007", "0555567", "12:30", "1e3", "true", "3.10", "2011-11-29"])
@pytest.mark.parametrize("key", ["label", "aliases", "note", "text", "citedAs"])
def test_scalars_survive_into_rdf(folder: Folder, key: str, scalar: str) -> None:
    store, _ = load_folder(folder(f"  - id: organization/x\n    type: Organization\n    {key}: {scalar}\n    at: p\n"))
    predicates = {predicate_of(key)}
    (predicate,) = predicates
    (statement,) = said(store, "organization/x", predicate)
    assert statement.object == Literal(scalar)


def test_a_leading_zero_survives_in_a_code(folder: Folder) -> None:
    store, _ = load_folder(folder('  - id: place/x\n    type: Place\n    fips: 06\n    at: "p"\n'))
    assert text_of(store, "place/x", v.WS + "fips") == {"06"}


@pytest.mark.parametrize("number", ["43300", "2800000000", "2.8", "-1", "0.05"])
def test_a_number_keeps_its_digits(folder: Folder, number: str) -> None:
    states = f"  - id: observation/x\n    type: Observation\n    measure: measure/fusion-centers\n    value: {number}\n"
    store, _ = load_folder(folder(states))
    (statement,) = said(store, "observation/x", v.WS + "value")
    assert statement.object == Literal(number, v.XSD + "decimal")


@pytest.mark.parametrize(
    ("written", "datatype"), [("2011-08-30", "date"), ("2011-08", "gYearMonth"), ("2011", "gYear")]
)
@pytest.mark.parametrize("key", ["validFrom", "validUntil", "attestedOn"])
def test_a_date_is_typed_as_far_as_it_is_known(folder: Folder, key: str, written: str, datatype: str) -> None:
    store, _ = load_folder(folder(FLOW + f"    {key}: {written}\n"))
    (statement,) = said(store, "flow/a--b", v.WS + key)
    assert statement.object == Literal(written, v.XSD + datatype)


def test_each_file_speaks_in_its_own_named_graph(folder: Folder) -> None:
    place = folder(
        **{
            "one.yaml": HEADER + "states:\n" + FLOW,
            "deep/two.yml": HEADER.replace("source/test", "source/two") + "states:\n" + FLOW,
        }
    )
    store, documents = load_folder(place)
    one, two = Iri(v.ID + "source/test"), Iri(v.ID + "source/two")
    assert {s.graph for s in said(store, "flow/a--b", v.SENDER)} == {one, two}
    assert {s.graph for s in said(store, "source/two", v.TITLE)} == {two}, "the header speaks in its own graph too"
    assert {s.graph for s in said(store, "source/test", v.TIER)} == {one}
    assert {s.graph for s in store.statements()} == {one, two, Iri(v.ONTOLOGY_GRAPH)} | set(registry_graphs(store))
    assert [graph for graph, _ in documents.jsonld] == [two, one], "in the order of the paths"


def test_a_header_without_statements_is_a_source(folder: Folder) -> None:
    store, _ = load_folder(folder())
    assert text_of(store, "source/test", v.LOCATOR) == {"Title"}
    assert {s.subject for s in store.statements(predicate=v.TYPE, value=v.SOURCE)} == {v.ID + "source/test"}


def test_references_to_things_and_to_words(folder: Folder) -> None:
    store, _ = load_folder(folder(FLOW + "    mode: hot-list\n    evidenceStatus: reported\n"))
    assert text_of(store, "flow/a--b", v.MODE) == {v.ID + "mode/hot-list"}
    assert text_of(store, "flow/a--b", v.CARRIES) == {v.ID + "category/fingerprints", v.ID + "category/face-image"}
    assert text_of(store, "flow/a--b", v.LOCATOR) == {"p. 1", "p. 2"}
    assert all(isinstance(s.object, Iri) for s in said(store, "flow/a--b", v.SENDER))


def test_a_folder_without_a_registry_stands_on_the_shipped_one(folder: Folder) -> None:
    store, documents = load_folder(folder(FLOW))
    assert "Federal Bureau of Investigation" in text_of(store, "organization/us-fbi", v.PREF_LABEL)
    assert not documents.has_registry
    assert v.ID + "registry/organizations" in registry_graphs(store)
    assert not said(store, "flow/us-fbi--us-ident--arrest-fingerprints", v.SENDER), "facts do not come along"


def test_a_folder_that_needs_no_registry_gets_none(folder: Folder) -> None:
    store, _ = load_folder(folder('  - id: organization/x\n    type: Organization\n    label: "X"\n    at: "p"\n'))
    assert registry_graphs(store) == set()


def test_a_folder_with_a_registry_stands_alone(folder: Folder) -> None:
    registry = "id: registry/own\ntype: Registry\ntitle: Own\nstates:\n"
    registry += "  - id: organization/us-fbi\n    type: Organization\n    label: F\n"
    place = folder(**{"registry.yaml": registry, "source.yaml": HEADER + "states:\n" + FLOW})
    with pytest.raises(SourceFaults, match="“sender” points at “organization/us-ice”, which nothing defines"):
        load_folder(place)
    registry += '  - id: organization/us-ice\n    type: Organization\n    label: "I"\n'
    (place / "registry.yaml").write_text(registry, "utf-8")
    store, _ = load_folder(place)
    assert text_of(store, "organization/us-fbi", v.PREF_LABEL) == {"F"}


def test_a_single_file_is_read_like_a_folder(folder: Folder) -> None:
    file = folder(FLOW) / "test.yaml"
    store, _ = load_folder(file)
    assert facts_files(file) == [file]
    assert said(store, "flow/a--b", v.SENDER)


def test_a_byte_order_mark_and_windows_lines_are_read(folder: Folder) -> None:
    place = folder(FLOW)
    file = place / "test.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    store, _ = load_folder(place)
    assert said(store, "flow/a--b", v.SENDER)


def test_text_with_a_colon_an_arrow_or_json_stays_text(folder: Folder) -> None:
    odd = 'https://x.example/ {"@id": 1} @@ \\\\ <b> → “q”'
    store, _ = load_folder(folder(f"  - id: organization/x\n    type: Organization\n    label: '{odd}'\n    at: p\n"))
    assert text_of(store, "organization/x", v.PREF_LABEL) == {odd}


def test_a_place_is_the_line_of_the_key(folder: Folder) -> None:
    documents = read_documents(folder(FLOW))
    flow = v.ID + "flow/a--b"
    found = documents.place_of(flow, v.RECIPIENT)
    assert found is not None
    assert Path(found.file).read_text("utf-8").splitlines()[found.line - 1].strip() == "recipient: organization/us-fbi"
    thing = documents.place_of(flow)
    assert thing is not None
    assert Path(thing.file).read_text("utf-8").splitlines()[thing.line - 1].strip() == "- id: flow/a--b"
    assert documents.place_of(v.ID + "flow/none") is None


def test_every_fault_of_every_file_is_told_at_once(folder: Folder) -> None:
    place = folder(
        **{
            "a.yaml": HEADER + "states:\n  - id: flow/x\n    type: DataFlo\n    sendr: organization/us-fbi\n",
            "b.yaml": HEADER.replace("source/test", "source/b") + "titel: x\n",
        }
    )
    with pytest.raises(SourceFaults) as caught:
        read_documents(place)
    assert [(Path(f.file).name, f.line) for f in caught.value.faults] == [("a.yaml", 8), ("a.yaml", 9), ("b.yaml", 6)]


def test_all_shipped_files_are_read() -> None:
    documents = read_documents(graph_folder())
    assert len(documents.jsonld) == len(facts_files(graph_folder()))
    assert documents.has_registry
