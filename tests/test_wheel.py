"""The built wheel, installed alone into a fresh environment, answers a question."""

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.fakes.desk import Desk

_REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the working tree, built without a package index."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=_REPOSITORY)
    (built,) = folder.glob("newsbot-*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with nothing but the wheel; the dependencies are those of the running one.

    A path in a .pth file is searched for packages, but .pth files in it are not read: a newsbot that is
    installed in editable form there can't be imported.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    _run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=folder,
    )
    (packages,) = (folder / "lib").glob("python3*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def _run(*command: object, cwd: Path) -> str:
    ran = subprocess.run(
        list(map(str, command)), cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def _names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.mark.parametrize(
    "name",
    [
        "index/model/0_StaticEmbedding/model.safetensors",
        "index/model/0_StaticEmbedding/tokenizer.json",
        "index/model/translations.marisa",
        "index/model/README.md",
        "index/migrations/env.py",
        "index/migrations/versions/0001_articles.py",
        "bot/locales/en/newsbot.ftl",
        "bot/locales/zh/newsbot.ftl",
        "bot/py.typed",
        "index/py.typed",
    ],
)
def test_what_newsbot_needs_is_in_the_wheel(wheel: Path, name: str) -> None:
    assert name in _names(wheel)


def test_nothing_else_is_in_the_wheel(wheel: Path) -> None:
    assert {name.split("/")[0].split("-")[0] for name in _names(wheel)} == {"bot", "index", "newsbot"}
    assert [name for name in _names(wheel) if name.endswith((".pyc", ".db", ".env"))] == []


def test_the_model_is_small_enough(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        model = archive.getinfo("index/model/0_StaticEmbedding/model.safetensors")
    assert model.file_size <= 32_000_000


def test_an_installed_newsbot_answers_a_question(environment: Path, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "posts")
    desk.publish("展会", "展会在港口开幕。共有10个国家首次设展，吸引了很多观众。", title="服务贸易交易会开幕")
    desk.publish("ferry", "Ferry fares rise by 12 per cent in October.", title="Island ferry to cost more")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    python, newsbot = environment / "bin" / "python", environment / "bin" / "newsbot"
    located = _run(python, "-c", "import bot, index; print(bot.__file__, index.__file__)", cwd=elsewhere)
    assert all(path.startswith(str(environment)) for path in located.split())
    _run(newsbot, "ingest", desk.folder, "--strict", "--data", tmp_path / "data", cwd=elsewhere)
    question = "how many countries exhibited for the first time"
    reply = json.loads(_run(newsbot, "ask", question, "--json", "--data", tmp_path / "data", cwd=elsewhere))
    assert (reply["outcome"], reply["span"], reply["citations"][0]["article"]["id"]) == ("answered", "10个国家", "展会")
    assert list(elsewhere.iterdir()) == []
