"""The settings of the running application, typed."""

from __future__ import annotations

from typing import cast

from flask import current_app

from commentbox.config import Config

CONFIG_KEY = "COMMENTBOX"


def settings() -> Config:
    return cast("Config", current_app.config[CONFIG_KEY])
