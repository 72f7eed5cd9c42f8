import re
from pathlib import Path

import platformdirs
import pytest

from bot.config import Config, ConfigError

_EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting in the environment, and a working folder without `.env`."""
    for field in Config.model_fields:
        monkeypatch.delenv(f"NEWSBOT_{field.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_settings_the_data_is_in_the_users_data_folder() -> None:
    assert Config.load().data == platformdirs.user_data_path("newsbot")


def test_the_environment_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSBOT_DATA", str(tmp_path / "archive"))
    assert Config.load().data == tmp_path / "archive"


def test_a_file_sets_and_the_environment_overrides_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("NEWSBOT_DATA=/from/新闻\nOTHER_PROGRAM=1\n", "utf-8")
    assert Config.load().data == Path("/from/新闻")
    monkeypatch.setenv("NEWSBOT_DATA", "/from/environment")
    assert Config.load().data == Path("/from/environment")


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSBOT_DATA", "")
    assert Config.load().data == platformdirs.user_data_path("newsbot")


def test_a_folder_may_be_below_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".env").write_text("NEWSBOT_DATA=~/archive\n")
    assert Config.load().data == tmp_path / "archive"


def test_a_file_that_is_no_text_is_an_error_of_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"NEWSBOT_DATA=\xff\xfe\n")
    with pytest.raises(ConfigError) as error:
        Config.load()
    assert "\n" not in str(error.value)


def _in_the_example() -> list[str]:
    return re.findall(r"^#?\s?NEWSBOT_([A-Z_]+)=", _EXAMPLE.read_text("utf-8"), re.MULTILINE)


def test_the_example_has_every_setting_once_and_no_other() -> None:
    assert sorted(_in_the_example()) == sorted(field.upper() for field in Config.model_fields)


def test_the_example_as_it_is_changes_nothing(tmp_path: Path) -> None:
    before = Config.load()
    (tmp_path / ".env").write_bytes(_EXAMPLE.read_bytes())
    assert Config.load() == before


def test_every_setting_says_what_it_does() -> None:
    assert all(field.description for field in Config.model_fields.values())
