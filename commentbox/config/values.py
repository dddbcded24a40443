"""How each kind of setting is read from its text. Raises ``ValueError`` with advice."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from urllib.parse import urlsplit

from limits import parse_many

MIN_SECRET_LENGTH = 32
#: More than any machine of a publisher has to spare.
MAX_MEBIBYTES = 65_536
#: Each post looks through the names of those that wait.
MOST_SPOOLED = 100_000

DEFAULT_PORTS = {"http": 80, "https": 443}
#: A host as it stands in ``Origin``, perhaps with a port; no name or password.
HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d+)?", re.ASCII | re.IGNORECASE)
#: A host alone, by name or number.
BARE_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+", re.ASCII)
#: One of several servers of a database.
SERVER = re.compile(r"[\w.-]+(?::\d+)?", re.ASCII)
#: In the clear, by TLS, and by a socket on this machine.
VALKEY = ("valkey", "valkeys", "valkey+unix")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: Per client, per article and per key; generous for people, tight for machines.
DEFAULT_RATE_LIMITS = (
    "client=12/minute,90/hour;article=120/minute;preview=60/minute;analyze=10/second;"
    "sighting=10/minute,60/hour"
)


def database(value: str) -> str:
    url = value.strip()
    scheme, _, rest = url.partition("://")
    kind = scheme.partition("+")[0]
    if not url:
        return url
    if kind == "postgresql":
        return _postgresql(url)
    # In memory each process would have its own, and none would last.
    if kind != "sqlite" or rest in {"", "/", "/:memory:"} or not rest.startswith("/"):
        raise ValueError("must begin with postgresql://, or with sqlite:/// and a file")
    # Absolute: else commands and server would look for it in different folders.
    return f"{scheme}:///{path(rest.removeprefix('/'))}"


def _postgresql(url: str) -> str:
    """Return the address in the form that is read by what connects.

    PostgreSQL writes several servers with commas between, to be asked in turn.
    """
    parts = urlsplit(url)
    user, at, servers = parts.netloc.rpartition("@")
    hosts = servers.split(",")
    if len(hosts) == 1:
        return url
    for host in hosts:
        if not SERVER.fullmatch(host):
            raise ValueError(f"names a server that cannot be one of several: {host!r}")
    query = "&".join([*(f"host={host}" for host in hosts), parts.query]).strip("&")
    return f"{parts.scheme}://{user}{at}{parts.path}?{query}"


def base_url(value: str) -> str:
    parts = urlsplit(value.strip())
    if parts.scheme not in DEFAULT_PORTS or not HOST.fullmatch(parts.netloc):
        raise ValueError(
            "must be an address such as https://comments.example.org, with the host "
            "as browsers send it (umlauts: xn--…)"
        )
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must have no path: commentbox lives at the root of its host")
    host = parts.netloc.lower()
    # Browsers leave the usual port out of ``Origin``, with which this is compared.
    if parts.port == DEFAULT_PORTS[parts.scheme]:
        host = host.removesuffix(f":{parts.port}")
    return f"{parts.scheme}://{host}"


def secret(value: str) -> str:
    if len(value) < MIN_SECRET_LENGTH:
        raise ValueError(f"must have at least {MIN_SECRET_LENGTH} characters")
    return value


def networks(value: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(e.strip()) for e in value.split(",") if e.strip())


def rate_limits(value: str) -> dict[str, str]:
    """Return limit strings by name; an empty dict where limits are ``off``."""
    if value.strip().lower() == "off":
        return {}
    known = dict(part.split("=", 1) for part in DEFAULT_RATE_LIMITS.split(";"))
    for part in filter(None, (p.strip() for p in value.split(";"))):
        name, separator, limit = part.partition("=")
        if not separator or name.strip() not in known:
            raise ValueError(f"knows {', '.join(known)}, or 'off'; not '{part}'")
        parse_many(limit.replace(",", ";"))
        known[name.strip()] = limit
    return {name: limit.replace(",", ";") for name, limit in known.items()}


def word(value: str, *known: str) -> str:
    if (word := value.strip().lower()) not in known:
        raise ValueError(f"must be {' or '.join(known)}")
    return word


def switch(value: str) -> bool:
    return word(value, "on", "off") == "on"


def form(value: str) -> str:
    return word(value, "console", "json")


def hosts(value: str) -> frozenset[str]:
    names = [entry.strip().strip("[]").lower() for entry in value.split(",")]
    for name in filter(None, names):
        if not BARE_HOST.fullmatch(name):
            raise ValueError(f"names hosts such as blog.internal; not '{name}'")
    return frozenset(filter(None, names))


def token(value: str) -> str:
    token = value.strip()
    if token and not re.fullmatch(r"[A-Za-z0-9._~+/-]{16,}=*", token):
        raise ValueError("must have at least 16 letters and digits, or be empty")
    return token


def web_address(value: str) -> str:
    url = value.strip()
    if not url:
        return url
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not HOST.fullmatch(parts.netloc):
        raise ValueError("must be an address such as https://cdn.example.org/purge")
    # Asked for its value: a port beyond all ports is noticed here.
    _ = parts.port
    if parts.fragment or not re.fullmatch(r"[\x21-\x7e]+", url):
        raise ValueError("must be plain ASCII, without spaces and without a fragment")
    return url


def valkey_url(value: str) -> str:
    url = value.strip()
    scheme, separator, rest = url.partition("://")
    # Redis speaks the same; the library tells by the name whose client to load.
    scheme = scheme.replace("rediss", "valkeys").replace("redis", "valkey")
    if url and (scheme not in VALKEY or not rest.strip("/")):
        raise ValueError(f"must begin with {' or '.join(VALKEY)} and ://, or be empty")
    return f"{scheme}{separator}{rest}"


def mebibytes(value: str) -> int:
    known = value.isascii() and value.isdecimal()
    if not known or not 1 <= int(value) <= MAX_MEBIBYTES:
        raise ValueError(f"must be a number of mebibytes, from 1 to {MAX_MEBIBYTES}")
    return int(value)


def mebibytes_or_none(value: str) -> int:
    return 0 if value == "0" else mebibytes(value)


def spooled(value: str) -> int:
    known = value.isascii() and value.isdecimal()
    if not known or int(value) > MOST_SPOOLED:
        raise ValueError(f"must be a number of posts, from 0 to {MOST_SPOOLED}")
    return int(value)


def path(value: str) -> Path:
    if not value.strip():
        raise ValueError("must name a folder or a file")
    return Path(value).expanduser().absolute()
