"""search mark: up to which text SQLite's index of the search goes

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-30 20:00:00
"""

from __future__ import annotations

from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

#: So many texts beyond the mark are read one by one; then the index follows by so many.
FAR, STEP = 2000, 100

MARK = '(SELECT last FROM search_index_mark)'
ADD = 'INSERT INTO search_index(rowid, text) VALUES (new.id, new.text);'
TAKE = "INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', old.id, old.text);"
NEXT = f'SELECT id, text FROM search_text WHERE id > {MARK} ORDER BY id LIMIT {STEP}'
FOLLOW = (f'INSERT INTO search_index(rowid, text) {NEXT};'
          f' UPDATE search_index_mark SET last = (SELECT max(id) FROM ({NEXT}));')


def trigger(name: str, when: str, do: str) -> None:
    op.execute(f'CREATE TRIGGER search_text_{name} AFTER {when} BEGIN {do} END')


def upgrade() -> None:
    """Nothing takes long: what there is, is in the index already."""
    # PostgreSQL's index has a list of what is new by itself.
    if op.get_bind().dialect.name != 'sqlite':
        return
    op.execute('CREATE TABLE search_index_mark (last INTEGER NOT NULL)')
    op.execute('INSERT INTO search_index_mark SELECT coalesce(max(id), 0) FROM search_text')
    for name in ('insert', 'delete', 'update'):
        op.execute(f'DROP TRIGGER search_text_{name}')
    # A number is given again where the newest texts were deleted.
    trigger('insert', f'INSERT ON search_text WHEN new.id <= {MARK}', ADD)
    trigger('delete', f'DELETE ON search_text WHEN old.id <= {MARK}', TAKE)
    trigger('update', f'UPDATE OF text ON search_text WHEN old.id <= {MARK}', TAKE + ADD)
    trigger('follow', f'INSERT ON search_text WHEN new.id > {MARK} + {FAR}', FOLLOW)


def downgrade() -> None:
    if op.get_bind().dialect.name != 'sqlite':
        return
    op.execute(f'INSERT INTO search_index(rowid, text) SELECT id, text FROM search_text WHERE id > {MARK}')
    for name in ('insert', 'delete', 'update', 'follow'):
        op.execute(f'DROP TRIGGER search_text_{name}')
    op.execute('DROP TABLE search_index_mark')
    for event, do in (('insert', ADD), ('delete', TAKE), ('update', TAKE + ADD)):
        trigger(event, f'{event.upper()} ON search_text', do)
