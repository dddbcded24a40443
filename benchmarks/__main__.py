"""``make bench``: the public side, or what ARGS names first.

python -m benchmarks [public] [--quick] [--write] …
python -m benchmarks desk | posting | screening | encoder | keystroke | memory …
"""

from __future__ import annotations

import sys
from importlib import import_module

from benchmarks.public import run

OTHERS = ("desk", "posting", "screening", "encoder", "keystroke", "memory")


def main() -> int:
    name, *rest = sys.argv[1:] or ["public"]
    if name in OTHERS:
        sys.argv = [f"benchmarks.{name}", *rest]
        return int(import_module(f"benchmarks.{name}").main() or 0)
    return run.main(rest if name == "public" else sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
