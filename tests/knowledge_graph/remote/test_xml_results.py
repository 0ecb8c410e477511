"""Answers in XML: they say what answers in JSON say, or JSON is asked for."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

import pytest
from tests.knowledge_graph.remote.misbehaving import answering, server

from whoshares.knowledge_graph.remote import Endpoint
from whoshares.knowledge_graph.remote.results import NotAnAnswer, rows_of_xml
from whoshares.model.vocabulary import RDF, XSD
from whoshares.store.engine import Blank, Iri, Literal

QUERY = "SELECT ?s { ?s ?p ?o }"
JSON_ROWS = (
    b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "https://x.org/json"}}]}}'
)
START = '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head>'
A = '<binding name="s"><uri>https://x.org/xml</uri></binding>'


def with_rows(*rows: str, before: str = "") -> bytes:
    """An answer with rows, each the text of its bindings."""
    told = "".join(f"\n  <result>\n   {row}\n  </result>" for row in rows)
    return f'{before}{START}\n <results distinct="false">{told}\n </results>\n</sparql>'.encode()


@pytest.mark.parametrize(
    ("given", "term"),
    [
        ("<uri>https://x.org/?a=1&amp;b=é</uri>", Iri("https://x.org/?a=1&b=é")),
        ("<bnode>nodeID://b1</bnode>", Blank("nodeID://b1")),
        ("<literal>  a\n&lt;b&gt; ]]&gt; &#10;&#x1F600; </literal>", Literal("  a\n<b> ]]> \n😀 ", XSD + "string")),
        ("<literal/>", Literal("", XSD + "string")),
        ("<literal>" + "long " * 40_000 + "</literal>", Literal("long " * 40_000, XSD + "string")),
        ('<literal xml:lang="en-US">a</literal>', Literal("a", RDF + "langString", "en-US")),
        (f'<literal datatype="{XSD}gYear">2008</literal>', Literal("2008", XSD + "gYear")),
        (f'<literal datatype="{XSD}boolean">1</literal>', Literal("true", XSD + "boolean")),
    ],
)
def test_terms(given: str, term: object) -> None:
    assert rows_of_xml(with_rows(f'<binding name="s">{given}</binding>')) == (("s",), [{"s": term}])


def test_rows_with_and_without_a_value() -> None:
    assert rows_of_xml(with_rows("", A)) == (("s",), [{}, {"s": Iri("https://x.org/xml")}])
    assert rows_of_xml(with_rows()) == (("s",), [])


BOMB = '<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
NO_ANSWERS = {
    "nothing": b"",
    "half": with_rows(A, A)[:-40],
    "a page": b"<html><body>Welcome</body></html>",
    "without a namespace": with_rows(A).replace(b" xmlns", b" title"),
    "without rows": f"{START}</sparql>".encode(),
    "a truth value": f"{START}<boolean>true</boolean></sparql>".encode(),
    "entities": with_rows(A, before=BOMB),
    "entities that are used": with_rows(A.replace("https", "&b;&c;"), before=BOMB),
    "an entity without a document type": with_rows(A.replace("https", "&b;")),
    "a carriage return": with_rows('<binding name="s"><literal>a\rb</literal></binding>'),
    "a control character": with_rows('<binding name="s"><literal>&#1;</literal></binding>'),
    "half a pair": with_rows('<binding name="s"><literal>&#xD800;</literal></binding>'),
    "not UTF-8": with_rows(A, before='<?xml version="1.0" encoding="latin-1"?>').replace(b"org/xml", b"org/\xe9"),
    "two terms": with_rows(A.replace("</binding>", "<uri>https://x.org/b</uri></binding>")),
    "one column twice": with_rows(A + A),
    "a term in a term": with_rows(A.replace("https", "<uri>b</uri>https")),
    "a triple": with_rows('<binding name="s"><triple><subject/></triple></binding>'),
    "no term": with_rows(A.replace("https://x.org/xml", "a b")),
    "deep": with_rows("<result>" * 100_000),
}


@pytest.mark.parametrize("body", NO_ANSWERS.values(), ids=NO_ANSWERS.keys())
def test_what_is_no_answer(body: bytes) -> None:
    with pytest.raises(NotAnAnswer):
        rows_of_xml(body)


@pytest.mark.parametrize(
    ("name", "xml", "asked", "read"),
    [
        ("Oxigraph/0.5", with_rows(A), ["json", "json", "json"], ["json", "json", "json"]),
        ("Virtuoso/07.20", with_rows(A), ["json", "xml", "xml"], ["json", "xml", "xml"]),
        *(
            ("Virtuoso/07.20", body, ["json", "xml", "json", "json"], ["json", "json", "json"])
            for body in NO_ANSWERS.values()
        ),
    ],
    ids=["another", "Virtuoso", *(f"Virtuoso, {what}" for what in NO_ANSWERS)],
)
def test_xml_is_asked_of_virtuoso_until_one_answer_is_not_plain(
    name: str, xml: bytes, asked: list[str], read: list[str]
) -> None:
    accepted: list[str] = []

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.server_version, request.sys_version = name, ""
        in_xml = "xml" in request.headers["Accept"]
        accepted.append("xml" if in_xml else "json")
        kind = f"application/sparql-results+{accepted[-1]}"
        answering(xml if in_xml else JSON_ROWS, kind=kind)(request)

    with server(behave) as url:
        endpoint = Endpoint(url)
        told = [endpoint.rows(QUERY) for _ in range(3)]
    assert accepted == asked
    assert told == [[{"s": Iri(f"https://x.org/{form}")}] for form in read]
