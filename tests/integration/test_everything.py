"""Whatever is done, in any order, readers see what was approved and nothing else.

A short form; ``make faults ARGS=public`` goes more and longer ways.
"""

from __future__ import annotations

from sqlalchemy import Engine

from commentbox.config import Config
from tests.integration.everything import try_everything


def test_promise_16_whatever_is_done_readers_see_what_was_approved_and_nothing_else(
    clean: Engine, config: Config
) -> None:
    assert try_everything(clean, config, examples=4, steps=15)
