"""Sign in and out of the desk."""

from __future__ import annotations

from flask import Blueprint

from commentbox.accounts import login

bp = Blueprint("accounts", __name__)
bp.record_once(lambda state: login.register(state.app))
