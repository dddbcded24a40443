"""Do something so often a second, and no oftener; be late rather than skip.

    python -m benchmarks.public.pace PLAN

PLAN is a file with a ``Plan`` as JSON. A process of its own sends, so that its
processor time is known; what came of it is printed as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.public.client import Client

#: So many connections share the posts, and the decisions.
POSTERS, DECIDERS = 16, 2


@dataclass(frozen=True, slots=True)
class Plan:
    port: int
    #: On the clock that all processes share (``time.monotonic``).
    start_at: float
    seconds: float
    posts_per_s: float
    #: A file with a body a line, how many to leave out, and where they go; ``{}`` in
    #: the address stands for the number of an article.
    bodies: str
    skip: int
    post_path: str
    articles: int
    decisions_per_s: float
    #: Address, body and headers of each.
    decisions: list[tuple[str, Any, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Sent:
    posts: int
    decisions: int
    failed: int
    #: Milliseconds of a post.
    p50: float
    p99: float
    cpu_s: float
    #: From the first to the end of the last.
    seconds: float


Step = Callable[[Client, int], int]


def send(plan: Plan) -> Sent:
    began = time.process_time()
    bodies = _bodies(plan)
    decided = plan.decisions[: int(plan.decisions_per_s * plan.seconds)]
    post, decide = partial(_post, plan, bodies), partial(_decide, decided)
    times: list[float] = []
    failed: list[int] = []
    with ThreadPoolExecutor(POSTERS + DECIDERS) as pool:
        running = [
            pool.submit(_paced, plan, turns, rate, step, noted, failed)
            for connections, count, rate, step, noted in (
                (POSTERS, len(bodies), plan.posts_per_s, post, times),
                (DECIDERS, len(decided), plan.decisions_per_s, decide, []),
            )
            for turns in (range(n, count, connections) for n in range(connections))
        ]
        for one in running:
            one.result()
    p50, p99 = _cuts(times)
    cpu_s, seconds = time.process_time() - began, time.monotonic() - plan.start_at
    return Sent(len(times), len(decided), len(failed), p50, p99, cpu_s, seconds)


def _bodies(plan: Plan) -> list[str]:
    wanted = int(plan.posts_per_s * plan.seconds)
    with Path(plan.bodies).open(encoding="ascii") as file:
        return [line.strip() for line in islice(file, plan.skip, plan.skip + wanted)]


def _post(plan: Plan, bodies: list[str], client: Client, number: int) -> int:
    headers = {
        "Content-Type": "application/json",
        # From many readers, as behind a proxy.
        "X-Forwarded-For": f"10.{number // 250}.{plan.skip % 250}.{number % 250}",
    }
    path = plan.post_path.format(number * 7 % plan.articles)
    return client.ask("POST", path, body=bodies[number], headers=headers).status


def _decide(
    decisions: list[tuple[str, Any, dict[str, str]]], client: Client, number: int
) -> int:
    path, body, headers = decisions[number]
    return client.post(path, body, headers).status


def _cuts(times: list[float]) -> tuple[float, float]:
    cuts = quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
    return cuts[49], cuts[98]


def _paced(
    plan: Plan,
    turns: range,
    rate: float,
    step: Step,
    times: list[float],
    failed: list[int],
) -> None:
    with closing(Client(plan.port)) as client:
        for number in turns:
            time.sleep(max(0.0, plan.start_at + number / rate - time.monotonic()))
            start = time.perf_counter()
            status = step(client, number)
            times.append((time.perf_counter() - start) * 1000)
            if status >= 400:  # noqa: PLR2004
                failed.append(status)


def main() -> None:
    given = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    sys.stdout.write(json.dumps(asdict(send(Plan(**given)))))


if __name__ == "__main__":
    main()
