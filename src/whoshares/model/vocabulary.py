"""Namespaces and terms, spelt once.

Terms are plain IRI strings, so that no RDF library is loaded to name them.
"""

from __future__ import annotations

from typing import Final

WS: Final = "https://w3id.org/whoshares/ontology/"
ID: Final = "https://w3id.org/whoshares/id/"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
DCTERMS: Final = "http://purl.org/dc/terms/"
DC: Final = "http://purl.org/dc/elements/1.1/"
SH: Final = "http://www.w3.org/ns/shacl#"
OWL: Final = "http://www.w3.org/2002/07/owl#"

ONTOLOGY_GRAPH: Final = WS
"""The named graph that holds the ontology and the SKOS schemes in every store."""

PREFIXES: Final = {
    "ws": WS,
    "id": ID,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "xsd": XSD,
    "dcterms": DCTERMS,
    "dc": DC,
    "owl": OWL,
}
"""Prefixes that every query may use undeclared and every export declares."""

TYPE: Final = RDF + "type"
PREF_LABEL: Final = SKOS + "prefLabel"
ALT_LABEL: Final = SKOS + "altLabel"
RDFS_LABEL: Final = RDFS + "label"
NOTE: Final = SKOS + "note"
DEFINITION: Final = SKOS + "definition"
BROADER: Final = SKOS + "broader"
DESCRIPTION: Final = DCTERMS + "description"
TITLE: Final = DCTERMS + "title"
ISSUED: Final = DCTERMS + "issued"
PUBLISHER: Final = DC + "publisher"

ORGANIZATION: Final = WS + "Organization"
SYSTEM: Final = WS + "System"
PROGRAM: Final = WS + "Program"
DATA_FLOW: Final = WS + "DataFlow"
DATA_CATEGORY: Final = WS + "DataCategory"
INSTRUMENT: Final = WS + "Instrument"
SOURCE: Final = WS + "Source"
REGISTRY: Final = WS + "Registry"
OBSERVATION: Final = WS + "Observation"
BAR: Final = WS + "Bar"
PLACE: Final = WS + "Place"
HOLDER_KIND: Final = WS + "HolderKind"
READING: Final = WS + "Reading"

PART_OF: Final = WS + "partOf"
OPERATED_BY: Final = WS + "operatedBy"
PARTY: Final = WS + "party"
SENDER: Final = WS + "sender"
RECIPIENT: Final = WS + "recipient"
CARRIES: Final = WS + "carries"
ABOUT_SUBJECT: Final = WS + "aboutSubject"
MODE: Final = WS + "mode"
VIA: Final = WS + "via"
UNDER_PROGRAM: Final = WS + "underProgram"
AUTHORITY: Final = WS + "authority"
CONTROLLED_BY: Final = WS + "controlledBy"
EVIDENCE_STATUS: Final = WS + "evidenceStatus"
NOT_TAKING_PLACE: Final = frozenset(
    f"{ID}evidence-status/{name}" for name in ("authorised", "demanded", "enjoined", "planned", "proposed")
)
"""The evidence statuses by which a source does not say that a thing takes place."""
IMPLIED: Final = f"{ID}evidence-status/implied"
"""The evidence status by which a source does not say a thing but lets it follow."""
VALID_FROM: Final = WS + "validFrom"
VALID_UNTIL: Final = WS + "validUntil"
ATTESTED_ON: Final = WS + "attestedOn"
HOLDER: Final = WS + "holder"
CONSUMES: Final = WS + "consumes"
PRODUCES: Final = WS + "produces"
AT_SYSTEM: Final = WS + "atSystem"
BLOCKS_ORIGIN: Final = WS + "blocksOrigin"
BLOCKS_RECIPIENT: Final = WS + "blocksRecipient"
BLOCKS_CATEGORY: Final = WS + "blocksCategory"
TIER: Final = WS + "tier"
URL: Final = WS + "url"
READ_AT: Final = WS + "readAt"
CHECKSUM: Final = WS + "checksum"
LOCATOR: Final = WS + "at"
VALUE: Final = WS + "value"
MEASURE: Final = WS + "measure"
AS_OF: Final = WS + "asOf"
PERIOD: Final = WS + "period"
PERIOD_FROM: Final = WS + "periodFrom"
PERIOD_UNTIL: Final = WS + "periodUntil"
YEAR: Final = WS + "year"
AREA: Final = WS + "area"
BASIS: Final = WS + "basis"
ABOUT: Final = WS + "about"
ATTRIBUTED_TO: Final = WS + "attributedTo"
INTERPRETS: Final = WS + "interprets"
OPPOSES: Final = WS + "opposes"
BEGUN_BY: Final = WS + "begunBy"
ENDED_BY: Final = WS + "endedBy"
SET_BY: Final = WS + "setBy"
LIFTS_BAR: Final = WS + "liftsBar"
UNDER_READING: Final = WS + "underReading"
BARS_SENDER: Final = WS + "barsSender"
BARS_RECIPIENT: Final = WS + "barsRecipient"
BARS_CATEGORY: Final = WS + "barsCategory"
PERMITS_CATEGORY: Final = WS + "permitsCategory"
MANDATES_CATEGORY: Final = WS + "mandatesCategory"
SENDER_KIND: Final = WS + "senderKind"
RECIPIENT_KIND: Final = WS + "recipientKind"
SENDER_PLACE: Final = WS + "senderPlace"
RECIPIENT_PLACE: Final = WS + "recipientPlace"
EXCEPTION: Final = WS + "exception"
PURPOSE: Final = WS + "purpose"
COLLECTED_FOR: Final = WS + "collectedFor"
CONDITION_FOR: Final = WS + "conditionFor"
ON_BEHALF_OF: Final = WS + "onBehalfOf"
REPLACES: Final = WS + "replaces"
IN_PLACE: Final = WS + "inPlace"
WITHIN: Final = WS + "within"
KIND: Final = WS + "kind"
LEVEL: Final = WS + "level"
GENERIC: Final = WS + "generic"
SELECTIVE: Final = WS + "selective"
IS_ONE_OF: Final = WS + "isOneOf"
EXTENT: Final = WS + "extent"
EVERY: Final = ID + "extent/every"
"""The extent of what a source says of every body of a kind."""
FIPS: Final = WS + "fips"
ORI: Final = WS + "ori"
CITATION: Final = WS + "citation"
UNIT: Final = WS + "unit"
BOUND: Final = WS + "bound"
CITED_AS: Final = WS + "citedAs"

READABLE: Final = {
    TYPE: "is a",
    PREF_LABEL: "label",
    ALT_LABEL: "also called",
    NOTE: "editor's note",
    DEFINITION: "definition",
    BROADER: "within",
    SKOS + "narrower": "holds",
    SKOS + "inScheme": "in scheme",
    SKOS + "topConceptOf": "top of scheme",
    SKOS + "exactMatch": "same as",
    SKOS + "notation": "rank",
    DESCRIPTION: "description",
    TITLE: "title",
    ISSUED: "issued",
    PUBLISHER: "publisher",
}
"""Words for the terms of other vocabularies; the ontology labels its own."""

TIERS: Final = tuple(ID + "tier/" + name for name in ("primary", "research", "news", "vendor", "summary", "lead"))
"""Tiers of sources, best first."""


def shorten(iri: str) -> str:
    """The short form of an IRI that people read and type: a path for things, a prefixed name for terms.

    >>> shorten("https://w3id.org/whoshares/id/organization/us-ice")
    'organization/us-ice'
    >>> shorten("https://w3id.org/whoshares/ontology/sender")
    'ws:sender'
    """
    if iri.startswith(ID):
        return iri[len(ID) :]
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def local_name(iri: str) -> str:
    """The last segment of an IRI.

    >>> local_name("https://w3id.org/whoshares/id/tier/research")
    'research'
    """
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
