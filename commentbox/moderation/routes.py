"""The desk: the lanes, a case, a decision."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("moderation", __name__)
