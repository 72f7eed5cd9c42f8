"""The tables of articles.db, as SQLAlchemy Core sees them; `migrations/` makes them."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, LargeBinary, MetaData, Table, Text

REVISION = "0001"
MIGRATIONS = "index.migrations"

metadata = MetaData()

# Folders that were ingested. An article's id is its path below the root, behind the root's prefix.
roots = Table(
    "roots",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False, unique=True),
    Column("prefix", Text, nullable=False, unique=True),  # "" for the first root, "name/" for later ones
)

articles = Table(
    "articles",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),  # of the post that carries it: changes when that one goes
    Column("digest", Text, nullable=False, unique=True),  # what makes two posts the same article
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("categories", JSON, nullable=False),
    Column("url", Text),
    Column("image", Text),
    Column("published", Integer, index=True),  # seconds since 1970, UTC
    Column("date_kind", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("text", Text, nullable=False),
)

# One row a file; several files with the same content share one article.
posts = Table(
    "posts",
    metadata,
    Column("root_id", Integer, ForeignKey("roots.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("mtime_ns", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False),  # SHA-256 of the file, behind the versions that parsed it
    Column("article_key", Integer, ForeignKey("articles.key"), nullable=False, index=True),
    sqlite_with_rowid=False,
)

chunks = Table(
    "chunks",
    metadata,
    Column("id", Integer, primary_key=True),  # from state.next_chunk_id: never used twice
    Column("article_key", Integer, ForeignKey("articles.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("start", Integer, nullable=False),  # characters into articles.text
    Column("end", Integer, nullable=False),
)

models = Table(
    "models",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("dimension", Integer, nullable=False),
)

vectors = Table(
    "vectors",
    metadata,
    Column("model_id", Integer, ForeignKey("models.id"), primary_key=True),
    Column("chunk_id", Integer, ForeignKey("chunks.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("vector", LargeBinary, nullable=False),  # float16, unit length
    sqlite_with_rowid=False,
)

state = Table(
    "state",
    metadata,
    Column("sequence", Integer, nullable=False),  # grows with every change: what a generation is compared with
    Column("next_chunk_id", Integer, nullable=False),
)
