"""Addresses behind cells: out of the wrappings that mail programs and browsers put around them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

_WEB: Final = re.compile(r"https?://[A-Za-z0-9][^\s<>\"{}|\\^`]*")
_SAFELINKS: Final = ".safelinks.protection.outlook.com"
_VIEWER: Final = re.compile(r"chrome-extension://[a-z]+/(https?:)/{1,2}")


def unwrapped(address: str) -> str | None:
    """The address that is meant: that inside a safelink of a mail program, or behind a browser's viewer of PDFs.

    `None` where it is no web address.

    >>> unwrapped("https://gcc02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.ice.gov%2Fa.pdf&data=05")
    'https://www.ice.gov/a.pdf'
    >>> unwrapped("chrome-extension://efaidnbmnnn/https:/www.ice.gov/a.pdf")
    'https://www.ice.gov/a.pdf'
    """
    address = _VIEWER.sub(r"\1//", address.strip(), count=1)
    if not _WEB.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
        if (parts.hostname or "").endswith(_SAFELINKS):
            inner = parse_qs(parts.query).get("url", [])
            return inner[0] if len(inner) == 1 and _WEB.fullmatch(inner[0]) else None
    except ValueError:
        return None
    return address
