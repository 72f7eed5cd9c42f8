"""A translator spoken to in words: `DictionaryTranslator({"countries": "国家"})` knows both directions."""

from collections.abc import Mapping

from index.language import Language
from index.text import fold, terms
from index.translation import ENGLISH_STOP_WORDS, Alternative, TermGroup

_LEFT_OUT = frozenset(terms(" ".join(ENGLISH_STOP_WORDS)))


class DictionaryTranslator:
    """Knows the English words (keys) and Chinese words (values) that it was given; other Latin words stay
    as they are, without the stop words."""

    def __init__(self, words: Mapping[str, str] | None = None) -> None:
        self._words = dict(words or {})

    def translate(self, question: str, language: Language) -> list[TermGroup]:
        """A group for each known word that the question has, and one for each word that stands for itself."""
        if language is Language.OTHER:
            return []
        pairs = self._words.items() if language is Language.EN else ((zh, en) for en, zh in self._words.items())
        rest = fold(question)
        groups = []
        for source, translation in pairs:
            if source in rest:
                rest = rest.replace(source, " ")
                groups.append(_group(source, terms(translation)))
        return groups + [_group(term, [term]) for term in terms(rest) if term.isascii() and term not in _LEFT_OUT]


def _group(source: str, words: list[str]) -> TermGroup:
    return TermGroup(source, (Alternative(tuple(words), 1.0),))
