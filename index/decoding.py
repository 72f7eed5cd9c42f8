"""The bytes of a file in; its printable text out, whatever encoding it was saved in. Pure."""

import codecs
import re

# UTF-32 first: its little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# UTF-16 without a mark shows in the first line of a post, `---`.
_UNMARKED_UTF16 = (
    (re.compile(rb"(?:[\r\n]\0)*-\0-\0-\0"), "utf-16-le"),
    (re.compile(rb"(?:\0[\r\n])*\0-\0-\0-"), "utf-16-be"),
)
_HIGH_PAIR = re.compile(rb"[\x80-\xff]{2}")
# Bytes of one Chinese encoding nearly always decode in another, into rare characters.
# Simplified and traditional texts are told apart from such noise by the characters that every text has.
_FREQUENT = "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們到于於出就分对對成会會可年，。、：「」“”"
# A cut download or a flipped byte leaves a few broken characters. Beyond these shares the file is in another
# encoding, or no text.
_BROKEN_UTF8_SHARE = 0.05
_JUNK_SHARE = 0.01
_REPLACEMENT = "\ufffd"
_JUNK = re.compile(r"[\0-\x08\x0e-\x1f\x7f\ufffd]")

_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
# Not printable: controls, surrogates, noncharacters, zero-width spaces and marks, bidirectional controls
# (they can make a quotation read as something else). Zero-width joiners stay: emoji need them.
_UNPRINTABLE = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffd-\uffff\U000e0000-\U000e007f\ud800-\udfff]"
)


class NotTextError(ValueError):
    """Bytes that are no text in any encoding tried."""


def decoded(content: bytes) -> str:
    """The text of `content`, printable, with `\\n` line ends.

    Tried in this order: a byte order mark, UTF-8, UTF-16 without a mark, Windows-1252 where no two bytes in
    a row are outside ASCII, then GB18030 and Big5, whichever gives the more ordinary Chinese.

    Raises NotTextError when more than one character in a hundred is a control character or broken.
    """
    text = _decoded(content)
    if len(_JUNK.findall(text)) > len(text) * _JUNK_SHARE:
        raise NotTextError("not a text file")
    return printable(text)


def printable(text: str) -> str:
    """`text` without characters that can't be seen, every kind of line end as `\\n`; tabs stay."""
    return _UNPRINTABLE.sub("", _LINE_END.sub("\n", text))


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    for pattern, encoding in _UNMARKED_UTF16:
        if pattern.match(content):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _in_legacy_encoding(content)


def _in_legacy_encoding(content: bytes) -> str:
    damaged = content.decode("utf-8", "replace")
    beyond_ascii = sum(character > "\x7f" for character in damaged)
    if damaged.count(_REPLACEMENT) <= beyond_ascii * _BROKEN_UTF8_SHARE:
        return damaged
    if not _HIGH_PAIR.search(content):
        return content.decode("cp1252", "replace")
    candidates = (content.decode(encoding, "replace") for encoding in ("gb18030", "big5hkscs"))
    return max(candidates, key=_ordinariness)


def _ordinariness(text: str) -> int:
    return sum(map(text.count, _FREQUENT)) - text.count(_REPLACEMENT)
