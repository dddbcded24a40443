"""Posts that wait in the instance folder for the database: they were acknowledged."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from pathlib import Path

from commentbox.backup.container import Dump
from commentbox.backup.manifest import Part
from commentbox.posting.spool.folder import POST, WITHDRAWN

FOLDER = "spool"
#: Posts and what was withdrawn of them, in the folder or aside; neither locks nor what
#: is still being written.
NAME = re.compile(
    rf"{FOLDER}(/[A-Za-z0-9_-][A-Za-z0-9_.-]*){{1,2}}(\{POST}|\{WITHDRAWN})", re.ASCII
)


def waiting(instance: Path) -> list[Path]:
    """Return the files of what waits."""
    files = sorted((instance / FOLDER).rglob("*"))
    return [
        path
        for path in files
        if NAME.fullmatch(path.relative_to(instance).as_posix()) and path.is_file()
    ]


def copy(instance: Path, target: Path) -> list[Dump]:
    """Copy what waits. Before the database: then none is in neither of the two.

    One that is in both is taken in once, since it brings its id along.
    """
    dumps: list[Dump] = []
    for path in waiting(instance):
        name = path.relative_to(instance).as_posix()
        to = target / f"spooled-{len(dumps)}"
        # What was taken in meanwhile will be in the database.
        with suppress(FileNotFoundError):
            shutil.copyfile(path, to)
            dumps.append(Dump(name, to, packed=False))
    return dumps


def is_spooled(part: Part) -> bool:
    return NAME.fullmatch(part.name) is not None
