"""A question in; the passages that match it best out.

Each language of the archive is searched on its own, by terms and by vectors, and `fuse` puts the
candidates into one order. It knows whether question and article share a language: within one the terms
say most, across two the vectors and the translated terms do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index import generation
from index.articles import Article
from index.embedding import Embedder
from index.generation import Part
from index.language import Language
from index.progress import Progress
from index.questions import Question, Translator, understand
from index.records import Chunk
from index.store import Store

_TERM_CANDIDATES = 60
_VECTOR_CANDIDATES = 30
# Chosen on the dev questions (docs/measurements.md): what a cosine similarity counts beside the share of
# the question's terms that match, and how far a match across languages can be trusted beside one within.
_COSINE_WEIGHT_WITHIN = 0.25
_COSINE_WEIGHT_ACROSS = 0.8
_TRUST_ACROSS = 0.8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that a leg found. `matched` is the share of the question that its terms match, 0 to 1."""

    chunk_id: int
    same_language: bool
    matched: float
    similarity: float
    found_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk of an article with its score for a question, 0 to about 1, and the legs that found it."""

    chunk: Chunk
    article: Article
    score: float
    found_by: tuple[str, ...]


def fuse(candidates: Iterable[Candidate]) -> list[tuple[Candidate, float]]:
    """The candidates with their scores, best first; ties go to the older chunk."""
    scored = ((candidate, _score(candidate)) for candidate in candidates)
    return sorted(scored, key=lambda pair: (-pair[1], pair[0].chunk_id))


def _score(candidate: Candidate) -> float:
    similarity = max(0.0, candidate.similarity)
    if candidate.same_language:
        return (candidate.matched + _COSINE_WEIGHT_WITHIN * similarity) / (1 + _COSINE_WEIGHT_WITHIN)
    fused = (candidate.matched + _COSINE_WEIGHT_ACROSS * similarity) / (1 + _COSINE_WEIGHT_ACROSS)
    return _TRUST_ACROSS * fused


class Index:
    """The archive, searchable."""

    def __init__(
        self, store: Store, embedder: Embedder, translator: Translator, indexes: generation.Generation
    ) -> None:
        self.store = store
        self._embedder = embedder
        self._translator = translator
        self._indexes = indexes

    @classmethod
    def open(cls, folder: Path, store: Store, embedder: Embedder, translator: Translator, progress: Progress) -> Self:
        """The index in `folder`, built from `store` where it is missing, damaged or out of date."""
        indexes = generation.open_or_build(
            folder, store, model=embedder.name, dimension=embedder.dimension, progress=progress
        )
        return cls(store, embedder, translator, indexes)

    def understand(self, text: str) -> Question:
        """The question in `text`, ready to search with. Raises `QuestionError`."""
        return understand(text, self._translator)

    def idf(self, term: str, language: Language) -> float:
        """How rare a term is among the passages in `language`, which the archive has."""
        return self._indexes.parts[language].terms.idf(term)

    def similarities(self, question: Question, texts: Sequence[str]) -> NDArray[np.float32]:
        """The cosine similarity of each of `texts` to the question, shape (texts,)."""
        return self._embedder.embed_passages(texts) @ self._embedder.embed_query(question.text)

    def __len__(self) -> int:
        """How many passages there are to find."""
        return sum(len(part.vectors) for part in self._indexes.parts.values())

    def search(self, question: Question, k: int = 10) -> list[Passage]:
        """Up to `k` passages, best first."""
        vector = self._embedder.embed_query(question.text)
        candidates = (
            candidate
            for language, part in self._indexes.parts.items()
            for candidate in _candidates(part, language, question, vector)
        )
        fused = fuse(candidates)[:k]
        found = self.store.chunks([candidate.chunk_id for candidate, _ in fused])
        return [
            Passage(*found[candidate.chunk_id], score, candidate.found_by)
            for candidate, score in fused
            if candidate.chunk_id in found
        ]


def _candidates(part: Part, language: Language, question: Question, vector: NDArray[np.float32]) -> Iterator[Candidate]:
    # Translations leave nothing out: a word without one stands for itself among them.
    groups = question.translations.get(language, ())
    matched = dict(part.terms.match({} if groups else question.weights, groups, _TERM_CANDIDATES))
    similar = dict(part.vectors.nearest(vector, _VECTOR_CANDIDATES))
    similar_too = part.vectors.similarities(vector, [chunk for chunk in matched if chunk not in similar])
    for chunk_id, similarity in (similar | similar_too).items():
        legs = (("terms", matched), ("vectors", similar))
        yield Candidate(
            chunk_id,
            language is question.language,
            matched.get(chunk_id, 0.0),
            similarity,
            tuple(leg for leg, found in legs if chunk_id in found),
        )
