"""A graph small enough to answer by hand, for the tests of the verbs that deal with bars, exposure and scenarios."""

from __future__ import annotations

import json
from collections.abc import Callable
from subprocess import CompletedProcess
from typing import Any

ID = "https://w3id.org/whoshares/id/"
Command = Callable[..., CompletedProcess[str]]

SMALL = """\
@prefix ws: <https://w3id.org/whoshares/ontology/> .
@base <https://w3id.org/whoshares/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<source/s> {
  <source/s> a ws:Source ; dcterms:title "A test document" ; ws:tier <tier/primary> .
  <organization/county> a ws:Organization ; skos:prefLabel "County" .
  <organization/sheriff> a ws:Organization ; skos:prefLabel "Sheriff" ; ws:partOf <organization/county> .
  <organization/vendor> a ws:Organization ; skos:prefLabel "Vendor" .
  <organization/agency> a ws:Organization ; skos:prefLabel "Agency" .
  <organization/unit> a ws:Organization ; skos:prefLabel "Unit" ; ws:partOf <organization/agency> .
  <category/plate> a ws:DataCategory ; skos:prefLabel "Plates" .
  <category/tip> a ws:DataCategory ; skos:prefLabel "Tips" .
  <purpose/emergency> a ws:Purpose ; skos:prefLabel "Emergency" .

  <flow/direct> a ws:DataFlow ; skos:prefLabel "Direct plates" ; ws:at "p. 1" ;
    ws:sender <organization/sheriff> ; ws:recipient <organization/agency> ; ws:carries <category/plate> ;
    ws:authority <instrument/deal> ; ws:validFrom "2010-01-01"^^xsd:date ; ws:validUntil "2016-01-01"^^xsd:date ;
    ws:attestedOn "2014-06-01"^^xsd:date .
  <flow/sale> a ws:DataFlow ; skos:prefLabel "Sold plates" ; ws:at "p. 2" ; ws:mode <mode/purchase> ;
    ws:sender <organization/vendor> ; ws:recipient <organization/unit> ; ws:carries <category/plate> ;
    ws:validFrom "2013-01-01"^^xsd:date ; ws:attestedOn "2018-01-01"^^xsd:date .
  <flow/share> a ws:DataFlow ; skos:prefLabel "Shared plates" ; ws:at "p. 3" ;
    ws:sender <organization/sheriff> ; ws:recipient <organization/vendor> ; ws:carries <category/plate> ;
    ws:validFrom "2012-01-01"^^xsd:date ; ws:attestedOn "2015-01-01"^^xsd:date , "2019-01-01"^^xsd:date .
  <flow/tips> a ws:DataFlow ; skos:prefLabel "Tips" ; ws:at "p. 4" ;
    ws:sender <organization/sheriff> ; ws:recipient <organization/agency> ; ws:carries <category/tip> .
  <flow/urgent> a ws:DataFlow ; skos:prefLabel "Urgent plates" ; ws:at "p. 5" ; ws:purpose <purpose/emergency> ;
    ws:sender <organization/sheriff> ; ws:recipient <organization/agency> ; ws:carries <category/plate> ;
    ws:attestedOn "2014-06-01"^^xsd:date , "2017-01-01"^^xsd:date .

  <instrument/deal> a ws:Instrument ; skos:prefLabel "The deal" .
  <instrument/idle> a ws:Instrument ; skos:prefLabel "The idle letter" .
  <instrument/law> a ws:Instrument ; skos:prefLabel "The law" .
  <bar/agency> a ws:Bar ; skos:prefLabel "No plates to the agency" ; dcterms:description "The sheriff keeps plates." ;
    ws:at "p. 6" ; ws:setBy <instrument/law> ; ws:exception "A judge's warrant" ;
    ws:barsSender <organization/sheriff> ; ws:barsRecipient <organization/agency> ; ws:barsCategory <category/plate> ;
    ws:validFrom "2014-01-01"^^xsd:date ; ws:attestedOn "2016-01-01"^^xsd:date .
  <bar/vendor> a ws:Bar ; skos:prefLabel "No plates to companies" ; ws:at "p. 7" ; ws:setBy <instrument/law> ;
    ws:underReading <reading/strict> ;
    ws:barsSender <organization/sheriff> ; ws:barsRecipient <organization/vendor> ; ws:barsCategory <category/plate> ;
    ws:validFrom "2014-01-01"^^xsd:date .
  <permission/emergency> a ws:Permission ; skos:prefLabel "Emergencies" ; ws:at "p. 8" ; ws:setBy <instrument/law> ;
    ws:liftsBar <bar/agency> ; ws:purpose <purpose/emergency> ; ws:validFrom "2015-01-01"^^xsd:date .
  <reading/strict> a ws:Reading ; skos:prefLabel "The strict reading" ; ws:interprets <instrument/law> .
  <reading/lenient> a ws:Reading ; skos:prefLabel "The lenient reading" ; ws:interprets <instrument/law> .
}
"""
"""A sheriff's plates reach an agency directly, by an urgent flow, and over a vendor who sells them to its unit.

A law bars the first from 2014 on; an exception lifts it for the urgent flow from 2015 on. Read strictly, the law also
bars the share with the vendor.
"""

DAY = "2015-01-01"
"""On this day all flows but the tips, of which no date is known, are certain, and so is the bar on the agency."""


def words(text: str) -> str:
    """The text with its lines joined, as wrapping depends on the terminal."""
    return " ".join(text.split())


def keys(data: object) -> set[str]:
    """All keys of an answer as JSON, but for what keeps texts by IRI or by name."""
    if isinstance(data, dict):
        return {str(key) for key in data}.union(
            *(keys(value) for key, value in data.items() if key not in ("labels", "slots"))
        )
    return set[str]().union(*(keys(item) for item in data)) if isinstance(data, list) else set()


def as_json(command: Command, *arguments: str) -> dict[str, Any]:
    """The object that a command prints with `--format json`, without a word on standard error."""
    answer = command(*arguments, "--format", "json")
    assert (answer.returncode, answer.stderr) == (0, "")
    data = json.loads(answer.stdout)
    assert isinstance(data, dict)
    return data


def widest(text: str) -> int:
    """The signs of the longest line, up to the address in it: an address is printed whole."""
    return max(len(line.partition("https://")[0].partition("http://")[0]) for line in text.splitlines())
