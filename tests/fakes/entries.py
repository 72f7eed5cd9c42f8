"""What ingest hands to the store, spoken to in words: `entry("a", "One. Two.")`."""

from datetime import UTC, datetime

import numpy as np

from index.articles import Article
from index.chunks import Span
from index.dates import DateKind
from index.language import Language
from index.records import Entry, Post
from index.text import sentences

PUBLISHED = datetime(2022, 9, 5, 11, 29, 55, tzinfo=UTC)
MODEL = "hashing"


def article(name: str, text: str = "", **changes: object) -> Article:
    """The article `name`; `changes` are other fields of it."""
    fields: dict[str, object] = {
        "id": name,
        "path": f"/posts/{name}.md",
        "title": f"Title of {name}",
        "source": "Harbour Wire",
        "categories": ("news", "ports"),
        "url": f"https://example.com/{name}",
        "image": None,
        "published": PUBLISHED,
        "date_kind": DateKind.STATED,
        "language": Language.EN,
        "text": text,
    }
    return Article(**(fields | changes))  # type: ignore[arg-type]  # names are checked by the class itself


def entry(
    name: str, text: str, *, digest: str | None = None, dimension: int = 4, language: Language = Language.EN
) -> Entry:
    """The post `name` with a chunk a sentence; posts with the same text are the same article."""
    spans = [Span(*bounds) for bounds in sentences(text)]
    vectors = np.zeros((len(spans), dimension), np.float32)
    vectors[:, 0] = 1
    return Entry(
        Post(f"{name}.md", len(text), 1, f"fingerprint of {text}"),
        article(name, text, language=language),
        digest or f"digest of {text}",
        spans,
        vectors,
    )
