"""Posts that wait in the instance folder for the database: they were acknowledged."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from pathlib import Path

from commentbox.backup.container import Dump
from commentbox.backup.manifest import Part

FOLDER = "spool"
UNFINISHED = ".tmp"
#: What may be unpacked: a file in the folder, or in one of its folders.
NAME = re.compile(rf"{FOLDER}(/[A-Za-z0-9_-][A-Za-z0-9_.-]*){{1,2}}", re.ASCII)


def copy(instance: Path, target: Path) -> list[Dump]:
    """Copy what waits. Before the database: then none is in neither of the two.

    One that is in both is taken in once, since it brings its id along.
    """
    dumps: list[Dump] = []
    for path in sorted((instance / FOLDER).rglob("*")):
        name = path.relative_to(instance).as_posix()
        if path.suffix == UNFINISHED or not path.is_file() or not NAME.fullmatch(name):
            continue
        to = target / f"spooled-{len(dumps)}"
        # What was taken in meanwhile will be in the database.
        with suppress(FileNotFoundError):
            shutil.copyfile(path, to)
            dumps.append(Dump(name, to, packed=False))
    return dumps


def is_spooled(part: Part) -> bool:
    return NAME.fullmatch(part.name) is not None
