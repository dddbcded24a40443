"""Use a share of a processor, whatever else wants it, and nothing more.

    python -m benchmarks.public.burn SHARE SECONDS START_AT

Stands in for the processor time that writing takes. Prints what it has used in truth.
"""

from __future__ import annotations

import sys
import time

#: It works and rests in steps so short that no request waits for it for long.
STEP_S = 0.001


def burn(share: float, seconds: float, start_at: float) -> float:
    """Return the processor seconds that were used."""
    time.sleep(max(0.0, start_at - time.monotonic()))
    began = time.process_time()
    while (passed := time.monotonic() - start_at) < seconds:
        if time.process_time() - began < share * passed:
            until = time.perf_counter() + STEP_S
            while time.perf_counter() < until:
                pass
        else:
            time.sleep(STEP_S)
    return time.process_time() - began


if __name__ == "__main__":
    sys.stdout.write(str(burn(*map(float, sys.argv[1:]))))
