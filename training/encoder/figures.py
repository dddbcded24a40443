"""How well logits tell hostile texts from others."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, roc_auc_score

Floats = NDArray[np.float32]

#: The share of ordinary comments that a threshold for probes may flag.
FALSE_ALARMS: Final = 0.1


def figures(logits: Floats, labels: NDArray[np.int64]) -> dict[str, float]:
    """Return the area under the curve, macro-F1 at even odds and at its best."""
    steps = np.quantile(logits, np.linspace(0.02, 0.98, 97))
    scores = [f1_score(labels, logits > step, average="macro") for step in steps]
    flagged = logits > threshold(logits, labels)
    return {
        "auc": float(roc_auc_score(labels, logits)),
        "macro_f1": float(f1_score(labels, logits > 0, average="macro")),
        "macro_f1_best": float(max(scores)),
        "recall_at_10_percent": float(flagged[labels == 1].mean()),
    }


def threshold(logits: Floats, labels: NDArray[np.int64]) -> float:
    """Return the logit above which a tenth of the ordinary comments lies."""
    return float(np.quantile(logits[labels == 0], 1 - FALSE_ALARMS))


def probes(folder: Path, language: str) -> dict[str, list[str]]:
    """Return the probes of the bias by kind."""
    found: dict[str, list[str]] = defaultdict(list)
    path = folder / f"{language}.jsonl"
    for line in path.read_text("utf-8").splitlines():
        probe = json.loads(line)
        found[str(probe["kind"])].append(str(probe["text"]))
    return dict(found)
