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

VERSION = 1  # to be raised when the same text would give other terms

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"

_SENTENCE_END = re.compile(
    r"""(?P<cjk>[。！？!?…]+ ["'”’』」》）)\]]*)
      | (?P<block>\n\s*)
      | (?P<dot>\. ["'”’)\]]* (?=\s))""",
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“])(?:[A-Za-z]|[A-Z]\.[A-Z]|(?:[A-Z]\.)+[A-Z]|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|St|Jr|Sr|No|vs|etc"
    r"|Inc|Ltd|Corp|Co|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e|a\.m|p\.m|approx)$"
)
# A number keeps its decimal point and loses its thousands separators, so that 1,234.5 equals 1234.5; 5g is a word.
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:,\d{{3}})*(?:\.\d+|(?![a-z\d])))"
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

    A number also joins the character behind it (`9月`, `10个`, also written `10 个`): dates and counted
    things are what news questions hinge on. A lone Han character is a term of its own.
    """
    return list(folded_terms(fold(text)))


def folded_terms(folded: str) -> Iterator[str]:
    """`terms` of a text that is folded already."""
    return (term for term, _ in located_terms(folded))


def located_terms(folded: str) -> Iterator[tuple[str, int]]:
    """`terms` of a text that is folded already, each with the offset where it begins."""
    number, number_start, number_end = "", 0, 0
    for match in _TOKEN.finditer(folded):
        start = match.start()
        if match["number"] is not None:
            number, number_start, number_end = match["number"].replace(",", ""), start, match.end()
            yield number, start
            continue
        if match["word"] is not None:
            yield _stemmer().stemWord(_POSSESSIVE.sub("", match["word"])), start
        else:
            run = match["han"]
            if number and folded[number_end:start] in {"", " "}:
                yield number + run[0], number_start
            elif len(run) == 1:
                yield run, start
            for i in range(len(run) - 1):
                yield run[i : i + 2], start + i
        number = ""


# What a Chinese question asks with, and the particles between its words: neither says what it is about.
_QUESTION_WORDS = re.compile(
    "(?:在|于|是|有)?(?:请问|什么时候|什么时间|什么样|哪一?[年天个]|何时|何地|何处|多长时间|多少|多[久大高长远重]"
    "|哪[些家位种里儿]|哪|什么|谁|为什么|为何|如何|怎么样?|怎样|是否|几|吗|呢|多)"
)
_PARTICLES = re.compile("[的了是在和与被于及为有这那其之以对由把向从到将并]")
ENGLISH_STOP_WORDS = frozenset(
    terms(
        "a an the of in on at to for from by with and or as is are was were be been being do does did has have had"
        " what which who whom whose when where why how many much long old far often it its his her their this that"
        " these those there than then into about also can could would should will may might not no t s"
    )
)


def query_terms(question: str, function_weight: float) -> dict[str, float]:
    """The search terms of a question with their weights: 1 for what it is about, `function_weight` for the rest.

    The rest are question words, particles and stop words. They stay, with little weight, since
    "什么" may be part of a title, and a question made of nothing else still deserves a search.
    """
    folded = fold(question)
    about = set(folded_terms(_PARTICLES.sub(" | ", _QUESTION_WORDS.sub(" | ", folded)))) - ENGLISH_STOP_WORDS
    weights = {term: 1.0 if term in about else function_weight for term in folded_terms(folded)}
    return weights | dict.fromkeys(about, 1.0)
