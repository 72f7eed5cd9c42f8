"""Word counts in, a Unigram tokeniser of whole words with pieces for the rest out.

The vocabulary is counted instead of learnt: a frequent word is one token, whatever it is made of. English
words carry a mark in front, so that "man" and the beginning of "mankind" are not the same token. Other words
fall apart into pieces (English), characters (Chinese) or digits.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import rjieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from index.text import HAN
from tools.train_model.corpora import Corpora

UNKNOWN = "<unk>"
WORD_START = "▁"
# A cut costs this much log probability on top, so that a rare word beats two frequent pieces.
CUT_PENALTY = 3.0
LONGEST_PIECE = 6
# What one occurrence counts. The sentence pairs cover more of the world than two years of news, and a
# dictionary headword is worth knowing even where the corpora are too small to show it.
NEWS, PARALLEL = 10, 60
HEADWORD = {"ecdict": 0, "names_wikidata": 4, "places_dr5hn": 3, "entities_dbp15k": 6}
OTHER_HEADWORD = 8

_HAN_WORD = re.compile(rf"[{HAN}]+")
_LATIN_WORD = re.compile(r"[a-zà-öø-ɏ]+")
_NUMBER = re.compile(r"\d+")
_NOT_LETTER = re.compile(r"[\W\d_a-z]")


@dataclass(frozen=True)
class Sizes:
    """How many tokens of each kind; with the unknown one they make the vocabulary, or less of small corpora."""

    chinese_words: int = 26_500
    characters: int = 6_000
    english_words: int = 20_000
    pieces: int = 3_500
    numbers: int = 1_200


@dataclass(frozen=True)
class WordCounts:
    """How often each word of a kind occurs, in tenths; `characters` are letters of any script but Latin."""

    chinese: Counter[str]
    english: Counter[str]
    numbers: Counter[str]
    characters: Counter[str]


def count_words(corpora: Corpora) -> WordCounts:
    """Count the words of the corpora, dictionary headwords included."""
    counts = WordCounts(Counter(), Counter(), Counter(), Counter())
    for document in corpora.chinese:
        _count_chinese("\n".join((document.title, *document.sentences)), NEWS, counts)
    for document in corpora.english:
        _count_english("\n".join((document.title, *document.sentences)), NEWS, counts)
    for pair in corpora.parallel:
        _count_chinese(pair.zh, PARALLEL, counts)
        _count_english(pair.en, NEWS, counts)
    for entry in corpora.dictionary:
        if worth := HEADWORD.get(entry.source, OTHER_HEADWORD):
            _count_english(entry.en, worth, counts)
            counts.characters.update(set(_NOT_LETTER.sub("", entry.zh)))
    return counts


def _count_chinese(text: str, weight: int, counts: WordCounts) -> None:
    _add(counts.chinese, [word for word in rjieba.cut(text) if _HAN_WORD.fullmatch(word)], weight)
    _add(counts.characters, _NOT_LETTER.sub("", text), weight)
    _add(counts.numbers, _NUMBER.findall(text), weight)


def _count_english(text: str, weight: int, counts: WordCounts) -> None:
    _add(counts.english, _LATIN_WORD.findall(text), weight)
    _add(counts.numbers, _NUMBER.findall(text), weight)


def _add(counter: Counter[str], words: Sequence[str], weight: int) -> None:
    for word, n in Counter(words).items():
        counter[word] += n * weight


def build_tokenizer(counts: WordCounts, sizes: Sizes) -> Tokenizer:
    """The tokeniser of the most frequent words of each kind. Same counts, same tokeniser."""
    words = _top({w: n for w, n in counts.chinese.items() if len(w) > 1}, sizes.chinese_words)
    characters = _top(counts.characters, sizes.characters)
    single = {character: max(counts.chinese[character], 1) for character in characters}
    english = _top(counts.english, sizes.english_words)
    tail = {w: n for w, n in counts.english.items() if w not in english}
    pieces = _pieces(tail, english, sizes.pieces)
    numbers = _top(counts.numbers, sizes.numbers) | {digit: 1 for digit in "0123456789" if digit not in counts.numbers}
    marked = {WORD_START + word: n for word, n in english.items()}
    scores = {**_log_shares(words | single), **_log_shares(numbers)}
    return _tokenizer({**_log_shares(pieces), **scores, **_log_shares(marked)})


def _top(counts: Mapping[str, int], n: int) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:n])


def _log_shares(counts: Mapping[str, int]) -> dict[str, float]:
    total = sum(counts.values())
    return {word: round(math.log(n / total) - CUT_PENALTY, 3) for word, n in counts.items()}


def _pieces(tail: Mapping[str, int], whole: Mapping[str, int], n: int) -> dict[str, int]:
    """The pieces that cut the words of `tail` best: the frequent substrings, thinned out by their real use."""
    substrings: Counter[str] = Counter()
    for word, count in tail.items():
        marked = WORD_START + word
        for start in range(len(marked)):
            for end in range(start + 1, min(start + LONGEST_PIECE, len(marked)) + 1):
                substrings[marked[start:end]] += count
    letters = {piece: 1 for piece in substrings if len(piece) == 1} | {WORD_START: 1}
    kept = _top({p: c * len(p) for p, c in substrings.items() if WORD_START + p not in whole}, 4 * n) | letters
    for size in (2 * n, n):
        used = _uses(_tokenizer(_log_shares(kept)), tail)
        kept = letters | _top({piece: used[piece] * len(piece) for piece in kept if used[piece]}, size)
    return letters | {piece: max(count, 1) for piece, count in _uses(_tokenizer(_log_shares(kept)), tail).items()}


def _uses(tokenizer: Tokenizer, words: Mapping[str, int]) -> Counter[str]:
    used: Counter[str] = Counter()
    ordered = list(words)
    for word, encoding in zip(ordered, tokenizer.encode_batch(ordered, add_special_tokens=False), strict=True):
        for piece in encoding.tokens:
            used[piece] += words[word]
    return used


def _tokenizer(scores: Mapping[str, float]) -> Tokenizer:
    vocabulary = [(UNKNOWN, min(scores.values(), default=0.0) - 10), *scores.items()]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    mark = normalizers.Replace(Regex(r"(?<!\p{Latin})(?=\p{Latin})"), WORD_START)
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), mark])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(rf"[^\p{{L}}\p{{N}}\p{{M}}{WORD_START}]+"), "removed"),
            pre_tokenizers.Split(Regex(rf"\p{{N}}+|\p{{Han}}+|{WORD_START}?\p{{Latin}}+"), "isolated"),
        ]
    )
    return tokenizer
