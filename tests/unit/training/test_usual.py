"""The table of how usual runs are: written, read back, and what it knows."""

from __future__ import annotations

from io import BytesIO

import numpy as np

from commentbox.screening.likeness import STEPS, usual
from training.usual import in_steps, written


def test_shares_survive_a_byte_nearly() -> None:
    counts = np.array([0.0, 1.0, 10.0, 1000.0])

    shares = np.exp2(-in_steps(counts).astype(float) / STEPS)

    assert np.allclose(shares, (counts + 0.3) / counts.sum(), rtol=0.05)


def test_the_file_holds_a_table_for_each_language() -> None:
    table = np.arange(4, dtype=np.uint8)

    with np.load(BytesIO(written({"de": table, "en": table}))) as held:
        assert sorted(held.files) == ["de", "en"]
        assert held["de"].tolist() == [0, 1, 2, 3]


def test_what_is_shipped_is_likely_about_once() -> None:
    for language in ("de", "en"):
        assert 0.9 < usual(language).sum() < 1.2
