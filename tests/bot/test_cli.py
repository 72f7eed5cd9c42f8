"""The contract of the commands with the people and programs that call them."""

import contextlib
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.fakes.command import Ran, newsbot
from tests.fakes.desk import Desk

_ARTICLE_KEYS = ["id", "title", "source", "published", "url"]
_PASSAGE_KEYS = ["rank", "score", "found_by", "article", "start", "end", "text"]


# ingest


def test_ingest_counts(desk: Desk, tmp_path: Path) -> None:
    data = tmp_path / "data"
    desk.publish("a", "One.")
    desk.publish("b", "Two.")
    desk.publish_broken("c")
    first = newsbot("ingest", desk.folder, "--data", data)
    assert (first.status, first.err) == (0, "")
    assert first.out.split("\n")[0] == "2 added, 0 updated, 0 unchanged, 0 removed, 1 failed"
    assert str(desk.path("c")) in first.out
    desk.publish("a", "One, corrected.")
    desk.withdraw("b")
    second = newsbot("ingest", desk.folder, "--data", data)
    assert second.out.split("\n")[0] == "0 added, 1 updated, 0 unchanged, 1 removed, 1 failed"


def test_ingest_in_json(desk: Desk, tmp_path: Path) -> None:
    desk.publish("a", "One.")
    broken = desk.publish_broken("b")
    report = newsbot("ingest", desk.folder, "--json", "--data", tmp_path / "data").json
    (failure,) = report.pop("failures")
    assert report == {"added": 1, "updated": 0, "unchanged": 0, "removed": 0, "failed": 1}
    assert (sorted(failure), failure["path"]) == (["path", "reason"], str(broken))


def test_a_failure_makes_a_strict_run_exit_with_one(desk: Desk, tmp_path: Path) -> None:
    desk.publish("a", "One.")
    assert newsbot("ingest", desk.folder, "--strict", "--data", tmp_path / "data").status == 0
    desk.publish_broken("b")
    assert newsbot("ingest", desk.folder, "--data", tmp_path / "data").status == 0
    strict = newsbot("ingest", desk.folder, "--strict", "--data", tmp_path / "data")
    assert (strict.status, strict.out.split("\n")[0]) == (1, "0 added, 0 updated, 1 unchanged, 0 removed, 1 failed")


def test_many_failures_are_summed_up(desk: Desk, tmp_path: Path) -> None:
    desk.publish("a", "One.")
    for number in range(25):
        desk.publish_broken(f"broken{number:02}")
    lines = newsbot("ingest", desk.folder, "--data", tmp_path / "data").out.splitlines()
    assert (len(lines), lines[-1].strip()) == (22, "and 5 more: --json lists them all")


def test_a_folder_of_nothing_but_pictures(desk: Desk, tmp_path: Path) -> None:
    desk.publish("noon", '<img src="https://example.com/noon.jpg">', title="Noon")
    ingested = newsbot("ingest", desk.folder, "--data", tmp_path / "data")
    assert (ingested.status, ingested.err) == (0, "")
    assert newsbot("ask", "noon", "--json", "--data", tmp_path / "data").json["outcome"] == "not_found"


# search and ask


def test_search_in_json(filled: Path) -> None:
    found = newsbot("search", "ferry fares", "-k", "2", "--json", "--data", filled)
    first, second = found.json
    assert (found.status, found.err) == (0, "")
    assert [list(first), list(first["article"])] == [_PASSAGE_KEYS, _ARTICLE_KEYS]
    assert [first["rank"], second["rank"]] == [1, 2]
    assert first["score"] >= second["score"]
    assert first["found_by"] == ["terms", "vectors"]
    assert first["article"] == {
        "id": "ferry",
        "title": "Island ferry to cost more",
        "source": "Harbour Wire",
        "published": "2022-09-06T08:00:00+00:00",
        "url": "https://example.com/ferry",
    }
    assert (first["start"], first["end"]) == (0, len(first["text"]))


def test_search_for_people(filled: Path) -> None:
    found = newsbot("search", "ferry fares", "--data", filled)
    assert found.status == 0
    assert found.out.startswith("1. Island ferry to cost more\n")
    assert "2022-09-06" in found.out


def test_ask_in_json(filled: Path) -> None:
    asked = newsbot("ask", "有多少个国家首次设展", "--json", "--data", filled)
    reply = asked.json
    assert (asked.status, asked.err) == (0, "")
    contract = ["outcome", "answer", "span", "citations", "passages", "elapsed_ms"]
    assert [key for key in reply if key != "confidence"] == contract
    assert (reply["outcome"], reply["span"]) == ("answered", "10个国家")
    assert reply["answer"] == "共有10个国家首次设展，吸引了很多观众。"
    citation = reply["citations"][0]
    assert [list(citation), list(citation["article"])] == [["article", "quote", "start", "end"], _ARTICLE_KEYS]
    assert (citation["article"]["id"], citation["quote"]) == ("trade/展会", reply["answer"])
    assert (citation["start"], citation["end"]) == (8, 8 + len(reply["answer"]))
    assert [list(passage) for passage in reply["passages"]] == [_PASSAGE_KEYS] * len(reply["passages"])
    assert reply["elapsed_ms"] > 0


def test_what_is_not_in_the_articles_in_json(filled: Path) -> None:
    reply = newsbot("ask", "红楼梦的作者是谁？", "--json", "--data", filled).json
    assert [reply[key] for key in ("outcome", "answer", "span", "citations")] == ["not_found", "", "", []]


def test_json_is_one_line_in_the_letters_of_the_article(filled: Path) -> None:
    out = newsbot("ask", "有多少个国家首次设展", "--json", "--data", filled).out
    assert (out.count("\n"), "共有10个国家" in out) == (1, True)


def test_in_a_pipe_lines_are_neither_wrapped_nor_filled_up(desk: Desk, tmp_path: Path) -> None:
    said = "The island ferry carries 4,100 people a day, as it has done for years, and nobody thinks of a second one."
    desk.publish("a", said, title="Ferry")
    desk.publish("b", said, title="Island")
    newsbot("ingest", desk.folder, "--data", tmp_path / "data")
    lines = newsbot("ask", "How many people does the island ferry carry?", "--data", tmp_path / "data").out.splitlines()
    assert [line for line in lines if said in line] == [said, f"    {said}"]


def test_ask_for_people(filled: Path) -> None:
    asked = newsbot("ask", "有多少个国家首次设展", "--now", "2022-09-07T08:00+08:00", "--data", filled)
    lines = asked.out.splitlines()
    assert (asked.status, asked.err) == (0, "")
    assert [line.rstrip() for line in lines[:4]] == [
        "共有10个国家首次设展，吸引了很多观众。",
        "来源",
        "[1] 服务贸易交易会开幕 · 江海财经 · 2022-09-05 (1 天前)",
        "    https://example.com/trade/展会",
    ]
    assert "最新一篇文章" not in asked.out


@pytest.mark.parametrize(
    ("now", "noted"),
    [("2022-09-13T00:00Z", False), ("2022-09-20", True), ("2022-09-20T08:00", True), ("2031-01-01T00:00+09:00", True)],
)
def test_an_old_archive_is_pointed_out_as_of_now(filled: Path, now: str, *, noted: bool) -> None:
    out = newsbot("ask", "ferry fares", "--now", now, "--data", filled).out
    assert ("The newest article is from 2022-09-06" in " ".join(out.split())) is noted


def test_chat_answers_line_by_line_and_goes_on_after_an_empty_answer(filled: Path) -> None:
    typed = "有多少个国家首次设展\n？！\nHow much do ferry fares rise?\n\nnever asked\n"
    chat = newsbot("chat", "--data", filled, typed=typed)
    assert chat.status == 0
    assert chat.out.index("共有10个国家") < chat.out.index("the question is empty") < chat.out.rindex("12 per cent")
    assert "never" not in chat.out


# The data folder


def test_the_data_folder_may_come_from_the_environment(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSBOT_DATA", str(filled))
    assert newsbot("search", "ferry", "--json").json[0]["article"]["id"] == "ferry"


def test_nothing_is_written_outside_the_data_folder(desk: Desk, tmp_path: Path) -> None:
    desk.publish("a", "The ferry left at nine.")
    before = sorted(tmp_path.rglob("*"))
    for arguments in (("ingest", desk.folder), ("ask", "ferry"), ("search", "ferry"), ("ingest", desk.folder)):
        assert newsbot(*arguments, "--data", tmp_path / "data").status == 0
    after = sorted(path for path in tmp_path.rglob("*") if path != tmp_path / "data")
    assert [path for path in after if tmp_path / "data" not in path.parents] == before


def test_a_deleted_index_folder_comes_back(desk: Desk, tmp_path: Path) -> None:
    desk.publish("a", "The ferry left at nine.")
    newsbot("ingest", desk.folder, "--data", tmp_path / "data")
    shutil.rmtree(tmp_path / "data" / "index")
    assert newsbot("search", "ferry", "--json", "--data", tmp_path / "data").json[0]["article"]["id"] == "a"


def test_an_archive_of_another_model_is_embedded_anew(desk: Desk, tmp_path: Path) -> None:
    data = tmp_path / "data"
    desk.publish("a", "The ferry left at nine.")
    newsbot("ingest", desk.folder, "--data", data)
    with contextlib.closing(sqlite3.connect(data / "articles.db")) as connection, connection:
        connection.execute("UPDATE models SET name = 'an older model'")
    shutil.rmtree(data / "index")
    _assert_one_line(newsbot("ask", "ferry", "--data", data), "another model", "newsbot reembed")
    embedded = newsbot("reembed", "--data", data)
    assert (embedded.status, embedded.out, embedded.err) == (0, "1 passages embedded\n", "")
    assert newsbot("search", "ferry", "--json", "--data", data).json[0]["found_by"] == ["terms", "vectors"]


def test_progress_is_shown_on_a_terminal_only(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.publish("a", "The ferry left at nine.")
    assert newsbot("ingest", desk.folder, "--data", tmp_path / "one").err == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = newsbot("ingest", desk.folder, "--json", "--data", tmp_path / "two")
    assert "Reading" in shown.err
    assert shown.json["added"] == 1


# eval


_QUESTION = {
    "id": "1",
    "set": "zh-zh",
    "question": "有多少个国家首次设展",
    "answers": ["10个国家"],
    "articles": ["trade/展会"],
    "answerable": True,
}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    unanswerable = _QUESTION | {"id": "2", "set": "none", "question": "红楼梦的作者是谁？", "answerable": False}
    path = tmp_path / "questions.jsonl"
    rows = (_QUESTION, unanswerable | {"answers": [], "articles": []})
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_eval_in_json(filled: Path, questions: Path) -> None:
    ran = newsbot("eval", questions, "--json", "--data", filled)
    metrics = ran.json
    assert (ran.status, list(metrics)) == (0, ["none", "zh-zh", "all"])
    ranked = ["recall@1", "recall@5", "recall@10", "mrr@10", "answer_in_sentence", "span_f1"]
    assert [metrics["zh-zh"][name] for name in ranked] == [1.0] * 6
    assert (metrics["none"]["refusal_recall"], metrics["all"]["refusal_precision"]) == (1.0, 1.0)
    assert {"p50_ms", "p95_ms", "questions"} <= set(metrics["all"])


def test_eval_for_people_names_every_metric(filled: Path, questions: Path) -> None:
    table = newsbot("eval", questions, "--data", filled).out
    for name in ("zh-zh", "recall@10", "mrr@10", "answer_in_sentence", "span_f1", "refusal_recall", "p95_ms"):
        assert name in table


def test_eval_dumps_what_was_given(filled: Path, questions: Path, tmp_path: Path) -> None:
    newsbot("eval", questions, "--dump", tmp_path / "out.jsonl", "--data", filled)
    first, second = (json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines())
    assert list(first) == ["id", "articles", "outcome", "answer", "span", "confidence", "ms"]
    assert (first["id"], first["articles"][0], first["outcome"], first["span"]) == (
        *("1", "trade/展会", "answered", "10个国家"),
    )
    assert (second["id"], second["outcome"], second["answer"]) == ("2", "not_found", "")


def test_a_dump_lists_merged_duplicates_behind_their_representative(
    desk: Desk, tmp_path: Path, questions: Path
) -> None:
    desk.publish("one", "共有10个国家首次设展。")
    desk.write("two", desk.path("one").read_bytes())
    desk.publish("three", "渡轮票价上涨。")
    newsbot("ingest", desk.folder, "--data", tmp_path / "data")
    newsbot("eval", questions, "--dump", tmp_path / "out.jsonl", "--data", tmp_path / "data")
    first = json.loads((tmp_path / "out.jsonl").read_text("utf-8").split("\n")[0])
    assert first["articles"] == ["one", "two", "three"]


def test_floors_are_pinned_and_held(filled: Path, questions: Path, tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    assert newsbot("eval", questions, "--floors", floors, "--pin", "--data", filled).status == 0
    assert newsbot("eval", questions, "--floors", floors, "--data", filled).status == 0
    stored = json.loads(floors.read_text())
    stored["floors"]["zh-zh"]["recall@1"] = 1.1
    floors.write_text(json.dumps(stored))
    below = newsbot("eval", questions, "--floors", floors, "--data", filled)
    assert (below.status, below.err) == (1, "zh-zh: recall@1 is 1.000, the floor is 1.100\n")


# Bad input


def _assert_one_line(ran: Ran, *parts: str, status: int = 2) -> None:
    assert (ran.status, ran.out) == (status, "")
    assert ran.err.startswith("newsbot: ")
    assert ran.err.count("\n") == 1
    assert len(ran.err) < 500
    for part in parts:
        assert part in ran.err


@pytest.mark.parametrize(
    ("question", "complaint"),
    [
        ("", "the question is empty"),
        (" \t ", "the question is empty"),
        ("\x01\x02\x1b", "the question is empty"),
        ("？！", "the question is empty"),
        ("\udcff\udcfe", "the question is empty"),
        ("问" * 100_000, "the question has 100,000 characters"),
    ],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_that_cannot_be_searched_with(filled: Path, command: str, question: str, complaint: str) -> None:
    _assert_one_line(newsbot(command, question, "--data", filled), complaint)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["ask"], ["QUESTION"]),
        (["ask", "one", "two"], ["two"]),
        (["ask", "q", "--frobnicate"], ["--frobnicate"]),
        (["ask", "q", "--now", "yesterday"], ["--now", "yesterday"]),
        (["ask", "q", "--now", ""], ["--now"]),
        (["ask", "q", "--now"], ["--now"]),
        (["search", "q", "-k", "0"], ["-k"]),
        (["search", "q", "-k", "many"], ["-k"]),
        (["ingest"], ["PATH"]),
        (["ingest", "/no/such/folder"], ["/no/such/folder"]),
        (["eval"], ["QUESTIONS"]),
        (["eval", "/no/such/questions.jsonl"], ["/no/such/questions.jsonl"]),
        (["frobnicate"], ["frobnicate"]),
        (["--frobnicate"], ["--frobnicate"]),
        (["--data", "x", "ask", "q"], ["--data"]),
    ],
)
def test_a_call_that_cannot_be_understood(tmp_path: Path, arguments: list[str], parts: list[str]) -> None:
    _assert_one_line(newsbot(*arguments), *parts)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("command", [["ask", "anything"], ["search", "anything"], ["chat"]])
def test_an_empty_archive(tmp_path: Path, command: list[str]) -> None:
    _assert_one_line(newsbot(*command, "--data", tmp_path / "data"), "the archive is empty", "newsbot ingest")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", [["ask", "anything"], ["ingest", "."], ["eval", "questions.jsonl"]])
def test_a_data_folder_that_is_a_file(questions: Path, desk: Desk, command: list[str]) -> None:
    desk.publish("a", "One.")
    Path("questions.jsonl").write_bytes(questions.read_bytes())
    Path("post.md").write_bytes(desk.path("a").read_bytes())
    Path("taken").write_text("in the way")
    _assert_one_line(newsbot(*command, "--data", "taken"), "taken")


def test_a_data_folder_that_cannot_be_made() -> None:
    _assert_one_line(newsbot("ask", "anything", "--data", "/proc/nowhere/data"), "/proc/nowhere/data")


def test_a_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "articles.db").write_bytes(b"garbage" * 1000)
    _assert_one_line(newsbot("ask", "anything", "--data", tmp_path), "articles.db")


def test_an_empty_folder_of_posts(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    _assert_one_line(newsbot("ingest", tmp_path / "empty", "--data", tmp_path / "data"), str(tmp_path / "empty"))


def test_a_folder_that_has_lost_its_posts_removes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.publish("a", "The ferry left at nine.")
    newsbot("ingest", desk.folder, "--data", tmp_path / "data")
    desk.withdraw("a")
    _assert_one_line(newsbot("ingest", desk.folder, "--data", tmp_path / "data"), "--allow-empty")
    assert newsbot("search", "ferry", "--json", "--data", tmp_path / "data").json[0]["article"]["id"] == "a"
    emptied = newsbot("ingest", desk.folder, "--allow-empty", "--json", "--data", tmp_path / "data")
    assert (emptied.status, emptied.json["removed"]) == (0, 1)


@pytest.mark.parametrize("option", ["--dump", "--floors"])
def test_an_evaluation_that_cannot_be_written(filled: Path, questions: Path, option: str) -> None:
    pin = ["--pin"] if option == "--floors" else []
    ran = newsbot("eval", questions, option, "/no/such/folder/file", *pin, "--json", "--data", filled)
    assert ran.status == 2
    assert "/no/such/folder/file" in ran.err
    assert ran.err.count("\n") == 1


def test_a_file_of_bad_questions(filled: Path, questions: Path) -> None:
    questions.write_text(questions.read_text("utf-8") + "{\n", "utf-8")
    _assert_one_line(newsbot("eval", questions, "--data", filled), "questions.jsonl:3")


# Help


@pytest.mark.parametrize("command", [[], ["ingest"], ["ask"], ["search"], ["chat"], ["eval"], ["reembed"]])
def test_help(command: list[str]) -> None:
    shown = newsbot(*command, "--help")
    assert (shown.status, shown.err) == (0, "")
    assert "Usage:" in shown.out


def test_without_a_command_there_is_help() -> None:
    assert "Usage:" in newsbot().out + newsbot().err
