"""Pinned floors of metrics: what an evaluation must not fall below."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import typer

from index.evaluation import EvaluationError, below_floors

_PINNED = (
    "recall@1",
    "recall@10",
    "mrr@10",
    "answer_in_sentence",
    "span_f1",
    "refusal_precision",
    "refusal_recall",
)

Metrics = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Floors:
    """The floors in a file, for the questions with a certain digest."""

    path: Path
    digest: str
    values: Metrics

    @classmethod
    def read(cls, path: Path | None, questions: Path, *, pinning: bool) -> Self | None:
        """The floors in `path`, which may be missing when `pinning`. Raises `EvaluationError`.

        Floors are for one set of questions: for others they say nothing, and have to be pinned anew.
        """
        if path is None:
            if pinning:
                raise EvaluationError("--pin needs --floors FLOORS.json: where the floors are kept")
            return None
        digest = hashlib.sha256(questions.read_bytes()).hexdigest()
        if pinning and not path.exists():
            return cls(path, digest, {})
        try:
            stored = json.loads(path.read_text("utf-8"))
            pinned_for = stored["questions"]
            values = {name: {m: float(v) for m, v in metrics.items()} for name, metrics in stored["floors"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise EvaluationError(f"{path}: not a file of floors ({error!r}); write a new one with --pin") from error
        if pinned_for != digest and not pinning:
            raise EvaluationError(f"{path}: is for other questions than {questions}; pin the floors anew")
        return cls(path, digest, values)

    def check(self, metrics: Metrics, *, pin: bool, allow_lower: bool) -> None:
        """Exits 1 when a metric is below its floor; with `pin`, writes the new floors when none would sink."""
        below = below_floors(metrics, self.values)
        if below and not (pin and allow_lower):
            for line in below:
                typer.echo(line, err=True)
            raise typer.Exit(1)
        if pin:
            # Rounded down, so that the same figures always pass.
            floors = {
                name: {metric: int(1000 * values[metric]) / 1000 for metric in _PINNED if metric in values}
                for name, values in metrics.items()
            }
            write(self.path, json.dumps({"questions": self.digest, "floors": floors}, indent=1) + "\n")


def write(path: Path, text: str) -> None:
    """Writes `text` to `path`. Raises `EvaluationError` when that can't be done."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise EvaluationError(f"{path}: can't be written ({error.strerror}); name another file") from error
