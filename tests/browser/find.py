"""Find a browser for the tests, or get one; and say plainly where there is none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from playwright.sync_api import sync_playwright

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: A download that does not get anywhere must not hold up all other tests.
DOWNLOAD_S = 300


@cache
def executable() -> str | None:
    """Return the browser of this machine, or the one that Playwright downloaded."""
    for name in INSTALLED:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return str(own) if own.exists() else None


def main() -> int:
    if executable() is not None:
        return 0
    print("No Chromium found: getting one …")
    try:
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"],
            check=True,
            capture_output=True,
            timeout=DOWNLOAD_S,
        )
    except (subprocess.SubprocessError, OSError):
        print("It could not be had, so the browser tests are left out.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
