"""Options that several commands share."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import clock
from index.errors import NewsbotError


class OptionError(NewsbotError):
    """An option's value that can't be used."""


Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the databases and indexes [env: NEWSBOT_DATA]"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON")]
Now = Annotated[
    str | None,
    typer.Option("--now", metavar="ISO-8601", help="Answer as if asked at this moment, e.g. 2022-09-12T08:00+08:00"),
]


def moment(stated: str | None) -> datetime:
    """The moment that `--now` names, or the present one. Raises `OptionError`."""
    if stated is None:
        return clock.now()
    try:
        parsed = datetime.fromisoformat(stated)
    except ValueError as error:
        raise OptionError(f"--now: {stated!r} is not a date and time; write it as 2022-09-12T08:00+08:00") from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=clock.now().tzinfo)
