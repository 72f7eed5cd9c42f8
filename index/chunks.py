"""An article's text in; chunks of whole sentences with their exact offsets out. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from index.language import Language
from index.text import sentences

# 250 Han characters and 800 letters say about as much.
MAX_CHARACTERS = {Language.ZH: 250, Language.EN: 800, Language.OTHER: 800}
_BREAKS = "，,;；、 "

VERSION = 1  # to be raised when the same text would be split differently


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of an article's text."""

    start: int
    end: int


def split(text: str, language: Language) -> list[Span]:
    """The chunks of `text`: neighbouring sentences packed up to the language's size.

    A sentence longer than a chunk is cut behind a comma or a space where there is one in its second half.
    """
    chunks: list[Span] = []
    limit = MAX_CHARACTERS[language]
    for start, end in _pieces(text, limit):
        if chunks and end - chunks[-1].start <= limit:
            chunks[-1] = Span(chunks[-1].start, end)
        else:
            chunks.append(Span(start, end))
    return chunks


def _pieces(text: str, limit: int) -> Iterator[tuple[int, int]]:
    for start, end in sentences(text):
        while end - start > limit:
            cut = 1 + max(text.rfind(mark, start + limit // 2, start + limit) for mark in _BREAKS)
            cut = cut or start + limit
            yield start, cut
            start = cut  # noqa: PLW2901
        yield start, end
