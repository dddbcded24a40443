"""Close a browser's windows, also where the browser itself would wait for ever."""

from __future__ import annotations

from threading import Timer

import psutil
from playwright.sync_api import BrowserContext

CLOSES_WITHIN_S = 15


def close(context: BrowserContext) -> None:
    """Close a context. Chromium, rarely, waits for a page that does not go.

    There is no time limit for that in Playwright; what shows pages is then ended.
    """
    watch = Timer(CLOSES_WITHIN_S, _end_renderers)
    watch.start()
    try:
        context.close()
    finally:
        watch.cancel()


def _end_renderers() -> None:
    for process in psutil.Process().children(recursive=True):
        try:
            if "--type=renderer" in process.cmdline():
                process.kill()
        except psutil.NoSuchProcess:
            continue
