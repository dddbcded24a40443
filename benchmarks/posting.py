"""Measure what one post of a comment costs, and where it goes.

    python -m benchmarks.posting --rounds 5 --seconds 4
    python -m benchmarks.posting --profile 500

Sixteen clients post to ``commentbox serve`` with two processes, moderation and
screening on, each text a new one of 50 to 600 characters, half of them German. Prints
for each round the processor time of the server's own processes, of PostgreSQL's as
well, for one post; on a machine that is busy with something else, that is what can be
compared, with a run of another version right beside it. ``--profile`` posts one after
the other in one process instead, and prints how many statements a post has and in which
functions its time goes. ``--texts FILE`` takes own texts: JSON lines with ``text``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from benchmarks import screening
from benchmarks.corpus import dice, names
from benchmarks.posting_profile import profiled
from benchmarks.public import commands, filling, posts, servers, specimens
from benchmarks.public.commands import Instance
from benchmarks.public.postgres import postgres
from benchmarks.public.processes import memory
from benchmarks.public.servers import Server
from benchmarks.public.texts import sentences
from benchmarks.public.thread_shapes import SMALL, articles_for
from benchmarks.public.wrk import POSTS, Load, load

SHORTEST, LONGEST = 50, 600
WHERE = "/api/comments?article=article-{}"
READY = "/api/comments?article=B"


def main() -> None:
    parser = argparse.ArgumentParser(prog="posting", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--articles", type=int, default=posts.ARTICLES)
    parser.add_argument("--postgres", action="store_true", help="instead of SQLite")
    parser.add_argument("--profile", type=int, metavar="POSTS")
    parser.add_argument("--texts", type=Path, help="JSON lines with 'text'")
    parser.add_argument("--keep", type=Path, help="where an SQLite file is kept")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        # A database server that runs as somebody else must get to its data.
        folder.chmod(0o755)
        server = stack.enter_context(postgres(folder)) if asked.postgres else None
        if server is not None:
            instance = _filled(server.instance("posting"), folder)
        else:
            instance = _on_sqlite(folder, asked.keep)
        if asked.profile:
            places = [WHERE.format(number) for number in range(asked.articles)]
            profiled(instance, bodies(asked.texts), places, amount=asked.profile)
        else:
            _under_load(instance, asked, server.pid if server else None)


def _on_sqlite(folder: Path, keep: Path | None) -> Instance:
    """Return an instance with a copy of the database that is kept, if one is."""
    instance = commands.sqlite(folder / "posting", "posting")
    if keep is None:
        return _filled(instance, folder)
    kept = commands.sqlite(keep, "posting")
    if not kept.path.exists():
        _filled(kept, folder)
    shutil.copy(kept.path, instance.path)
    instance.run("db", "upgrade")
    return instance


def _filled(instance: Instance, folder: Path) -> Instance:
    commands.found(instance)
    shapes = specimens.take(folder / "specimens")
    filling.fill(instance, shapes, range(articles_for(SMALL)))
    return instance


def _under_load(
    instance: Instance, asked: argparse.Namespace, database: int | None
) -> None:
    amount = posts.AT_MOST_PER_S * asked.seconds
    file, made = instance.folder / "bodies.jsonl", bodies(asked.texts)
    with file.open("w", encoding="ascii") as lines:
        lines.writelines(f"{next(made)}\n" for _ in range(amount * (asked.rounds + 1)))
    before, taken = posts.count(instance), 0
    with servers.commentbox(instance, name="", database=database) as server:
        for number in range(asked.rounds + 1):
            given = (number * amount, amount, asked.articles, WHERE.format("%d"))
            found = _posted(server, asked.seconds, file, given)
            taken += found.requests
            # The first round warms up: models and articles are read.
            if number:
                _say(_line(found))
        _say(f"memory of its processes: {memory(server.processes) / 1e6:.0f} MB")
    _say(
        f"stored beyond what was acknowledged: {posts.count(instance) - before - taken}"
    )


def _posted(
    server: Server, seconds: int, file: Path, given: tuple[object, ...]
) -> Load:
    return load(
        server.port,
        READY,
        seconds=seconds,
        servers=server.processes,
        script=POSTS,
        arguments=(str(file), *map(str, given)),
    )


def _line(found: Load) -> str:
    return (
        f"{found.cpu_ms:8.2f} ms CPU a post{found.rate:8.0f} posts/s"
        f"{found.p50:8.1f} ms p50{found.p99:8.1f} ms p99"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def bodies(file: Path | None) -> Iterator[str]:
    """Yield JSON bodies of posts without end, no two with the same text."""
    authors = names(200)
    for number, text in enumerate(_texts_of(file) if file else _texts()):
        author = authors[number % len(authors)]
        yield json.dumps({"author_name": author, "body": text, "consent": True})


def _texts() -> Iterator[str]:
    """Yield texts without end, from what the benchmarks and the demo know to say."""
    rng, own = dice(11), sentences()
    pools = ([*screening.GERMAN, *own], [*screening.ENGLISH, *own])
    for number in count(1):
        length = rng.randint(SHORTEST, LONGEST)
        text = f"{rng.choice(pools[number % 2])[:-1]} ({number})."
        while len(text) < length:
            text = f"{text} {rng.choice(pools[number % 2])}"
        yield text[:length].strip()


def _texts_of(file: Path) -> Iterator[str]:
    """Yield the texts of a file, and again with a number, without end."""
    lines = [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]
    fit = [text for text in lines if SHORTEST <= len(text) <= LONGEST]
    dice(3).shuffle(fit)
    for turn in count():
        yield from (f"{text} ({turn})" if turn else text for text in fit)


if __name__ == "__main__":
    main()
