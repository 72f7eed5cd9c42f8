import hashlib
import json
from pathlib import Path

import pytest
import typer

from bot.cli.floors import Floors
from index.evaluation import EvaluationError

_HIGH = {"en": {"recall@1": 0.9, "p50_ms": 3.0, "questions": 9.0}}
_LOW = {"en": {"recall@1": 0.2, "p50_ms": 3.0, "questions": 9.0}}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("{}\n")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "floors.json"


def _pin(path: Path, questions: Path, metrics: dict[str, dict[str, float]], *, allow_lower: bool = False) -> None:
    floors = Floors.read(path, questions, pinning=True)
    assert floors is not None
    floors.check(metrics, pin=True, allow_lower=allow_lower)


def _check(path: Path, questions: Path, metrics: dict[str, dict[str, float]]) -> None:
    floors = Floors.read(path, questions, pinning=False)
    assert floors is not None
    floors.check(metrics, pin=False, allow_lower=False)


def _pinned(path: Path) -> object:
    return json.loads(path.read_text())["floors"]


def test_quality_is_pinned_and_speed_is_not(path: Path, questions: Path) -> None:
    _pin(path, questions, _HIGH)
    assert _pinned(path) == {"en": {"recall@1": 0.9}}


@pytest.mark.parametrize("measured", [0.0, 1.0, 1 / 3, 2 / 3, 0.29, 0.57, 0.999999])
def test_what_was_pinned_passes_when_it_is_measured_again(path: Path, questions: Path, measured: float) -> None:
    metrics = {"en": {"recall@1": measured}}
    _pin(path, questions, metrics)
    _check(path, questions, metrics)
    _pin(path, questions, metrics)


def test_below_a_floor_the_exit_status_is_one_and_each_metric_is_named(
    path: Path, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _pin(path, questions, _HIGH)
    with pytest.raises(typer.Exit) as stopped:
        _check(path, questions, _LOW)
    assert stopped.value.exit_code == 1
    assert capsys.readouterr().err == "en: recall@1 is 0.200, the floor is 0.900\n"


def test_lowering_a_floor_takes_a_second_flag(path: Path, questions: Path) -> None:
    _pin(path, questions, _HIGH)
    with pytest.raises(typer.Exit):
        _pin(path, questions, _LOW)
    assert _pinned(path) == {"en": {"recall@1": 0.9}}
    _pin(path, questions, _LOW, allow_lower=True)
    assert _pinned(path) == {"en": {"recall@1": 0.2}}


def test_floors_rise_with_what_is_measured(path: Path, questions: Path) -> None:
    _pin(path, questions, _LOW)
    _check(path, questions, _HIGH)
    assert _pinned(path) == {"en": {"recall@1": 0.2}}
    _pin(path, questions, _HIGH)
    assert _pinned(path) == {"en": {"recall@1": 0.9}}


def test_a_set_that_is_not_measured_any_more_is_below_its_floor(path: Path, questions: Path) -> None:
    _pin(path, questions, _HIGH)
    with pytest.raises(typer.Exit):
        _check(path, questions, {"zh": {"recall@1": 1.0}})


def test_floors_are_for_the_very_questions_they_were_pinned_with(path: Path, questions: Path) -> None:
    _pin(path, questions, _HIGH)
    questions.write_text("{}\n{}\n")
    with pytest.raises(EvaluationError, match="is for other questions than"):
        _check(path, questions, _HIGH)
    _pin(path, questions, _HIGH)
    _check(path, questions, _HIGH)


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", "null", "{}", '{"floors": {}}', '{"questions": "DIGEST"}'),
        *('{"questions": "DIGEST", "floors": []}', '{"questions": "DIGEST", "floors": {"en": 1}}'),
    ],
)
@pytest.mark.parametrize("pinning", [True, False])
def test_a_file_that_holds_no_floors_is_named(path: Path, questions: Path, content: str, *, pinning: bool) -> None:
    path.write_text(content.replace("DIGEST", hashlib.sha256(questions.read_bytes()).hexdigest()))
    with pytest.raises(EvaluationError, match=r"floors\.json: not a file of floors"):
        Floors.read(path, questions, pinning=pinning)


def test_a_missing_file_is_an_error_unless_it_is_to_be_written(path: Path, questions: Path) -> None:
    with pytest.raises(EvaluationError, match=r"floors\.json: not a file of floors"):
        Floors.read(path, questions, pinning=False)
    to_be_written = Floors.read(path, questions, pinning=True)
    assert to_be_written is not None
    assert to_be_written.values == {}


def test_without_a_file_nothing_is_checked_and_nothing_can_be_pinned(questions: Path) -> None:
    assert Floors.read(None, questions, pinning=False) is None
    with pytest.raises(EvaluationError, match="--pin needs --floors"):
        Floors.read(None, questions, pinning=True)
