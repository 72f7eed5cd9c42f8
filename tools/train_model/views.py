"""Tokenised texts in, pairs of bags that mean the same out: what the static model learns from, a batch at a time.

Every kind of batch imitates a way in which a question and a passage belong together. A question is short,
leaves words out and adds question words; a passage is about 250 characters long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tools.train_model.bags import Bags, Numbers, Ragged, spans, stack

SLICE_TOKENS = (4, 18)
SIDE_TOKENS = 70
MOST_DROPPED = 0.4
HIDDEN_SENTENCE = 0.35
QUESTION_WORD = 0.5
BODY_TOKENS = 160

Views = tuple[Bags, Bags]


class Kind(Protocol):
    """One kind of pairs."""

    @property
    def name(self) -> str:
        """What the kind is called in settings and reports."""

    def draw(self, n: int, random: np.random.Generator) -> Views:
        """`n` pairs: the bags of the one side and of the other."""


@dataclass(frozen=True)
class Sentences:
    """Sentences in the order of their documents; `first` and `last` bound each one's document, in tokens."""

    texts: Ragged
    first: Numbers
    last: Numbers

    @classmethod
    def of(cls, texts: Ragged, documents: Sequence[int]) -> "Sentences":
        """`documents` is how many sentences each document has, in order."""
        ends = np.cumsum(documents)
        document = np.repeat(np.arange(len(ends)), documents)
        return cls(texts, texts.starts[(ends - documents)[document]], texts.starts[ends[document]])

    def passages(self, which: Numbers, random: np.random.Generator) -> Bags:
        """A stretch of the document around each sentence; the sentence itself is left out now and then."""
        start, end = self.texts.starts[which], self.texts.starts[which + 1]
        before = np.maximum(start - random.integers(0, SIDE_TOKENS, len(which)), self.first[which])
        after = np.minimum(end + random.integers(0, SIDE_TOKENS, len(which)), self.last[which])
        around = spans(self.texts.tokens, before, start).plus(spans(self.texts.tokens, end, after))
        alone = ~around.filled()
        hidden = (random.random(len(which)) < HIDDEN_SENTENCE) & ~alone
        return around.plus(spans(self.texts.tokens, np.where(hidden, end, start), end))


@dataclass(frozen=True)
class TokenTranslations:
    """For each token some translations, each a few tokens of the other language, with cumulated probabilities.

    `probabilities` is (vocabulary, k) and cumulated; `lists` holds k lists a token in the same order.
    """

    probabilities: NDArray[np.float32]
    lists: Ragged

    def of(self, bags: Bags, random: np.random.Generator) -> Bags:
        """Each token replaced by one of its translations, drawn by probability; dropped where it has none."""
        k = self.probabilities.shape[1]
        drawn = random.random(len(bags.tokens))[:, None] >= self.probabilities[bags.tokens]
        chosen = drawn.sum(1)
        found = chosen < k
        replaced = self.lists.take(bags.tokens[found] * k + chosen[found])
        return Bags(replaced.tokens, bags.rows[found][replaced.rows], bags.size)


def question_like(texts: Ragged, which: Numbers, question_words: Numbers, random: np.random.Generator) -> Bags:
    """A slice of each text with some words dropped and, half of the time, a question word added."""
    start, end = texts.starts[which], texts.starts[which + 1]
    length = np.minimum(random.integers(*SLICE_TOKENS, len(which)), end - start)
    at = start + (random.random(len(which)) * (end - start - length + 1)).astype(np.int64)
    sliced = spans(texts.tokens, at, at + length)
    dropped = random.random(len(which)) * MOST_DROPPED
    kept = sliced.where(random.random(len(sliced.tokens)) >= dropped[sliced.rows])
    return _asked(kept, question_words, random)


def _asked(bags: Bags, question_words: Numbers, random: np.random.Generator) -> Bags:
    if not len(question_words):
        return bags
    rows = np.flatnonzero(random.random(bags.size) < QUESTION_WORD)
    return bags.plus(Bags(random.choice(question_words, len(rows)), rows, bags.size))


@dataclass(frozen=True)
class Questions:
    """Something like a question about a sentence ↔ the passage around it."""

    name: str
    sentences: Sentences
    eligible: Numbers
    question_words: Numbers

    def draw(self, n: int, random: np.random.Generator) -> Views:
        """See `Kind`."""
        which = random.choice(self.eligible, n)
        asked = question_like(self.sentences.texts, which, self.question_words, random)
        return asked, self.sentences.passages(which, random)


@dataclass(frozen=True)
class TranslatedQuestions:
    """The same with the question put into the other language word by word."""

    name: str
    sentences: Sentences
    eligible: Numbers
    question_words: Numbers
    translations: TokenTranslations

    def draw(self, n: int, random: np.random.Generator) -> Views:
        """See `Kind`."""
        which = random.choice(self.eligible, n)
        asked = question_like(self.sentences.texts, which, np.zeros(0, np.int64), random)
        translated = self.translations.of(asked, random)
        return _asked(translated, self.question_words, random), self.sentences.passages(which, random)


@dataclass(frozen=True)
class Titles:
    """A title ↔ the beginning of its text, or a later part of it."""

    name: str
    titles: Ragged
    bodies: Ragged

    def draw(self, n: int, random: np.random.Generator) -> Views:
        """See `Kind`."""
        which = random.integers(0, len(self.titles), n)
        start, end = self.bodies.starts[which], self.bodies.starts[which + 1]
        skipped = (random.random(n) ** 2 * np.maximum(end - start - BODY_TOKENS, 0)).astype(np.int64)
        begin = start + skipped
        return self.titles.take(which), spans(self.bodies.tokens, begin, np.minimum(begin + BODY_TOKENS, end))


@dataclass(frozen=True)
class Parallel:
    """A sentence, or a question about it, ↔ its translation, alone or in its surroundings."""

    name: str
    asked: Ragged
    told: Sentences
    question_words: Numbers

    def draw(self, n: int, random: np.random.Generator) -> Views:
        """See `Kind`."""
        which = random.integers(0, len(self.asked), n)
        half = n // 2
        whole = self.asked.take(which[:half]), self.told.texts.take(which[:half])
        questions = question_like(self.asked, which[half:], self.question_words, random)
        start, end = self.told.texts.starts[which[half:]], self.told.texts.starts[which[half:] + 1]
        side = random.integers(0, SIDE_TOKENS, (2, n - half))
        before = np.maximum(start - side[0], self.told.first[which[half:]])
        after = np.minimum(end + side[1], self.told.last[which[half:]])
        passages = spans(self.told.texts.tokens, before, after)
        return stack((whole[0], questions)), stack((whole[1], passages))


@dataclass(frozen=True)
class Entries:
    """A dictionary entry's English side ↔ its Chinese side, drawn by weight."""

    name: str
    english: Ragged
    chinese: Ragged
    cumulated: NDArray[np.float64]

    def draw(self, n: int, random: np.random.Generator) -> Views:
        """See `Kind`."""
        which = np.searchsorted(self.cumulated, random.random(n) * self.cumulated[-1], side="right")
        return self.english.take(which), self.chinese.take(which)
