"""desk: what moderators need to work together, and to find a case again

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-22 20:20:00
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

OUTCOMES = {'note': 0, 'flag': 1, 'filter': 2}
BATCH = 1000


def upgrade() -> None:
    op.create_table('block',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('comment_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('moderator_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_back', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_block_comment_id_comment')),
    sa.ForeignKeyConstraint(['moderator_id'], ['moderator.id'], name=op.f('fk_block_moderator_id_moderator')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_block_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_block'))
    )
    op.create_index(op.f('ix_block_site_id_block_kind_block_subject'), 'block', ['site_id', 'kind', 'subject'], unique=False)
    op.create_table('invitation',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('invited_by', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['invited_by'], ['moderator.id'], name=op.f('fk_invitation_invited_by_moderator')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_invitation_site_id_site')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_invitation'))
    )
    op.create_index(op.f('ix_invitation_site_id'), 'invitation', ['site_id'], unique=False)
    op.create_table('network_key',
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_network_key_site_id_site')),
    sa.PrimaryKeyConstraint('site_id', name=op.f('pk_network_key'))
    )
    op.create_table('queue_feed',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('moderator_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['moderator_id'], ['moderator.id'], name=op.f('fk_queue_feed_moderator_id_moderator')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_queue_feed_site_id_site')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_queue_feed'))
    )
    op.create_index(op.f('ix_queue_feed_moderator_id'), 'queue_feed', ['moderator_id'], unique=False)
    op.create_table('recovery_code',
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('moderator_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['moderator_id'], ['moderator.id'], name=op.f('fk_recovery_code_moderator_id_moderator')),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_recovery_code'))
    )
    op.create_index(op.f('ix_recovery_code_moderator_id'), 'recovery_code', ['moderator_id'], unique=False)
    op.create_table('claim',
    sa.Column('comment_id', sa.Uuid(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('moderator_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_claim_comment_id_comment')),
    sa.ForeignKeyConstraint(['moderator_id'], ['moderator.id'], name=op.f('fk_claim_moderator_id_moderator')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_claim_site_id_site')),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_claim'))
    )
    op.create_index(op.f('ix_claim_site_id'), 'claim', ['site_id'], unique=False)
    op.create_table('finding',
    sa.Column('comment_id', sa.Uuid(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('check', sa.String(length=40), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=True),
    sa.Column('outcome', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_finding_comment_id_comment')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_finding_site_id_site')),
    sa.PrimaryKeyConstraint('comment_id', 'revision', 'check', name=op.f('pk_finding'))
    )
    op.create_index(op.f('ix_finding_site_id_finding_check_finding_score'), 'finding', ['site_id', 'check', 'score'], unique=False)
    op.create_table('intended_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Uuid(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('from_state', sa.String(length=20), nullable=False),
    sa.Column('to_state', sa.String(length=20), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('batch', sa.Uuid(), nullable=True),
    sa.Column('moderator_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('overtaken_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_intended_decision_comment_id_comment')),
    sa.ForeignKeyConstraint(['moderator_id'], ['moderator.id'], name=op.f('fk_intended_decision_moderator_id_moderator')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_intended_decision_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intended_decision')),
    sa.UniqueConstraint('comment_id', 'revision', name=op.f('uq_intended_decision_comment_id_revision'))
    )
    op.create_index(op.f('ix_intended_decision_batch'), 'intended_decision', ['batch'], unique=False)
    op.create_index(op.f('ix_intended_decision_due_at'), 'intended_decision', ['due_at'], unique=False)
    op.create_index(op.f('ix_intended_decision_moderator_id'), 'intended_decision', ['moderator_id'], unique=False)
    op.create_index(op.f('ix_intended_decision_site_id_intended_decision_from_state'), 'intended_decision', ['site_id', 'from_state'], unique=False)
    op.create_table('log_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('comment_id', sa.Uuid(), nullable=True),
    sa.Column('moderator_id', sa.Integer(), nullable=True),
    sa.Column('logged_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_log_entry_comment_id_comment')),
    sa.ForeignKeyConstraint(['moderator_id'], ['moderator.id'], name=op.f('fk_log_entry_moderator_id_moderator')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_log_entry_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_log_entry'))
    )
    op.create_index(op.f('ix_log_entry_site_id_log_entry_id'), 'log_entry', ['site_id', 'id'], unique=False)
    op.create_index(op.f('ix_log_entry_site_id_log_entry_logged_at'), 'log_entry', ['site_id', 'logged_at'], unique=False)
    op.create_table('note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Uuid(), nullable=False),
    sa.Column('audience', sa.String(length=20), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('moderator_id', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_note_comment_id_comment')),
    sa.ForeignKeyConstraint(['moderator_id'], ['moderator.id'], name=op.f('fk_note_moderator_id_moderator')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_note_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note'))
    )
    op.create_index(op.f('ix_note_comment_id_note_id'), 'note', ['comment_id', 'id'], unique=False)
    op.create_table('redaction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Uuid(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('rulebook_version', sa.Integer(), nullable=False),
    sa.Column('moderator_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_redaction_comment_id_comment')),
    sa.ForeignKeyConstraint(['moderator_id'], ['moderator.id'], name=op.f('fk_redaction_moderator_id_moderator')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_redaction_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redaction'))
    )
    op.create_index(op.f('ix_redaction_comment_id_redaction_revision'), 'redaction', ['comment_id', 'revision'], unique=False)
    op.create_table('search_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Uuid(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('author', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_search_text_comment_id_comment')),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], name=op.f('fk_search_text_site_id_site')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_text')),
    sa.UniqueConstraint('comment_id', 'revision', name=op.f('uq_search_text_comment_id_revision'))
    )
    op.create_index(op.f('ix_search_text_site_id_search_text_author'), 'search_text', ['site_id', 'author'], unique=False)
    op.create_index(op.f('ix_search_text_site_id_search_text_email'), 'search_text', ['site_id', 'email'], unique=False)
    op.add_column('article', sa.Column('kept_open', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(op.f('ix_article_site_id_article_comments_article_changed_at'), 'article', ['site_id', 'comments', 'changed_at'], unique=False)
    op.add_column('comment', sa.Column('author_id', sa.Uuid(), nullable=True))
    op.add_column('comment', sa.Column('network_hash', sa.String(length=64), nullable=True))
    op.add_column('comment', sa.Column('badge', sa.String(length=20), nullable=True))
    # Inline, since SQLite cannot add a constraint to a table that exists.
    op.execute('ALTER TABLE comment ADD COLUMN moderator_id INTEGER'
               ' CONSTRAINT fk_comment_moderator_id_moderator REFERENCES moderator (id)')
    op.create_index(op.f('ix_comment_network_hash'), 'comment', ['network_hash'], unique=False)
    op.create_index(op.f('ix_comment_token_hash'), 'comment', ['token_hash'], unique=False)
    op.create_index(op.f('ix_comment_site_id_comment_author_email_comment_id'), 'comment', ['site_id', 'author_email', 'id'], unique=False)
    op.drop_index(op.f('ix_comment_parent_id'), table_name='comment')
    op.create_index(op.f('ix_comment_parent_id_comment_id'), 'comment', ['parent_id', 'id'], unique=False)
    op.create_index(op.f('ix_comment_site_id_comment_author_id_comment_id'), 'comment', ['site_id', 'author_id', 'id'], unique=False)
    op.add_column('decision', sa.Column('waited_s', sa.Integer(), nullable=True))
    op.add_column('decision', sa.Column('outcome', sa.Integer(), nullable=True))
    op.add_column('decision', sa.Column('batch', sa.Uuid(), nullable=True))
    op.create_index(op.f('ix_decision_moderator_id_decision_id'), 'decision', ['moderator_id', 'id'], unique=False)
    op.create_index(op.f('ix_decision_site_id_decision_decided_at'), 'decision', ['site_id', 'decided_at'], unique=False)
    op.add_column('desk_session', sa.Column('agent', sa.String(length=100), nullable=False, server_default=''))
    op.add_column('moderator', sa.Column('totp_seed', sa.String(length=64), nullable=True))
    op.add_column('moderator', sa.Column('totp_step', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('moderator', sa.Column('preferences', sa.JSON(), nullable=False, server_default='{}'))
    op.add_column('revision', sa.Column('outcome', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('revision', sa.Column('risk', sa.Double(), nullable=False, server_default='0'))
    op.add_column('revision', sa.Column('rule', sa.String(length=40), nullable=True))
    op.add_column('revision', sa.Column('article_id', sa.Integer(), nullable=False, server_default='0'))
    op.create_index('ix_revision_article', 'revision', ['site_id', 'live', 'state', 'article_id', 'posted_at', 'comment_id', 'number'], unique=False)
    op.drop_index('ix_revision_lane', 'revision')
    op.create_index('ix_revision_lane', 'revision', ['site_id', 'live', 'state', 'posted_at', 'comment_id', 'number'], unique=False)
    op.create_index('ix_revision_risk', 'revision', ['site_id', 'live', 'state', 'risk', 'comment_id', 'number'], unique=False)
    # Inline likewise. A site that is there already keeps no hash of networks until its
    # notice says so and somebody sets it.
    for column in (
        'undo_seconds INTEGER DEFAULT 10 NOT NULL CONSTRAINT ck_site_undo_seconds_in_range'
        ' CHECK (undo_seconds BETWEEN 0 AND 60)',
        'close_after_days INTEGER CONSTRAINT ck_site_close_after_days_positive'
        ' CHECK (close_after_days >= 1)',
        'network_days INTEGER DEFAULT 0 NOT NULL CONSTRAINT ck_site_network_days_in_range'
        ' CHECK (network_days BETWEEN 0 AND 7)',
    ):
        op.execute(f'ALTER TABLE site ADD COLUMN {column}')
    op.add_column('token', sa.Column('label', sa.String(length=100), nullable=False, server_default=''))
    op.add_column('token', sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True))
    fill(op.get_bind())
    if op.get_bind().dialect.name == 'sqlite':
        make_index_sqlite()
    else:
        make_index_postgresql()


def make_index_sqlite() -> None:
    """Trigrams, so that a part of a word finds it; the words stay in their own table."""
    op.execute("CREATE VIRTUAL TABLE search_index USING fts5("
               "text, content='search_text', content_rowid='id', tokenize='trigram')")
    op.execute("INSERT INTO search_index(search_index) VALUES ('rebuild')")
    add = "INSERT INTO search_index(rowid, text) VALUES (new.id, new.text);"
    take = "INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', old.id, old.text);"
    for event, statements in (('INSERT', add), ('DELETE', take), ('UPDATE', take + add)):
        op.execute(f"CREATE TRIGGER search_text_{event.lower()} AFTER {event} ON search_text"
                   f" BEGIN {statements} END")


def make_index_postgresql() -> None:
    """Trigrams likewise, where ``pg_trgm`` is at hand."""
    # The owner of a database may create it since PostgreSQL 13; a server without its
    # files has none. Then a part of a word is found by reading them all.
    known = op.get_bind().scalar(sa.text(
        "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'"))
    if known:
        op.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm')
        op.execute('CREATE INDEX search_text_parts ON search_text USING gin (text gin_trgm_ops)')


def fill(connection: sa.Connection) -> None:
    """Derive from what is there what the desk sorts, filters and searches by."""
    op.execute('UPDATE revision SET article_id = (SELECT article_id FROM comment'
               ' WHERE comment.id = revision.comment_id)')
    op.execute("UPDATE revision SET rule = (SELECT rule FROM decision"
               " WHERE decision.comment_id = revision.comment_id"
               " AND decision.revision = revision.number ORDER BY id DESC LIMIT 1)"
               " WHERE state IN ('rejected', 'removed', 'spam')")
    comment, article = table('comment'), table('article')
    text, finding, rev = table('search_text'), table('finding'), table('revision')
    for row in revisions(connection, rev, comment, article):
        if row.erased_at is None:
            words = (row.body, row.author_name, row.author_email, row.author_url, row.title)
            connection.execute(text.insert(), {
                'site_id': row.site_id, 'comment_id': row.comment_id,
                'revision': row.number, 'text': fold(' '.join(w for w in words if w)),
                'author': fold(row.author_name), 'email': fold(row.author_email or ''),
            })
        strongest, risk, by_check = 0, 0.0, {}
        for found in row.findings:
            outcome, score = OUTCOMES[found['outcome']], found['score']
            strongest = max(strongest, outcome)
            if outcome:
                risk = max(risk, score or 0.0)
            if score is not None and score >= by_check.get(found['check'], {'score': -1})['score']:
                by_check[found['check']] = {
                    'site_id': row.site_id, 'comment_id': row.comment_id,
                    'revision': row.number, 'check': found['check'], 'score': score,
                    'rule': found['rule'], 'outcome': outcome,
                }
        if by_check:
            connection.execute(finding.insert(), list(by_check.values()))
        if strongest:
            here = (rev.c.comment_id == row.comment_id) & (rev.c.number == row.number)
            connection.execute(rev.update().where(here).values(outcome=strongest, risk=risk))


def revisions(
    connection: sa.Connection, rev: sa.Table, comment: sa.Table, article: sa.Table
) -> Iterator[sa.Row]:
    """Return all, by key, so that no more than a batch is held at a time."""
    query = (
        sa.select(rev, comment.c.author_name, comment.c.author_email, comment.c.author_url,
                  comment.c.erased_at, article.c.title)
        .join(comment, comment.c.id == rev.c.comment_id)
        .join(article, article.c.id == comment.c.article_id)
        .order_by(rev.c.comment_id, rev.c.number)
        .limit(BATCH)
    )
    last = None
    while True:
        here = query
        if last is not None:
            here = query.where(sa.tuple_(rev.c.comment_id, rev.c.number) > sa.tuple_(*last))
        rows = connection.execute(here).all()
        yield from rows
        if len(rows) < BATCH:
            return
        last = (sa.literal(rows[-1].comment_id, sa.Uuid()), rows[-1].number)


def table(name: str) -> sa.Table:
    """Return a table as this migration knows it, whatever becomes of our models."""
    columns = {
        'comment': (('id', sa.Uuid()), ('article_id', sa.Integer()), ('author_name', sa.Text()),
                    ('author_email', sa.Text()), ('author_url', sa.Text()),
                    ('erased_at', sa.DateTime(timezone=True))),
        'article': (('id', sa.Integer()), ('title', sa.Text())),
        'revision': (('comment_id', sa.Uuid()), ('number', sa.Integer()), ('site_id', sa.Integer()),
                     ('body', sa.Text()), ('findings', sa.JSON()), ('outcome', sa.Integer()),
                     ('risk', sa.Double())),
        'search_text': (('site_id', sa.Integer()), ('comment_id', sa.Uuid()),
                        ('revision', sa.Integer()), ('text', sa.Text()),
                        ('author', sa.Text()), ('email', sa.Text())),
        'finding': (('site_id', sa.Integer()), ('comment_id', sa.Uuid()), ('revision', sa.Integer()),
                    ('check', sa.String(40)), ('score', sa.Double()), ('rule', sa.String(40)),
                    ('outcome', sa.Integer())),
    }[name]
    return sa.table(name, *(sa.column(c, kind) for c, kind in columns))


def fold(text: str) -> str:
    """Return what ``text.fold`` returned when this was written."""
    bare = ''.join(c for c in unicodedata.normalize('NFKD', text) if not unicodedata.combining(c))
    return ' '.join(bare.casefold().split())


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for event in ('insert', 'delete', 'update'):
            op.execute(f'DROP TRIGGER search_text_{event}')
        op.execute('DROP TABLE search_index')
    op.drop_column('token', 'last_used_at')
    op.drop_column('token', 'label')
    op.drop_column('site', 'network_days')
    op.drop_column('site', 'close_after_days')
    op.drop_column('site', 'undo_seconds')
    op.drop_index('ix_revision_lane', table_name='revision')
    op.create_index('ix_revision_lane', 'revision', ['site_id', 'live', 'state', 'posted_at', 'comment_id'], unique=False)
    op.drop_index('ix_revision_risk', table_name='revision')
    op.drop_index('ix_revision_article', table_name='revision')
    op.drop_column('revision', 'article_id')
    op.drop_column('revision', 'rule')
    op.drop_column('revision', 'risk')
    op.drop_column('revision', 'outcome')
    op.drop_column('moderator', 'preferences')
    op.drop_column('moderator', 'totp_step')
    op.drop_column('moderator', 'totp_seed')
    op.drop_column('desk_session', 'agent')
    op.drop_index(op.f('ix_decision_site_id_decision_decided_at'), table_name='decision')
    op.drop_index(op.f('ix_decision_moderator_id_decision_id'), table_name='decision')
    op.drop_column('decision', 'batch')
    op.drop_column('decision', 'outcome')
    op.drop_column('decision', 'waited_s')
    op.drop_index(op.f('ix_comment_parent_id_comment_id'), table_name='comment')
    op.create_index(op.f('ix_comment_parent_id'), 'comment', ['parent_id'], unique=False)
    op.drop_index(op.f('ix_comment_site_id_comment_author_id_comment_id'), table_name='comment')
    op.drop_index(op.f('ix_comment_site_id_comment_author_email_comment_id'), table_name='comment')
    op.drop_index(op.f('ix_comment_token_hash'), table_name='comment')
    op.drop_index(op.f('ix_comment_network_hash'), table_name='comment')
    op.drop_column('comment', 'moderator_id')
    op.drop_column('comment', 'badge')
    op.drop_column('comment', 'network_hash')
    op.drop_column('comment', 'author_id')
    op.drop_index(op.f('ix_article_site_id_article_comments_article_changed_at'), table_name='article')
    op.drop_column('article', 'kept_open')
    op.drop_index(op.f('ix_search_text_site_id_search_text_email'), table_name='search_text')
    op.drop_index(op.f('ix_search_text_site_id_search_text_author'), table_name='search_text')
    op.drop_table('search_text')
    op.drop_index(op.f('ix_redaction_comment_id_redaction_revision'), table_name='redaction')
    op.drop_table('redaction')
    op.drop_index(op.f('ix_note_comment_id_note_id'), table_name='note')
    op.drop_table('note')
    op.drop_index(op.f('ix_log_entry_site_id_log_entry_logged_at'), table_name='log_entry')
    op.drop_index(op.f('ix_log_entry_site_id_log_entry_id'), table_name='log_entry')
    op.drop_table('log_entry')
    op.drop_index(op.f('ix_intended_decision_site_id_intended_decision_from_state'), table_name='intended_decision')
    op.drop_index(op.f('ix_intended_decision_moderator_id'), table_name='intended_decision')
    op.drop_index(op.f('ix_intended_decision_due_at'), table_name='intended_decision')
    op.drop_index(op.f('ix_intended_decision_batch'), table_name='intended_decision')
    op.drop_table('intended_decision')
    op.drop_index(op.f('ix_finding_site_id_finding_check_finding_score'), table_name='finding')
    op.drop_table('finding')
    op.drop_index(op.f('ix_claim_site_id'), table_name='claim')
    op.drop_table('claim')
    op.drop_index(op.f('ix_recovery_code_moderator_id'), table_name='recovery_code')
    op.drop_table('recovery_code')
    op.drop_index(op.f('ix_queue_feed_moderator_id'), table_name='queue_feed')
    op.drop_table('queue_feed')
    op.drop_table('network_key')
    op.drop_index(op.f('ix_invitation_site_id'), table_name='invitation')
    op.drop_table('invitation')
    op.drop_index(op.f('ix_block_site_id_block_kind_block_subject'), table_name='block')
    op.drop_table('block')
