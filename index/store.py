"""Articles with their chunks and vectors in; the same out, by id or in bulk. Every statement on articles.db.

A change is one transaction and raises the sequence number; the search indexes are derived from what is here.
"""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, update

from index import database
from index.articles import Article
from index.batches import batches
from index.dates import DateKind
from index.errors import ModelError
from index.language import Language
from index.records import Chunk, Entry, IndexRow, Post, Root, Summary, article_of, article_row, moment
from index.schema import MIGRATIONS, REVISION, articles, chunks, models, posts, roots, state, vectors

FILE_NAME = "articles.db"
_PARAMETERS = 900  # SQLite's classic limit is 999 parameters a statement
_CHUNK_TEXT = func.substr(articles.c.text, chunks.c.start + 1, chunks.c.end - chunks.c.start).label("text")


class Store:
    """The archive in one SQLite database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, folder: Path) -> "Store":
        """The store in `folder`, made when it is not there. Raises `StoreError`."""
        return cls(database.open_engine(folder / FILE_NAME, migrations=MIGRATIONS, revision=REVISION))

    def close(self) -> None:
        """Gives the database's files back."""
        self._engine.dispose()

    # What is on record about the ingested folders

    def root(self, path: Path) -> Root:
        """The root for the folder `path`, recorded when it is new."""
        with database.writing(self._engine) as connection:
            row = connection.execute(select(roots).where(roots.c.path == str(path))).first()
            if row is None:
                prefix = _free_prefix(connection, path.name)
                row = connection.execute(insert(roots).values(path=str(path), prefix=prefix).returning(roots)).one()
        return Root(row.id, Path(row.path), row.prefix)

    def prefixes(self) -> set[str]:
        """The prefixes of all roots but the first, which has none."""
        with database.reading(self._engine) as connection:
            return set(connection.scalars(select(roots.c.prefix).where(roots.c.prefix != "")))

    def posts(self, root: Root) -> dict[str, Post]:
        """The files stored from `root`, by path."""
        query = select(posts.c.path, posts.c.size, posts.c.mtime_ns, posts.c.fingerprint)
        with database.reading(self._engine) as connection:
            rows = connection.execute(query.where(posts.c.root_id == root.id))
            return {row.path: Post(*row) for row in rows}

    def post_count(self, folder: Path) -> int:
        """How many files are stored from the root `folder`, 0 when it is none."""
        query = select(func.count()).join_from(posts, roots).where(roots.c.path == str(folder))
        with database.reading(self._engine) as connection:
            return connection.scalars(query).one()

    # Changes

    def replace_articles(self, root: Root, entries: Sequence[Entry], *, model: str) -> None:
        """Stores `entries` in place of what their posts held before, in one transaction.

        An article that is stored already, from another post, gets that post as an alias.
        """
        with database.writing(self._engine) as connection:
            _detach(connection, root, [entry.post.path for entry in entries])
            known = _keys_by_digest(connection, [entry.digest for entry in entries])
            new: dict[str, Entry] = {}
            for entry in entries:
                if entry.digest not in known:
                    new.setdefault(entry.digest, entry)
            known |= _insert_articles(
                connection, list(new.values()), _model_id(connection, model, entries[0].vectors.shape[1])
            )
            connection.execute(
                insert(posts),
                [
                    {
                        "root_id": root.id,
                        "path": entry.post.path,
                        "size": entry.post.size,
                        "mtime_ns": entry.post.mtime_ns,
                        "fingerprint": entry.post.fingerprint,
                        "article_key": known[entry.digest],
                    }
                    for entry in entries
                ],
            )
            _advance(connection)

    def touch_posts(self, root: Root, touched: Sequence[Post]) -> None:
        """Records new sizes and times of files whose content is what it was."""
        with database.writing(self._engine) as connection:
            connection.execute(
                update(posts)
                .where(posts.c.root_id == root.id, posts.c.path == bindparam("of_path"))
                .values(size=bindparam("new_size"), mtime_ns=bindparam("new_mtime_ns")),
                [{"of_path": p.path, "new_size": p.size, "new_mtime_ns": p.mtime_ns} for p in touched],
            )

    def remove_posts(self, root: Root, paths: Sequence[str]) -> None:
        """Forgets the files `paths` of `root`, and the articles that no other file carries."""
        with database.writing(self._engine) as connection:
            _detach(connection, root, paths)
            _advance(connection)

    def add_vectors(self, model: str, chunk_ids: Sequence[int], matrix: NDArray[np.float32]) -> None:
        """Stores the vectors that `model` gave for chunks, one row each. Chunks that are gone are left out."""
        with database.writing(self._engine) as connection:
            model_id = _model_id(connection, model, matrix.shape[1])
            there = set(connection.scalars(select(chunks.c.id).where(chunks.c.id.in_(chunk_ids))))
            rows = zip(chunk_ids, matrix.astype(np.float16), strict=True)
            new = [{"model_id": model_id, "chunk_id": i, "vector": row.tobytes()} for i, row in rows if i in there]
            if new:
                connection.execute(insert(vectors), new)
            _advance(connection)

    def drop_other_vectors(self, model: str) -> None:
        """Forgets the vectors of every other model than `model`."""
        with database.writing(self._engine) as connection:
            others = connection.scalars(select(models.c.id).where(models.c.name != model)).all()
            connection.execute(delete(vectors).where(vectors.c.model_id.in_(others)))
            connection.execute(delete(models).where(models.c.id.in_(others)))

    # Reading

    def sequence(self) -> int:
        """The number of the newest change."""
        with database.reading(self._engine) as connection:
            return int(connection.scalars(select(state.c.sequence)).one())

    def summary(self) -> Summary:
        """What the archive holds."""
        with database.reading(self._engine) as connection:
            return Summary(
                connection.scalars(select(func.count()).select_from(articles)).one(),
                connection.scalars(select(func.count()).select_from(chunks)).one(),
            )

    def newest(self, until: datetime) -> datetime | None:
        """The latest date that an article states, leaving out those after `until`: they are typing errors."""
        query = select(func.max(articles.c.published)).where(
            articles.c.date_kind == DateKind.STATED, articles.c.published <= int(until.timestamp())
        )
        with database.reading(self._engine) as connection:
            return moment(connection.scalar(query))

    def chunk_counts(self) -> dict[Language, int]:
        """How many chunks there are in each language that has any."""
        query = select(articles.c.language, func.count()).join_from(chunks, articles).group_by(articles.c.language)
        with database.reading(self._engine) as connection:
            return {Language(language): count for language, count in connection.execute(query)}

    def chunks_without_vectors(self, model: str, after: int, limit: int) -> list[tuple[int, str, str]]:
        """Up to `limit` chunks behind the id `after` that `model` has not embedded: (id, article's title, text)."""
        embedded = select(vectors.c.chunk_id).join_from(vectors, models).where(models.c.name == model)
        query = (
            select(chunks.c.id, articles.c.title, _CHUNK_TEXT)
            .join_from(chunks, articles)
            .where(chunks.c.id > after, chunks.c.id.not_in(embedded))
            .order_by(chunks.c.id)
            .limit(limit)
        )
        with database.reading(self._engine) as connection:
            return [tuple(row) for row in connection.execute(query)]

    def count_without_vectors(self, model: str) -> int:
        """How many chunks `model` has not embedded."""
        embedded = select(vectors.c.chunk_id).join_from(vectors, models).where(models.c.name == model)
        query = select(func.count()).select_from(chunks).where(chunks.c.id.not_in(embedded))
        with database.reading(self._engine) as connection:
            return int(connection.scalars(query).one())

    def require_vectors(self, model: str) -> None:
        """Raises `ModelError` when chunks lack vectors of `model`: after a change of the model, or an upgrade."""
        if self.chunks_without_vectors(model, after=0, limit=1):
            raise ModelError("the archive was embedded with another model; run `newsbot reembed`")

    def index_rows(self, language: Language) -> Iterator[IndexRow]:
        """Every chunk of `language` with what is searched beside its text, in the order of ids."""
        query = (
            select(
                chunks.c.id,
                _CHUNK_TEXT,
                articles.c.title,
                articles.c.source,
                articles.c.published,
            )
            .join_from(chunks, articles)
            .where(articles.c.language == language)
            .order_by(chunks.c.id)
        )
        with database.reading(self._engine) as connection:
            for row in connection.execute(query.execution_options(yield_per=2000)):
                yield IndexRow(row.id, row.text, row.title, row.source, moment(row.published))

    def vector_batches(self, model: str, language: Language) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Batches of (chunk ids, vectors of shape (n, dimension)) of `language`, made by `model`."""
        query = (
            select(vectors.c.chunk_id, vectors.c.vector)
            .join_from(vectors, models)
            .join(chunks, chunks.c.id == vectors.c.chunk_id)
            .join(articles)
            .where(models.c.name == model, articles.c.language == language)
            .order_by(vectors.c.chunk_id)
        )
        with database.reading(self._engine) as connection:
            for rows in connection.execute(query.execution_options(yield_per=5000)).partitions():
                ids = np.fromiter((row.chunk_id for row in rows), np.int64, len(rows))
                matrix = np.frombuffer(b"".join(row.vector for row in rows), np.float16)
                yield ids, matrix.reshape(len(rows), -1).astype(np.float32)

    def chunks(self, ids: Sequence[int]) -> dict[int, tuple[Chunk, Article]]:
        """The chunks `ids` with their articles, by id; ids that are gone are left out."""
        query = select(chunks.c.id.label("chunk_id"), chunks.c.start, chunks.c.end, articles).join_from(
            chunks, articles
        )
        found: dict[int, tuple[Chunk, Article]] = {}
        with database.reading(self._engine) as connection:
            for part in batches(ids, _PARAMETERS):
                for row in connection.execute(query.where(chunks.c.id.in_(part))):
                    text = row.text[row.start : row.end]
                    found[row.chunk_id] = (
                        Chunk(row.chunk_id, row.id, row.start, row.end, text),
                        article_of(row),
                    )
        return found

    def aliases(self, article_ids: Sequence[str]) -> dict[str, list[str]]:
        """For each article the ids that its other posts would have given it."""
        query = (
            select(
                articles.c.id,
                posts.c.path,
                roots.c.id.label("root_id"),
                roots.c.path.label("root"),
                roots.c.prefix,
            )
            .join_from(posts, articles)
            .join(roots, roots.c.id == posts.c.root_id)
            .order_by(posts.c.root_id, posts.c.path)
        )
        found: dict[str, list[str]] = {}
        with database.reading(self._engine) as connection:
            for part in batches(article_ids, _PARAMETERS):
                for row in connection.execute(query.where(articles.c.id.in_(part))):
                    alias = Root(row.root_id, Path(row.root), row.prefix).article_id(row.path)
                    if alias != row.id:
                        found.setdefault(row.id, []).append(alias)
        return found


def _free_prefix(connection: Connection, name: str) -> str:
    """A prefix that no id begins with: a folder of the first root may be named like a later root."""
    if connection.scalar(select(func.count()).select_from(roots)) == 0:
        return ""
    for number in itertools.count(1):
        prefix = f"{name}/" if number == 1 else f"{name}-{number}/"
        used = articles.c.id.startswith(prefix, autoescape=True)
        taken = select(roots.c.id).where(roots.c.prefix == prefix).union_all(select(articles.c.key).where(used))
        if connection.execute(taken).first() is None:
            return prefix
    raise AssertionError


def _advance(connection: Connection) -> None:
    connection.execute(update(state).values(sequence=state.c.sequence + 1))


def _model_id(connection: Connection, name: str, dimension: int) -> int:
    known = connection.scalar(select(models.c.id).where(models.c.name == name))
    if known is not None:
        return int(known)
    return int(connection.scalars(insert(models).values(name=name, dimension=dimension).returning(models.c.id)).one())


def _detach(connection: Connection, root: Root, paths: Sequence[str]) -> None:
    """Takes `paths` off their articles; an article goes with its last post, else the next post carries it."""
    for part in batches(paths, _PARAMETERS):
        mine = (posts.c.root_id == root.id) & posts.c.path.in_(part)
        keys = connection.scalars(select(posts.c.article_key).where(mine).distinct()).all()
        connection.execute(delete(posts).where(mine))
        for key in keys:
            query = select(roots, posts.c.path.label("post")).join_from(posts, roots, roots.c.id == posts.c.root_id)
            heirs = query.where(posts.c.article_key == key).order_by(posts.c.root_id, posts.c.path)
            heir = connection.execute(heirs).first()
            if heir is None:
                connection.execute(delete(articles).where(articles.c.key == key))
                continue
            heritage = Root(heir.id, Path(heir.path), heir.prefix)
            values = {"id": heritage.article_id(heir.post), "path": str(heritage.path / heir.post)}
            connection.execute(update(articles).where(articles.c.key == key).values(values))


def _keys_by_digest(connection: Connection, digests: Sequence[str]) -> dict[str, int]:
    query = select(articles.c.digest, articles.c.key)
    return {
        row.digest: row.key
        for part in batches(digests, _PARAMETERS)
        for row in connection.execute(query.where(articles.c.digest.in_(part)))
    }


def _insert_articles(connection: Connection, entries: Sequence[Entry], model_id: int) -> dict[str, int]:
    if not entries:
        return {}
    first = 1 + (connection.scalar(select(func.max(articles.c.key))) or 0)
    keys = {entry.digest: first + i for i, entry in enumerate(entries)}
    connection.execute(insert(articles), [article_row(keys[e.digest], e.digest, e.article) for e in entries])
    next_id = connection.scalars(select(state.c.next_chunk_id)).one()
    chunk_rows, vector_rows = [], []
    for entry in entries:
        for span, vector in zip(entry.spans, entry.vectors.astype(np.float16), strict=True):
            chunk_rows.append({"id": next_id, "article_key": keys[entry.digest], "start": span.start, "end": span.end})
            vector_rows.append({"model_id": model_id, "chunk_id": next_id, "vector": vector.tobytes()})
            next_id += 1
    if chunk_rows:
        connection.execute(insert(chunks), chunk_rows)
        connection.execute(insert(vectors), vector_rows)
        connection.execute(update(state).values(next_chunk_id=next_id))
    return keys
