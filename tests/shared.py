"""A name in the shared data folder in; its path out, or a skipped test where there is no such folder."""

import os
from pathlib import Path

import pytest

_BESIDE_THE_REPOSITORY = Path(__file__).resolve().parents[2] / "shared"


def shared(path: str) -> Path:
    """What `path` names in the shared folder: `NEWSBOT_SHARED`, else `shared` beside the repository."""
    found = Path(os.environ.get("NEWSBOT_SHARED") or _BESIDE_THE_REPOSITORY) / path
    if not found.exists():
        pytest.skip(f"needs {found}, which is data for developing and not part of the project")
    return found
