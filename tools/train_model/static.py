"""Kinds of pairs in, a table of token vectors out: contrastive training of a bag of embeddings.

In every step each kind contributes a batch; a text must find its partner among all partners of its batch.
A token's vector is its own row plus those of its parts (a word's characters, its stem), which lets rare
words profit from frequent ones; the sum is what is saved. Only rows that occur in a step are touched, which is
what makes it minutes on two cores.
"""

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tools.train_model.bags import Bags, Numbers, Ragged, stack
from tools.train_model.views import Kind

SCALE = 20.0
BETAS = (0.9, 0.98)
EPSILON = 1e-8
WARM_UP = 0.03
INITIAL_SPREAD = 0.1


@dataclass(frozen=True)
class Schedule:
    """How long and how fast; `pairs` is the number of pairs of each kind in a step."""

    steps: int
    pairs: Mapping[str, int]
    dimension: int = 256
    learning_rate: float = 2e-2
    seed: int = 7


class Table:
    """The rows being trained: one for each token, then one for each part. Adam on the rows that occur."""

    def __init__(self, parts: Ragged, n_parts: int, dimension: int, seed: int) -> None:
        """`parts` lists the parts of each token, numbered from 0 to `n_parts`."""
        generator = torch.Generator().manual_seed(seed)
        self._parts = parts
        self._tokens = len(parts)
        self.rows = torch.randn(self._tokens + n_parts, dimension, generator=generator) * INITIAL_SPREAD
        self._mean = torch.zeros_like(self.rows)
        self._square = torch.zeros_like(self.rows)
        self._seen = torch.zeros(len(self.rows))

    def composition(self, tokens: Numbers) -> tuple[Tensor, Tensor]:
        """Which rows `tokens` are made of, and the sparse matrix that adds them up."""
        parts = self._parts.take(tokens)
        made_of = np.concatenate((tokens, parts.tokens + self._tokens))
        positions = np.concatenate((np.arange(len(tokens)), parts.rows))
        share = 1.0 / np.maximum(np.bincount(parts.rows, minlength=len(tokens)), 1)
        weights = np.concatenate((np.ones(len(tokens)), share[parts.rows]))
        rows, columns = np.unique(made_of, return_inverse=True)
        return torch.from_numpy(rows), _sparse(positions, columns, weights, (len(tokens), len(rows)))

    def vectors(self) -> NDArray[np.float32]:
        """The finished vector of every token; token 0, the unknown one, is zero."""
        rows, matrix = self.composition(np.arange(self._tokens))
        table = (matrix @ self.rows[rows]).numpy()
        table[0] = 0
        return table

    def step(self, rows: Tensor, gradient: Tensor, rate: float) -> None:
        """One step of Adam on `rows`, whose moments only age when they occur."""
        self._seen[rows] += 1
        mean = self._mean[rows].mul_(BETAS[0]).add_(gradient, alpha=1 - BETAS[0])
        square = self._square[rows].mul_(BETAS[1]).addcmul_(gradient, gradient, value=1 - BETAS[1])
        self._mean[rows], self._square[rows] = mean, square
        seen = self._seen[rows, None]
        size = (square / (1 - BETAS[1] ** seen)).sqrt_().add_(EPSILON)
        self.rows[rows] -= rate * (mean / (1 - BETAS[0] ** seen)) / size


def train(
    kinds: Sequence[Kind],
    table: Table,
    schedule: Schedule,
    advance: Callable[[], None] = lambda: None,
) -> dict[str, float]:
    """Train `table` in place. Returns the mean loss of each kind over the last tenth of the steps."""
    random = np.random.default_rng(schedule.seed)
    history: dict[str, list[float]] = {kind.name: [] for kind in kinds}
    for step in range(schedule.steps):
        views = {kind.name: kind.draw(schedule.pairs[kind.name], random) for kind in kinds}
        rate = schedule.learning_rate * _pace(step / schedule.steps)
        losses = _step(table, views, rate)
        for name, loss in losses.items():
            history[name].append(loss)
        advance()
    recent = max(schedule.steps // 10, 1)
    return {name: float(np.mean(values[-recent:])) for name, values in history.items()}


def _pace(progress: float) -> float:
    return min(1.0, (progress + 1e-3) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * progress)) + 1e-2


def _step(table: Table, views: Mapping[str, tuple[Bags, Bags]], rate: float) -> dict[str, float]:
    bags = stack([bag for pair in views.values() for bag in pair])
    tokens, columns = np.unique(bags.tokens, return_inverse=True)
    matrix = _sparse(bags.rows, columns, np.ones(len(columns)), (bags.size, len(tokens)))
    rows, composition = table.composition(tokens)
    sums = matrix @ (composition @ table.rows[rows])
    sums.requires_grad_()
    losses = _losses(sums, views)
    (gradient,) = torch.autograd.grad(torch.stack(list(losses.values())).sum(), sums)
    table.step(rows, _transposed(composition) @ (_transposed(matrix) @ gradient), rate)
    return {name: loss.item() for name, loss in losses.items()}


def _losses(sums: Tensor, views: Mapping[str, tuple[Bags, Bags]]) -> dict[str, Tensor]:
    unit = torch.nn.functional.normalize(sums, dim=1, eps=1e-6)
    losses: dict[str, Tensor] = {}
    at = 0
    for name, (one, other) in views.items():
        filled = torch.from_numpy(np.flatnonzero(one.filled() & other.filled()))
        left = unit[at : at + one.size][filled]
        right = unit[at + one.size : at + 2 * one.size][filled]
        scores = SCALE * left @ right.T
        right_answers = torch.arange(len(filled))
        losses[name] = (
            torch.nn.functional.cross_entropy(scores, right_answers)
            + torch.nn.functional.cross_entropy(scores.T, right_answers)
        ) / 2
        at += 2 * one.size
    return losses


def _sparse(rows: Numbers, columns: Numbers, values: NDArray[np.float64], shape: tuple[int, int]) -> Tensor:
    order = np.argsort(rows, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=shape[0]))))
    parts = torch.from_numpy(starts), torch.from_numpy(columns[order]), torch.from_numpy(values[order]).float()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta")
        return torch.sparse_csr_tensor(*parts, size=shape, check_invariants=False)


def _transposed(matrix: Tensor) -> Tensor:
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.crow_indices().numpy()))
    values = matrix.values().numpy().astype(np.float64)
    return _sparse(matrix.col_indices().numpy(), rows, values, (matrix.shape[1], matrix.shape[0]))
