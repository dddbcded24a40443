"""Reading: the same bytes from all but Isso, and what Isso has for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from benchmarks.public import constant, servers
from benchmarks.public.client import Answer, Client, expect, get
from benchmarks.public.figures import Series
from benchmarks.public.say import say
from benchmarks.public.servers import Server
from benchmarks.public.wrk import load

#: Before the clock runs, each server is asked so often, on so many connections: every
#: process of it has then met the page.
WARM_CONNECTIONS, WARM_REQUESTS = 8, 8


@dataclass(frozen=True, slots=True)
class Target:
    name: str
    path: str
    #: What nginx has of it.
    file: str
    #: What Isso's own script asks for in its place.
    isso: str | None


THREAD = Target(
    "thread of B",
    "/api/comments?article=B",
    "thread.json",
    "/?uri=/B&nested_limit=5",
)
FIRST_PAGE = Target(
    "first page of A",
    "/api/comments?article=A",
    "long.json",
    "/?uri=/A&limit=50&nested_limit=5",
)
FEED = Target("article feed of B", "/articles/B/feed.rss", "feed.rss", "/feed?uri=/B")
PAGE = Target("discussion page of B", "/articles/B", "page.html", None)

TARGETS = (THREAD, FIRST_PAGE, FEED, PAGE)
#: What readers and their programs ask for again and again.
REPEATED = (THREAD, FEED)


class Form(StrEnum):
    """How it is asked for."""

    PLAIN = "uncompressed"
    GZIP = "gzip"
    UNCHANGED = "304"


@dataclass(frozen=True, slots=True)
class Case:
    """One request, to one server."""

    target: Target
    form: Form
    server: Server
    path: str
    headers: Mapping[str, str]
    expected: Answer

    def differs(self) -> str | None:
        """Return what is said of other bytes than those that nginx has.

        Raises ``Unexpected`` where it is another kind of answer.
        """
        got = get(self.server.port, self.path, self.headers)
        expect(got, self.expected.status, self.path)
        if (got.coding, got.body) == (self.expected.coding, self.expected.body):
            return None
        sizes = f"{len(got.body):,} bytes instead of {len(self.expected.body):,}"
        return f"{self.server.name}, `{self.path}`, {self.form}: {sizes}, or others"


def differences(asked: list[Case]) -> list[str]:
    """Return which servers do not answer the same bytes; of Isso nobody expects it."""
    ours = [case for case in asked if case.server.name != "Isso"]
    return [told for case in ours if (told := case.differs())]


ASKS_GZIP = {"Accept-Encoding": "gzip"}


def cases(
    folder: Path,
    nginx: Server,
    granian: Server,
    ours: list[Server],
    isso: Server | None,
) -> list[Case]:
    """Return all that is asked, after the others were given what commentbox answers.

    ``folder`` has a folder for each of them.
    """
    found: list[Case] = []
    for target in TARGETS:
        plain, twin = _kept(folder / "nginx", target, ours[0])
        sides = [(nginx, f"/{target.file}", f"/twins/{target.file}")]
        sides += [(server, target.path, target.path) for server in ours]
        for server, path, twin_path in sides:
            found.append(Case(target, Form.PLAIN, server, path, {}, plain))
            if twin is not None and target is not PAGE:
                found.append(
                    Case(target, Form.GZIP, server, twin_path, ASKS_GZIP, twin)
                )
            if target in REPEATED:
                found.append(_unchanged(target, server, path))
        known = [c for c in found if c.target is target and c.server is ours[0]]
        found += [_constant(folder / "constant", case, granian) for case in known]
        if isso is not None and target.isso is not None:
            theirs = expect(get(isso.port, target.isso), 200, "Isso")
            found.append(Case(target, Form.PLAIN, isso, target.isso, {}, theirs))
    return found


def _kept(folder: Path, target: Target, ours: Server) -> tuple[Answer, Answer | None]:
    plain = expect(get(ours.port, target.path), 200, target.path)
    twin = expect(get(ours.port, target.path, ASKS_GZIP), 200, target.path)
    compressed = twin.coding == "gzip"
    servers.keep(folder, target.file, plain, twin.body if compressed else None)
    return plain, twin if compressed else None


def _constant(folder: Path, case: Case, granian: Server) -> Case:
    """Return the same case, of a server that need not think about it."""
    path = f"/{case.form}-{case.target.file}".replace(".", "-")
    answer = expect(
        get(case.server.port, case.path, case.headers), case.expected.status, path
    )
    constant.keep(folder, path, answer)
    return Case(case.target, case.form, granian, path, case.headers, case.expected)


def _unchanged(target: Target, server: Server, path: str) -> Case:
    headers = {"If-None-Match": get(server.port, path).etag}
    answer = expect(get(server.port, path, headers), 304, path)
    return Case(target, Form.UNCHANGED, server, path, headers, answer)


def measure(asked: list[Case], *, rounds: int, seconds: int) -> list[Series]:
    """Measure all cases by turns, so that what disturbs the machine disturbs all."""
    for case in asked:
        warm(case.server.port, case.path, case.headers)
    found = [Series(c.target.name, c.form.value, c.server.name) for c in asked]
    for turn in range(rounds):
        say(f"reading, round {turn + 1} of {rounds}")
        for case, series in zip(asked, found, strict=True):
            series.loads.append(
                load(
                    case.server.port,
                    case.path,
                    seconds=seconds,
                    servers=case.server.processes,
                    headers=case.headers,
                )
            )
    return found


def warm(port: int, path: str, headers: Mapping[str, str] | None = None) -> None:
    def ask(_number: int) -> None:
        with closing(Client(port)) as client:
            for _turn in range(WARM_REQUESTS):
                client.get(path, headers)

    with ThreadPoolExecutor(WARM_CONNECTIONS) as pool:
        list(pool.map(ask, range(WARM_CONNECTIONS)))


def lines(found: list[Series]) -> Iterator[str]:
    """Return what was measured, a line each."""
    for s in found:
        yield (
            f"{s.target:22}{s.form:14}{s.server:12}{s.rate:10,.0f}/s"
            f"{s.cpu_ms:9.3f} ms CPU{s.p50:9.2f} ms p50{s.p99:9.2f} ms p99"
            f"  ± {s.spread / 2:.0%}"
        )
