"""`newsbot ask`, `search` and `chat`: questions in; answers or passages on standard output."""

import asyncio
import json
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.answers.service import PASSAGES
from bot.cli.compose import answers, searchable
from bot.cli.options import Data, Json, Now, moment
from bot.cli.records import passage_record, reply_record
from bot.cli.terminal import rendered_reply
from bot.messages import messages
from index.errors import QuestionError
from index.language import Language

_PIPE_WIDTH = 1_000_000

Question = Annotated[str, typer.Argument(metavar="QUESTION", help="In Chinese or English")]


def ask_command(question: Question, *, now: Now = None, as_json: Json = False, data: Data = None) -> None:
    """Answer a question with a sentence of an article and its sources, or say that it is not in the articles."""
    asked_at = moment(now)
    with searchable(data) as index:
        reply = asyncio.run(answers(index).answer(question, asked_at))
        newest = index.store.newest(asked_at)
    if as_json:
        print(json.dumps(reply_record(reply), ensure_ascii=False))  # noqa: T201
    else:
        _console().print(rendered_reply(reply, asked_at, newest))


def search_command(
    question: Question,
    *,
    count: Annotated[int, typer.Option("-k", metavar="N", min=1, max=1000, help="How many passages")] = PASSAGES,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Show the passages that match a question best."""
    with searchable(data) as index:
        passages = index.search(index.understand(question), count)
    records = [passage_record(rank, passage) for rank, passage in enumerate(passages, 1)]
    if as_json:
        print(json.dumps(records, ensure_ascii=False))  # noqa: T201
        return
    console = _console()
    for record, passage in zip(records, passages, strict=True):
        dated = f"{passage.article.published:%Y-%m-%d}" if passage.article.published else ""
        console.print(Text(f"{record['rank']}. {passage.article.title}", "bold"))
        console.print(
            Text(f"   {passage.score:.3f} · {passage.article.source} · {dated} · {passage.article.id}", "dim")
        )
        console.print(Text(f"   {passage.chunk.text}"))


def chat_command(*, now: Now = None, data: Data = None) -> None:
    """Ask one question after another."""
    console = _console()
    words = messages(Language.EN)
    moment(now)  # a wrong --now is said before the first question
    with searchable(data) as index:
        service = answers(index)
        if sys.stdin.isatty():
            console.print(words.text("chat-hint", articles=index.store.summary().articles), style="dim")
        while question := _next_question(words.text("prompt")):
            asked_at = moment(now)
            try:
                reply = asyncio.run(service.answer(question, asked_at))
            except QuestionError as error:
                console.print(str(error), style="red", markup=False)
                continue
            console.print(rendered_reply(reply, asked_at, index.store.newest(asked_at)))
            console.print()


def _console() -> Console:
    """A console that wraps lines on a terminal and never in a pipe."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPE_WIDTH)


def _next_question(prompt: str) -> str:
    """The next line that somebody typed, empty at the end."""
    try:
        return input(f"{prompt}> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""
