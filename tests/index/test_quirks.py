"""The shared posts: 2,542 against their manifest, three in ten broken in a known way, and 15 real ones."""

import json
import re
import tarfile
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
    expected: list[_Expected] = [json.loads(line) for line in manifest if line]
    return [
        (entry, parse(contents[f"articles/{entry['file']}"], id=entry["file"], path=entry["file"]))
        for entry in expected
    ]


def _lines(text: str) -> list[str]:
    """The lines as an article has them: the manifest keeps the sources' tabs, hard spaces and one DEL."""
    lines = re.sub(r"[^\S\n\u3000]+", " ", printable(text)).split("\n")
    return [stripped for line in lines if (stripped := line.strip())]


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
        kind = {"local_date": DateKind.CRAWL, "invalid_date": DateKind.NONE}.get(entry["quirk"], DateKind.STATED)
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
    wrong = [entry["file"] for entry, article in _archive() if article.text != "\n".join(_lines(entry["body_text"]))]
    assert wrong == []


def test_every_quoted_sentence_is_in_the_real_post_it_was_taken_from() -> None:
    lines = shared("data/eval/real-qa-dev.jsonl").read_text("utf-8").split("\n")
    questions = [json.loads(line) for line in lines if line]
    files = {question["file"] for question in questions}
    folder = shared("data/articles")
    texts = {file: parse((folder / file).read_bytes(), id=file, path=file).text for file in files}
    quotes = [(question["file"], "".join(question["quote"].split())) for question in questions]
    assert [(file, quote) for file, quote in quotes if quote not in "".join(texts[file].split())] == []
