"""learning: what a site learns from its decisions, and cases that are drawn blind

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-22 23:30:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('layer',
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('base', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('blob', sa.LargeBinary(), nullable=False),
    sa.Column('accepted', sa.Boolean(), nullable=False),
    sa.Column('trained_on', sa.Integer(), nullable=False),
    sa.Column('judged_by', sa.Integer(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('trained_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_layer_site_id_site')),
    sa.PrimaryKeyConstraint('site_id', 'version', name=op.f('pk_layer'))
    )
    op.create_table('training',
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_decision', sa.Integer(), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_training_site_id_site')),
    sa.PrimaryKeyConstraint('site_id', name=op.f('pk_training'))
    )
    op.add_column('revision', sa.Column('blind', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('site', sa.Column('earned', sa.JSON(), nullable=False, server_default='{}'))
    op.add_column('site', sa.Column('layer_version', sa.Integer(), nullable=True))
    number = sa.Double().compile(dialect=op.get_bind().dialect)
    # Inline, since SQLite cannot add a constraint to a table that exists.
    for column, first, low, high in (
        ('blind_share', '0.02', '0', '0.2'),
        ('blind_bound', '0.98', '0', '1'),
        ('filter_precision', '0.9', '0.5', '1'),
    ):
        op.execute(f'ALTER TABLE site ADD COLUMN {column} {number} DEFAULT {first} NOT NULL'
                   f' CONSTRAINT ck_site_{column}_in_range CHECK ({column} BETWEEN {low} AND {high})')


def downgrade() -> None:
    for column in ('filter_precision', 'blind_bound', 'blind_share', 'layer_version', 'earned'):
        op.drop_column('site', column)
    op.drop_column('revision', 'blind')
    op.drop_table('training')
    op.drop_table('layer')
