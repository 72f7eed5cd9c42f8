"""A question as it was typed in; the reply, with the passages it was drawn from, out. The one way to ask."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answers.answer import Answer, Answerer
from index.questions import Question
from index.search import Index, Passage

PASSAGES = 10


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, the passages that were searched for it, and how long that took in milliseconds."""

    question: Question
    answer: Answer
    passages: Sequence[Passage]
    elapsed_ms: float


class Answers:
    """The index and an answerer, put together."""

    def __init__(self, index: Index, answerer: Answerer) -> None:
        self._index = index
        self._answerer = answerer

    async def answer(self, text: str, now: datetime, passages: int = PASSAGES) -> Reply:
        """The reply to `text`, asked at `now`. Raises `QuestionError`. The search runs in a thread."""
        began = time.perf_counter()
        question = self._index.understand(text)
        found = await asyncio.to_thread(self._index.search, question, passages)
        answer = await self._answerer.answer(question, found, now)
        return Reply(question, answer, found, 1000 * (time.perf_counter() - began))
