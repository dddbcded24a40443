"""Which addresses on the network may be asked: only what everybody can reach."""

from __future__ import annotations

import ipaddress
import socket
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final

from commentbox.domain.messages import N_
from commentbox.outside.refusals import Refused, Unreachable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: Networks whose addresses carry one of IPv4, and where in it: translated ones (RFC
#: 6052), 6to4 (RFC 3056), and the form that nobody uses any more.
CARRIERS: Final = (
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),
    (ipaddress.IPv6Network("2002::/16"), 80),
    (ipaddress.IPv6Network("::/96"), 0),
)
IPV4_BITS: Final = 0xFFFFFFFF


def is_public(text: str) -> bool:
    """Return whether an address is one of the internet, and not of a network inside."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        if mapped is not None:
            return is_public(str(mapped))
        for network, shift in CARRIERS:
            if address in network:
                inner = ipaddress.IPv4Address((int(address) >> shift) & IPV4_BITS)
                return is_public(str(inner))
        if address.is_site_local:
            return False
    unfit = (
        address.is_private,
        address.is_loopback,
        address.is_link_local,
        address.is_multicast,
        address.is_reserved,
        address.is_unspecified,
    )
    return address.is_global and not any(unfit)


def resolve(host: str, port: int, *, timeout: float, private: bool) -> list[str]:
    """Return the addresses of a host that may be asked, asking the resolver once.

    ``private`` allows all. Raises ``Unreachable`` where there is no such host or no
    answer in time, and ``Refused`` where it leads inside.
    """
    answers: SimpleQueue[list[str] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put([str(entry[4][0]) for entry in found])
        except (OSError, UnicodeError) as error:
            answers.put(OSError(str(error)))

    # The resolver of the system knows no time-out.
    Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=max(timeout, 0.01))
    except Empty:
        raise Unreachable(N_("no answer about the name %(host)s"), host=host) from None
    if isinstance(answer, OSError):
        raise Unreachable(N_("there is no host %(host)s"), host=host)
    addresses = [a for a in dict.fromkeys(answer) if private or is_public(a)]
    if not addresses:
        raise Refused(
            N_(
                "%(host)s is in a network inside"
                " (COMMENTBOX_ALLOW_PRIVATE_HOSTS allows it)"
            ),
            host=host,
        )
    return addresses
