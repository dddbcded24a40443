"""The second tier as one switch for the process: a score, or why there is none."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from commentbox.screening.encoder import weights
from commentbox.screening.encoder.reading import Encoder

#: Which head of the encoder reads which language.
HEADS: Final = {"de": 0, "en": 1}

log = logging.getLogger(__name__)


class State(StrEnum):
    """Why there are scores of the second tier, or none."""

    #: The weights are there; they are loaded when the first text is scored.
    WAITING = "waiting"
    READY = "ready"
    OFF = "off"
    #: Neither installed nor in the checkout.
    MISSING = "missing"
    #: The weights or onnxruntime failed; the log says how.
    BROKEN = "broken"


@dataclass(slots=True)
class Tier:
    """Loads once, on first use; fails once, and is then silent for good."""

    find: Callable[[], Path | None] = weights.found
    load: Callable[[Path], Encoder] = weights.loaded
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _state: State = State.WAITING
    _encoder: Encoder | None = None
    _off: bool = False

    def state(self) -> State:
        """Say how it stands; loads nothing."""
        if self._off:
            return State.OFF
        if self._state is State.WAITING and self.find() is None:
            return State.MISSING
        return self._state

    def switch(self, *, on: bool) -> None:
        self._off = not on

    def prepare(self) -> State:
        """Load what the first text would wait for; say how it stands then."""
        self._ready()
        return self.state()

    def score(self, text: str, language: str) -> float | None:
        """Return the logit of a hostile text; nothing where the tier is not there."""
        encoder, head = self._ready(), HEADS.get(language)
        if encoder is None or head is None:
            return None
        try:
            return _finite(float(encoder.logits(text)[head]))
        except Exception as error:
            # Its message may quote the reader.
            self._fail(type(error).__name__)
            return None

    def _ready(self) -> Encoder | None:
        if self._off:
            return None
        if self._state is State.WAITING:
            with self._lock:
                self._load()
        return self._encoder

    def _load(self) -> None:
        if self._state is not State.WAITING:
            return  # Another thread was faster.
        try:
            path = self.find()
            if path is None:
                self._state = State.MISSING
                return
            self._encoder = self.load(path)
            self._state = State.READY
        except Exception as error:
            self._fail(repr(error))

    def _fail(self, why: str) -> None:
        if self._state is not State.BROKEN:
            self._state, self._encoder = State.BROKEN, None
            log.warning("The encoder failed; screening goes on without it: %s", why)


def _finite(logit: float) -> float:
    if not math.isfinite(logit):
        message = "the net gave no number"
        raise ValueError(message)
    return logit


_TIER: Final = Tier()
prepare = _TIER.prepare
score = _TIER.score
state = _TIER.state


def disable() -> None:
    """Do without the second tier in this process."""
    _TIER.switch(on=False)


def enable() -> None:
    """Use the second tier where it is there; so it is unless disabled."""
    _TIER.switch(on=True)
