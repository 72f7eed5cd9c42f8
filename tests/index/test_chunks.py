import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunks import MAX_CHARACTERS, Span, split
from index.language import Language
from index.text import sentences

_LANGUAGES = st.sampled_from(Language)
_SENTENCE = st.integers(1, 400).map(lambda length: "字" * length + "。")
_CLAUSES = st.lists(st.integers(1, 900).map(lambda length: "x" * length), max_size=8).map("，".join)
_TEXT = st.lists(_SENTENCE | _CLAUSES, max_size=12).map("\n".join) | st.text(max_size=300)


@given(_TEXT, _LANGUAGES)
def test_no_chunk_is_empty_or_longer_than_its_language_allows(text: str, language: Language) -> None:
    assert all(0 < chunk.end - chunk.start <= MAX_CHARACTERS[language] for chunk in split(text, language))


@given(_TEXT, _LANGUAGES)
def test_chunks_follow_each_other_within_the_text(text: str, language: Language) -> None:
    chunks = split(text, language)
    assert all(0 <= chunk.start < chunk.end <= len(text) for chunk in chunks)
    assert all(chunk.end <= following.start for chunk, following in itertools.pairwise(chunks))


@given(_TEXT, _LANGUAGES)
def test_every_sentence_that_fits_lies_in_one_chunk(text: str, language: Language) -> None:
    chunks = split(text, language)
    for start, end in sentences(text):
        if end - start <= MAX_CHARACTERS[language]:
            assert any(chunk.start <= start and end <= chunk.end for chunk in chunks)


@given(_TEXT, _LANGUAGES)
def test_nothing_of_a_text_is_lost(text: str, language: Language) -> None:
    kept = "".join(text[chunk.start : chunk.end] for chunk in split(text, language))
    assert "".join(kept.split()) == "".join(text.split())


@given(_TEXT, _LANGUAGES)
def test_neighbours_that_fit_together_are_together(text: str, language: Language) -> None:
    limit = MAX_CHARACTERS[language]
    ends = {end for _, end in sentences(text)}
    for chunk, following in itertools.pairwise(split(text, language)):
        first_end = min((end for end in ends if end > following.start), default=following.end)
        assert first_end - chunk.start > limit or first_end > following.end


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("", []),
        ("短句。" * 3, [9]),
        ("字" * 250, [250]),
        ("字" * 251, [250, 251]),
        ("字" * 200 + "，" + "句" * 100, [201, 301]),
        ("字" * 100 + "，" + "句" * 200, [250, 301]),  # a comma in the first half would leave too little
    ],
)
def test_where_chinese_is_cut(text: str, ends: list[int]) -> None:
    assert [chunk.end for chunk in split(text, Language.ZH)] == ends


def test_english_is_cut_behind_a_blank() -> None:
    words = "word " * 200
    first, *_ = split(words, Language.EN)
    assert first == Span(0, 800)
    assert words[first.start : first.end].endswith("word ")
