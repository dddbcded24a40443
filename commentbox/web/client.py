"""Who is asking, as far as the network can tell."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

from flask import request

from commentbox.config.values import Network
from commentbox.web.settings import settings

#: Where in the environment of a request it stands once it was asked for: a post is
#: counted, guarded and held against blocks by it.
CLIENT = "commentbox.client"


def client_network() -> str:
    """Return the client's address; of IPv6 the /64, which is what one household has."""
    if CLIENT not in request.environ:
        forwarded = request.headers.get("X-Forwarded-For", "")
        request.environ[CLIENT] = network_of(
            request.remote_addr or "",
            [hop.strip() for hop in forwarded.split(",") if hop.strip()],
            settings().trusted_proxies,
        )
    network: str = request.environ[CLIENT]
    return network


#: Who passes a request on usually says so by one of these.
PASSED_ON = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
)


def is_on_this_machine() -> bool:
    """Return whether a program on this machine asks for itself, and for nobody else."""
    address = _parse(request.remote_addr or "")
    passed_on = any(name in request.headers for name in PASSED_ON)
    return address is not None and address.is_loopback and not passed_on


def is_from_own_proxy() -> bool:
    """Return whether one of the proxies that are believed hands this request on."""
    return _is_among(request.remote_addr or "", settings().trusted_proxies)


def network_of(peer: str, forwarded: list[str], trusted: Iterable[Network]) -> str:
    """Return the right-most hop that is no proxy of ours.

    ``forwarded`` counts only as far as each hop to its right is a trusted proxy:
    what stands further left was written by strangers.
    """
    proxies = tuple(trusted)
    hop = peer
    for candidate in reversed(forwarded):
        if not _is_among(hop, proxies) or _parse(candidate) is None:
            break
        hop = candidate
    address = _parse(hop)
    if address is None:
        return hop
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


#: Each request asks for its own several times.
@lru_cache(maxsize=64)
def _parse(hop: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(hop)
    except ValueError:
        return None
    # A socket for both kinds shows IPv4 addresses as ``::ffff:192.0.2.1``.
    mapped = address.ipv4_mapped if address.version == 6 else None  # noqa: PLR2004
    return mapped or address


def _is_among(hop: str, proxies: tuple[Network, ...]) -> bool:
    address = _parse(hop)
    return address is not None and any(address in network for network in proxies)
