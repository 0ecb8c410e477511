"""Who counts as one client."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

_ONE_HOME = 64
"""The bits of an IPv6 address that stand for a client: whoever has one address has all that share them."""


@lru_cache(maxsize=1024)
def client_of(address: str) -> str:
    """The client behind an address: the address itself, or the network of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, _ONE_HOME), strict=False))
