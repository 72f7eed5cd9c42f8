"""Texts in, unit vectors out: the built-in bilingual model, read without torch.

The model is a sentence-transformers folder (`StaticEmbedding`, `Normalize`); read here it starts in a fraction
of a second and gives the same vectors. A text's vector is the normalised sum of its tokens' vectors.
"""

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from index.errors import ModelError
from index.text import fold

MODULE_FOLDER = "0_StaticEmbedding"
TOKENIZER_FILE = "tokenizer.json"
WEIGHTS_FILE = "model.safetensors"
WEIGHTS_KEY = "embedding.weight"
METADATA_FILE = "model.json"

TEXTS_PER_BATCH = 512
# A text of 40,000 characters is summed up in parts, which keeps its rows in the processor's cache.
TOKENS_PER_GATHER = 4096
EPSILON = 1e-12


class Embedder(Protocol):
    """Whatever turns texts into vectors. `name` changes whenever the vectors would."""

    @property
    def name(self) -> str:
        """Identifies the model and its version."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dimension): a row of unit length for each text, zero for one without known tokens."""

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """(dimension,): of unit length, or zero for a text without known tokens."""


class StaticEmbedder:
    """A table of token vectors and the tokeniser that goes with it. Texts are folded first."""

    def __init__(self, name: str, tokenizer: Tokenizer, table: NDArray[np.float16]) -> None:
        """`table` has a row for each token of `tokenizer`; the unknown token, 0, counts as zero."""
        self._name = name
        self._tokenizer = tokenizer
        self._table = table
        self._wide_table: NDArray[np.float32] | None = None

    @classmethod
    def from_folder(cls, folder: Path) -> Self:
        """Read a model that `tools.train_model` wrote. Raises `ModelError` where files are missing or broken."""
        try:
            metadata: dict[str, Any] = json.loads((folder / METADATA_FILE).read_text(encoding="utf-8"))
            table = _mapped(folder / MODULE_FOLDER / WEIGHTS_FILE)
            tokenizer_text = (folder / MODULE_FOLDER / TOKENIZER_FILE).read_text(encoding="utf-8")
            name = str(metadata["name"])
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
            raise ModelError(f"{folder}: the embedding model can't be read ({error}); reinstall newsbot") from error
        tokenizer = _tokenizer(tokenizer_text, folder)
        if len(table) != tokenizer.get_vocab_size():
            raise ModelError(f"{folder}: the embedding model's vocabulary and vectors differ; reinstall newsbot")
        return cls(name, tokenizer, table)

    @property
    def name(self) -> str:
        """See `Embedder`."""
        return self._name

    @property
    def dimension(self) -> int:
        """See `Embedder`."""
        return int(self._table.shape[1])

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder`."""
        if self._wide_table is None and len(texts) >= TEXTS_PER_BATCH:
            # Twice the memory and 20 ms, once, for twice the speed from then on.
            self._wide_table = self._table.astype(np.float32)
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for first in range(0, len(texts), TEXTS_PER_BATCH):
            batch = [fold(text) for text in texts[first : first + TEXTS_PER_BATCH]]
            encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            for row, encoding in enumerate(encodings, first):
                vectors[row] = self._vector(encoding.ids)
        return vectors

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """See `Embedder`."""
        return self._vector(self._tokenizer.encode(fold(text), add_special_tokens=False).ids)

    def _vector(self, tokens: list[int]) -> NDArray[np.float32]:
        table = self._table if self._wide_table is None else self._wide_table
        total = np.zeros(self.dimension, np.float32)
        known = np.array([token for token in tokens if token], np.int64)
        for first in range(0, len(known), TOKENS_PER_GATHER):
            total += table[known[first : first + TOKENS_PER_GATHER]].sum(0, dtype=np.float32)
        length = float(np.linalg.norm(total))
        return total / np.float32(length) if length > EPSILON else np.zeros_like(total)


def builtin() -> StaticEmbedder:
    """The model that comes with the package."""
    with resources.as_file(resources.files("index") / "model") as folder:
        return StaticEmbedder.from_folder(folder)


def _mapped(path: Path) -> NDArray[np.float16]:
    """The table as it lies on disk: a question touches a few rows of it, so only those are read."""
    with safe_open(path, framework="numpy") as checked:
        shape = checked.get_slice(WEIGHTS_KEY).get_shape()
        kind = checked.get_slice(WEIGHTS_KEY).get_dtype()
    if kind != "F16" or len(shape) != 2:
        raise ValueError(f"a table of {kind} {shape}")
    with path.open("rb") as file:
        header_length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(header_length))
    start = 8 + header_length + header[WEIGHTS_KEY]["data_offsets"][0]
    return np.memmap(path, np.float16, "r", start, tuple(shape))


def _tokenizer(text: str, folder: Path) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_str(text)
    except Exception as error:  # tokenizers raises bare Exception
        raise ModelError(f"{folder}: the embedding model's tokeniser is broken ({error}); reinstall newsbot") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
