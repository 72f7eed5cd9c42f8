import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.kinds import Kind, asked


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("有多少个国家首次设展", Kind.NUMBER),
        ("服贸会上几个国家是头一回办展的？", Kind.NUMBER),
        ("服貿會上幾個國家是頭一回辦展的？", Kind.NUMBER),
        ("新桥有多长？", Kind.NUMBER),
        ("展会票价是多少", Kind.NUMBER),
        ("参展企业的数量是多少", Kind.NUMBER),
        ("火箭多高", Kind.NUMBER),
        ("how many countries exhibited for the first time", Kind.NUMBER),
        ("How much does a ticket cost?", Kind.NUMBER),
        ("How long is the bridge?", Kind.NUMBER),
        ("What was the total cost?", Kind.NUMBER),
        ("本届展会的国际化率是多少？", Kind.SHARE),
        ("利润同比增长了多少？", Kind.SHARE),
        ("女性占比多少", Kind.SHARE),
        ("百分之几的人同意", Kind.SHARE),
        ("What percentage of homes is heated?", Kind.SHARE),
        ("What is the unemployment rate?", Kind.SHARE),
        ("By how much did fares rise?", Kind.SHARE),
        ("展会什么时候开幕", Kind.DATE),
        ("哪一年建成的", Kind.DATE),
        ("图书馆星期几不开门？", Kind.DATE),
        ("列车几点出发", Kind.DATE),
        ("几月几号开售", Kind.DATE),
        ("When did the fair open?", Kind.DATE),
        ("What day did it start?", Kind.DATE),
        ("In which year was it built?", Kind.DATE),
        ("谁是图书馆的设计师？", Kind.PERSON),
        ("哪位航天员打开了舱门", Kind.PERSON),
        ("Who won the final?", Kind.PERSON),
        ("Whose novel won?", Kind.PERSON),
        ("台风在哪里登陆", Kind.PLACE),
        ("展会在哪个城市举行", Kind.PLACE),
        ("Where did it land?", Kind.PLACE),
        ("What city hosts the fair?", Kind.PLACE),
        ("哪家公司造的列车", Kind.NAME),
        ("哪部电影最卖座？", Kind.NAME),
        ("本届的主题是什么", Kind.NAME),
        ("Which journal printed it?", Kind.NAME),
        ("What is the name of the ship?", Kind.NAME),
        ("为什么涨价", Kind.OTHER),
        ("发生了什么", Kind.OTHER),
        ("几乎没有人来是怎么回事", Kind.OTHER),
        ("Why did fares rise?", Kind.OTHER),
        ("What happened?", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_what_a_question_asks_for(question: str, kind: Kind) -> None:
    assert asked(question).kind is kind


@pytest.mark.parametrize(
    ("question", "of"),
    [
        ("有多少个国家首次设展", "个国家首次设展"),
        ("有多少個國家首次設展", "个国家首次设展"),
        ("How many Countries came?", "countries came?"),
        ("Why?", ""),
    ],
)
def test_the_words_behind_the_question_word(question: str, of: str) -> None:
    assert asked(question).of == of


@given(st.text(max_size=60))
def test_every_text_asks_for_something(text: str) -> None:
    assert asked(text).kind in Kind
