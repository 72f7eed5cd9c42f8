"""What an answer is made of, and who can make one."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from index.articles import Article
from index.chunks import Span
from index.questions import Question
from index.search import Passage


class Outcome(enum.StrEnum):
    """How far the articles answer a question."""

    ANSWERED = "answered"
    """A sentence states it."""
    RELATED = "related"
    """They are about it and don't state it."""
    NOT_FOUND = "not_found"
    """They are not about it."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence of an article: `article.text[start:end] == quote`."""

    article: Article
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and what it rests on.

    `text` is the first citation's sentence when answered, else empty; `span` is the part of it that answers,
    where one could be told. `confidence` is between 0 and 1. What is not found cites nothing.
    """

    outcome: Outcome
    text: str
    span: Span | None
    citations: Sequence[Citation]
    confidence: float

    @property
    def span_text(self) -> str:
        """The characters of the span, empty without one."""
        return self.text[self.span.start : self.span.end] if self.span else ""


class Answerer(Protocol):
    """Turns a question and the passages found for it into an answer."""

    async def answer(self, question: Question, passages: Sequence[Passage], now: datetime) -> Answer:
        """The answer that `passages` support, best first; `now` is when the question is asked."""
