"""Corpora in, the finished model folder and a report of how it was made out."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from tools.train_model.corpora import Corpora
from tools.train_model.dictionary import entries_of, learn_alignment, translations, write_translations
from tools.train_model.files import sizes, write_model, write_report
from tools.train_model.lessons import lessons, token_parts
from tools.train_model.static import Schedule, Table, train
from tools.train_model.tokenizer import Sizes, build_tokenizer, count_words

PAIRS = {
    "zh_questions": 1200,
    "en_questions": 300,
    "zh_titles": 300,
    "en_titles": 100,
    "en_zh_pairs": 600,
    "zh_en_pairs": 600,
    "dictionary": 1200,
    "en_about_zh": 600,
    "zh_about_en": 300,
}


@dataclass(frozen=True)
class Settings:
    """What a person may want to change; the defaults made the model that is shipped."""

    steps: int = 1000
    seed: int = 7
    dimension: int = 256
    sizes: Sizes = field(default_factory=Sizes)
    pairs: Mapping[str, int] = field(default_factory=lambda: PAIRS)


class Clock:
    """Seconds by stage, and a line of progress for each on a terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._started = time.monotonic()
        self.seconds: dict[str, float] = {}

    def stage(self, name: str, total: int | None = None) -> Callable[[], None]:
        """Begin a stage; call what comes back for each of its steps."""
        task = self._progress.add_task(name, total=total)
        return lambda: self._progress.advance(task)

    def done(self, name: str) -> None:
        """End the stage `name`."""
        now = time.monotonic()
        self.seconds[name] = round(now - self._started, 1)
        self._started = now


def make_model(read: Callable[[], Corpora], settings: Settings, output: Path) -> dict[str, Any]:
    """Make tokeniser, dictionary and vectors, write them to `output`, and report. Same input, same files."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        return _make_model(read, settings, output, Clock(progress))


def _make_model(read: Callable[[], Corpora], settings: Settings, output: Path, clock: Clock) -> dict[str, Any]:
    clock.stage("reading")
    corpora = read()
    clock.done("reading")
    clock.stage("counting words")
    tokenizer = build_tokenizer(count_words(corpora), settings.sizes)
    clock.done("counting words")
    entries = entries_of(corpora.dictionary)
    aligned, english, chinese = learn_alignment(corpora, entries, clock.stage("aligning", 5))
    learnt = translations(corpora, entries, aligned, english, chinese)
    write_translations(learnt, output)
    clock.done("translations")
    kinds = lessons(corpora, tokenizer, learnt.scores)
    clock.done("tokenising")
    table = Table(*token_parts(tokenizer), settings.dimension, settings.seed)
    schedule = Schedule(settings.steps, settings.pairs, settings.dimension, seed=settings.seed)
    advance = clock.stage("training", settings.steps)
    losses = train(kinds, table, schedule, advance)
    clock.done("training")
    name = write_model(tokenizer, table.vectors(), output)
    report = {
        "name": name,
        "vocabulary": tokenizer.get_vocab_size(),
        "translated_entries": len(learnt.scores),
        "steps": settings.steps,
        "seed": settings.seed,
        "corpora": corpora.counts(),
        "seconds": clock.seconds,
        "losses": {kind: round(loss, 4) for kind, loss in losses.items()},
    }
    write_report(report, output)
    return report | {"bytes": sizes(output)}
