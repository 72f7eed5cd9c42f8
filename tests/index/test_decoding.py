import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.decoding import NotTextError, decoded, printable

_SIMPLIFIED = "\n---\ntitle: 某市新建了两座图书馆\n---\n\n<p>这是一个好消息，人们在那里可以看书。</p>\n"
_TRADITIONAL = "\n---\ntitle: 某市新建了兩座圖書館\n---\n\n<p>這是一個好消息，人們在那裡可以看書。</p>\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (_SIMPLIFIED, "utf-8"),
        (_SIMPLIFIED, "utf-8-sig"),
        (_SIMPLIFIED, "utf-16"),
        (_SIMPLIFIED, "utf-16-le"),
        (_SIMPLIFIED, "utf-16-be"),
        (_SIMPLIFIED, "utf-32"),
        (_SIMPLIFIED, "gb18030"),
        (_SIMPLIFIED, "gbk"),
        (_TRADITIONAL, "utf-8"),
        (_TRADITIONAL, "big5"),
        (_TRADITIONAL, "gb18030"),
        ("A café in Zürich – “the oldest” of all", "cp1252"),
        ("Plain news", "ascii"),
        ("", "ascii"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_was_saved_in(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "mark",
    [codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE],
)
def test_a_mark_says_the_byte_order(mark: bytes) -> None:
    encoding = "utf-16-be" if len(mark) == 2 else "utf-32-be"
    assert decoded(mark + _SIMPLIFIED.encode(encoding)) == _SIMPLIFIED


def test_a_download_cut_inside_a_character_loses_that_character_only() -> None:
    assert decoded(("消息" * 50).encode()[:-1]) == "消息" * 49 + "消"


@pytest.mark.parametrize("written", ["a\r\nb", "a\rb", "a\vb", "a\fb", "a\x85b", "a\u2028b", "a\u2029b"])
def test_every_kind_of_line_end_becomes_the_same(written: str) -> None:
    assert printable(written) == "a\nb"


@pytest.mark.parametrize("hidden", ["\0", "\x1b", "\x7f", "\x9f", "\xad", "\u200b", "\u202e", "\ufeff", "\ud800"])
def test_what_cannot_be_seen_is_left_out(hidden: str) -> None:
    assert printable(f"a{hidden}b") == "ab"


def test_an_emoji_of_several_parts_stays_whole() -> None:
    assert printable("👩‍💻⬆️") == "👩‍💻⬆️"


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0\x1f\xf3\xffa",
        b"\0" * 100,
        b"---\ntitle: x\n---\n" + b"\0\1\2" * 20,
        bytes(range(256)),
    ],
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(NotTextError):
        decoded(content)


@given(st.binary())
def test_any_bytes_are_a_printable_text_or_none(content: bytes) -> None:
    try:
        text = decoded(content)
    except NotTextError:
        return
    assert text == printable(text)
