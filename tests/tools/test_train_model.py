"""Making a model, from a data folder to files, with a few dozen sentences in seconds."""

import json
import lzma
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from index.embedding import StaticEmbedder
from index.language import Language
from index.translation import FILE_NAME, Translator
from tools.train_model.alignment import align
from tools.train_model.bags import Bags, Ragged, spans, tokenised
from tools.train_model.corpora import read_corpora
from tools.train_model.pipeline import PAIRS, Settings, make_model
from tools.train_model.tokenizer import Sizes, WordCounts, build_tokenizer, count_words
from tools.train_model.words import Vocabulary

SUBJECTS = {
    "瑞士总理": "The Swiss premier",
    "这家公司": "The company",
    "当地警方": "Local police",
    "科学家": "Scientists",
}
VERBS = {"公布": "announced", "拒绝": "rejected", "讨论": "discussed"}
OBJECTS = {
    "一项计划": "a plan",
    "新的预算": "the new budget",
    "地震报告": "the earthquake report",
    "选举结果": "the election result",
}
SENTENCES = [
    (f"{subject}{verb}了{thing}。", f"{SUBJECTS[subject]} {VERBS[verb]} {OBJECTS[thing]}.")
    for subject in SUBJECTS
    for verb in VERBS
    for thing in OBJECTS
]
WORDS = {"总理": "premier", "公司": "company", "警方": "police", "计划": "plan", "预算": "budget", "地震": "earthquake"}
TINY = Settings(
    steps=30,
    dimension=16,
    sizes=Sizes(chinese_words=200, characters=200, english_words=200, pieces=60, numbers=20),
    pairs=dict.fromkeys(PAIRS, 12),
)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    # Threads that wait for a busy core cost more than they bring on texts this small.
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in the shape of the real one."""
    zh = [sentence for sentence, _ in SENTENCES]
    en = [sentence for _, sentence in SENTENCES]
    folder = tmp_path / "data"
    article = {"title": "", "date": "2023-08-16 18:24", "source": "", "lang": "zh"}
    write_rows(
        folder / "eval/articles.jsonl.xz",
        [{"id": f"crud-{i}", "body": "".join(zh[i : i + 6]), **article} for i in range(0, len(zh), 6)]
        + [{"id": "crudg-1", "body": "不可学习的评测文章。", **article}]
        + [{"id": "chrono-1", "body": "也不可学习\u2028这一篇。", **article}],
    )
    write_rows(
        folder / "train/titled-news.jsonl.xz",
        [{"id": str(i), "title": zh[i], "body": "\n".join(zh[i : i + 5])} for i in range(0, len(zh), 5)],
    )
    write_rows(
        folder / "train/titled-news-en.jsonl.xz",
        [{"id": str(i), "title": en[i], "body": " ".join(en[i : i + 5])} for i in range(0, len(en), 5)],
    )
    write_rows(
        folder / "train/parallel-sentences.jsonl.xz",
        [{"en": e, "zh": z, "source": "news_test" if i % 2 else "tatoeba"} for i, (z, e) in enumerate(SENTENCES)],
    )
    write_rows(
        folder / "train/dictionary.jsonl.xz",
        [{"en": e, "zh": z, "source": "cedict"} for z, e in WORDS.items()]
        + [{"en": "Hollings", "zh": "霍林斯", "source": "names_wikidata"}],
    )
    return folder


def test_only_texts_free_to_learn_from_are_read(data: Path) -> None:
    corpora = read_corpora(data)
    texts = {sentence for document in corpora.chinese for sentence in document.sentences}
    assert not any("学习" in text for text in texts)
    assert corpora.counts()["chinese_documents"] == 8 + 10
    assert corpora.counts()["pairs_tatoeba"] == 24


def test_a_model_is_made_that_knows_its_sentences(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    report = make_model(lambda: read_corpora(data), TINY, folder)
    model = StaticEmbedder.from_folder(folder)
    assert model.name == report["name"]
    assert model.dimension == 16
    asked = model.embed_passages([en for _, en in SENTENCES])
    told = model.embed_passages([zh for zh, _ in SENTENCES])
    first = (asked @ told.T).argmax(1)
    assert float(np.mean(first == np.arange(len(SENTENCES)))) > 0.5
    assert report["bytes"][FILE_NAME] > 0
    [group] = Translator.open(folder).translate("What about the earthquake?", Language.EN)
    assert group.alternatives[0].terms == ("地震",)


def test_the_same_input_makes_the_same_files(data: Path, tmp_path: Path) -> None:
    names = [make_model(lambda: read_corpora(data), TINY, tmp_path / str(i))["name"] for i in range(2)]
    assert names[0] == names[1]
    assert (tmp_path / "0" / FILE_NAME).read_bytes() == (tmp_path / "1" / FILE_NAME).read_bytes()


def test_other_weights_have_another_name(data: Path, tmp_path: Path) -> None:
    names = {
        make_model(lambda: read_corpora(data), Settings(**{**vars(TINY), "seed": seed}), tmp_path / "m")["name"]
        for seed in (1, 2)
    }
    assert len(names) == 2


def test_frequent_words_are_one_token_and_rare_ones_fall_apart(data: Path) -> None:
    counts = count_words(read_corpora(data))
    tokenizer = build_tokenizer(counts, TINY.sizes)
    assert tokenizer.encode("Scientists discussed").tokens == ["▁scientists", "▁discussed"]
    assert "总理" in tokenizer.encode("瑞士总理").tokens
    pieces = tokenizer.encode("scientology").tokens
    assert "".join(pieces) == "▁scientology"
    assert len(pieces) > 1


def test_a_word_is_not_the_beginning_of_another() -> None:
    counts = WordCounts(Counter(), Counter({"man": 50, "mankind": 40}), Counter(), Counter())
    tokenizer = build_tokenizer(counts, Sizes(english_words=2, pieces=10))
    assert tokenizer.encode("man mankind").tokens == ["▁man", "▁mankind"]


def test_alignment_finds_the_words_that_go_together() -> None:
    english, chinese = Vocabulary(), Vocabulary()
    sources = [english.numbers(en.lower().rstrip(".").split()) for _, en in SENTENCES]
    targets = [
        chinese.numbers([word for words in (SUBJECTS, VERBS, OBJECTS) for word in words if word in zh])
        for zh, _ in SENTENCES
    ]
    aligned = align(sources, targets, [1.0] * len(sources))
    best = {}
    for row in np.argsort(aligned.agreed):
        best[english.words[int(aligned.source[row])]] = chinese.words[int(aligned.target[row])]
    assert best["announced"] == "公布"
    assert best["budget"] == "新的预算"
    assert best["police"] == "当地警方"


def test_alignment_probabilities_sum_to_one_or_less() -> None:
    aligned = align([[0, 1], [1, 2]], [[0, 1], [1, 2, 0]], [1.0, 2.0])
    assert (np.bincount(aligned.source, aligned.forward) <= 1 + 1e-9).all()
    assert (np.bincount(aligned.target, aligned.backward) <= 1 + 1e-9).all()


def test_spans_and_bags() -> None:
    bags = spans(np.arange(10), np.array([2, 5, 7]), np.array([4, 5, 10]))
    assert bags.tokens.tolist() == [2, 3, 7, 8, 9]
    assert bags.rows.tolist() == [0, 0, 2, 2, 2]
    assert bags.filled().tolist() == [True, False, True]
    ragged = Ragged(np.array([5, 6, 7]), np.array([0, 2, 2, 3]))
    assert ragged.lengths().tolist() == [2, 0, 1]
    assert bags.plus(ragged.take(np.array([1, 0, 2]))).filled().tolist() == [True, True, True]
    assert isinstance(bags, Bags)


def test_the_unknown_token_is_no_token(data: Path) -> None:
    tokenizer = build_tokenizer(count_words(read_corpora(data)), TINY.sizes)
    assert tokenised(tokenizer, ["ꙮ", "瑞士ꙮ", ""]).lengths().tolist()[::2] == [0, 0]
