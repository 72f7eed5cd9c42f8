"""Progress that nobody looks at."""


class Silence:
    """Progress that nobody looks at."""

    def start(self, stage: str, total: int) -> None:
        """Says nothing."""

    def advance(self, steps: int = 1) -> None:
        """Says nothing."""
