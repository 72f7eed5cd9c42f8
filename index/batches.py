"""A sequence in; its consecutive slices out. `itertools.batched` comes with Python 3.12."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def batches(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`values` in slices of `size`, the last one perhaps shorter."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
