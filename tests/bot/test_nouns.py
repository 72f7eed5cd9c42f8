import pytest

from bot.answers.kinds import asked
from bot.answers.nouns import extended
from index.chunks import Span
from index.language import Language
from index.questions import understand
from tests.fakes.translator import DictionaryTranslator

_TRANSLATOR = DictionaryTranslator({"countries": "国家", "tickets": "门票", "ships": "船"})


def _extended(question: str, sentence: str, number: str, language: Language) -> tuple[str, bool]:
    start = sentence.index(number)
    candidate = Span(start, start + len(number))
    span, has_noun = extended(sentence, candidate, understand(question, _TRANSLATOR), asked(question), language)
    return sentence[span.start : span.end], has_noun


@pytest.mark.parametrize(
    ("question", "sentence", "number", "expected"),
    [
        ("有多少个国家首次设展", "共有10个国家设展。", "10个", ("10个国家", True)),
        ("有多少個國家首次設展", "共有10个国家设展。", "10个", ("10个国家", True)),
        ("有多少个国家首次设展", "共有10個國家設展。", "10個", ("10個國家", True)),
        ("几个国家来了", "共有30个展位。", "30个", ("30个", False)),
        ("有多少人参展", "共有300人。", "300人", ("300人", False)),
        ("票价是多少", "票价30元。", "30元", ("30元", False)),
        ("什么时候开幕", "9月5日开幕。", "5", ("5", False)),
        ("how many countries exhibited", "共有10个国家设展。", "10个", ("10个国家", True)),
        ("how many tickets", "共有10个国家设展。", "10个", ("10个", False)),
    ],
)
def test_a_number_in_a_chinese_sentence(question: str, sentence: str, number: str, expected: tuple[str, bool]) -> None:
    assert _extended(question, sentence, number, Language.ZH) == expected


@pytest.mark.parametrize(
    ("question", "sentence", "number", "expected"),
    [
        ("how many countries came", "Ten countries came.", "Ten", ("Ten countries", True)),
        ("How many countries came?", "Ten new countries came.", "Ten", ("Ten new countries", True)),
        ("how many of the countries came", "Ten countries came.", "Ten", ("Ten countries", True)),
        ("how many country", "Ten countries came.", "Ten", ("Ten countries", True)),
        ("how many ships came", "Ten countries came.", "Ten", ("Ten", False)),
        ("how many countries came", "It grew by ten", "ten", ("ten", False)),
        ("how many", "Ten countries came.", "Ten", ("Ten", False)),
        ("有多少个国家", "Ten countries came.", "Ten", ("Ten countries", True)),
        ("卖了多少张门票", "It sold 41,300 tickets.", "41,300", ("41,300 tickets", True)),
    ],
)
def test_a_number_in_an_english_sentence(question: str, sentence: str, number: str, expected: tuple[str, bool]) -> None:
    assert _extended(question, sentence, number, Language.EN) == expected
