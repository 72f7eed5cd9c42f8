import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language import Language, detect

_ZH, _EN, _OTHER = Language.ZH, Language.EN, Language.OTHER


@pytest.mark.parametrize(
    ("text", "language"),
    [
        # Chinese, with what Chinese news is full of
        ("今年有多少个国家参展？", _ZH),
        ("幾個國家首次參加展覽？", _ZH),
        ("OpenAI发布GPT-5了吗", _ZH),
        ("BTC跌破60000 USDT，24H跌幅3%", _ZH),
        ("WTO 是什么", _ZH),
        (
            '点击观看大桥通车的视频：{"type":"video","items":[{"id":1,"url":"http:\\/\\/v.example\\/a.mp4","stream":"x"}]}',
            _ZH,
        ),
        ("动画《のんのん日和》第三季将于下月在多家平台开播，片方今天公布了预告", _ZH),
        # English
        ("Oil prices fall after summit", _EN),
        ("Who is 陈时中?", _EN),
        ("what does 服贸会 mean", _EN),
        ("Nvidia CEO Jensen Huang (黄仁勋) visits Taipei", _EN),
        ("Xi Jinping (习近平) said on Monday that the talks would go on", _EN),
        ("Artur Avila wins", _EN),
        ("Nvidia Q3 revenue", _EN),
        ("AsiaInfo", _EN),
        # names from other languages
        ("La Liga: El Clasico ends 2-2", _EN),
        ("Los Angeles and Las Vegas host finals", _EN),
        ("Rio de Janeiro floods kill 12", _EN),
        ("Der Spiegel reports new leak", _EN),
        ("Beyoncé tour dates announced", _EN),
        ("Five die in Swiss avalanche", _EN),
        # other languages in Latin script
        ("Qui est le président de la France ?", _OTHER),
        ("Le gouvernement annonce des mesures pour les agriculteurs", _OTHER),
        ("Wer ist der neue Kanzler?", _OTHER),
        ("Le président chinois Xi Jinping (习近平) est arrivé dans la capitale", _OTHER),
        ("Bundestag stimmt über das neue Gesetz ab", _OTHER),
        ("El presidente anuncia una reforma del sistema de salud", _OTHER),
        ("Il governo approva la riforma della giustizia", _OTHER),
        ("O governo anunciou que não vai aumentar os impostos", _OTHER),
        ("Wat is de hoofdstad van Nederland?", _OTHER),
        ("Regeringen vill att skolan ska få mer pengar och tid", _OTHER),
        ("Rząd przyjął nową ustawę", _OTHER),
        ("Thủ tướng họp với các bộ trưởng", _OTHER),
        # other scripts
        ("東京で新しい展覧会が開かれました", _OTHER),
        ("서울에서 새로운 전시회가 열렸다", _OTHER),
        ("Кто стал президентом?", _OTHER),
        ("من هو الرئيس الجديد؟", _OTHER),
        # nothing to tell by
        ("", _OTHER),
        ("12_00", _OTHER),
        ("😀", _OTHER),
    ],
)
def test_language(text: str, language: Language) -> None:
    assert detect(text) is language


def test_a_long_text_without_function_words_is_not_taken_for_english() -> None:
    assert detect("Serikali imetangaza mpango mpya wa kusaidia wakulima wadogo " * 5) is Language.OTHER


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert detect(text) in Language


@given(st.text(alphabet="的一是在不了有和人这中大为上个国我以要他时来用们", min_size=1))
def test_chinese_characters_alone_are_chinese(text: str) -> None:
    assert detect(text) is Language.ZH
