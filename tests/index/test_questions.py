import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuestionError
from index.language import Language
from index.questions import MAX_CHARACTERS, understand
from index.text import terms
from tests.fakes.translator import DictionaryTranslator

_TRANSLATOR = DictionaryTranslator({"countries": "国家", "ferry": "渡轮"})


@pytest.mark.parametrize(
    ("question", "complaint"),
    [
        ("", "the question is empty"),
        (" \t\n", "the question is empty"),
        ("\x00\x01\x1b\x7f", "the question is empty"),
        ("\u200b\u202e\ufeff", "the question is empty"),
        ("？！。……“”", "the question is empty"),
        ("?!.,;:-_()", "the question is empty"),
        ("🎉👍", "the question is empty"),
        ("\udcff", "the question is empty"),
        ("问" * 100_000, "the question has 100,000 characters; ask with at most 4,096"),
        (" " * 100_000, "the question has 100,000 characters"),
        ("问" * (MAX_CHARACTERS + 1), "the question has 4,097 characters"),
    ],
)
def test_what_cannot_be_searched_with_is_an_error_of_one_line(question: str, complaint: str) -> None:
    with pytest.raises(QuestionError, match=complaint) as error:
        understand(question, _TRANSLATOR)
    assert len(str(error.value).splitlines()) == 1


def test_the_longest_question() -> None:
    assert understand("问" * MAX_CHARACTERS, _TRANSLATOR).language is Language.ZH


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("  who left? \n", "who left?"),
        ("who\x00left\x1b[31m", "who left [31m"),
        ("谁\u200b走了", "谁 走了"),
    ],
)
def test_control_characters_are_taken_out(typed: str, text: str) -> None:
    assert understand(typed, _TRANSLATOR).text == text


@pytest.mark.parametrize(
    ("question", "language", "translations"),
    [
        ("how many countries in 2022", Language.EN, {Language.ZH: ["countries", "2022"]}),
        ("有多少个国家", Language.ZH, {Language.EN: ["国家"]}),
        ("有多少個國家", Language.ZH, {Language.EN: ["国家"]}),
        ("Wie viele Länder sind es und wer ist nicht dabei", Language.OTHER, {}),
    ],
)
def test_a_question_is_translated_into_the_other_language(
    question: str, language: Language, translations: dict[Language, list[str]]
) -> None:
    understood = understand(question, _TRANSLATOR)
    assert understood.language is language
    assert {
        other: [group.source for group in groups] for other, groups in understood.translations.items()
    } == translations


@given(st.text(max_size=200))
def test_any_text_is_a_question_or_a_question_error(text: str) -> None:
    try:
        question = understand(text, _TRANSLATOR)
    except QuestionError:
        return
    assert question.text.isprintable()
    assert set(terms(question.text)) <= set(question.weights)
