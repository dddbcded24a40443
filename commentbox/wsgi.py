"""The application as a server loads it: settings from the environment."""

from __future__ import annotations

import os
from threading import Thread

from commentbox import create_app
from commentbox.config import Config
from commentbox.extensions import db
from commentbox.housekeeping import keep_house
from commentbox.screening.screen import prepare

app = create_app(Config.from_env(os.environ))

with app.app_context():
    keep_house(db.engine)

# Readers are answered meanwhile; the first author need not wait either.
Thread(target=prepare, name="prepare the screening", daemon=True).start()
