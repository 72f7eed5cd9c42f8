"""Unit vectors with their chunks' ids in; the chunks nearest to a question out. FAISS.

The index is a scan over float16: the database keeps float16, so nothing is lost, and on two cores a scan of
250,000 vectors took 7 ms and half the memory, against 32 ms over float32 (docs/measurements.md).
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Self, cast

import faiss
import numpy as np
from numpy.typing import NDArray

VERSION = 1  # to be raised when the same vectors would be indexed differently

Batch = tuple[NDArray[np.int64], NDArray[np.float32]]


class VectorIndex:
    """Exact search by cosine similarity."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = cast("faiss.IndexIDMap2", index)  # what both ways to make one give

    @classmethod
    def build(cls, batches: Iterable[Batch], dimension: int, on_rows: Callable[[int], None]) -> Self:
        """An index of all `batches` of (chunk ids, unit vectors of shape (n, dimension))."""
        index = faiss.index_factory(dimension, "IDMap2,SQfp16", faiss.METRIC_INNER_PRODUCT)
        for ids, vectors in batches:
            index.add_with_ids(vectors, ids)
            on_rows(len(ids))
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The index that `write` left at `path`. The caller has verified the file: FAISS doesn't."""
        return cls(faiss.read_index(str(path)))

    def write(self, path: Path) -> None:
        """Writes the index to `path`."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        """How many vectors there are."""
        return int(self._index.ntotal)

    def chunk_ids(self) -> set[int]:
        """The chunks that have a vector."""
        return set(faiss.vector_to_array(self._index.id_map).tolist())

    def nearest(self, query: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """Up to `k` chunks with their cosine similarity to `query` (a unit vector), best first."""
        similarities, ids = self._index.search(query.reshape(1, -1), k)
        # FAISS pads what it did not find with the id -1.
        return [(int(i), float(s)) for i, s in zip(ids[0], similarities[0], strict=True) if i >= 0]

    def similarities(self, query: NDArray[np.float32], chunk_ids: Sequence[int]) -> dict[int, float]:
        """The cosine similarity of each of the chunks `chunk_ids`, which are all in the index."""
        if not chunk_ids:
            return {}
        similarities = self._index.reconstruct_batch(np.array(chunk_ids, np.int64)) @ query
        return dict(zip(chunk_ids, similarities.tolist(), strict=True))
