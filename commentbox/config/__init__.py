"""The settings: read once, checked at the start, documented in ``docs/settings.md``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from commentbox.config import values

PREFIX = "COMMENTBOX_"


class ConfigError(Exception):
    """A setting is missing or malformed; the message says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Typed settings, each an environment variable: ``COMMENTBOX_`` and its name."""

    #: Folder for everything that is kept on this machine.
    instance: Path = field(
        default_factory=lambda: Path("instance").absolute(),
        metadata={"read": values.path},
    )
    #: SQLAlchemy address of the database; empty: SQLite in the instance folder.
    database_url: str = field(default="", metadata={"read": values.database})
    #: Signs stamps, tokens and sessions. There is no default.
    secret_key: str = field(default="", repr=False, metadata={"read": values.secret})
    #: Where readers reach commentbox; all absolute addresses are built from it.
    base_url: str = field(
        default="http://127.0.0.1:8000", metadata={"read": values.base_url}
    )
    #: Proxies (CIDRs) whose ``X-Forwarded-For`` is believed.
    trusted_proxies: tuple[values.Network, ...] = field(
        default=(), metadata={"read": values.networks}
    )
    #: Limits by name, or ``off``.
    rate_limits: dict[str, str] = field(
        default_factory=lambda: values.rate_limits(values.DEFAULT_RATE_LIMITS),
        metadata={"read": values.rate_limits},
    )
    #: Where all processes count together for the limits; empty: each for itself.
    valkey_url: str = field(
        default="", repr=False, metadata={"read": values.valkey_url}
    )
    #: Hosts that may be asked although they lie in a network of one's own.
    allow_private_hosts: frozenset[str] = field(
        default=frozenset(), metadata={"read": values.hosts}
    )
    #: Who shows this may read ``/metrics`` from elsewhere; empty: nobody.
    metrics_token: str = field(default="", repr=False, metadata={"read": values.token})
    #: Whom to tell which addresses a cache must let go; empty: nobody.
    purge_url: str = field(
        default="", repr=False, metadata={"read": values.web_address}
    )
    #: What stands in ``Authorization`` then, as a bearer token.
    purge_token: str = field(default="", repr=False, metadata={"read": values.token})
    #: Finished pages that each process holds in memory, in MiB.
    pages_memory: int = field(default=16, metadata={"read": values.mebibytes})
    #: And on disk, all processes together; 0: none.
    pages_disk: int = field(default=256, metadata={"read": values.mebibytes_or_none})
    #: Posts that the spool takes while the database is away; 0: none.
    spool_posts: int = field(default=10_000, metadata={"read": values.spooled})
    #: And their size, in MiB.
    spool_size: int = field(default=64, metadata={"read": values.mebibytes})
    #: How a line of the log looks: for people, or for programs.
    log_format: str = field(
        default="console", repr=False, metadata={"read": values.form}
    )
    #: Whether each request that is worked on is logged, not only those that fail.
    log_requests: bool = field(
        default=False, repr=False, metadata={"read": values.switch}
    )
    #: Whether the screening uses its second tier, where that is installed.
    encoder: bool = field(default=True, metadata={"read": values.switch})

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
        read: dict[str, Any] = {}
        for name, text in given.items():
            try:
                read[known[name].name] = known[name].metadata["read"](text)
            except ValueError as error:
                raise ConfigError(f"{name}: {error}") from error
        return cls(**read)

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
