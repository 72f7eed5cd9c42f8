"""A reply in; what a person reads in the terminal out: the answer first, then where it comes from."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from bot.answers.answer import Answer, Citation, Outcome
from bot.answers.service import Reply
from bot.messages import Messages, messages
from index.articles import Article
from index.dates import DateKind

_OLD_AFTER_DAYS = 7


def rendered_reply(reply: Reply, now: datetime, newest: datetime | None) -> RenderableType:
    """The reply in the question's language, for a terminal; `newest` is the date of the archive's newest article."""
    words = messages(reply.question.language)
    return Group(*_parts(reply.answer, words, now, newest))


def _parts(answer: Answer, words: Messages, now: datetime, newest: datetime | None) -> Iterator[RenderableType]:
    if answer.outcome is Outcome.NOT_FOUND:
        yield Text(words.text("not-found"))
    elif answer.outcome is Outcome.RELATED:
        yield Text(words.text("related"))
        yield from _sources(answer.citations, words, now, quoted_from=0)
    else:
        yield _highlighted(answer)
        yield Text(words.text("sources"), style="dim")
        yield from _sources(answer.citations, words, now, quoted_from=1)
    if newest is not None and (now - newest).days > _OLD_AFTER_DAYS:
        age = words.text("age", days=(now - newest).days)
        yield Text(words.text("old-archive", date=f"{newest:%Y-%m-%d}", age=age), style="yellow")


def _highlighted(answer: Answer) -> Text:
    text = Text(answer.text)
    if answer.span is not None:
        text.stylize("bold green", answer.span.start, answer.span.end)
    return text


def _sources(
    citations: Sequence[Citation], words: Messages, now: datetime, *, quoted_from: int
) -> Iterator[RenderableType]:
    """A line an article, and below it the sentence, unless it is the answer itself."""
    for number, citation in enumerate(citations):
        yield _source_line(number + 1, citation.article, words, now)
        if number >= quoted_from:
            yield Padding(Text(citation.quote, style="italic dim"), (0, 0, 0, 4), expand=False)


def _source_line(number: int, article: Article, words: Messages, now: datetime) -> Text:
    line = Text(f"[{number}] ")
    line.append(article.title, Style(link=article.url) if article.url else "")
    line.append(f" · {article.source or words.text('unknown-source')} · {_dated(article, words, now)}", "dim")
    if article.url:
        line.append(f"\n    {article.url}", Style(dim=True, link=article.url))
    return line


def _dated(article: Article, words: Messages, now: datetime) -> str:
    if article.published is None:
        return words.text("undated")
    date = f"{article.published:%Y-%m-%d}"
    if article.date_kind is DateKind.CRAWL:
        return words.text("crawled", date=date)
    days = (now - article.published).days
    return f"{date} ({words.text('age', days=days)})" if days >= 0 else date
