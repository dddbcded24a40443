"""Why something outside was not got: for good, or for now."""

from __future__ import annotations


class OutsideError(Exception):
    """The root of all; its message is fit for a log, and in parts for the desk.

    The parts are a text for the catalogues and what fills its gaps.
    """

    def __init__(self, text: str, **values: str | int) -> None:
        super().__init__(text % values if values else text)
        self.text, self.values = text, values


class Refused(OutsideError):
    """It is not to be had like this, and asking again would not help."""


class Gone(Refused):
    """Its own server says that it is gone for good."""


class Unreachable(OutsideError):
    """It did not work out this time."""

    #: So many seconds it asked to be left in peace.
    wait_s: int = 0
