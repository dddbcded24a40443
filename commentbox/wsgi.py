"""The application as a server loads it: settings from the environment."""

from __future__ import annotations

import logging
import os
import sys
from threading import Thread

from flask import Flask

from commentbox import create_app
from commentbox.config import Config
from commentbox.extensions import db
from commentbox.housekeeping import keep_house
from commentbox.logs.road import lay
from commentbox.screening.screen import prepare
from commentbox.web.metrics import EXTENSION, Lines

#: Who reads what is held waits so long for the thread that screens a text; by default
#: it is ten times as long, each time.
SWITCH_S = 0.0005

config = Config.from_env(os.environ)
lay(config.log_format)
app = create_app(config)


def wake() -> Flask:
    """Begin what goes on beside the requests, and return the application.

    Once in each process that answers: threads and connections are not inherited.
    """
    sys.setswitchinterval(SWITCH_S)
    with app.app_context():
        db.engine.dispose(close=False)
        keep_house(db.engine, config, app.extensions["commentbox.spool"])
    logging.getLogger().addHandler(Lines(app.extensions[EXTENSION]))
    app.extensions["commentbox.front"].watch.keep_on()
    # Readers are answered meanwhile; the first author need not wait either.
    Thread(target=prepare, name="prepare the screening", daemon=True).start()
    return app
