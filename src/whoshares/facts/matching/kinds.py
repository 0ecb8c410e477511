"""What kind of body a name says it is: decided by rules, in order. Bodies of different kinds are never the same."""

from __future__ import annotations

import re
from typing import Final

POLICE: Final = "police-department"
SHERIFF: Final = "sheriff"
COUNTY_POLICE: Final = "county-police"
CAMPUS: Final = "campus-police"
TRIBAL: Final = "tribal-police"
STATE_POLICE: Final = "state-police"
STATE_AGENCY: Final = "state-agency"
FEDERAL_AGENCY: Final = "federal-agency"
SCHOOL: Final = "school-police"
AIRPORT: Final = "airport-police"
PARK: Final = "park-police"
HOSPITAL: Final = "hospital-police"
TRANSIT: Final = "transit-police"
PORT: Final = "port-police"
HOUSING: Final = "housing-authority"
PROSECUTOR: Final = "prosecutor"
CONSTABLE: Final = "constable"
MARSHAL: Final = "marshal"
ATTORNEY_GENERAL: Final = "attorney-general"
CORRECTIONS: Final = "corrections-agency"
CITY: Final = "city-government"
COUNTY: Final = "county-government"
STATE: Final = "state-government"

_SAID: Final = {
    FEDERAL_AGENCY: (
        "federal bureau of investigation", "homeland security investigations", "drug enforcement administration",
        "immigration and customs", "border patrol", "customs and border", "united states", "^u ?s", "air force",
        "postal inspection", "national park service", "veterans affairs", "naval criminal", "secret service",
        "bureau of (?:land management|prisons)", "national center for missing",
    ),
    "task-force": (
        "task forces?", "strike force", "drug (?:squad|unit|team)", "(?:enforcement|narcotics?) (?:team|group|unit)",
        "drug enforcement", "major crimes?", "hidta", "anti ?gang", "gang (?:center|unit)", "auto theft",
        "crimes? (?:unit|enforcement team)", "network team", "special investigations?", "multi jurisdictional",
        "against drugs",
    ),
    "fusion-center": (
        "fusion center", "intelligence (?:center|unit)", "information (?:analysis center|network)",
        "crime analysis center", "real time crime", "rtcc", "rtic", "riss", "crimes intelligence", "^cac",
    ),
    "dispatch-center": (
        "e? ?911", "dispatch", "communications? (?:centers?|systems?|authority)", "comm center",
        "emergency (?:communications?|services authority)", "ecc", "recc", "semrecc", "ecom911", "doec",
    ),
    PROSECUTOR: (
        "district attorneys?", "prosecutors?", "prosecuting attorney", "states? attorneys?",
        "(?:county|city|commonwealths?) attorneys?", "solicitors?",
    ),
    ATTORNEY_GENERAL: ("attorneys? generals?",),
    "probation": ("probation", "parole", "community corrections"),
    CORRECTIONS: (
        "corrections?", "correctional", "criminal justice(?! (?:commission|authority))", "jails?", "prisons?",
        "detention",
    ),
    "fire-service": ("fire(?! island)", "arson", "fd"),
    CONSTABLE: ("constable",),
    MARSHAL: ("marshal",),
    "court": ("courts?(?! house)", "judicial (?:district|circuit)"),
    SCHOOL: (
        "independent school", "school (?:districts?|board|system|corporation|police)", "schools", "board of education",
        "high school", "(?:public|county|independent) school", "academy", "psd$",
    ),
    CAMPUS: (
        "university(?! (?:heights|park|city|place)\\b)", "colleges", "campus", "institute of", "polytechnic",
        "(?<!state )college(?! (?:park|station|place|corner|township|city)\\b)", "higher education",
        "(?<=[a-z0-9] )state college",
    ),
    HOSPITAL: ("hospitals?", "medical", "(?<!public )health(?! (?:department|services|and))", "healthcare"),
    AIRPORT: ("airports?", "aviation"),
    TRANSIT: (
        "transit", "transportation (?:authority|district)", "rail(?:road|ways?)", "amtrak",
    ),
    PORT: ("ports? authority", "^port of", "(?:port|harbor) police(?! department)"),
    PARK: (
        "park (?:district|rangers?|police(?! department)|authority|board|conservancy)", "forest preserve",
        "metro ?parks?", "metropolitan parks", "state parks?", "parks? and recreation", "regional park",
        "county parks?", "natural area", "parks(?! township)", "rangers?", "conservation district",
    ),
    HOUSING: ("housing authority",),
    "alcohol-board": ("abc", "alcoholic beverage control"),
    TRIBAL: (
        "tribe", "tribes", "tribal", "rancheria", "indian (?:community|reservation|colony|nation)", "nation$",
        "band of", "nation(?: /)? (?:police|tribal|of)",
    ),
    "water-authority": (
        "water (?:agency|district|authority|control|supply)", "levee", "watershed", "reclamation district",
    ),
    STATE_POLICE: (
        "state police", "(?:state|highway) (?:safety )?patrol", "state highway patrol", "state troopers?",
    ),
    SHERIFF: ("sheriffs",),
    STATE_AGENCY: (
        "bureau of", "division of(?! police)", "department of(?! (?:police|public safety))", "state bureau",
        "(?<!county )commissions?", "natural resources", "wildlife", "gaming", "motor vehicles?", "revenue",
        "insurance", "inspector general", "law enforcement (?:agency|division)", "homeland security",
        "secretary of state", "capitol police", "lottery",
        "forestry", "kbi", "alcohol law enforcement", "national guard", "public service",
    ),
    POLICE: ("police", "public safety"),
    COUNTY: (
        "^county of", "county(?: government)?$", "^parish of", "parish$", "board of county commissioners", "bocc",
        "county commission",
    ),
    CITY: ("(?:city|town|village) government$", "^(?:city|town|village|borough|township|municipality) of"),
    STATE: ("state government$", "^(?:state|commonwealth) of"),
}  # fmt: skip
"""The kinds that a name can say and the words that say each, in the order in which they are tried."""

KINDS: Final = frozenset(_SAID)
"""Every kind that a name can say."""

_GROUP: Final = re.compile(r"\(\?[^()]*\)")


def _must_hold(phrase: str) -> str:
    """The longest piece of a phrase that stands in every text that it fits."""
    while (shorter := _GROUP.sub("|", phrase)) != phrase:
        phrase = shorter
    return max(re.split(r"[^a-z0-9 ]", re.sub(r"[a-z0-9 ]\?", "|", phrase)), key=len)


_PATTERNS: Final = tuple(
    (kind, tuple(dict.fromkeys(map(_must_hold, said))), re.compile(rf"\b(?:{'|'.join(said)})(?!\w)"))
    for kind, said in _SAID.items()
)
"""Of each kind what a name must hold, one or the other, to say it; and what it then must fit. The first is quick."""

STATEWIDE: Final = frozenset({STATE_POLICE, STATE_AGENCY, ATTORNEY_GENERAL, CORRECTIONS})
"""The kinds of which a state has its own: the state's name is no part of what tells two of them apart."""

OF_PLACES: Final = frozenset({POLICE, SHERIFF, COUNTY_POLICE})
"""The kinds that are told apart by the place alone."""

SERVED: Final = frozenset({CAMPUS, SCHOOL, HOSPITAL, AIRPORT, TRANSIT, PORT, PARK, HOUSING})
"""The kinds whose name without “police” is that of the institution, and its police is another body."""

GOVERNMENTS: Final = frozenset({CITY, COUNTY})
"""The kinds that are a place's own government."""


def kind_of(words: str) -> str | None:
    """The kind that a name says, in lower case and with its abbreviations written out; None where it says none.

    >>> kind_of("fulton county schools police department"), kind_of("adrian")
    ('school-police', None)
    """
    for kind, held, pattern in _PATTERNS:
        if any(piece in words for piece in held) and pattern.search(words):
            return kind
    return None
