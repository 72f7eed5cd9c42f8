"""Token numbers in, bags of them out: many short texts as two flat arrays, for the arithmetic of training."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Numbers = NDArray[np.int64]

TEXTS_PER_CALL = 20_000


@dataclass(frozen=True)
class Bags:
    """`size` bags of tokens; `tokens[i]` lies in bag `rows[i]`. A bag may be empty."""

    tokens: Numbers
    rows: Numbers
    size: int

    def plus(self, other: "Bags") -> "Bags":
        """Each bag joined with the other's bag of the same row."""
        return Bags(np.concatenate((self.tokens, other.tokens)), np.concatenate((self.rows, other.rows)), self.size)

    def where(self, keep: NDArray[np.bool_]) -> "Bags":
        """Without the tokens for which `keep` is false."""
        return Bags(self.tokens[keep], self.rows[keep], self.size)

    def filled(self) -> NDArray[np.bool_]:
        """Which of the bags hold anything."""
        return np.bincount(self.rows, minlength=self.size) > 0


def stack(bags: Sequence[Bags]) -> Bags:
    """All bags of all of `bags`, one after the other."""
    offsets = np.cumsum([0] + [bag.size for bag in bags])
    return Bags(
        np.concatenate([bag.tokens for bag in bags]),
        np.concatenate([bag.rows + offset for bag, offset in zip(bags, offsets, strict=False)]),
        int(offsets[-1]),
    )


def spans(tokens: Numbers, starts: Numbers, ends: Numbers) -> Bags:
    """The bags `tokens[start:end]`; empty where the end is not behind the start."""
    lengths = np.maximum(ends - starts, 0)
    rows = np.repeat(np.arange(len(starts)), lengths)
    inside = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return Bags(tokens[starts[rows] + inside], rows, len(starts))


@dataclass(frozen=True)
class Ragged:
    """Token lists of different lengths in one array: list i is `tokens[starts[i]:starts[i + 1]]`."""

    tokens: Numbers
    starts: Numbers

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, which: Numbers) -> Bags:
        """The lists numbered `which` as bags."""
        return spans(self.tokens, self.starts[which], self.starts[which + 1])

    def lengths(self) -> Numbers:
        """How many tokens each list has."""
        return np.diff(self.starts)


def tokenised(tokenizer: Tokenizer, texts: Sequence[str]) -> Ragged:
    """The tokens of `texts` without the unknown one, which is number 0."""
    parts: list[NDArray[np.int32]] = []
    lengths: list[int] = []
    for first in range(0, len(texts), TEXTS_PER_CALL):
        encodings = tokenizer.encode_batch_fast(texts[first : first + TEXTS_PER_CALL], add_special_tokens=False)
        for encoding in encodings:
            ids = [token for token in encoding.ids if token]
            parts.append(np.array(ids, np.int32))
            lengths.append(len(ids))
    tokens = np.concatenate(parts) if parts else np.zeros(0, np.int32)
    return Ragged(tokens.astype(np.int64), np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))))
