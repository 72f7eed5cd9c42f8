"""The data folder in; the texts a model may learn from out: documents, sentence pairs, dictionary entries.

Only `train/*` and the `crud-*` texts of `eval/articles.jsonl.xz` are read. Everything that an evaluation
question is about (`crudg-*`, `chrono-*`, `xquad*`) and the questions themselves are left alone.
"""

import json
import lzma
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.text import fold, sentences

ALLOWED_EVALUATION_PREFIX = "crud-"


@dataclass(frozen=True)
class Document:
    """A news text as folded sentences in order; `title` is folded too and may be empty."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """One English and one Chinese text that say the same, both folded. `source` names the collection."""

    en: str
    zh: str
    source: str


@dataclass(frozen=True)
class Corpora:
    """Everything a model learns from."""

    chinese: tuple[Document, ...]
    english: tuple[Document, ...]
    parallel: tuple[Pair, ...]
    dictionary: tuple[Pair, ...]

    def counts(self) -> dict[str, int]:
        """How much there is of each kind, for the report."""
        return {
            "chinese_documents": len(self.chinese),
            "chinese_sentences": sum(len(document.sentences) for document in self.chinese),
            "english_documents": len(self.english),
            "english_sentences": sum(len(document.sentences) for document in self.english),
            "sentence_pairs": len(self.parallel),
            "dictionary_entries": len(self.dictionary),
            **{f"pairs_{source}": n for source, n in sorted(Counter(p.source for p in self.parallel).items())},
        }


def read_corpora(folder: Path) -> Corpora:
    """Read the whole data folder. Raises `FileNotFoundError` where one of its files is missing."""
    titled = [_document(row) for row in _rows(folder / "train/titled-news.jsonl.xz")]
    untitled = [
        _document(row)
        for row in _rows(folder / "eval/articles.jsonl.xz")
        if row["id"].startswith(ALLOWED_EVALUATION_PREFIX)
    ]
    return Corpora(
        chinese=tuple(titled + untitled),
        english=tuple(_document(row) for row in _rows(folder / "train/titled-news-en.jsonl.xz")),
        parallel=tuple(_pair(row) for row in _rows(folder / "train/parallel-sentences.jsonl.xz")),
        dictionary=tuple(_pair(row) for row in _rows(folder / "train/dictionary.jsonl.xz")),
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    # Text mode with newline="\n": the texts hold other Unicode line separators, which must not end a row.
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _document(row: dict[str, Any]) -> Document:
    body = row["body"]
    return Document(
        title=fold(row["title"]).strip(),
        sentences=tuple(fold(body[start:end]) for start, end in sentences(body)),
    )


def _pair(row: dict[str, Any]) -> Pair:
    return Pair(en=fold(row["en"]).strip(), zh=fold(row["zh"]).strip(), source=row["source"])
