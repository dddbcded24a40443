"""PostgreSQL's own programs: which of those that are installed is new enough."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from commentbox.backup.errors import BackupError

#: Where Debian and its kin put every version that is installed.
BESIDE = Path("/usr/lib/postgresql")
VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


def find(name: str, at_least: int) -> tuple[str, int]:
    """Return a program that is no older than that, and its version.

    Raises ``BackupError`` that says what to install.
    """
    found = [(path, _version(path)) for path in _candidates(name)]
    for path, version in found:
        if version >= at_least:
            return path, version
    newest = max((version for _path, version in found), default=0)
    has = f"is of version {newest}" if newest else "is not installed"
    raise BackupError(
        f"{name} {has}, and version {at_least} or newer is needed. Install "
        f"postgresql-client-{at_least} (Debian, Ubuntu: apt-get install "
        f"postgresql-client-{at_least}; where that is too new for the system, see "
        "https://www.postgresql.org/download/), or put its folder into PATH"
    )


def _candidates(name: str) -> Iterator[str]:
    if (here := shutil.which(name)) is not None:
        yield here
    others = [path for path in BESIDE.glob(f"*/bin/{name}") if os.access(path, os.X_OK)]
    yield from sorted(map(str, others), reverse=True)


def _version(path: str) -> int:
    said = subprocess.run(  # noqa: S603 - found above, by a name of ours
        [path, "--version"], capture_output=True, text=True, check=False
    )
    found = VERSION.search(said.stdout)
    return int(found[1]) if found else 0


def run(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run a program. Raises ``BackupError`` with the last thing that it said."""
    done = subprocess.run(  # noqa: S603 - see above
        words,
        env={**os.environ, **environment, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        last = (said or done.stderr.splitlines() or ["it said nothing"])[0]
        raise BackupError(f"{Path(words[0]).name} failed: {last}")
