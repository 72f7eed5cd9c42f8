"""The body of a post in, in HTML, Markdown or plain text; its visible text out, block by block. Pure.

A block is what a reader sees as a line of its own: a paragraph, a heading, a list item, a table row.
"""

import functools
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from markdown_it import MarkdownIt

from index.decoding import printable
from index.text import HAN


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_INVISIBLE_TAGS = _names(
    "script style noscript template iframe object embed audio video canvas svg math map head title meta link"
    " input button select textarea datalist rt rp"
)
_INVISIBLE_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CONTAINERS = _names("html body div section article main aside header footer form center blockquote figure")
_BLOCKS = _CONTAINERS | _names(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th pre hr figcaption address"
    " nav details summary fieldset legend"
)
_CELLS = _names("td th")
_CAPTION_CLASSES = _names("img_descr caption wp-caption-text image-caption img-caption photo-caption pic-desc")
# A row is one line when its cells are short. Longer cells are a page laid out as a table.
_ROW_CAP = 600
_CELL_LINES = 3

_STARTS_WITH_TAG = re.compile(r"\s*(?:<[!?][^>]*>\s*)*<[A-Za-z][A-Za-z0-9]*[\s/>]")
_HAS_TAG = re.compile(
    r"</?(?:p|div|br|hr|span|strong|b|em|i|a|img|ul|ol|li|table|tr|td|h[1-6]|section|article)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(
    r"""^(?: \#{1,6}[ ] | [-*+][ ] | >[ ] | ``` | ~~~ | \|.*\| | ={3,}$ | -{3,}$ | \d{1,3}[.)][ ] )
      | \[[^\[\]\n]{0,300}\]\([^()\s]{1,2000} | \*\*\S | (?<!\w)__\w | `[^`\n]+` | (?<![\w*])\*\w[^*\n]*\*(?!\w)""",
    re.MULTILINE | re.VERBOSE,
)
# For this much markdown-it takes 0.1 s, and 8 s on the worst of what was tried; longer is read as plain text.
_MARKDOWN_CAP = 500_000

_LINE_BREAK = "\v"
_SPACES = re.compile(rf"[^\S{_LINE_BREAK}\n\u3000]+")
_BLANK_LINES = re.compile(r"\n[ \u3000]*\n[ \u3000\n]*")
_WRAPPED = re.compile(r"[ \u3000]?\n[ \u3000\n]*")
_CJK = re.compile(rf"[{HAN}\u3000-\u30ff\uff00-\uffef\u2018-\u201d\u2014\u2026]")
_CJK_SENTENCE_END = "。！？…"


@dataclass(frozen=True, slots=True)
class Block:
    """One line of text, without control characters, not empty."""

    text: str
    is_caption: bool = False


def blocks(body: str, *, skip: Callable[[Tag], bool] = lambda _: False) -> list[Block]:
    """The visible text of `body` in reading order, without the elements that `skip` says to leave out.

    Inline tags never add a space and never take one away. Cells of a table row are joined by ` | `.
    Elements may nest without limit: nothing here recurses.
    """
    soup = BeautifulSoup(f"<div>{_as_html(body)}</div>", "lxml")
    page = _Page()
    open_tags: list[tuple[Tag, Iterator[PageElement]]] = [(soup, iter(soup.contents))]
    while open_tags:
        tag, children = open_tags[-1]
        for child in children:
            if isinstance(child, Tag):
                if not _is_invisible(child) and not skip(child):
                    page.enter(child)
                    open_tags.append((child, iter(child.contents)))
                    break
            # Comments, doctypes and the like are subclasses.
            elif type(child) is NavigableString:
                page.write(child, in_container=tag.name in _CONTAINERS)
        else:
            open_tags.pop()
            page.leave(tag)
    return page.blocks


def _as_html(body: str) -> str:
    if _STARTS_WITH_TAG.match(body):
        return body
    if len(body) <= _MARKDOWN_CAP and _MARKDOWN.search(body):
        return str(_markdown().render(body))
    return body if _HAS_TAG.search(body) else html.escape(body)


@functools.cache
def _markdown() -> MarkdownIt:
    # HTML inside Markdown passes through, hence a body that mixes both is read right either way.
    return MarkdownIt("commonmark").enable("table")


def _is_invisible(tag: Tag) -> bool:
    if tag.name in _INVISIBLE_TAGS:
        return True
    if not tag.attrs:
        return False
    return "hidden" in tag.attrs or _INVISIBLE_STYLE.search(str(tag.attrs.get("style", ""))) is not None


@dataclass(slots=True)
class _Page:
    """The lines read so far. Rows and cells being read are kept apart until they are complete."""

    blocks: list[Block] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _cells: list[list[Block]] = field(default_factory=list)
    _rows: list[list[list[Block]]] = field(default_factory=list)
    _captions: int = 0
    _preformatted: int = 0

    def enter(self, tag: Tag) -> None:
        if tag.name == "br":
            self._pieces.append(_LINE_BREAK)
            return
        is_caption = _is_caption(tag)
        if is_caption or tag.name in _BLOCKS:
            self._end_block()
        self._captions += is_caption
        self._preformatted += tag.name == "pre"
        if tag.name == "tr":
            self._rows.append([])
        elif tag.name in _CELLS:
            self._cells.append([])

    def leave(self, tag: Tag) -> None:
        is_caption = _is_caption(tag)
        if is_caption or tag.name in _BLOCKS:
            self._end_block()
        self._captions -= is_caption
        self._preformatted -= tag.name == "pre"
        if tag.name == "tr":
            self._sink.extend(_row(self._rows.pop()))
        elif tag.name in _CELLS:
            cell = self._cells.pop()
            if self._rows:
                self._rows[-1].append(cell)
            else:
                self._sink.extend(cell)

    def write(self, text: str, *, in_container: bool) -> None:
        if "\n" in text:
            text = _rewrapped(text, in_container=in_container, preformatted=self._preformatted > 0)
        self._pieces.append(text)

    @property
    def _sink(self) -> list[Block]:
        return self._cells[-1] if self._cells else self.blocks

    def _end_block(self) -> None:
        if not self._pieces:
            return
        # A second time: `&#1;` in the source has only now become a character.
        text = printable("".join(self._pieces).replace(_LINE_BREAK, "\n"))
        self._pieces.clear()
        for line in text.split("\n"):
            if line := _SPACES.sub(" ", line).strip():
                self._sink.append(Block(line, is_caption=self._captions > 0))


def _is_caption(tag: Tag) -> bool:
    if tag.name == "figcaption":
        return True
    classes = tag.attrs.get("class")
    return classes is not None and not _CAPTION_CLASSES.isdisjoint(classes)


def _rewrapped(text: str, *, in_container: bool, preformatted: bool) -> str:
    """`text` with the line ends that mean something as line breaks, the others as the space they stand for.

    Text directly in a `<div>` is often plain text that was never marked up: a blank line ends its paragraph.
    So does a line end behind a Chinese full stop. Between two Chinese characters a line end means nothing.
    """
    if preformatted:
        return text.replace("\n", _LINE_BREAK)
    text = _SPACES.sub(" ", text)
    if in_container:
        text = _BLANK_LINES.sub(_LINE_BREAK, text)

    def joint(wrap: re.Match[str]) -> str:
        before, after = text[wrap.start() - 1 : wrap.start()], text[wrap.end() : wrap.end() + 1]
        if before and before in _CJK_SENTENCE_END:
            return _LINE_BREAK
        return "" if _CJK.match(before) and _CJK.match(after) else " "

    return _WRAPPED.sub(joint, text)


def _row(cells: list[list[Block]]) -> list[Block]:
    filled = [cell for cell in cells if cell]
    blocks_of_row = [block for cell in filled for block in cell]
    if (
        len(filled) < 2
        or any(len(cell) > _CELL_LINES for cell in filled)
        or sum(len(block.text) for block in blocks_of_row) > _ROW_CAP
    ):
        return blocks_of_row
    # An empty cell before others keeps its place, so that columns can be told.
    last = max(i for i, cell in enumerate(cells) if cell)
    joined = " | ".join(" ".join(block.text for block in cell) for cell in cells[: last + 1])
    return [Block(_SPACES.sub(" ", joined).strip())]
