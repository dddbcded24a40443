"""What ``commentbox serve`` holds in memory, process by process, and how it starts.

make bench ARGS=memory
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from itertools import islice
from pathlib import Path

from benchmarks.public import reads, rivals, servers, specimens, stage
from benchmarks.public.client import Client, expect
from benchmarks.public.commands import Instance, sqlite
from benchmarks.public.processes import proportional_memory, spent, tree
from benchmarks.public.say import say
from benchmarks.public.servers import Server
from benchmarks.public.thread_shapes import SMALL
from benchmarks.public.wrk import POSTS, load

#: After a start the background has looked around for the first time.
SETTLES_S = 3
#: By one author after the other; then by sixteen at once.
POSTS_ONE_BY_ONE, POSTS_AT_ONCE, ARTICLES = 40, 6_000, 1_000
SECONDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench ARGS=memory", description=__doc__)
    parser.add_argument("--corpus", type=Path, help="keep the database here")
    parser.add_argument("--starts", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="commentbox-memory-") as folder:
        made = corpus(asked.corpus or Path(folder))
        # What this run posts is in none of the next one's way.
        instance = sqlite(Path(folder) / "run", made.name)
        shutil.copyfile(made.path, instance.path)
        measure(Path(folder), instance, asked.starts)


def measure(folder: Path, instance: Instance, starts: int) -> None:
    for _turn in range(starts):
        say(_start(instance))
    with _served(instance) as server:
        time.sleep(SETTLES_S)
        say(held("after the start", server))
        for target in reads.TARGETS:
            load(server.port, target.path, seconds=SECONDS, servers=[server.pid])
        say(held("after reading", server))
        bodies = rivals.write_bodies(folder, POSTS_ONE_BY_ONE + POSTS_AT_ONCE)[0]
        post_one_by_one(server, bodies)
        say(held(f"after {POSTS_ONE_BY_ONE} posts", server))
        post_at_once(server, bodies)
        say(held("after posts by 16 at once", server))


def corpus(folder: Path) -> Instance:
    """Return a database of the smallest size; made once in each folder."""
    instance = sqlite(folder / f"sqlite-{SMALL}", "commentbox")
    if not instance.path.exists():
        stage.fill(instance, specimens.take(folder / "specimens"), 0, SMALL)
    return instance


def _served(instance: Instance) -> AbstractContextManager[Server]:
    return servers.commentbox(instance, name="SQLite", ready=reads.THREAD.path)


def _start(instance: Instance) -> str:
    began = time.perf_counter()
    with _served(instance) as server:
        seconds = time.perf_counter() - began
        cpu = sum(spent([server.pid]).values())
    return f"{seconds:.2f} s from the command to an answer, {cpu:.2f} s of processor"


def held(when: str, server: Server) -> str:
    """Return what each process holds by its proportional share, and all together."""
    each = [proportional_memory(pid) / 1_000_000 for pid in tree(server.pid)]
    alone = " + ".join(f"{one:.1f}" for one in each)
    return f"{when:28}{sum(each):7.1f} MB = {alone}"


def _bodies(file: Path) -> Iterator[dict[str, object]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def post_one_by_one(server: Server, bodies: Path) -> None:
    for number, body in enumerate(islice(_bodies(bodies), POSTS_ONE_BY_ONE)):
        path = rivals.Ours.where.format(number)
        with closing(Client(server.port)) as client:
            sender = {"X-Forwarded-For": f"10.0.0.{number}"}
            expect(client.post(path, body, sender), 201, path)


def post_at_once(server: Server, bodies: Path) -> None:
    skip = str(POSTS_ONE_BY_ONE), str(POSTS_AT_ONCE), str(ARTICLES)
    given = (str(bodies), *skip, rivals.Ours.where.format("%d"))
    load(
        server.port,
        rivals.Ours.thread,
        seconds=SECONDS,
        servers=[server.pid],
        script=POSTS,
        arguments=given,
    )
