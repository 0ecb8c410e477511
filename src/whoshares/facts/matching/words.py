"""The words of an agency's name: one spelling, abbreviations written out, and forms such as “City of” told apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

STOP: Final = frozenset({"of", "the", "and", "at", "for", "in", "on", "a"})
"""Words that tell no two bodies apart."""

_QUOTES = re.compile("['’‘ʼ`´′＇]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08]+")
_WORD = re.compile(r"[^\W_]+|&", re.ASCII)
_NUMBERED = re.compile(r"(pd|so)([0-9])")

_WRITTEN_OUT: Final = {
    "pd": "police department", "so": "sheriffs office", "cso": "county sheriffs office", "dps": "public safety",
    "twp": "township", "twsp": "township", "tp": "township", "boro": "borough", "co": "county", "cnty": "county",
    "cty": "county", "mt": "mount", "ft": "fort", "ste": "sainte", "univ": "university", "pk": "park",
    "dept": "department", "dpt": "department", "intl": "international", "natl": "national", "da": "district attorney",
    "das": "district attorneys", "const": "constable", "pct": "precinct", "prec": "precinct", "tf": "task force",
    "dtf": "drug task force", "taskforce": "task force", "ctr": "center", "metro": "metropolitan",
    "auth": "authority", "govt": "government", "dnr": "department of natural resources", "dmv": "motor vehicles",
    "fbi": "federal bureau of investigation", "usms": "united states marshals service",
    "dea": "drug enforcement administration", "atf": "united states bureau of alcohol tobacco and firearms",
    "sheriff": "sheriffs", "marshals": "marshal", "marshalls": "marshal", "constables": "constable", "&": "and",
    "isd": "independent school district", "cisd": "consolidated independent school district", "hq": "headquarters",
}  # fmt: skip
BREAK: Final = "/"
"""What stands among the words where a state's code stood, or before an abbreviation: no phrase goes across it."""

_OFTEN_MISSPELT: Final = ("department", "constable", "district", "hospital", "prosecutor", "sheriffs", "township")
_USUAL: Final = frozenset({"departments", "districts", "hospitals", "prosecutors", "townships"})
_SHORTEST_MISSPELT: Final = 7

_COMPASS: Final = {"n": "north", "s": "south", "e": "east", "w": "west"}
_BY_PLACE: Final = frozenset({"st", "sd", "pd", *_COMPASS})
"""Abbreviations that stand for one thing or another by where they stand."""
_DIGITS: Final = "0123456789"
_AFTER_STATE: Final = frozenset({"pk", "park", "police", "university", "univ"})
"""The words before which “St” is “State”."""

_FORMS = "county|city|town|village|township|borough|parish|municipality"
_BEFORE = re.compile(rf"^(?:the )?(?:incorporated |inc |charter )?({_FORMS}) of (?:the (?:city|town) of )?")
_AFTER = re.compile(r"(?: charter| parish)? (county|parish|town|township|village|borough)$")
_INVERTED = re.compile(rf"^(.+?),? ({_FORMS}|state|commonwealth|port) of(?: inc)?$", re.IGNORECASE)
_INVERTED_AGENCY = re.compile(
    r"^([^,]+), (?:the )?(.*\b(?:department|dept|bureau|division|agency|commission|office)) (?:of|for)$", re.IGNORECASE
)
_AFTER_COUNTY = re.compile(r" (?:county|parish|borough|census area|municipio)$")


def clean(text: str) -> str:
    """A text in one line and one spelling: no signs without width, no apostrophes, single spaces."""
    if text.isascii() and text.isprintable():  # nearly all names, and quick
        return " ".join(text.replace("'", "").replace("`", "").split())
    return " ".join(_QUOTES.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", text))).split())


def tokens_of(text: str) -> list[str]:
    """The words and numbers of a text as they are written, without accents."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(text)


def lower_words(text: str) -> str:
    """The same in lower case, with single spaces."""
    return " ".join(tokens_of(text)).lower()


def core_of(words: str) -> str:
    """Words as they are compared: letters without accents and digits, without spaces.

    >>> core_of("Coeur d’Alene"), core_of("La Grange") == core_of("LaGrange")
    ('coeurdalene', True)
    """
    compact = words.replace(" ", "")
    if compact.isascii() and compact.isalnum():  # nearly all, and quick
        return compact.lower()
    return "".join(tokens_of(words)).lower().replace("&", "and")


@lru_cache(maxsize=20_000)
def county_core(text: str) -> str:
    """A county as it is compared, from its name with or without “County” or “Parish”.

    >>> county_core("ST LOUIS") == county_core("Saint Louis County") == county_core("St. Louis Co")
    True
    """
    return core_of(_AFTER_COUNTY.sub("", written_out(tokens_of(clean(text)))))


def written_out(tokens: Sequence[str]) -> str:
    """The words in lower case, with abbreviations written out.

    >>> written_out(["St", "Clair", "Twp", "PD"])
    'saint clair township police department'
    """
    words: list[str] = []
    last = len(tokens) - 1
    for place, token in enumerate(tokens):
        word = token.lower()
        if word not in _BY_PLACE and word[-1] not in _DIGITS:
            words.append(_WRITTEN_OUT.get(word) or (_respelt(word) if len(word) >= _SHORTEST_MISSPELT else word))
        elif word == "st" and place < last:
            words.append("state" if tokens[place + 1].lower() in _AFTER_STATE else "saint")
        elif word == "sd" and place == last:
            words.append("sheriffs department")
        elif word == "pd" and words and words[-1] == "state":
            words.extend((BREAK, _WRITTEN_OUT[word]))  # Kentucky State's police is that of a university
        elif word in _COMPASS and place == 0 < last and len(tokens[1]) > 1:
            words.append(_COMPASS[word])
        elif numbered := _NUMBERED.fullmatch(word):
            words.extend((_WRITTEN_OUT[numbered[1]], numbered[2]))
        else:
            words.append(_WRITTEN_OUT.get(word, word))
    return " ".join(words)


@lru_cache(maxsize=20_000)
def _respelt(word: str) -> str:
    """A word, but one of an agency's usual words where one letter makes it that."""
    if word in _USUAL:
        return word
    return next((usual for usual in _OFTEN_MISSPELT if OSA.distance(word, usual, score_cutoff=1) == 1), word)


def singular(word: str) -> str:
    """A word without the s of a plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def form_of(words: str) -> tuple[str, str | None]:
    """The place, and its form where that stands before it (“City of”) or after it (“Township”).

    A city's name may itself end in “City”, which is left in it.

    >>> form_of("village of oak lawn"), form_of("calcasieu parish"), form_of("kansas city")
    (('oak lawn', 'village'), ('calcasieu', 'county'), ('kansas city', None))
    """
    if before := _BEFORE.match(words):
        form, place = before[1], words[before.end() :]
    elif after := _AFTER.search(words):
        form, place = after[1], words[: after.start()]
    else:
        return words, None
    return (place, {"parish": "county", "municipality": "city"}.get(form, form)) if place else (words, None)


def rotated(text: str) -> str:
    """A name that is written the other way round, the right way.

    >>> rotated("SACRAMENTO, COUNTY OF"), rotated("PUBLIC SAFETY, ALASKA DEPT OF")
    ('COUNTY of SACRAMENTO', 'ALASKA DEPT of PUBLIC SAFETY')
    """
    if not text.casefold().endswith((" of", " of inc", " for")):
        return text
    found = _INVERTED.match(text) or _INVERTED_AGENCY.match(text)
    return f"{found[2]} of {found[1]}" if found else text
