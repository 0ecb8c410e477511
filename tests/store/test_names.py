"""Names: labels, aliases and ids lead to the thing that is meant, or to a sentence."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import whoshares
from whoshares import KnowledgeGraph
from whoshares.model import vocabulary as v
from whoshares.model.errors import NameAmbiguous, NameUnknown
from whoshares.store.engine import Store
from whoshares.store.names import CATEGORIES, HOLDERS, Names, fold


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("ICE", "organization/us-ice"),
        ("ice", "organization/us-ice"),
        ("  ICE ", "organization/us-ice"),
        ("Immigration and Customs Enforcement", "organization/us-ice"),
        ("immigration  and customs ENFORCEMENT", "organization/us-ice"),
        ("organization/us-ice", "organization/us-ice"),
        ("https://w3id.org/whoshares/id/organization/us-ice", "organization/us-ice"),
        ("id:organization/us-ice", "organization/us-ice"),
        ("us-ice", "organization/us-ice"),
        ("Sheriff’s office", "organization/sheriff"),
        ("Sheriff's office", "organization/sheriff"),
        ("County jail", "organization/local-jail"),
        ("IDENT", "system/us-ident"),
        ("US-VISIT", "system/us-visit"),
        ("DMV records", "system/state-dmv-records"),
    ],
)
def test_holders(kg: KnowledgeGraph, name: str, thing: str) -> None:
    assert kg.names.resolve(name, HOLDERS, "holder of data") == v.ID + thing


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("fingerprints", "category/fingerprints"),
        ("Detainer request", "category/detainer-request"),
        ("detainer-request", "category/detainer-request"),
        ("category/plate-read", "category/plate-read"),
    ],
)
def test_categories(kg: KnowledgeGraph, name: str, thing: str) -> None:
    assert kg.names.resolve(name, CATEGORIES, "data category") == v.ID + thing


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("DMV", "organization/state-dmv"),
        ("State Identification Bureau", "organization/state-identification-bureau"),
        ("Fusion center", "organization/fusion-center"),
        ("Secure Communities", "program/secure-communities"),
        ("ws:DataFlow", None),
    ],
)
def test_a_thing_comes_before_the_kind_it_is_of(kg: KnowledgeGraph, name: str, thing: str | None) -> None:
    assert kg.names.resolve(name) == (v.ID + thing if thing else v.DATA_FLOW)


def test_every_thing_has_a_name_that_leads_back_to_it(kg: KnowledgeGraph) -> None:
    for iri in sorted({str(s.subject) for s in kg.store.statements(predicate=v.TYPE)}):
        if iri.startswith(v.ID):
            assert kg.names.resolve(v.shorten(iri)) == iri


def test_no_alias_of_a_holder_is_ambiguous_among_holders(kg: KnowledgeGraph) -> None:
    named = [s for p in (v.PREF_LABEL, v.ALT_LABEL) for s in kg.store.statements(predicate=p)]
    holders = [s for s in named if kg.names.is_a(str(s.subject), HOLDERS)]
    assert len(holders) > 50
    for statement in holders:
        assert kg.names.resolve(str(statement.object), HOLDERS) == statement.subject, statement.object


def graph(*lines: str) -> Names:
    store = Store()
    prefixes = f"@prefix i: <{v.ID}organization/> . @prefix ws: <{v.WS}> . @prefix skos: <{v.SKOS}> .\n"
    store.load(prefixes + "\n".join(lines), "turtle")
    return Names(store)


def test_a_label_comes_before_an_alias() -> None:
    names = graph(
        'i:a a ws:Organization ; skos:prefLabel "Bureau" .',
        'i:b a ws:Organization ; skos:prefLabel "Office" ; skos:altLabel "Bureau" .',
    )
    assert names.resolve("bureau") == v.ID + "organization/a"


def test_an_ambiguous_name_is_never_guessed() -> None:
    names = graph(
        'i:b a ws:Organization ; skos:altLabel "Bureau" .', 'i:a a ws:Organization ; skos:altLabel "BUREAU" .'
    )
    said = r"“Bureau” can mean organization/a \(.+\), organization/b \(.+\)\. Give the id of the one you mean\."
    with pytest.raises(NameAmbiguous, match=said):
        names.resolve("Bureau")


def test_two_labels_of_one_thing_are_no_ambiguity() -> None:
    names = graph('i:a a ws:Organization ; skos:prefLabel "B", "A" ; skos:altLabel "A" .')
    assert names.resolve("a") == names.resolve("B") == v.ID + "organization/a"
    assert names.label(v.ID + "organization/a") == "A", "the same one whatever the order"


def test_what_has_no_label_goes_by_its_id() -> None:
    assert graph("i:a a ws:Organization .").label(v.ID + "organization/a") == "organization/a"


def test_acronyms() -> None:
    names = graph(
        'i:a a ws:Organization ; skos:altLabel "OCRCL", "CRCL", "Office" .',
        'i:b a ws:Organization ; skos:altLabel "Jails", "a long alias" .',
        'i:c a ws:System ; skos:prefLabel "Nlets" ; skos:altLabel "NLETS" .',
    )
    assert names.acronym(v.ID + "organization/a") == "CRCL"
    assert names.acronym(v.ID + "organization/b") is None
    assert names.acronym(v.ID + "organization/c") is None, "the label itself is none"


def test_a_holder_by_its_place_in_a_flow() -> None:
    names = graph("i:f ws:sender i:x ; ws:recipient i:y .")
    assert names.resolve("organization/x", HOLDERS) == v.ID + "organization/x"


def test_suggestions_are_labels_best_first(kg: KnowledgeGraph) -> None:
    assert kg.names.suggestions("Local jial", HOLDERS)[0] == "Local jail"
    assert kg.names.suggestions("fingerprnts", CATEGORIES)[0] == "Fingerprints"
    assert kg.names.suggestions("qqqqqqqqqqqqqqqq") == []
    assert len(kg.names.suggestions("federal")) <= 4


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Sherrif", "Sheriff's office"),
        ("Palentir", "Palantir Technologies"),
        ("LexisNexus", "LexisNexis"),
        ("Imigration and Custom Enforcement", "Immigration and Customs Enforcement"),
        ("Custom and Border Protection", "Customs and Border Protection"),
        ("Protection of Customs and Border", "Customs and Border Protection"),
        ("fusion centre", "Fusion center"),
        ("ICEE", "Immigration and Customs Enforcement"),
        ("organization/us-icee", "Immigration and Customs Enforcement"),
    ],
)
def test_a_misspelling_leads_to_what_is_meant(kg: KnowledgeGraph, asked: str, meant: str) -> None:
    assert kg.names.suggestions(asked, HOLDERS)[0] == meant


@pytest.mark.parametrize("asked", ["hospital", "school district", "Prum"])
def test_what_is_like_nothing_gets_no_suggestion(kg: KnowledgeGraph, asked: str) -> None:
    assert kg.names.suggestions(asked, HOLDERS) == []


def test_a_short_name_within_a_longer_text_is_no_sign(kg: KnowledgeGraph) -> None:
    assert "Immigration and Customs Enforcement" not in kg.names.suggestions("Chicago Police", HOLDERS)


def test_a_purpose_is_no_category_although_it_has_a_broader_one(kg: KnowledgeGraph) -> None:
    purposes = [s.subject for s in kg.store.statements(predicate=v.TYPE, value=v.WS + "Purpose")]
    nested = [p for p in purposes if any(kg.store.statements(subject=p, predicate=v.BROADER))]
    assert nested
    for purpose in nested:
        with pytest.raises(NameUnknown):
            kg.names.resolve(v.shorten(str(purpose)), CATEGORIES, "data category")


def test_a_category_by_its_place_in_a_hierarchy() -> None:
    names = graph("i:a skos:broader i:b .")
    for name in ("a", "b"):
        assert names.resolve(f"organization/{name}", CATEGORIES) == v.ID + f"organization/{name}"


def test_a_thing_is_no_text() -> None:
    names = graph('i:a a ws:Organization ; skos:prefLabel i:b, "Title: a", "https://example.org/a" .')
    assert names.label(v.ID + "organization/a") == "Title: a"
    assert {name for _, name, _ in names.spellings()} == {"Title: a", "https://example.org/a"}


def test_blank_nodes_have_no_names() -> None:
    names = graph('[] a ws:Organization ; skos:prefLabel "Nameless" . [] ws:sender [] .')
    assert list(names.spellings()) == []
    with pytest.raises(NameUnknown):
        names.resolve("Nameless")


@pytest.mark.parametrize("name", ["nothing of the kind here", "organization/none"])
def test_unknown(kg: KnowledgeGraph, name: str) -> None:
    with pytest.raises(NameUnknown, match="The graph has no thing named"):
        kg.names.resolve(name)


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name(kg: KnowledgeGraph, name: str) -> None:
    with pytest.raises(NameUnknown) as error:
        kg.names.resolve(name, HOLDERS, "holder of data")
    assert str(error.value) == "A name is empty where a holder of data is wanted. Give a label, an alias or an id."


def test_a_name_past_all_names_is_not_said_over(kg: KnowledgeGraph) -> None:
    with pytest.raises(NameUnknown) as error:
        kg.names.resolve("a" * 100_000)
    assert str(error.value) == (
        f"The graph has no thing named “{'a' * 200}…”: a name of 100,000 signs. Give a label, an alias or an id."
    )


def test_fold() -> None:
    assert fold("  Driver’s   LICENCE\n") == "driver's licence"
    assert fold("STRASSE") == fold("straße")


def test_a_category_that_the_graph_itself_carries_goes_before_an_alias_of_the_vocabulary(tmp_path: Path) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(
        f"""@prefix ws: <{v.WS}> . @prefix ex: <http://example.org/> .
        ex:flow ws:sender ex:jail ; ws:recipient ex:bureau ; ws:carries ex:prints .""",
        "utf-8",
    )
    names = whoshares.open(file).names
    assert names.resolve("prints", CATEGORIES, "data category") == "http://example.org/prints"
    assert names.resolve("ten-prints", CATEGORIES, "data category") == v.ID + "category/fingerprints"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nin\u0303o", "Ni\u00f1o"),  # NFD and NFC
        ("\u212bngstr\u00f6m", "\u00e5ngstro\u0308m"),
        ("US\u2011VISIT", "us-visit"),
        ("US\u2013VISIT", "US\u2212VISIT"),
        ("Local\u00a0jail", "local jail"),
        ("Local\u202fjail", "local\u2009jail"),
        ("“Safe” cities", '"safe" cities'),
        ("«Safe» cities", "„Safe“ cities"),
        ("Sheriff‘s office", "Sheriff`s office"),
        ("Sheriff´s office", "Sheriffʼs office"),
        ("Co\u00adoperation", "cooperation"),
        ("ICE\u200b", "\ufeffice"),
        ("ＩＣＥ", "ice"),
        ("o\ufb03ce", "office"),
        ("\u0130stanbul", "i\u0307stanbul"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert fold(fold(one)) == fold(one)
    names = graph(f'i:a a ws:Organization ; skos:prefLabel "{one}" .'.replace('""', '"').replace('"safe"', "safe"))
    assert names.resolve(one) == names.resolve(other)


@pytest.mark.parametrize(("one", "other"), [("Nino", "Niño"), ("US VISIT", "US-VISIT"), ("ICE", "1CE")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_text_that_is_no_name_gets_no_suggestion_and_takes_no_time(kg: KnowledgeGraph) -> None:
    begun = time.process_time()
    assert kg.names.suggestions("Local jial " * 10_000) == []
    assert kg.search("Local jial " * 10_000) == []
    assert time.process_time() - begun < 2


def test_a_letter_is_not_found_in_a_word() -> None:
    store = Store()
    labels = {"a": "A", "e": "E", "z": "Zebra crossing board"}
    for name, label in labels.items():
        thing = f"<{v.ID}organization/{name}>"
        store.load(f'{thing} a <{v.ORGANIZATION}> ; <{v.PREF_LABEL}> "{label}" .', "turtle")
    found = KnowledgeGraph(store)
    assert [match.iri for match in found.search("Zebra")] == [v.ID + "organization/z"]
    assert [match.iri for match in found.search("Zebra crosing bord")] == [v.ID + "organization/z"]
    assert found.search("Quagga") == []


@pytest.mark.parametrize(
    ("asked", "thing"),
    [
        ("Local jails", "a"),
        ("LOCAL JAIL", "a"),
        ("Sheriffs office", "b"),
        ("Sheriff's offices", "b"),
        ("US VISIT", "c"),
    ],
)
def test_a_name_is_found_by_what_differs_in_plurals_and_signs_alone(asked: str, thing: str) -> None:
    names = graph(
        'i:a a ws:Organization ; skos:prefLabel "Local jail" .',
        'i:b a ws:Organization ; skos:prefLabel "Sheriff\'s office" ; skos:altLabel "Jail" .',
        'i:c a ws:System ; skos:prefLabel "US-VISIT" .',
    )
    assert names.resolve(asked, HOLDERS) == f"{v.ID}organization/{thing}"


def test_a_name_as_it_stands_goes_before_one_that_differs_in_plurals() -> None:
    names = graph(
        'i:a a ws:Organization ; skos:prefLabel "Jail" .',
        'i:k a ws:HolderKind ; skos:prefLabel "Jails" .',
        'i:b a ws:System ; skos:prefLabel "Index" ; skos:altLabel "Prints" .',
        'i:c a ws:System ; skos:prefLabel "Print" .',
        'i:d a ws:System ; skos:prefLabel "Cell" .',
        'i:e a ws:Organization ; skos:prefLabel "cell." .',
    )
    assert names.resolve("Jails") == v.ID + "organization/k"
    with pytest.raises(NameUnknown, match="a holder of data is wanted here"):
        names.resolve("Jails", HOLDERS, "holder of data")
    assert names.resolve("prints", HOLDERS) == v.ID + "organization/b"
    with pytest.raises(NameUnknown, match="Did you mean"):
        names.resolve("cells", HOLDERS)  # two things are called so: none is taken
    with pytest.raises(NameUnknown):
        names.resolve("!!")
