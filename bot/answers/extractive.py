"""A question and the passages found for it in; the sentence that answers it, with the span, out. No LLM.

Every sentence of the best passages is scored by how much of the question it covers, beyond what the title says
already, by its passage, by its similarity to the question, and by whether it holds the kind of thing asked for.
The best one is the answer if it and its passage cover enough of the question.
"""

import asyncio
import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answers import kinds
from bot.answers.answer import Answer, Citation, Outcome
from bot.answers.clues import Clue, Located, clues, coverage, strength
from bot.answers.kinds import Asked, Kind
from bot.answers.pick import Picked, pick
from index.chunks import Span
from index.questions import Question
from index.search import Index, Passage
from index.text import sentences

_PASSAGES = 10
_CITATIONS = 3
# A sentence with less than this share of the best one's score or confidence supports nothing.
_CITED_FROM = 0.78
# Kinds that a stretch of text has by its form alone. Names need a dictionary, which is never complete.
_TOLD_BY_FORM = frozenset({Kind.NUMBER, Kind.SHARE, Kind.DATE})
# How much of a clue's weight is left for a sentence when the title has the clue: what all of an article is
# about does not tell its sentences apart.
_LEFT_BY_TITLE = 0.3
# Weights of a sentence's score, beside 1 for what it covers itself. These and the above were chosen on the dev
# questions (docs/measurements.md).
_PASSAGE_COVERAGE_WEIGHT = 0.4
_PASSAGE_SCORE_WEIGHT = 0.7
_SIMILARITY_WEIGHT = 0.5
_KIND_WEIGHT = 0.2
_NOUN_WEIGHT = 0.4
_OTHER_KIND_PENALTY = 0.8
# Weights of the confidence: what the sentence covers, what its passage covers, the passage's score.
_CONFIDENCE_WEIGHTS = (0.23, 0.31, 0.46)
# The more passages there are, the more of a question some passage covers by chance: an answer needs a confidence of
# .20 among fifty and of .35 among 250,000.
_ANSWERED_FROM = 0.13
_ANSWERED_FROM_PER_TENFOLD = 0.041
# Below this share of what an answer needs, the articles are not even about it.
_RELATED_FROM = 0.65


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a passage's article, with how well it answers."""

    passage: Passage
    span: Span
    text: str
    score: float
    confidence: float
    answer: Picked | None
    states_the_kind: bool


class ExtractiveAnswerer:
    """Answers with a sentence of an article."""

    def __init__(self, index: Index) -> None:
        self._index = index

    async def answer(self, question: Question, passages: Sequence[Passage], now: datetime) -> Answer:  # noqa: ARG002
        """The best sentence of `passages`, looked for in a thread. See `Answerer`."""
        return await asyncio.to_thread(self._answer, question, passages)

    def _answer(self, question: Question, passages: Sequence[Passage]) -> Answer:
        asked = kinds.asked(question.text)
        ranked = sorted(self._sentences(question, asked, passages[:_PASSAGES]), key=lambda sentence: -sentence.score)
        if not ranked:
            return Answer(Outcome.NOT_FOUND, "", None, (), 0.0)
        best = ranked[0]
        needed = _ANSWERED_FROM + _ANSWERED_FROM_PER_TENFOLD * math.log10(len(self._index))
        if best.confidence < _RELATED_FROM * needed:
            return Answer(Outcome.NOT_FOUND, "", None, (), best.confidence)
        if best.confidence < needed or not best.states_the_kind:
            return Answer(Outcome.RELATED, "", None, _citations(ranked), best.confidence)
        span = best.answer.span if best.answer else None
        return Answer(Outcome.ANSWERED, best.text, span, _citations(ranked), best.confidence)

    def _sentences(self, question: Question, asked: Asked, passages: Sequence[Passage]) -> Iterator[_Sentence]:
        top = max((passage.score for passage in passages), default=0.0)
        wanted = {
            language: clues(question, language, functools.partial(self._index.idf, language=language))
            for language in {passage.article.language for passage in passages}
        }
        spans = [[Span(*bounds) for bounds in sentences(passage.chunk.text)] for passage in passages]
        texts = [
            passage.chunk.text[span.start : span.end]
            for passage, its in zip(passages, spans, strict=True)
            for span in its
        ]
        similarities = iter(self._index.similarities(question, texts).tolist())
        for passage, its in zip(passages, spans, strict=True):
            scoring = _Scoring(question, asked, wanted[passage.article.language], passage, top)
            for span in its:
                yield scoring.sentence(span, next(similarities))


class _Scoring:
    """Scores the sentences of one passage; what they share is worked out once."""

    def __init__(self, question: Question, asked: Asked, wanted: Sequence[Clue], passage: Passage, top: float) -> None:
        title = Located.of(passage.article.title)
        self._question = question
        self._asked = asked
        self._wanted = wanted
        self._untold = [replace(clue, weight=clue.weight * _left(clue, title)) for clue in wanted]
        self._passage = passage
        self._top = top
        self._covered = coverage(wanted, Located.of(f"{passage.article.title}\n{passage.chunk.text}"))

    def sentence(self, span: Span, similarity: float) -> _Sentence:
        """The sentence at `span` of the passage, scored."""
        passage = self._passage
        text = passage.chunk.text[span.start : span.end]
        located = Located.of(text)
        answer = pick(text, located, self._question, self._asked, self._wanted, passage.article.language)
        states = _states_the_kind(self._asked, answer)
        score = (
            coverage(self._untold, located)
            + _PASSAGE_COVERAGE_WEIGHT * self._covered
            + _PASSAGE_SCORE_WEIGHT * passage.score / (self._top or 1.0)
            + _SIMILARITY_WEIGHT * similarity
            + _KIND_WEIGHT * (self._asked.kind is Kind.OTHER or answer is not None)
            - _OTHER_KIND_PENALTY * (not states)
            + _NOUN_WEIGHT * (answer is not None and answer.is_what_was_asked)
        )
        evidence = (coverage(self._wanted, located), self._covered, passage.score)
        confidence = sum(weight * value for weight, value in zip(_CONFIDENCE_WEIGHTS, evidence, strict=True))
        start = passage.chunk.start
        in_article = Span(start + span.start, start + span.end)
        return _Sentence(passage, in_article, text, score, min(1.0, confidence), answer, states)


def _states_the_kind(asked: Asked, answer: Picked | None) -> bool:
    """Whether a sentence can answer at all: how much has no answer without an amount, when none without a date."""
    if asked.unit is not None:
        return answer is not None and answer.is_what_was_asked
    return answer is not None or asked.kind not in _TOLD_BY_FORM


def _left(clue: Clue, title: Located) -> float:
    return 1 - (1 - _LEFT_BY_TITLE) * strength(clue, title)


def _citations(ranked: Sequence[_Sentence]) -> list[Citation]:
    """The best sentence of each article that has one about as good, and as sure, as the best."""
    best = ranked[0]
    cited: dict[str, Citation] = {}
    for sentence in ranked:
        article = sentence.passage.article
        if len(cited) == _CITATIONS or sentence.score < _CITED_FROM * best.score:
            break
        if article.id not in cited and sentence.confidence >= _CITED_FROM * best.confidence:
            cited[article.id] = Citation(article, sentence.text, sentence.span.start, sentence.span.end)
    return list(cited.values())
