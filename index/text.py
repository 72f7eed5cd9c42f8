"""Text in; its folded form, its sentences and its search terms out. Pure.

Folding decides what counts as the same word on both sides of a search: full-width matches half-width,
upper case lower case, and traditional Chinese simplified.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator

import Stemmer
from opencc import OpenCC

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"

_SENTENCE_END = re.compile(
    r"""(?P<cjk>[。！？!?…]+ ["'”’』」》）)\]]*)
      | (?P<block>\s*\n\s*)
      | (?P<dot>\. ["'”’)\]]* (?=\s))""",
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“])(?:[A-Za-z]|[A-Z]\.[A-Z]|(?:[A-Z]\.)+[A-Z]|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|St|Jr|Sr|No|vs|etc"
    r"|Inc|Ltd|Corp|Co|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e|a\.m|p\.m|approx)$"
)
# A number keeps its decimal point and loses its thousands separators, so that 1,234.5 equals 1234.5.
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)(?![a-z])"
    rf"|(?P<word>[^\W_{HAN}\u3040-\u30ff]+(?:['’][^\W\d_{HAN}]+)?)"
    rf"|(?P<han>[{HAN}\u3040-\u30ff]+)"
)
_POSSESSIVE = re.compile(r"['’]s?$")


@functools.cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@functools.cache
def _stemmer() -> "Stemmer.Stemmer":
    return Stemmer.Stemmer("english")


def fold(text: str) -> str:
    """`text` in NFKC, lower case and simplified Chinese. Its length may differ from the original's."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return folded if folded.isascii() else _to_simplified().convert(folded)


def sentences(text: str) -> list[tuple[int, int]]:
    """The (start, end) offsets of the sentences of `text`, in order, without surrounding white space.

    A line break always ends a sentence. A full stop does only before white space and not after an
    initial or a common abbreviation.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for end, resume in _ends(text):
        if (span := _stripped(text, start, end)) is not None:
            spans.append(span)
        start = resume
    return spans


def _ends(text: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE_END.finditer(text):
        if match["block"] is not None:
            yield match.start(), match.end()
        elif match["cjk"] is not None or not _ABBREVIATION.search(text[max(0, match.start() - 12) : match.start()]):
            yield match.end(), match.end()
    yield len(text), len(text)


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def terms(text: str) -> list[str]:
    """The search terms of `text`: Han characters as overlapping bigrams, other words stemmed, numbers whole.

    A number also joins the character behind it (`9月`, `10个`): dates and counted things are what news
    questions hinge on. A lone Han character is a term of its own.
    """
    return list(folded_terms(fold(text)))


def folded_terms(folded: str) -> Iterator[str]:
    """`terms` of a text that is folded already."""
    number_end = -1
    number = ""
    for match in _TOKEN.finditer(folded):
        if match["number"] is not None:
            number, number_end = match["number"].replace(",", ""), match.end()
            yield number
        elif match["word"] is not None:
            yield _stemmer().stemWord(_POSSESSIVE.sub("", match["word"]))
        else:
            run = match["han"]
            joined = match.start() == number_end
            if joined:
                yield number + run[0]
            if len(run) == 1 and not joined:
                yield run
            for i in range(len(run) - 1):
                yield run[i : i + 2]
