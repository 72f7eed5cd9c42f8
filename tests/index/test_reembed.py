from collections.abc import Iterator

import pytest

from index.errors import ModelError
from index.ingest import reembed
from index.language import Language
from tests.fakes.archive import Archive, opened
from tests.fakes.desk import Desk
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.silence import Silence


@pytest.fixture
def upgraded(archive: Archive, desk: Desk) -> Iterator[Archive]:
    """An archive whose articles were embedded by another model than today's."""
    desk.publish("ferry", "The ferry left at nine.")
    desk.publish("渡轮", "渡轮在九点离港。")
    archive.ingest(desk)
    archive.index()
    with opened(archive.folder, HashingEmbedder("today's", 32)) as upgraded:
        yield upgraded


def _embedded_by(archive: Archive, model: str) -> int:
    return sum(len(ids) for language in Language for ids, _ in archive.store.vector_batches(model, language))


def test_an_archive_of_another_model_is_an_error_that_says_what_to_do(upgraded: Archive) -> None:
    with pytest.raises(ModelError, match="was embedded with another model; run `newsbot reembed`"):
        upgraded.index()


def test_embedding_anew_makes_it_searchable(upgraded: Archive) -> None:
    assert reembed(upgraded.store, upgraded.embedder, Silence()) == 2
    assert upgraded.found("ferry")[0] == "ferry"
    assert upgraded.search("渡轮")[0].found_by == ("terms", "vectors")
    assert (_embedded_by(upgraded, "hashing"), _embedded_by(upgraded, "today's")) == (0, 2)


def test_a_second_time_there_is_nothing_to_do(upgraded: Archive) -> None:
    reembed(upgraded.store, upgraded.embedder, Silence())
    embedded = upgraded.embedder.passages
    assert reembed(upgraded.store, upgraded.embedder, Silence()) == 0
    assert upgraded.embedder.passages == embedded


def test_posts_that_were_ingested_since_are_not_embedded_twice(upgraded: Archive, desk: Desk) -> None:
    desk.publish("train", "The train was late.")
    upgraded.ingest(desk)
    assert upgraded.embedder.passages == 1
    assert reembed(upgraded.store, upgraded.embedder, Silence()) == 2


def test_it_is_the_same_as_if_the_model_had_always_been_there(upgraded: Archive, desk: Desk) -> None:
    reembed(upgraded.store, upgraded.embedder, Silence())
    before = [(passage.article.id, passage.score) for passage in upgraded.search("ferry")]
    desk.rename("ferry", "moved")
    upgraded.ingest(desk)
    desk.rename("moved", "ferry")
    upgraded.ingest(desk)
    assert [(passage.article.id, passage.score) for passage in upgraded.search("ferry")] == before


def test_a_run_that_was_killed_goes_on_where_it_was(archive: Archive, desk: Desk) -> None:
    for number in range(910):
        desk.publish(f"n{number:03}", f"Number {number}.")
    archive.ingest(desk)
    with opened(archive.folder, HashingEmbedder("today's", 32)) as upgraded:
        with pytest.raises(KeyboardInterrupt):
            reembed(upgraded.store, upgraded.embedder, _Killed())
        done = _embedded_by(upgraded, "today's")
        assert 0 < done < 910
        assert _embedded_by(upgraded, "hashing") == 910
        assert reembed(upgraded.store, upgraded.embedder, Silence()) == 910 - done


class _Killed(Silence):
    """Interrupts after the first step."""

    def advance(self, steps: int = 1) -> None:
        raise KeyboardInterrupt


def test_what_was_withdrawn_meanwhile_is_left_out(upgraded: Archive, desk: Desk) -> None:
    chunks = upgraded.store.chunks_without_vectors("today's", after=0, limit=10)
    vectors = upgraded.embedder.embed_passages([text for _, _, text in chunks])
    desk.withdraw("ferry", "渡轮")
    upgraded.ingest(desk, allow_empty=True)
    upgraded.store.add_vectors("today's", [chunk_id for chunk_id, _, _ in chunks], vectors)
    assert _embedded_by(upgraded, "today's") == 0
