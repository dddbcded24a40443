"""The settings: read once, checked at the start, documented in ``docs/settings.md``."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from limits import parse_many

PREFIX = "COMMENTBOX_"
MIN_SECRET_LENGTH = 32
#: More than any machine of a publisher has to spare.
MAX_MEBIBYTES = 65_536

DEFAULT_PORTS = {"http": 80, "https": 443}
#: A host as it stands in ``Origin``, perhaps with a port; no name or password.
HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d+)?", re.ASCII | re.IGNORECASE)
#: A host alone, by name or number.
BARE_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+", re.ASCII)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: Per client, per article and per key; generous for people, tight for machines.
DEFAULT_RATE_LIMITS = (
    "client=12/minute,90/hour;article=120/minute;preview=60/minute;analyze=10/second;"
    "sighting=10/minute,60/hour"
)


class ConfigError(Exception):
    """A setting is missing or malformed; the message says which and what to do."""


def _database(value: str) -> str:
    url = value.strip()
    scheme, _, rest = url.partition("://")
    kind = scheme.partition("+")[0]
    if not url or kind == "postgresql":
        return url
    # In memory each process would have its own, and none would last.
    if kind != "sqlite" or rest in {"", "/", "/:memory:"} or not rest.startswith("/"):
        raise ValueError("must begin with postgresql://, or with sqlite:/// and a file")
    # Absolute: else commands and server would look for it in different folders.
    return f"{scheme}:///{_path(rest.removeprefix('/'))}"


def _base_url(value: str) -> str:
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


def _secret(value: str) -> str:
    if len(value) < MIN_SECRET_LENGTH:
        raise ValueError(f"must have at least {MIN_SECRET_LENGTH} characters")
    return value


def _networks(value: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(e.strip()) for e in value.split(",") if e.strip())


def parse_rate_limits(value: str) -> dict[str, str]:
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


def _word(value: str, *known: str) -> str:
    if (word := value.strip().lower()) not in known:
        raise ValueError(f"must be {' or '.join(known)}")
    return word


def _switch(value: str) -> bool:
    return _word(value, "on", "off") == "on"


def _form(value: str) -> str:
    return _word(value, "console", "json")


def _hosts(value: str) -> frozenset[str]:
    names = [entry.strip().strip("[]").lower() for entry in value.split(",")]
    for name in filter(None, names):
        if not BARE_HOST.fullmatch(name):
            raise ValueError(f"names hosts such as blog.internal; not '{name}'")
    return frozenset(filter(None, names))


def _token(value: str) -> str:
    token = value.strip()
    if token and not re.fullmatch(r"[A-Za-z0-9._~+/-]{16,}=*", token):
        raise ValueError("must have at least 16 letters and digits, or be empty")
    return token


def _web_address(value: str) -> str:
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


def _mebibytes(value: str) -> int:
    known = value.isascii() and value.isdecimal()
    if not known or not 1 <= int(value) <= MAX_MEBIBYTES:
        raise ValueError(f"must be a number of mebibytes, from 1 to {MAX_MEBIBYTES}")
    return int(value)


def _mebibytes_or_none(value: str) -> int:
    return 0 if value == "0" else _mebibytes(value)


def _path(value: str) -> Path:
    if not value.strip():
        raise ValueError("must name a folder or a file")
    return Path(value).expanduser().absolute()


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Typed settings, each an environment variable: ``COMMENTBOX_`` and its name."""

    #: Folder for everything that is kept on this machine.
    instance: Path = field(
        default_factory=lambda: Path("instance").absolute(), metadata={"read": _path}
    )
    #: SQLAlchemy address of the database; empty: SQLite in the instance folder.
    database_url: str = field(default="", metadata={"read": _database})
    #: Signs stamps, tokens and sessions. There is no default.
    secret_key: str = field(default="", repr=False, metadata={"read": _secret})
    #: Where readers reach commentbox; all absolute addresses are built from it.
    base_url: str = field(default="http://127.0.0.1:8000", metadata={"read": _base_url})
    #: Proxies (CIDRs) whose ``X-Forwarded-For`` is believed.
    trusted_proxies: tuple[Network, ...] = field(
        default=(), metadata={"read": _networks}
    )
    #: Limits by name, or ``off``.
    rate_limits: dict[str, str] = field(
        default_factory=lambda: parse_rate_limits(DEFAULT_RATE_LIMITS),
        metadata={"read": parse_rate_limits},
    )
    #: Hosts that may be asked although they lie in a network of one's own.
    allow_private_hosts: frozenset[str] = field(
        default=frozenset(), metadata={"read": _hosts}
    )
    #: Who shows this may read ``/metrics`` from elsewhere; empty: nobody.
    metrics_token: str = field(default="", repr=False, metadata={"read": _token})
    #: Whom to tell which addresses a cache must let go; empty: nobody.
    purge_url: str = field(default="", repr=False, metadata={"read": _web_address})
    #: What stands in ``Authorization`` then, as a bearer token.
    purge_token: str = field(default="", repr=False, metadata={"read": _token})
    #: Finished pages that each process holds in memory, in MiB.
    pages_memory: int = field(default=16, metadata={"read": _mebibytes})
    #: And on disk, all processes together; 0: none.
    pages_disk: int = field(default=256, metadata={"read": _mebibytes_or_none})
    #: How a line of the log looks: for people, or for programs.
    log_format: str = field(default="console", repr=False, metadata={"read": _form})
    #: Whether each request that is worked on is logged, not only those that fail.
    log_requests: bool = field(default=False, repr=False, metadata={"read": _switch})
    #: Whether the screening uses its second tier, where that is installed.
    encoder: bool = field(default=True, metadata={"read": _switch})

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings. Raises ``ConfigError`` for unknown and malformed ones."""
        given = {k: v for k, v in environ.items() if k.startswith(PREFIX)}
        if path := given.pop(f"{PREFIX}CONFIG", None):
            given = {**_read_file(Path(path)), **given}
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        if unknown := sorted(given.keys() - known.keys()):
            raise ConfigError(
                f"unknown setting {', '.join(unknown)}; known: {', '.join(known)}"
            )
        values: dict[str, Any] = {}
        for name, text in given.items():
            try:
                values[known[name].name] = known[name].metadata["read"](text)
            except ValueError as error:
                raise ConfigError(f"{name}: {error}") from error
        return cls(**values)

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite:///{self.instance / 'commentbox.db'}"

    def make_instance(self) -> None:
        """Make the instance folder, for nobody else on the machine to look into."""
        self.instance.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    def with_secret(self) -> Self:
        """Return itself; raises ``ConfigError`` where the secret key is missing."""
        if not self.secret_key:
            raise ConfigError(
                "COMMENTBOX_SECRET_KEY is not set. Make one once and keep it: "
                'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        return self


def _read_file(path: Path) -> dict[str, str]:
    """Read ``NAME=value`` lines; ``#`` begins a comment line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"COMMENTBOX_CONFIG: {error}") from error
    settings = {}
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator or not name.strip().startswith(PREFIX):
            raise ConfigError(f"{path}, line {number}: expected COMMENTBOX_NAME=value")
        settings[name.strip()] = value.strip().strip("\"'")
    return settings
