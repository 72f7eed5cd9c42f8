import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.frontmatter import FrontMatter, split


def _head(lines: str) -> FrontMatter:
    return split(f"\n---\n{lines}\n---\n\n<div>   \n正文  \n</div>\n            ")[0]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        # as YAML means it
        ("'平常的标题'", "平常的标题"),
        ('"It\'s quoted"', "It's quoted"),
        ("'It''s doubled'", "It's doubled"),
        (">-\n  两行的\n  标题", "两行的 标题"),
        # what YAML would take for something else
        ("2014", "2014"),
        ("12_00", "12_00"),
        ("yes", "yes"),
        ("null", "null"),
        ("0x1F", "0x1F"),
        ("2021-13-45", "2021-13-45"),
        ("C# 与 F# 的新版本 #编程", "C# 与 F# 的新版本 #编程"),
        ("[快讯]", "[快讯]"),
        ("{一} 与 {二}", "{一} 与 {二}"),
        ("&锚 与标题", "&锚 与标题"),
        ("!tag 标题", "!tag 标题"),
        # what YAML refuses
        ("@某机构发布新规", "@某机构发布新规"),
        ("`代码` 开头", "`代码` 开头"),
        ("%开头", "%开头"),
        ("*开头", "*开头"),
        ("预告: 明天: 下雨", "预告: 明天: 下雨"),
        ("{未合上的标题", "{未合上的标题"),
        ("[快讯] 今天", "[快讯] 今天"),
        ("- 破折号开头", "- 破折号开头"),
        ("a\tb: c", "a b: c"),
        ("'甲'乙'", "甲'乙"),
        ("'【甲'乙】'", "【甲'乙】"),
        ('"甲说"乙""', '甲说"乙"'),
        ("'甲' 和 '乙'", "'甲' 和 '乙'"),
        ('"""""\'谁来了？\'"""""', "谁来了？"),
        ('"""""""\'谁又来了？\'"""""""', "谁又来了？"),
        ("08_15\n                    \n                  午间快报", "08_15 午间快报"),
        ("@甲\n   乙: 丙\n", "@甲 乙: 丙"),
        # entities, once
        ("&#123;a&#125; &amp; &lt;b&gt;", "{a} & <b>"),
        ("&amp;lt;", "&lt;"),
        ("AT&T & Co", "AT&T & Co"),
        # nothing
        ("", ""),
        ("''", ""),
        ('""', ""),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_title_is_read_as_it_was_meant(written: str, title: str, *, first: bool) -> None:
    others = "author: 某报\ncomments: false"
    lines = f"title: {written}\n{others}" if first else f"{others}\ntitle: {written}"
    head = _head(lines)
    assert (head.title, head.first("author")) == (title, "某报")


def test_the_generation_that_quotes_every_title_is_known_by_its_picture() -> None:
    assert _head("title: ''甲' 和 '乙''\nheadimg: 'https://a.example/b.png'").title == "'甲' 和 '乙'"
    assert _head("title: '甲' 和 '乙'\nheadimg: 'https://a.example/b.png'").title == "甲' 和 '乙"


@pytest.mark.parametrize(
    ("written", "categories"),
    [
        ("\n - 金融\n - 某报\n - 快讯", ("金融", "某报", "快讯")),
        ("\n    - 金融\n    - 某报 - 快讯", ("金融", "某报 - 快讯")),
        ("\n - 金融\n - 某报\n -  - 快讯", ("金融", "某报", "快讯")),
        ("\n - 金融\n - — 某报", ("金融", "某报")),
        ("\n - '金融'\n - \"某报\"", ("金融", "某报")),
        ("\n - 金融\n - 金融\n - \n - null", ("金融",)),
        ("\n - @某报\n - a: b", ("@某报", "a: b")),
        ("\n - &#123;a&#125;", ("{a}",)),
        (" 金融", ("金融",)),
        (" [金融, 某报]", ("金融", "某报")),
        ("", ()),
        (" [金融, [某报, [快讯]]]", ("金融", "某报", "快讯")),
    ],
)
def test_categories_are_a_flat_list(written: str, categories: tuple[str, ...]) -> None:
    assert _head(f"title: 标题\ncategories: {written}\nauthor: 某报").categories == categories


def test_a_field_without_a_value_is_passed_over() -> None:
    head = _head("link: null\nurl: ~\npermalink:\noriginal: https://a.example/b")
    assert head.first("link", "url", "permalink", "original") == "https://a.example/b"
    assert head.first("author") == ""


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("---\ntitle: 甲\n---\n正文", "甲", "正文"),
        ("\n\n  \n---\ntitle: 甲\n---\n正文", "甲", "正文"),
        ("--- \ntitle: 甲\n----  \n正文", "甲", "正文"),
        ("---\ntitle: 甲\n---\n正文\n---\n又一段", "甲", "正文\n---\n又一段"),
        ("---\ntitle: 甲\n---", "甲", ""),
        # never closed
        ("---\ntitle: 甲\nauthor: 乙\n\n正文", "甲", "正文"),
        ("---\ntitle: 甲\n<p>正文</p>\n---\n又一段", "甲", "<p>正文</p>\n---\n又一段"),
        ("---\ntitle: 甲", "甲", ""),
        # no head at all
        ("正文", "", "正文"),
        ("正文\n---\ntitle: 甲\n---", "", "正文\n---\ntitle: 甲\n---"),
        ("---\n正文\n---\n又一段", "", "---\n正文\n---\n又一段"),
        ("---\n---\n正文", "", "---\n---\n正文"),
        ("---", "", "---"),
        ("", "", ""),
    ],
)
def test_the_head_ends_where_the_body_starts(text: str, title: str, body: str) -> None:
    head, found = split(text)
    assert (head.title, found) == (title, body)


def test_a_list_that_aliases_multiply_is_cut() -> None:
    lists = "\n".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 30))
    assert _head(f"title: 标题\na0: &a0 [类]\n{lists}\ncategories: [*a29]").categories == ("类",)


@pytest.mark.parametrize(
    "nested",
    [
        "[" * 8000,
        "{" * 8000,
        "[\n" * 8000,
        "- " * 8000,
        "? " * 8000,
        "&a [" * 100 + "*a",
        "\n" + "\n".join(f"  a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 30)),
    ],
)
def test_a_head_that_would_blow_up_yaml_is_read_by_lines(nested: str) -> None:
    head = _head(f"title: 标题\nextra: {nested}\nauthor: 某报")
    assert (head.title, head.first("author")) == ("标题", "某报")


def test_a_head_beyond_the_cap_is_read_by_lines() -> None:
    head = _head("title: 标题\n" + "".join(f"key: {i}\n" for i in range(10_000)) + "author: 某报")
    assert (head.title, head.first("author")) == ("标题", "某报")


def test_no_field_is_endless() -> None:
    head = _head(f"title: {'长' * 10_000}\nauthor: {'长' * 10_000}\ncategories:\n" + " - 类\n - 别\n" * 10_000)
    assert len(head.title) <= 500
    assert len(head.first("author")) <= 4000
    assert head.categories == ("类", "别")


@settings(deadline=None)  # CI shares its cores
@given(st.text(alphabet=st.sampled_from("ab:- \n\t'\"[]{}#&*!|>@%?,~—_中")))
def test_any_head_is_read(lines: str) -> None:
    head = _head(f"title: 标题\nauthor: 某报\n{lines}")
    assert "\n" not in head.title
    assert all(category and "\n" not in category for category in head.categories)
