"""How well logits tell hostile texts from others."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from commentbox.evaluation.confusion import macro_f1
from commentbox.evaluation.figures import auc

Floats = NDArray[np.float32]

#: The share of ordinary comments that a threshold for probes may flag.
FALSE_ALARMS: Final = 0.1


def figures(logits: Floats, labels: NDArray[np.int64]) -> dict[str, float]:
    """Return the area under the curve, macro-F1 at even odds and at its best."""
    steps = np.quantile(logits, np.linspace(0.02, 0.98, 97))
    scores = [macro_f1(labels, logits > step) for step in steps]
    flagged = logits > threshold(logits, labels)
    return {
        "auc": auc(labels, logits),
        "macro_f1": macro_f1(labels, logits > 0),
        "macro_f1_best": max(scores),
        "recall_at_10_percent": float(flagged[labels == 1].mean()),
    }


def threshold(logits: Floats, labels: NDArray[np.int64]) -> float:
    """Return the logit above which a tenth of the ordinary comments lies."""
    return float(np.quantile(logits[labels == 0], 1 - FALSE_ALARMS))
