"""A question in; for each of its words the weighted search terms that say it in the other language out.

`Translator` reads a dictionary learnt from parallel sentences and word lists (`tools/train_model`): a
`marisa_trie.BytesTrie`, mapped into memory. Its keys are English entries as search terms joined by blanks
(`e:prime minist`), English names that a stem would confuse with a word, as written (`n:manning`), and Chinese
entries as written (`z:总理`). A value is a byte for how frequent the entry is and then, best first, a byte of
weight and a translation for each translation, ended by a line feed.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Self

import marisa_trie

from index.errors import ModelError
from index.language import Language
from index.text import HAN, fold, folded_terms

FILE_NAME = "translations.marisa"
FORMAT_KEY, FORMAT = "format", b"1"
# A frequency byte is this many times the natural logarithm of one plus the count.
FREQUENCY_SCALE = 14.0
WEIGHT_STEPS = 255

LONGEST_ENTRY_WORDS = 6
LONGEST_ENTRY_CHARACTERS = 12
# Several words that mean one thing are a surer guide than each of them.
SEVERAL_WORDS_BONUS = 1.5
# A word's own letters: OpenAI is OpenAI in Chinese news too.
ITSELF, ITSELF_BESIDE_TRANSLATIONS = 1.0, 0.5
SINGLE_CHARACTER_WEIGHT = 0.5
# Cutting Chinese into entries: an unknown character costs as much as an entry never seen, and this on top.
UNKNOWN_CHARACTER = -6.0
CORPUS_SIZE = 2e7

_LATIN = re.compile(rf"\d+(?:,\d{{3}})*(?:\.\d+)?(?![a-z\d])|[^\W_{HAN}\u3040-\u30ff]+(?:['’][^\W\d_{HAN}]+)?")
_RUN = re.compile(rf"(?P<han>[{HAN}]+)|(?P<other>{_LATIN.pattern})")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_POSSESSIVE = re.compile(r"['’]s?$")

_ENGLISH = """
a an the of in on at to for from by with without and or but as is are was were be been being am do does did
done has have had having what which who whom whose when where why how many much long often far old it its he
she his her him they them their we us our you your i me my this that these those there here than then so into
about also can could would should will may might must not no any some s t re ll ve d m don doesn didn isn wasn
between during if up out off over only other such same very more most name list give tell say said says happen
happened
"""
ENGLISH_STOP_WORDS = frozenset(_ENGLISH.split())
_CHINESE = """
的 了 是 在 和 与 或 被 于 及 为 有 这 那 其 之 以 对 由 把 向 从 到 将 并 个 们 着
过 也 都 就 而 但 该 此 等 所 地 得 让 给 使 什么 谁 哪 哪个 哪些 哪里 哪位 哪家 哪种
哪年 哪一年 哪天 哪一天 何时 何地 何处 多少 多久 多大 多高 多长 多远 几 几个 几年 几次 吗 呢
怎么 怎样 怎么样 什么样 如何 为何 为什么 是否 请问 什么时候 什么时间 时候 多少个 多少人 多少次 中
上 下 里 内 外 时 后 前 曾 曾经 已 已经 还 又 再 很 最 可以 能 会 要 不 没 没有 他 她
它 他们 她们 它们 我 我们 你 你们 自己 一 一个 一种 这个 这些 那些 那个 其中 进行 关于 根据
叫做 称为 名 位 次 种 项 家 件 条 只 多 当 如果 因 因为 由于 通过 作为 之间 之后 之前 以及
并且 但是
"""
CHINESE_STOP_WORDS = frozenset(_CHINESE.split())


@dataclass(frozen=True)
class Alternative:
    """One way to say a word: search terms that stand one behind the other, and how much to trust it, up to 1.5."""

    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class TermGroup:
    """`source`, a word or a few of the question (folded), and its translations, best first, at least one."""

    source: str
    alternatives: tuple[Alternative, ...]


class Translator:
    """The query dictionary. `translate` is pure: the same question always gives the same groups."""

    def __init__(self, entries: "marisa_trie.BytesTrie") -> None:
        self._entries = entries

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the dictionary in `folder`. Raises `ModelError` where it is missing, broken or of another format."""
        path = folder / FILE_NAME
        try:
            entries = marisa_trie.BytesTrie().mmap(str(path))
            found = entries.get(FORMAT_KEY)
        except (OSError, RuntimeError) as error:
            raise ModelError(
                f"{path}: the translation dictionary can't be read ({error}); reinstall newsbot"
            ) from error
        if found != [FORMAT]:
            raise ModelError(f"{path}: not a translation dictionary of this version; reinstall newsbot")
        return cls(entries)

    def translate(self, question: str, language: Language) -> list[TermGroup]:
        """The groups of terms of the language that `question`, written in `language`, is not in.

        Stop words and question words are left out, as is what has no translation in Chinese characters;
        other words and numbers stand for themselves. A question in another language gives no groups.
        """
        folded = fold(question)
        if language is Language.EN:
            groups = self._english(folded)
        elif language is Language.ZH:
            groups = self._chinese(folded)
        else:
            return []
        return [group for group in groups if group.alternatives]

    def _english(self, folded: str) -> Iterator[TermGroup]:
        words = [_POSSESSIVE.sub("", word).replace(",", "") for word in _LATIN.findall(folded)]
        stems = [next(folded_terms(word), word) for word in words]
        at = 0
        while at < len(words):
            length, payload = self._longest(words, stems, at)
            if length == 1 and words[at] in ENGLISH_STOP_WORDS:
                payload, length = b"", 1
            else:
                yield _group_for_english(words[at : at + length], stems[at : at + length], payload)
            at += length

    def _longest(self, words: list[str], stems: list[str], at: int) -> tuple[int, bytes]:
        for end in range(min(len(words), at + LONGEST_ENTRY_WORDS), at, -1):
            if end == at + 1 and (name := self._payload("n:" + words[at])):
                return 1, name
            if payload := self._payload("e:" + " ".join(stems[at:end])):
                return end - at, payload
        return 1, b""

    def _chinese(self, folded: str) -> Iterator[TermGroup]:
        for run in _RUN.finditer(folded):
            if run["han"] is None:
                terms = tuple(folded_terms(run["other"]))
                yield TermGroup(run["other"], (Alternative(terms, ITSELF),))
                continue
            for word in self._cut(run["han"]):
                if word not in CHINESE_STOP_WORDS:
                    weight = SINGLE_CHARACTER_WEIGHT if len(word) == 1 else 1.0
                    found = _alternatives(self._payload("z:" + word), weight)
                    yield TermGroup(word, tuple(Alternative(tuple(text.split()), w) for text, w in found))

    def _cut(self, run: str) -> list[str]:
        """The most probable way to cut a run of characters into entries and stop words."""
        best = [0.0] + [-math.inf] * len(run)
        cut = [0] * (len(run) + 1)
        for start in range(len(run)):
            for end in range(start + 1, min(len(run), start + LONGEST_ENTRY_CHARACTERS) + 1):
                cost = self._log_share(run[start:end])
                if best[start] + cost > best[end]:
                    best[end], cut[end] = best[start] + cost, start
        words: list[str] = []
        end = len(run)
        while end:
            words.append(run[cut[end] : end])
            end = cut[end]
        return words[::-1]

    def _log_share(self, word: str) -> float:
        payload = self._payload("z:" + word)
        if payload:
            return payload[0] / FREQUENCY_SCALE - math.log(CORPUS_SIZE)
        if word in CHINESE_STOP_WORDS:
            return math.log(1e-4 if len(word) > 1 else 1e-3)
        return UNKNOWN_CHARACTER - math.log(CORPUS_SIZE) if len(word) == 1 else -math.inf

    def _payload(self, key: str) -> bytes:
        found = self._entries.get(key)
        return found[0] if found else b""


def _group_for_english(words: list[str], stems: list[str], payload: bytes) -> TermGroup:
    bonus = SEVERAL_WORDS_BONUS if len(words) > 1 else 1.0
    source = " ".join(words)
    alternatives = [Alternative(tuple(folded_terms(text)), w) for text, w in _alternatives(payload, bonus)]
    if ordinal := _ORDINAL.fullmatch(source):
        alternatives.append(Alternative(("第", ordinal[1]), ITSELF))
    elif len(words) == 1:
        alternatives.append(Alternative((stems[0],), ITSELF_BESIDE_TRANSLATIONS if alternatives else ITSELF))
    return TermGroup(source, tuple(sorted(alternatives, key=lambda a: -a.weight)))


def _alternatives(payload: bytes, factor: float) -> Iterator[tuple[str, float]]:
    for entry in payload[1:].split(b"\n")[:-1]:
        yield entry[1:].decode(), factor * entry[0] / WEIGHT_STEPS


def builtin() -> Translator:
    """The dictionary that comes with the package."""
    with resources.as_file(resources.files("index") / "model") as folder:
        return Translator.open(folder)
