"""purged: up to which change a cache was told what to let go

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-30 08:50:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('purged',
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reached_version', sa.Integer(), nullable=False),
    sa.Column('reached_article', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_purged_site_id_site')),
    sa.PrimaryKeyConstraint('site_id', name=op.f('pk_purged'))
    )


def downgrade() -> None:
    op.drop_table('purged')
