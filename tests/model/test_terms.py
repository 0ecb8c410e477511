"""Terms as N-Triples and SPARQL write them."""

from __future__ import annotations

from whoshares.model.terms import Blank, Iri, Literal, quoted, written
from whoshares.model.vocabulary import XSD
from whoshares.store.engine import Store


def test_a_term_is_written_in_one_way() -> None:
    assert written(Iri("https://e/a")) == "<https://e/a>"
    assert written(Blank("b")) == "_:b"
    assert written(Literal("a\tb\x01")) == '"a\\tb\\u0001"'
    assert written(Literal("2011", XSD + "gYear")) == f'"2011"^^<{XSD}gYear>'
    assert written(Literal("oui", XSD + "string", "fr")) == '"oui"@fr'


def test_every_character_comes_back() -> None:
    text = "".join(map(chr, (*range(0x300), 0x2028, 0xFFFE, 0x10FFFF)))
    store = Store()
    store.load(f"<https://e/a> <https://e/p> {quoted(text)} .", "nquads")
    assert [s.object for s in store.statements()] == [Literal(text)]
    assert "\n" not in quoted(text)
