"""What a server holds, how soon it is there, and how soon all of it knows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass, field
from statistics import median

from benchmarks.public.client import Client, Unexpected, expect, read_json
from benchmarks.public.processes import memory, server_of, tree
from benchmarks.public.reads import THREAD
from benchmarks.public.rivals import Ours
from benchmarks.public.servers import WORKERS, Server

#: So many connections are opened until each process has one.
CONNECTIONS = 64
#: An approval that is not to be seen by then is lost.
VISIBLE_WITHIN_S = 10
LOOKS_EVERY_S = 0.01


@dataclass(frozen=True, slots=True)
class Resident:
    """Megabytes after the load, and seconds from a command to the first answer."""

    memory: dict[str, float] = field(default_factory=dict)
    database: float = 0.0
    cold_starts: dict[str, list[float]] = field(default_factory=dict)
    #: Seconds until every process shows an approval, for each approval.
    visible: dict[str, list[float]] = field(default_factory=dict)

    def cold_start(self, name: str) -> float:
        return median(self.cold_starts[name])


def megabytes(server: Server) -> float:
    """Return what its own processes hold; a database server counts for itself."""
    return memory([server.pid]) / 1_000_000


def cold_start(start: Callable[[], AbstractContextManager[Server]]) -> float:
    """Return the seconds from the command until a thread is answered.

    ``start`` waits for that answer.
    """
    began = time.perf_counter()
    with start():
        return time.perf_counter() - began


def visible(rival: Ours, amount: int) -> list[float]:
    """Approve comments one by one; return how long each stays unseen by a process."""
    server = rival.server
    times = []
    with ExitStack() as stack:
        known = _one_for_each_process(server, stack)
        for path, body, headers in rival.undecided(amount):
            id_ = path.split("/")[3]
            with closing(Client(server.port)) as client:
                page = _page_of(client, rival, id_)
                for each in known:
                    _must_not_show(each, page, id_)
                began = time.perf_counter()
                expect(client.post(path, body, headers), 201, path)
                times.append(_until_all_show(known, page, id_) - began)
    return times


def _page_of(client: Client, rival: Ours, id_: str) -> str:
    """Return the thread in which a waiting comment will stand."""
    queue = client.get("/api/queue?lane=pending&limit=100", rival.headers)
    rows = read_json(queue)["comments"]
    key = next(row["article"]["key"] for row in rows if row["id"] == id_)
    return f"/api/comments?article={key}"


def _one_for_each_process(server: Server, stack: ExitStack) -> list[Client]:
    """Return a connection to each process that answers."""
    found: dict[int, Client] = {}
    for _turn in range(CONNECTIONS):
        client = stack.enter_context(closing(Client(server.port)))
        expect(client.get(THREAD.path), 200, THREAD.path)
        pid = server_of(server.port, client.own_port, tree(server.pid))
        found.setdefault(pid, client)
        if len(found) == WORKERS:
            return list(found.values())
    raise Unexpected(f"only {len(found)} of {WORKERS} processes answer")


def _shows(client: Client, page: str, id_: str) -> bool:
    return id_.encode() in expect(client.get(page), 200, page).body


def _must_not_show(client: Client, page: str, id_: str) -> None:
    # Twice: it is held now, by this process.
    if _shows(client, page, id_) or _shows(client, page, id_):
        raise Unexpected(f"{page} shows a comment that waits")


def _until_all_show(known: list[Client], page: str, id_: str) -> float:
    unseen, until = list(known), time.perf_counter() + VISIBLE_WITHIN_S
    while unseen:
        unseen = [client for client in unseen if not _shows(client, page, id_)]
        if time.perf_counter() > until:
            raise Unexpected(f"{page}: an approval is not seen")
        if unseen:
            time.sleep(LOOKS_EVERY_S)
    return time.perf_counter()


def lines(found: Resident) -> Iterator[str]:
    for name, held in found.memory.items():
        start = found.cold_start(name) if found.cold_starts.get(name) else 0.0
        yield f"{name:12}{held:8.1f} MB after the load, {start:6.2f} s to an answer"
    yield f"{'PostgreSQL':12}{found.database:8.1f} MB, the database's own processes"
    for name, times in found.visible.items():
        yield f"{name:12}an approval is seen by all processes within {max(times):.2f} s"
