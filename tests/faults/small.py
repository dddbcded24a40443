"""A machine on a small disk that is filled and freed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.faults.places import fill, free, machine_on
from tests.faults.storms import Figure, disk_full


def full(disk: Path, instance: Path, answer: int) -> Figure:
    """Fill the disk of the database; the instance folder may lie elsewhere."""
    url, place = f"sqlite:///{disk / 'c.db'}", str(instance)
    with machine_on(url, COMMENTBOX_INSTANCE=place) as machine:
        return disk_full(
            machine, partial(fill, disk), partial(free, disk), answer=answer
        )
