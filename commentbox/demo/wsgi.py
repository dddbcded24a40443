"""The application with the demo's blog in front."""

from __future__ import annotations

import os

from commentbox import create_app
from commentbox.config import Config
from commentbox.demo.blog import bp

app = create_app(Config.from_env(os.environ))
app.register_blueprint(bp)
