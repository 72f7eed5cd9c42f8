"""Sentence pairs as word numbers in, translation probabilities of words out.

IBM model 1 with a pull towards the diagonal, as in fast_align (Dyer, Chahuneau and Smith 2013), trained by
expectation maximisation in both directions. The share of occurrences on which the directions agree is
what throws out the frequent words that either of them alone likes too much.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DIAGONAL_TENSION = 4.0
UNALIGNED_PROBABILITY = 0.1
# An agreed count below this is noise: one shared sentence gives about .3.
LEAST_AGREED = 0.02

Words = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Alignment:
    """Translation probabilities, a pair of words a row; `forward` is p(target | source), `backward` the reverse.

    `agreed` is the expected number of times that both directions align the pair.
    """

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    forward: NDArray[np.float64]
    backward: NDArray[np.float64]
    agreed: NDArray[np.float64]


@dataclass(frozen=True)
class _Side:
    """One direction's view of the cells: each position of this side is explained by the other side's words."""

    position: NDArray[np.int32]
    prior: NDArray[np.float32]
    unaligned: NDArray[np.float64]
    given: NDArray[np.int64]


def align(
    sources: Words,
    targets: Words,
    weights: Sequence[float],
    rounds: int = 5,
    advance: Callable[[], None] = lambda: None,
) -> Alignment:
    """Learn from pairs of sentences; `weights` says how often each pair counts. `advance` is called per round."""
    s_flat, s_len = _flat(sources)
    t_flat, t_len = _flat(targets)
    pair, i, j = _cells(s_len, t_len)
    s_at = ((np.cumsum(s_len) - s_len)[pair] + i).astype(np.int32)
    t_at = ((np.cumsum(t_len) - t_len)[pair] + j).astype(np.int32)
    pull = np.exp(-DIAGONAL_TENSION * np.abs((i + 0.5) / s_len[pair] - (j + 0.5) / t_len[pair])).astype(np.float32)
    weight = np.asarray(weights, np.float32)[pair]
    kinds, kind = np.unique(s_flat[s_at] << 32 | t_flat[t_at], return_inverse=True)
    kind = kind.astype(np.int32)
    source, target = kinds >> 32, kinds & 0xFFFFFFFF
    sides = (_side(t_at, pull, t_flat, source), _side(s_at, pull, s_flat, target))
    del pair, i, j, s_at, t_at, pull
    tables: list[NDArray[np.float64]] = [np.ones(len(kinds)), np.ones(len(kinds))]
    agreed: NDArray[np.float64] = np.zeros(len(kinds))
    for _ in range(rounds):
        shares = [_shares(side, table, kind) for side, table in zip(sides, tables, strict=True)]
        agreed = np.bincount(kind, shares[0] * shares[1] * weight, len(kinds)).astype(np.float64)
        tables = [
            _normalised(np.bincount(kind, share * weight, len(kinds)).astype(np.float64), side.given)
            for side, share in zip(sides, shares, strict=True)
        ]
        advance()
    keep = agreed > LEAST_AGREED
    return Alignment(source[keep], target[keep], tables[0][keep], tables[1][keep], agreed[keep])


def _flat(words: Words) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lengths = np.array([len(sentence) for sentence in words], np.int64)
    return np.fromiter((w for sentence in words for w in sentence), np.int64, int(lengths.sum())), lengths


def _cells(
    s_len: NDArray[np.int64], t_len: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    per_pair = s_len * t_len
    pair = np.repeat(np.arange(len(per_pair), dtype=np.int32), per_pair)
    inside = np.arange(int(per_pair.sum()), dtype=np.int64)
    inside -= np.repeat(np.cumsum(per_pair) - per_pair, per_pair)
    width = t_len[pair]
    return pair, (inside // width).astype(np.int32), (inside % width).astype(np.int32)


def _side(
    position: NDArray[np.int32], pull: NDArray[np.float32], flat: NDArray[np.int64], given: NDArray[np.int64]
) -> _Side:
    total = np.bincount(position, pull, len(flat))
    frequency = np.bincount(flat) / len(flat)
    prior = (pull / total[position] * (1 - UNALIGNED_PROBABILITY)).astype(np.float32)
    return _Side(position, prior, UNALIGNED_PROBABILITY * frequency[flat], given)


def _shares(side: _Side, table: NDArray[np.float64], kind: NDArray[np.int32]) -> NDArray[np.float32]:
    likelihood = table.astype(np.float32)[kind] * side.prior
    total = np.bincount(side.position, likelihood, len(side.unaligned)) + side.unaligned
    return likelihood / total.astype(np.float32)[side.position]


def _normalised(counts: NDArray[np.float64], given: NDArray[np.int64]) -> NDArray[np.float64]:
    total = np.bincount(given, counts)
    return counts / np.maximum(total[given], 1e-12)
