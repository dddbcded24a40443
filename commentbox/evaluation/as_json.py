"""A report for programs: null where a figure is not defined."""

from __future__ import annotations

import math
from typing import Any

from commentbox.evaluation.confusion import Confusion, wilson
from commentbox.evaluation.report import Group, Interval, Line, Report


def as_json(report: Report) -> dict[str, Any]:
    order = report.order
    return {
        "check": report.check,
        "n": report.n,
        "labelled": report.labelled,
        "positives": report.positives,
        "too_short": {"n": report.too_short, "positives": report.too_short_positives},
        "broken": report.broken,
        "thresholds": [_line_json(line) for line in report.lines],
        "order": {
            "n": order.n,
            "auc": _number(order.auc),
            "auc_95": _pair(order.auc_interval),
            "average_precision": _number(order.average_precision),
            "average_precision_95": _pair(order.average_precision_interval),
            "recall_at_precision_90": _number(order.at_precision.recall),
            "score_at_precision_90": _number(order.at_precision.score),
            "ece_10_bins": _number(order.ece_10),
            "ece_15_bins": _number(order.ece_15),
            "brier": _number(order.brier),
        },
        "groups": [_group_json(group) for group in report.groups],
    }


def _line_json(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "threshold": line.threshold,
        "macro_f1": _number(line.counts.macro_f1),
        "macro_f1_95": _pair(line.macro_f1),
        **_counts_json(line.counts),
    }


def _counts_json(counts: Confusion) -> dict[str, Any]:
    flagged = counts.found + counts.false_alarms
    breaches = counts.found + counts.missed
    return {
        "found": counts.found,
        "false_alarms": counts.false_alarms,
        "missed": counts.missed,
        "passed": counts.passed,
        "precision": _number(counts.precision),
        "precision_95": _pair(wilson(counts.found, flagged)),
        "recall": _number(counts.recall),
        "recall_95": _pair(wilson(counts.found, breaches)),
        "f1": _number(counts.f1),
    }


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "n": group.n,
        "labelled": group.labelled,
        "positives": group.positives,
        "flagged": group.flagged,
        "flagged_share": _number(group.flagged / group.n),
        "flagged_share_95": _pair(wilson(group.flagged, group.n)),
        "auc": _number(group.auc),
        **_counts_json(group.counts),
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)


def _pair(bounds: Interval | None) -> list[float | None] | None:
    if bounds is None or math.isnan(bounds[0]):
        return None
    return [_number(bound) for bound in bounds]
