"""``make faults``: all faults in their long form, and a table of what came of them.

python -m tests.faults [NAME …] [--database sqlite|postgresql] [--kills 200] …
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import burden, hooks, migrating, nodes, storms
from tests.faults.fuzz import fuzzed
from tests.faults.machine import Machine
from tests.faults.places import (
    Clock,
    NotHere,
    PostgreSQL,
    machine_on,
    place_on,
    postgresql,
    small_disk,
)
from tests.faults.public import everything
from tests.faults.small import full
from tests.faults.storms import Figure

Storm = Callable[[Machine, argparse.Namespace], Figure]
Jump = Callable[[float], None]

#: What any machine can go through.
STORMS: dict[str, Storm] = {
    "kills": lambda machine, args: storms.kills(machine, args.kills),
    "stops": lambda machine, args: storms.stops(machine, args.stops),
    "key": lambda machine, _args: storms.one_key(machine, 50),
    "pairs": lambda machine, args: storms.pairs(machine, args.pairs),
    "fuzz": lambda machine, args: fuzzed(
        machine, examples=200, seconds=int(args.minutes * 60)
    ),
}
#: What a machine goes through whose clock can be set.
CLOCKED: dict[str, Callable[[Machine, Jump, argparse.Namespace], Figure]] = {
    "clock": lambda machine, jump, _args: storms.clock_jumps(machine, jump),
    "hooks": lambda machine, jump, args: hooks.workers_killed(
        machine, args.worker_kills, jump
    ),
}
#: What a large database goes through, without a server.
MOVES: dict[str, Callable[[migrating.Place, int], Iterator[Figure]]] = {
    "migrations": migrating.round_trips,
    "upgrade": migrating.written_to,
}
ALL = (
    *STORMS,
    *MOVES,
    "public",
    "overload",
    "soak",
    "database",
    "silent",
    "locked",
    *CLOCKED,
    "disk",
    "nodes",
)


def main() -> int:
    args = _parser().parse_args()
    kept = True
    with ExitStack() as end:
        servers: list[PostgreSQL | None] = []
        if args.database != "postgresql":
            servers.append(None)
        if args.database != "sqlite":
            servers.append(end.enter_context(postgresql()))
        print("| promise | database | figure | kept | command |")
        print("| --- | --- | --- | --- | --- |")
        for server in servers:
            for name in args.names or ALL:
                kept &= _tell(name, server, args)
    return 0 if kept else 1


def _tell(name: str, server: PostgreSQL | None, args: argparse.Namespace) -> bool:
    kept = True
    which = "postgresql" if server else "sqlite"
    many = f" --comments {args.comments}" if name in MOVES else ""
    command = f'make faults ARGS="{name}{many} --database {which}"'
    try:
        for found in _figures(name, server, args):
            kept &= found.is_kept
            word = "yes" if found.is_kept else "NO"
            row = (found.promise, found.database, found.says, word, f"`{command}`")
            print(f"| {' | '.join(row)} |", flush=True)
    except NotHere as error:
        print(f"| {name} | {which} | not run: {error} | – | `{command}` |", flush=True)
    return kept


def _figures(
    name: str, server: PostgreSQL | None, args: argparse.Namespace
) -> Iterator[Figure]:
    url = server.database() if server else None
    if name in STORMS:
        with machine_on(url) as machine:
            yield STORMS[name](machine, args)
    elif name in MOVES:
        with place_on(url) as place:
            yield from MOVES[name](place, args.comments)
    elif name == "overload":
        with machine_on(url) as machine:
            yield burden.overload(machine, args.overload)
    elif name == "soak":
        with machine_on(url) as machine:
            yield burden.soak(machine, args.minutes)
    elif name == "public":
        yield everything(url, examples=args.ways)
    elif name in CLOCKED:
        with TemporaryDirectory() as folder:
            clock = Clock(Path(folder))
            with machine_on(url, **clock.settings) as machine:
                yield CLOCKED[name](machine, clock.jump, args)
    elif name == "database" and server:
        with machine_on(url) as machine:
            yield storms.database_stops(
                machine, args.database_stops, server.stop, server.start
            )
    elif name == "silent" and server:
        with machine_on(url) as machine:
            # Who decides waits for the database, and has to.
            machine.tokens.clear()
            both = server.freeze, server.thaw
            yield storms.database_stops(machine, args.database_stops, *both, "silent")
    elif name == "nodes" and server:
        # Of its own: it is stopped for good.
        yield from nodes.all_of_it(times=args.nodes)
    elif name == "locked" and not server:
        with machine_on(None) as machine:
            yield storms.locked(machine, args.locked)
    elif name == "disk" and server:
        raise NotHere("PostgreSQL stands on a disk of its own; SQLite's is filled")
    elif name == "disk":
        yield from _disk()


def _disk() -> Iterator[Figure]:
    with TemporaryDirectory() as roomy:
        for instance, answer in ((None, 503), (Path(roomy), 202)):
            with small_disk() as disk:
                yield full(disk, instance or disk / "instance", answer)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make faults ARGS=…")
    parser.add_argument("names", nargs="*", choices=[*ALL, []], metavar="NAME")
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--worker-kills", type=int, default=50, help="of hooks")
    parser.add_argument("--stops", type=int, default=50)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--database-stops", type=int, default=20)
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--nodes", type=int, default=5)
    parser.add_argument("--locked", type=float, default=10)
    parser.add_argument("--ways", type=int, default=300, help="of public")
    parser.add_argument("--overload", type=float, default=60)
    parser.add_argument("--minutes", type=float, default=20, help="of fuzz and soak")
    return parser


if __name__ == "__main__":
    sys.exit(main())
