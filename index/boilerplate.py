"""The blocks of a post in; the lines that belong to its article out, by rules that are data. Pure."""

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bs4.element import Tag

from index.markup import Block

# Elements by a word of their `class` or `id`.
_DROPPED_NAMES = frozenset(
    (
        # 新浪: the QR code of its app, the editor's name and number, an ad slot
        "appendQr_wrap",
        "article-editor",
        "left_hzh_ad",
        # 联合早报: the paywall
        "article-microtransaction",
        "cta-subscribe",
        # advertisement and sharing widgets of any site
        "ad",
        "ads",
        "adsbygoogle",
        "advertisement",
        "share-buttons",
        "social-share",
        "related-posts",
        "site-logo",
        "logo",
    )
)

_NAME = r"[\w·•.]{2,12}"
_NAMES = rf"{_NAME}(?:[ 、,，]{{1,3}}{_NAME}){{0,3}}"


class _Place(enum.Enum):
    ANYWHERE = enum.auto()
    """A whole block, wherever it stands."""
    LAST_BLOCKS = enum.auto()
    """A whole block among the last few."""
    END = enum.auto()
    """The end of the last block."""


@dataclass(frozen=True, slots=True)
class _Rule:
    place: _Place
    pattern: re.Pattern[str]
    sources: tuple[str, ...] = ()
    """How the names of the sources begin to which the rule applies; empty for all."""
    unless_alone: bool = False
    """Keeps the block when nothing else would be left of the article."""


# How far from the end an editor's line may stand.
_LAST_BLOCKS = 5

_RULES = (
    # 联合早报, where its paywall has lost its class
    _Rule(_Place.ANYWHERE, re.compile(r"请?订阅或登录，以继续阅读全文[！!。]?")),
    _Rule(_Place.ANYWHERE, re.compile(r"海量资讯、精准解读，尽在新浪财经APP")),
    # An editor's note says where a text was taken from. One that is the whole post is the news itself.
    _Rule(_Place.ANYWHERE, re.compile(r"[【\[（(]?编者[按语][】\]）)]?[：:\s】].{0,300}"), unless_alone=True),
    _Rule(_Place.ANYWHERE, re.compile(r"广告|[Aa]dvertisement|ADVERTISEMENT|Sponsored")),
    _Rule(_Place.LAST_BLOCKS, re.compile(r"阅读原文|查看原文|点击查看更多|Read more|Continue reading\b.{0,80}")),
    # Only where the site adds it: reprints elsewhere end in the first paper's editor.
    _Rule(_Place.LAST_BLOCKS, re.compile(rf"[（(]?责任编辑[：: ]\s*{_NAMES}(?:\s+\w+)?[)）]?"), ("新浪",)),
    _Rule(
        _Place.LAST_BLOCKS,
        re.compile(rf"(?:编辑|责编|校对)[ ：:]\s*{_NAME}(?:\s+(?:编辑|责编|校对|美编)[ ：:]\s*{_NAME}){{0,3}}"),
        ("新浪",),
    ),
    # What 搜狐, IT之家 and 人民网 append to the last sentence
    _Rule(_Place.END, re.compile(r"返回搜狐，查看更多\s*(?:责任编辑[：:]\s*\w{0,8})?$")),
    _Rule(_Place.END, re.compile(r"广告声明：文内含有的对外跳转链接.{0,120}所有文章均包含本声明。?$")),
    _Rule(_Place.END, re.compile(r"分享让更多人看到$")),
)

# A caption that names nothing but the kind of picture or whose it is.
_EMPTY_CAPTION = re.compile(
    r"[（(]?(?:图\s?\d*|图片|资料图片?|配图|示意图|网络图片?|截图|视频截图|(?:photo|image)s?)[)）]?"
    r"|[（(]?(?:图源|图片?(?:来源|源自)|来源|摄影?|供图|(?:photo|image) (?:by|credit|source)|credit|source)"
    r"\s*[:：/|｜丨].{0,40}"
    r"|[（(]?(?:图片?|photo|image)\s*[:：/|｜丨]\s*\S{1,10}",
    re.IGNORECASE,
)


def is_boilerplate(tag: Tag) -> bool:
    """Whether an element of a page is no part of the article, by its class or id."""
    if not tag.attrs:
        return False
    classes = tag.attrs.get("class")
    if classes is not None and not _DROPPED_NAMES.isdisjoint(classes):
        return True
    return tag.attrs.get("id") in _DROPPED_NAMES


def without_boilerplate(blocks: Iterable[Block], *, source: str, title: str) -> list[str]:
    """The lines of an article from `source`, without what its site adds to each and idle captions."""
    lines = list(_without_idle_captions(blocks, title))
    for rule in _RULES:
        if not rule.sources or source.startswith(rule.sources):
            lines = _applied(rule, lines)
    return lines


def _without_idle_captions(blocks: Iterable[Block], title: str) -> Iterable[str]:
    """The blocks' texts without captions that repeat the title or an earlier block, or say nothing."""
    seen = {title}
    for block in blocks:
        if not (block.is_caption and (block.text in seen or _EMPTY_CAPTION.fullmatch(block.text))):
            yield block.text
        seen.add(block.text)


def _applied(rule: _Rule, lines: list[str]) -> list[str]:
    if not lines:
        return lines
    if rule.place is _Place.END:
        last = rule.pattern.sub("", lines[-1]).rstrip()
        return [*lines[:-1], last] if last else lines[:-1]
    first = 0 if rule.place is _Place.ANYWHERE else max(0, len(lines) - _LAST_BLOCKS)
    kept = [line for i, line in enumerate(lines) if i < first or not rule.pattern.fullmatch(line)]
    return lines if rule.unless_alone and not kept else kept
