"""A question in; its words as clues to look for in an article's language, and where a sentence has them, out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.language import Language
from index.questions import Question
from index.text import fold, located_terms

# A word of the question itself counts little in an article of another language, unless it is all there is.
_FOREIGN_WEIGHT = 0.3


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
    own_weight = 1.0 if language is question.language else _FOREIGN_WEIGHT
    found = [Clue(term, [((term,), 1.0)], own_weight * weight * idf(term)) for term, weight in question.weights.items()]
    for group in question.translations.get(language, ()):
        alternatives = [(alternative.terms, alternative.weight) for alternative in group.alternatives]
        weight = max((w * sum(map(idf, terms)) / len(terms) for terms, w in alternatives), default=0.0)
        found.append(Clue(group.source, alternatives, weight))
    return found


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
