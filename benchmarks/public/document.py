"""The figures of a run as ``docs/performance.md``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import median

from benchmarks.public import growth
from benchmarks.public.figures import find
from benchmarks.public.goals import figure, judged
from benchmarks.public.prose import BEGINNING, HOW, MEANS
from benchmarks.public.reads import THREAD, Form
from benchmarks.public.results import Results

NOTHING = "–"


def written(found: Results) -> str:
    """Return the whole document."""
    parts = [
        BEGINNING,
        _circumstances(found),
        *_means(found),
        "## What is to be reached, and what is",
        "\n".join(_goals(found)),
        *_missing(found),
        "## Reading",
        "\n".join(_reads(found)),
        "## Reading while others write",
        "\n".join(_busy(found)),
        "## Posting",
        *_posts(found),
        "## With more comments",
        "\n".join(_growth(found)),
        "## Memory, start, approvals",
        "\n".join(_resident(found)),
    ]
    if found.box:
        parts += ["## The box in a browser", found.box]
    parts += [HOW, "\n".join(f"- {line}" for line in found.checks), _machine(found)]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Return a table of Markdown; the first column is words, all others figures."""
    first, *rest = head
    yield f"| {first} | {' | '.join(rest)} |"
    yield f"| --- |{' ---: |' * len(rest)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _circumstances(found: Results) -> str:
    machine = found.machine
    return (
        f"Measured on {found.began:%Y-%m-%d, %H:%M} UTC in {found.minutes:.0f} minutes,"
        f" on {machine['processors']} with\n{machine['memory']} of memory, by"
        f" `{found.command}` at commit `{found.revision}`.\nIn the minute before,"
        f" {found.busyness:.1f} programs wanted a processor."
    )


def _means(found: Results) -> list[str]:
    thread = find(found.reads, THREAD.name, Form.PLAIN, "SQLite")
    if thread is None or found.posting is None or found.resident is None:
        return []
    posts = found.posting.series[0]
    return [
        "## What it means for a publisher",
        MEANS.format(
            rate=figure(_rounded(thread.rate)),
            cpu=figure(thread.cpu_ms),
            day=f"{thread.rate * 86_400 / 10 / 1_000_000:.0f}",
            posts=figure(_rounded(posts.rate)),
            held=figure(found.resident.memory.get("SQLite", 0)),
        ),
    ]


def _rounded(value: float) -> int:
    """Return two digits and zeros: nobody plans with more."""
    scale: int = 10 ** max(0, len(str(int(value))) - 2)
    return round(value / scale) * scale


def _goals(found: Results) -> Iterator[str]:
    rows = [
        [g.name, g.server, g.to_reach, g.found, "yes" if g.reached else "**no**"]
        for g in judged(found)
    ]
    yield from table(("measure", "on", "to reach", "found", "reached"), rows)
    missed = sum(row[-1] != "yes" for row in rows)
    yield ""
    yield f"Reached: {len(rows) - missed} of {len(rows)}."


def _missing(found: Results) -> list[str]:
    if not found.failed:
        return []
    told = [f"- {name}: {why}" for name, why in found.failed.items()]
    return ["Not measured in this run:", "\n".join(told)]


def _reads(found: Results) -> Iterator[str]:
    head = ("asked for", "form", "by", "requests/s", "× nginx", "CPU ms", "p99 ms")
    rows = []
    for s in found.reads:
        nginx = find(found.reads, s.target, s.form, "nginx")
        beside = figure(s.beside(nginx)) if nginx else NOTHING
        size = found.bytes.get(s.target, 0)
        name = f"{s.target}, {size / 1000:.0f} kB" if s.server == "nginx" else s.target
        rows.append(
            (
                name,
                s.form,
                s.server,
                f"{s.rate:,.0f}",
                beside,
                figure(s.cpu_ms),
                figure(s.p99),
            )
        )
    yield from table(head, rows)


def _busy(found: Results) -> Iterator[str]:
    head = ["thread of B from", "quiet/s", "equal/s", "busy/s", "busy ÷ equal"]
    head += ["busy ÷ quiet", "reckoned", "writing takes", "posts/s", "their p99 ms"]
    rows = []
    for b in found.busy:
        rates = [
            median(getattr(r, name).rate for r in b.rounds)
            for name in ("quiet", "equal", "busy")
        ]
        ratios = [f"{value:.2f}" for value in (b.of_equal, b.of_quiet, b.of_spare)]
        p99 = figure(median(r.sent.p99 for r in b.rounds))
        writing = f"{b.writing:.2f} CPU"
        posts = f"{b.posts_per_s:.0f}"
        rows.append(
            (
                b.server,
                *(f"{rate:,.0f}" for rate in rates),
                *ratios,
                writing,
                posts,
                p99,
            )
        )
    yield from table(head, rows)


def _posts(found: Results) -> list[str]:
    if found.posting is None:
        return []
    head = ["posts by", "a second", "÷ row commits", "CPU ms", "p50 ms", "p99 ms"]
    head.append("errors")
    commits = found.posting.commits_per_s
    rows = [
        (
            *(s.server, f"{s.rate:,.0f}", f"{s.rate / commits:.2f}"),
            *(figure(value) for value in (s.cpu_ms, s.p50, s.p99)),
            str(sum(one.failed for one in s.loads)),
        )
        for s in found.posting.series
    ]
    rows.append(("one row a commit, SQLite", f"{commits:,.0f}", "1", *[NOTHING] * 4))
    beyond = ", ".join(f"{name} {n}" for name, n in found.posting.beyond.items())
    return [
        "\n".join(table(head, rows)),
        "Rows in the database beyond the posts that were acknowledged (what was on its"
        f" way when a round ended; never less than none): {beyond}.",
    ]


def _growth(found: Results) -> Iterator[str]:
    sizes = sorted({g.size for g in found.growth})
    if not sizes:
        yield "Not measured in this run."
        return
    head = ["CPU ms", "on", *(f"{size:,}" for size in sizes)]
    head += [f"{size:,} ÷ {sizes[0]:,}" for size in sizes[1:]]
    rows = []
    for kind, server in _kinds(found):
        costs = {
            g.size: median(g.cpu_ms)
            for g in found.growth
            if (g.kind, g.server) == (kind, server)
        }
        grown = [growth.growth(found.growth, server, kind, size) for size in sizes[1:]]
        cells = [figure(costs[size]) if size in costs else NOTHING for size in sizes]
        cells += [f"{ratio:.2f}" if ratio else NOTHING for ratio in grown]
        rows.append((kind, server, *cells))
    yield from table(head, rows)


def _kinds(found: Results) -> list[tuple[str, str]]:
    return sorted({(g.kind, g.server) for g in found.growth}, key=lambda pair: pair[0])


def _resident(found: Results) -> Iterator[str]:
    held = found.resident
    if held is None:
        return
    head = ("server", "memory, MB", "first answer, s", "approval seen everywhere, s")
    rows = []
    for name, megabytes in held.memory.items():
        start = figure(held.cold_start(name)) if held.cold_starts.get(name) else NOTHING
        seen = held.visible.get(name)
        latest = f"{max(seen):.2f} at most of {len(seen)}" if seen else NOTHING
        rows.append((name, figure(megabytes), start, latest))
    rows.append(("PostgreSQL itself", figure(held.database), NOTHING, NOTHING))
    yield from table(head, rows)


def _machine(found: Results) -> str:
    known = [(name, value) for name, value in found.machine.items()]
    return "## The machine\n\n" + "\n".join(table(("what", "which"), known))
