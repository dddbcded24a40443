"""feeds: what becomes of what they had, their length, and ways through them

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-30 07:20:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

#: By which columns each index begins; the order of feeds follows.
FEEDS = {
    'article': ['article_id'],
    'thread': ['root_id'],
    'site': ['site_id'],
    'language': ['site_id', 'language'],
}


def upgrade() -> None:
    for column in ('was_in_view', 'in_feed'):
        op.add_column('comment', sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
    comment = sa.table('comment', *(sa.column(name, sa.Boolean()) for name in ('in_view', 'was_in_view', 'in_feed')))
    # Of what was withdrawn nobody knows any more whether readers ever saw it.
    op.execute(comment.update().where(comment.c.in_view).values(was_in_view=sa.true(), in_feed=sa.true()))
    # Inline, since SQLite cannot add a constraint to a table that exists.
    op.execute('ALTER TABLE site ADD COLUMN feed_entries INTEGER DEFAULT 50 NOT NULL'
               ' CONSTRAINT ck_site_feed_entries_in_range CHECK (feed_entries BETWEEN 1 AND 200)')
    op.drop_index('ix_comment_article_feed', 'comment')
    op.drop_index('ix_comment_site_feed', 'comment')
    for name, columns in FEEDS.items():
        op.create_index(
            f'ix_comment_{name}_feed',
            'comment',
            [*columns, 'changed_at', 'id'],
            sqlite_where=sa.text('in_feed = 1'),
            postgresql_where=sa.text('in_feed'),
        )


def downgrade() -> None:
    for name in FEEDS:
        op.drop_index(f'ix_comment_{name}_feed', 'comment')
    op.create_index('ix_comment_article_feed', 'comment', ['article_id', 'in_view', 'changed_at'])
    op.create_index('ix_comment_site_feed', 'comment', ['site_id', 'in_view', 'changed_at'])
    op.drop_column('site', 'feed_entries')
    for column in ('in_feed', 'was_in_view'):
        op.drop_column('comment', column)
