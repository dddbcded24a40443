"""Which shipped models a layer stands on: it fits no others."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from commentbox.screening.encoder import scorer, weights

#: Raise it where a check changes what its scores mean without a change of its data.
REVISION = 1

#: Where the data of the checks lies, and how its files end.
DATA = ("shipped", "lexicon")
ENDINGS = (".npz", ".json", ".txt", ".tsv")


def base_version() -> str:
    """Return what names the data of all checks together: a hash, in 16 letters.

    With the second tier of this process, as long as it works.
    """
    in_use = scorer.state() in {scorer.State.WAITING, scorer.State.READY}
    return _digest(weights.found() if in_use else None)


@cache
def _digest(encoder: Path | None) -> str:
    digest = hashlib.sha256(str(REVISION).encode())
    if encoder is not None:
        digest.update(encoder.read_bytes())
    for name in DATA:
        folder = files("commentbox") / "screening" / name
        for path, file in _files(folder, name):
            digest.update(path.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _files(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    if not folder.is_dir():
        return []
    found: list[tuple[str, Traversable]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        place = f"{path}/{entry.name}"
        if entry.is_dir():
            found += _files(entry, place)
        elif entry.name.endswith(ENDINGS):
            found.append((place, entry))
    return found
