"""``make bench``: measure, show, write down."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.public import document, goals, machine, results
from benchmarks.public import isso as isso_
from benchmarks.public.parts import FULL, QUICK, Run
from benchmarks.public.results import Results
from benchmarks.public.say import say, told

KEPT = Path(".cache") / "bench.results"
DOCUMENT = Path("docs") / "performance.md"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="in small, in minutes")
    parser.add_argument("--write", action="store_true", help=f"into {DOCUMENT}")
    parser.add_argument("--no-isso", action="store_true", help="without Isso")
    parser.add_argument("--again", action="store_true", help="show the last run anew")
    parser.add_argument("--folder", type=Path, help="where databases are made")
    asked = parser.parse_args(arguments)
    if asked.again:
        found = results.kept(KEPT)
    else:
        given = " ".join(a for a in arguments if a != "--write")
        command = f'make bench ARGS="{given}"' if given else "make bench"
        found = measured(command, asked)
    told(
        f"{g.name:48}{g.server:12}{g.to_reach:>16}{g.found:>18}  "
        f"{'reached' if g.reached else 'NOT REACHED'}"
        for g in goals.judged(found)
    )
    if asked.write:
        DOCUMENT.write_text(document.written(found), "utf-8")
        say(f"written into {DOCUMENT}")
    return 1 if found.failed else 0


def measured(command: str, asked: argparse.Namespace) -> Results:
    extent = QUICK if asked.quick else FULL
    found = Results(command, machine.describe(), machine.revision(), sizes=extent.sizes)
    found.busyness = machine.busyness()
    if not asked.no_isso:
        found.machine.update(isso_.versions())
    start = time.monotonic()
    with tempfile.TemporaryDirectory(
        prefix="commentbox-bench-", dir=asked.folder
    ) as at:
        # A database server that runs as somebody else must get to its data.
        Path(at).chmod(0o755)
        run = Run(found, extent, with_isso=not asked.no_isso)
        try:
            run.everything(Path(at))
        finally:
            found.minutes = (time.monotonic() - start) / 60
            results.keep(found, KEPT)
    say(f"done in {found.minutes:.1f} minutes; kept in {KEPT}")
    return found
