"""A publication date as a post states it in; the moment in UTC and how much it can be trusted out. Pure."""

import enum
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# Before the first, and in the last decades that datetime can hold, a date is a typing error or a default.
_YEARS = range(1900, 2200)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# What RSSHub's generator wrote when the feed had no date: its own local clock, to the second, without a zone.
_CRAWL_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_RFC_2822 = re.compile(r"(?:[A-Za-z]{3,9}, *)?\d{1,2}[ -][A-Za-z]{3}[ -](?:[1-9]\d{3}|\d{2}) \d{1,2}:\d\d.{0,40}")
_NUMERIC = re.compile(
    r"""(?P<year>\d{4}) (?:[-/.]|\s?年\s?) (?P<month>\d{1,2}) (?:[-/.]|\s?月\s?) (?P<day>\d{1,2}) \s?日?
        (?:[T\s]\s* (?P<hour>\d{1,2}) [:：时] (?P<minute>\d{1,2}) 分?
           (?:[:：]? (?P<second>\d{1,2}) (?:[.,]\d+)? 秒?)?
           \s* (?P<zone>Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)? )?""",
    re.VERBOSE | re.IGNORECASE,
)
_ENGLISH = (
    re.compile(r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[A-Za-z]{3,9})\.?,? (?P<year>\d{4})"),
)


class DateKind(enum.StrEnum):
    """Where an article's date comes from."""

    STATED = "stated"
    """The publisher said so."""
    CRAWL = "crawl"
    """When the feed was read: published some time before. Ranks below a stated date."""
    NONE = "none"
    """No date, or none that can be read."""


def published(stated: str) -> tuple[datetime | None, DateKind]:
    """The moment that the `date` of a post's head means, aware and in UTC; None when it can't be read.

    A date or time without a zone is read as UTC: news of the 16th stays news of the 16th. Among those only
    `2021-03-21 16:41:54`, with a space and seconds, is crawl time: that is how the generator wrote its own
    clock. Without seconds or without a time somebody stated it.
    """
    stated = stated.strip()
    moment = _rfc_2822(stated) or _numeric(stated) or _english(stated)
    if moment is None or moment.year not in _YEARS or moment == _EPOCH:
        return None, DateKind.NONE
    return moment, DateKind.CRAWL if _CRAWL_TIME.fullmatch(stated) else DateKind.STATED


def _rfc_2822(stated: str) -> datetime | None:
    if not _RFC_2822.fullmatch(stated):
        return None
    try:
        moment = parsedate_to_datetime(stated)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _numeric(stated: str) -> datetime | None:
    match = _NUMERIC.fullmatch(stated)
    if match is None:
        return None
    year, month, day, hour, minute, second = (
        int(match[part] or 0) for part in ("year", "month", "day", "hour", "minute", "second")
    )
    try:
        zone = _zone(match["zone"])
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(written: str | None) -> timezone:
    """The zone of `+0800`, `+08:00` or `+08`; UTC when none is written."""
    if written is None or written[0] not in "+-":
        return UTC
    digits = written[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if written[0] == "-" else offset)


def _english(stated: str) -> datetime | None:
    match = next(filter(None, (pattern.fullmatch(stated) for pattern in _ENGLISH)), None)
    if match is None:
        return None
    written = match["month"].capitalize()
    month = next((i for i, name in enumerate(ENGLISH_MONTHS, 1) if name.startswith(written)), 0)
    try:
        return datetime(int(match["year"]), month, int(match["day"]), tzinfo=UTC)
    except ValueError:
        return None
