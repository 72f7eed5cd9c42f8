"""What a command loads, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.command import newsbot
from tests.fakes.desk import Desk

# Half a second to five seconds each.
_MODEL_LIBRARIES = {"torch", "sentence_transformers", "transformers", "sklearn", "scipy", "huggingface_hub"}
_MIGRATION = {"alembic", "mako"}
_SEARCH = {"faiss", "tantivy"}

_LOADED = """
import json, sys
from bot.cli import main
try:
    main()
finally:
    print(json.dumps([name for name in sys.modules if "." not in name]), file=sys.stderr)
"""


def _loaded(*arguments: object) -> set[str]:
    """The packages that `newsbot` with `arguments` has loaded when it ends."""
    command = [sys.executable, "-X", "utf8", "-c", _LOADED, *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    return set(json.loads(ran.stderr))


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--help"], _MODEL_LIBRARIES | _MIGRATION),
        (["ask", "--help"], _MODEL_LIBRARIES | _MIGRATION),
        (["ask", "ferry fares"], _MODEL_LIBRARIES | _MIGRATION),
        (["search", "渡轮票价", "--json"], _MODEL_LIBRARIES | _MIGRATION),
    ],
)
def test_a_command_loads_no_more_than_it_needs(filled: Path, arguments: list[str], unwanted: set[str]) -> None:
    data = [] if "--help" in arguments else ["--data", filled]
    assert _loaded(*arguments, *data) & unwanted == set()


def test_a_first_run_migrates_and_still_loads_no_model_library(desk: Desk, tmp_path: Path) -> None:
    desk.publish("a", "The ferry left at nine.")
    assert _loaded("ingest", desk.folder, "--data", tmp_path / "data") & _MODEL_LIBRARIES == set()


def test_this_test_sees_what_is_loaded(filled: Path) -> None:
    assert _loaded("ask", "ferry", "--data", filled) >= _SEARCH


def test_exit_statuses_and_messages_in_a_process_of_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from bot.cli import main; main()", "ask", "ferry", "--data", str(tmp_path)]
    failed = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert (failed.returncode, failed.stdout) == (2, "")
    assert failed.stderr == newsbot("ask", "ferry", "--data", tmp_path).err
