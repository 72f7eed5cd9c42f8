"""The words of the interface, in Chinese and English, from `locales/`."""

import functools
from importlib import resources

from fluent.runtime import FluentBundle, FluentResource

from index.language import Language

_FILE = "newsbot.ftl"
LOCALES = {Language.ZH: "zh", Language.EN: "en"}


class Messages:
    """The interface's words in one language."""

    def __init__(self, bundle: FluentBundle) -> None:
        self._bundle = bundle

    def text(self, key: str, **values: str | int) -> str:
        """The message `key` with its placeholders filled. A missing key or value is a bug and raises."""
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise errors[0]
        return str(text)


@functools.cache
def messages(language: Language) -> Messages:
    """The words for somebody who writes in `language`; English where there are none in it."""
    locale = LOCALES.get(language, "en")
    bundle = FluentBundle([locale], use_isolating=False)
    file = resources.files("bot") / "locales" / locale / _FILE
    bundle.add_resource(FluentResource(file.read_text("utf-8")))
    return Messages(bundle)
