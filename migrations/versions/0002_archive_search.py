"""The index of the archive.

Revision ID: 0002
Revises: 0001

SQLite: an FTS5 table. PostgreSQL: a table with a generated tsvector and a GIN index. Both hold
text that the service has already folded, so no extension and no text search configuration of the
server is needed. Neither is a model; migrations/env.py leaves names with `_fts` alone.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE publications_fts USING fts5("
    "title, body, exact UNINDEXED, tokenize = 'unicode61 remove_diacritics 0')",
)
POSTGRESQL = (
    "CREATE TABLE publications_fts ("
    "publication_id bigint CONSTRAINT pk_publications_fts PRIMARY KEY"
    " CONSTRAINT fk_publications_fts_publication_id REFERENCES publications (id),"
    " title text NOT NULL, body text NOT NULL, exact text NOT NULL,"
    " words tsvector NOT NULL GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple'::regconfig, title), 'A') ||"
    " setweight(to_tsvector('simple'::regconfig, body), 'D')) STORED)",
    "CREATE INDEX ix_publications_fts_words ON publications_fts USING gin (words)",
)


def upgrade() -> None:
    """Make the index and fill it with nothing: it is filled as cases are published."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Drop the index; the published texts stay in their own table."""
    op.execute("DROP TABLE publications_fts")
