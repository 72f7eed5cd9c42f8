import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import chunks
from index import ingest as ingest_module
from index.errors import SourceError
from index.ingest import _FORMAT, FileState, Plan, ingest, passage_text, plan
from index.language import Language
from index.records import Post
from tests.fakes.archive import Archive
from tests.fakes.desk import Desk

_SEEN = Post("a.md", 10, 1, _FORMAT + "sha")
_SAME = FileState(10, 1)


@pytest.mark.parametrize(
    ("found", "stored", "expected"),
    [
        ({}, [], Plan((), (), 0)),
        ({"a.md": _SAME}, [], Plan(("a.md",), (), 0)),
        ({"a.md": _SAME}, [_SEEN], Plan((), (), 1)),
        ({"a.md": FileState(11, 1)}, [_SEEN], Plan(("a.md",), (), 0)),
        ({"a.md": FileState(10, 2)}, [_SEEN], Plan(("a.md",), (), 0)),
        ({"a.md": FileState(10, 0)}, [_SEEN], Plan(("a.md",), (), 0)),
        ({"a.md": _SAME}, [Post("a.md", 10, 1, "0.9:sha")], Plan(("a.md",), (), 0)),
        ({}, [_SEEN], Plan((), ("a.md",), 0)),
        ({"b.md": _SAME}, [_SEEN], Plan(("b.md",), ("a.md",), 0)),
        ({"c.md": _SAME, "b.md": _SAME, "a.md": _SAME}, [_SEEN], Plan(("b.md", "c.md"), (), 1)),
    ],
)
def test_plan(found: dict[str, FileState], stored: list[Post], expected: Plan) -> None:
    assert plan(found, {post.path: post for post in stored}, complete=True) == expected


def test_an_incomplete_look_removes_nothing() -> None:
    assert plan({}, {"a.md": _SEEN}, complete=False) == Plan((), (), 0)


def test_rehashing_reads_everything() -> None:
    assert plan({"a.md": _SAME}, {"a.md": _SEEN}, complete=True, rehash=True) == Plan(("a.md",), (), 0)


def _counts(archive: Archive, *sources: Desk | Path, rehash: bool = False) -> dict[str, int]:
    """What a run did, without the zeros."""
    report = archive.ingest(*sources, rehash=rehash)
    counts = {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "failed": len(report.failures),
    }
    return {name: count for name, count in counts.items() if count}


def test_posts_become_articles(archive: Archive, desk: Desk) -> None:
    desk.publish("ports/ferry", "The ferry left at nine.", title="Ferry leaves", source="Harbour Wire")
    assert _counts(archive, desk) == {"added": 1}
    ((chunk, article),) = archive.store.chunks([1]).values()
    assert (article.id, article.title, article.source) == ("ports/ferry", "Ferry leaves", "Harbour Wire")
    assert (article.path, chunk.text) == (str(desk.path("ports/ferry")), "The ferry left at nine.")


def test_a_second_run_changes_nothing(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    desk.publish("b", "Two.")
    archive.ingest(desk)
    sequence, embedded = archive.store.sequence(), archive.embedder.passages
    assert _counts(archive, desk) == {"unchanged": 2}
    assert (archive.store.sequence(), archive.embedder.passages) == (sequence, embedded)


def test_a_corrected_post_replaces_the_article(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "The ferry left at nine.")
    desk.publish("b", "Other news.")
    archive.ingest(desk)
    desk.publish("a", "The ferry left at ten.")
    assert _counts(archive, desk) == {"updated": 1, "unchanged": 1}
    assert [passage.chunk.text for passage in archive.search("ferry")][:1] == ["The ferry left at ten."]
    assert archive.ids() == ["a", "b"]


def test_a_touched_post_is_read_once_and_embedded_never(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    archive.ingest(desk)
    sequence, embedded = archive.store.sequence(), archive.embedder.passages
    desk.touch("a")
    assert _counts(archive, desk) == {"unchanged": 1}
    assert (archive.store.sequence(), archive.embedder.passages) == (sequence, embedded)
    root = archive.store.root(desk.folder)
    assert archive.store.posts(root)["a.md"].mtime_ns == desk.path("a").stat().st_mtime_ns


def test_a_withdrawn_post_leaves_the_archive(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    desk.publish("b", "Two.")
    archive.ingest(desk)
    desk.withdraw("a")
    assert _counts(archive, desk) == {"removed": 1, "unchanged": 1}
    assert archive.ids() == ["b"]


def test_a_renamed_post_is_the_same_article_with_another_id(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    desk.publish("b", "Two.")
    archive.ingest(desk)
    desk.rename("a", "c")
    assert _counts(archive, desk) == {"added": 1, "removed": 1, "unchanged": 1}
    assert archive.ids() == ["b", "c"]


def test_a_reprint_under_two_names_is_one_article(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.", title="Same")
    desk.write("b", desk.path("a").read_bytes())
    assert _counts(archive, desk) == {"added": 2}
    assert (archive.ids(), archive.store.aliases(["a"])) == (["a"], {"a": ["b"]})
    desk.withdraw("a")
    archive.ingest(desk)
    assert archive.ids() == ["b"]


def test_posts_that_are_only_pictures_are_never_taken_for_one(archive: Archive, desk: Desk) -> None:
    for name in ("a", "b"):
        desk.publish(name, '<img src="https://example.com/noon.jpg">', title="Noon")
    assert _counts(archive, desk) == {"added": 2}
    assert archive.store.summary().articles == 2


def test_only_posts_are_read(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    (desk.folder / "notes.txt").write_text("not a post")
    (desk.folder / "b.markdown").write_text("not a post")
    assert _counts(archive, desk) == {"added": 1}


def test_a_single_post(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    desk.publish("b", "Two.")
    assert _counts(archive, desk.path("b")) == {"added": 1}
    assert archive.ids() == ["b"]
    assert _counts(archive, desk) == {"added": 1, "unchanged": 1}
    assert _counts(archive, desk.path("a")) == {"unchanged": 1}
    assert archive.ids() == ["a", "b"]


def test_a_second_folder_has_ids_of_its_own(archive: Archive, tmp_path: Path) -> None:
    first, second = Desk(tmp_path / "one"), Desk(tmp_path / "two")
    first.publish("a", "One.")
    second.publish("a", "Two.")
    assert _counts(archive, first, second) == {"added": 2}
    assert archive.ids() == ["a", "two/a"]
    second.withdraw("a")
    second.publish("b", "Three.")
    assert _counts(archive, second) == {"added": 1, "removed": 1}
    assert archive.ids() == ["a", "two/b"]


def test_a_second_folder_may_be_named_like_a_folder_in_the_first(archive: Archive, tmp_path: Path) -> None:
    first, second = Desk(tmp_path / "one"), Desk(tmp_path / "two" / "ports")
    first.publish("ports/a", "One.")
    second.publish("a", "Two.")
    assert _counts(archive, first, second) == {"added": 2}
    assert len(archive.ids()) == 2


def test_a_folder_within_an_ingested_one_adds_no_articles(archive: Archive, desk: Desk) -> None:
    desk.publish("ports/a", "One.")
    archive.ingest(desk)
    archive.ingest(desk.folder / "ports")
    assert archive.ids() == ["ports/a"]
    desk.publish("ports/a", "Corrected.")
    archive.ingest(desk)
    assert archive.found("corrected")[:1] == ["ports/a"]


# What can't be read


def test_a_broken_post_is_reported_and_the_run_goes_on(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    broken = desk.publish_broken("b")
    desk.publish("c", "Three.")
    report = archive.ingest(desk)
    assert (report.added, [failure.path for failure in report.failures]) == (2, [str(broken)])
    assert all(failure.reason and "\n" not in failure.reason for failure in report.failures)


def test_a_post_that_broke_keeps_its_older_version_and_is_reported_every_time(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "The ferry left at nine.")
    archive.ingest(desk)
    desk.publish_broken("a")
    assert _counts(archive, desk) == {"failed": 1}
    assert _counts(archive, desk) == {"failed": 1}
    assert archive.found("ferry")[:1] == ["a"]
    desk.publish("a", "The ferry left at ten.")
    assert _counts(archive, desk) == {"updated": 1}


def test_a_huge_file_is_reported(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    with desk.path("b").open("wb") as file:
        file.truncate(17_000_000)
    (failure,) = archive.ingest(desk).failures
    assert failure.reason == "larger than 16 MB, not a post"


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _forbidden(path: Path) -> None:
    path.write_text("---\ntitle: secret\n---\n\nText.\n")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file")


@pytest.mark.parametrize("spoil", [_loop, _forbidden])
def test_a_file_that_cannot_be_read_is_reported_and_keeps_its_older_version(
    archive: Archive, desk: Desk, spoil: Callable[[Path], None]
) -> None:
    desk.publish("a", "The ferry left at nine.")
    desk.publish("b", "Other news.")
    archive.ingest(desk)
    desk.withdraw("a")
    spoil(desk.path("a"))
    report = archive.ingest(desk)
    assert [failure.path for failure in report.failures] == [str(desk.path("a"))]
    assert report.failures[0].reason.startswith("can't be read (")
    assert archive.found("ferry")[:1] == ["a"]


def test_a_dangling_link_is_reported(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    desk.path("b").symlink_to(desk.path("nowhere"))
    assert _counts(archive, desk) == {"added": 1, "failed": 1}


def test_a_folder_named_like_a_post_is_a_folder(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    _folder(desk.path("b"))
    desk.publish("b.md/c", "Three.")
    assert _counts(archive, desk) == {"added": 2}
    assert archive.ids() == ["a", "b.md/c"]


def test_a_pipe_named_like_a_post_is_reported_and_never_waited_for(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    os.mkfifo(desk.path("b"))
    with _seconds(2):
        assert _counts(archive, desk) == {"added": 1, "failed": 1}


@contextlib.contextmanager
def _seconds(count: int) -> Iterator[None]:
    """Interrupts what waits for ever."""

    def give_up(*_: object) -> None:
        pytest.fail("it waits for ever")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(count)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_a_name_that_is_not_unicode_is_reported_in_a_printable_way(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    Path(os.fsdecode(os.fsencode(desk.folder) + b"/caf\xe9.md")).write_text("Text.")
    (failure,) = archive.ingest(desk).failures
    assert failure.reason == "its name is not valid Unicode; rename it"
    assert failure.path.encode().endswith(rb"caf\xe9.md")


def _unlistable(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Root may list every folder, so the system is made to refuse."""
    scandir = os.scandir

    def refusing(path: str) -> object:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)


def test_a_folder_that_cannot_be_listed_is_reported_and_keeps_its_articles(
    archive: Archive, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish("a", "One.")
    desk.publish("closed/b", "Two.")
    desk.publish("gone", "Three.")
    archive.ingest(desk)
    desk.withdraw("gone")
    with monkeypatch.context() as patch:
        _unlistable(patch, desk.folder / "closed")
        report = archive.ingest(desk)
    assert [(failure.path, failure.reason) for failure in report.failures] == [
        (str(desk.folder / "closed"), "can't be read (Permission denied)")
    ]
    assert "closed/b" in archive.ids()
    assert _counts(archive, desk) == {"unchanged": 2, "removed": 1}


# What can't be ingested at all


def test_a_folder_that_cannot_be_listed_at_all_is_an_error(
    archive: Archive, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish("a", "One.")
    _unlistable(monkeypatch, desk.folder)
    with pytest.raises(SourceError, match=r"posts: can't be read \(Permission denied\); check its permissions"):
        archive.ingest(desk)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("missing", "no such file or folder"),
        ("missing.md", "no such file or folder"),
        ("empty", "no posts"),
        ("notes.txt", "neither a folder nor a post"),
    ],
)
def test_what_is_no_source_is_an_error_and_changes_nothing(
    archive: Archive, desk: Desk, tmp_path: Path, name: str, complaint: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("not a post")
    desk.publish("a", "One.")
    with pytest.raises(SourceError, match=complaint) as error:
        archive.ingest(desk, tmp_path / name)
    assert str(tmp_path / name) in str(error.value)
    assert (archive.ids(), archive.store.sequence()) == ([], 0)


def test_an_error_about_one_folder_leaves_no_trace_of_the_other(archive: Archive, desk: Desk, tmp_path: Path) -> None:
    wanted, empty = Desk(tmp_path / "wanted"), Desk(tmp_path / "empty")
    desk.publish("a", "One.")
    wanted.publish("b", "Two.")
    with pytest.raises(SourceError):
        archive.ingest(desk, empty)
    archive.ingest(wanted)
    assert archive.ids() == ["b"]


def test_a_folder_whose_name_is_not_unicode_is_an_error(archive: Archive, tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    folder.mkdir()
    (folder / "a.md").write_text("Text.")
    with pytest.raises(SourceError):
        archive.ingest(folder)


def _lose_the_posts(desk: Desk) -> None:
    desk.withdraw("a", "b")


def _lose_the_folder(desk: Desk) -> None:
    desk.withdraw("a", "b")
    desk.folder.rmdir()


@pytest.mark.parametrize("lose", [_lose_the_posts, _lose_the_folder])
def test_a_folder_that_lost_all_its_posts_is_an_error_and_removes_nothing(
    archive: Archive, desk: Desk, lose: Callable[[Desk], None]
) -> None:
    desk.publish("a", "One.")
    desk.publish("b", "Two.")
    archive.ingest(desk)
    lose(desk)
    with pytest.raises(SourceError):
        archive.ingest(desk)
    assert archive.ids() == ["a", "b"]


def test_a_folder_may_be_emptied_on_purpose(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    archive.ingest(desk)
    desk.withdraw("a")
    with pytest.raises(SourceError, match="none of its 1 posts is there any more; is a disk missing"):
        archive.ingest(desk)
    assert archive.ingest(desk, allow_empty=True).removed == 1
    assert archive.ids() == []


def test_an_empty_folder_is_an_error_even_where_it_may_have_been_emptied(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "typo").mkdir()
    with pytest.raises(SourceError):
        archive.ingest(tmp_path / "typo", allow_empty=True)


# How it is done


def test_a_change_that_kept_size_and_time_is_seen_when_everything_is_read(archive: Archive, desk: Desk) -> None:
    path = desk.publish("a", "The ferry left at nine.")
    archive.ingest(desk)
    stat = path.stat()
    desk.publish("a", "The train left at nine.")
    os.utime(path, ns=(stat.st_mtime_ns, stat.st_mtime_ns))
    assert _counts(archive, desk) == {"unchanged": 1}
    assert _counts(archive, desk, rehash=True) == {"updated": 1}
    assert archive.found("train") == ["a"]


def test_a_run_that_was_killed_goes_on_where_it_was(archive: Archive, desk: Desk) -> None:
    for number in range(300):
        desk.publish(f"n{number:03}", f"Number {number}.")
    stopper = _Stopper(after=1)
    with pytest.raises(KeyboardInterrupt):
        ingest([desk.folder], archive.store, archive.embedder, stopper)
    before = archive.store.summary().articles
    assert 0 < before < 300
    assert _counts(archive, desk) == {"added": 300 - before, "unchanged": before}


class _Stopper:
    """Progress that is interrupted after some steps."""

    def __init__(self, after: int) -> None:
        self._left = after

    def start(self, stage: str, total: int) -> None:
        """Nothing yet."""

    def advance(self, steps: int = 1) -> None:
        """Counts down."""
        self._left -= 1
        if self._left == 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("title", "chunk", "embedded"),
    [("Ferry", "It left.", "Ferry\nIt left."), ("Ferry", "Ferry left.", "Ferry left.")],
)
def test_a_chunk_is_embedded_below_its_title(title: str, chunk: str, embedded: str) -> None:
    assert passage_text(title, chunk) == embedded


def test_a_folder_is_one_root_however_it_is_written(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    archive.ingest(desk)
    archive.ingest(desk.folder / ".." / desk.folder.name)
    desk.withdraw("a")
    archive.ingest(desk, allow_empty=True)
    assert archive.ids() == []


def test_a_user_that_does_not_exist_is_an_error_of_one_line(archive: Archive) -> None:
    with pytest.raises(SourceError, match=r"~nobody-of-that-name.*full path"):
        archive.ingest(Path("~nobody-of-that-name/posts"))


def test_a_name_with_control_characters_is_reported_in_a_printable_way(archive: Archive, desk: Desk) -> None:
    desk.publish("a", "One.")
    desk.path("b\x1b[31m").write_text("Two.")
    (failure,) = archive.ingest(desk).failures
    assert failure.path.isprintable()
    assert failure.reason == "its name has control characters; rename it"


def test_copies_are_read_anew_by_a_new_version(archive: Archive, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.path("b").write_bytes(desk.publish("a", "First sentence here. Second sentence there.").read_bytes())
    archive.ingest(desk)
    assert len(archive.ids()) == 1
    monkeypatch.setattr(ingest_module, "_FORMAT", "another:")
    monkeypatch.setattr(ingest_module, "_BATCH", 1)
    monkeypatch.setitem(chunks.MAX_CHARACTERS, Language.EN, 25)
    archive.ingest(desk)
    assert sorted(chunk.text for chunk, _ in archive.store.chunks(range(1, 100)).values()) == [
        "First sentence here.",
        "Second sentence there.",
    ]
