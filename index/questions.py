"""A question as it was typed in; its language, terms and their translations out. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.errors import QuestionError
from index.language import Language, detect
from index.text import query_terms, terms
from index.translation import TermGroup

MAX_CHARACTERS = 4096  # a Telegram message
# Chosen on the dev questions among 0, .2, .3, .4, .5: what a question word counts beside a word of content.
_FUNCTION_WEIGHT = 0.3


class Translator(Protocol):
    """Turns the words of a question into search terms of the other language."""

    def translate(self, question: str, language: Language) -> Sequence[TermGroup]:
        """Groups of translations of the words of `question`, which is in `language`, best first."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, ready to search with. `weights` are its own terms, `translations` those of other languages."""

    text: str
    language: Language
    weights: Mapping[str, float]
    translations: Mapping[Language, Sequence[TermGroup]]


def understand(text: str, translator: Translator) -> Question:
    """The question in `text`. Raises `QuestionError` when there is nothing to search with, or too much."""
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(f"the question has {len(text):,} characters; ask with at most {MAX_CHARACTERS:,}")
    printable = "".join(c if c.isprintable() else " " for c in text).strip()
    if not terms(printable):
        raise QuestionError("the question is empty; ask with at least one word")
    language = detect(printable)
    translations = {
        other: translator.translate(printable, language)
        for other in (Language.ZH, Language.EN)
        if language in {Language.ZH, Language.EN} and other is not language
    }
    return Question(printable, language, query_terms(printable, _FUNCTION_WEIGHT), translations)
