"""The application with the demo's blog in front."""

from __future__ import annotations

from commentbox.demo.blog import bp
from commentbox.wsgi import app, wake

__all__ = ["app", "wake"]

app.register_blueprint(bp)
