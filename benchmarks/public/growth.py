"""What more comments cost: the processor time of what cannot be answered from store.

A page that nobody has asked a server for is in no store. There are a thousand articles
with ten comments each in the smallest corpus, and each request here is for another one:
so each is a miss, as after a change, with all that belongs to it, storing included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from statistics import median

from benchmarks.public.client import Client, Unexpected, expect
from benchmarks.public.figures import ratio
from benchmarks.public.processes import between, spent
from benchmarks.public.rivals import Isso, Ours, Rival
from benchmarks.public.say import say

#: The last of the thousand articles only warm a server up.
MEASURED, WARM = 900, 100

THREAD, FEED, POST, QUEUE = "thread, not held", "feed, not held", "post", "queue page"


@dataclass(frozen=True, slots=True)
class Grown:
    """The cost of one kind of request at one size, milliseconds for each round."""

    server: str
    size: int
    kind: str
    cpu_ms: list[float] = field(default_factory=list)
    #: For each round how many answers came from a store after all.
    held: list[int] = field(default_factory=list)


#: The request with this number; it has been spread over all articles there are. True
#: says that the answer was held.
Ask = Callable[[Client, int], bool]


@dataclass(frozen=True, slots=True)
class Place:
    """A server on a corpus of some size."""

    rival: Rival
    size: int
    #: How many other articles there are, with ten comments each.
    others: int
    #: So many requests in each round.
    requests: int

    def article(self, number: int) -> int:
        """Return an article for a number below a thousand: as far apart as they go."""
        return number * (self.others // (MEASURED + WARM))


def measure(places: list[Place], *, rounds: int) -> list[Grown]:
    """Measure all kinds at all sizes by turns."""
    kinds = [
        (place, kind, ask) for place in places for kind, ask in asks(place).items()
    ]
    kinds = [each for each in kinds if _answers(each[0], each[2])]
    found = [Grown(p.rival.server.name, p.size, kind) for p, kind, _ask in kinds]
    for turn in range(rounds):
        say(f"growth, round {turn + 1} of {rounds}")
        for (place, _kind, ask), grown in zip(kinds, found, strict=True):
            first = turn * place.requests
            numbers = range(first, first + place.requests)
            cpu_ms, held = _cost(place, ask, numbers)
            grown.cpu_ms.append(cpu_ms)
            grown.held.append(held)
    return found


def _answers(place: Place, ask: Ask) -> bool:
    """Warm a server up; where another than ours gives up at this size, say so."""
    try:
        _cost(place, ask, range(MEASURED, MEASURED + min(place.requests, WARM)))
    except Unexpected as error:
        if isinstance(place.rival, Ours):
            raise
        say(f"{place.rival.server.name} at {place.size:,} is left out: {error}")
        return False
    return True


def _cost(place: Place, ask: Ask, numbers: range) -> tuple[float, int]:
    """Return the milliseconds of processor time that each of these requests takes.

    And how many of them were answered from a store.
    """
    server = place.rival.server
    with closing(Client(server.port)) as client:
        before = spent(server.processes)
        held = sum(ask(client, number) for number in numbers)
        seconds = between(before, spent(server.processes))
    return seconds * 1000 / len(numbers), held


def asks(place: Place) -> dict[str, Ask]:
    rival = place.rival

    def get(path: str, headers: dict[str, str] | None = None) -> Ask:
        def ask(client: Client, number: int) -> bool:
            asked = path.format(place.article(number))
            answer = expect(client.get(asked, headers), 200, asked)
            return answer.headers.get("cache-status", "").endswith("; hit")

        return ask

    def post(client: Client, number: int) -> bool:
        path = rival.where.format(place.article(number))
        _post(client, path, rival, number)
        return False

    if isinstance(rival, Isso):
        return {THREAD: get("/?uri=/article-{}&nested_limit=5")}
    assert isinstance(rival, Ours)  # noqa: S101 - there are two kinds
    return {
        THREAD: get("/api/comments?article=article-{}"),
        FEED: get("/articles/article-{}/feed.rss"),
        POST: post,
        QUEUE: get("/api/queue?lane=pending&limit=50", rival.headers),
    }


def _post(client: Client, path: str, rival: Rival, number: int) -> None:
    with rival.bodies.open(encoding="ascii") as file:
        body = _line(file, rival.take(1))
    forwarded = f"10.0.{number // 250}.{number % 250}"
    headers = {"Content-Type": "application/json", "X-Forwarded-For": forwarded}
    answer = client.ask("POST", path, body=body, headers=headers)
    expect(answer, 201, path)


def _line(lines: Iterator[str], number: int) -> str:
    return next(line.strip() for n, line in enumerate(lines) if n == number)


def growth(found: list[Grown], server: str, kind: str, size: int) -> float | None:
    """Return how much more it costs at this size than at the smallest, by rounds."""
    of = {g.size: g.cpu_ms for g in found if (g.server, g.kind) == (server, kind)}
    if size not in of:
        return None
    return ratio(of[size], of[min(of)])


def of_stores(found: list[Grown]) -> str:
    """Return how many answers were no misses, in words."""
    held = sum(sum(g.held) for g in found)
    return (
        f"Of the answers whose growth is told, {held} came from a store"
        " (by their `Cache-Status`); there should be none."
    )


def lines(found: list[Grown]) -> Iterator[str]:
    for g in found:
        grown = growth(found, g.server, g.kind, g.size)
        yield (
            f"{g.server:12}{g.kind:18}{g.size:10,}{median(g.cpu_ms):9.2f} ms CPU"
            f"{grown:7.2f}"
        )
