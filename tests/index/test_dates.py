from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import DateKind, published

_STATED = (
    ("Mon, 05 Sep 2022 11:29:55 GMT", "2022-09-05T11:29:55"),
    ("Mon, 05 Sep 2022 11:29:55 +0800", "2022-09-05T03:29:55"),
    ("5 Sep 2022 11:29 GMT", "2022-09-05T11:29:00"),
    ("Sun, 06 Nov 1994 08:49:37 -0000", "1994-11-06T08:49:37"),
    ("2023-08-16 18:24", "2023-08-16T18:24:00"),
    ("2023-08-16", "2023-08-16T00:00:00"),
    ("2023-8-6", "2023-08-06T00:00:00"),
    ("2023/08/16 18:24", "2023-08-16T18:24:00"),
    ("2023.08.16", "2023-08-16T00:00:00"),
    ("2023年8月1", "2023-08-01T00:00:00"),
    ("2023年8月1日", "2023-08-01T00:00:00"),
    ("2023年8月1日 9:05", "2023-08-01T09:05:00"),
    ("2023年8月1日 9时05分", "2023-08-01T09:05:00"),
    ("2023-08-16T18:24:33Z", "2023-08-16T18:24:33"),
    ("2023-08-16T18:24:33.123+08:00", "2023-08-16T10:24:33"),
    ("2023-08-16 18:24:33 +0800", "2023-08-16T10:24:33"),
    ("2023-08-16T18:24:33", "2023-08-16T18:24:33"),
    ("2023-08-16T18:24:33-0330", "2023-08-16T21:54:33"),
    ("August 16, 2023", "2023-08-16T00:00:00"),
    ("Aug. 16th, 2023", "2023-08-16T00:00:00"),
    ("Sept 16, 2023", "2023-09-16T00:00:00"),
    ("16 Aug 2023", "2023-08-16T00:00:00"),
    ("  2023-08-16  ", "2023-08-16T00:00:00"),
    ("2024-02-29", "2024-02-29T00:00:00"),
)


@pytest.mark.parametrize(("stated", "moment"), _STATED)
def test_a_stated_date_is_read_in_utc(stated: str, moment: str) -> None:
    assert published(stated) == (datetime.fromisoformat(moment).replace(tzinfo=UTC), DateKind.STATED)


def test_a_local_time_to_the_second_is_when_the_feed_was_read() -> None:
    assert published("2021-03-21 16:41:54") == (datetime(2021, 3, 21, 16, 41, 54, tzinfo=UTC), DateKind.CRAWL)


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "Invalid Date",
        "null",
        "yesterday",
        "2021",
        "2021-13-45",
        "2023-02-29",
        "2021-03-21 25:00:00",
        "2021-03-21 16:41:54 +99:00",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "Mon, 99 Sep 2022 11:29:55 GMT",
        "0001-01-01T00:00:00+23:00",
        "9999-12-31T23:59:59-23:00",
        "Smarch 13, 2023",
        "February 30, 2023",
    ],
)
def test_what_is_no_date_is_none(stated: str) -> None:
    assert published(stated) == (None, DateKind.NONE)


_MOMENTS = st.integers(24 * 3600, 7 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(_MOMENTS)
def test_a_moment_written_with_its_zone_comes_back(moment: datetime) -> None:
    assert published(moment.isoformat()) == (moment, DateKind.STATED)
    assert published(moment.strftime("%a, %d %b %Y %H:%M:%S GMT")) == (moment, DateKind.STATED)


@given(st.text() | st.from_regex(r"\d{1,5}[-/年]\d{1,3}[-/月]\d{1,3}[T ]\d{1,3}:\d{1,3}(:\d{1,3})?", fullmatch=True))
def test_any_text_gives_a_date_in_utc_or_none(stated: str) -> None:
    moment, kind = published(stated)
    assert (moment is None) == (kind is DateKind.NONE)
    assert moment is None or moment.tzinfo is UTC
