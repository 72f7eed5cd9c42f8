"""The errors of this package, by what the caller can do about them.

NewsbotError
├── ArticleError      one post can't be read: report it and go on
├── SourceError       an ingested folder is missing, unreadable or empty: fix the path
├── QuestionError     the question can't be searched with: ask another
├── ModelError        the embedding model's files are missing or broken: reinstall or change the setting
└── StoreError        the database can't be used: the message says what to do
"""

from pathlib import Path


class NewsbotError(Exception):
    """Bad input or a bad environment; `str()` is one line that names the subject and the next step."""


class ArticleError(NewsbotError):
    """A post that can't become an article. `path` is the file, `reason` what is wrong with it."""

    def __init__(self, path: str | Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = Path(path)
        self.reason = reason


class SourceError(NewsbotError):
    """A path given to ingest that can't be read as posts."""


class QuestionError(NewsbotError):
    """A question that holds nothing to search with, or too much."""


class ModelError(NewsbotError):
    """An embedding model whose files are missing, broken or of another kind than expected."""


class StoreError(NewsbotError):
    """A database that can't be opened, read or written."""
