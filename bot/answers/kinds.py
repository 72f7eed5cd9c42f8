"""A question in; the kind of thing it asks for, and of what, out. Pure."""

import enum
import re
from dataclasses import dataclass

from index.text import fold


class Kind(enum.StrEnum):
    """What would answer a question."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    NAME = "name"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """The kind, and the words right behind the question word: `个国家首次…` of `多少个国家首次…`."""

    kind: Kind
    of: str = ""


# The first that matches decides; matched against the folded question.
_PATTERNS: dict[Kind, re.Pattern[str]] = {
    Kind.DATE: re.compile(
        r"什么时候|什么时间|何时|哪一?[年天日]|哪个?月|几[月号日点时](?!间)|(?:星期|周)几|日期|哪几[天年]"
        r"|\bwhen\b|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|time|century|decade)\b"
    ),
    Kind.NUMBER: re.compile(
        r"多长时间|多少|多[久大高长远重快宽深]|几(?!乎)|百分之几"
        r"|(?:比例|占比|比重|率|金额|总额|数量|人数|票价|价格|面积|长度|高度)(?:是|为|有|达)?(?:什么|$|[?？])"
        r"|\bhow (?:many|much|long|far|tall|large|big|old|high|fast|often|deep|wide|heavy)\b"
        r"|\b(?:what|which) (?:is |was |were |are )?(?:the )?(?:\w+ ){0,2}"
        r"(?:percentage|share|rate|number|total|price|cost|amount|size|population|proportion|score|magnitude)\b"
    ),
    Kind.PERSON: re.compile(r"谁|哪位|何人|什么人|哪名|\bwho(?:m|se)?\b"),
    Kind.PLACE: re.compile(
        r"哪里|哪儿|在哪|何处|何地|什么地方|哪个?(?:城市|国家|省份?|市|县|区|州|地区|地方|镇|村)|\bwhere\b"
        r"|\b(?:what|which) (?:\w+ )?(?:city|country|place|town|state|province|region|location|venue)\b"
    ),
    Kind.NAME: re.compile(
        r"哪(?:家|个|支|所|款|部|本|种|项|届)|什么(?:名|叫)|叫什么|名称|名字|主题是|题目"
        r"|\bwhich\b|\bwhat (?:is|was) the (?:name|title|theme)\b|\bcalled\b|\bname(?:d)? (?:of )?what\b"
    ),
}


def asked(question: str) -> Asked:
    """What `question` asks for; `OTHER` when its words don't tell (why, what, how)."""
    folded = fold(question)
    for kind, pattern in _PATTERNS.items():
        match = pattern.search(folded)
        if match is not None:
            return Asked(kind, folded[match.end() :].strip())
    return Asked(Kind.OTHER)
