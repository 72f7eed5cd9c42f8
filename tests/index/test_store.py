import contextlib
import itertools
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from index import database
from index.articles import Article
from index.errors import StoreError
from index.language import Language
from index.records import Chunk, Post, Root
from index.store import FILE_NAME, Store
from tests.fakes.entries import MODEL, PUBLISHED, article, entry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    store = Store.open(folder)
    yield store
    store.close()


@pytest.fixture
def root(store: Store) -> Root:
    return store.root(Path("/posts"))


def _stored(store: Store) -> dict[str, tuple[Article, list[Chunk]]]:
    """Every article that has chunks, with them, by id."""
    found: dict[str, tuple[Article, list[Chunk]]] = {}
    for chunk, owner in store.chunks(range(1, 100)).values():
        found.setdefault(owner.id, (owner, []))[1].append(chunk)
    return found


def _rows(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / FILE_NAME) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _vector_ids(store: Store) -> list[int]:
    return [int(i) for ids, _ in store.vector_batches(MODEL, Language.EN) for i in ids]


def test_an_article_comes_back_as_it_was_stored(store: Store, root: Root) -> None:
    written = entry("a", "One fish. Two fish.")
    store.replace_articles(root, [written], model=MODEL)
    read, chunks = _stored(store)["a"]
    assert read == written.article
    assert [(chunk.text, read.text[chunk.start : chunk.end]) for chunk in chunks] == [
        ("One fish.", "One fish."),
        ("Two fish.", "Two fish."),
    ]
    assert store.posts(root) == {"a.md": written.post}


def test_offsets_count_characters_and_not_bytes(store: Store, root: Root) -> None:
    store.replace_articles(root, [entry("a", "𠮷野家开张。😀好。", language=Language.ZH)], model=MODEL)
    assert [row.text for row in store.index_rows(Language.ZH)] == ["𠮷野家开张。", "😀好。"]
    assert [chunk.text for chunk, _ in store.chunks([1, 2]).values()] == ["𠮷野家开张。", "😀好。"]


def test_vectors_come_back_as_float16_keeps_them(store: Store, root: Root) -> None:
    store.replace_articles(root, [entry("a", "One. Two.")], model=MODEL)
    ((ids, vectors),) = store.vector_batches(MODEL, Language.EN)
    assert ids.tolist() == [1, 2]
    assert vectors.dtype == np.float32
    assert vectors.tolist() == [[1, 0, 0, 0]] * 2
    assert list(store.vector_batches("another model", Language.EN)) == []


def test_replacing_a_post_drops_what_it_held(store: Store, root: Root, folder: Path) -> None:
    store.replace_articles(root, [entry("a", "Old one. Old two."), entry("b", "Other.")], model=MODEL)
    store.replace_articles(root, [entry("a", "New.")], model=MODEL)
    assert {name: [chunk.text for chunk in chunks] for name, (_, chunks) in _stored(store).items()} == {
        "a": ["New."],
        "b": ["Other."],
    }
    assert (_rows(folder, "articles"), _rows(folder, "posts"), _rows(folder, "chunks")) == (2, 2, 2)
    assert len(_vector_ids(store)) == 2


def test_two_posts_that_swap_their_contents(store: Store, root: Root) -> None:
    store.replace_articles(root, [entry("a", "First."), entry("b", "Second.")], model=MODEL)
    store.replace_articles(root, [entry("a", "Second."), entry("b", "First.")], model=MODEL)
    assert {name: found.text for name, (found, _) in _stored(store).items()} == {"a": "Second.", "b": "First."}


def test_a_removed_post_takes_its_chunks_and_vectors_along(store: Store, root: Root, folder: Path) -> None:
    store.replace_articles(root, [entry("a", "One. Two."), entry("b", "Three.")], model=MODEL)
    store.remove_posts(root, ["a.md"])
    assert list(_stored(store)) == ["b"]
    assert _vector_ids(store) == [3]
    assert [_rows(folder, table) for table in ("articles", "posts", "chunks", "vectors")] == [1, 1, 1, 1]


def test_ids_of_chunks_are_never_used_again(store: Store, root: Root) -> None:
    store.replace_articles(root, [entry("a", "One. Two.")], model=MODEL)
    store.remove_posts(root, ["a.md"])
    store.replace_articles(root, [entry("a", "One. Two.")], model=MODEL)
    assert _vector_ids(store) == [3, 4]
    assert store.chunks([1, 2]) == {}


def test_the_same_article_in_several_posts_is_stored_once(store: Store, root: Root, folder: Path) -> None:
    store.replace_articles(root, [entry("a", "Same."), entry("b", "Same.")], model=MODEL)
    store.replace_articles(root, [entry("c", "Same.")], model=MODEL)
    assert list(_stored(store)) == ["a"]
    assert store.aliases(["a", "unknown"]) == {"a": ["b", "c"]}
    assert (_rows(folder, "articles"), _rows(folder, "chunks"), _rows(folder, "posts")) == (1, 1, 3)


@pytest.mark.parametrize(
    ("gone", "carrier", "aliases"),
    [
        (["b"], "a", ["c"]),
        (["a"], "b", ["c"]),
        (["a", "b"], "c", []),
    ],
)
def test_when_the_post_that_carries_an_article_goes_the_next_one_takes_over(
    store: Store, root: Root, gone: list[str], carrier: str, aliases: list[str]
) -> None:
    store.replace_articles(root, [entry(name, "Same.") for name in "abc"], model=MODEL)
    store.remove_posts(root, [f"{name}.md" for name in gone])
    ((heir, (found, chunks)),) = _stored(store).items()
    assert (heir, found.path, [chunk.article_id for chunk in chunks]) == (carrier, f"/posts/{carrier}.md", [carrier])
    assert store.aliases([carrier]).get(carrier, []) == aliases
    assert _vector_ids(store) == [1]


def test_when_the_carrying_post_changes_the_next_one_takes_over(store: Store, root: Root) -> None:
    store.replace_articles(root, [entry("a", "Same."), entry("b", "Same.")], model=MODEL)
    store.replace_articles(root, [entry("a", "Corrected.")], model=MODEL)
    assert {name: found.text for name, (found, _) in _stored(store).items()} == {"a": "Corrected.", "b": "Same."}


def test_an_article_goes_with_its_last_post(store: Store, root: Root) -> None:
    store.replace_articles(root, [entry("a", "Same."), entry("b", "Same.")], model=MODEL)
    store.remove_posts(root, ["a.md", "b.md"])
    assert (_stored(store), store.posts(root), store.summary().articles) == ({}, {}, 0)


def test_ids_below_later_roots_have_a_prefix_of_their_own(store: Store) -> None:
    roots = [store.root(Path(path)) for path in ("/one/posts", "/two/posts", "/three/posts", "/two/posts")]
    assert [root.article_id("2022/09/a.b.md") for root in roots] == [
        "2022/09/a.b",
        "posts/2022/09/a.b",
        "posts-2/2022/09/a.b",
        "posts/2022/09/a.b",
    ]


def test_an_alias_below_another_root_has_its_prefix(store: Store, root: Root) -> None:
    other = store.root(Path("/mirror"))
    store.replace_articles(root, [entry("a", "Same.")], model=MODEL)
    store.replace_articles(other, [entry("a", "Same.")], model=MODEL)
    assert store.aliases(["a"]) == {"a": ["mirror/a"]}
    store.remove_posts(root, ["a.md"])
    assert [found.path for found, _ in _stored(store).values()] == ["/mirror/a.md"]
    assert list(_stored(store)) == ["mirror/a"]


def test_every_change_of_content_raises_the_sequence(store: Store, root: Root) -> None:
    seen = [store.sequence()]
    store.replace_articles(root, [entry("a", "One.")], model=MODEL)
    seen.append(store.sequence())
    store.replace_articles(root, [entry("a", "Two.")], model=MODEL)
    seen.append(store.sequence())
    store.remove_posts(root, ["a.md"])
    seen.append(store.sequence())
    assert all(earlier < later for earlier, later in itertools.pairwise(seen))


def test_a_touched_post_has_its_new_time_and_the_sequence_stays(store: Store, root: Root) -> None:
    store.replace_articles(root, [entry("a", "One."), entry("b", "Two.")], model=MODEL)
    before = store.sequence()
    touched = Post("a.md", 99, 2, "fingerprint of One.")
    store.touch_posts(root, [touched])
    assert store.posts(root) == {"a.md": touched, "b.md": entry("b", "Two.").post}
    assert store.sequence() == before


def test_the_summary_counts(store: Store, root: Root) -> None:
    assert (store.summary().articles, store.summary().chunks) == (0, 0)
    store.replace_articles(root, [entry("a", "One. Two."), entry("b", "Three.")], model=MODEL)
    assert (store.summary().articles, store.summary().chunks) == (2, 3)


def test_the_newest_date_leaves_out_those_that_are_still_to_come(store: Store, root: Root) -> None:
    assert store.newest(PUBLISHED) is None
    mistyped = article("b", "Two.", published=PUBLISHED + timedelta(days=36_500))
    entries = [entry("a", "One."), replace(entry("b", "Two."), article=mistyped)]
    store.replace_articles(root, entries, model=MODEL)
    assert store.newest(PUBLISHED + timedelta(days=1)) == PUBLISHED.replace(microsecond=0)


def test_chunks_are_counted_and_listed_by_language(store: Store, root: Root) -> None:
    store.replace_articles(root, [entry("a", "One. Two."), entry("b", "三。", language=Language.ZH)], model=MODEL)
    assert store.chunk_counts() == {Language.EN: 2, Language.ZH: 1}
    assert [(row.chunk_id, row.text, row.title) for row in store.index_rows(Language.ZH)] == [(3, "三。", "Title of b")]
    assert list(store.index_rows(Language.OTHER)) == []


def test_thousands_of_posts_and_chunks_in_one_call(store: Store, root: Root) -> None:
    entries = [entry(f"n{number}", f"Number {number}.") for number in range(2500)]
    store.replace_articles(root, entries, model=MODEL)
    assert len(store.chunks(range(1, 2501))) == 2500
    assert len(store.aliases([e.article.id for e in entries])) == 0
    store.remove_posts(root, [e.post.path for e in entries])
    assert store.summary().articles == 0


def test_a_batch_that_fails_leaves_nothing(store: Store, root: Root, folder: Path) -> None:
    two = entry("b", "Two.")
    too_few = replace(two, vectors=two.vectors[:0])
    with pytest.raises(ValueError, match="shorter"):
        store.replace_articles(root, [entry("a", "One."), too_few], model=MODEL)
    assert [_rows(folder, table) for table in ("articles", "posts", "chunks", "vectors")] == [0, 0, 0, 0]
    assert store.sequence() == 0


def test_another_connection_reads_the_last_whole_state_while_one_writes(store: Store, root: Root, folder: Path) -> None:
    store.replace_articles(root, [entry("a", "One.")], model=MODEL)
    reader = Store.open(folder)
    engine = database.open_engine(folder / FILE_NAME, migrations="index.migrations", revision="0001")
    with database.writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM posts")
        connection.exec_driver_sql("DELETE FROM articles")
        assert reader.summary().articles == 1
        assert [chunk.text for chunk, _ in reader.chunks([1]).values()] == ["One."]
    assert reader.summary().articles == 0
    reader.close()
    engine.dispose()


def test_what_is_being_read_stays_one_state(store: Store, root: Root, folder: Path) -> None:
    writer = Store.open(folder)
    store.replace_articles(root, [entry("a", "One."), entry("b", "Two.")], model=MODEL)
    rows = store.index_rows(Language.EN)
    first = next(rows)
    writer.remove_posts(root, ["b.md"])
    assert [first.text, *(row.text for row in rows)] == ["One.", "Two."]
    assert [row.text for row in store.index_rows(Language.EN)] == ["One."]
    writer.close()


_OPENS = """
import sys
from pathlib import Path
from index.store import Store
print(Store.open(Path(sys.argv[1])).sequence())
"""


def test_several_processes_may_make_the_same_database(folder: Path) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", _OPENS, folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [process.communicate() for process in started] == [(b"0\n", b"")] * 3


@pytest.mark.parametrize("name", ["with blank", "新闻", "100%25", "what?now=1", "a#b", "a@b:c", "it's", "%(here)s"])
def test_a_data_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    store = Store.open(tmp_path / name)
    store.root(Path("/posts"))
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / FILE_NAME).is_file()


def _ruin(folder: Path) -> None:
    (folder / FILE_NAME).write_bytes(b"this is not a database" * 500)


def _put_a_file_in_its_place(folder: Path) -> None:
    folder.rmdir()
    folder.write_text("in the way")


def _put_a_folder_in_its_place(folder: Path) -> None:
    (folder / FILE_NAME).mkdir()


@pytest.mark.parametrize("ruin", [_ruin, _put_a_file_in_its_place, _put_a_folder_in_its_place])
def test_what_is_no_database_is_an_error_of_one_line(folder: Path, ruin: Callable[[Path], None]) -> None:
    folder.mkdir()
    ruin(folder)
    with pytest.raises(StoreError, match=r"articles\.db: can't be used as a database \(.+\); choose another") as error:
        Store.open(folder)
    assert "\n" not in str(error.value)


def test_a_database_that_is_ruined_inside_is_an_error_of_one_line(store: Store, root: Root, folder: Path) -> None:
    store.replace_articles(root, [entry(str(n), f"Text number {n}.") for n in range(300)], model=MODEL)
    store.close()
    file = folder / FILE_NAME
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] + b"\xa5" * (len(content) - len(content) // 2))
    with contextlib.closing(Store.open(folder)) as ruined, pytest.raises(StoreError):
        list(ruined.index_rows(Language.EN))


def test_a_database_of_a_newer_newsbot_is_left_alone(store: Store, folder: Path) -> None:
    store.close()
    with sqlite3.connect(folder / FILE_NAME) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(StoreError, match=r"was written by a newer newsbot; upgrade newsbot to open it"):
        Store.open(folder)
    assert (folder / FILE_NAME).read_bytes() == before


def test_a_database_that_another_process_keeps_locked_is_an_error_of_one_line(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_SECONDS", 0)
    impatient = Store.open(folder)
    blocker = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError):
        impatient.root(Path("/posts"))
    blocker.close()
    impatient.close()


def test_articles_may_lack_everything_that_can_be_lacking(store: Store, root: Root) -> None:
    bare = article("a", "One.", url=None, published=None, categories=(), source="")
    store.replace_articles(root, [replace(entry("a", "One."), article=bare)], model=MODEL)
    assert _stored(store)["a"][0] == bare
