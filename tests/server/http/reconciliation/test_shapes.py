"""What is answered has the fields that the specification has, and no other, each of its sort, in both versions.

The schemas are written here, of the specification's text, and are stricter than its own: what it merely allows to be
there and this service never says is refused.
"""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from whoshares import KnowledgeGraph
from whoshares.server.http.reconciliation.asked import TYPES, Version
from whoshares.server.http.reconciliation.manifest import manifest
from whoshares.server.http.reconciliation.properties import PROPERTIES
from whoshares.server.http.reconciliation.service import Reconciliation

Schema = dict[str, Any]
VERSIONS: Final[tuple[Version, ...]] = ("0.2", "1.0-draft")
NAMES = [
    "ICE",
    "Chicago PD",
    "San Diego Police Department",
    "Nlets",
    "Georgia",
    "zzzz",
    "organization/us-ice",
    "ü" * 300,
]
IDS = ["organization/us-ice", "organization/us-il-chicago-pd", "system/nlets", "place/us-il", "no/such"]


def fields(needed: Schema, **more: Schema) -> Schema:
    """An object with these fields, of which some may be missing."""
    properties = needed | more
    return {"type": "object", "properties": properties, "required": list(needed), "additionalProperties": False}


def listed(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


TEXT: Final[Schema] = {"type": "string", "minLength": 1}
TRUTH: Final[Schema] = {"type": "boolean"}
PIXELS: Final[Schema] = {"type": "integer", "minimum": 1}
ADDRESS: Final[Schema] = {"type": "string", "pattern": "^https?://[^ ]+$"}
A_TYPE: Final = fields({"id": {"enum": list(TYPES)}, "name": TEXT})
CANDIDATE: Final = fields(
    {"id": TEXT, "name": TEXT, "description": TEXT, "type": listed(A_TYPE, minItems=1),
     "score": {"type": "number", "minimum": 0, "maximum": 100}, "match": TRUTH}
)  # fmt: skip
VALUE: Final[Schema] = {"oneOf": [fields({"str": TEXT}), fields({"id": TEXT, "name": TEXT})]}
META: Final = listed(fields({"id": {"enum": list(PROPERTIES)}, "name": TEXT}, type=A_TYPE))
SAME: Final[Schema] = {
    "name": TEXT, "defaultTypes": listed(A_TYPE, minItems=1, uniqueItems=True), "documentation": ADDRESS,
    "logo": ADDRESS, "serviceVersion": TEXT, "batchSize": PIXELS,
}  # fmt: skip
SERVICE: Final = fields({"service_url": ADDRESS, "service_path": {"type": "string", "pattern": "^/"}})
OLD_TEMPLATE: Final[Schema] = {"type": "string", "pattern": r"^https?://[^{]*\{\{id\}\}$"}
MANIFEST: Final[dict[Version, Schema]] = {
    "0.2": fields(
        SAME
        | {
            "versions": {"const": ["0.2"]},
            "identifierSpace": ADDRESS,
            "schemaSpace": ADDRESS,
            "view": fields({"url": OLD_TEMPLATE}),
            "preview": fields({"url": OLD_TEMPLATE, "width": PIXELS, "height": PIXELS}),
            "suggest": fields({"entity": SERVICE, "type": SERVICE, "property": SERVICE}),
            "extend": fields({"propose_properties": SERVICE, "property_settings": listed(TEXT, maxItems=0)}),
        }
    ),
    "1.0-draft": fields(
        SAME
        | {
            "versions": {"const": ["1.0-draft"]},
            "lang": {"const": "en"},
            "dir": {"enum": ["ltr", "rtl", "auto"]},
            "standardizedScore": {"const": True},
            "view": fields({"url": {"type": "string", "pattern": r"^https?://[^{]*\{id\}$"}}),
            "preview": fields({"width": PIXELS, "height": PIXELS}, url=OLD_TEMPLATE),
            "suggest": fields({"entity": TRUTH, "property": TRUTH, "type": TRUTH}),
            "extend": fields({"proposeProperties": TRUTH, "propertySettings": listed(TEXT, maxItems=0)}),
        }
    ),
}
MATCHES: Final[dict[Version, Schema]] = {
    "0.2": {
        "type": "object",
        "minProperties": len(NAMES),
        "additionalProperties": fields({"result": listed(CANDIDATE)}),
    },
    "1.0-draft": fields({"results": listed(fields({"candidates": listed(CANDIDATE)}), minItems=len(NAMES))}),
}
ROW: Final = fields({"id": TEXT, "properties": listed(fields({"id": TEXT, "values": listed(VALUE)}))})
EXTENDED: Final[dict[Version, Schema]] = {
    "0.2": fields(
        {
            "meta": META,
            "rows": fields({id: {"type": "object", "additionalProperties": listed(VALUE)} for id in IDS}),
        }
    ),
    "1.0-draft": fields({"meta": META, "rows": listed(ROW, minItems=len(IDS), maxItems=len(IDS))}),
}
SUGGESTED: Final = {
    "entity": fields({"id": TEXT, "name": TEXT, "description": TEXT, "notable": listed(A_TYPE, minItems=1)}),
    "type": A_TYPE,
    "property": fields({"id": TEXT, "name": TEXT, "description": TEXT}),
}
PROPOSED: Final = fields(
    {"properties": listed(SUGGESTED["property"])}, type={"enum": list(TYPES)}, limit={"type": "integer"}
)


def assert_fits(schema: Schema, data: object) -> None:
    faults = [f"{error.json_path}: {error.message[:200]}" for error in Draft202012Validator(schema).iter_errors(data)]
    assert not faults


@pytest.fixture(scope="module")
def service(kg: KnowledgeGraph) -> Reconciliation:
    return Reconciliation(kg)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_manifest_has_its_fields(version: Version) -> None:
    assert_fits(MANIFEST[version], manifest("https://whoshares.example/at", version))


@pytest.mark.parametrize("type_", [None, *TYPES])
def test_a_batch_has_its_fields(service: Reconciliation, type_: str | None) -> None:
    typed = {"type": type_} if type_ else {}
    old = {name: {"query": name, **typed, "properties": [{"pid": "state", "v": "IL"}]} for name in NAMES}
    assert_fits(MATCHES["0.2"], json.loads(service.match("0.2", json.dumps(old))[1]))
    state = {"matchType": "property", "propertyId": "state", "propertyValue": "IL"}
    new = [{"conditions": [{"matchType": "name", "propertyValue": name}, state], **typed} for name in NAMES]
    assert_fits(MATCHES["1.0-draft"], json.loads(service.match("1.0-draft", json.dumps({"queries": new}))[1]))


@pytest.mark.parametrize("version", VERSIONS)
def test_columns_have_their_fields(service: Reconciliation, version: Version) -> None:
    text = json.dumps({"ids": IDS, "properties": [{"id": property} for property in PROPERTIES]})
    assert_fits(EXTENDED[version], json.loads(service.extend(version, text)[1]))


def test_suggestions_and_proposals_have_their_fields(service: Reconciliation) -> None:
    for sort, item in SUGGESTED.items():
        for prefix in ("", "s", "san d", "zzzz", "organization/us-ice"):
            told = json.loads(service.suggest(sort, {"prefix": prefix})[1])
            assert_fits(fields({"result": listed(item, maxItems=10)}), told)
    for values in ({}, {"type": "Place"}, {"type": "System", "limit": 2}):
        assert_fits(PROPOSED, json.loads(service.propose(values)[1]))


def test_what_has_other_fields_is_found(service: Reconciliation) -> None:
    found = json.loads(service.match("0.2", json.dumps({name: {"query": name} for name in NAMES}))[1])
    found["ICE"]["result"][0]["score"] = "100"
    wrongs: list[Schema] = [found, {"results": []}, {}]
    for wrong in wrongs:
        with pytest.raises(AssertionError):
            assert_fits(MATCHES["0.2"], wrong)
