"""Which network addresses we connect to: public ones, and those the config names.

A page of a watched site may redirect to, or its name may resolve to, a machine of our own network.
So every connection is checked where it is made (`resolver`): on the address its name has just then.
"""

from __future__ import annotations

import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

_CGNAT = ip_network("100.64.0.0/10")
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa")


class ForbiddenAddress(OSError):
    """A connection to an address of a private network was refused, or to another scheme than http(s)."""


def is_public(address: str) -> bool:
    """Whether an IP address is out on the internet, seen through every way to write an IPv4 one."""
    try:
        found = ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    embedded = _embedded(found) if isinstance(found, IPv6Address) else None
    if embedded is not None:
        return is_public(str(embedded))
    if isinstance(found, IPv4Address) and found in _CGNAT:
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside a mapped, 6to4, Teredo, NAT64 or IPv4-compatible one."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in _NAT64) or 1 < int(address) < 2**32:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def check_url(url: str, allowed: Collection[str] = ()) -> None:
    """Raise ForbiddenAddress where the address itself is enough to tell: scheme, literal, local name.

    This holds behind a proxy too, where names are resolved by somebody else.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme not in {"http", "https"} or not host:
        raise ForbiddenAddress(f"{url} is not an http or https address")
    if host in allowed:
        return
    literal = _literal(host)
    if literal is not None and not is_public(literal):
        raise ForbiddenAddress(f"{host} is an address of a private network")
    if literal is None and f".{host}".endswith(_LOCAL_NAMES):
        raise ForbiddenAddress(f"{host} is a name of the local network")


def _literal(host: str) -> str | None:
    """The IP address a host is written as (also `127.1`, `0x7f000001`, `2130706433`), if it is one."""
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    if not all(part[:1].isdigit() for part in host.split(".")):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None
