"""From posts to answers with the built-in model: the sample archive, and the shared one where there is one."""

import re
from pathlib import Path

import pytest

from tests.fakes.command import newsbot
from tests.shared import shared

_REPOSITORY = Path(__file__).parents[1]
_EXAMPLES = _REPOSITORY / "examples"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the sample archive."""
    data = tmp_path_factory.mktemp("samples")
    report = newsbot("ingest", _EXAMPLES / "articles", "--strict", "--json", "--data", data)
    assert (report.status, report.json["failed"]) == (0, 0)
    return data


def test_the_sample_questions_are_answered_as_well_as_pinned(samples: Path) -> None:
    ran = newsbot("eval", _EXAMPLES / "questions.jsonl", "--floors", _EXAMPLES / "floors.json", "--data", samples)
    assert (ran.status, ran.err) == (0, "")


def test_a_second_run_over_the_samples_changes_nothing(samples: Path) -> None:
    files = {path: path.read_bytes() for path in samples.rglob("*") if path.is_file() and path.suffix != ".db-shm"}
    report = newsbot("ingest", _EXAMPLES / "articles", "--json", "--data", samples).json
    assert {name: count for name, count in report.items() if count} == {"unchanged": 32}
    assert {path: path.read_bytes() for path in files} == files


_README_ANSWERS = re.findall(
    r'^\$ newsbot ask "([^"]+)"[^\n]*\n([^\n]+)\n', (_REPOSITORY / "README.md").read_text("utf-8"), re.MULTILINE
)


@pytest.mark.parametrize(("question", "first_line"), _README_ANSWERS)
def test_the_readme_shows_what_newsbot_says(samples: Path, question: str, first_line: str) -> None:
    asked = newsbot("ask", question, "--json", "--data", samples)
    assert asked.json["answer"] == first_line


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the shared real posts."""
    posts = shared("data/articles")
    data = tmp_path_factory.mktemp("real")
    assert newsbot("ingest", posts, "--strict", "--data", data).status == 0
    return data


@pytest.mark.parametrize(
    "question",
    [
        "how many countries exhibited for the first time",
        "有多少个国家首次以国家名义设展",
        "服贸会上几个国家是头一回用国家名义办展的？",
        "服貿會上幾個國家是頭一回用國家名義辦展的？",
    ],
)
def test_the_reference_questions(real: Path, question: str) -> None:
    reply = newsbot("ask", question, "--json", "--data", real).json
    assert (reply["outcome"], reply["span"]) == ("answered", "10个国家")
    first = reply["citations"][0]
    assert (first["article"]["id"], first["quote"]) == ("sina_00_seed", reply["answer"])
