"""A sentence in; the stretch of it that answers a question out. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers.clues import Clue, Located, places
from bot.answers.kinds import Asked, Kind
from bot.answers.nouns import extended
from bot.answers.spans import candidates
from index.chunks import Span
from index.language import Language
from index.questions import Question
from index.text import fold

# How far, in characters, a word of the question still says that a stretch is meant.
_NEAR = 10
# What the counted thing or the unit that was asked for counts beside nearness.
_ASKED_FACTOR = 2.0


# 本报讯（记者 …）, 新华社北京9月5日电: who wrote it and where says nothing but the date.
_BYLINE = re.compile(r"[^，。；]{0,30}?(?:[（(][^）)]{0,30}(?:记者|通讯员)[^）)]*[）)]|[讯电](?=[，,：:\s（(]))")


@dataclass(frozen=True, slots=True)
class Picked:
    """A stretch of a sentence, and whether it counts the very thing, or has the unit, that was asked for."""

    span: Span
    is_what_was_asked: bool


def pick(
    text: str, located: Located, question: Question, asked: Asked, wanted: Sequence[Clue], language: Language
) -> Picked | None:
    """The stretch of the right kind that is nearest to the question's words in `text`; None when there is none.

    What the question says itself is not what it asks for.
    """
    known = fold(question.text)
    there = [(clue.weight, found) for clue in wanted if (found := places(clue, located))]
    best: tuple[float, Picked] | None = None
    byline = _BYLINE.match(text)
    for candidate in candidates(text, asked.kind, language):
        if fold(text[candidate.start : candidate.end]) in known:
            continue
        if byline and candidate.start < byline.end() and asked.kind is not Kind.DATE:
            continue
        span, has_noun = extended(text, candidate, question, asked, language)
        has_unit = asked.unit is not None and asked.unit.search(text[span.start : span.end]) is not None
        near = sum(weight / (1 + _distance(span, offsets) / _NEAR) for weight, offsets in there)
        score = near * (_ASKED_FACTOR if has_noun or has_unit else 1.0)
        if best is None or score > best[0]:
            best = (score, Picked(span, has_noun or has_unit))
    return best[1] if best else None


def _distance(span: Span, offsets: Sequence[int]) -> int:
    return min(max(span.start - offset, offset - span.end, 0) for offset in offsets)
