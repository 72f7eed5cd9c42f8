"""The text of a post in; the fields of its front matter, as literal strings, and its body out. Pure.

The generators of these posts wrote YAML by hand: titles without quotes or with quotes inside quotes, `@` or
`{` at the start, titles over several lines, lists within lists. What YAML refuses is read line by line, and a
title that YAML would read as something other than what it says is taken as it stands.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from index.decoding import printable

# libyaml overflows the stack on input nested 30,000 deep, earlier in threads, whose stacks are smaller.
_YAML_CAP_BYTES = 16 * 1024
_YAML_OPENERS = 64
_YAML_DASHES_A_LINE = 16

# What a caller gets is bounded, whatever the file holds.
_VALUE_CAP = 4000
_TITLE_CAP = 500
_CATEGORY_CAP = 100
_CATEGORIES = 20

_FENCE = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)
_BLANK_LINE = re.compile(r"^[ \t]*$", re.MULTILINE)
_TAG_LINE = re.compile(r"^[ \t]*</?[A-Za-z]", re.MULTILINE)
# A lower-case word at the margin starts a field; `Update: …` there goes on with a title over several lines.
_FIELD = re.compile(r"^(?P<key>[a-z][a-z_-]{0,30})[ \t]*:(?:[ \t]+(?P<value>.*)|[ \t]*)$", re.MULTILINE)
# A title without quotes, complete on its line. Behind ` #` YAML would see a comment, in `[…]` a list.
_BARE_TITLE = re.compile(r"^title[ \t]*:[ \t]+(?P<title>[^\s'\"|>].*)(?=\n\S|\s*\Z)", re.MULTILINE)
_DASH = re.compile(r"[-?] ")
_ITEM = re.compile(r"\s*-(?:\s+(?P<item>.*))?")
# `-  - 资讯`, `— 资讯`
_ITEM_DASHES = re.compile(r"^(?:[-–—]\s+)+")
# `"""""'…'"""""`: at least this many on both sides
_QUOTE_RUN = 3
_BLOCK_SCALARS = frozenset(("|", ">", "|-", ">-", "|+", ">+"))
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# What YAML's null looks like when everything is a string. A title may well be called that.
_NULLS = frozenset(("", "null", "Null", "NULL", "~"))

_Fields = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The head of a post: the title on one line, and every field that holds a single value."""

    title: str
    categories: tuple[str, ...]
    values: dict[str, str]

    def first(self, *keys: str) -> str:
        """The value of the first of `keys` that has one, else an empty string."""
        return next((value for key in keys if (value := self.values.get(key, "")) not in _NULLS), "")


def split(text: str) -> tuple[FrontMatter, str]:
    """The front matter and the body of a post, as `decoding.decoded` gives it. Without a head all is body."""
    found, body = frontmatter.parse(text, handler=_HANDLER)
    values = {key: _literal(value)[:_VALUE_CAP] for key, value in found.items() if isinstance(value, str)}
    listed = found.get("categories") or found.get("category") or []
    return FrontMatter(
        title=_one_line(values.get("title", ""))[:_TITLE_CAP],
        categories=_categories(listed if isinstance(listed, list) else [str(listed)]),
        values=values,
    ), body


class _PostHandler(YAMLHandler):
    """Finds and reads the head of a post, sound or broken; `python-frontmatter` does the rest."""

    def split(self, text: str) -> tuple[str, str]:
        """The head and the body. Raises ValueError, as the base class does, when there is no head.

        The next fence ends the head. One behind a tag, or behind a blank line and the cap, is the body's:
        then the head was never closed and ends at that tag or line.
        """
        opening = _FENCE.match(text)
        if opening is None:
            raise ValueError("no front matter")
        start = opening.end() + 1
        closing = _FENCE.search(text, start)
        blank, tag = (
            match.start() if (match := pattern.search(text, start)) else len(text)
            for pattern in (_BLANK_LINE, _TAG_LINE)
        )
        end = resume = min(blank, tag)
        if closing is not None and closing.start() < min(tag, max(blank, start + _YAML_CAP_BYTES)):
            end, resume = closing.span()
        head = text[start:end]
        if not _FIELD.search(head):
            raise ValueError("a rule between paragraphs, not front matter")
        return head, text[resume:]

    def load(self, fm: str, **_: object) -> _Fields:
        fields = self._yaml_fields(fm)
        if fields is None:
            return _line_fields(fm)
        if bare := _BARE_TITLE.search(fm):
            fields["title"] = bare["title"]
        return fields

    def _yaml_fields(self, head: str) -> _Fields | None:
        """The strings and lists of strings that YAML reads in `head`; None where it can't or must not try."""
        if len(head.encode()) > _YAML_CAP_BYTES or _may_nest_deeply(head):
            return None
        try:
            loaded = super().load(head, Loader=yaml.CBaseLoader)
        except yaml.YAMLError:
            return None
        if not isinstance(loaded, dict):
            return None
        fields: _Fields = {}
        for key, value in loaded.items():
            if isinstance(value, str):
                fields[str(key)] = value
            elif isinstance(value, list):
                fields[str(key)] = _strings(value)
        return fields


_HANDLER = _PostHandler()


def _may_nest_deeply(head: str) -> bool:
    return head.count("[") + head.count("{") > _YAML_OPENERS or any(
        len(_DASH.findall(line)) > _YAML_DASHES_A_LINE for line in head.split("\n")
    )


def _strings(nested: list[object]) -> list[str]:
    """The first strings in a list of lists. Bounded: with aliases a few lists hold billions of strings."""
    found: list[str] = []
    waiting = nested[::-1]
    for _ in range(10 * _CATEGORIES):
        if not waiting:
            break
        value = waiting.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            waiting.extend(value[::-1])
    return found


def _line_fields(head: str) -> _Fields:
    """The fields of a head that YAML refuses: a field lasts until the next one starts."""
    lines_of: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in head.split("\n"):
        if field := _FIELD.match(line):
            lines = lines_of[field["key"]] = [field["value"] or ""]
        else:
            lines.append(line)
    return {key: _line_value(lines, quoted="headimg" in lines_of) for key, lines in lines_of.items()}


def _line_value(lines: list[str], *, quoted: bool) -> str | list[str]:
    first, *rest = lines
    items = [match["item"] or "" for line in rest if (match := _ITEM.fullmatch(line))]
    if items and not first.strip():
        return [_unquoted(item.strip(), quoted=quoted) for item in items]
    if first.strip() in _BLOCK_SCALARS:
        first = ""
    return _unquoted("\n".join((first, *rest)).strip(), quoted=quoted)


def _unquoted(value: str, *, quoted: bool) -> str:
    """`value` without the quotes around it, which say nothing about quotes inside it.

    `quoted`: the post is of the generation that put quotes around every title (it is the one with `headimg`).
    Otherwise `'A' and 'B'` keeps its quotes.
    """
    for quote in "\"'":
        run = min(len(value) - len(value.lstrip(quote)), len(value) - len(value.rstrip(quote)))
        if run >= _QUOTE_RUN and 2 * run < len(value):
            value, quoted = value[run:-run], True
    if len(value) < 2 or value[0] not in "'\"" or value[0] != value[-1]:
        return value
    quote, inside = value[0], value[1:-1]
    in_pairs = quote in inside and inside.count(quote) % 2 == 0 and inside.strip(quote) == inside
    return value if in_pairs and not quoted else inside


def _categories(listed: Iterable[str]) -> tuple[str, ...]:
    cleaned = (_ITEM_DASHES.sub("", _one_line(_literal(item)))[:_CATEGORY_CAP] for item in listed)
    return tuple(dict.fromkeys(item for item in cleaned if item not in _NULLS))[:_CATEGORIES]


def _literal(value: str) -> str:
    """`value` with its entities resolved: `&#123;` is how these posts write `{`."""
    if "&" in value:
        value = printable(_ENTITY.sub(lambda entity: html.unescape(entity[0]), value))
    return value.strip()


def _one_line(value: str) -> str:
    return " ".join(filter(None, (line.strip() for line in value.replace("\t", " ").split("\n"))))
