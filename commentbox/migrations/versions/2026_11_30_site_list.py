"""site list: where a site lists its pages, and articles by their address

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-30 13:05:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def index_of_addresses() -> tuple[str, list[str]]:
    if op.get_bind().dialect.name == 'postgresql':
        return 'ix_article_url', ['url']
    return 'ix_article_site_id_article_url', ['site_id', 'url']


def upgrade() -> None:
    op.add_column('site', sa.Column('sitemap_url', sa.String(), nullable=True))
    op.create_table('site_list',
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('whole_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('listed', sa.Integer(), nullable=False),
    sa.Column('fetched', sa.Integer(), nullable=False),
    sa.Column('left_over', sa.Integer(), nullable=False),
    sa.Column('moved_to', sa.Text(), nullable=False),
    sa.Column('troubles', sa.JSON(), nullable=False),
    sa.Column('files', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_site_list_site_id_site')),
    sa.PrimaryKeyConstraint('site_id', 'kind', name=op.f('pk_site_list'))
    )
    name, columns = index_of_addresses()
    op.create_index(name, 'article', columns, postgresql_using='hash')


def downgrade() -> None:
    op.drop_index(index_of_addresses()[0], table_name='article')
    op.drop_table('site_list')
    op.drop_column('site', 'sitemap_url')
