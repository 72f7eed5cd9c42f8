"""Corpora, a tokeniser and a dictionary in; the kinds of pairs that the static model is trained on out."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np
from tokenizers import Tokenizer

from index.text import HAN, folded_terms
from tools.train_model.bags import Numbers, Ragged, tokenised
from tools.train_model.corpora import Corpora, Document
from tools.train_model.dictionary import Scores
from tools.train_model.tokenizer import WORD_START
from tools.train_model.views import (
    Entries,
    Kind,
    Parallel,
    Questions,
    Sentences,
    Titles,
    TokenTranslations,
    TranslatedQuestions,
)

CHINESE_QUESTION_WORDS = (
    *("什么", "谁", "多少", "哪", "哪个", "哪里", "何时", "什么时候"),
    *("如何", "为什么", "几", "吗", "哪些", "多", "怎么", "哪一年"),
)
ENGLISH_QUESTION_WORDS = (
    *("what", "who", "how", "many", "which", "where", "when"),
    *("why", "did", "does", "is", "was", "much"),
)

SHORTEST_SENTENCE = 5
TRANSLATIONS_PER_TOKEN = 4
LEAST_SCORE = 0.08
# News pairs follow one another as in their article; an article is taken to be this long.
PAIRS_PER_ARTICLE = 8
ARTICLE_SOURCES = ("news_", "covid_")
# How often an entry is drawn, by source: how sure it is, times how much news hinges on it.
ENTRY_WEIGHTS = {
    "countries_mledoze": 4.0,
    "terms_orgs": 3.0,
    "companies": 3.0,
    "cities_misc": 3.0,
    "entities_dbp15k": 1.5,
    "cedict": 1.0,
    "cldr_names": 1.0,
    "names_wikidata": 0.7,
    "wiktionary_wechsel": 0.5,
    "places_dr5hn": 0.3,
    "ecdict": 0.0,
}

_HAN_WORD = re.compile(rf"[{HAN}]{{2,}}")


def lessons(corpora: Corpora, tokenizer: Tokenizer, scores: Scores) -> list[Kind]:
    """All kinds of pairs for which the corpora hold anything."""
    asked_zh = _known(tokenizer, CHINESE_QUESTION_WORDS)
    asked_en = _known(tokenizer, [WORD_START + word for word in ENGLISH_QUESTION_WORDS])
    zh, en = _sentences(tokenizer, corpora.chinese), _sentences(tokenizer, corpora.english)
    pairs_zh = tokenised(tokenizer, [pair.zh for pair in corpora.parallel])
    pairs_en = tokenised(tokenizer, [pair.en for pair in corpora.parallel])
    articles = _article_lengths([pair.source for pair in corpora.parallel])
    to_english, to_chinese = _token_translations(tokenizer, scores)
    return [
        Questions("zh_questions", zh, _long_enough(zh), asked_zh),
        Questions("en_questions", en, _long_enough(en), asked_en),
        _titles("zh_titles", tokenizer, corpora.chinese, zh),
        _titles("en_titles", tokenizer, corpora.english, en),
        Parallel("en_zh_pairs", pairs_en, Sentences.of(pairs_zh, articles), asked_en),
        Parallel("zh_en_pairs", pairs_zh, Sentences.of(pairs_en, articles), asked_zh),
        _entries("dictionary", tokenizer, corpora),
        TranslatedQuestions("en_about_zh", zh, _long_enough(zh), asked_en, to_english),
        TranslatedQuestions("zh_about_en", en, _long_enough(en), asked_zh, to_chinese),
    ]


def token_parts(tokenizer: Tokenizer) -> tuple[Ragged, int]:
    """What each token is made of, and how many different parts there are.

    A Chinese word is made of its characters, an English one of its stem.
    """
    numbers: dict[str, int] = {}
    parts = [[numbers.setdefault(part, len(numbers)) for part in _parts(token)] for token in _in_order(tokenizer)]
    return _ragged([np.array(each, np.int64) for each in parts]), len(numbers)


def _parts(token: str) -> Iterable[str]:
    if _HAN_WORD.fullmatch(token):
        return token
    if token.startswith(WORD_START) and len(token) > 1:
        return [WORD_START + stem for stem in folded_terms(token[1:])]
    return ()


def _in_order(tokenizer: Tokenizer) -> list[str]:
    vocabulary = tokenizer.get_vocab()
    return sorted(vocabulary, key=lambda token: vocabulary[token])


def _known(tokenizer: Tokenizer, tokens: Sequence[str]) -> Numbers:
    vocabulary = tokenizer.get_vocab()
    return np.array([vocabulary[token] for token in tokens if token in vocabulary], np.int64)


def _sentences(tokenizer: Tokenizer, documents: Sequence[Document]) -> Sentences:
    texts = tokenised(tokenizer, [sentence for document in documents for sentence in document.sentences])
    return Sentences.of(texts, [len(document.sentences) for document in documents])


def _long_enough(sentences: Sentences) -> Numbers:
    return np.flatnonzero(sentences.texts.lengths() >= SHORTEST_SENTENCE)


def _article_lengths(sources: Sequence[str]) -> list[int]:
    lengths: list[int] = []
    for source, run in groupby(sources):
        left = sum(1 for _ in run)
        length = PAIRS_PER_ARTICLE if source.startswith(ARTICLE_SOURCES) else 1
        lengths += [length] * (left // length) + ([left % length] if left % length else [])
    return lengths


def _titles(name: str, tokenizer: Tokenizer, documents: Sequence[Document], sentences: Sentences) -> Titles:
    lengths = np.array([len(document.sentences) for document in documents])
    titled = np.flatnonzero([bool(document.title) for document in documents] & (lengths > 0))
    first = (np.cumsum(lengths) - lengths)[titled]
    bodies = [sentences.texts.tokens[sentences.first[i] : sentences.last[i]] for i in first]
    return Titles(name, tokenised(tokenizer, [documents[int(i)].title for i in titled]), _ragged(bodies))


def _entries(name: str, tokenizer: Tokenizer, corpora: Corpora) -> Entries:
    entries = [entry for entry in corpora.dictionary if ENTRY_WEIGHTS[entry.source] > 0]
    english = tokenised(tokenizer, [entry.en for entry in entries])
    chinese = tokenised(tokenizer, [entry.zh for entry in entries])
    weights = np.array([ENTRY_WEIGHTS[entry.source] for entry in entries])
    weights[(english.lengths() == 0) | (chinese.lengths() == 0)] = 0
    return Entries(name, english, chinese, np.cumsum(weights))


def _ragged(lists: Sequence[Numbers]) -> Ragged:
    starts = np.concatenate(([0], np.cumsum([len(each) for each in lists], dtype=np.int64)))
    return Ragged(np.concatenate(lists) if lists else np.zeros(0, np.int64), starts)


def _token_translations(tokenizer: Tokenizer, scores: Scores) -> tuple[TokenTranslations, TokenTranslations]:
    tokens = _in_order(tokenizer)
    written: dict[str, str] = {}
    for token in reversed(tokens):  # the frequent form of a stem comes last and stays
        if token.startswith(WORD_START) and len(token) > 1:
            written[next(folded_terms(token[1:]), token[1:])] = token[1:]
    stems = {form: stem for stem, form in written.items()}
    to_english: list[list[tuple[str, float]]] = []
    to_chinese: list[list[tuple[str, float]]] = []
    for token in tokens:
        found = scores.get("z:" + token, {})
        to_english.append([(" ".join(written.get(s, s) for s in text.split()), p) for text, p in found.items()])
        bare = token.removeprefix(WORD_START)
        stem = stems.get(bare) or next(folded_terms(bare), bare)
        is_word = token.startswith(WORD_START)
        to_chinese.append(list(scores.get("e:" + stem, {}).items()) if is_word else [])
        if token.isdigit():
            to_english[-1] = to_chinese[-1] = [(token, 1.0)]
    return _table(tokenizer, to_english), _table(tokenizer, to_chinese)


def _table(tokenizer: Tokenizer, found: Sequence[Sequence[tuple[str, float]]]) -> TokenTranslations:
    k = TRANSLATIONS_PER_TOKEN
    probabilities = np.zeros((len(found), k), np.float32)
    texts: list[str] = []
    for row, translations in zip(probabilities, found, strict=True):
        best = [(text, score) for text, score in translations if score >= LEAST_SCORE][:k]
        if best:
            scores = np.array([score for _, score in best])
            row[: len(best)] = np.cumsum(scores / scores.sum())
            row[len(best) - 1 :] = 1.0
        texts += [text for text, _ in best] + [""] * (k - len(best))
    return TokenTranslations(probabilities, tokenised(tokenizer, texts))
