"""A data folder in; everything that answers questions from it, put together, out."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.answers.extractive import ExtractiveAnswerer
from bot.answers.service import Answers
from bot.cli.progress import shown_progress
from bot.config import Config
from index import embedding, translation
from index.embedding import Embedder
from index.errors import NewsbotError
from index.progress import Progress
from index.search import Index
from index.store import FILE_NAME, Store

_INDEX_FOLDER = "index"


class EmptyArchiveError(NewsbotError):
    """There is nothing to answer from."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The parts that commands work with."""

    store: Store
    embedder: Embedder
    index_folder: Path

    def index(self, progress: Progress) -> Index:
        """The searchable archive, built from the database where it has to be."""
        return Index.open(self.index_folder, self.store, self.embedder, translation.builtin(), progress)


@contextlib.contextmanager
def archive(data: Path | None) -> Iterator[Archive]:
    """The archive in `data`, or in the folder of the settings."""
    folder = data or Config.load().data
    store = Store.open(folder)
    try:
        yield Archive(store, embedding.builtin(), folder / _INDEX_FOLDER)
    finally:
        store.close()


@contextlib.contextmanager
def searchable(data: Path | None) -> Iterator[Index]:
    """The index over the archive in `data`. Raises `EmptyArchiveError` when nothing was ingested."""
    folder = data or Config.load().data
    empty = EmptyArchiveError(f"{folder}: the archive is empty; run `newsbot ingest FOLDER`, or name another --data")
    if not (folder / FILE_NAME).exists():
        raise empty  # asking makes no folder, be it mistyped
    with archive(folder) as opened:
        if not opened.store.summary().articles:
            raise empty
        with shown_progress() as progress:
            index = opened.index(progress)
        yield index


def answers(index: Index) -> Answers:
    """What answers questions from `index`."""
    return Answers(index, ExtractiveAnswerer(index))
