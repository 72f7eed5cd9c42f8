"""Every post of the quirks archive against its manifest: 2,542 posts, three in ten broken in a known way."""

import json
import tarfile
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import TypedDict

from index.articles import Article, parse
from index.dates import DateKind
from index.decoding import printable
from index.language import Language
from tests.shared import shared

_POSTS = 2542


class _Expected(TypedDict):
    file: str
    quirk: str
    title: str
    date: str | None
    source: str
    body_text: str


@cache
def _archive() -> list[tuple[_Expected, Article]]:
    with tarfile.open(shared("data/quirks/articles.tar.xz"), "r:xz") as archive:
        contents = {member.name: file.read() for member in archive if (file := archive.extractfile(member))}
    manifest = contents.pop("MANIFEST.jsonl").decode().split("\n")
    expected: Iterator[_Expected] = (json.loads(line) for line in manifest if line)
    return [
        (entry, parse(contents[f"articles/{entry['file']}"], id=entry["file"], path=entry["file"]))
        for entry in expected
    ]


def _lines(text: str) -> list[str]:
    """The lines without indents, and with one kind of space: the manifest has the sources' tabs."""
    return [" ".join(line.split()) for line in printable(text).split("\n") if line.strip()]


def test_the_archive_is_complete() -> None:
    assert len(_archive()) == _POSTS


def test_every_title_is_exact() -> None:
    wrong = [
        (entry["file"], article.title, entry["title"])
        for entry, article in _archive()
        if article.title != entry["title"]
    ]
    assert wrong == []


def test_every_date_is_exact_and_crawl_times_are_marked() -> None:
    wrong = []
    for entry, article in _archive():
        date = None if entry["date"] is None else datetime.fromisoformat(entry["date"])
        kind = {"local_date": DateKind.CRAWL, "invalid_date": DateKind.NONE}.get(
            entry["quirk"], DateKind.STATED
        )
        if (article.published, article.date_kind) != (date, kind):
            wrong.append((entry["file"], article.published, article.date_kind))
    assert wrong == []


def test_every_source_and_language_is_exact() -> None:
    wrong = [
        (entry["file"], article.source, article.language)
        for entry, article in _archive()
        if (article.source, article.language) != (entry["source"], Language.ZH)
    ]
    assert wrong == []


def test_every_text_is_exact() -> None:
    wrong = [
        entry["file"]
        for entry, article in _archive()
        if article.text.split("\n") != (_lines(entry["body_text"]) or [""])
    ]
    assert wrong == []
