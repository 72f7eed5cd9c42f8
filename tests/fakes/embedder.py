"""An embedder without a model: a text is the bag of its search terms, hashed. It counts what it embedded."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.text import terms


class HashingEmbedder:
    """Texts that share terms are similar. Always the same vector for the same text, on every machine."""

    def __init__(self, name: str = "hashing", dimension: int = 512) -> None:
        self.name = name
        self.dimension = dimension
        self.passages = 0  # how many passages it was given so far

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text."""
        self.passages += len(texts)
        rows = [self.embed_query(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """A unit vector; texts without terms share one."""
        vector = np.zeros(self.dimension, np.float32)
        for term in terms(text) or [""]:
            vector[zlib.crc32(term.encode()) % self.dimension] += 1
        return vector / np.linalg.norm(vector).astype(np.float32)
