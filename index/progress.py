"""What long work says of itself while it runs."""

from typing import Protocol


class Progress(Protocol):
    """Told what goes on: a stage with its total, then the steps of it."""

    def start(self, stage: str, total: int) -> None:
        """A new stage of `total` steps begins; the one before is over."""

    def advance(self, steps: int = 1) -> None:
        """`steps` more are done."""
