import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.kinds import Kind
from bot.answers.spans import candidates
from index.language import Language

_KINDS = st.sampled_from(Kind)
_LANGUAGES = st.sampled_from(Language)


def _found(sentence: str, kind: Kind, language: Language) -> list[str]:
    return [sentence[span.start : span.end] for span in candidates(sentence, kind, language)]


@pytest.mark.parametrize(
    ("sentence", "kind", "found"),
    [
        ("共有10个国家设展。", Kind.NUMBER, ["10个"]),
        ("展览总面积15.2万平方米。", Kind.NUMBER, ["15.2万平方米"]),
        ("现场有500多家企业。", Kind.NUMBER, ["500多家"]),
        ("吸引了6,842人到场。", Kind.NUMBER, ["6,842人"]),
        ("净利润78.3亿元。", Kind.NUMBER, ["78.3亿元"]),
        ("约三百人撤离。", Kind.NUMBER, ["约三百人"]),
        ("占比达20.8%。", Kind.SHARE, ["达20.8%"]),
        ("百分之二十的企业参展，共10家。", Kind.SHARE, ["百分之二十"]),
        ("今年有30家企业。", Kind.SHARE, ["30家"]),
        ("9月5日落幕。", Kind.DATE, ["9月5日"]),
        ("2022年8月31日开始。", Kind.DATE, ["2022年8月31日"]),
        ("将于2024年一季度投产。", Kind.DATE, ["2024年一季度"]),
        ("每逢周一闭馆。", Kind.DATE, ["周一"]),
        ("19时30分开赛。", Kind.DATE, ["19时30分"]),
        ("影片《雾中灯塔》夺冠。", Kind.NAME, ["《雾中灯塔》"]),
        ("没有数字的句子。", Kind.NUMBER, []),
        ("共有10个国家。", Kind.OTHER, []),
        ("", Kind.NUMBER, []),
    ],
)
def test_what_could_answer_in_a_chinese_sentence(sentence: str, kind: Kind, found: list[str]) -> None:
    assert _found(sentence, kind, Language.ZH) == found


@pytest.mark.parametrize(
    ("sentence", "kind", "found"),
    [
        ("Ten countries came.", Kind.NUMBER, ["Ten"]),
        ("It sold 41,300 tickets.", Kind.NUMBER, ["41,300"]),
        ("It did 2.3 billion yuan of damage.", Kind.NUMBER, ["2.3 billion yuan"]),
        ("It cost $1.5 million.", Kind.NUMBER, ["$1.5 million"]),
        ("Rates rose to 0.75 per cent.", Kind.SHARE, ["0.75 per cent"]),
        ("About 80% of 1,200 people agreed.", Kind.SHARE, ["80%"]),
        ("It opens on 31 August 2022.", Kind.DATE, ["31 August 2022"]),
        ("It opened on August 31.", Kind.DATE, ["August 31"]),
        ("It was built in 1998.", Kind.DATE, ["1998"]),
        ("It closes on Monday at 5 p.m. sharp", Kind.DATE, ["Monday", "5 p.m."]),
        ("The team was led by Ingrid Solheim.", Kind.PERSON, ["Ingrid Solheim"]),
        ("the night train ends in Ljubljana.", Kind.PLACE, ["Ljubljana"]),
        ("printed by The Lancet Infectious Diseases", Kind.NAME, ["The Lancet Infectious Diseases"]),
        ("nothing here", Kind.PERSON, []),
    ],
)
def test_what_could_answer_in_an_english_sentence(sentence: str, kind: Kind, found: list[str]) -> None:
    assert _found(sentence, kind, Language.EN) == found


@pytest.mark.parametrize(
    ("sentence", "kind", "name"),
    [
        ("图书馆由沈砚秋设计。", Kind.PERSON, "沈砚秋"),
        ("冠军是培顿·曼宁。", Kind.PERSON, "培顿·曼宁"),
        ("台风在上海市登陆。", Kind.PLACE, "上海市"),
    ],
)
def test_names_in_a_chinese_sentence(sentence: str, kind: Kind, name: str) -> None:
    assert name in _found(sentence, kind, Language.ZH)


@given(st.text(max_size=80), _KINDS, _LANGUAGES)
def test_candidates_lie_within_the_sentence_in_order_and_once(text: str, kind: Kind, language: Language) -> None:
    spans = candidates(text, kind, language)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert spans == sorted(set(spans), key=lambda span: (span.start, span.end))


@given(st.text("0123456789,，. 万亿百千个年月日一二三·%", max_size=60))
def test_every_number_in_a_chinese_sentence_is_a_candidate(text: str) -> None:
    spans = candidates(text, Kind.NUMBER, Language.ZH)
    for number in re.finditer(r"\d+", text):
        assert any(span.start <= number.start() and number.end() <= span.end for span in spans)
