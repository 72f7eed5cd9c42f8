import asyncio
from datetime import UTC, datetime

import pytest

from bot.answers.answer import Answer, Outcome
from bot.answers.extractive import ExtractiveAnswerer
from bot.answers.service import Answers
from index.errors import QuestionError
from tests.fakes.archive import Archive
from tests.fakes.desk import Desk

_NOW = datetime(2022, 9, 13, tzinfo=UTC)
_WORDS = {
    "countries": "国家",
    "exhibited": "设展",
    "first time": "首次",
    "ferry": "渡轮",
    "fares": "票价",
    "tickets": "门票",
    "library": "图书馆",
    "designed": "设计",
}


@pytest.fixture
def newsroom(archive: Archive, desk: Desk) -> Archive:
    """An archive of a few articles in both languages."""
    desk.publish(
        "展会",
        "会展中心人来人往。共有10个国家首次设展，30个展区开放。明年再见。",
        "展会门票每张50元。",
        title="服务贸易交易会落幕",
    )
    desk.publish("图书馆", "新图书馆由沈砚秋设计。图书馆有20万册藏书。", title="新图书馆开放")
    desk.publish(
        "ferry",
        "Ferry fares rise by 12 per cent in October. The island ferry carries 4,100 people a day. Fuel is dear.",
        title="Island ferry to cost more",
    )
    desk.publish("harbour", "Ferry fares worry islanders. A petition has 900 names.", title="Islanders complain")
    desk.publish("choir", "The choir sang in the rain. It was led by Ingrid Solheim.", title="Choir sings")
    archive.ingest(desk)
    return archive


def _ask(archive: Archive, question: str) -> Answer:
    index = archive.index(_WORDS)
    return asyncio.run(Answers(index, ExtractiveAnswerer(index)).answer(question, _NOW)).answer


@pytest.mark.parametrize(
    ("question", "sentence", "span"),
    [
        ("有多少个国家首次设展", "共有10个国家首次设展，30个展区开放。", "10个国家"),
        ("有多少個國家首次設展？", "共有10个国家首次设展，30个展区开放。", "10个国家"),
        ("how many countries exhibited for the first time", "共有10个国家首次设展，30个展区开放。", "10个国家"),
        ("新图书馆是谁设计的？", "新图书馆由沈砚秋设计。", "沈砚秋"),
        ("who designed the library", "新图书馆由沈砚秋设计。", "沈砚秋"),
        ("展会门票每张多少元？", "展会门票每张50元。", "50元"),
        (
            "When do the ferry fares rise?",
            "Ferry fares rise by 12 per cent in October.",
            "October",
        ),
        (
            "How many people does the island ferry carry a day?",
            "The island ferry carries 4,100 people a day.",
            "4,100 people",
        ),
        ("Who was the choir led by?", "It was led by Ingrid Solheim.", "Ingrid Solheim"),
    ],
)
def test_the_answer_is_the_sentence_that_states_it(newsroom: Archive, question: str, sentence: str, span: str) -> None:
    answer = _ask(newsroom, question)
    assert (answer.outcome, answer.text, answer.span_text) == (Outcome.ANSWERED, sentence, span)


def test_an_answer_is_a_quotation_of_its_first_source(newsroom: Archive) -> None:
    answer = _ask(newsroom, "有多少个国家首次设展")
    first = answer.citations[0]
    assert (first.article.id, first.quote) == ("展会", answer.text)
    assert first.article.text[first.start : first.end] == first.quote


def test_up_to_three_articles_that_state_it_are_cited_each_once(newsroom: Archive, desk: Desk) -> None:
    papers = ["morning", "noon", "evening"]
    for paper in papers:
        desk.publish(paper, f"Ferry fares rise by 12 per cent in October, the {paper} paper says.", title="Fares rise")
    newsroom.ingest(desk)
    cited = [citation.article.id for citation in _ask(newsroom, "When do the ferry fares rise?").citations]
    assert len(cited) == len(set(cited)) == 3
    assert set(cited) <= {"ferry", *papers}


def test_every_quotation_is_exact(newsroom: Archive) -> None:
    for question in ("ferry fares rise", "渡轮票价", "图书馆"):
        for citation in _ask(newsroom, question).citations:
            assert citation.article.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("question", ["红楼梦的作者是谁？", "What is the capital of Mongolia?", "水多少度沸腾"])
def test_what_the_articles_are_not_about_is_not_found_and_cites_nothing(newsroom: Archive, question: str) -> None:
    answer = _ask(newsroom, question)
    assert (answer.outcome, answer.text, answer.span, list(answer.citations)) == (Outcome.NOT_FOUND, "", None, [])


def test_the_less_of_a_question_is_stated_the_less_is_claimed(newsroom: Archive) -> None:
    unknown = ["zebra", "violin", "cactus", "lemon", "granite", "pepper", "walrus", "velvet", "magnet", "saddle"]
    questions = [" ".join(["ferry fares rise", *unknown[:count]]) for count in range(len(unknown) + 1)]
    outcomes = [_ask(newsroom, question).outcome for question in questions]
    assert list(dict.fromkeys(outcomes)) == [Outcome.ANSWERED, Outcome.RELATED, Outcome.NOT_FOUND]
    related = _ask(newsroom, questions[outcomes.index(Outcome.RELATED)])
    assert (related.text, related.span) == ("", None)
    assert related.citations[0].article.id in {"ferry", "harbour"}


def test_confidence_is_a_share_and_higher_for_an_answer(newsroom: Archive) -> None:
    answered, missed = _ask(newsroom, "有多少个国家首次设展"), _ask(newsroom, "What is the capital of Mongolia?")
    assert 0 <= missed.confidence < answered.confidence <= 1


def test_the_answer_is_never_what_the_question_says(newsroom: Archive) -> None:
    assert _ask(newsroom, "10个国家首次设展，有多少个展区开放").span_text != "10个国家"


def test_a_question_without_words_is_an_error(newsroom: Archive) -> None:
    with pytest.raises(QuestionError):
        _ask(newsroom, "？！")


def test_the_passages_come_with_the_answer_and_the_time_it_took(newsroom: Archive) -> None:
    index = newsroom.index(_WORDS)
    reply = asyncio.run(Answers(index, ExtractiveAnswerer(index)).answer("ferry fares", _NOW, passages=2))
    assert [passage.article.id for passage in reply.passages] == newsroom.found("ferry fares", 2, _WORDS)
    assert len(reply.passages) == 2
    assert reply.question.text == "ferry fares"
    assert reply.elapsed_ms > 0


def test_no_passages_are_no_answer(newsroom: Archive) -> None:
    index = newsroom.index()
    answer = asyncio.run(ExtractiveAnswerer(index).answer(index.understand("ferry"), [], _NOW))
    assert answer.outcome is Outcome.NOT_FOUND
