import pytest

from bot.answers.clues import Clue, Located, clues, coverage, places, strength
from index.language import Language
from index.questions import understand
from tests.fakes.translator import DictionaryTranslator

_FERRY = Clue("ferry", [(("ferri",), 1.0)], 3.0)
_FARE = Clue("fare", [(("fare",), 1.0)], 1.0)
_EITHER = Clue("渡轮", [(("ferri",), 1.0), (("boat",), 0.5), (("water", "taxi"), 0.25)], 2.0)


@pytest.mark.parametrize(
    ("wanted", "sentence", "share"),
    [
        ([_FERRY, _FARE], "The ferry raised its fares.", 1.0),
        ([_FERRY, _FARE], "The FERRY left.", 0.75),
        ([_FERRY, _FARE], "Fares rise.", 0.25),
        ([_FERRY, _FARE], "It rained.", 0.0),
        ([], "The ferry left.", 0.0),
        ([_EITHER], "The boat left.", 0.5),
        ([_EITHER, _FERRY], "The boat left.", 0.2),
        ([_EITHER], "A taxi stood in the water.", 0.25),
        ([_EITHER], "A taxi left.", 0.0),
        ([_EITHER], "The boat is a ferry.", 1.0),
        ([Clue("x", [], 1.0)], "Anything.", 0.0),
        ([Clue("x", [(("boat",), 0.0)], 1.0)], "A boat.", 0.0),
    ],
)
def test_how_much_of_a_question_a_sentence_covers(wanted: list[Clue], sentence: str, share: float) -> None:
    assert coverage(wanted, Located.of(sentence)) == pytest.approx(share)


@pytest.mark.parametrize(
    ("sentence", "offsets"),
    [
        ("The ferry left.", [4]),
        ("Ferry, boat, ferry.", [0, 13, 7]),
        ("A water taxi.", [2]),
        ("A taxi.", []),
    ],
)
def test_where_a_clue_begins(sentence: str, offsets: list[int]) -> None:
    assert places(_EITHER, Located.of(sentence)) == offsets


def test_offsets_are_those_of_the_sentence() -> None:
    sentence = "据统计，共有10个国家設展。"
    located = Located.of(sentence)
    assert sentence[located.offsets["国家"][0] :].startswith("国家")
    assert sentence[located.offsets["设展"][0] :].startswith("設展")


def _covered(question: str, sentence: str, language: Language) -> float:
    understood = understand(question, DictionaryTranslator({"ferry": "渡轮", "fares": "票价"}))
    return coverage(clues(understood, language, lambda _: 2.0), Located.of(sentence))


@pytest.mark.parametrize(
    ("question", "sentence", "language"),
    [
        ("what are the ferry fares", "Ferry fares rose.", Language.EN),
        ("渡轮的票价是多少", "渡轮票价上涨。", Language.ZH),
        ("渡輪的票價是多少", "渡轮票价上涨。", Language.ZH),
        ("what are the ferry fares", "渡轮票价上涨。", Language.ZH),
        ("渡轮的票价是多少", "Ferry fares rose.", Language.EN),
        ("what are the OpenAI fares", "OpenAI的票价上涨。", Language.ZH),
    ],
)
def test_a_sentence_with_what_a_question_is_about_covers_most_of_it(
    question: str, sentence: str, language: Language
) -> None:
    assert 0.6 < _covered(question, sentence, language) <= 1


@pytest.mark.parametrize(
    ("question", "sentence", "language"),
    [
        ("what are the ferry fares", "What are the others?", Language.EN),
        ("渡轮的票价是多少", "人是多少？", Language.ZH),
        ("what are the ferry fares", "What are the others?", Language.ZH),
    ],
)
def test_question_words_alone_cover_little(question: str, sentence: str, language: Language) -> None:
    assert _covered(question, sentence, language) < 0.4


def test_a_clue_is_as_strong_as_its_likeliest_alternative_that_is_there() -> None:
    assert strength(_EITHER, Located.of("A boat and a water taxi.")) == 0.5
