"""A sentence and the kind of thing asked for in; the stretches of it that are such a thing out. Pure."""

import re
from collections.abc import Callable, Iterator

import rjieba

from bot.answers.kinds import Kind
from index.chunks import Span
from index.language import ENGLISH_FUNCTION_WORDS, Language

_DIGITS = r"\d[\d,，]*(?:\.\d+)?"
_HAN_DIGITS = "[零〇一二两三四五六七八九十百千]+"
_MAGNITUDES = "(?:万亿|亿|万|千|百)*"
_MEASURES = (
    "个百分点|百分点|平方公里|平方米|立方米|公里|千米|厘米|毫米|米|公顷|亩|吨|公斤|千克|克|升|度|摄氏度|℃|级|人次|美元|欧元|英镑"
    "|日元|港元|韩元|人民币|元|块|角|个小时|小时|分钟|个月|个工作日|周岁|个|家|名|人|位|项|场|次|届|件|台|辆|架|艘|套|座|条|份|种|款"
    "|部|支|只|头|匹|张|枚|颗|户|岁|年|天|日|周|月|分|秒|倍|成|票|股|手|笔|期|页|集|层|楼|段|站|本|篇|所|间|处|株|棵|千瓦时|千瓦|兆瓦"
    "|吉瓦|瓦|赫兹|字节|英里|英尺|GB|TB|MB|km|kg|mm|cm|GW|MW|kWh|GWh"
)
_ABOUT = "(?:[近约超逾达]|超过|大约|至少|最多)?"
_PERCENT = (
    rf"{_ABOUT}(?:百分之(?:{_DIGITS}|{_HAN_DIGITS})|{_DIGITS}\s?[%％‰]"
    rf"|(?:{_DIGITS}|{_HAN_DIGITS})\s?(?:倍|成|个百分点))"
)
_NUMBER = (
    r"\d+\s?小时\d+分(?:钟|\d+秒)?|\d+分\d+秒|"
    rf"{_PERCENT}|{_ABOUT}(?:{_DIGITS}\s?{_MAGNITUDES}|{_HAN_DIGITS}{_MAGNITUDES})[余多]?\s?(?:{_MEASURES})(?!期)[余多]?"
    rf"|{_DIGITS}\s?{_MAGNITUDES}"
)
_ENGLISH_UNITS = (
    "square (?:kilo|centi)?met(?:re|er)s?|square (?:miles?|feet)|(?:kilo|centi|milli)?met(?:re|er)s?|miles?|feet"
    "|tonn?es?|tons?|kilograms?|kg|km|hectares?|acres?|people|percent|per cent|percentage points?|basis points?"
    "|years?|months?|weeks?|days?|hours?|minutes?|seconds?|dollars?|euros?|pounds?|yuan"
    "|degrees?(?: Celsius)?|°C|megawatts?|gigawatts?|MW|GW"
)
_ENGLISH_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozens?|half|a third|a quarter"
)
_ENGLISH_NUMBER = re.compile(
    rf"\b(?:\d+|{_ENGLISH_WORDS}) hours?(?: and)? (?:\d+|{_ENGLISH_WORDS}) minutes?|"
    rf"(?:[$£€¥]\s?)?(?:\b\d[\d,]*(?:\.\d+)?|\b(?:{_ENGLISH_WORDS})(?:[- ](?:{_ENGLISH_WORDS}))*\b)"
    rf"(?:\s?%| per ?cent"
    rf"|(?:[ -](?:hundred|thousand|million|billion|trillion|bn|m)\b)?(?:[ -](?:{_ENGLISH_UNITS})\b)?)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:\d{4}|[一二〇零九八七六五四三]{4})\s?年(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号])?|[初底末中]|[上下]半年|第?[一二三四]季度)?"
    r"|\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号]|份|[初底末]|[上中下]旬)?|(?<!\d)\d{1,2}\s?[日号](?![a-z])"
    r"|[上下本每]?(?:周|星期)[一二三四五六日天]|[上下中]午\s?\d{1,2}[时点:：]\d{0,2}分?|\d{1,2}[:：]\d{2}|\d{1,2}[时点](?:\d{1,2}分)?"
    r"|\d{1,2}世纪(?:\d0年代)?|昨[天日晚]|今[天日晚年]|明[天日年]|去年|前[天年]"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_ENGLISH_DATE = re.compile(
    rf"\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\.?(?:,? \d{{4}})?\b"
    rf"|\b{_MONTH} \d{{4}}\b|\b{_MONTH}\b|\b(?:1[0-9]|20)\d\d(?:s|–\d\d|-\d\d)?\b"
    r"|\b(?:last |next )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b\d{1,2}(?:th|st|nd|rd) century\b"
    r"|\b\d{1,2}(?::\d\d)? ?(?:a\.?m\.?|p\.?m\.?)|\b(?:yesterday|today|tomorrow)\b",
)
_ENGLISH_PERCENT = re.compile(r"\b\d[\d,]*(?:\.\d+)?(?: ?%| per ?cent\b| percentage points?| basis points?)")
_OPENING = " \"“‘'("
_QUOTED = re.compile(r"《[^》]{1,40}》|“[^”]{1,40}”|「[^」]{1,40}」|\"[^\"]{1,60}\"")
_CAPITALISED = re.compile(
    r"\b[A-Z][\w’'.-]*[\w](?:(?: (?:of|the|de|van|von|for|and|in|on))?(?: (?:[A-Z][\w’'.-]*[\w]|[IVX]+\b|\d+\b)))*"
)
_PLACE_TAIL = re.compile(r"[省市县区州镇乡村岛港湾山路街站馆园国]")
# rjieba's part-of-speech tags: nr person, ns place, nt organisation, nz other name.
_TAGS = {
    Kind.PERSON: ("nr",),
    Kind.PLACE: ("ns",),
    Kind.NAME: ("nt", "nz", "ns"),
}


def candidates(sentence: str, kind: Kind, language: Language) -> list[Span]:
    """The stretches of `sentence` that could answer a question of `kind`, in their order."""
    finder = (_FINDERS_ENGLISH if language is Language.EN else _FINDERS).get(kind)
    return sorted(set(finder(sentence)), key=lambda span: (span.start, span.end)) if finder else []


def _of(pattern: re.Pattern[str]) -> Callable[[str], Iterator[Span]]:
    def find(sentence: str) -> Iterator[Span]:
        for match in pattern.finditer(sentence):
            yield Span(match.start(), match.end())

    return find


def _tagged(kind: Kind) -> Callable[[str], Iterator[Span]]:
    def find(sentence: str) -> Iterator[Span]:
        position = 0
        run: Span | None = None
        previous = Span(0, 0)
        for word, tag in rjieba.tag(sentence):
            here = Span(position, position + len(word))
            position = here.end
            if kind is Kind.PERSON and (word == "·" or sentence[here.start - 1 : here.start] == "·"):
                run = Span((run or previous).start, here.end)  # 培顿·曼宁: what a dot joins is one name
            elif tag in _TAGS[kind] or (run and kind is Kind.PLACE and _PLACE_TAIL.fullmatch(word)):
                run = Span((run or here).start, here.end)
            elif run:
                yield run
                run = None
            previous = here
        if run:
            yield run

    return find


def _first_that_finds(*finders: Callable[[str], Iterator[Span]]) -> Callable[[str], Iterator[Span]]:
    def find(sentence: str) -> Iterator[Span]:
        return iter(next((found for finder in finders if (found := list(finder(sentence)))), []))

    return find


def _names(sentence: str) -> Iterator[Span]:
    """Runs of capitalised words, without what is capitalised only for beginning the sentence."""
    for match in _CAPITALISED.finditer(sentence):
        start = match.start()
        first = match.group().split()[0]
        if not sentence[:start].strip(_OPENING) and first.lower() in ENGLISH_FUNCTION_WORDS:
            start += len(first) + 1
        if start < match.end():
            yield Span(start, match.end())


def _all(*finders: Callable[[str], Iterator[Span]]) -> Callable[[str], Iterator[Span]]:
    def find(sentence: str) -> Iterator[Span]:
        for finder in finders:
            yield from finder(sentence)

    return find


_NUMBERS = _of(re.compile(_NUMBER))
_ENGLISH_NUMBERS = _of(_ENGLISH_NUMBER)
_FINDERS = {
    Kind.NUMBER: _NUMBERS,
    Kind.SHARE: _first_that_finds(_of(re.compile(_PERCENT)), _NUMBERS),
    Kind.DATE: _of(_DATE),
    Kind.PERSON: _tagged(Kind.PERSON),
    Kind.PLACE: _tagged(Kind.PLACE),
    Kind.NAME: _all(_of(_QUOTED), _tagged(Kind.NAME), _names),
}
_FINDERS_ENGLISH = {
    Kind.NUMBER: _ENGLISH_NUMBERS,
    Kind.SHARE: _first_that_finds(_of(_ENGLISH_PERCENT), _ENGLISH_NUMBERS),
    Kind.DATE: _of(_ENGLISH_DATE),
    Kind.PERSON: _names,
    Kind.PLACE: _names,
    Kind.NAME: _all(_of(_QUOTED), _names),
}
