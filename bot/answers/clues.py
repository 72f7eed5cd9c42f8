"""A question in; its words as clues to look for in an article's language, and where a sentence has them, out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import rjieba

from index.language import Language
from index.questions import Question
from index.text import fold, folded_terms, located_terms


@dataclass(frozen=True, slots=True)
class Clue:
    """A word of a question: the sets of terms of which one has to be there in full, and how much it tells."""

    source: str
    alternatives: Sequence[tuple[Sequence[str], float]]
    weight: float


@dataclass(frozen=True, slots=True)
class Located:
    """The terms of a sentence with the offsets where they begin."""

    offsets: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, sentence: str) -> "Located":
        """The terms of `sentence`. Offsets are those of its folded form, which is as long but for rarities."""
        offsets: dict[str, list[int]] = {}
        for term, offset in located_terms(fold(sentence)):
            offsets.setdefault(term, []).append(offset)
        return cls(offsets)


def clues(question: Question, language: Language, idf: Callable[[str], float]) -> list[Clue]:
    """The clues of `question` for articles in `language`, weighted by rarity."""
    groups = question.translations.get(language, ())
    if not groups:
        return [_clue(word, [(terms, 1.0)], weight, idf) for word, terms, weight in _words(question)]
    return [_clue(group.source, [(a.terms, a.weight) for a in group.alternatives], 1.0, idf) for group in groups]


def _words(question: Question) -> Iterator[tuple[str, Sequence[str], float]]:
    """The words of the question with their terms and weights.

    Chinese ones are cut by jieba: of the bigrams that are searched with, those across two words say little.
    """
    for word in dict.fromkeys(rjieba.cut(fold(question.text))):
        terms = list(folded_terms(word))
        weight = max((question.weights.get(term, 0.0) for term in terms), default=0.0)
        if weight:
            yield word, terms, weight


def _clue(
    source: str, alternatives: Sequence[tuple[Sequence[str], float]], factor: float, idf: Callable[[str], float]
) -> Clue:
    weight = max((share * sum(map(idf, terms)) / len(terms) for terms, share in alternatives if terms), default=0.0)
    return Clue(source, alternatives, factor * weight)


def coverage(wanted: Iterable[Clue], sentence: Located) -> float:
    """The share of the clues' weight that `sentence` has, 0 to 1."""
    total = covered = 0.0
    for clue in wanted:
        total += clue.weight
        covered += clue.weight * strength(clue, sentence)
    return covered / total if total else 0.0


def strength(clue: Clue, sentence: Located) -> float:
    """How surely `sentence` has the clue: relative to its likeliest alternative, 0 to 1."""
    best = max((weight for _, weight in clue.alternatives), default=0.0)
    there = [weight for terms, weight in clue.alternatives if all(term in sentence.offsets for term in terms)]
    return max(there, default=0.0) / best if best else 0.0


def places(clue: Clue, sentence: Located) -> list[int]:
    """The offsets in `sentence` where an alternative of the clue begins."""
    return [
        offset
        for terms, _ in clue.alternatives
        if all(term in sentence.offsets for term in terms)
        for offset in sentence.offsets[terms[0]]
    ]
