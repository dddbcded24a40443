"""chain: every entry of the log carries a hash over itself and the one before

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-30 12:40:00
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from heapq import merge
from itertools import groupby, islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

#: So many rows are written at a time.
BATCH = 1000
MOMENT = sa.DateTime(timezone=True)
#: What is covered, then what erasure may empty; as ``models/chain.py`` had it.
DECISION = {
    'id': sa.Integer(), 'site_id': sa.Integer(), 'comment_id': sa.Uuid(), 'revision': sa.Integer(),
    'from_state': sa.String(), 'to_state': sa.String(), 'rule': sa.String(), 'rulebook_version': sa.Integer(),
    'automated': sa.Boolean(), 'via': sa.String(), 'moderator_id': sa.Integer(), 'decided_at': MOMENT,
    'waited_s': sa.Integer(), 'outcome': sa.Integer(), 'batch': sa.Uuid(),
    'note': sa.Text(),
}
ENTRY = {
    'id': sa.Integer(), 'site_id': sa.Integer(), 'kind': sa.String(), 'comment_id': sa.Uuid(),
    'moderator_id': sa.Integer(), 'logged_at': MOMENT,
    'subject': sa.Text(), 'facts': sa.JSON(),
}


def ahead() -> Iterator[int]:
    """Link what is there, batch by batch; what is committed already stays as it is."""
    make_tables()
    yield 0
    for site_id in op.get_bind().scalars(sa.select(sa.column('id')).select_from(sa.table('site'))).all():
        position = where_it_ended(site_id)
        # What is less than a batch is left for the end, or a busy log would have none.
        while len(keys := next_keys(site_id, position)) == BATCH:
            extend(site_id, keys)
            position |= {kind: (at, id_) for at, kind, id_ in keys}
            yield BATCH


def upgrade() -> None:
    """Link what was written while all else was linked: few rows, or none."""
    make_tables()
    if op.get_bind().dialect.name == 'postgresql':
        # Whoever is writing ends first, and whoever comes waits: no row is missed.
        op.execute('LOCK TABLE decision, log_entry IN SHARE MODE')
    for site_id, keys in groupby(unlinked(), lambda row: row[0]):
        for batch in iter(lambda: [row[1:] for row in islice(keys, BATCH)], []):
            extend(site_id, batch)


def make_tables() -> None:
    op.create_table('log_head',
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('length', sa.Integer(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_log_head_site_id_site')),
    sa.PrimaryKeyConstraint('site_id', name=op.f('pk_log_head')),
    if_not_exists=True
    )
    op.create_table('log_link',
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('salt', sa.LargeBinary(), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('(decision_id IS NULL) <> (entry_id IS NULL)', name=op.f('ck_log_link_of_one_row')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_log_link_decision_id_decision')),
    sa.ForeignKeyConstraint(['entry_id'], ['log_entry.id'], name=op.f('fk_log_link_entry_id_log_entry')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_log_link_site_id_site')),
    sa.PrimaryKeyConstraint('site_id', 'number', name=op.f('pk_log_link')),
    sa.UniqueConstraint('decision_id', name=op.f('uq_log_link_decision_id')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_log_link_entry_id')),
    if_not_exists=True
    )


DECISIONS = sa.table('decision', *(sa.column(*each) for each in DECISION.items()))
ENTRIES = sa.table('log_entry', *(sa.column(*each) for each in ENTRY.items()))
HEAD = sa.table('log_head', sa.column('site_id'), sa.column('length'), sa.column('hash'))
NAMES = ('site_id', 'number', 'decision_id', 'entry_id', 'salt', 'sealed', 'hash')
LINK = sa.table('log_link', *(sa.column(name) for name in NAMES))
#: Of what kind a row is: its place among those of one moment. Its table, its time, and
#: by which column a link leads to it.
KINDS = (
    (DECISIONS, DECISIONS.c.decided_at, LINK.c.decision_id),
    (ENTRIES, ENTRIES.c.logged_at, LINK.c.entry_id),
)


def where_it_ended(site_id: int) -> dict[int, tuple[datetime, int]]:
    """Return time and id of the last row of each kind that is linked."""
    ended = {}
    for kind, (table, at, of_link) in enumerate(KINDS):
        linked = sa.select(at, table.c.id).join(LINK, of_link == table.c.id).where(LINK.c.site_id == site_id)
        last = op.get_bind().execute(linked.order_by(LINK.c.number.desc()).limit(1)).one_or_none()
        if last is not None:
            ended[kind] = tuple(last)
    return ended


def next_keys(site_id: int, position: dict[int, tuple[datetime, int]]) -> list[tuple[datetime, int, int]]:
    """Return time, kind and id of those that come next, in the order in which they were written."""
    found = []
    for kind, (table, at, _of_link) in enumerate(KINDS):
        query = sa.select(at, sa.literal(kind), table.c.id).where(table.c.site_id == site_id)
        if kind in position:
            moment, id_ = position[kind]
            query = query.where((at > moment) | ((at == moment) & (table.c.id > id_)), at >= moment)
        found.append(op.get_bind().execute(query.order_by(at, table.c.id).limit(BATCH)).all())
    return list(islice(merge(*(map(tuple, rows) for rows in found)), BATCH))


def unlinked() -> list[Any]:
    """Return site, time, kind and id of all that have no link, in order."""
    parts = [
        sa.select(table.c.site_id, at.label('at'), sa.literal(kind).label('kind'), table.c.id)
        .where(~sa.exists().where(of_link == table.c.id))
        for kind, (table, at, of_link) in enumerate(KINDS)
    ]
    return op.get_bind().execute(sa.union_all(*parts).order_by('site_id', 'at', 'kind', 'id')).all()


def extend(site_id: int, keys: list[tuple[datetime, int, int]]) -> None:
    """Make the chain of a site longer by these rows."""
    connection = op.get_bind()
    head = connection.execute(sa.select(HEAD.c.length, HEAD.c.hash).where(HEAD.c.site_id == site_id)).one_or_none()
    number, last = head or (0, bytes(32))
    found = {
        (kind, row[0]): row
        for kind, (table, _at, _of_link) in enumerate(KINDS)
        for row in connection.execute(
            sa.select(table).where(table.c.id.in_([id_ for _at, of, id_ in keys if of == kind])))
    }
    links = []
    for _at, kind, id_ in keys:
        number, row, words = number + 1, found[kind, id_], (1, 2)[kind]
        salt = secrets.token_bytes(16)
        sealed = hmac.digest(salt, _spelt(row[-words:]), 'sha256')
        digest = sha256(_spelt(row[:-words])).digest()
        last = sha256(last + number.to_bytes(8, 'big') + digest + sealed).digest()
        of_row = (id_, None) if kind == 0 else (None, id_)
        links.append(dict(zip(NAMES, (site_id, number, *of_row, salt, sealed, last), strict=True)))
    connection.execute(LINK.insert(), links)
    end = {'length': number, 'hash': last}
    if head is None:
        connection.execute(HEAD.insert().values(site_id=site_id, **end))
    else:
        connection.execute(HEAD.update().where(HEAD.c.site_id == site_id).values(end))


def _spelt(values: Any) -> bytes:
    plain = [_plain(value) for value in values]
    return json.dumps(plain, sort_keys=True, separators=(',', ':')).encode('ascii')


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        # SQLite itself forgets the zone, which is always UTC.
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat(timespec='microseconds')
    return str(value) if isinstance(value, UUID) else value


def downgrade() -> None:
    op.drop_table('log_link')
    op.drop_table('log_head')
