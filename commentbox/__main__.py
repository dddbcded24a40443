"""``python -m commentbox`` is the command ``commentbox``."""

from __future__ import annotations

from commentbox.cli import main

main()
