"""ICE's awards as USAspending has them: whom it paid, for how long, and what data came with it where a row says so.

Every award is an instrument between ICE and whoever is paid. A flow is stated only where the words of a row name a
system or a kind of records; a guess of the table (`data_access_candidate`) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from whoshares.facts.importers.award_payees import Payees
from whoshares.facts.importers.award_words import Said, is_access, is_open, said_in
from whoshares.facts.importers.dates import claimed_day, day_of
from whoshares.facts.importers.findings import Severity
from whoshares.facts.importers.importer import Entry, Imported, Importer
from whoshares.facts.importers.known import AWARD, ICE
from whoshares.facts.importers.places import slug
from whoshares.facts.importers.stated_items import Sort, compared_as, value_of
from whoshares.facts.importers.tables import Layout, Row, Table

TO_GOVERNMENTS: Final = Layout(
    "awards to state and local bodies",
    (
        "contract_award_unique_key", "award_id_piid", "awarding_agency_name", "awarding_sub_agency_name",
        "awarding_office_name", "funding_office_name", "recipient_name", "recipient_uei", "recipient_parent_name",
        "recipient_city_name", "recipient_county_name", "recipient_state_code", "award_type", "total_obligated_amount",
        "award_base_action_date", "period_of_performance_start_date", "period_of_performance_current_end_date",
        "prime_award_base_transaction_description", "product_or_service_code", "product_or_service_code_description",
        "naics_code", "naics_description", "usaspending_permalink", "recipient_level_query", "data_access_candidate",
    ),
)  # fmt: skip
TO_ALL: Final = Layout(
    "awards of all sorts",
    ("award_id", "recipient", "amount", "start", "end", "description", "location", "sub_agency"),
)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column of a layout says what."""

    award: str
    payee: str
    amount: str
    start: str
    end: str
    description: str
    agency: str


_COLUMNS: Final[Mapping[str, _Columns]] = {
    TO_GOVERNMENTS.name: _Columns(
        "award_id_piid",
        "recipient_name",
        "total_obligated_amount",
        "period_of_performance_start_date",
        "period_of_performance_current_end_date",
        "prime_award_base_transaction_description",
        "awarding_sub_agency_name",
    ),
    TO_ALL.name: _Columns("award_id", "recipient", "amount", "start", "end", "description", "sub_agency"),
}

_AGENCY: Final = "U.S. Immigration and Customs Enforcement"
_AWARD: Final = re.compile("[A-Z0-9]{6,40}")
_AMOUNT: Final = re.compile(r"(?P<less>-?)\$?(?P<number>[0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)")
_LINK: Final = re.compile(r"https://www\.usaspending\.gov/award/[A-Za-z0-9_-]+/")
_TAGS: Final = re.compile(r"['\"]*C?IGF::[A-Z,]{1,9}::IGF['\"]*:*;?|\[[^\]]*\]")
"""Codes of the contracting system, and what stands where a part was taken out before the file was published."""
_CONTACT: Final = re.compile(
    r"\b(?:POC|ATTN|EMAIL)\b|\b(?:ATTENTION|CONTACT|PHONE|TEL)\.?:|\b(?:MR|MRS|MS|DR)\. ?[A-Z]|[^ ]@[^ ]"
)
"""Words behind which a person's name stands."""
_NONE: Final = frozenset({"", "None", "NA", "N/A"})
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class _Award:
    """A row, as far as it can be read."""

    row: Row
    number: str
    payee: str
    """The id of whoever is paid."""
    payee_name: str
    state: str | None
    amount: str | None
    start: date | None
    end: date | None
    words: str
    """The description, without codes; "" where it says nothing of data, or may name a person."""

    @property
    def id(self) -> str:
        return f"{AWARD}{slug(self.number)}"


def _read(table: Table) -> Imported:
    columns = _COLUMNS[table.layout.name]
    claimed = claimed_day(table.file.name)
    issued = claimed.day if claimed else None
    if issued is None and table.layout.name == TO_ALL.name:
        table.findings.add(
            Severity.STOPS,
            "No row says of which day the table is, and nor does the file's name. Put the day into the name.",
            found=table.file.name,
            expected="a name with YYYY-MM-DD in it",
        )
    payees = Payees(table, columns.payee, columns.award)
    awards = [award for row in table.each() if (award := _award(table, row, columns, payees, issued))]
    if sorted({award.number for award in awards}) != sorted(award.number for award in awards):
        _find_doubles(table, awards, columns)
    kind = "to state and local bodies" if table.layout.name == TO_GOVERNMENTS.name else "to all"
    source: dict[str, str] = {
        "id": f"source/usaspending-ice-{slug(kind)}{f'-{issued}' if issued else ''}",
        "type": "Source",
        "title": f"Awards of Immigration and Customs Enforcement {kind}{f', {issued}' if issued else ''}",
        "publisher": "USAspending.gov",
        "tier": "primary",
        "at": "Name of the file",
        "note": "A table taken from USAspending. An award shows what was bought, not how much it was used; who resells "
        "hides who makes. Most descriptions name no data, and some are empty.",
    }
    if issued:
        source["issued"] = issued.isoformat()
    payees.make_known((award.row, award.number, award.payee) for award in awards)
    return Imported(source, [*payees.entries(), *map(_instrument, awards), *_flows(table, awards, columns, issued)])


def _award(table: Table, row: Row, columns: _Columns, payees: Payees, issued: date | None) -> _Award | None:
    if not _AWARD.fullmatch(row[columns.award]):
        table.found(row, Severity.LEFT_OUT, "This is no number of an award.", columns.award, "capitals and digits")
        return None
    if row[columns.agency] != _AGENCY:
        table.found(
            row, Severity.LEFT_OUT, "The award is not of the agency that is read here.", columns.agency, _AGENCY
        )
        return None
    found = payees.of(row)
    if found is None:
        return None
    payee, name, state = found
    start, end = _day(table, row, columns.start), _day(table, row, columns.end)
    if start and end and end < start:
        table.found(row, Severity.UNKNOWN, f"The award would end before it begins on {start}.", columns.end)
        end = None
    return _Award(
        row,
        row[columns.award],
        payee,
        name,
        state,
        _amount(table, row, columns.amount),
        start,
        end,
        _words(table, row, columns, state),
    )


def _find_doubles(table: Table, awards: Iterable[_Award], columns: _Columns) -> None:
    seen: set[str] = set()
    for award in awards:
        if award.number in seen:
            table.found(award.row, Severity.NOTED, "The award stands in an earlier row too.", columns.award)
        seen.add(award.number)


def _day(table: Table, row: Row, column: str) -> date | None:
    if row[column] in _NONE:
        return None
    found = day_of(row[column])
    if found is None or not 1990 <= found.year <= 2060:
        table.found(row, Severity.UNKNOWN, "This is no day of an award.", column, "YYYY-MM-DD")
        return None
    return found


def _amount(table: Table, row: Row, column: str) -> str | None:
    if row[column] in _NONE:
        return None
    if not (found := _AMOUNT.fullmatch(row[column])):
        table.found(row, Severity.UNKNOWN, "This is no sum of money.", column, "$1,234.50 or 1234.5")
        return None
    return found["less"] + f"{float(found['number'].replace(',', '')):,.2f}"


def _words(table: Table, row: Row, columns: _Columns, state: str | None) -> str:
    """The description without codes, where it says something of data and names no person; else ""."""
    words = " ".join(_TAGS.sub(" ", row[columns.description]).split()).strip("'\" ;:")
    if not (said_in(words, state) or is_open(words)):
        return ""
    if _CONTACT.search(words):
        table.found(
            row,
            Severity.UNKNOWN,
            "The description may name a person, and is not taken.",
            columns.description,
            found="…",
        )
        return ""
    return words


def _instrument(award: _Award) -> Entry:
    obligated = f"{award.amount} US dollars are obligated on it." if award.amount else "No sum is given."
    entry: dict[str, str | list[str]] = {
        "id": award.id,
        "type": "Instrument",
        "kind": "contract",
        "label": f"Award {award.number} of ICE to {award.payee_name}",
        "issuedBy": ICE,
        "party": [ICE, award.payee],
        "citation": award.number,
        "text": f"An award of ICE. {obligated}",
        "at": award.row.at,
    }
    if award.start:
        entry["validFrom"] = award.start.isoformat()
    if award.end:
        entry["validUntil"] = (award.end + timedelta(days=1)).isoformat()
    if _LINK.fullmatch(link := award.row["usaspending_permalink"]):
        entry["url"] = link
    return entry


def _flows(table: Table, awards: Iterable[_Award], columns: _Columns, issued: date | None) -> Iterable[Entry]:
    """The data that comes to ICE, each flow with all awards that say so."""
    flows: dict[tuple[str, str], list[tuple[_Award, Said]]] = {}
    for award in awards:
        said = said_in(award.words, award.state)
        if not said:
            if is_open(award.words):
                table.found(
                    award.row,
                    Severity.NOTED,
                    "The row speaks of access to data and not of which: the award is stated, and no flow.",
                    columns.description,
                )
        elif why := _why_none(award, issued):
            table.found(
                award.row, Severity.NOTED, f"The row names data, but {why}: no flow is stated.", columns.description
            )
        else:
            for one in said:
                flows.setdefault((one.system or award.payee, one.category), []).append((award, one))
    for (sender, category), stated in flows.items():
        yield _flow(sender, category, stated)


def _why_none(award: _Award, issued: date | None) -> str:
    if award.amount is None or float(award.amount.replace(",", "")) <= 0:
        return "nothing is obligated on the award"
    if award.start is None:
        return "not since when"
    if issued is not None and award.start > issued:
        return "the award begins after the day of the table"
    return ""


def _flow(sender: str, category: str, stated: list[tuple[_Award, Said]]) -> Entry:
    words = list(dict.fromkeys(award.words for award, _ in stated))
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    readings = sorted({one.reading for _, one in stated} - {""})
    return {
        "id": f"flow/{sender.split('/', 1)[1]}--us-ice--{category}",
        "type": "DataFlow",
        "sender": sender,
        "recipient": ICE,
        "carries": f"category/{category}",
        "mode": ["purchase", "query"] if any(is_access(one) for one in words) else "purchase",
        "authority": list(dict.fromkeys(award.id for award, _ in stated)),
        "unknown": "controlledBy",
        "attestedOn": sorted({award.start.isoformat() for award, _ in stated if award.start}),
        "evidenceStatus": sorted({one.status for _, one in stated}),
        "text": f"ICE paid for it; the rows say: {', '.join(f'“{one}”' for one in words[:_SHOWN])}{more}.",
        "note": " ".join(["An award shows what was bought, not how much it was used.", *readings]),
        "at": list(dict.fromkeys(award.row.at for award, _ in stated)),
    }


def _obligated(entry: Entry) -> str:
    return str(entry["text"]).removeprefix("An award of ICE. ").removesuffix(" US dollars are obligated on it.")


_AWARDS: Final = {
    "Instrument": Sort(
        {"obligated": _obligated, "begins": value_of("validFrom"), "ends before": value_of("validUntil")},
        {"payees": "party"},
    )
}
IMPORTER: Final = Importer(
    "usaspending", (TO_GOVERNMENTS, TO_ALL), _read, compared_as("awards", _read, _AWARDS), in_order=True
)
