"""A text in, an article or a five-word question; its language out: Chinese, English or another. Pure."""

import enum
import re

from index.text import HAN

# Enough to tell; an article of 40,000 characters is not read to its end.
_SAMPLE = 2000
# A Chinese headline may quote a Japanese title; running Japanese is half kana.
_KANA_SHARE = 0.2
# A Han character says about half as much as an English word. Words in Latin letters that are names or code
# among Chinese characters count for less.
_HAN_PER_WORD = 2
_HAN_PER_NAME = 0.5
_MIXED_ENGLISH_SHARE = 0.15
# One foreign function word makes a name (Rio de Janeiro), two make a sentence.
_FOREIGN_WORDS = 2
# Running English has a function word in every three. A long text with almost none is in another language.
_LONG_TEXT_WORDS = 25
_ENGLISH_SHARE = 0.05
# One accented word is a name: Beyoncé.
_ACCENTED_WORDS = 1
_ACCENTED_SHARE = 0.1

_HAN = re.compile(rf"[{HAN}]")
_KANA = re.compile(r"[\u3041-\u30ff]")
# Greek, Cyrillic, Arabic, the scripts of India, Thai, Hangul and more
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1cff\ua000-\ud7ff]")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


ENGLISH_FUNCTION_WORDS = _words(
    "the of and to in a is that for on was with as it at by from are be this have has had were an or not but"
    " they which their his her its will would can could should been more than after before over about into"
    " out up new who what when where why how do does did says said say you your we our us he she i my me"
    " there many much between against during under near off if so no all any some most other first last amid"
    " may might must just only also while because through per being these those them him then now whose whom"
)
# Frequent words of languages that news in Latin script is likely to be in, without those that are words in
# English too (die, men, plus, son, come, van) and without single letters.
_FRENCH = _words(
    "le la les des du un une et est dans que qui sur au aux avec pas ce cette il elle nous vous se sa ses ont"
    " sont mais ou où leur quel quelle être fait comme après"
)
_GERMAN = _words(
    "der das und ist nicht ein eine einen einem einer dem des von zu im auf für sich auch als bei nach aus"
    " wird sind wie hat haben oder über vor zum zur wer wurde werden kann mehr gegen noch nur"
)
_SPANISH = _words(
    "el la los las de del que en un una es por con para se su al lo como más pero sus le ya este sí porque"
    " esta entre cuando muy sobre también fue son está según quién qué cuál dónde"
)
_ITALIAN = _words(
    "il lo la gli di che un una con del della dei delle nel alla al da si più anche dal sul questo essere"
    " stato chi dove quale"
)
_PORTUGUESE = _words(
    "os de da dos das que em um uma para não por mais se na ao como mas foi ele tem seu sua ou quando muito"
    " nos já está também são quem qual onde"
)
_DUTCH = _words(
    "de het een en dat op te zijn voor met niet aan er om ook maar bij nog uit wordt naar heeft hij werd wat waar wie"
)
_SWEDISH = _words("och att det som en på är av för med till inte har om ett var sig så från vi kan när nu efter")
_POLISH = _words("na się że jest jak za po dla czy przez są oraz tym tego przed który kto gdzie")
_TURKISH = _words("bir ve bu için ile da de çok olarak daha gibi olan sonra kadar ne var mi nasıl kim nerede")
_INDONESIAN = _words("yang dan di dari ini untuk dengan itu pada tidak dalam akan adalah oleh juga ke karena apa siapa")
_VIETNAMESE = _words("và của là có cho không được một trong những người với các này đã từ khi ở về như")
_OTHERS = (
    _FRENCH,
    _GERMAN,
    _SPANISH,
    _ITALIAN,
    _PORTUGUESE,
    _DUTCH,
    _SWEDISH,
    _POLISH,
    _TURKISH,
    _INDONESIAN,
    _VIETNAMESE,
)


class Language(enum.StrEnum):
    """The languages that the project tells apart."""

    ZH = "zh"
    EN = "en"
    OTHER = "other"


def detect(text: str) -> Language:
    """The language of `text`, of a mixed one that which carries the sentence: `Who is 陈时中?` is English.

    A short text in Latin letters is English unless its function words say otherwise.
    """
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample)
    kana = len(_KANA.findall(sample))
    eastern = len(_HAN.findall(sample)) + kana
    if len(_OTHER_SCRIPT.findall(sample)) > max(eastern, len(words)):
        return Language.OTHER
    in_english = _english_words(words) >= _MIXED_ENGLISH_SHARE * len(words)
    if eastern > len(words) * (_HAN_PER_WORD if in_english else _HAN_PER_NAME):
        return Language.OTHER if kana > _KANA_SHARE * eastern else Language.ZH
    return Language.EN if words and _is_english(words) else Language.OTHER


def _is_english(words: list[str]) -> bool:
    english = _english_words(words)
    # A capital inside a sentence is a name: La Liga, Los Angeles, Der Spiegel.
    uncapitalised = [words[0].lower(), *(word for word in words[1:] if word.islower())]
    foreign = max(sum(word in language for word in uncapitalised) for language in _OTHERS)
    if foreign >= _FOREIGN_WORDS and foreign > english:
        return False
    if len(words) >= _LONG_TEXT_WORDS:
        return english >= _ENGLISH_SHARE * len(words)
    accented = sum(not word.isascii() for word in words)
    return english > 0 or accented <= max(_ACCENTED_WORDS, _ACCENTED_SHARE * len(words))


def _english_words(words: list[str]) -> int:
    return sum(word.lower() in ENGLISH_FUNCTION_WORDS for word in words)
