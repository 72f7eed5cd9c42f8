"""An alignment, dictionary entries and word frequencies in; weighted translations of words and names out.

Two kinds of evidence meet here: how often the parallel sentences translate a word so, and that a dictionary
says so, which counts the more the more the news use the translation. What comes out is the file that
`index.translation` reads.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

import marisa_trie
import rjieba

from index.text import HAN, folded_terms
from index.translation import (
    CHINESE_STOP_WORDS,
    ENGLISH_STOP_WORDS,
    FILE_NAME,
    FORMAT,
    FORMAT_KEY,
    FREQUENCY_SCALE,
    WEIGHT_STEPS,
)
from tools.train_model.alignment import Alignment, align
from tools.train_model.corpora import Corpora, Pair
from tools.train_model.words import Vocabulary, chinese_words, english_terms

# How much a source is trusted with a translation, at most; the rest depends on the translation's frequency.
TRUST = {
    "countries_mledoze": 0.9,
    "companies": 0.9,
    "cities_misc": 0.9,
    "terms_orgs": 0.9,
    "entities_dbp15k": 0.8,
    "names_wikidata": 0.6,
    "cldr_names": 0.6,
    "places_dr5hn": 0.5,
    "cedict": 0.5,
    "wiktionary_wechsel": 0.35,
    "ecdict": 0.2,
}
NAMES = {"names_wikidata", "entities_dbp15k", "places_dr5hn", "countries_mledoze", "companies", "cities_misc"}
NEVER_SEEN_SHARE = 0.3
AGREED_HALF = 0.3
UNSEEN_PENALTY = 0.6
DICTIONARY_PAIR_WEIGHT = 0.5
LONGEST_SENTENCE = 100
LONGEST_ENTRY = 5
MOST_TRANSLATIONS = 8
LEAST_SHARE_OF_BEST = 0.08
LEAST_WEIGHT = 0.05
# Every eighth news text is enough to see what is frequent.
COUNTED_DOCUMENTS = 8

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

_LEADING = re.compile(r"^(?:to|the|a|an|be) (?=\w)")
_NOTE = re.compile(r"\s*\([^)]*\)|,.*$")
_NOT_A_TRANSLATION = re.compile(
    r"^(?:variant of|old variant|see |surname |classifier|fig\.|lit\.|abbr)|\bvariant of\b"
    r"|的(?:变形|复数|过去|现在|第三|比较|最高)"
)
_HAN_ENTRY = re.compile(rf"[{HAN}][{HAN}·a-z0-9]*")


@dataclass(frozen=True)
class Entry:
    """A dictionary line made ready: English as terms joined by blanks, and as written."""

    english: str
    written: str
    chinese: str
    source: str


Scores = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Translations:
    """Scores of translations by key, as the file holds them, and the frequency of each Chinese key."""

    scores: Scores
    frequency: Mapping[str, int]


def entries_of(dictionary: Iterable[Pair]) -> list[Entry]:
    """The usable lines: notes and articles taken off, explanations and inflections left out."""
    found: dict[tuple[str, str], Entry] = {}
    for pair in dictionary:
        written = _LEADING.sub("", _NOTE.sub("", pair.en)).strip()
        terms = english_terms(written)
        if _NOT_A_TRANSLATION.search(pair.en) or _NOT_A_TRANSLATION.search(pair.zh):
            continue
        if not 0 < len(terms) <= LONGEST_ENTRY or not _HAN_ENTRY.fullmatch(pair.zh) or _says_nothing(terms, pair.zh):
            continue
        entry = Entry(" ".join(terms), written, pair.zh, pair.source)
        known = found.get((written, pair.zh))
        if known is None or TRUST[known.source] < TRUST[entry.source]:
            found[written, pair.zh] = entry
    return list(found.values())


def _says_nothing(english: list[str], chinese: str) -> bool:
    # "in march" would hide March, "for the first time" may stay; 中有 would cut 职业生涯中有 wrongly.
    starts = len(english) == 2 and english[0] in ENGLISH_STOP_WORDS
    return starts or ENGLISH_STOP_WORDS.issuperset(english) or _is_function(chinese)


def _is_function(chinese: str) -> bool:
    return len(chinese) > 1 and chinese not in CHINESE_STOP_WORDS and CHINESE_STOP_WORDS.issuperset(chinese)


def learn_alignment(
    corpora: Corpora, entries: Iterable[Entry], advance: Callable[[], None] = lambda: None
) -> tuple[Alignment, list[str], list[str]]:
    """Align the sentence pairs, helped by the entries whose words they hold. The lists name the words' numbers."""
    english, chinese = Vocabulary(), Vocabulary()
    sides: list[tuple[list[int], list[int], float]] = []
    for en, zh in dict.fromkeys((pair.en, pair.zh) for pair in corpora.parallel):
        left, right = english_terms(en), chinese_words(zh)
        if 0 < len(left) <= LONGEST_SENTENCE and 0 < len(right) <= LONGEST_SENTENCE:
            sides.append((english.numbers(left), chinese.numbers(right), 1.0))
    for entry in entries:
        if entry.source == "ecdict":
            continue
        left, right = entry.english.split(), chinese_words(entry.chinese)
        numbers = english.known(left), chinese.known(right)
        if right and len(numbers[0]) == len(left) and len(numbers[1]) == len(right) <= LONGEST_ENTRY:
            sides.append((*numbers, DICTIONARY_PAIR_WEIGHT))
    aligned = align([s[0] for s in sides], [s[1] for s in sides], [s[2] for s in sides], advance=advance)
    return aligned, english.words, chinese.words


def translations(
    corpora: Corpora, entries: list[Entry], aligned: Alignment, english: list[str], chinese: list[str]
) -> Translations:
    """Join the alignment with the entries, in both directions."""
    zh_count = count_chinese(corpora, {entry.chinese for entry in entries} | set(chinese))
    en_count, written_count = count_english(corpora, {entry.english for entry in entries} | set(english))
    scores: Scores = defaultdict(dict)
    single = set(english) | set(chinese)
    _add_aligned(scores, aligned, english, chinese)
    _add_months(scores)
    usable = [entry for entry in entries if _worth_keeping(entry, zh_count, en_count)]
    _add_entries(scores, [(f"e:{e.english}", e.chinese, _trust(e, written_count)) for e in usable], zh_count, single)
    _add_entries(scores, [(f"z:{e.chinese}", e.english, TRUST[e.source]) for e in usable], en_count, single)
    names = [(f"n:{e.written}", e.chinese, _trust(e, written_count)) for e in usable if _is_hidden_name(e)]
    _add_entries(scores, names, zh_count, single)
    for key in {name[0] for name in names}:
        # "Manning" is seldom the man in a form of the verb; "Rights" mostly is the right in the plural.
        _add_stem(scores, key, min(1.0, 0.05 + written_count[key.removeprefix("n:")] / 40))
    return Translations({key: _best(found) for key, found in scores.items()}, zh_count)


def count_chinese(corpora: Corpora, wanted: set[str]) -> Counter[str]:
    """How often each of the wanted words, or runs of up to four jieba words, occurs in the Chinese texts."""
    counts: Counter[str] = Counter()
    texts = ["\n".join(document.sentences) for document in corpora.chinese[::COUNTED_DOCUMENTS]]
    texts += [pair.zh for pair in corpora.parallel]
    for text in texts:
        words = rjieba.cut(text)
        for length in range(1, 5):
            runs = map("".join, zip(*(words[i:] for i in range(length)), strict=False))
            counts.update(run for run in runs if run in wanted)
    return counts


def count_english(corpora: Corpora, wanted: set[str]) -> tuple[Counter[str], Counter[str]]:
    """How often each of the wanted runs of up to four terms occurs in the English texts; and each written word."""
    counts: Counter[str] = Counter()
    written: Counter[str] = Counter()
    texts = ["\n".join(document.sentences) for document in corpora.english] + [pair.en for pair in corpora.parallel]
    for text in texts:
        written.update(re.findall(r"[a-z]+", text))
        terms = english_terms(text)
        for length in range(1, 5):
            runs = map(" ".join, zip(*(terms[i:] for i in range(length)), strict=False))
            counts.update(run for run in runs if run in wanted)
    return counts, written


def _worth_keeping(entry: Entry, zh_count: Mapping[str, int], en_count: Mapping[str, int]) -> bool:
    if len(entry.chinese) == 1 and len(entry.english.split()) > 1:
        return False
    if entry.source == "ecdict":
        return zh_count[entry.chinese] > 2 and " " not in entry.english
    if entry.source in {"wiktionary_wechsel", "places_dr5hn"}:
        return zh_count[entry.chinese] > 0
    if entry.source == "cedict" and len(entry.english.split()) > 2:
        return zh_count[entry.chinese] > 0 or en_count[entry.english] > 0
    return True


def _trust(entry: Entry, written_count: Mapping[str, int]) -> float:
    # names_wikidata has a bearer for almost every English word: Fair, Country, State.
    common = entry.source == "names_wikidata" and written_count[entry.written] > 20
    return TRUST[entry.source] * (0.3 if common else 1.0)


def _is_hidden_name(entry: Entry) -> bool:
    return entry.source in NAMES and " " not in entry.english and entry.written not in {"", entry.english}


def _add_aligned(scores: Scores, aligned: Alignment, english: list[str], chinese: list[str]) -> None:
    both = (aligned.forward * aligned.backward) ** 0.5 * aligned.agreed / (aligned.agreed + AGREED_HALF)
    for e, z, score in zip(aligned.source, aligned.target, both, strict=True):
        if score >= LEAST_WEIGHT / 2 and _HAN_ENTRY.fullmatch(chinese[z]) and not _is_function(chinese[z]):
            scores["e:" + english[e]][chinese[z]] = float(score)
            scores["z:" + chinese[z]][english[e]] = float(score)


def _add_entries(
    scores: Scores, found: list[tuple[str, str, float]], count: Mapping[str, int], single: AbstractSet[str]
) -> None:
    most: dict[str, int] = defaultdict(int)
    evidence = {key: sum(scores[key].values()) if key in scores else 0.0 for key, _, _ in found}
    for key, translation, _ in found:
        most[key] = max(most[key], count[translation])
    for key, translation, trust in found:
        share = math.log1p(count[translation]) / math.log1p(most[key]) if most[key] else 1.0
        score = trust * (NEVER_SEEN_SHARE + (1 - NEVER_SEEN_SHARE) * share)
        # An entry of one character finds too much: it counts where the sentences bear it out.
        score *= 0.3 if len(translation) == 1 else 1.0
        if translation in single and translation not in scores[key]:
            # What many sentence pairs translate otherwise is seldom right: "won" is 赢得 before it is 韩元.
            score *= 1 - UNSEEN_PENALTY * min(evidence[key], 1.0)
        scores[key][translation] = 1 - (1 - scores[key].get(translation, 0.0)) * (1 - score)


def _add_months(scores: Scores) -> None:
    # News write 3月; dictionaries 三月.
    for month, name in enumerate(MONTHS, 1):
        scores[f"e:{next(folded_terms(name))}"][f"{month}月"] = 0.95
        scores[f"z:{month}月"][next(folded_terms(name))] = 0.95


def _add_stem(scores: Scores, key: str, factor: float) -> None:
    stem = next(folded_terms(key.removeprefix("n:")), "")
    for translation, score in scores.get("e:" + stem, {}).items():
        scores[key][translation] = max(scores[key].get(translation, 0.0), factor * score)


def _best(found: Mapping[str, float]) -> dict[str, float]:
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_TRANSLATIONS]
    least = max(LEAST_WEIGHT, LEAST_SHARE_OF_BEST * ordered[0][1]) if ordered else 0
    return {translation: score for translation, score in ordered if score >= least}


def write_translations(learnt: Translations, folder: Path) -> Path:
    """Write the file that `index.translation.Translator` opens."""
    rows = [(FORMAT_KEY, FORMAT)]
    for key, found in sorted(learnt.scores.items()):
        if found:
            frequency = round(FREQUENCY_SCALE * math.log1p(learnt.frequency.get(key[2:], 0)))
            rows.append((key, bytes([min(frequency, 255)]) + b"".join(_packed(t, s) for t, s in found.items())))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    marisa_trie.BytesTrie(rows).save(str(path))
    return path


def _packed(translation: str, score: float) -> bytes:
    return bytes([max(1, round(min(score, 1.0) * WEIGHT_STEPS))]) + translation.encode() + b"\n"
