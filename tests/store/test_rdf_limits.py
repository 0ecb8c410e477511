"""RDF that would end the process, or fill its memory, is refused in a sentence; what people write is read."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from whoshares.model.errors import FileError
from whoshares.store.engine import Store
from whoshares.store.rdf_limits import check_rdf

Command = Callable[..., CompletedProcess[str]]

XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    "<rdf:Description>%s</rdf:Description></rdf:RDF>"
)

NESTED: dict[str, tuple[str, Callable[[int], str]]] = {
    "triple terms": ("turtle", lambda n: "<a:a> <a:b> " + "<<( <a:a> <a:b> " * n + "<a:c>" + " )>>" * n + " ."),
    "triple terms in lines": (
        "ntriples", lambda n: "<a:a> <a:b> " + "<<( <a:a> <a:b> " * n + "<a:c>" + " )>>" * n + " ."
    ),
    "triple terms in quads": (
        "nquads", lambda n: "<a:a> <a:b> " + "<<( <a:a> <a:b> " * n + "<a:c>" + " )>>" * n + " <a:g> ."
    ),
    "reified triples": ("trig", lambda n: "<< " * n + "<a:a>" + " <a:b> <a:c> >>" * n + " <a:d> <a:e> ."),
    "collections": ("turtle", lambda n: "<a:a> <a:b> " + "(" * n + ")" * n + " ."),
    "blank nodes": ("trig", lambda n: "<a:a> <a:b> " + "[ <a:b> " * n + "1" + "]" * n + " ."),
    "annotations": ("turtle", lambda n: "<a:a> <a:b> <a:c> " + "{| <a:b> <a:c> " * n + "|}" * n + " ."),
    "formulas": ("n3", lambda n: "<a:a> <a:b> " + "{ <a:a> <a:b> " * n + "1" + "}" * n + " ."),
    "behind strings": (
        "turtle", lambda n: "<a:a> <a:b> " + """[ <a:b> ")" , ']' , '''}'\\']''' , """ * n + "1" + "]" * n + " ."
    ),
    "behind comments and names": (
        "turtle",
        lambda n: (
            "@prefix e: <a:#x> . <a:a> <a:b> " + "[ e:x\\'y #)]\n <a:> , e:a#]]\n , " * n + "1" + "]" * n + " ."
        ),
    ),
    "elements": (
        "rdfxml", lambda n: XML % ("<e:p><rdf:Description>" * (n // 2) + "</rdf:Description></e:p>" * (n // 2))
    ),
    "elements behind comments": (
        "rdfxml",
        lambda n: XML
        % (
            "<e:p><!-- </e:p> --><?x </e:p> ?><rdf:Description e:x='</e:p>/>'><e:q><![CDATA[</e:p>]]></e:q>"
            * (n // 2)
            + "</rdf:Description></e:p>" * (n // 2)
        ),
    ),
    "XML literals": (
        "rdfxml", lambda n: XML % ('<e:p rdf:parseType="Literal">' + "<e:p>" * n + "</e:p>" * n + "</e:p>")
    ),
    "objects": ("jsonld", lambda n: '{"@id":"a:a","a:p":' * n + "1" + "}" * n),
    "objects behind strings": ("jsonld", lambda n: '{"@id":"a:a","a:q":"\\"}}","a:p":' * n + "1" + "}" * n),
    "lists": ("jsonld", lambda n: '{"@id":"a:a","a:p":' + "[" * n + "1" + "]" * n + "}"),
    "contexts": (
        "jsonld",
        lambda n: '{"@context":' + '{"a":{"@id":"a:b","@context":' * n + "{}" + "}}" * n + ',"@id":"a:a","a":1}',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NESTED)
def test_nesting_is_bounded_before_the_engine_reads(name: str) -> None:
    form, made = NESTED[name]
    begun = time.process_time()
    with pytest.raises(
        FileError, match=r"^here:\d+: the nesting is deeper than [0-9,]+ levels here, which is not read\."
    ):
        Store().load(made(100_000), form, where="here")
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("name", [name for name in NESTED if name != "contexts"])
def test_what_nests_a_little_is_read(name: str) -> None:
    form, made = NESTED[name]
    store = Store()
    store.load(made(60), form)
    assert len(store) > 0


@pytest.mark.parametrize("name", ["collections", "blank nodes", "elements"])
def test_a_list_of_hundreds_written_one_in_the_other_is_read(name: str) -> None:
    form, made = NESTED[name]
    store = Store()
    store.load(made(900), form)
    assert len(store) >= 450


def test_what_does_not_nest_is_never_too_deep() -> None:
    store = Store()
    store.load(
        "".join(f'<a:{n}> <a:b> [ <a:c> ( 1 ) ] , "([{{" , <<( <a:a> <a:b> <a:c> )>> .\n' for n in range(3000)),
        "turtle",
    )
    store.load(XML % '<e:p a="x"/><e:p>(</e:p>'.replace(' a="x"', "") * 3000, "rdfxml")
    store.load("[" + ",".join(f'{{"@id":"a:{n}","a:p":[{{"@id":"a:b"}}]}}' for n in range(3000)) + "]", "jsonld")
    assert len(store) > 9000


def test_the_process_survives(run: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(NESTED["triple terms"][1](100_000), "utf-8")
    answer = run("sparql", "ASK {}", "--graph", str(file))
    assert answer.returncode == 2
    assert answer.stderr == (
        f"{file}:1: the nesting is deeper than 100 levels here, which is not read. Give the things that are nested ids "
        "of their own, and write them one after another.\n"
    )


def _with_entity(value: str, uses: int) -> str:
    return f'<!DOCTYPE x [<!ENTITY owl "http://www.w3.org/2002/07/owl#"> <!ENTITY a "{value}">]>' + XML % (
        f"<e:p>{'&a;' * uses}</e:p>"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_with_entity("v" * 1_900, 100_000), r"here: its entities come to 190,000,000 bytes, in a file of "),
        (_with_entity("v" * 3_000, 1), r"here: an entity is 3,000 bytes long, and at most 2,000 are read"),
        (_with_entity("&owl;&owl;", 1), r"here: an entity is made of other entities, which is not read"),
        (_with_entity("v" * 1_900, 9).replace("<!ENTITY a", "<!ENTITY % a") + " " + "&a;" * 100_000, "come to"),
        ("<!DOCTYPE y [ ]>" + _with_entity("v" * 1_900, 100_000), "come to"),
    ],
)
def test_entities_that_write_out_too_much(text: str, said: str) -> None:
    with pytest.raises(FileError, match=said):
        Store().load(text, "rdfxml", where="here")


def test_entities_as_ontologies_use_them() -> None:
    store = Store()
    store.load(
        '<!DOCTYPE rdf:RDF [ <!ENTITY owl "http://www.w3.org/2002/07/owl#" > <!ENTITY a "50% &#65; &amp;"> ]>'
        + XML % ('<rdf:type rdf:resource="&owl;Class"/><e:p>&a;</e:p>' * 3_000),
        "rdfxml",
    )
    assert {str(s.object) for s in store.statements()} == {"http://www.w3.org/2002/07/owl#Class", "50% A &"}


def test_a_namespace_that_writes_out_too_much() -> None:
    for declared in ("@prefix\n a:", "PREFIX a:", "@base", "Base"):
        with pytest.raises(FileError, match=r"here:2: this namespace is longer than 2,000 bytes"):
            Store().load(f"<a:a> <a:b> <a:c> .\n{declared} <http://{'a' * 2_000}> .", "turtle", where="here")

    for declared in ("xmlns:a", "xml:base"):
        with pytest.raises(FileError, match=r"here:2: this namespace is longer than 2,000 bytes"):
            Store().load(
                XML.replace("xmlns:e", f"\n{declared} = 'http://{'a' * 2_000}' xmlns:e") % "", "rdfxml", where="here"
            )


@pytest.mark.parametrize("form", ["turtle", "ntriples", "nquads", "jsonld"])
def test_a_value_longer_than_the_engine_takes(form: str) -> None:
    value = '"' + "a" * 17_000_000 + '"'
    text = f'{{"@id":"a:a","a:b":{value}}}' if form == "jsonld" else f"<a:a> <a:b> {value} ."
    with pytest.raises(FileError, match=r"here: a single value is longer than 16,777,216 bytes, which is not read\. "):
        Store().load(text, form, where="here")


SLOW = [
    '"\\"', "'''", "<<<", "<a", "#", "\\", "@prefix", "base ", '"""\\', "[<", "<!ENTITY ", '<!ENTITY a "', "<!", '<a "',
    "<!--", "<![CDATA[", "xmlns", "xmlns='", "<?", "&a", "&a;", '<!DOCTYPE x [<!ENTITY a "b">', "</", "<a/", "]]>",
    '{"', '\\"',
]  # fmt: skip


@pytest.mark.parametrize("form", ["turtle", "nquads", "jsonld", "rdfxml"])
def test_the_look_takes_time_with_the_length(form: str) -> None:
    """50,000 times each sign that begins something which never ends; with the square, this would take an hour."""
    begun = time.process_time()
    for sign in SLOW:
        for before in ("", "(" * 1_001, "{" * 201 + "<<" * 101):
            with suppress(FileError):
                check_rdf((before + sign * 50_000).encode(), form, "here")
            with suppress(FileError):
                check_rdf((before + "{}" * 201 + sign * 50_000 + "\\").encode(), form, "here")
    assert time.process_time() - begun < 30


BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("turtle", "<a:a> <a:b> <a:c> ."),
        ("trig", "<a:a> <a:b> <a:c> ."),
        ("n3", "<a:a> <a:b> <a:c> ."),
        ("ntriples", "<a:a> <a:b> <a:c> ."),
        ("nquads", "<a:a> <a:b> <a:c> <a:g> ."),
        ("jsonld", '{"@id": "a:a", "a:b": {"@id": "a:c"}}'),
        ("rdfxml", XML % "<e:p>x</e:p>"),
    ],
)
def test_a_byte_order_mark_is_taken(form: str, text: str) -> None:
    store = Store()
    store.load(BOM + text.encode(), form)
    assert len(store) == 1
