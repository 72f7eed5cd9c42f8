"""An archive in a folder, with the real store and indexes and a fake model."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from index.ingest import Report, ingest
from index.progress import Progress
from index.search import Index, Passage
from index.store import Store
from tests.fakes.desk import Desk
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.silence import Silence
from tests.fakes.translator import DictionaryTranslator


class Archive:
    """Takes posts in and finds passages."""

    def __init__(self, folder: Path, embedder: HashingEmbedder | None = None) -> None:
        self.folder = folder
        self.index_folder = folder / "index"
        self.embedder = embedder or HashingEmbedder()
        self.store = Store.open(folder)

    def ingest(self, *sources: Desk | Path, allow_empty: bool = False, rehash: bool = False) -> Report:
        """Brings the archive in line with desks, folders or files."""
        paths = [source.folder if isinstance(source, Desk) else source for source in sources]
        return ingest(paths, self.store, self.embedder, Silence(), allow_empty=allow_empty, rehash=rehash)

    def index(self, words: Mapping[str, str] | None = None, progress: Progress | None = None) -> Index:
        """The archive as it can be searched; `words` are the translations that it knows."""
        translator = DictionaryTranslator(words)
        return Index.open(self.index_folder, self.store, self.embedder, translator, progress or Silence())

    def search(self, question: str, k: int = 10, words: Mapping[str, str] | None = None) -> list[Passage]:
        """Passages for `question`, best first."""
        index = self.index(words)
        return index.search(index.understand(question), k)

    def found(self, question: str, k: int = 10, words: Mapping[str, str] | None = None) -> list[str]:
        """The ids of the articles found, best first, each once."""
        return list(dict.fromkeys(passage.article.id for passage in self.search(question, k, words)))

    def ids(self) -> list[str]:
        """The ids of all articles, sorted."""
        return sorted({article.id for _, article in self.store.chunks(range(1, 1000)).values()})


@contextmanager
def opened(folder: Path, embedder: HashingEmbedder | None = None) -> Iterator[Archive]:
    """The archive in `folder`, closed again."""
    archive = Archive(folder, embedder)
    try:
        yield archive
    finally:
        archive.store.close()
