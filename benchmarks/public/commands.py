"""The commands of commentbox, as whoever runs it gives them, on a database of ours."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from benchmarks.public.client import Unexpected

BASE_URL = "https://comments.example.org"
SITE_URL = "https://blog.example.org"
MODERATOR = "grace@example.org"
SECRET_KEY = "a key that only measuring knows, long enough"  # noqa: S105

COMMAND = Path(sys.executable).with_name("commentbox")

LOCKED = Path(__file__).parents[2] / "requirements" / "run.txt"
#: To import what is hidden so fails as where it is not installed.
ALONE = (
    "import sys; sys.modules.update(dict.fromkeys(sys.argv.pop(1).split(',')));"
    " from commentbox.cli import main; main()"
)


def as_installed(*arguments: str) -> list[str]:
    """Return a command of commentbox as it runs where nothing else is installed.

    Libraries look for others and load them where they are: beside the tools of
    developers a start takes longer, and each process more memory.
    """
    return [sys.executable, "-c", ALONE, ",".join(_of_developers()), *arguments]


@cache
def _of_developers() -> list[str]:
    """Return the modules that an installation has not."""
    names = re.findall(r"^([\w.-]+)(?:\[.*\])?==", LOCKED.read_text("ascii"), re.M)
    locked = {_normalised(name) for name in (*names, "commentbox")}
    return sorted(
        module
        for module, found in packages_distributions().items()
        if locked.isdisjoint(map(_normalised, found))
    )


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@dataclass(frozen=True, slots=True)
class Instance:
    """A commentbox with a folder and a database of its own."""

    name: str
    folder: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """Return its settings: as installed, behind a proxy on the same machine."""
        return {
            "COMMENTBOX_INSTANCE": str(self.folder),
            "COMMENTBOX_DATABASE_URL": self.url,
            "COMMENTBOX_SECRET_KEY": SECRET_KEY,
            "COMMENTBOX_BASE_URL": BASE_URL,
            "COMMENTBOX_TRUSTED_PROXIES": "127.0.0.1",
            # A development environment has the second tier, an installation has not.
            "COMMENTBOX_ENCODER": "off",
            # Empty is unset: an installation has bytecode, and compiles at no start.
            "PYTHONDONTWRITEBYTECODE": "",
        }

    @property
    def on_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def path(self) -> Path:
        """Return the file of its database, on SQLite."""
        return Path(self.url.removeprefix("sqlite:///"))

    def run(self, *arguments: str) -> str:
        """Give a command and return what it prints. Raises ``Unexpected``."""
        known = {k: v for k, v in os.environ.items() if not k.startswith("COMMENTBOX_")}
        done = subprocess.run(
            [str(COMMAND), *arguments],
            env={**known, **self.environment},
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        if done.returncode:
            told = done.stderr or done.stdout
            raise Unexpected(f"commentbox {' '.join(arguments)}: {told}")
        return done.stdout.strip()

    def moderator_token(self) -> str:
        given = ("--moderator", MODERATOR, "--label", "measuring")
        return self.run("token", "create", "moderator", *given)


def sqlite(folder: Path, name: str) -> Instance:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Instance(name, folder, f"sqlite:///{folder}/{name}.db")


def found(instance: Instance) -> None:
    """Make the tables, a site and a moderator."""
    instance.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    instance.run("db", "upgrade")
    given = ("--url", SITE_URL, "--feed", f"{SITE_URL}/feed/", "--language", "de")
    instance.run("site", "create", "blog", *given)
    password = instance.folder / "password"
    password.write_text("correct horse battery\n", encoding="ascii")
    known = ("--name", "Grace", "--role", "admin", "--password-file", str(password))
    instance.run("moderator", "create", MODERATOR, *known)
