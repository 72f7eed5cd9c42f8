"""What the store takes and gives: articles with their posts, chunks and vectors, and their rows in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row

from index.articles import Article
from index.chunks import Span
from index.dates import DateKind
from index.language import Language


@dataclass(frozen=True, slots=True)
class Root:
    """A folder that was ingested; ids of the articles below it begin with `prefix`."""

    id: int
    path: Path
    prefix: str

    def article_id(self, post: str) -> str:
        """The id of the article in the file `post`, a path below this root with forward slashes."""
        return self.prefix + str(PurePosixPath(post).with_suffix(""))


@dataclass(frozen=True, slots=True)
class Post:
    """One file as it was when it was read. `path` is below its root, with forward slashes."""

    path: str
    size: int
    mtime_ns: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What ingesting one post stores: `vectors` has one row a span, unit length."""

    post: Post
    article: Article
    digest: str
    spans: Sequence[Span]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an article: `article.text[start:end] == text`."""

    id: int
    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A chunk with what is searched beside its text."""

    chunk_id: int
    text: str
    title: str
    source: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the archive holds."""

    articles: int
    chunks: int


def article_row(key: int, digest: str, article: Article) -> dict[str, object]:
    """The row of articles.db that holds `article`."""
    return {
        "key": key,
        "id": article.id,
        "digest": digest,
        "path": article.path,
        "title": article.title,
        "source": article.source,
        "categories": list(article.categories),
        "url": article.url,
        "image": article.image,
        "published": int(article.published.timestamp()) if article.published else None,
        "date_kind": article.date_kind.value,
        "language": article.language.value,
        "text": article.text,
    }


def article_of(row: Row[tuple[object, ...]]) -> Article:
    """The article that a row of articles.db holds."""
    return Article(
        id=row.id,
        path=row.path,
        title=row.title,
        source=row.source,
        categories=tuple(row.categories),
        url=row.url,
        image=row.image,
        published=moment(row.published),
        date_kind=DateKind(row.date_kind),
        language=Language(row.language),
        text=row.text,
    )


def moment(seconds: int | None) -> datetime | None:
    """The moment that is `seconds` after the start of 1970, in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
