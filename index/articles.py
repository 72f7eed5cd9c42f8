"""The bytes of a post in; an Article out: who said what when, as clean text. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.dates import DateKind, published
from index.decoding import NotTextError, decoded
from index.errors import ArticleError
from index.language import Language, detect
from index.text import sentences

if TYPE_CHECKING:
    from index.frontmatter import FrontMatter

VERSION = 1  # to be raised when the same file would give another article

# The longest real posts have 40,000 characters; beyond this a file is something else.
MAX_BYTES = 16 * 1024 * 1024
# A title taken from the text: a headline's length, not a paragraph's.
_TITLE_LENGTH = 80
# What an extractor put before the text: a heading for it, the title it first had.
_TITLE_LEAD = re.compile(r"(?:.{0,120}?正文[：:])?\s*(?:原标题[：:])?\s*")
_LINK_LENGTH = 2000
_LINK_FIELDS = ("link", "url", "permalink", "original")
_IMAGE_FIELDS = ("headimg", "thumbnail", "image", "cover")
_DATE_FIELDS = ("date", "published", "pubdate")
# The generator's random picture for posts without one, and the QR code of 新浪's app.
_PLACEHOLDER_IMAGES = ("picsum.photos/", "n.sinaimg.cn/finance/cece9e13/20200514/343233024.png")
_UNKNOWN_SOURCES = frozenset(("未知", "unknown"))


@dataclass(frozen=True, slots=True)
class Article:
    """One news article.

    `text` is its blocks, one a line: no empty lines, no control characters, no white space around a line.
    It is empty when the post is a picture. `title` is one line, never empty. `url` and `image` are http(s).
    `published` is aware and in UTC.
    """

    id: str
    path: str
    title: str
    source: str
    categories: tuple[str, ...]
    url: str | None
    image: str | None
    published: datetime | None
    date_kind: DateKind
    language: Language
    text: str


def parse(content: bytes, *, id: str, path: str) -> Article:  # noqa: A002 - it is what becomes Article.id
    """The article that the file at `path` with this `content` holds.

    Raises ArticleError when it holds none: no text in any encoding, too large, or neither a title nor a text.
    """
    # Who only asks needs no parser: its libraries take an eighth of a second to import.
    from index import boilerplate, frontmatter, markup  # noqa: PLC0415

    if len(content) > MAX_BYTES:
        raise ArticleError(path, f"larger than {MAX_BYTES // 1024 // 1024} MB, not a post")
    try:
        head, body = frontmatter.split(decoded(content))
    except NotTextError as error:
        raise ArticleError(path, str(error)) from error
    source = _source(head)
    blocks = markup.blocks(body, skip=boilerplate.is_boilerplate)
    text = "\n".join(boilerplate.without_boilerplate(blocks, source=source, title=head.title))
    title = head.title or _title_from(text)
    if not title:
        raise ArticleError(path, "neither a title nor a text")
    moment, date_kind = published(head.first(*_DATE_FIELDS))
    return Article(
        id=id,
        path=path,
        title=title,
        source=source,
        categories=head.categories,
        url=_link(head, _LINK_FIELDS),
        image=_link(head, _IMAGE_FIELDS, unwanted=_PLACEHOLDER_IMAGES),
        published=moment,
        date_kind=date_kind,
        language=detect(f"{title}\n{text}"),
        text=text,
    )


def _source(head: "FrontMatter") -> str:
    """The publisher: the author without its channel (`财联社 - 电报`), else the category that names it.

    Of three categories the second is the publisher and the third its channel, of two the last is both.
    """
    named = head.first("author") or (head.categories[1:2] or head.categories[-1:] or ("",))[0]
    publisher = " ".join(named.split(" - ")[0].split())
    return "" if publisher in _UNKNOWN_SOURCES else publisher


def _title_from(text: str) -> str:
    """A title for an article without one: what stands in 【…】 at its start, else its first sentence."""
    opening = _TITLE_LEAD.sub("", text.split("\n", 1)[0][:1000], count=1) or text[:1000]
    if opening.startswith("【") and "】" in opening:
        opening = opening[1 : opening.index("】")] or opening
    else:
        opening = next((opening[start:end] for start, end in sentences(opening)), opening)
    return opening if len(opening) <= _TITLE_LENGTH else opening[: _TITLE_LENGTH - 1] + "…"


def _link(head: "FrontMatter", fields: tuple[str, ...], unwanted: tuple[str, ...] = ()) -> str | None:
    for name in fields:
        link = head.first(name)
        if _is_web_address(link) and not any(part in link for part in unwanted):
            return link
    return None


def _is_web_address(link: str) -> bool:
    if len(link) > _LINK_LENGTH or any(character.isspace() for character in link):
        return False
    try:
        parts = urlsplit(link)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # a broken IPv6 host
        return False
