import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from bot.answers.answer import Answer, Citation, Outcome
from bot.answers.service import Reply
from bot.cli.terminal import rendered_reply
from index.chunks import Span
from index.dates import DateKind
from index.questions import understand
from tests.fakes.entries import article
from tests.fakes.translator import DictionaryTranslator

_NOW = datetime(2022, 9, 7, 12, tzinfo=UTC)
_SENTENCE = "Ten countries exhibited [here] for the first time."
_QUOTE = "Ten of them [sic] were new."


def _citation(name: str, quote: str, **changes: object) -> Citation:
    return Citation(article(name, quote, **changes), quote, 0, len(quote))


_ANSWERED = Answer(
    Outcome.ANSWERED,
    _SENTENCE,
    Span(0, 13),
    [_citation("fair", _SENTENCE), _citation("wire", _QUOTE)],
    0.9,
)
_RELATED = Answer(Outcome.RELATED, "", None, [_citation("fair", _SENTENCE)], 0.3)
_NOT_FOUND = Answer(Outcome.NOT_FOUND, "", None, (), 0.1)


class _Terminal:
    """What a person sees of a reply."""

    def __init__(self, answer: Answer, question: str = "how many?", newest: datetime | None = None) -> None:
        self._console = Console(file=io.StringIO(), force_terminal=True, width=200, legacy_windows=False)
        reply = Reply(understand(question, DictionaryTranslator()), answer, (), 1.0)
        self._reply = rendered_reply(reply, _NOW, newest)
        self.lines = [line.rstrip() for line in self._text().split("\n") if line.strip()]

    def _text(self) -> str:
        return "".join(segment.text for segment in self._console.render(self._reply))

    def bold(self) -> str:
        """What is in bold."""
        return "".join(s.text for s in self._console.render(self._reply) if s.style is not None and s.style.bold)

    def links(self) -> set[str]:
        """Where a click leads."""
        return {
            s.style.link for s in self._console.render(self._reply) if s.style is not None and s.style.link is not None
        }


def test_the_answer_comes_first_and_then_where_it_is_from() -> None:
    assert _Terminal(_ANSWERED).lines == [
        _SENTENCE,
        "Sources",
        "[1] Title of fair · Harbour Wire · 2022-09-05 (2 days ago)",
        "    https://example.com/fair",
        "[2] Title of wire · Harbour Wire · 2022-09-05 (2 days ago)",
        "    https://example.com/wire",
        f"    {_QUOTE}",
    ]


def test_the_span_is_in_bold_and_nothing_else() -> None:
    assert _Terminal(_ANSWERED).bold() == "Ten countries"


def test_an_answer_without_a_span_has_nothing_in_bold() -> None:
    assert _Terminal(Answer(Outcome.ANSWERED, _SENTENCE, None, _ANSWERED.citations, 0.9)).bold() == ""


def test_titles_lead_to_the_articles() -> None:
    assert _Terminal(_ANSWERED).links() == {"https://example.com/fair", "https://example.com/wire"}


def test_what_is_related_says_so_and_quotes() -> None:
    first, source, _, quote = _Terminal(_RELATED).lines
    assert first.startswith("The articles are about this but do not state it.")
    assert (source[:4], quote.strip()) == ("[1] ", _SENTENCE)


def test_what_is_not_found_says_so_and_cites_nothing() -> None:
    (line,) = _Terminal(_NOT_FOUND).lines
    assert line.startswith("Not in the articles.")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("有多少个国家", "文章里没有"),
        ("有多少個國家", "文章里没有"),
        ("how many", "Not in"),
        ("Wo ist das und wer", "Not in"),
    ],
)
def test_it_is_said_in_the_language_of_the_question(question: str, first: str) -> None:
    assert _Terminal(_NOT_FOUND, question).lines[0].startswith(first)


def _source_line(**changes: object) -> Sequence[str]:
    answer = Answer(Outcome.ANSWERED, _SENTENCE, None, [_citation("fair", _SENTENCE, **changes)], 0.9)
    return _Terminal(answer).lines[2:]


@pytest.mark.parametrize(
    ("changes", "dated"),
    [
        ({"published": None}, "no date"),
        ({"published": _NOW}, "2022-09-07 (today)"),
        ({"published": _NOW - timedelta(days=1)}, "2022-09-06 (1 day ago)"),
        ({"published": _NOW - timedelta(days=2000)}, "2017-03-17 (2000 days ago)"),
        ({"published": _NOW + timedelta(days=3)}, "2022-09-10"),
        ({"date_kind": DateKind.CRAWL}, "seen 2022-09-05"),
    ],
)
def test_dates(changes: dict[str, object], dated: str) -> None:
    assert _source_line(**changes)[0] == f"[1] Title of fair · Harbour Wire · {dated}"


def test_an_article_without_source_or_link() -> None:
    assert _source_line(source="", url=None) == ["[1] Title of fair · unknown source · 2022-09-05 (2 days ago)"]


def test_an_articles_title_is_never_read_as_markup() -> None:
    assert _source_line(title="[bold]Harbour[/bold] [link=x]")[0].startswith("[1] [bold]Harbour[/bold] [link=x] · ")


@pytest.mark.parametrize("answer", [_ANSWERED, _RELATED, _NOT_FOUND])
def test_an_old_archive_is_pointed_out(answer: Answer) -> None:
    old, recent = _NOW - timedelta(days=8, hours=1), _NOW - timedelta(days=7, hours=1)
    assert _Terminal(answer, newest=old).lines[-1] == (
        "The newest article is from 2022-08-30, 8 days ago: newer events are not in the archive."
    )
    assert _Terminal(answer, newest=recent).lines == _Terminal(answer, newest=None).lines
