"""Databases for the measurements: small ones, and copies of them that have grown."""

from __future__ import annotations

import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.public import commands, filling, isso, specimens
from benchmarks.public.client import Unexpected
from benchmarks.public.commands import Instance
from benchmarks.public.postgres import Postgres
from benchmarks.public.say import say
from benchmarks.public.specimens import Specimens
from benchmarks.public.thread_shapes import articles_for


@dataclass(frozen=True, slots=True)
class Stage:
    """For each size one database of each kind; Isso's are folders."""

    sqlite: dict[int, Instance]
    postgresql: dict[int, Instance]
    isso: dict[int, Path]


def build(
    folder: Path, server: Postgres, sizes: list[int], *, with_isso: bool
) -> Stage:
    """Make all databases, each size from the one before it; check each."""
    stage = Stage({}, {}, {})
    shapes = specimens.take(folder / "specimens")
    for before, size in zip([0, *sizes], sizes, strict=False):
        say(f"a corpus of {size:,} comments, on SQLite and PostgreSQL")
        stage.sqlite[size] = _sqlite(folder, stage.sqlite.get(before), size)
        stage.postgresql[size] = _postgresql(server, stage.postgresql.get(before), size)
        if with_isso:
            stage.isso[size] = _isso(folder, stage.isso.get(before), before, size)
        new = [stage.sqlite[size], stage.postgresql[size]]
        with ProcessPoolExecutor(max_workers=2) as pool:
            jobs = [pool.submit(fill, one, shapes, before, size) for one in new]
            for job in jobs:
                job.result()
    return stage


def fill(instance: Instance, shapes: Specimens, before: int, size: int) -> None:
    if not before:
        commands.found(instance)
    first = articles_for(before) if before else 0
    filling.fill(instance, shapes, range(first, articles_for(size)))
    told = instance.run("doctor")
    if "wrong" in told:
        raise Unexpected(f"the corpus of {size:,} is not sound: {told}")


def _sqlite(folder: Path, before: Instance | None, size: int) -> Instance:
    instance = commands.sqlite(folder / f"sqlite-{size}", "commentbox")
    if before is not None:
        shutil.copyfile(before.path, instance.path)
    return instance


def _postgresql(server: Postgres, before: Instance | None, size: int) -> Instance:
    name = f"size{size}"
    return server.instance(name) if before is None else server.copy(before, name)


def _isso(folder: Path, before: Path | None, had: int, size: int) -> Path:
    place = folder / f"isso-{size}"
    place.mkdir(parents=True)
    if before is None:
        # It makes its tables when it starts.
        with isso.isso(place):
            pass
    else:
        shutil.copyfile(isso.database(before), isso.database(place))
    isso.fill(place, range(articles_for(had) if had else 0, articles_for(size)))
    return place
