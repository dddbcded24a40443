"""chain: every entry of the log carries a hash over itself and the one before

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-30 12:40:00
"""

from __future__ import annotations

import hmac
import json
import secrets
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
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


def upgrade() -> None:
    op.create_table('log_head',
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('length', sa.Integer(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_log_head_site_id_site')),
    sa.PrimaryKeyConstraint('site_id', name=op.f('pk_log_head'))
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
    sa.UniqueConstraint('entry_id', name=op.f('uq_log_link_entry_id'))
    )
    _chain_what_is_there()


def _chain_what_is_there() -> None:
    """Put the rows of each site into the order in which they were written."""
    connection = op.get_bind()
    decision = sa.table('decision', *(sa.column(*each) for each in DECISION.items()))
    entry = sa.table('log_entry', *(sa.column(*each) for each in ENTRY.items()))
    head = sa.table('log_head', sa.column('site_id'), sa.column('length'), sa.column('hash'))
    names = ('site_id', 'number', 'decision_id', 'entry_id', 'salt', 'sealed', 'hash')
    link = sa.table('log_link', *(sa.column(name) for name in names))
    order = sa.union_all(
        sa.select(decision.c.site_id, decision.c.decided_at.label('at'), sa.literal(0).label('kind'), decision.c.id),
        sa.select(entry.c.site_id, entry.c.logged_at, sa.literal(1), entry.c.id),
    ).order_by('site_id', 'at', 'kind', 'id')
    rows = connection.execute(order).all()
    for site_id, of_site in groupby(rows, lambda row: row[0]):
        number, last = 0, bytes(32)
        keys = [(kind, id_) for _site, _at, kind, id_ in of_site]
        for start in range(0, len(keys), BATCH):
            part = keys[start:start + BATCH]
            found = {
                (kind, row[0]): row
                for kind, table in enumerate((decision, entry))
                for row in connection.execute(
                    sa.select(table).where(table.c.id.in_([id_ for of, id_ in part if of == kind])))
            }
            links = []
            for kind, id_ in part:
                number, row, words = number + 1, found[kind, id_], (1, 2)[kind]
                salt = secrets.token_bytes(16)
                sealed = hmac.digest(salt, _spelt(row[-words:]), 'sha256')
                digest = sha256(_spelt(row[:-words])).digest()
                last = sha256(last + number.to_bytes(8, 'big') + digest + sealed).digest()
                of_row = (id_, None) if kind == 0 else (None, id_)
                links.append(dict(zip(names, (site_id, number, *of_row, salt, sealed, last), strict=True)))
            connection.execute(link.insert(), links)
        connection.execute(head.insert().values(site_id=site_id, length=number, hash=last))


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
