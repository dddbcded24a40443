"""In which order cases stand, and where the next page goes on."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from commentbox.domain.errors import InvalidFields
from commentbox.models import Decision, FoundText, Revision
from commentbox.moderation.view import Sort
from commentbox.web.cursors import opened, row_id, sealed
from commentbox.web.i18n import gettext as _
from commentbox.web.json_form import parse_time

Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Order:
    """A way through a list by key, in one direction of one index."""

    #: What its cursors begin with: that of another order fits nowhere here.
    name: str
    #: Its columns, and how a cursor's words become their values.
    readers: Mapping[Column, Callable[[str], Any]]
    _: KW_ONLY
    descending: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(self.readers)

    def sort(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        if self.descending:
            return query.order_by(*(column.desc() for column in self.columns))
        return query.order_by(*self.columns)

    def after(self, cursor: str) -> ColumnElement[bool]:
        """Return what holds of all that comes later. Raises ``InvalidFields``."""
        given = zip(self.read(cursor), self.columns, strict=True)
        place = tuple_(*(literal(value, column.type) for value, column in given))
        here = tuple_(*self.columns)
        return here < place if self.descending else here > place

    def write(self, values: Sequence[Any]) -> str:
        text = " ".join([self.name, *map(_written, values)])
        return sealed(text)

    def read(self, cursor: str) -> list[Any]:
        """Return the values of a cursor. Raises ``InvalidFields``."""
        name, *texts = _decoded(cursor)
        if name != self.name and name in ORDERS:
            raise _refused(_("This cursor belongs to another order."))
        if name != self.name or len(texts) != len(self.columns):
            raise _refused(_("This is not a cursor of a lane."))
        readers = self.readers.values()
        try:
            return [read(text) for read, text in zip(readers, texts, strict=True)]
        except ValueError:
            raise _refused(_("This is not a cursor of a lane.")) from None


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else repr(value)


def _decoded(cursor: str) -> list[str]:
    try:
        return opened(cursor).split(" ")
    except ValueError:
        raise _refused(_("This is not a cursor of a lane.")) from None


def _refused(message: str) -> InvalidFields:
    return InvalidFields({"cursor": [message]})


def _score(text: str) -> float:
    if not math.isfinite(score := float(text)):
        raise ValueError("not a score")
    return score


#: What is looked at by state: each order is an index of the table.
BY_SORT = {
    Sort.OLDEST: Order(
        "oldest", {Revision.posted_at: parse_time, Revision.comment_id: UUID}
    ),
    Sort.NEWEST: Order(
        "newest",
        {Revision.posted_at: parse_time, Revision.comment_id: UUID},
        descending=True,
    ),
    Sort.RISK: Order(
        "risk", {Revision.risk: _score, Revision.comment_id: UUID}, descending=True
    ),
    Sort.ARTICLE: Order(
        "article",
        {
            Revision.article_id: row_id,
            Revision.posted_at: parse_time,
            Revision.comment_id: UUID,
        },
    ),
}
BY_DECISION = Order("mine", {Decision.id: row_id}, descending=True)
BY_TEXT = Order("found", {FoundText.id: row_id}, descending=True)

ORDERS = {order.name for order in (*BY_SORT.values(), BY_DECISION, BY_TEXT)}
