from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.batches import batches
from index.vectors import VectorIndex

_DIMENSION = 24


def _unit_vectors(count: int, seed: int) -> NDArray[np.float32]:
    """Random directions, as the database gives them back: rounded to float16."""
    drawn = np.random.default_rng(seed).normal(size=(count, _DIMENSION))
    unit: NDArray[np.float32] = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float16)
    return unit.astype(np.float32)


def _built(ids: NDArray[np.int64], vectors: NDArray[np.float32], batch: int = 1000) -> VectorIndex:
    slices = [(ids[list(part)], vectors[list(part)]) for part in batches(range(len(ids)), batch)]
    return VectorIndex.build(slices, _DIMENSION, lambda _: None)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("batch", [7, 1000])
def test_the_nearest_are_those_that_a_plain_scan_finds(seed: int, batch: int) -> None:
    vectors = _unit_vectors(200, seed)
    ids = np.random.default_rng(seed).permutation(100_000)[:200].astype(np.int64)
    index = _built(ids, vectors, batch)
    for query in _unit_vectors(10, seed + 100):
        cosines = vectors @ query
        best = np.argsort(-cosines, kind="stable")[:20]
        found = index.nearest(query, 20)
        assert [chunk for chunk, _ in found] == ids[best].tolist()
        assert np.allclose([similarity for _, similarity in found], cosines[best], atol=1e-5)


@pytest.mark.parametrize(("stored", "k", "expected"), [(0, 5, 0), (3, 5, 3), (5, 5, 5), (9, 1, 1)])
def test_there_are_at_most_as_many_as_there_are(stored: int, k: int, expected: int) -> None:
    index = _built(np.arange(stored, dtype=np.int64), _unit_vectors(stored, 1))
    assert len(index.nearest(_unit_vectors(1, 2)[0], k)) == expected


def test_an_index_without_any_vectors_finds_nothing() -> None:
    index = VectorIndex.build([], _DIMENSION, lambda _: None)
    assert index.nearest(_unit_vectors(1, 1)[0], 3) == []
    assert index.similarities(_unit_vectors(1, 1)[0], []) == {}


def test_what_is_read_finds_what_was_written(tmp_path: Path) -> None:
    vectors, query = _unit_vectors(50, 3), _unit_vectors(1, 4)[0]
    index = _built(np.arange(50, dtype=np.int64), vectors)
    index.write(tmp_path / "vectors")
    assert VectorIndex.read(tmp_path / "vectors").nearest(query, 50) == index.nearest(query, 50)


def test_similarities_of_given_chunks_are_their_cosines() -> None:
    vectors, query = _unit_vectors(50, 5), _unit_vectors(1, 6)[0]
    index = _built(np.arange(1000, 1050, dtype=np.int64), vectors)
    wanted = [1049, 1000, 1007]
    similarities = index.similarities(query, wanted)
    assert list(similarities) == wanted
    assert np.allclose([similarities[i] for i in wanted], [vectors[i - 1000] @ query for i in wanted], atol=1e-5)


def test_progress_is_told_of_every_vector() -> None:
    told: list[int] = []
    ids = np.arange(10, dtype=np.int64)
    VectorIndex.build([(ids[:7], _unit_vectors(7, 1)), (ids[7:], _unit_vectors(3, 1))], _DIMENSION, told.append)
    assert sum(told) == 10
