"""Labelled questions and what was answered in; metrics per set, and where they are below their floors, out."""

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from index.errors import NewsbotError
from index.language import Language, detect
from index.text import fold, folded_terms

_RANKS = (1, 5, 10)
_TOTAL = "all"


class EvaluationError(NewsbotError):
    """A file of questions or floors that can't be used."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with its right answers and the ids of the articles that state them."""

    id: str
    set: str
    question: str
    answers: tuple[str, ...]
    articles: frozenset[str]
    answerable: bool
    now: datetime | None


@dataclass(frozen=True, slots=True)
class Given:
    """What newsbot gave: ranked article ids, and the sentence and span of an answer when it gave one."""

    articles: Sequence[str]
    outcome: str
    answer: str
    span: str
    confidence: float
    ms: float

    @property
    def refused(self) -> bool:
        """Whether newsbot said that the articles don't state it."""
        return self.outcome != "answered"


def read_questions(path: Path) -> list[Labelled]:
    """The labelled questions of a JSONL file. Raises `EvaluationError` naming the line that is wrong."""
    try:
        # Not splitlines(): texts hold other Unicode line separators.
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: can't be read ({error}); name a JSONL file of questions") from error
    questions = [_labelled(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not questions:
        raise EvaluationError(f"{path}: no questions in it")
    return questions


def _labelled(line: str, place: str) -> Labelled:
    try:
        row = json.loads(line)
        if not isinstance(row["answers"], list) or not isinstance(row["articles"], list):
            raise TypeError("answers and articles are lists")  # noqa: TRY301
        if row["set"] == _TOTAL:
            raise ValueError(f"no set is called {_TOTAL}")  # noqa: TRY301
        now = datetime.fromisoformat(row["now"]) if row.get("now") else None
        return Labelled(
            str(row["id"]),
            str(row["set"]),
            str(row["question"]),
            tuple(map(str, row["answers"])),
            frozenset(map(str, row["articles"])),
            bool(row["answerable"]),
            now,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise EvaluationError(f"{place}: not a labelled question ({error!r})") from error


def measure(pairs: Sequence[tuple[Labelled, Given]]) -> dict[str, dict[str, float]]:
    """The metrics of each set, and of `all` questions together, by name.

    Recall and MRR count any of the right articles, over the answerable questions. `answer_in_sentence` and
    `span_f1` too, a refusal counting as wrong. A refusal is right when the question is not answerable.
    """
    sets: dict[str, list[tuple[Labelled, Given]]] = {}
    for labelled, given in pairs:
        sets.setdefault(labelled.set, []).append((labelled, given))
    return {name: _metrics(part) for name, part in (*sorted(sets.items()), (_TOTAL, pairs))}


def _metrics(pairs: Sequence[tuple[Labelled, Given]]) -> dict[str, float]:
    metrics: dict[str, float] = {"questions": len(pairs)}
    answerable = [(labelled, given) for labelled, given in pairs if labelled.answerable]
    if answerable:
        ranks = [_rank(labelled.articles, given.articles) for labelled, given in answerable]
        metrics |= {f"recall@{k}": _share(rank <= k for rank in ranks) for k in _RANKS}
        metrics["mrr@10"] = statistics.fmean(1 / rank if rank <= 10 else 0.0 for rank in ranks)
        metrics["answer_in_sentence"] = _share(_states(given.answer, labelled) for labelled, given in answerable)
        metrics["span_f1"] = statistics.fmean(_span_f1(given.span, labelled) for labelled, given in answerable)
    refused = [labelled for labelled, given in pairs if given.refused]
    unanswerable = [given for labelled, given in pairs if not labelled.answerable]
    if refused:
        metrics["refusal_precision"] = _share(not labelled.answerable for labelled in refused)
    if unanswerable:
        metrics["refusal_recall"] = _share(given.refused for given in unanswerable)
    metrics["p50_ms"], metrics["p95_ms"] = np.percentile([given.ms for _, given in pairs], (50, 95)).tolist()
    return metrics


def _share(facts: Iterable[bool]) -> float:
    return statistics.fmean(facts)


def _rank(right: frozenset[str], ranked: Sequence[str]) -> int:
    return next((rank for rank, article in enumerate(ranked, 1) if article in right), len(ranked) + 1_000)


def _states(sentence: str, labelled: Labelled) -> bool:
    squeezed = _squeezed(sentence)
    return any(_squeezed(answer) in squeezed for answer in labelled.answers if answer)


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def _span_f1(span: str, labelled: Labelled) -> float:
    """The best overlap of `span` with a right answer: characters in Chinese, words in English (as SQuAD counts)."""
    return max((_overlap(_units(span), _units(answer)) for answer in labelled.answers), default=0.0)


def _units(text: str) -> list[str]:
    if detect(text) is Language.EN:
        return list(folded_terms(fold(text)))
    return [character for character in fold(text) if character.isalnum()]


def _overlap(given: list[str], right: list[str]) -> float:
    left = list(right)
    common = 0
    for unit in given:
        if unit in left:
            left.remove(unit)
            common += 1
    return 2 * common / (len(given) + len(right)) if common else 0.0


def below_floors(metrics: Mapping[str, Mapping[str, float]], floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """A line for each metric that is below its floor, or not measured at all."""
    return [
        f"{name}: {metric} is {metrics.get(name, {}).get(metric, float('nan')):.3f}, the floor is {floor:.3f}"
        for name, pinned in floors.items()
        for metric, floor in pinned.items()
        if not metrics.get(name, {}).get(metric, float("-inf")) >= floor
    ]
