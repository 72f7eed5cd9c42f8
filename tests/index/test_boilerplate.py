import pytest
from bs4 import BeautifulSoup

from index.boilerplate import is_boilerplate, without_boilerplate
from index.markup import Block, blocks


def _kept(*lines: str, source: str = "某报") -> list[str]:
    return without_boilerplate(map(Block, lines), source=source, title="标题")


@pytest.mark.parametrize(
    ("element", "dropped"),
    [
        ('<div class="clearfix appendQr_wrap">', True),
        ('<p class="article-editor">', True),
        ('<div class="article-microtransaction">', True),
        ('<div id="left_hzh_ad">', True),
        ('<a class="site-logo" href="#">', True),
        ('<div class="content">', False),
        ('<div class="ad-hoc" id="logo-design">', False),
        ('<p cms-style="font-L">', False),
        ("<p>", False),
    ],
)
def test_elements_of_the_page_around_an_article(element: str, *, dropped: bool) -> None:
    tag = BeautifulSoup(element, "lxml").body
    assert tag is not None
    child = tag.find()
    assert child is not None
    assert is_boilerplate(child) is dropped


@pytest.mark.parametrize(
    "line",
    [
        "请订阅或登录，以继续阅读全文！",
        "海量资讯、精准解读，尽在新浪财经APP",
        "编者按：这篇文章转自某公众号，经授权发布。",
        "【编者按】新专栏今天开始连载。",
        "广告",
        "Advertisement",
    ],
)
def test_what_a_site_puts_between_paragraphs_goes(line: str) -> None:
    assert _kept("甲。", line, "乙。") == ["甲。", "乙。"]


@pytest.mark.parametrize("line", ["阅读原文", "Read more", "Continue reading on the site"])
def test_what_a_site_puts_at_the_end_goes(line: str) -> None:
    assert _kept("甲。", line) == ["甲。"]
    assert _kept(line, *"甲乙丙丁戊己") == [line, *"甲乙丙丁戊己"]


@pytest.mark.parametrize("line", ["责任编辑：王小明 SF001", "责任编辑：王小明", "编辑 王小明 校对 李小红"])
def test_the_editor_goes_where_the_site_adds_it(line: str) -> None:
    assert _kept("甲。", line, source="新浪财经") == ["甲。"]
    assert _kept("甲。", line, source="某报") == ["甲。", line]


@pytest.mark.parametrize(
    "end",
    [
        "返回搜狐，查看更多",
        "返回搜狐，查看更多                责任编辑：",
        "返回搜狐，查看更多责任编辑：王小明",
        "广告声明：文内含有的对外跳转链接（包括二维码等形式），IT之家所有文章均包含本声明。",
        "分享让更多人看到",
    ],
)
def test_what_a_site_appends_to_the_last_sentence_is_cut_off(end: str) -> None:
    assert _kept("甲。", f"乙。{end}") == ["甲。", "乙。"]
    assert _kept("甲。", end) == ["甲。"]


@pytest.mark.parametrize(
    "line",
    [
        "编辑部在展会上设了三个展位。",
        "广告收入同比增长12%。",
        "责任编辑制度的改革今年开始。",
        "他说：“返回搜狐，查看更多”是一句套话。",
        "编者按语写得太长" + "，长" * 200,
    ],
)
def test_sentences_that_only_look_like_it_stay(line: str) -> None:
    assert _kept("甲。", line, source="新浪财经") == ["甲。", line]


def test_an_editors_note_that_is_the_whole_post_stays() -> None:
    assert _kept("【编者按】今天全市启动防汛响应。") == ["【编者按】今天全市启动防汛响应。"]
    assert _kept("广告") == []
    assert _kept() == []


@pytest.mark.parametrize(
    ("caption", "kept"),
    [
        ("主队3比2险胜客队。图/某社", True),
        ("图为展馆外景", True),
        ("图：2023年某市博览会开幕", True),
        ("图片来源：某图库", False),
        ("图/某社", False),
        ("资料图", False),
        ("（资料图片）", False),
        ("图1", False),
        ("Photo: Someone", False),
        ("Image credit: Some Agency in Some City", False),
        ("Photo by: Someone", False),
        ("Photos show the opened hall", True),
        # said before
        ("标题", False),
        ("甲。", False),
    ],
)
def test_a_caption_stays_when_it_says_something(caption: str, *, kept: bool) -> None:
    found = without_boilerplate([Block("甲。"), Block(caption, is_caption=True)], source="某报", title="标题")
    assert found == (["甲。", caption] if kept else ["甲。"])


def test_a_caption_that_comes_twice_is_kept_once() -> None:
    figure = "<figure><figcaption>湖边的展馆</figcaption></figure>"
    assert without_boilerplate(blocks(figure * 2), source="", title="") == ["湖边的展馆"]


def test_a_paragraph_that_repeats_the_title_stays() -> None:
    assert _kept("标题") == ["标题"]
