"""The application as a server loads it: settings from the environment."""

from __future__ import annotations

import os

from commentbox import create_app
from commentbox.config import Config
from commentbox.extensions import db
from commentbox.housekeeping import keep_house

app = create_app(Config.from_env(os.environ))

with app.app_context():
    keep_house(db.engine)
