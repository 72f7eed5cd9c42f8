import contextlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index import generation, text
from tests.fakes.archive import Archive, opened
from tests.fakes.desk import Desk
from tests.fakes.silence import Silence

_MANIFEST = "manifest.json"


@pytest.fixture(autouse=True)
def _two_articles(archive: Archive, desk: Desk) -> None:
    """Every test starts with an archive of two languages that is published."""
    desk.publish("ferry", "The ferry left at nine.")
    desk.publish("渡轮", "渡轮在九点离港。")
    archive.ingest(desk)
    archive.index()


def _manifest(archive: Archive) -> dict[str, object]:
    stored: dict[str, object] = json.loads((archive.index_folder / _MANIFEST).read_text("utf-8"))
    return stored


def _rewrite(archive: Archive, **changes: object) -> None:
    (archive.index_folder / _MANIFEST).write_text(json.dumps(_manifest(archive) | changes), "utf-8")


def _folders(archive: Archive) -> list[str]:
    return sorted(path.name for path in archive.index_folder.iterdir() if path.is_dir())


def _files(archive: Archive) -> list[Path]:
    return sorted(path for path in archive.index_folder.rglob("*") if path.is_file() and path.suffix != ".lock")


def _index_files(archive: Archive) -> list[Path]:
    return [path for path in _files(archive) if path.name != _MANIFEST]


def _assert_answers(archive: Archive) -> None:
    """Both languages are found by both legs, and the model was asked about no passage again."""
    embedded = archive.embedder.passages
    for question, article in (("ferry", "ferry"), ("渡轮离港", "渡轮")):
        best = archive.search(question)[0]
        assert (best.article.id, best.found_by) == (article, ("terms", "vectors"))
    assert archive.embedder.passages == embedded


def test_a_whole_generation_is_opened_and_not_built_again(archive: Archive) -> None:
    before = {path: path.stat().st_mtime_ns for path in _files(archive)}
    _assert_answers(archive)
    assert {path: path.stat().st_mtime_ns for path in _files(archive)} == before
    assert _folders(archive) == ["gen-1"]


def test_the_manifest_names_every_file_with_its_checksum_and_what_it_was_made_from(archive: Archive) -> None:
    manifest = _manifest(archive)
    target = archive.index_folder / str(manifest["folder"])
    files = manifest["files"]
    assert isinstance(files, dict)
    assert sorted(files) == [str(path.relative_to(target)) for path in _index_files(archive)]
    assert (manifest["sequence"], manifest["model"]) == (archive.store.sequence(), "hashing")
    assert sorted(manifest["languages"]) == ["en", "zh"]  # type: ignore[call-overload]


# Damage


def test_a_flipped_byte_in_any_kind_of_file_is_noticed(archive: Archive) -> None:
    kinds = sorted({path.name if path.suffix == ".json" else path.suffix for path in _index_files(archive)})
    for number, kind in enumerate(kinds, 2):
        path = next(path for path in _index_files(archive) if path.name.endswith(kind))
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        _assert_answers(archive)
        assert _folders(archive) == [f"gen-{number}"]


def _lose_the_manifest(archive: Archive) -> None:
    (archive.index_folder / _MANIFEST).unlink()


def _lose_a_file(archive: Archive) -> None:
    next(archive.index_folder.rglob("vectors.faiss")).unlink()


def _truncate_a_file(archive: Archive) -> None:
    next(archive.index_folder.rglob("vectors.faiss")).write_bytes(b"")


def _lose_a_language(archive: Archive) -> None:
    shutil.rmtree(archive.index_folder / "gen-1" / "zh")


def _lose_the_generation(archive: Archive) -> None:
    shutil.rmtree(archive.index_folder / "gen-1")


def _lose_everything(archive: Archive) -> None:
    shutil.rmtree(archive.index_folder)


@pytest.mark.parametrize(
    "lose",
    [
        _lose_the_manifest,
        _lose_a_file,
        _truncate_a_file,
        _lose_a_language,
        _lose_the_generation,
        _lose_everything,
    ],
)
def test_what_is_lost_comes_back_without_the_model(archive: Archive, lose: Callable[[Archive], None]) -> None:
    lose(archive)
    _assert_answers(archive)
    assert len(_folders(archive)) == 1


@pytest.mark.parametrize(
    "garbage", [b"", b"{", b"null", b"[]", b'"text"', b"{}", b"\xff\xfe", b'{"versions": [], "languages": ["xx"]}']
)
def test_a_garbage_manifest_is_none(archive: Archive, garbage: bytes) -> None:
    (archive.index_folder / _MANIFEST).write_bytes(garbage)
    _assert_answers(archive)


@pytest.mark.parametrize(
    "changes",
    [
        {"sequence": 0},
        {"sequence": None},
        {"model": "another"},
        {"versions": [0, 0, 0]},
        {"versions": None},
        {"languages": ["xx"]},
        {"languages": None},
        {"folder": "gen-99"},
        {"folder": None},
        {"files": None},
        {"files": {"../../articles.db": "0"}},
        {"unknown": 1},
    ],
)
def test_a_manifest_that_says_something_else_is_none(archive: Archive, changes: dict[str, object]) -> None:
    _rewrite(archive, **changes)
    _assert_answers(archive)


def test_any_flipped_bit_of_the_manifest_is_survived(archive: Archive) -> None:
    path = archive.index_folder / _MANIFEST
    for position in range(0, len(path.read_bytes()), 181):
        content = bytearray(path.read_bytes())
        content[position % len(content)] ^= 1 << position % 7
        path.write_bytes(content)
        _assert_answers(archive)


# Age


def test_a_generation_older_than_the_database_is_built_again(archive: Archive, desk: Desk) -> None:
    desk.publish("train", "The train was late.")
    archive.ingest(desk)
    assert archive.found("train")[0] == "train"
    _assert_answers(archive)
    assert _folders(archive) == ["gen-2"]


def test_a_generation_of_another_version_of_the_terms_is_built_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "VERSION", 99)
    _assert_answers(archive)
    assert _folders(archive) == ["gen-2"]


def test_leftovers_of_a_killed_build_are_dropped(archive: Archive, desk: Desk) -> None:
    leftover = archive.index_folder / "gen-7" / "zh" / "terms"
    leftover.mkdir(parents=True)
    (leftover / "half").write_bytes(b"half")
    (archive.index_folder / "gen-7" / _MANIFEST).write_text("{")
    _assert_answers(archive)
    desk.publish("train", "The train was late.")
    archive.ingest(desk)
    _assert_answers(archive)
    assert sorted(path.name for path in archive.index_folder.iterdir()) == ["gen-8", _MANIFEST]


def test_a_build_that_is_killed_leaves_the_published_generation(archive: Archive, desk: Desk) -> None:
    manifest = _manifest(archive)
    desk.publish("train", "The train was late.")
    archive.ingest(desk)
    with pytest.raises(KeyboardInterrupt):
        archive.index(progress=_OnFirstStep(_interrupt))
    assert _manifest(archive) == manifest
    assert (archive.index_folder / str(manifest["folder"])).is_dir()
    _assert_answers(archive)


@pytest.mark.parametrize("syncs", [1, 10, 20, 30, 31, 32, 33])
def test_a_publication_that_is_killed_leaves_the_old_generation_or_the_new_one(
    archive: Archive, desk: Desk, syncs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish("train", "The train was late.")
    archive.ingest(desk)
    fsync, left = os.fsync, iter(range(syncs))

    def interrupted(descriptor: int) -> None:
        if next(left, None) is None:
            _interrupt()
        fsync(descriptor)

    with monkeypatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
        patch.setattr(os, "fsync", interrupted)
        archive.index()
    assert (archive.index_folder / str(_manifest(archive)["folder"])).is_dir()
    _assert_answers(archive)
    assert archive.found("train")[0] == "train"


def test_an_archive_that_was_emptied_finds_nothing(archive: Archive, desk: Desk) -> None:
    desk.withdraw("ferry", "渡轮")
    archive.ingest(desk, allow_empty=True)
    assert archive.search("ferry") == []
    assert archive.search("渡轮") == []


# Several at once


class _OnFirstStep:
    """Progress that lets something else happen when the first step is done."""

    def __init__(self, happens: Callable[[], object]) -> None:
        self._happens: Callable[[], object] | None = happens

    def start(self, stage: str, total: int) -> None:
        """Nothing yet."""

    def advance(self, steps: int = 1) -> None:
        """The first time, it happens."""
        happens, self._happens = self._happens, None
        if happens is not None:
            happens()


def _interrupt() -> None:
    raise KeyboardInterrupt


def test_two_that_build_at_once_both_get_a_generation(archive: Archive, desk: Desk) -> None:
    desk.publish("train", "The train was late.")
    archive.ingest(desk)
    with opened(archive.folder) as other:
        index = archive.index(progress=_OnFirstStep(other.index))
        assert other.found("train")[0] == "train"
    assert index.search(index.understand("train"))[0].article.id == "train"
    _assert_answers(archive)


def test_two_that_start_building_at_once_both_get_a_generation(archive: Archive) -> None:
    shutil.rmtree(archive.index_folder)
    with opened(archive.folder) as other:
        index = archive.index(progress=_OnStart(other.index))
    assert index.search(index.understand("ferry"))[0].article.id == "ferry"
    _assert_answers(archive)


class _OnStart(_OnFirstStep):
    """The same when the stage begins, before anything is written."""

    def start(self, stage: str, total: int) -> None:
        """The first time, it happens."""
        self.advance()


def test_what_is_withdrawn_while_the_index_is_built_is_not_found(archive: Archive, desk: Desk) -> None:
    desk.publish("train", "The ferry and the train were late.")
    archive.ingest(desk)

    def withdraw() -> None:
        desk.withdraw("ferry")
        with opened(archive.folder) as other:
            other.ingest(desk)

    index = archive.index(progress=_OnFirstStep(withdraw))
    assert [passage.article.id for passage in index.search(index.understand("ferry"))][:1] == ["train"]
    assert archive.found("ferry")[0] == "train"


def test_what_is_published_while_the_index_is_built_is_found_the_next_time(archive: Archive, desk: Desk) -> None:
    desk.publish("train", "The train was late.")
    archive.ingest(desk)

    def publish() -> None:
        desk.publish("bus", "The bus came early.")
        with opened(archive.folder) as other:
            other.ingest(desk)

    index = archive.index(progress=_OnFirstStep(publish))
    assert index.search(index.understand("train"))[0].article.id == "train"
    assert archive.found("bus")[0] == "bus"


def test_an_open_index_leaves_out_what_was_withdrawn_since(archive: Archive, desk: Desk) -> None:
    index = archive.index()
    desk.withdraw("ferry")
    with opened(archive.folder) as other:
        other.ingest(desk)
        other.index()
    assert [passage.article.id for passage in index.search(index.understand("ferry"))] == ["渡轮"]


def test_building_tells_how_far_it_is(archive: Archive) -> None:
    heard = _Heard()
    generation.build(
        archive.index_folder, archive.store, model="hashing", dimension=archive.embedder.dimension, progress=heard
    )
    assert heard.done == heard.total == 4


class _Heard(Silence):
    """Adds up what it is told."""

    total = 0
    done = 0

    def start(self, stage: str, total: int) -> None:
        self.total += total

    def advance(self, steps: int = 1) -> None:
        self.done += steps
