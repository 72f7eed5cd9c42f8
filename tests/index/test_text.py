import itertools
import timeit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.text import fold, folded_terms, located_terms, query_terms, sentences, terms

_PROSE = st.text(st.sampled_from("第一句话国 ab.A!?。！？…”」)\n\t3，,’"), max_size=60)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("服務貿易", "服务贸易"),
        ("ＡＰＥＣ２０２２", "apec2022"),
        ("HARBOUR Wire", "harbour wire"),
        ("①㎞", "1km"),
        ("臺灣", "台湾"),
        ("", ""),
    ],
)
def test_what_counts_as_the_same_folds_to_the_same(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(max_size=50))
def test_folding_twice_changes_no_terms(text: str) -> None:
    assert terms(fold(text)) == terms(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n ", []),
        ("One only", ["One only"]),
        ("It fell 3.5%. Then it rose.", ["It fell 3.5%.", "Then it rose."]),
        ("Mr. Hale met Dr. Wu. They left.", ["Mr. Hale met Dr. Wu.", "They left."]),
        ("The U.S. army paid J. R. Moss. It was late.", ["The U.S. army paid J. R. Moss.", "It was late."]),
        ("He left at 5 p.m. on Monday. It rained.", ["He left at 5 p.m. on Monday.", "It rained."]),
        ("See example.com for more. Bye.", ["See example.com for more.", "Bye."]),
        ("(It closed.) Nobody came.", ["(It closed.)", "Nobody came."]),
        ("船到了。人没来！为什么？", ["船到了。", "人没来！", "为什么？"]),
        ("他说：“走吧。”然后走了。", ["他说：“走吧。”", "然后走了。"]),
        ("他走了……没回来。", ["他走了……", "没回来。"]),
        ("真的？！是的", ["真的？！", "是的"]),
        ("标题\n  正文第一句", ["标题", "正文第一句"]),
        ("No stop\r\nNext", ["No stop", "Next"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@pytest.mark.parametrize("filler", [" ", "\u3000", ".", "…", "。”", ". ", "\n", "a.m. "])
def test_cutting_into_sentences_takes_time_in_proportion_to_the_length(filler: str) -> None:
    def seconds(count: int) -> float:
        text = f"a{filler * count}b"
        return min(timeit.repeat(lambda: sentences(text), number=1, repeat=3))

    assert seconds(16_000) < 8 * seconds(4_000) + 0.02  # a quadratic one takes 16 times as long


@given(_PROSE | st.text(max_size=60))
def test_sentences_hold_every_character_that_is_not_white_space(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


@given(_PROSE)
def test_sentences_are_in_order_stripped_and_within_a_line(text: str) -> None:
    spans = sentences(text)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    pieces = [text[start:end] for start, end in spans]
    assert all(piece and piece == piece.strip() and "\n" not in piece for piece in pieces)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国家名义", ["国家", "家名", "名义"]),
        ("国", ["国"]),
        ("9月", ["9", "9月"]),
        ("8 月", ["8", "8月"]),
        ("10个国家", ["10", "10个", "个国", "国家"]),
        ("10 个", ["10", "10个"]),
        ("2022年9月5日", ["2022", "2022年", "9", "9月", "5", "5日"]),
        ("９月", ["9", "9月"]),
        ("1,234.5 and 1234.5", ["1234.5", "and", "1234.5"]),
        ("1，234", ["1234"]),
        ("20.8%", ["20.8"]),
        ("in 2022. 12 days", ["in", "2022", "12", "day"]),
        ("C919 on 5G", ["c919", "on", "5g"]),
        ("the 10th and 31st", ["the", "10th", "and", "31st"]),
        ("the city's boys’ club", ["the", "citi", "boy", "club"]),
        ("exhibited exhibiting EXHIBITS", ["exhibit", "exhibit", "exhibit"]),
        ("OpenAI发布", ["openai", "发布"]),
        ("a_b-c", ["a", "b", "c"]),
        ("……！？", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("有多少個國家設展", "有多少个国家设展"),
        ("５００强", "500强"),
        ("Beijing’s", "Beijing's"),
        ("10個", "10 个"),
        ("1,000,000", "1000000"),
        ("Countries", "country"),
    ],
)
def test_two_ways_to_write_it_have_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@given(st.text(max_size=80))
@example("8 月 １０個")
def test_a_located_term_begins_where_it_says(text: str) -> None:
    folded = fold(text)
    located = list(located_terms(folded))
    assert [term for term, _ in located] == list(folded_terms(folded))
    for term, offset in located:
        assert folded[offset] == term[0] or folded[offset].isalnum()


@given(st.text(max_size=80))
def test_terms_are_never_empty_and_never_hold_blanks(text: str) -> None:
    assert all(term and term.split() == [term] for term in terms(text))


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("how many countries exhibited for the first time", {"countri", "exhibit", "first", "time"}),
        ("有多少个国家首次设展", {"个国", "国家", "家首", "首次", "次设", "设展"}),
        ("谁是图书馆的设计师？", {"图书", "书馆", "设计", "计师"}),
        ("When did the fair open?", {"fair", "open"}),
    ],
)
def test_what_a_question_is_about_counts_in_full_and_the_rest_little(question: str, about: set[str]) -> None:
    weights = query_terms(question, 0.3)
    assert {term for term, weight in weights.items() if weight == 1.0} == about
    assert set(weights.values()) == {0.3, 1.0}


@pytest.mark.parametrize("question", ["what is it", "什么", "谁？"])
def test_a_question_of_nothing_but_question_words_still_has_terms(question: str) -> None:
    weights = query_terms(question, 0.3)
    assert weights
    assert set(weights.values()) == {0.3}


@given(st.text(max_size=60))
def test_a_question_keeps_every_term_that_it_has(question: str) -> None:
    assert set(terms(question)) <= set(query_terms(question, 0.3))
