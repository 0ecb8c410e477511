"""What the service says of itself: one manifest for each version, since they write the same things otherwise."""

from __future__ import annotations

from typing import Final

from whoshares.model.version import __version__
from whoshares.model.vocabulary import ID, WS
from whoshares.server.http.reconciliation.asked import MOST_QUERIES, TYPES, Version

ROOT: Final = "/reconcile"
DRAFT: Final = f"{ROOT}/1.0-draft"
_WIDTH: Final = 430
_HEIGHT: Final = 300


def manifest(base: str, version: Version) -> dict[str, object]:
    """The service manifest of a version for a server at `base`."""
    same: dict[str, object] = {
        "versions": [version],
        "name": "whoshares: bodies, systems and places around US immigration enforcement",
        "defaultTypes": types(),
        "documentation": f"{base}/api",
        "logo": f"{base}/icon.svg",
        "serviceVersion": __version__,
        "batchSize": MOST_QUERIES,
    }
    if version == "1.0-draft":
        return same | {
            "lang": "en",
            "dir": "ltr",
            "standardizedScore": True,
            "view": {"url": f"{base}{ROOT}/view?id={{id}}"},
            # The draft fixes the preview's address; that the address is told is for clients that came from 0.2.
            "preview": {"url": f"{base}{DRAFT}/preview?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
            "suggest": {"entity": True, "property": True, "type": True},
            "extend": {"proposeProperties": True, "propertySettings": []},
        }
    return same | {
        "identifierSpace": ID,
        "schemaSpace": WS,
        "view": {"url": f"{base}{ROOT}/view?id={{{{id}}}}"},
        "preview": {"url": f"{base}{ROOT}/preview?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
        "suggest": {
            sort: {"service_url": base, "service_path": f"{ROOT}/suggest/{sort}"}
            for sort in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": base, "service_path": f"{ROOT}/extend/propose"},
            "property_settings": [],
        },
    }


def types() -> list[dict[str, object]]:
    """The types, with id and name."""
    return [{"id": id, "name": name} for id, name in TYPES.items()]
