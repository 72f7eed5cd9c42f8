"""A question and the passages found for it in; the sentence that answers it, with the span, out. No LLM.

Every sentence of the best passages is scored by how much of the question it covers, alone and with its
neighbours, by the passage's own score, and by whether it holds the kind of thing asked for. The best one is
the answer if it covers enough of the question.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answers import kinds, spans
from bot.answers.answer import Answer, Citation, Outcome
from bot.answers.clues import Clue, Located, clues, coverage, places
from bot.answers.kinds import Asked, Kind
from bot.answers.nouns import extended
from index.chunks import Span
from index.language import Language
from index.questions import Question
from index.search import Index, Passage
from index.text import fold, sentences

_PASSAGES = 10
_CITATIONS = 3
# Chosen on the dev questions (docs/measurements.md).
_COVERAGE_WEIGHT = 1.0
_NEIGHBOUR_WEIGHT = 0.4
_PASSAGE_WEIGHT = 0.5
_FIT_WEIGHT = 0.15
_NOUN_WEIGHT = 0.15
# Below, the articles are not about it; below the second, they don't state it.
_RELATED_FROM = 0.25
_ANSWERED_FROM = 0.4
# How far from a span, in characters, a word of the question still says that the span is meant.
_NEAR = 10


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a passage's article, with how well it answers."""

    passage: Passage
    span: Span
    text: str
    covered: float
    score: float
    answer: Span | None


class ExtractiveAnswerer:
    """Answers with a sentence of an article."""

    def __init__(self, index: Index) -> None:
        self._index = index

    async def answer(self, question: Question, passages: Sequence[Passage], now: datetime) -> Answer:  # noqa: ARG002
        """The best sentence of `passages`. See `Answerer`."""
        ranked = sorted(self._scored(question, passages[:_PASSAGES]), key=lambda s: -s.score)
        if not ranked:
            return Answer(Outcome.NOT_FOUND, "", None, (), 0.0)
        best = ranked[0]
        confidence = min(1.0, best.covered)
        cited = _citations(ranked)
        if confidence < _RELATED_FROM:
            return Answer(Outcome.NOT_FOUND, "", None, (), confidence)
        if confidence < _ANSWERED_FROM:
            return Answer(Outcome.RELATED, "", None, cited, confidence)
        return Answer(Outcome.ANSWERED, best.text, best.answer, cited, confidence)

    def _scored(self, question: Question, passages: Sequence[Passage]) -> Iterator[_Sentence]:
        asked = kinds.asked(question.text)
        top = max((passage.score for passage in passages), default=0.0) or 1.0
        wanted: dict[Language, list[Clue]] = {}
        for passage in passages:
            language = passage.article.language
            if language not in wanted:
                wanted[language] = clues(question, language, functools.partial(self._index.idf, language=language))
            yield from _of_passage(question, asked, wanted[language], passage, passage.score / top)


def _of_passage(
    question: Question, asked: Asked, wanted: Sequence[Clue], passage: Passage, rank: float
) -> Iterator[_Sentence]:
    chunk = passage.chunk
    bounds = [Span(chunk.start + start, chunk.start + end) for start, end in sentences(chunk.text)]
    texts = [passage.article.text[span.start : span.end] for span in bounds]
    whole = coverage(wanted, Located.of(f"{passage.article.title}\n{chunk.text}"))
    for span, text in zip(bounds, texts, strict=True):
        located = Located.of(text)
        alone = coverage(wanted, located)
        answer, has_noun = _best_span(question, asked, wanted, text, located, passage.article.language)
        covered = (_COVERAGE_WEIGHT * alone + _NEIGHBOUR_WEIGHT * whole) / (_COVERAGE_WEIGHT + _NEIGHBOUR_WEIGHT)
        fits = asked.kind is Kind.OTHER or answer is not None
        score = covered + _PASSAGE_WEIGHT * rank + _FIT_WEIGHT * fits + _NOUN_WEIGHT * has_noun
        yield _Sentence(passage, span, text, covered, score, answer)


def _best_span(
    question: Question, asked: Asked, wanted: Sequence[Clue], text: str, located: Located, language: Language
) -> tuple[Span | None, bool]:
    """The stretch of `text` that answers, with whether it counts the very thing asked for."""
    known = fold(question.text)
    best: tuple[float, Span, bool] | None = None
    for candidate in spans.candidates(text, asked.kind, language):
        if fold(text[candidate.start : candidate.end]) in known:
            continue  # what the question says is not what it asks
        span, has_noun = extended(text, candidate, question, asked, language)
        near = sum(
            clue.weight / (1 + _distance(span, places(clue, located)) / _NEAR)
            for clue in wanted
            if places(clue, located)
        )
        score = near * (2 if has_noun else 1)
        if best is None or score > best[0]:
            best = (score, span, has_noun)
    return (best[1], best[2]) if best else (None, False)


def _distance(span: Span, offsets: Sequence[int]) -> int:
    return min(max(span.start - offset, offset - span.end, 0) for offset in offsets)


def _citations(ranked: Sequence[_Sentence]) -> list[Citation]:
    """The best sentence of each of the best articles."""
    cited: dict[str, Citation] = {}
    for sentence in ranked:
        article = sentence.passage.article
        if article.id not in cited:
            cited[article.id] = Citation(article, sentence.text, sentence.span.start, sentence.span.end)
        if len(cited) == _CITATIONS:
            break
    return list(cited.values())
