"""The rules of the house, read from the imports and calls of every module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).parents[1]
_SOURCES = {
    path.relative_to(_REPOSITORY).as_posix(): ast.parse(path.read_text("utf-8"))
    for package in ("index", "bot")
    for path in sorted((_REPOSITORY / package).rglob("*.py"))
}
_MIGRATIONS = "index/migrations/"
# What is loaded only when it is asked for: seconds of start-up, or never needed by an installed newsbot.
_LATE = {"torch", "sentence_transformers", "transformers", "alembic", "sklearn"}
# One module (or folder) each may import these.
_HOMES = {
    "telegram": ["bot/telegram/"],
    "faiss": ["index/vectors.py"],
    "tantivy": ["index/terms.py"],
    "sentence_transformers": ["index/embedding.py"],
    "torch": ["index/embedding.py"],
    "tokenizers": ["index/embedding.py"],
    "safetensors": ["index/embedding.py"],
    "marisa_trie": ["index/translation.py"],
    "opencc": ["index/text.py"],
    "Stemmer": ["index/text.py"],
    "frontmatter": ["index/frontmatter.py"],
    "yaml": ["index/frontmatter.py"],
    "bs4": ["index/markup.py", "index/boilerplate.py"],
    "sqlite3": ["index/database.py"],
    "alembic": ["index/database.py", _MIGRATIONS],
    "sqlalchemy": ["index/database.py", "index/records.py", "index/schema.py", "index/store.py", _MIGRATIONS],
    "fluent": ["bot/messages.py"],
    "typer": ["bot/cli/"],
    "rich": ["bot/cli/"],
    "pydantic": ["bot/config.py"],
    "pydantic_settings": ["bot/config.py"],
    "platformdirs": ["bot/config.py"],
    "openai": ["bot/answers/llm.py"],
}


def _imports(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """The dotted names that are imported, with the statements. `from a import b` imports `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def _packages(tree: ast.AST) -> set[str]:
    return {name.split(".")[0] for name, _ in _imports(tree)}


def _at_import_time(tree: ast.Module) -> set[str]:
    """The packages that are loaded with the module: not inside a function, nor only for type checking."""
    found: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= _packages(node)
        waiting += ast.iter_child_nodes(node)
    return found


def _where(*packages: str) -> list[str]:
    return [path for path, tree in _SOURCES.items() if _packages(tree) & set(packages)]


def _dotted(tree: ast.AST) -> set[str]:
    """Every `a.b.c` that the code mentions."""
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_the_sources_are_read() -> None:
    assert {"index/store.py", "bot/cli/__init__.py", "bot/config.py"} <= set(_SOURCES)


def test_bot_imports_index_and_never_the_reverse() -> None:
    assert [path for path in _where("bot") if path.startswith("index/")] == []
    assert [path for path in _where("index") if path.startswith("bot/")] != []


def test_neither_imports_what_is_not_in_the_wheel() -> None:
    assert _where("tests", "tools", "benchmarks", "examples") == []


def test_nothing_in_index_is_asynchronous() -> None:
    kinds = ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith
    asynchronous = [
        path
        for path, tree in _SOURCES.items()
        if path.startswith("index/")
        and ("asyncio" in _packages(tree) or any(isinstance(node, kinds) for node in ast.walk(tree)))
    ]
    assert asynchronous == []


@pytest.mark.parametrize(("package", "homes"), _HOMES.items())
def test_a_library_is_used_in_one_place(package: str, homes: list[str]) -> None:
    assert [path for path in _where(package) if not path.startswith(tuple(homes))] == []


def test_heavy_libraries_are_loaded_only_when_they_are_asked_for() -> None:
    early = {
        path: found
        for path, tree in _SOURCES.items()
        if not path.startswith(_MIGRATIONS) and (found := _at_import_time(tree) & _LATE)
    }
    assert early == {}


def test_the_environment_is_read_in_one_place() -> None:
    readers = {"os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv"}
    reading = [
        path
        for path, tree in _SOURCES.items()
        if _dotted(tree) & readers or {name for name, _ in _imports(tree)} & readers
    ]
    assert [path for path in reading if path != "bot/config.py"] == []


def test_the_clock_is_read_in_one_place() -> None:
    now = {"time.time", "time.time_ns", "time.localtime", "time.gmtime"}
    now |= {f"{name}.{reading}" for name in ("datetime", "date") for reading in ("now", "utcnow", "today")}
    reading = [
        path
        for path, tree in _SOURCES.items()
        if {".".join(name.split(".")[-2:]) for name in _dotted(tree)} & now
        or {name for name, _ in _imports(tree)} & now
    ]
    assert reading == ["bot/clock.py"]


def test_nothing_sleeps() -> None:
    assert [path for path, tree in _SOURCES.items() if "time.sleep" in _dotted(tree)] == []


def test_only_the_command_line_prints() -> None:
    printing = [
        path
        for path, tree in _SOURCES.items()
        if any(isinstance(node, ast.Name) and node.id in {"print", "input"} for node in ast.walk(tree))
    ]
    assert [path for path in printing if not path.startswith("bot/cli/")] == []


@pytest.mark.parametrize("path", [path for path, tree in _SOURCES.items() if tree.body])
def test_a_modules_docstring_says_what_it_is_for(path: str) -> None:
    first_line = (ast.get_docstring(_SOURCES[path]) or "").split("\n")[0]
    assert first_line.endswith((".", ":")), "the docstring's first line is a sentence"
