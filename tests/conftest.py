"""What most tests start from: a desk that publishes posts, and an archive that takes them in."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from tests.fakes.archive import Archive, opened
from tests.fakes.desk import Desk

# A machine shared with others is slow at times: that is no failure. Tests leave nothing beside the sources.
settings.register_profile("newsbot", deadline=None, database=None)
settings.load_profile("newsbot")
_hypothesis_home = tempfile.TemporaryDirectory(prefix="newsbot-hypothesis-")
set_hypothesis_home_dir(_hypothesis_home.name)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "posts")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with opened(tmp_path / "data") as archive:
        yield archive
