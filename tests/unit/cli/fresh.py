"""What a fresh process prints: nothing was loaded in it before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def printed(code: str, folder: Path) -> str:
    """Run code with the settings of a new installation in a folder."""
    known = {k: v for k, v in os.environ.items() if not k.startswith("COMMENTBOX_")}
    settings = {
        "COMMENTBOX_INSTANCE": str(folder),
        "COMMENTBOX_SECRET_KEY": "a secret key that only tests know, long enough",
    }
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=known | settings,
        capture_output=True,
        check=True,
    )
    return ran.stdout.decode()
