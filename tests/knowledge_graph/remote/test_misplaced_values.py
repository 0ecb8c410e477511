"""A remote graph is held to the same as a file: a text where a thing belongs is no reason for “none known”."""

from __future__ import annotations

import pytest
from tests.knowledge_graph.remote.servers import Server

from whoshares.knowledge_graph.remote import RemoteGraph, push
from whoshares.model import vocabulary as v
from whoshares.model.errors import FileError
from whoshares.store.engine import Store

FLOW = (
    f"@prefix ws: <{v.WS}> . @base <{v.ID}> . <source/s> {{ <flow/f> a ws:DataFlow ; ws:sender <organization/a> ; "
    "ws:recipient <organization/b> ; ws:carries <category/fingerprints> . "
    "<organization/a> a ws:Organization . <organization/b> a ws:Organization }"
)


def _traced(server: Server, text: str) -> int:
    store = Store()
    store.load(text, "trig")
    push(store, server.graph_store)
    return len(RemoteGraph(server.query).trace("organization/a", "organization/b", as_of="2015-01-01").routes)


def test_a_text_where_a_thing_belongs(filled: Server) -> None:
    assert _traced(filled, FLOW) == 1
    with pytest.raises(FileError, match=r"ws:carries of flow/f is the text “fingerprints”, and takes a thing"):
        _traced(filled, FLOW.replace("<category/fingerprints>", '"fingerprints"'))
    with pytest.raises(FileError, match=r"ws:validUntil of flow/f is the IRI http://x/, and takes text"):
        _traced(filled, FLOW.replace("a ws:DataFlow ;", "a ws:DataFlow ; ws:validUntil <http://x/> ;"))
