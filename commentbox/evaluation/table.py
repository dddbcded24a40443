"""A report to read: aligned, in words, with how sure each figure is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from commentbox.evaluation.confusion import wilson
from commentbox.evaluation.report import (
    MOST_FOR_INTERVALS,
    Group,
    Interval,
    Line,
    Order,
    Report,
)

#: More groups than this are for programs to read.
MOST_GROUPS = 50

Rows = list[Sequence[str]]


def table(report: Report) -> Iterator[str]:
    yield from _counted(report)
    if report.labelled:
        yield ""
        yield from _aligned(_by_threshold(report.lines))
        yield ""
        yield from _aligned(_in_order(report.order))
        yield ""
        yield from _explained(report)
    else:
        yield "No text has a label, so nothing can be said of right and wrong."
    if report.groups:
        yield ""
        yield from _aligned(_by_group(report))
        if (more := len(report.groups) - MOST_GROUPS) > 0:
            yield f"and {more} smaller groups: --json has them all"


def _counted(report: Report) -> Iterator[str]:
    named = f"{report.check}: {_texts(report.n)}"
    if report.labelled == report.n:
        yield f"{named}, {report.positives:,} of them breaches"
    else:
        labelled = f"{report.labelled:,} with a label"
        yield f"{named}, {labelled}, {report.positives:,} of them breaches"
    if report.too_short:
        breaches = report.too_short_positives
        yield (
            f"Too short to judge: {report.too_short:,}, {breaches:,} of them breaches. "
            "They count as not flagged, and have no place in the order."
        )
    if report.broken:
        yield (
            f"The check broke or took too long: {report.broken:,}. "
            "These would wait for a person; here they count by what was found."
        )


def _texts(n: int) -> str:
    return "1 text" if n == 1 else f"{n:,} texts"


def _by_threshold(lines: Sequence[Line]) -> Rows:
    counts = [line.counts for line in lines]
    shares = [
        ("precision", [(c.found, c.found + c.false_alarms) for c in counts]),
        ("recall", [(c.found, c.found + c.missed) for c in counts]),
        (
            "false alarm rate",
            [(c.false_alarms, c.false_alarms + c.passed) for c in counts],
        ),
    ]
    rows: Rows = [("", *(f"{line.name}, from {line.threshold:g}" for line in lines))]
    rows.append(
        ("macro-F1", *(_sure(x.counts.macro_f1, x.macro_f1) for x in lines)),
    )
    rows += [(name, *(_share(*pair) for pair in pairs)) for name, pairs in shares]
    rows.append(("F1", *(_number(c.f1) for c in counts)))
    rows += [
        ("found", *(f"{c.found:,}" for c in counts)),
        ("missed", *(f"{c.missed:,}" for c in counts)),
        ("false alarms", *(f"{c.false_alarms:,}" for c in counts)),
        ("rightly passed", *(f"{c.passed:,}" for c in counts)),
    ]
    return rows


def _in_order(order: Order) -> Rows:
    at = order.at_precision
    if math.isnan(at.score):
        reached = _number(at.recall)
    else:
        reached = f"{_number(at.recall)}  from a score of {at.score:.4f}"
    return [
        ("AUC", _sure(order.auc, order.auc_interval)),
        (
            "average precision",
            _sure(order.average_precision, order.average_precision_interval),
        ),
        ("recall at precision 0.9", reached),
        ("calibration error, 10 bins", _number(order.ece_10)),
        ("calibration error, 15 bins", _number(order.ece_15)),
        ("Brier score", _number(order.brier)),
    ]


def _explained(report: Report) -> Iterator[str]:
    yield "In brackets: 95 % intervals, Wilson's for shares, the bootstrap's else."
    if report.labelled > MOST_FOR_INTERVALS:
        yield f"Above {MOST_FOR_INTERVALS:,} texts the bootstrap is left out."
    yield (
        "Calibration error: the mean gap between score and share of breaches, "
        "in bins of equal width."
    )


def _by_group(report: Report) -> Rows:
    heads = ("group", "texts", "breaches", "flagged", "precision", "recall", "AUC")
    largest = sorted(report.groups, key=lambda group: -group.n)[:MOST_GROUPS]
    shown = sorted(largest, key=lambda group: group.name)
    return [heads, *(_group(group) for group in shown)]


def _group(group: Group) -> Sequence[str]:
    return (
        group.name or "(none)",
        f"{group.n:,}",
        f"{group.positives:,}" if group.labelled else "-",
        _share(group.flagged, group.n),
        _number(group.counts.precision),
        _number(group.counts.recall),
        _number(group.auc),
    )


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3f}"


def _sure(value: float, bounds: Interval | None) -> str:
    if bounds is None or math.isnan(value) or math.isnan(bounds[0]):
        return _number(value)
    return f"{value:.3f} ({bounds[0]:.3f}–{bounds[1]:.3f})"


def _share(part: int, of: int) -> str:
    return _sure(part / of, wilson(part, of)) if of else "-"


def _aligned(rows: Rows) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = (
            cell.ljust(width) for cell, width in zip(others, widths[1:], strict=True)
        )
        yield "  ".join((first.ljust(widths[0]), *cells)).rstrip()
