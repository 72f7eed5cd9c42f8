"""A data folder that was filled once, with the built-in model, for the tests that only read it."""

from pathlib import Path

import pytest

from tests.fakes.command import newsbot
from tests.fakes.desk import Desk


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an archive of three articles."""
    desk = Desk(tmp_path_factory.mktemp("filled") / "posts")
    desk.publish(
        "trade/展会",
        "展会在港口开幕。共有10个国家首次设展，吸引了很多观众。",
        title="服务贸易交易会开幕",
        source="江海财经",
        date="Mon, 05 Sep 2022 12:08:31 GMT",
    )
    desk.publish(
        "ferry",
        "Ferry fares to the island rise by 12 per cent in October. Islanders are angry.",
        title="Island ferry to cost more",
        source="Harbour Wire",
        date="Tue, 06 Sep 2022 08:00:00 GMT",
    )
    desk.publish("undated", "The choir sang in the rain.", title="Choir", date="Invalid Date")
    data = desk.folder.parent / "data"
    assert newsbot("ingest", desk.folder, "--data", data).status == 0
    return data


@pytest.fixture(autouse=True)
def _away_from_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the settings or the terminal, or writes to the folders, of who runs it."""
    for variable in ("NEWSBOT_DATA", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home" / "share"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
