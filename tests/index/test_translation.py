"""The query dictionary: what a question's words become in the other language."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import translation
from index.errors import ModelError
from index.language import Language
from index.text import terms
from index.translation import FILE_NAME, TermGroup, Translator

MODEL_FOLDER = Path(translation.__file__).parent / "model"
TRANSLATOR = Translator.open(MODEL_FOLDER)


def groups_of(question: str, language: Language) -> dict[str, TermGroup]:
    return {group.source: group for group in TRANSLATOR.translate(question, language)}


def said_as(question: str, language: Language, translated: str) -> float:
    """The weight with which `translated` is among the translations of any word of the question."""
    wanted = tuple(terms(translated))
    groups = TRANSLATOR.translate(question, language)
    return max((a.weight for group in groups for a in group.alternatives if a.terms == wanted), default=0.0)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Switzerland", "瑞士"),
        ("country", "国家"),
        ("economy", "经济"),
        ("president", "总统"),
        ("earthquake", "地震"),
        ("Putin", "普京"),
        ("Beijing", "北京"),
        ("election", "选举"),
        ("prime minister", "总理"),
        ("artificial intelligence", "人工智能"),
        ("World Health Organization", "世界卫生组织"),
        ("company", "公司"),
    ],
)
def test_sure_pairs_in_both_directions(english: str, chinese: str) -> None:
    assert said_as(english, Language.EN, chinese) > 0.2
    assert said_as(chinese, Language.ZH, english) > 0.2


@pytest.mark.parametrize(
    ("question", "language", "translated"),
    [
        ("How many countries exhibited?", Language.EN, "国家"),
        ("Who was arrested in March?", Language.EN, "3月"),
        ("When was the 50th Super Bowl?", Language.EN, "第50"),
        ("Who won the Nobel Prize?", Language.EN, "诺贝尔奖"),
        ("谁赢得了3月的选举？", Language.ZH, "election"),
        ("瑞士的總理是誰", Language.ZH, "Switzerland"),
        ("OpenAI的首席执行官是谁", Language.ZH, "OpenAI"),
        ("2023年GDP增长多少", Language.ZH, "2023"),
    ],
)
def test_words_of_a_question(question: str, language: Language, translated: str) -> None:
    assert said_as(question, language, translated) > 0.2


def test_several_words_are_one_entry() -> None:
    sources = groups_of("When did the Prime Minister visit the United Nations?", Language.EN)
    assert {"prime minister", "united nations"} <= set(sources)
    assert "minister" not in sources


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What is it about?", Language.EN),
        ("Who is he and when was that?", Language.EN),
        ("是什么时候的？", Language.ZH),
    ],
)
def test_stop_words_and_question_words_are_left_out(question: str, language: Language) -> None:
    assert TRANSLATOR.translate(question, language) == []


def test_an_unknown_word_stands_for_itself() -> None:
    [group] = TRANSLATOR.translate("Xyzzyqua", Language.EN)
    assert [a.terms for a in group.alternatives] == [tuple(terms("Xyzzyqua"))]


def test_another_language_gives_no_groups() -> None:
    assert TRANSLATOR.translate("Wo liegt die Schweiz?", Language.OTHER) == []


QUESTIONS = st.text(max_size=60) | st.text(
    alphabet=st.sampled_from(list("国家瑞士总理在谁的多少年2023 abcthe'.,?-àé第十黑豹队")), max_size=40
)


@given(QUESTIONS, st.sampled_from(Language))
def test_every_group_is_well_formed(question: str, language: Language) -> None:
    groups = TRANSLATOR.translate(question, language)
    assert groups == TRANSLATOR.translate(question, language)
    for group in groups:
        weights = [alternative.weight for alternative in group.alternatives]
        assert weights == sorted(weights, reverse=True)
        assert weights
        assert all(0 < weight <= 1.5 for weight in weights)
        assert all(alternative.terms and all(alternative.terms) for alternative in group.alternatives)
        assert len({alternative.terms for alternative in group.alternatives}) == len(group.alternatives)


QUESTION = "When did Switzerland exhibit films about the economy, earthquakes, Putin and the Nobel Prize company?"


def test_a_question_takes_under_three_milliseconds() -> None:
    fastest = 1.0
    for _ in range(20):
        started = time.perf_counter()
        TRANSLATOR.translate(QUESTION, Language.EN)
        TRANSLATOR.translate("贾里德在职业生涯中有多少次擒杀，瑞士总理首次访问北京是在什么时候？", Language.ZH)
        fastest = min(fastest, time.perf_counter() - started)
    assert fastest < 0.006


@pytest.mark.parametrize("content", [None, b"", b"garbage" * 100])
def test_a_broken_dictionary_is_one_clear_line(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(ModelError) as raised:
        Translator.open(tmp_path)
    assert "\n" not in str(raised.value)
    assert FILE_NAME in str(raised.value)


def test_the_dictionary_is_small_enough_to_ship() -> None:
    assert (MODEL_FOLDER / FILE_NAME).stat().st_size <= 8_000_000
