import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.records import IndexRow
from index.terms import TermIndex
from index.text import terms
from index.translation import Alternative, TermGroup

_BODIES = (
    "The harbour festival opened with ten ships and a choir.",
    "Ten countries sent ships to the harbour.",
    "A choir of forty sang. The choir came by train, the choir left by ship.",
    "Nobody knows why the train was late.",
    "The ferry to the island costs more from October.",
    "Ferry fares rise: the ferry company blames fuel, and fuel costs more than last year on every route it serves.",
)


def _row(chunk_id: int, text: str, **about: str) -> IndexRow:
    published = datetime.fromisoformat(about["on"]).replace(tzinfo=UTC) if "on" in about else None
    return IndexRow(chunk_id, text, about.get("title", ""), about.get("source", ""), published)


def _indexed(folder: Path, *rows: IndexRow) -> TermIndex:
    return TermIndex.build(rows, folder, lambda: None)


def _weights(question: str) -> dict[str, float]:
    return dict.fromkeys(terms(question), 1.0)


def _found(index: TermIndex, question: str, k: int = 10) -> list[int]:
    return [chunk for chunk, _ in index.match(_weights(question), [], k)]


def _bm25(bodies: Sequence[str], weights: Mapping[str, float], k1: float = 1.2, b: float = 0.75) -> list[float]:
    """BM25 as in Robertson and Zaragoza (2009), with Lucene's idf."""
    counted = [Counter(terms(body)) for body in bodies]
    average = sum(counts.total() for counts in counted) / len(counted)
    scores = [0.0] * len(bodies)
    for term, weight in weights.items():
        having = sum(term in counts for counts in counted)
        idf = math.log(1 + (len(bodies) - having + 0.5) / (having + 0.5))
        for i, counts in enumerate(counted):
            saturation = k1 * (1 - b + b * counts.total() / average)
            scores[i] += weight * idf * counts[term] * (k1 + 1) / (counts[term] + saturation)
    return scores


@pytest.mark.parametrize(
    "question",
    [
        "harbour choir",
        "ten ships in the harbour",
        "ferry costs",
        "fuel",
        "why was the train late",
        "the the choir nobody nowhere",
    ],
)
def test_bodies_are_scored_as_plain_bm25_does(tmp_path: Path, question: str) -> None:
    index = _indexed(tmp_path, *(_row(i, body) for i, body in enumerate(_BODIES)))
    weights = {term: 1.0 if len(term) > 3 else 0.3 for term in terms(question)}
    scores = _bm25(_BODIES, weights)
    most = 2.2 * sum(weight * index.idf(term) for term, weight in weights.items())
    right = sorted((i for i, score in enumerate(scores) if score > 0), key=lambda i: -scores[i])
    found = index.match(weights, [], 10)
    assert [chunk for chunk, _ in found] == right
    assert [score for _, score in found] == pytest.approx([scores[i] / most for i in right], rel=0.02)


def test_rarer_terms_have_a_higher_idf(tmp_path: Path) -> None:
    index = _indexed(tmp_path, *(_row(i, body) for i, body in enumerate(_BODIES)))
    common, rare, unknown = (index.idf(term) for term in ("the", "fuel", "zebra"))
    assert 0 < common < rare < unknown


def test_a_score_is_the_share_of_the_question_that_matches(tmp_path: Path) -> None:
    whole = "Ferry fuel."
    index = _indexed(
        tmp_path,
        _row(1, whole, title=whole),
        _row(2, "Ferry ferry ferry ferry ferry."),
        *map(_row, range(3, 9), _BODIES),
    )
    scores = dict(index.match(_weights("ferry fuel"), [], 10))
    assert scores[1] == max(scores.values())
    assert all(0 < score < 1.5 for score in scores.values())
    assert scores[2] < 0.5


def test_no_more_than_k_are_found(tmp_path: Path) -> None:
    index = _indexed(tmp_path, *(_row(i, body) for i, body in enumerate(_BODIES)))
    assert len(_found(index, "the", k=2)) == 2
    assert len(_found(index, "the", k=100)) == sum("the" in terms(body) for body in _BODIES)


@pytest.mark.parametrize(
    ("question", "chunk"),
    [
        ("lantern", 1),
        ("Tidewater Post", 2),
        ("9月12日", 2),
        ("12 September", 2),
        ("September 2021", 1),
        ("2021年", 1),
    ],
)
def test_title_source_and_date_are_searched(tmp_path: Path, question: str, chunk: int) -> None:
    index = _indexed(
        tmp_path,
        _row(1, "It was crowded.", title="The lantern fair", source="Harbour Wire", on="2021-09-01"),
        _row(2, "It was quiet.", title="A market", source="Tidewater Post", on="2022-09-12"),
        _row(3, "It rained.", title="Weather"),
    )
    assert _found(index, question)[0] == chunk


def test_the_passage_that_says_it_is_before_the_one_whose_title_does(tmp_path: Path) -> None:
    index = _indexed(tmp_path, _row(1, "A crowd came.", title="Lanterns"), _row(2, "Lanterns burned.", title="Crowds"))
    assert _found(index, "lanterns") == [2, 1]


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("服務貿易", "服务贸易规模扩大。"),
        ("５００強", "现场有500强企业。"),
        ("1000000 people", "It reached 1,000,000 people."),
        ("10个", "共有 10 个展区。"),
        ("cities", "The city's mayor left."),
    ],
)
def test_a_match_does_not_depend_on_how_it_is_written(tmp_path: Path, question: str, body: str) -> None:
    index = _indexed(tmp_path, _row(1, body), _row(2, "Something else."))
    assert _found(index, question) == [1]


def _group(*translations: tuple[str, float]) -> TermGroup:
    return TermGroup("source", tuple(Alternative(tuple(terms(text)), weight) for text, weight in translations))


def test_a_translation_of_several_terms_matches_only_where_they_stand_together(tmp_path: Path) -> None:
    index = _indexed(
        tmp_path,
        _row(1, "The prime minister resigned."),
        _row(2, "A minister bought prime land."),
        _row(3, "Land is dear."),
    )
    assert [chunk for chunk, _ in index.match({}, [_group(("prime minister", 1.0))], 10)] == [1]


def test_a_chinese_word_is_a_phrase_of_its_bigrams(tmp_path: Path) -> None:
    index = _indexed(tmp_path, _row(1, "贸易会落幕。"), _row(2, "贸易额上升，易会满出席。"), _row(3, "无关。"))
    assert [chunk for chunk, _ in index.match({}, [_group(("贸易会", 1.0))], 10)] == [1]


def test_of_several_translations_the_best_match_counts_and_not_their_sum(tmp_path: Path) -> None:
    translations = (("fair", 1.0), ("exhibition", 0.9), ("show", 0.8))
    index = _indexed(tmp_path, _row(1, "the fair opened"), _row(2, "fair exhibition trade show"), _row(3, "none of it"))

    def scores(*used: tuple[str, float]) -> dict[int, float]:
        """The scores before they are made shares."""
        most = 2.2 * max(weight * index.idf(terms(word)[0]) for word, weight in used)
        return {chunk: share * most for chunk, share in index.match({}, [_group(*used)], 10)}

    alone = [scores(translation) for translation in translations]
    assert scores(*translations) == pytest.approx({chunk: max(a.get(chunk, 0) for a in alone) for chunk in (1, 2)})


def test_a_surer_translation_counts_more(tmp_path: Path) -> None:
    index = _indexed(tmp_path, _row(1, "They held a fair."), _row(2, "They held a show."), _row(3, "They left."))
    assert [chunk for chunk, _ in index.match({}, [_group(("fair", 0.3), ("show", 0.9))], 10)] == [2, 1]


def test_a_question_without_terms_finds_nothing(tmp_path: Path) -> None:
    index = _indexed(tmp_path, _row(1, "Anything."))
    assert index.match({}, [], 10) == []
    assert index.match(_weights("zebra"), [], 10) == []


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    assert _found(_indexed(tmp_path), "anything") == []


def test_what_is_opened_finds_what_was_built(tmp_path: Path) -> None:
    built = _indexed(tmp_path, *(_row(i, body) for i, body in enumerate(_BODIES)))
    assert TermIndex.open(tmp_path).match(_weights("ferry fuel harbour"), [], 10) == built.match(
        _weights("ferry fuel harbour"), [], 10
    )
