"""A number in a sentence in; the number with the counted thing behind it, where that was asked for, out. Pure."""

import re
from collections.abc import Sequence

import rjieba

from bot.answers.kinds import Asked, Kind
from index.chunks import Span
from index.language import Language
from index.questions import Question
from index.text import ENGLISH_STOP_WORDS, fold, terms

_WORD = re.compile(r"[\w-]+")
_NEXT_WORDS = re.compile(r"(?: [\w-]+){1,2}")


def extended(text: str, candidate: Span, question: Question, asked: Asked, language: Language) -> tuple[Span, bool]:
    """`10个` as `10个国家` when countries are asked for, with True; else the candidate as it is, with False."""
    if asked.kind is not Kind.NUMBER or not asked.of:
        return candidate, False
    for noun in _nouns(question, asked, language):
        length = _length_of(noun, text[candidate.end :], language)
        if length:
            return Span(candidate.start, candidate.end + length), True
        if noun in fold(text[candidate.start : candidate.end]):
            return candidate, True
    return candidate, False


def _nouns(question: Question, asked: Asked, language: Language) -> Sequence[str]:
    """The words for the thing that is counted, in the language of the sentence."""
    if question.language is Language.EN:
        words = [word for word in _WORD.findall(asked.of) if word not in ENGLISH_STOP_WORDS][:1]
    else:
        cut = rjieba.cut(asked.of[:8])
        # A measure word stands between number and thing: 多少 张 门票.
        words = [word for word in cut if len(word) > 1][:1] or cut[:1]
    if question.language is language:
        return words
    stems = {term for word in words for term in terms(word)}
    return [
        _word(alternative.terms)
        for group in question.translations.get(language, ())
        if stems & set(terms(group.source))
        for alternative in group.alternatives
    ]


def _word(parts: Sequence[str]) -> str:
    """The word that was cut into `parts`: overlapping bigrams in Chinese, stems in English."""
    if all(part.isascii() for part in parts):
        return " ".join(parts)
    return parts[0] + "".join(part[1:] for part in parts[1:])


def _length_of(noun: str, following: str, language: Language) -> int:
    """How far `noun` reaches into the text behind a number, 0 when that is something else."""
    if language is not Language.EN:
        folded = fold(following[: len(noun) + 1])
        return next((skip + len(noun) for skip in (0, 1) if folded[skip:].startswith(noun)), 0) if noun else 0
    match = _NEXT_WORDS.match(following)
    wanted = set(terms(noun))
    if match is None or not wanted:
        return 0
    words = match.group().split()
    for count in range(1, len(words) + 1):
        if wanted & set(terms(words[count - 1])):
            return len(" " + " ".join(words[:count]))
    return 0
