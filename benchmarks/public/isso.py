"""Isso for comparison: its released package, served as its documentation says.

It lives in an environment of its own below ``.cache``, made once from the registry.
Moderation is on; its guard is off, since it takes two comments a minute from anybody.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from itsdangerous import URLSafeTimedSerializer

from benchmarks.corpus import dice, email_of, names
from benchmarks.public.client import first_answer, free_port
from benchmarks.public.copies import APART, LATEST, SENTENCES
from benchmarks.public.processes import running
from benchmarks.public.servers import WORKERS, Server
from benchmarks.public.texts import sentences
from benchmarks.public.thread_shapes import Article, article, places

ENVIRONMENT = Path(".cache") / "isso"
PACKAGES = ("isso==0.14.0", "gunicorn>=23", "setuptools<81")

CONFIGURATION = """
[general]
dbpath = {path}
host = https://blog.example.org/
[moderation]
enabled = true
[guard]
enabled = false
[rss]
base = https://blog.example.org/
limit = 50
"""

ROW = f"INSERT INTO comments VALUES ({', '.join('?' * 15)})"  # noqa: S608
#: One valid, two waiting.
VALID, WAITING = 1, 2
#: Who voted: its filter, with nobody in it.
NOBODY = bytes(256)


def install() -> Path:
    """Return the folder of its programs; make the environment where there is none."""
    programs = ENVIRONMENT.absolute() / "bin"
    if not (programs / "gunicorn").exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
        pip = [str(programs / "pip"), "install", "--quiet", *PACKAGES]
        subprocess.run(pip, check=True, timeout=600)
    return programs


def versions() -> dict[str, str]:
    command = [str(install() / "pip"), "list", "--format", "json"]
    listed = subprocess.run(command, capture_output=True, check=True, timeout=60)
    known = {row["name"].lower(): row["version"] for row in json.loads(listed.stdout)}
    return {name: known[name] for name in ("isso", "gunicorn")}


@contextmanager
def isso(folder: Path, *, name: str = "Isso", ready: str = "/info") -> Iterator[Server]:
    programs, port = install(), free_port()
    configuration = folder / "isso.cfg"
    folder.mkdir(parents=True, exist_ok=True)
    configuration.write_text(CONFIGURATION.format(path=database(folder)), "ascii")
    command = [str(programs / "gunicorn"), "-b", f"127.0.0.1:{port}"]
    command += ["-w", str(WORKERS), "--preload", "isso.run"]
    settings = {"ISSO_SETTINGS": str(configuration)}
    with running(command, log=folder / "isso.log", environment=settings) as process:
        first_answer(port, ready)
        yield Server(name, port, process.pid)


def database(folder: Path) -> Path:
    return folder / "isso.db"


def fill(folder: Path, numbers: range) -> None:
    """Add these articles with their comments to a database that Isso has made."""
    said, authors = sentences(), names(2_000)
    with closing(sqlite3.connect(database(folder))) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        (known,) = connection.execute("SELECT coalesce(max(id), 0) FROM comments")
        first = known[0] + 1
        for number in numbers:
            one = article(number)
            given = (number + 1, f"/{one.key}", f"What was said about {one.key}")
            connection.execute("INSERT INTO threads VALUES (?, ?, ?)", given)
            rows = list(_rows(one, first, said, authors))
            connection.executemany(ROW, rows)
            first += len(rows)
        connection.commit()


def _rows(
    one: Article, first: int, said: list[str], authors: list[str]
) -> Iterable[tuple[object, ...]]:
    rng = dice(one.number)
    for index, place in enumerate(places(one.comments)):
        age: timedelta = APART * (max(one.number - 1, 0) * 10 + one.comments - index)
        name = rng.choice(authors)
        yield (
            one.number + 1,
            first + index,
            # It knows two levels: answers hang below the first comment of a branch.
            None if place.parent is None else first + place.root,
            (LATEST - age).timestamp(),
            None,
            VALID if index < one.public else WAITING,
            "127.0.0.0",
            " ".join(rng.choices(said, k=SENTENCES)),
            *(name, email_of(name), None, 0, 0, NOBODY, 0),
        )


def waiting(folder: Path, amount: int) -> list[tuple[int, str]]:
    """Return the oldest waiting comments, each with the key that a moderator has."""
    with closing(sqlite3.connect(database(folder))) as connection:
        query = "SELECT value FROM preferences WHERE key = 'session-key'"
        (secret,) = connection.execute(query).fetchone()
        query = "SELECT id FROM comments WHERE mode = ? ORDER BY id LIMIT ?"
        ids = [id_ for (id_,) in connection.execute(query, (WAITING, amount))]
    signer = URLSafeTimedSerializer(secret)
    return [(id_, str(signer.dumps(id_))) for id_ in ids]
