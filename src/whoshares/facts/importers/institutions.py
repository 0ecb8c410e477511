"""Names of institutions in tables: which names surely are no person's, and how an inverted one reads."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = re.compile(
    r"\b(?:"
    # forms of companies
    r"inc|incorporated|l\.?l\.?c|llp|l\.?p|ltd|limited|corp|corporation|co|company|companies|pllc|plc"
    r"|gmbh|jv|joint venture"
    # what institutions are
    r"|academy|administration|agency|airport|alliance|archives|army|association|attorney general|authority"
    r"|bancorp|bank|board|bureau|campus|cent(?:er|re)|city|clinic|club|college|command|commission"
    r"|committee|commonwealth|communications|consulting|consultants|corps|council|counsel|county|dept"
    r"|department|dispatch|district|division|enterprises?|fire|force|foundation|fusion|government"
    r"|governments|group|guard|health|highway|hospital|industries|institute|international|judicial"
    r"|laborator(?:y|ies)|labs?|library|medicine|ministry|municipality|museum|narcotics|network|office"
    r"|offices|organization|parish|partners|partnership|patrol|pd|police|prison|program|rancheria|school"
    r"|schools|sd|service|services|sheriff(?:'?s)?|so|society|solutions|state|states|system|systems"
    r"|task ?forces?|dps|dtf|hidta|riss|technolog(?:y|ies)|town|township|tribe|tribal|university|village"
    r"|wildlife|911|ecom911"
    r")\b\.?",
    re.IGNORECASE,
)
"""Words that no person's name has. Those that surnames are too (Marshal, Parks, Constable) are not among them."""

_INVERTED: Final = re.compile(r"(?P<head>[^,]+), (?P<tail>(?:[^,]+ )?OF)", re.IGNORECASE)
_BEHIND: Final = re.compile(r"(?P<head>[^,]+) (?P<tail>(?:COUNTY|CITY|TOWN|VILLAGE|STATE) OF)", re.IGNORECASE)


def is_institution(name: str) -> bool:
    """Whether a name has a word that tells an institution from a person.

    >>> is_institution("GARCIAS JANITORIAL"), is_institution("DOE, COUNTY OF"), is_institution("JANE PARKS")
    (False, True, False)
    """
    return _WORDS.search(name) is not None


def turned(name: str) -> str:
    """A name that is written the other way round, the right way.

    >>> turned("SACRAMENTO, COUNTY OF"), turned("PUBLIC SAFETY, ALASKA DEPT OF"), turned("PHILADELPHIA CITY OF")
    ('COUNTY OF SACRAMENTO', 'ALASKA DEPT OF PUBLIC SAFETY', 'CITY OF PHILADELPHIA')
    """
    found = _INVERTED.fullmatch(name) or _BEHIND.fullmatch(name)
    return f"{found['tail']} {found['head']}" if found else name
