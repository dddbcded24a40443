"""Why something outside was not got: for good, or for now."""

from __future__ import annotations


class OutsideError(Exception):
    """The root of both; its message is fit for a log and for the desk."""


class Refused(OutsideError):
    """It is not to be had like this, and asking again would not help."""


class Unreachable(OutsideError):
    """It did not work out this time."""
