"""Folded text in, its words out: English as index terms, Chinese as jieba cuts it. Punctuation is left out."""

import re
from collections.abc import Iterable, Sequence

import rjieba

from index.text import HAN, folded_terms

_LATIN = re.compile(r"[^\W\d_" + HAN + r"]+(?:['’][^\W\d_" + HAN + r"]+)?|\d+(?:,\d{3})*(?:\.\d+)?")
_HAN_OR_WORD = re.compile(rf"[{HAN}\w]")


def english_words(folded: str) -> list[str]:
    """The words and numbers of an English text in their written form."""
    return _LATIN.findall(folded)


def english_terms(folded: str) -> list[str]:
    """The index terms (stemmed words, numbers) of an English text."""
    return list(folded_terms(folded))


def chinese_words(folded: str) -> list[str]:
    """The words of a Chinese text, Latin words among them stemmed as the index does."""
    words: list[str] = []
    for word in rjieba.cut(folded):
        if not _HAN_OR_WORD.match(word):
            continue
        words.extend(folded_terms(word) if word.isascii() else (word,))
    return words


class Vocabulary:
    """Words numbered in the order in which they were first seen."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: str) -> int:
        """The number of `word`, a new one where it is new."""
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self.words)
            self.words.append(word)
        return number

    def numbers(self, words: Iterable[str]) -> list[int]:
        """The numbers of `words` in order."""
        return [self.number(word) for word in words]

    def known(self, words: Sequence[str]) -> list[int]:
        """The numbers of those of `words` that have one."""
        return [self._numbers[word] for word in words if word in self._numbers]
