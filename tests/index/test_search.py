import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import Candidate, fuse
from tests.fakes.archive import Archive
from tests.fakes.desk import Desk


def _candidate(chunk_id: int, *, same: bool, matched: float, similarity: float) -> Candidate:
    return Candidate(chunk_id, same, matched, similarity, ("terms",))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param((True, 0.6, 0.1), (True, 0.3, 0.9), id="within a language terms say most"),
        pytest.param((True, 0.5, 0.6), (True, 0.5, 0.3), id="of equal matches the more similar"),
        pytest.param((False, 0.2, 0.9), (False, 0.4, 0.1), id="across languages vectors matter"),
        pytest.param((False, 0.5, 0.6), (False, 0.3, 0.6), id="across languages terms matter too"),
        pytest.param((True, 0.5, 0.5), (False, 0.5, 0.5), id="a match within beats the same across"),
        pytest.param((False, 0.8, 0.8), (True, 0.1, 0.2), id="a good match across beats a poor one within"),
        pytest.param((True, 0.0, 0.1), (True, 0.0, -0.9), id="unlike is not worse than nothing"),
    ],
)
def test_fuse(first: tuple[bool, float, float], second: tuple[bool, float, float]) -> None:
    candidates = [
        _candidate(number, same=same, matched=matched, similarity=similarity)
        for number, (same, matched, similarity) in ((2, first), (1, second))
    ]
    assert [candidate.chunk_id for candidate, _ in fuse(candidates)] == [2, 1]


_CANDIDATES = st.builds(
    Candidate,
    st.integers(1, 1000),
    st.booleans(),
    st.floats(0, 1),
    st.floats(-1, 1),
    st.just(("terms", "vectors")),
)


@given(st.lists(_CANDIDATES, unique_by=lambda candidate: candidate.chunk_id))
def test_fusing_keeps_all_in_one_order_whatever_they_came_in(candidates: list[Candidate]) -> None:
    fused = fuse(candidates)
    assert fused == fuse(reversed(candidates))
    assert {candidate.chunk_id for candidate, _ in fused} == {candidate.chunk_id for candidate in candidates}
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_ties_go_to_the_older_chunk() -> None:
    same = [_candidate(i, same=True, matched=0.5, similarity=0.5) for i in (3, 1, 2)]
    assert [candidate.chunk_id for candidate, _ in fuse(same)] == [1, 2, 3]


@pytest.fixture
def newsroom(archive: Archive, desk: Desk) -> Archive:
    """An archive of both languages."""
    desk.publish("fair", "Ten countries exhibited for the first time.", title="Fair closes", source="Harbour Wire")
    desk.publish("ferry", "Fares rise by a fifth in October.", title="Ferry", source="Tidewater Post")
    desk.publish("lanterns", "It was crowded.", title="Lantern show", date="Thu, 01 Jul 2021 08:00:00 GMT")
    desk.publish("展会", "共有10个国家首次设展。", title="服务贸易交易会落幕", source="江海财经")
    desk.publish("渡轮", "票价十月上涨。", title="渡轮涨价", source="江海财经")
    desk.publish("灯会", "人很多。", title="元宵灯会", date="Thu, 01 Jul 2021 08:00:00 GMT")
    archive.ingest(desk)
    return archive


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("how many countries exhibited for the first time", "fair"),
        ("有多少个国家首次设展", "展会"),
        pytest.param("有多少個國家首次設展", "展会", id="traditional finds simplified"),
        pytest.param("ＦＥＲＲＹ　ｆａｒｅｓ", "ferry", id="full-width finds half-width"),
        pytest.param("１０个国家", "展会", id="full-width digits"),
        pytest.param("fares rising", "ferry", id="another form of the word"),
        pytest.param("lantern", "lanterns", id="the title"),
        pytest.param("灯会", "灯会", id="a Chinese title"),
        pytest.param("Tidewater Post", "ferry", id="the source"),
        pytest.param("July 2021", "lanterns", id="the date in English"),
        pytest.param("2021年7月", "灯会", id="the date in Chinese"),
    ],
)
def test_the_best_article(newsroom: Archive, question: str, article: str) -> None:
    assert newsroom.found(question)[0] == article


@pytest.mark.parametrize(("question", "article"), [("渡轮票价", "渡轮"), ("ferry", "ferry")])
def test_among_articles_of_both_languages_those_of_the_question_come_first(
    newsroom: Archive, question: str, article: str
) -> None:
    words = {"ferry": "渡轮", "fares": "票价"}
    found = newsroom.found(question, words=words)
    assert found[0] == article
    assert {"渡轮", "ferry"} <= set(found[:3])


def test_a_question_finds_articles_of_the_other_language_by_its_translation(archive: Archive, desk: Desk) -> None:
    desk.publish("渡轮", "渡轮票价十月上涨。", title="涨价")
    desk.publish("灯会", "灯会人很多。", title="灯会")
    archive.ingest(desk)
    best = archive.search("ferry fares", words={"ferry": "渡轮", "fares": "票价"})[0]
    assert (best.article.id, "terms" in best.found_by) == ("渡轮", True)


def test_a_passage_is_a_piece_of_its_article(newsroom: Archive) -> None:
    passages = newsroom.search("国家")
    assert passages
    for passage in passages:
        assert passage.article.text[passage.chunk.start : passage.chunk.end] == passage.chunk.text
        assert passage.chunk.article_id == passage.article.id
        assert 0 <= passage.score <= 1.2
        assert set(passage.found_by) <= {"terms", "vectors"}
        assert passage.found_by


def test_passages_are_in_order_and_no_more_than_asked_for(newsroom: Archive) -> None:
    everything = newsroom.search("ferry", k=100)
    scores = [passage.score for passage in everything]
    assert scores == sorted(scores, reverse=True)
    assert [passage.chunk.id for passage in newsroom.search("ferry", k=2)] == [p.chunk.id for p in everything[:2]]
    assert len({passage.chunk.id for passage in everything}) == len(everything)


def test_a_deleted_article_is_not_found(newsroom: Archive, desk: Desk) -> None:
    desk.withdraw("ferry")
    newsroom.ingest(desk)
    assert "ferry" not in newsroom.found("ferry fares rise", k=100)


def test_an_archive_of_one_language_answers_questions_in_the_other(archive: Archive, desk: Desk) -> None:
    desk.publish("ferry", "Fares rise by a fifth.")
    archive.ingest(desk)
    assert archive.found("渡轮票价") == ["ferry"]


def test_an_article_in_neither_language_is_found(archive: Archive, desk: Desk) -> None:
    desk.publish("fähre", "Die Fähre ist nicht mehr da und der Hafen wird für ein Jahr geschlossen.", title="Die Fähre")
    desk.publish("ferry", "Fares rise by a fifth.")
    archive.ingest(desk)
    assert archive.found("Fähre")[0] == "fähre"


def test_a_question_of_the_greatest_length_is_searched(newsroom: Archive) -> None:
    question = ("ferry fares " * 400)[:4096]
    assert newsroom.found(question)[0] == "ferry"
    assert newsroom.search("".join(chr(0x4E00 + i) for i in range(4096))) is not None
