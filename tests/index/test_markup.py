import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.decoding import printable
from index.markup import Block, blocks


def _lines(body: str) -> list[str]:
    return [block.text for block in blocks(body)]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        # paragraphs
        (
            "<div>   \n<p>　　第一段。</p>\n<p>　　第二段。</p>  \n</div>\n            ",
            ["第一段。", "第二段。"],
        ),
        ("<div>   \n一句话。  \n</div>", ["一句话。"]),
        ("<p>第一行<br>第二行<br/><br>　　第三行</p>", ["第一行", "第二行", "第三行"]),
        ("<h2>小标题</h2>开头<p>一段</p>结尾", ["小标题", "开头", "一段", "结尾"]),
        ("<p>&nbsp;</p><p> </p><p>　</p><div><br></div>", []),
        ("<p>没有合上<p>也没有<div>还是没有", ["没有合上", "也没有", "还是没有"]),
        ("<blockquote>引文<p>又一段</p></blockquote>", ["引文", "又一段"]),
        ("<dl><dt>名称</dt><dd>说明</dd></dl>", ["名称", "说明"]),
        # inline tags neither add nor take away
        ("<p>买入<span id='s'><a href='#'>机器</a></span><span></span>人</p>", ["买入机器人"]),
        ("<p>北<b>京</b>\n市</p>", ["北京 市"]),
        ("<p>The <b>new</b> <i>plan</i>, <a>he</a> said<sup>1</sup>.</p>", ["The new plan, he said1."]),
        ("<p>one\n  two\tthree&nbsp;&nbsp;four</p>", ["one two three four"]),
        ("<p>记者　甲　乙</p>", ["记者　甲　乙"]),
        # line ends in the source
        ("<div>第一段在这里。 \n第二段在这里。</div>", ["第一段在这里。", "第二段在这里。"]),
        ("<div>没有标点\n\n第二段</div>", ["没有标点", "第二段"]),
        ("<p>换行的\n词语</p>", ["换行的词语"]),
        ("<p>wrapped\nwords</p>", ["wrapped words"]),
        ("<p>第 5\n届</p>", ["第 5 届"]),
        ("<pre>a = 1\nb = 2</pre>", ["a = 1", "b = 2"]),
        # lists
        (
            "<ul>\n\n<li>甲</li>\n\n  <li><p>乙</p></li><li>丙<ul><li>丁</li></ul></li></ul>",
            ["甲", "乙", "丙", "丁"],
        ),
        # entities
        ("<p>&#123;a&#125; &lt;b&gt; &amp;amp;</p>", ["{a} <b> &amp;"]),
        ("<p>a&#8203;b&#1;c&#x202e;d&#xD800;</p>", ["abcd"]),
        ("<p>a&#8232;b&#13;c</p>", ["a", "b", "c"]),
        # what a reader doesn't see
        ("<p>甲<!-- 乙 --><script>丙</script><style>.a&#123;&#125;</style>丁</p>", ["甲丁"]),
        ("<p>甲</p><p style='color:red; DISPLAY : none'>乙</p><p hidden>丙</p>", ["甲"]),
        ("<p>甲<input type='hidden' value='乙'><iframe src='#'>丙</iframe></p>", ["甲"]),
        ("<p>甲<img alt='乙' src='#'></p><svg><text>丙</text></svg><noscript>丁</noscript>", ["甲"]),
        ("<ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>", ["漢"]),
        ("<!DOCTYPE html><html><head><title>甲</title></head><body>乙</body></html>", ["乙"]),
        ("<?xml version='1.0'?><p>甲</p>", ["甲"]),
        ("<div><p>甲</p></div></div></div><p>乙</p>", ["甲", "乙"]),
        ("", []),
    ],
)
def test_html_becomes_its_visible_blocks(body: str, lines: list[str]) -> None:
    assert _lines(body) == lines


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (
            "<table><thead><tr><th>城市</th><th>人数</th></tr></thead><tr><td>甲市</td><td>12</td></tr></table>",
            ["城市 | 人数", "甲市 | 12"],
        ),
        ("<table><tr><td></td><td>2021</td><td> </td></tr></table>", ["2021"]),
        (
            "<table><tr><td></td><td>一</td><td></td><td>二</td><td></td></tr></table>",
            ["| 一 | | 二"],
        ),
        (
            "<table><caption>表一</caption><tr><td><p>甲</p><p>乙</p></td><td>丙<br>丁</td></tr></table>",
            ["表一", "甲 乙 | 丙 丁"],
        ),
        # a page laid out as a table
        ("<table><tr><td><p>一</p><p>二</p></td></tr></table>", ["一", "二"]),
        ("<table><tr><td>一<p>二<p>三<p>四</td><td>五</td></tr></table>", ["一", "二", "三", "四", "五"]),
        (f"<table><tr><td>{'长' * 601}</td><td>短</td></tr></table>", ["长" * 601, "短"]),
        (
            "<table><tr><td>外<table><tr><td>一</td><td>二</td></tr></table></td></tr></table>",
            ["外", "一 | 二"],
        ),
        # cells where they don't belong
        ("<div><td>一</td><td>二</td></div>", ["一", "二"]),
        ("<table><td>|</td><td>|</td></table>", ["|", "|"]),
        ("<table><tr>甲<td>乙</td></tr></table>", ["甲", "乙"]),
    ],
)
def test_a_table_row_is_a_line(body: str, lines: list[str]) -> None:
    assert sorted(_lines(body)) == sorted(lines)


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (
            "# 标题\n\n第一段，**加粗**的[链接](https://a.example)。\n第二行\n",
            ["标题", "第一段，加粗的链接。", "第二行"],
        ),
        ("Title\n=====\n\nSome *text* with\na wrap.\n", ["Title", "Some text with a wrap."]),
        ("- 甲\n- 乙\n  - 丙\n", ["甲", "乙", "丙"]),
        ("![图](https://a.example/b.png)\n\n正文\n", ["正文"]),
        ("```python\na = 1\n\nb = 2\n```\n", ["a = 1", "b = 2"]),
        ("| 城市 | 人数 |\n|---|---|\n| 甲市 | 12 |\n", ["城市 | 人数", "甲市 | 12"]),
        ("> 引文\n\n正文<br>下一行 &amp; 完", ["引文", "正文", "下一行 & 完"]),
        ("# 标题\n\n<div style='display:none'>广告</div>\n\n正文", ["标题", "正文"]),
        # plain text: nothing in it is markup
        ("第一段。\n第二段。\n\n第三段", ["第一段。", "第二段。", "第三段"]),
        (
            "A first line\nand its end\n\nAT&T <grew> 3 * 4 * 5",
            ["A first line and its end", "AT&T <grew> 3 * 4 * 5"],
        ),
        ("某_旅游_计划", ["某_旅游_计划"]),
        # text that turns out to be HTML
        ("一段文字<br>又一行<p>末段</p>", ["一段文字", "又一行", "末段"]),
    ],
)
def test_markdown_and_plain_text_become_their_blocks(body: str, lines: list[str]) -> None:
    assert _lines(body) == lines


@pytest.mark.parametrize(
    "body",
    [
        "<figure><img src='#'><figcaption>湖边的展馆</figcaption></figure>",
        "<div><img src='#' alt='湖边的展馆'><span class='img_descr big'>湖边的展馆</span></div>",
    ],
)
def test_captions_are_told_apart(body: str) -> None:
    assert blocks(f"{body}<p>正文</p>") == [Block("湖边的展馆", is_caption=True), Block("正文")]


def test_elements_that_the_caller_skips_are_left_out() -> None:
    skipped = blocks("<p>甲</p><p class='x'>乙<b>丙</b></p>丁", skip=lambda tag: "class" in tag.attrs)
    assert skipped == [Block("甲"), Block("丁")]


@pytest.mark.parametrize(
    "opening",
    ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<p><span>", "<blockquote>", "<font>", "> ", "- "],
)
def test_nesting_without_end_is_no_trouble(opening: str) -> None:
    started = time.perf_counter()
    assert _lines("<p>前</p>" + opening * 10_000 + "中")[0] == "前"
    assert time.perf_counter() - started < 10


def test_a_body_of_two_megabytes_takes_seconds() -> None:
    paragraph = "<p>　　这是一个有很多段落的长篇报道，每一段都不短也不长。</p>\n"
    started = time.perf_counter()
    assert len(_lines(paragraph * (2_000_000 // len(paragraph.encode())))) > 20_000
    assert time.perf_counter() - started < 10


_PIECES = [
    *("<div>", "</div>", "<p>", "</p>", "<br>", "<b>", "</b>", "<li>", "<pre>", "<figcaption>", "<a "),
    *("<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<!--", "-->", "<script>", "</script>"),
    *(
        "&#1;",
        "&#x85;",
        "&#xD800;",
        "&amp;",
        "&nbsp;",
        "<![CDATA[",
        "]]>",
        "<?xml",
        ">",
        "<",
        "#",
        "**",
        "|",
        "- ",
        "`",
    ),
    *("\n", "\n\n", " ", "\u3000", "\xa0", "\v", "\u2028", "中", "文", "。", "a"),
]
_MARKUP = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@settings(deadline=None)  # CI shares its cores
@given(_MARKUP | st.text())
def test_any_body_becomes_clean_lines(body: str) -> None:
    for line in _lines(body):
        assert line
        assert line == line.strip() == printable(line)
        assert not {"\n", "\t"} & set(line)
