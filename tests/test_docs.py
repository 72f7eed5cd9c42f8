"""The documentation against the program: commands, options, settings, make targets, links."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command

from bot.cli import app
from bot.config import Config

_REPOSITORY = Path(__file__).parents[1]
_PAGES = {
    path.relative_to(_REPOSITORY).as_posix(): path.read_text("utf-8")
    for pattern in ("*.md", "docs/**/*.md", "examples/*.md", "index/model/*.md", "benchmarks/*.md")
    for path in sorted(_REPOSITORY.glob(pattern))
}
_GROUP = get_command(app)
assert isinstance(_GROUP, TyperGroup)
_COMMANDS = _GROUP.commands
# Read by the tests, no setting of newsbot.
_OTHER_VARIABLES = {"NEWSBOT_SHARED"}
_OTHER_OPTIONS = {"--index-url", "--extra-index-url", "--strict"}  # pip's, mypy's

_FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^ {4}(?=\S)(.*)$", re.MULTILINE)
_INLINE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def _code_lines(page: str) -> list[str]:
    """The lines of code blocks, with continued lines joined."""
    blocks = [*_FENCED.findall(page), *_INDENTED.findall(_FENCED.sub("", page))]
    return "\n".join(blocks).replace("\\\n", " ").split("\n")


def _spans(page: str) -> list[str]:
    """The code within sentences, each on one line."""
    return [" ".join(span.split()) for span in _INLINE.findall(_FENCED.sub("", page))]


def _calls(page: str) -> Iterator[list[str]]:
    """The arguments of every `newsbot` that a reader could copy from a code block."""
    for line in _code_lines(page):
        words = shlex.split(line.strip().removeprefix("$ "), comments=True) if "newsbot" in line else []
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            words = words[1:]
        if words and words[0].split("/")[-1] == "newsbot":
            end = next((i for i, word in enumerate(words) if word in {"|", "&&", ";", ">", "<", "||"}), len(words))
            yield words[1:end]


def _options(command: str) -> set[str]:
    return {option for parameter in _COMMANDS[command].params for option in parameter.opts} | {"--help"}


_CALLS = [(page, call) for page, text in _PAGES.items() for call in _calls(text)]
_MENTIONS = [
    (page, span.split()[1:]) for page, text in _PAGES.items() for span in _spans(text) if span.startswith("newsbot ")
]


def test_the_readme_shows_how_to_ingest_and_to_ask() -> None:
    assert {"ingest", "ask", "chat", "search", "eval"} <= {call[0] for page, call in _CALLS if page == "README.md"}


@pytest.mark.parametrize(("page", "call"), _CALLS)
def test_what_can_be_copied_is_understood(page: str, call: list[str]) -> None:
    if call[0] == "--help":
        return
    assert call[0] in _COMMANDS
    if "--help" not in call:
        _COMMANDS[call[0]].make_context(call[0], call[1:])


@pytest.mark.parametrize(("page", "mention"), _MENTIONS)
def test_what_is_mentioned_exists(page: str, mention: list[str]) -> None:
    command, *rest = mention
    if command.startswith("-") or command.isupper():
        return
    assert command in _COMMANDS
    assert {word for word in rest if re.fullmatch(r"--?[a-z][a-z-]*", word)} <= _options(command)


def test_options_that_stand_alone_exist() -> None:
    known = {option for command in _COMMANDS for option in _options(command)} | _OTHER_OPTIONS
    mentioned = {span.split()[0] for page in _PAGES.values() for span in _spans(page) if span.startswith("--")}
    assert mentioned - known == set()


def test_an_unknown_option_would_be_noticed() -> None:
    with pytest.raises(typer.TyperException):
        _COMMANDS["ask"].make_context("ask", ["question", "--frobnicate"])


def test_every_command_is_explained_in_the_readme() -> None:
    assert [name for name in _COMMANDS if f"newsbot {name}" not in _PAGES["README.md"]] == []


def test_settings_that_are_mentioned_exist() -> None:
    known = {f"NEWSBOT_{field.upper()}" for field in Config.model_fields} | _OTHER_VARIABLES
    assert set(re.findall(r"NEWSBOT_[A-Z_]*[A-Z]", "\n".join(_PAGES.values()))) - known == set()


def test_make_targets_that_are_mentioned_exist() -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", (_REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE))
    code = [code for page in _PAGES.values() for code in (*_code_lines(page), *_spans(page))]
    mentioned = {target for line in code for target in re.findall(r"(?:^|[;&] )make ([a-z][\w-]*)", line.strip())}
    assert {"demo", "test"} <= mentioned
    assert mentioned - targets == set()


@pytest.mark.parametrize("page", _PAGES)
def test_links_within_the_repository_lead_somewhere(page: str) -> None:
    links = [link for link in _LINK.findall(_PAGES[page]) if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in links if not (_REPOSITORY / page).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("page", _PAGES)
def test_no_figure_is_still_to_be_filled_in(page: str) -> None:
    prose = _INLINE.sub("", _FENCED.sub("", _PAGES[page]))
    assert re.findall(r"\b(?:[A-Z]{2,}_[A-Z_]{2,}|TODO|TBD|FIXME|XXX)\b", prose) == []
