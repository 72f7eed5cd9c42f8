"""A question in; the kind of thing it asks for, and of what, out. Pure."""

import enum
import re
from dataclasses import dataclass

from index.text import fold


class Kind(enum.StrEnum):
    """What would answer a question."""

    NUMBER = "number"
    SHARE = "share"
    """A percentage, a multiple; where there is none, a number."""
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    NAME = "name"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """The kind; the words behind the question word (`个国家…` of `多少个国家…`); the unit that a number must have."""

    kind: Kind
    of: str = ""
    unit: re.Pattern[str] | None = None


# The first that matches decides; matched against the folded question.
_PATTERNS: dict[Kind, re.Pattern[str]] = {
    Kind.DATE: re.compile(
        r"什么时候|什么时间|何时|哪一?[年天日]|哪个?月|几[月号日点时](?!间)|(?:星期|周)几|日期|哪几[天年]"
        r"|\bwhen\b|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|time|century|decade)\b"
    ),
    Kind.SHARE: re.compile(
        r"[几多]分之几|百分之[几多]|(?:比例|占比|比重|比率|增速|增幅|涨幅|跌幅|降幅|率)(?:大约|约)?(?:是|为|有|达|达到)?(?:了)?(?:多[少大高]|几|什么|$|[?？])"
        r"|(?:增长|下降|上升|上涨|下跌|提高|降低|减少|增加|涨|跌|降)了?多少(?=$|[?？。])"
        r"|\b(?:what|which) (?:\w+ ){0,3}(?:percentage|percent|share|rate|proportion)\b|\bby how much\b"
    ),
    Kind.NUMBER: re.compile(
        r"多长时间|多少|多[久大高长远重快宽深]|几(?!乎)"
        r"|(?:金额|总额|数量|人数|票价|价格|面积|长度|高度)(?:是|为|有|达)?(?:什么|$|[?？])"
        r"|\bhow (?:many|much|long|far|tall|large|big|old|high|fast|often|deep|wide|heavy)\b"
        r"|\b(?:what|which) (?:is |was |were |are )?(?:the )?(?:\w+ ){0,2}"
        r"(?:number|total|price|cost|amount|size|population|score|magnitude)\b"
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


_DURATION = "年|个?月|周|天|小时|分钟?|秒|years?|months?|weeks?|days?|hours?|minutes?|seconds?"
_LENGTH = "公里|千米|厘米|毫米|米|里|met(?:re|er)s?|kilomet|miles?|feet|km|cm|mm"
_MONEY = "元|美元|欧元|英镑|日元|块|yuan|dollars?|euros?|pounds?"
_BARE_NUMBER = re.compile(r"\bwhat temperature\b|(?:气温|温度|面积|价格|票价|金额)[?？]?$")
# What a question asks for by measure, and the units that a stretch which measures it ends in (or the sign of a
# currency that it begins with); the first that matches counts.
_UNITS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(question), re.compile(rf"(?:{unit})[余多]?$|^[$€£¥]", re.IGNORECASE))
    for question, unit in (
        (
            r"多长时间|多久|几[天年周小]|\bhow (?:long|soon)\b|\bhow many (?:years|months|weeks|days|hours|minutes)",
            _DURATION,
        ),
        (r"多[长高远宽深]|(?:长度|高度|距离)|\bhow (?:far|tall|high|wide|deep)\b", _LENGTH),
        (r"面积|\bhow large\b|\barea\b", r"平方\S*|公顷|亩|square \w+|hectares?|acres?"),
        (
            r"多少钱|[票房]价|价格|金额|费用|营收|收入|利润|赚|投资(?!者)|造价|\b(?:cost|price|worth|revenue|profit|damage|fare)\b",
            _MONEY,
        ),
        (r"多重|\bhow heavy\b|\bweigh", "吨|公斤|千克|克|斤|ton|kilogram|kg|pounds?"),
        (r"多少度|几度|气温|温度|\btemperature\b|\bhow (?:hot|cold)\b", "度|℃|degrees?|°"),
        (r"多少人|几个?人|人数|多少(?:名|位)|\bhow many people\b", "人|名|位|people|persons?"),
        (r"几岁|多大年[纪龄]|年龄|\bhow old\b", "岁|years?|aged"),
        (r"风力|几级|震级|\bmagnitude\b", "级|magnitude"),
    )
)


def asked(question: str) -> Asked:
    """What `question` asks for; `OTHER` when its words don't tell (why, what, how)."""
    folded = fold(question)
    for kind, pattern in _PATTERNS.items():
        match = pattern.search(folded)
        if match is not None:
            unit = _unit(folded) if kind is Kind.NUMBER else None
            return Asked(kind, folded[match.end() :].strip(), unit)
    unit = _unit(folded)
    return Asked(Kind.NUMBER, "", unit) if unit and _BARE_NUMBER.search(folded) else Asked(Kind.OTHER)


def _unit(folded: str) -> re.Pattern[str] | None:
    return next((unit for question, unit in _UNITS if question.search(folded)), None)
