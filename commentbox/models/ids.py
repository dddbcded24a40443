"""Ids of comments: UUIDv7, so that their order is the order of sending (RFC 9562)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import uuid_utils
from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return an id of this moment; within one process each is later than the last."""
    return uuid7()


def id_of(moment: datetime) -> UUID:
    """Return an id for something that was sent at another time."""
    nanoseconds = int(moment.timestamp() * 1_000_000) * 1_000
    return UUID(bytes=uuid_utils.uuid7(nanoseconds=nanoseconds).bytes)
