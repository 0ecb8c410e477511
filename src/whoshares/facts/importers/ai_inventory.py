"""The inventory of uses of AI that departments publish: each use a system that a bureau runs.

The table names no flow: what a use is fed with stands in running text, which is not read. A value that is held back
(“Law Enforcement Sensitive”) is withheld, which is not the same as missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.importer import Entry, Imported, Importer
from whoshares.facts.importers.places import slug
from whoshares.facts.importers.stated_items import Sort, compared_as, value_of
from whoshares.facts.importers.tables import Layout, Row, Table

LAYOUT: Final = Layout(
    "inventory of 2025",
    (
        "id", "agency", "agency_bureau", "use_case_name", "is_withheld", "development_stage", "is_high_impact",
        "topic_area", "problem_solved", "system_outputs", "operational_date", "contracting_usage", "vendor_name",
        "have_ato", "system_name_ato", "data_description", "link_to_data", "has_pii", "pia_url", "demographic_features",
    ),
)  # fmt: skip

_DEPARTMENTS: Final[Mapping[str, str]] = {"DHS": "organization/us-dhs", "DOJ": "organization/us-doj"}
_BUREAUS: Final[Mapping[str, str]] = {
    "CBP": "organization/us-cbp",
    "ICE": "organization/us-ice",
    "TSA": "organization/us-tsa",
    "USCIS": "organization/us-uscis",
    "FBI": "organization/us-fbi",
    "DEA": "organization/us-dea",
    "ATF": "organization/us-atf",
}
"""The bureaus that the graph has; the uses of others stand under their department."""
_STAGES: Final = frozenset({"Deployed", "Pilot", "Pre-deployment", "Retired"})
_WITHHELD: Final = re.compile(r"redacted\b.*|law enforcement sensitive(?: \(les\))?\.?", re.IGNORECASE)
_ID: Final = re.compile("[A-Z]{2,6}-[A-Za-z0-9-]{1,20}")
_LONGEST_NAME: Final = 80
_YEAR: Final = re.compile(r"20[0-9]{2}")
_WEB: Final = re.compile(r"https?://[A-Za-z0-9][^\s<>\"{}|\\^`]*")


def read(table: Table) -> Imported:
    """What an inventory states."""
    years = _YEAR.findall(table.file.name)
    source = {
        "id": f"source/ai-inventory-{years[0] if years else table.file.sha256[:8]}",
        "type": "Source",
        "title": f"Inventory of uses of AI by DHS and DOJ: {table.file.name}",
        **({"issued": years[0]} if years else {}),
        "tier": "primary",
        "at": "File name and header row",
    }
    return Imported(source, tuple(_uses(table)))


_ROW: Final = re.compile(r"[- ]row[- ][0-9]+(?=\]?$)")
"""What tells uses of one id apart by their rows, which another edition has elsewhere."""

_USES: Final = {
    "System": Sort(
        {"note": value_of("note"), "operatedBy": value_of("operatedBy")},
        {"bureaus": "operatedBy"},
        key=lambda entry: (_ROW.sub("", str(entry["id"])), _ROW.sub("", str(entry["label"]))),
        label=lambda entry: _ROW.sub("", str(entry["label"])),
    )
}
IMPORTER: Final = Importer("ai-inventory", (LAYOUT,), read, compared_as("uses", read, _USES))


def _uses(table: Table) -> Iterator[Entry]:
    ids = Counter(row["id"] for row in table.rows)
    names = Counter((row["id"], row["use_case_name"]) for row in table.rows)
    for row in table.each():
        department = _DEPARTMENTS.get(row["agency"])
        if not _ID.fullmatch(row["id"]):
            table.found(row, Severity.LEFT_OUT, "The id is none.", "id", "letters, a hyphen and a number, as DHS-2457")
        elif department is None:
            table.found(row, Severity.LEFT_OUT, "The department is none known here.", "agency", ", ".join(_DEPARTMENTS))
        elif not row["use_case_name"]:
            table.found(row, Severity.LEFT_OUT, "No use is named.", "use_case_name")
        elif row["development_stage"] not in _STAGES:
            table.found(
                row,
                Severity.LEFT_OUT,
                "The stage is none that is known.",
                "development_stage",
                ", ".join(sorted(_STAGES)),
            )
        else:
            if ids[row["id"]] > 1:
                table.found(row, Severity.NOTED, "The id stands in several rows; the row tells them apart.", "id")
            twice = names[row["id"], row["use_case_name"]] > 1
            yield _use(table, row, department, told_apart=f"-row-{row.number}" if twice or ids[row["id"]] > 1 else "")


def _use(table: Table, row: Row, department: str, told_apart: str) -> Entry:
    bureau = row["agency_bureau"].rsplit("/", 1)[-1].strip()
    entry: dict[str, str | list[str]] = {
        "id": f"system/us-ai-use-{slug(row['id'])}{told_apart}",
        "type": "System",
        "at": row.at,
        "label": f"{row['use_case_name']} [{row['id']}{told_apart.replace('-', ' ')}]",
        "kind": "application",
        "level": "federal",
        "operatedBy": _BUREAUS.get(bureau, department),
    }
    notes = [f"Stage in the inventory: {row['development_stage'].lower()}."]
    if _BUREAUS.get(bureau) is None and bureau != row["agency"]:
        notes.append(f"Bureau in the inventory: {bureau}.")
    for column, word in (("vendor_name", "Vendor"), ("system_name_ato", "System under whose authorization it runs")):
        if _WITHHELD.fullmatch(row[column]):
            notes.append(f"{word}: withheld.")
            table.found(row, Severity.NOTED, "The value is withheld, which is not the same as missing.", column)
        elif len(row[column]) > _LONGEST_NAME:
            notes.append(f"{word}: told in running text, which is not copied.")
        elif row[column]:
            notes.append(f"{word}, as the inventory has it: {row[column].rstrip('.,; ')}.")
    entry["note"] = notes
    if _WEB.fullmatch(row["pia_url"]):
        entry["url"] = row["pia_url"]
    elif row["pia_url"]:
        table.found(row, Severity.UNKNOWN, "What stands there is no web address.", "pia_url")
    return entry
