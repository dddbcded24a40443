"""site version: in which order a site changed, and with which change each article

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-30 07:10:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('site', sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
    op.add_column('site', sa.Column('renewed', sa.Integer(), nullable=False, server_default='1'))
    op.add_column('article', sa.Column('site_version', sa.Integer(), nullable=False, server_default='0'))
    op.create_index(op.f('ix_article_site_id_article_site_version'), 'article', ['site_id', 'site_version'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_article_site_id_article_site_version'), table_name='article')
    op.drop_column('article', 'site_version')
    op.drop_column('site', 'renewed')
    op.drop_column('site', 'version')
