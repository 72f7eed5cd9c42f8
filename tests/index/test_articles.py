from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import Article, parse
from index.dates import DateKind
from index.errors import ArticleError
from index.language import Language

_QUOTED = """
---
title: '三座桥梁将于年底通车，_环湖路_同步改造'
categories: 
 - 金融
 - 新浪财经
 - 新浪财经－国內
headimg: 'https://n.sinaimg.cn/finance/cece9e13/20200514/343233024.png'
author: 新浪财经
comments: false
date: Tue, 06 Sep 2022 01:02:03 GMT
thumbnail: 'https://img.example/bridge.jpg'
---

<div>   
<p cms-style="font-L">　　本报讯 （记者 王小明）全市今年有3座桥梁通车，总长12.5公里。</p>
<p cms-style="font-L">　　承建方<span id="stock_sz000000"><a href="#">环湖路</a></span><span id="quote"></span>桥公司说，工期提前。</p><!-- 声明 -->
<style>.appendQr_wrap&#123;border:1px&#125;</style>
<div class="clearfix appendQr_wrap"><div>海量资讯、精准解读，尽在新浪财经APP</div></div>
<p class="article-editor">责任编辑：李小红 SF000</p>
  
</div>
            """  # noqa: E501, W291, W293 - that is how these posts are written
_UNQUOTED = """
---
title: Two ports: new ferry line opens
categories: 
    - 新媒体
    - Harbour Daily - News
author: Harbour Daily - News
comments: false
date: 2021-03-21 16:41:54
thumbnail: 
---

<div>   
The ferry between the two ports will run three times a day.
      
</div>
            """  # noqa: W291, W293 - that is how these posts are written


def _parsed(text: str) -> Article:
    return parse(text.encode(), id="feed/one", path="feed/one.md")


def test_a_post_of_the_generation_that_quotes() -> None:
    assert _parsed(_QUOTED) == Article(
        id="feed/one",
        path="feed/one.md",
        title="三座桥梁将于年底通车，_环湖路_同步改造",
        source="新浪财经",
        categories=("金融", "新浪财经", "新浪财经－国內"),
        url=None,
        image="https://img.example/bridge.jpg",
        published=datetime(2022, 9, 6, 1, 2, 3, tzinfo=UTC),
        date_kind=DateKind.STATED,
        language=Language.ZH,
        text="本报讯 （记者 王小明）全市今年有3座桥梁通车，总长12.5公里。\n承建方环湖路桥公司说，工期提前。",
    )


def test_a_post_of_the_generation_that_does_not_quote() -> None:
    assert _parsed(_UNQUOTED) == Article(
        id="feed/one",
        path="feed/one.md",
        title="Two ports: new ferry line opens",
        source="Harbour Daily",
        categories=("新媒体", "Harbour Daily - News"),
        url=None,
        image=None,
        published=datetime(2021, 3, 21, 16, 41, 54, tzinfo=UTC),
        date_kind=DateKind.CRAWL,
        language=Language.EN,
        text="The ferry between the two ports will run three times a day.",
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_neither_encoding_nor_line_ends_change_an_article(encoding: str, line_end: str) -> None:
    content = _QUOTED.replace("\n", line_end).encode(encoding)
    assert parse(content, id="feed/one", path="feed/one.md") == _parsed(_QUOTED)


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        ("author: 财联社 - 电报", "财联社"),
        ("author: e 公司 - 快讯", "e 公司"),
        ("author: 某报\ncategories: [金融, 别报, 快讯]", "某报"),
        ("categories: [金融, 某报, 某报－国内]", "某报"),
        ("categories:\n    - 金融\n    - 某报 - 快讯", "某报"),
        ("categories: 某报", "某报"),
        ("author: ''\ncategories:\n - 新闻\n - '未知'", ""),
        ("comments: false", ""),
    ],
)
def test_the_source_is_the_author_else_the_category_that_names_it(fields: str, source: str) -> None:
    assert _parsed(f"---\ntitle: 标题\n{fields}\n---\n正文").source == source


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ("link: https://a.example/b?c=1&amp;d=2", "https://a.example/b?c=1&d=2"),
        ("url: /relative\npermalink: http://a.example/b", "http://a.example/b"),
        ("original: 'https://a.example/b'", "https://a.example/b"),
        ("link: javascript:alert(1)", None),
        ("link: ftp://a.example/b", None),
        ("link: https://", None),
        ("link: https://[broken/b", None),
        ("link: https://a.example/b c", None),
        (f"link: https://a.example/{'b' * 3000}", None),
        ("comments: false", None),
    ],
)
def test_the_link_is_one_that_a_browser_opens(fields: str, url: str | None) -> None:
    assert _parsed(f"---\ntitle: 标题\n{fields}\n---\n正文").url == url


@pytest.mark.parametrize(
    ("fields", "image"),
    [
        (
            "headimg: 'https://a.example/b.png'\nthumbnail: 'https://a.example/c.png'",
            "https://a.example/b.png",
        ),
        ("headimg: 'https://picsum.photos/400/300?random=1'\nthumbnail: null", None),
        (
            "headimg: 'https://picsum.photos/400/300?random=1'\nthumbnail: http://a.example/c.png",
            "http://a.example/c.png",
        ),
        ("thumbnail:", None),
    ],
)
def test_a_placeholder_is_no_image(fields: str, image: str | None) -> None:
    assert _parsed(f"---\ntitle: 标题\n{fields}\n---\n正文").image == image


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("<p>第一句话。第二句话。</p><p>又一段。</p>", "第一句话。"),
        ("<p>【方括号里的】其余的话。</p>", "方括号里的"),
        ("<p>【没有合上的话。又一句。</p>", "【没有合上的话。"),
        (f"<p>{'长' * 200}</p>", "长" * 79 + "…"),
        ("# 小标题\n\n正文。", "小标题"),
        ("<p>原标题：大桥通车了。 记者今天获悉。</p>", "大桥通车了。"),
        ("<p>某网 > 新闻 08-07 17:50，正文：大桥通车了。</p>", "大桥通车了。"),
        ("<p>正文：</p><p>大桥通车了。</p>", "正文："),
    ],
)
def test_a_post_without_a_title_is_called_by_its_first_sentence(body: str, title: str) -> None:
    assert _parsed(f"---\ntitle: ''\n---\n{body}").title == title
    assert _parsed(body).title == title


def test_a_title_that_was_cut_stays_as_it_is() -> None:
    assert _parsed("---\ntitle: '【甲】乙丙...'\n---\n【甲】乙丙丁。").title == "【甲】乙丙..."


def test_a_post_that_is_a_picture_has_a_title_and_no_text() -> None:
    article = _parsed("---\ntitle: 12_00\n---\n<div>   \n<img src='https://a.example/b.png'>  \n</div>")
    assert (article.title, article.text) == ("12_00", "")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "neither a title nor a text"),
        (b" \n \n", "neither a title nor a text"),
        (b"---\ntitle: ''\n---\n<img src='#'>", "neither a title nor a text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "not a text file"),
        (b"x" * (16 * 1024 * 1024 + 1), "larger than 16 MB, not a post"),
    ],
)
def test_what_is_no_article_is_refused_with_its_path_and_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ArticleError) as refused:
        parse(content, id="one", path="feed/one.md")
    assert (str(refused.value.path), refused.value.reason) == ("feed/one.md", reason)


def _check_promises(content: bytes) -> None:
    try:
        article = parse(content, id="one", path="one.md")
    except ArticleError:
        return
    assert article.title.strip()
    assert not {"\n", "\t"} & set(article.title)
    assert all(line == line.strip() != "" for line in article.text.split("\n")) or not article.text
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in article.text.replace("\n", ""))
    assert article.published is None or article.published.tzinfo is UTC
    (article.title + article.text + article.source + "".join(article.categories)).encode()


@settings(deadline=None)  # CI shares its cores
@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_an_article_or_refused(content: bytes) -> None:
    _check_promises(content)


@settings(deadline=None)  # CI shares its cores
@given(st.integers(0, len(_QUOTED.encode())), st.binary(max_size=20), st.integers(0, 50))
def test_a_damaged_post_is_an_article_or_refused(place: int, damage: bytes, lost: int) -> None:
    content = _QUOTED.encode()
    _check_promises(content[:place] + damage + content[place + lost :])
