"""What all tables share: names of constraints, column types, the base class."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import Enum as PyEnum
from enum import StrEnum
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Enum,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator


class UTCDateTime(TypeDecorator[datetime]):
    """An aware time in UTC on every database; SQLite itself would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value


class SafeHTML(TypeDecorator[Markup]):
    """HTML that went through ``text.sanitise``: only ``Markup`` goes in or out."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Markup | None, dialect: Dialect) -> str | None:
        if value is not None and not isinstance(value, Markup):
            raise TypeError("only sanitised HTML (Markup) can be stored here")
        return None if value is None else str(value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> Markup | None:
        # The one place where a plain string becomes safe: it was when it went in.
        return None if value is None else Markup(value)  # noqa: S704


def next_second(before: datetime, now: datetime) -> datetime:
    """Return the time of a change in whole seconds, later than the one ``before``."""
    return max(now.replace(microsecond=0), before + timedelta(seconds=1))


def table_of(model: type[DeclarativeBase]) -> Table:
    """Return the table of a model, for statements that need no unit of work."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is not one table")
    return table


def _values(enum: type[PyEnum]) -> list[str]:
    return [member.value for member in enum]


NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        # On the registry, not on Base: Flask-SQLAlchemy 3.1 refuses the latter.
        type_annotation_map={
            datetime: UTCDateTime,
            Markup: SafeHTML,
            UUID: Uuid(),
            StrEnum: Enum(
                StrEnum, native_enum=False, length=20, values_callable=_values
            ),
            list[str]: JSON,
            dict[str, Any]: JSON,
            list[dict[str, Any]]: JSON,
        },
    )
