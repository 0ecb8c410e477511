"""What the description of an award says of data: which system ICE pays to reach, which records, and how surely.

Descriptions are a line each, in capitals. Only what stands there is taken: a system by its name, records by their kind.
Which records a named system serves is our reading, and is said so. “Database access” alone tells no kind of data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Said:
    """That data of a category comes to ICE, as a description says."""

    category: str
    system: str | None
    """The id of the system that is named; `None` where none is: then whoever is paid gives the data."""
    status: str
    """“documented” where it speaks of access or records, “implied” where of a line, a machine or the name alone."""
    reading: str
    """What of this is our reading; "" for nothing."""


_SERVES: Final = "Which records the system gives is not said; the kind of records is our reading of what it serves."
_ACCESS: Final = re.compile(
    r"\b(?:ACCESS(?:ED)?|DATA ?BASES?|DATA "
    r"(?:LINKS?|RECORDS|TERMINAL)|RECORDS|QUERY(?:ING)?|RETRIEV(?:AL|ING)|TERMINAL|USAGE"
    r"|USE OF|USED TO OBTAIN|USER FEES|CHECKS|INFORMATION RETRIEVAL|SUBSCRIPTIONS?|INFORMATION "
    r"(?:EXCHANGE|SYSTEM)|SERVICES?)\b"
)
_LINE: Final = re.compile(r"\b(?:LINES?|CIRCUITS?|MACHINE|UPGRADE|EQUIPMENT|INSTALLATION|CONNECTIONS?)\b")
_VAGUE: Final = re.compile(
    r"\bDATA ?BASES?\b|\bACCESS TO .*\b(?:SYSTEMS?|INFORMATION)\b|\bINFORMATION (?:RETRIEVAL|SYSTEM)"
)
_NOT_THAT: Final = re.compile(
    r"\bICE INTRANET\b|\bDATABASE (?:ADMINISTRAT|SOFTWARE|LICENSE|DEVELOP|ENGINEER|MIGRATION)|\bORACLE\b"
)

_SYSTEMS: Final = tuple(
    (state, re.compile(rf"\b(?:{words})\b"), system, category)
    for state, words, system, category in (
        ("AK", "APSIN", "system/us-ak-apsin", "criminal-history"),
        ("AZ", "ACJIS", "system/us-az-acjis", "criminal-history"),
        (
            "CA",
            "CLETS|(?:CALIFORNIA|CRIMINAL) LAW ENFORCEMENT TELECOMMUNICATIONS SYSTEMS?",
            "system/us-ca-clets",
            "criminal-history",
        ),
        ("CA", "CJIC", "system/us-ca-santa-clara-cjic", "criminal-history"),
        ("CA", "SLETS", "system/us-ca-slets", "criminal-history"),
        (
            None,
            "ARJIS|E-?SUN (?:ACCESS|FROM)|AUTOMATED REGIONAL JUSTICE INFORMATION SYSTEM",
            "system/arjis",
            "police-report",
        ),
        ("CT", "COLLECT DATABASE", "system/us-ct-collect", "criminal-history"),
        (
            "DE",
            "DELJIS|CRIMINAL JUSTICE SYSTEM DATABASE; STATE OF DELAWARE",
            "system/us-de-deljis",
            "criminal-history",
        ),
        ("IA", "IOWA ONLINE WARRANTS AND ARTICLES SYSTEM", "system/us-ia-iowa-system", "wanted-person-record"),
        ("MD", "CJIS", "system/us-md-cjis", "criminal-history"),
        ("MD", "NCIC", "system/us-ncic", "criminal-history"),
        ("MI", "LEIN", "system/us-mi-lein", "criminal-history"),
        ("MI", "CLEMIS", "system/us-mi-clemis", "police-report"),
        ("NC", "DCI TERMINAL", "system/us-nc-dci", "criminal-history"),
        ("NH", "SPOTS", "system/us-nh-spots", "criminal-history"),
        ("OH", "LEADS|LAW ENFORCEMENT AUTOMATED DATA SYSTEM", "system/us-oh-leads", "criminal-history"),
        ("PA", "CLEAN(?= (?:SYSTEM|TERMINAL|DATA))", "system/us-pa-clean", "criminal-history"),
        ("PA", "PARS|PRELIMINARY ARRAIGNMENT SYSTEM", "system/us-pa-philadelphia-pars", "criminal-history"),
        (
            "SD",
            "DAKOTA LAW ENFORCEMENT TELECOMMUNICATIONS SYSTEM",
            "system/us-sd-law-enforcement-telecommunications",
            "criminal-history",
        ),
        ("TX", "TEXAS NARCOTIC INFORMATION SYSTEM", "system/us-tx-tnis", "case-record"),
        ("WA", "WACIC", "system/us-wa-wacic", "wanted-person-record"),
        (None, "NLETS", "system/nlets", "driver-record"),
        (None, "COLLECT DATABASE", "system/us-ct-collect", "criminal-history"),
        (None, "CLEMIS DATABASE", "system/us-mi-clemis", "police-report"),
    )
)
"""Systems by the state of who is paid (`None`: whatever the state), the words that name them, and what they serve."""

_DATA: Final = tuple(
    (re.compile(rf"\b(?:{words})\b"), category, status, reading)
    for words, category, status, reading in (
        (
            "CRIMINAL (?:HISTORY|RECORDS|DATA|CHECKS)|ALIEN RECORDS|CRIMINAL JUSTICE INFORMATION",
            "criminal-history",
            "documented",
            "",
        ),
        (
            "CRIM(?:E|INAL) DATA ?BASES?",
            "criminal-history",
            "documented",
            "The row says a crime database; that it gives criminal histories is our reading.",
        ),
        ("DRIVING RECORDS|TRAFFIC DATABASE|DMV", "driver-record", "documented", ""),
        ("BIRTH VERIFICATIONS?", "biographic", "documented", ""),
        ("COURT/JAIL DATA|INMATE DATABASE", "jail-booking-record", "documented", ""),
        ("CREDIT REPORT(?:S|ING)", "credit-record", "documented", ""),
        ("COURT ELECTRONIC RECORDS|COURT DOCUMENTS", "public-record", "documented", ""),
        ("LOCATION AND IDENTITY APPLICATION PROGRAMMING INTERFACES", "location-data", "documented", ""),
        ("ACCESS TO A BIOMETRIC INFORMATION SYSTEM", "biometric", "documented", ""),
        (
            "SKIP TRACING",
            "address",
            "implied",
            "Skip tracing is finding where somebody is; that addresses come to ICE is our reading.",
        ),
        (
            "LAW ENFORCEMENT INVESTIGATIVE DATABASE",
            "public-record",
            "implied",
            "Which records the database holds is not said; public records are our reading.",
        ),
        (
            "TRAVEL INTELLIGENCE PROGRAM",
            "ticket-record",
            "implied",
            "Which records the program holds is not said; that it is tickets is read from who is paid.",
        ),
    )
)
"""Records by the words that name them."""


def said_in(description: str, state: str | None) -> list[Said]:
    """What a description says, as data that comes to ICE; [] where it says none, or of what kind is open."""
    if _NOT_THAT.search(description):
        return []
    named = [
        (system, category)
        for of, words, system, category in _SYSTEMS
        if of in (None, state) and words.search(description)
    ]
    system = named[0][0] if named else None
    only_a_line = bool(_LINE.search(description)) and not re.search(r"\b(?:ACCESS|RECORDS|INQUIRIES)\b", description)
    surely = "documented" if _ACCESS.search(description) and not only_a_line else "implied"
    found = [
        Said(category, system, status, reading)
        for words, category, status, reading in _DATA
        if words.search(description)
    ]
    if not found:
        found = [Said(category, of, surely, _SERVES) for of, category in dict(named).items()]
    return found


def is_access(description: str) -> bool:
    """Whether a description speaks of reaching into a store, and not of what is delivered.

    >>> is_access("CLETS DATABASE ACCESS"), is_access("CREDIT REPORTS")
    (True, False)
    """
    return re.search(r"\b(?:ACCESS|DATA ?BASES?|QUERY(?:ING)?|TERMINAL|USE OF)\b", description) is not None


def is_open(description: str) -> bool:
    """Whether a description speaks of access to data and leaves open which."""
    return bool(_VAGUE.search(description)) and not _NOT_THAT.search(description)
