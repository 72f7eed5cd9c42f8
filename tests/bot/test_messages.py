import ast
from pathlib import Path

import pytest
from fluent.runtime.errors import FluentReferenceError
from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Message, VariableReference
from fluent.syntax.visitor import Visitor

import bot
from bot.messages import LOCALES, messages
from index.language import Language

_BOT = Path(bot.__file__).parent
_LOCALES = sorted(path.name for path in (_BOT / "locales").iterdir())


class _Placeholders(Visitor):
    """Collects the names of variables."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 - fluent's name
        self.names.add(node.id.name)


def _messages(locale: str) -> dict[str, set[str]]:
    """The placeholders of each message."""
    found: dict[str, set[str]] = {}
    for file in sorted((_BOT / "locales" / locale).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text("utf-8")).body:
            assert not isinstance(entry, Junk), entry.content
            if isinstance(entry, Message):
                assert entry.id.name not in found
                placeholders = _Placeholders()
                placeholders.visit(entry)
                found[entry.id.name] = placeholders.names
    return found


def _used() -> dict[str, set[str]]:
    """The keys that the code asks for by name, with the values that it hands over."""
    calls = (
        node
        for path in _BOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "text"
    )
    used: dict[str, set[str]] = {}
    for call in calls:
        match call.args:
            case [ast.Constant(value=str(key))]:
                used.setdefault(key, set()).update(keyword.arg or "**" for keyword in call.keywords)
    return used


def test_there_are_locales_for_the_languages_of_the_project() -> None:
    assert sorted(LOCALES.values()) == _LOCALES
    assert set(LOCALES) == {Language.ZH, Language.EN}


@pytest.mark.parametrize("locale", _LOCALES)
def test_every_locale_has_the_same_messages_with_the_same_placeholders(locale: str) -> None:
    assert _messages(locale) == _messages("en")


def test_every_message_that_is_used_exists_and_gets_its_values() -> None:
    assert _used() == _messages("en")


@pytest.mark.parametrize(
    ("language", "days", "text"),
    [
        (Language.EN, 0, "today"),
        (Language.EN, 1, "1 day ago"),
        (Language.EN, 1200, "1200 days ago"),
        (Language.ZH, 0, "今天"),
        (Language.ZH, 1, "1 天前"),
        (Language.OTHER, 2, "2 days ago"),
    ],
)
def test_ages(language: Language, days: int, text: str) -> None:
    assert messages(language).text("age", days=days) == text


def test_what_is_filled_in_is_never_read_as_a_message() -> None:
    assert messages(Language.EN).text("crawled", date="{ $days } \u2068") == "seen { $days } \u2068"


def test_a_missing_message_or_value_is_a_bug() -> None:
    with pytest.raises(LookupError):
        messages(Language.EN).text("no-such-message")
    with pytest.raises(FluentReferenceError):
        messages(Language.EN).text("crawled")
