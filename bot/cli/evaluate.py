"""`newsbot eval`: labelled questions in; metrics per set, checked against pinned floors, out."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot import clock
from bot.answers.service import Reply
from bot.cli.compose import answers, searchable
from bot.cli.floors import Floors, write
from bot.cli.options import Data, Json
from bot.cli.progress import shown_progress
from index.errors import QuestionError
from index.evaluation import EvaluationError, Given, Labelled, measure, read_questions
from index.search import Index

_ARTICLES = 10
# Enough that ten articles are among them: a good article often has several of the best passages.
_PASSAGES = 40
_FORMATS = {"questions": ".0f", "p50_ms": ".1f", "p95_ms": ".1f"}


def eval_command(
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS.jsonl", help="Labelled questions, one a line")],
    *,
    dump: Annotated[
        Path | None,
        typer.Option("--dump", metavar="OUT.jsonl", help="Write what was given for each question"),
    ] = None,
    floors: Annotated[
        Path | None,
        typer.Option("--floors", metavar="FLOORS.json", help="Exit 1 when a metric is below its floor"),
    ] = None,
    pin: Annotated[bool, typer.Option("--pin", help="Raise the floors to what was measured")] = False,
    allow_lower: Annotated[bool, typer.Option("--allow-lower", help="With --pin: lower floors too")] = False,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Ask labelled questions and report how good the answers are."""
    labelled = read_questions(questions)
    pinned = Floors.read(floors, questions, pinning=pin)
    if allow_lower and not pin:
        raise EvaluationError("--allow-lower goes with --pin")
    if dump is not None:
        write(dump, "")  # said now that it can't be written, not after all questions
    with searchable(data) as index:
        given = asyncio.run(_ask_all(index, labelled))
    metrics = measure(list(zip(labelled, given, strict=True)))
    if dump is not None:
        write(dump, "".join(_dump_line(*pair) for pair in zip(labelled, given, strict=True)))
    if as_json:
        print(json.dumps(metrics, ensure_ascii=False))  # noqa: T201
    else:
        Console().print(_table(metrics))
    if pinned is not None:
        pinned.check(metrics, pin=pin, allow_lower=allow_lower)


async def _ask_all(index: Index, labelled: Sequence[Labelled]) -> list[Given]:
    service = answers(index)
    given = []
    with shown_progress() as progress:
        progress.start("Asking", len(labelled))
        for question in labelled:
            try:
                reply = await service.answer(question.question, question.now or clock.now(), _PASSAGES)
            except QuestionError as error:
                raise EvaluationError(f"question {question.id}: {error}") from error
            given.append(_given(index, reply))
            progress.advance()
    return given


def _given(index: Index, reply: Reply) -> Given:
    ranked = list(dict.fromkeys(passage.article.id for passage in reply.passages))[:_ARTICLES]
    aliases = index.store.aliases(ranked)
    return Given(
        [name for article in ranked for name in (article, *aliases.get(article, ()))],
        reply.answer.outcome.value,
        reply.answer.text,
        reply.answer.span_text,
        reply.answer.confidence,
        reply.elapsed_ms,
    )


def _dump_line(labelled: Labelled, given: Given) -> str:
    record = {
        "id": labelled.id,
        "articles": given.articles,
        "outcome": given.outcome,
        "answer": given.answer,
        "span": given.span,
        "confidence": round(given.confidence, 4),
        "ms": round(given.ms, 2),
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def _table(metrics: dict[str, dict[str, float]]) -> Table:
    """A row a metric, a column a set, so that it fits a terminal."""
    table = Table("", *metrics)
    for metric in dict.fromkeys(name for values in metrics.values() for name in values):
        cells = (
            f"{values[metric]:{_FORMATS.get(metric, '.3f')}}" if metric in values else "" for values in metrics.values()
        )
        table.add_row(metric, *cells)
    return table
