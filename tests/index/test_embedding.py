"""The built-in model: the same vectors as sentence-transformers gives, without its weight."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import embedding
from index.embedding import StaticEmbedder, builtin
from index.errors import ModelError
from index.text import fold

MODEL_FOLDER = Path(embedding.__file__).parent / "model"
LARGEST_MODEL = 32_000_000

TEXTS = {
    "chinese": "阿联酋、瑞士等10个国家首次以国家名义设展",
    "english": "Ten countries, Switzerland among them, exhibited for the first time.",
    "mixed": "OpenAI发布GPT-4，微软Azure率先接入 (March 2023)",
    "traditional": "瑞士聯邦主席訪問臺灣與香港",
    "unknown characters": "\U00020bb7野家 ꙮ ۞ 国家",
    "emoji": "🎉🎉 恭喜中国队夺冠 🏆",
    "full-width": "ＡＢＣ１２３，ＧＤＰ增长５％",
    "accents": "Emmanuel Macron visited Besançon; the résumé of Zoë",
    "numbers": "1,234.5 万元, 7.6%, 20230816",
    "ten thousand characters": "中国国际服务贸易交易会在北京举行。" * 600,
    "one word": "Switzerland",
    "rare word": "Zxqvbrythm",
}
NOTHING_KNOWN = {"empty": "", "blanks": " \n\t　", "punctuation": "？！……", "emoji only": "🎉🏆", "unknown script": "ꙮ"}


@pytest.fixture(scope="module")
def model() -> StaticEmbedder:
    return builtin()


@pytest.fixture(scope="module")
def reference() -> NDArray[np.float32]:
    """The vectors of the folded `TEXTS` by sentence-transformers, from its own process.

    It warns on import, and torch would stay in this process for every later test.
    """
    code = (
        "import json, sys\n"
        "from sentence_transformers import SentenceTransformer\n"
        "model = SentenceTransformer(sys.argv[1], device='cpu').float()\n"
        "vectors = model.encode(json.load(sys.stdin), convert_to_numpy=True)\n"
        "json.dump(vectors.astype(float).tolist(), sys.stdout)\n"
    )
    folded = json.dumps([fold(text) for text in TEXTS.values()])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, str(MODEL_FOLDER)],
        input=folded,
        capture_output=True,
        text=True,
        check=True,
    )
    return np.array(json.loads(done.stdout), np.float32)


@pytest.mark.parametrize("name", TEXTS)
def test_vectors_equal_those_of_sentence_transformers(
    model: StaticEmbedder, reference: NDArray[np.float32], name: str
) -> None:
    expected = reference[list(TEXTS).index(name)]
    np.testing.assert_allclose(model.embed_query(TEXTS[name]), expected, atol=1e-4)


@pytest.mark.parametrize("name", NOTHING_KNOWN)
def test_a_text_without_known_tokens_gets_a_zero_vector(model: StaticEmbedder, name: str) -> None:
    vector = model.embed_query(NOTHING_KNOWN[name])
    assert vector.shape == (model.dimension,)
    assert not vector.any()


def test_passages_and_queries_share_one_space(model: StaticEmbedder) -> None:
    texts = [*TEXTS.values(), *NOTHING_KNOWN.values()]
    rows = model.embed_passages(texts)
    assert rows.dtype == np.float32
    assert rows.shape == (len(texts), 256)
    for row, text in zip(rows, texts, strict=True):
        np.testing.assert_allclose(row, model.embed_query(text), atol=1e-6)
    lengths = np.linalg.norm(rows, axis=1)
    np.testing.assert_allclose(lengths[: len(TEXTS)], 1, atol=1e-5)
    np.testing.assert_array_equal(lengths[len(TEXTS) :], 0)


def test_no_passages_give_no_rows(model: StaticEmbedder) -> None:
    assert model.embed_passages([]).shape == (0, 256)


def test_spelling_that_folding_removes_makes_no_difference(model: StaticEmbedder) -> None:
    np.testing.assert_array_equal(model.embed_query("瑞士聯邦 ＧＤＰ"), model.embed_query("瑞士联邦 gdp"))


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("How many countries exhibited?", "10个国家首次以国家名义设展", "科学家发现新的恒星"),
        ("Who is the president of France?", "法国总统马克龙发表讲话", "德国汽车产量下降"),
        ("瑞士有多少人口", "The population of Switzerland reached nine million.", "The film won three Oscars."),
        ("房价下跌了多少", "Home prices fell by five percent.", "The team won the final on Sunday."),
    ],
)
def test_a_question_is_nearer_to_its_answer_in_the_other_language(
    model: StaticEmbedder, question: str, right: str, wrong: str
) -> None:
    scores = model.embed_passages([right, wrong]) @ model.embed_query(question)
    assert scores[0] > scores[1] + 0.1


def test_the_name_identifies_the_weights(model: StaticEmbedder) -> None:
    metadata = json.loads((MODEL_FOLDER / "model.json").read_text(encoding="utf-8"))
    assert model.name == metadata["name"]
    assert model.name.startswith("newsbot-static-zh-en-")


def test_the_model_is_small_enough_to_ship() -> None:
    folder = MODEL_FOLDER / embedding.MODULE_FOLDER
    assert sum(path.stat().st_size for path in folder.iterdir()) <= LARGEST_MODEL


def test_reading_the_model_imports_neither_torch_nor_sentence_transformers() -> None:
    code = (
        "import sys; from index.embedding import builtin; builtin().embed_query('瑞士 news')\n"
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_question_takes_well_under_a_millisecond(model: StaticEmbedder) -> None:
    question = "How many countries exhibited for the first time at the fair in Beijing?"
    fastest = 1.0
    for _ in range(50):
        started = time.perf_counter()
        model.embed_query(question)
        fastest = min(fastest, time.perf_counter() - started)
    assert fastest < 0.001


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(MODEL_FOLDER, tmp_path / "model")
    return tmp_path / "model"


@pytest.mark.parametrize(
    "broken", ["model.json", "0_StaticEmbedding/model.safetensors", "0_StaticEmbedding/tokenizer.json"]
)
@pytest.mark.parametrize("how", ["missing", "empty", "truncated", "garbage"])
def test_a_broken_model_is_one_clear_line(copied: Path, broken: str, how: str) -> None:
    path = copied / broken
    content = path.read_bytes()
    path.unlink()
    if how != "missing":
        path.write_bytes({"empty": b"", "truncated": content[: len(content) // 2], "garbage": b"\xff\x00" * 500}[how])
    with pytest.raises(ModelError) as raised:
        StaticEmbedder.from_folder(copied)
    assert "\n" not in str(raised.value)
    assert str(copied) in str(raised.value)


def test_a_tokeniser_of_another_model_is_refused(copied: Path) -> None:
    path = copied / "0_StaticEmbedding" / "tokenizer.json"
    tokenizer = json.loads(path.read_text(encoding="utf-8"))
    tokenizer["model"]["vocab"].pop()
    path.write_text(json.dumps(tokenizer), encoding="utf-8")
    with pytest.raises(ModelError, match="vocabulary"):
        StaticEmbedder.from_folder(copied)
