import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.evaluation import EvaluationError, Given, Labelled, below_floors, measure, read_questions

_ROW: dict[str, object] = {
    "id": "q1",
    "set": "en-en",
    "question": "How many?",
    "answers": ["ten"],
    "articles": ["fair"],
    "answerable": True,
}


def _written(path: Path, *lines: object) -> Path:
    file = path / "questions.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return file


def test_questions_are_read_as_they_are_written(tmp_path: Path) -> None:
    file = _written(tmp_path, _ROW, "", _ROW | {"id": "q2", "now": "2022-09-05T20:00:00+00:00", "extra": 1})
    first, second = read_questions(file)
    assert first == Labelled("q1", "en-en", "How many?", ("ten",), frozenset({"fair"}), answerable=True, now=None)
    assert (second.id, second.now) == ("q2", datetime(2022, 9, 5, 20, tzinfo=UTC))


def test_a_line_separator_within_a_text_ends_no_line(tmp_path: Path) -> None:
    line = json.dumps(_ROW | {"question": "one\u2028two\x85three"}, ensure_ascii=False)
    assert [question.question for question in read_questions(_written(tmp_path, line))] == ["one\u2028two\x85three"]


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        "null",
        "7",
        '"text"',
        {key: value for key, value in _ROW.items() if key != "articles"},
        _ROW | {"now": "yesterday"},
        _ROW | {"answers": None},
        _ROW | {"answers": "ten"},
        _ROW | {"articles": "fair"},
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, bad: object) -> None:
    with pytest.raises(EvaluationError, match=r"questions\.jsonl:3: not a labelled question") as error:
        read_questions(_written(tmp_path, _ROW, "", bad))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "complaint"), [(b"", "no questions"), (b"\n\n", "no question"), (b"\xff", "can't")]
)
def test_a_bad_file_is_named(tmp_path: Path, content: bytes, complaint: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(content)
    with pytest.raises(EvaluationError, match=rf"questions\.jsonl: .*{complaint}"):
        read_questions(file)


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(EvaluationError, match="can't be read"):
        read_questions(tmp_path / name)


def _asked(*articles: str, answers: tuple[str, ...] = ("ten",), of: str = "en-en", answerable: bool = True) -> Labelled:
    return Labelled("q", of, "How many?", answers, frozenset(articles), answerable, None)


def _given(*articles: str, answer: str = "", span: str = "", outcome: str = "answered", ms: float = 1.0) -> Given:
    return Given(articles, outcome, answer, span, 0.5, ms)


def _measured(*pairs: tuple[Labelled, Given]) -> Mapping[str, float]:
    return measure(pairs)["all"]


def test_recall_and_reciprocal_rank_by_hand() -> None:
    metrics = _measured(
        (_asked("a"), _given("a", "b")),
        (_asked("a"), _given("b", "c", "a")),
        (_asked("a", "d"), _given("b", "c", "e", "f", "g", "d")),
        (_asked("a"), _given("b")),
    )
    assert metrics["recall@1"] == 1 / 4
    assert metrics["recall@5"] == 2 / 4
    assert metrics["recall@10"] == 3 / 4
    assert metrics["mrr@10"] == pytest.approx((1 + 1 / 3 + 1 / 6) / 4)


@pytest.mark.parametrize(("position", "counted"), [(10, 1), (11, 0)])
def test_ranks_count_to_ten(position: int, counted: int) -> None:
    ranked = [f"n{i}" for i in range(1, position)] + ["a"]
    metrics = _measured((_asked("a"), _given(*ranked)))
    assert metrics["recall@10"] == counted
    assert metrics["mrr@10"] == pytest.approx(counted / position)


def test_nothing_found_is_rank_none() -> None:
    metrics = _measured((_asked("a"), _given()))
    assert (metrics["recall@10"], metrics["mrr@10"]) == (0, 0)


@pytest.mark.parametrize(
    ("sentence", "answers", "states"),
    [
        ("Ten countries came.", ("ten countries",), 1),
        ("共有１０ 个國家。", ("10个国家",), 1),
        ("Nine came.", ("ten", "nine"), 1),
        ("Nine came.", ("ten",), 0),
        ("", ("ten",), 0),
        ("Nine came.", ("",), 0),
    ],
)
def test_whether_a_sentence_states_an_answer(sentence: str, answers: tuple[str, ...], states: int) -> None:
    assert _measured((_asked("a", answers=answers), _given("a", answer=sentence)))["answer_in_sentence"] == states


@pytest.mark.parametrize(
    ("span", "answers", "f1"),
    [
        ("ten countries", ("ten countries",), 1),
        ("Ten  Countries!", ("ten countries",), 1),
        ("ten", ("ten countries",), 2 / 3),
        ("the old harbour", ("ten countries",), 0),
        ("10个国家", ("10个国家",), 1),
        ("10个", ("10个国家",), 2 * 3 / (3 + 5)),
        ("10个", ("10个国家", "10个"), 1),
        ("一一一", ("一",), 2 * 1 / (3 + 1)),
        ("", ("ten",), 0),
    ],
)
def test_span_f1_by_hand(span: str, answers: tuple[str, ...], f1: float) -> None:
    assert _measured((_asked("a", answers=answers), _given("a", span=span)))["span_f1"] == pytest.approx(f1)


def test_refusals_by_hand() -> None:
    unanswerable = _asked(answers=(), answerable=False)
    metrics = _measured(
        (unanswerable, _given(outcome="not_found")),
        (unanswerable, _given(outcome="related")),
        (unanswerable, _given("a", outcome="answered")),
        (_asked("a"), _given("a", outcome="related")),
        (_asked("a"), _given("a", answer="ten", span="ten", outcome="answered")),
    )
    assert metrics["refusal_precision"] == pytest.approx(2 / 3)
    assert metrics["refusal_recall"] == pytest.approx(2 / 3)
    assert metrics["answer_in_sentence"] == 1 / 2
    assert metrics["recall@1"] == 1


def test_a_metric_without_questions_to_measure_it_on_is_left_out() -> None:
    answered = _measured((_asked("a"), _given("a")))
    refused = _measured((_asked(answers=(), answerable=False), _given(outcome="not_found")))
    assert "refusal_recall" not in answered
    assert "refusal_precision" not in answered
    assert "recall@1" not in refused
    assert (refused["refusal_recall"], refused["questions"]) == (1, 1)


def test_times_by_hand() -> None:
    metrics = _measured(*((_asked("a"), _given("a", ms=float(ms))) for ms in range(100, 0, -1)))
    assert metrics["p50_ms"] == pytest.approx(50.5)
    assert 95 <= metrics["p95_ms"] <= 95.05  # the 95th of 100, or as numpy interpolates


def test_the_only_time_is_every_percentile() -> None:
    metrics = _measured((_asked("a"), _given("a", ms=7)))
    assert (metrics["p50_ms"], metrics["p95_ms"]) == (7, 7)


def test_each_set_is_measured_alone_and_all_together() -> None:
    metrics = measure([(_asked("a", of="zh-zh"), _given("a")), (_asked("a", of="en-en"), _given("b"))])
    assert list(metrics) == ["en-en", "zh-zh", "all"]
    assert [metrics[name]["recall@1"] for name in metrics] == [0, 1, 0.5]


@pytest.mark.parametrize(
    ("measured", "floor", "below"),
    [
        ({"en": {"recall@1": 0.5}}, {"en": {"recall@1": 0.5}}, []),
        ({"en": {"recall@1": 0.6}}, {"en": {"recall@1": 0.5}}, []),
        ({"en": {"recall@1": 0.4}}, {"en": {"recall@1": 0.5}}, ["en: recall@1 is 0.400, the floor is 0.500"]),
        ({"en": {}}, {"en": {"recall@1": 0.5}}, ["en: recall@1 is nan, the floor is 0.500"]),
        ({}, {"en": {"recall@1": 0.5}}, ["en: recall@1 is nan, the floor is 0.500"]),
        ({"en": {"recall@1": float("nan")}}, {"en": {"recall@1": 0.0}}, ["en: recall@1 is nan, the floor is 0.000"]),
        ({"en": {"recall@1": 0.1}}, {}, []),
    ],
)
def test_what_is_below_its_floor(
    measured: dict[str, dict[str, float]], floor: dict[str, dict[str, float]], below: list[str]
) -> None:
    assert below_floors(measured, floor) == below
