"""A tokeniser and its vectors in; a folder that sentence-transformers and `index.embedding` read out."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save
from tokenizers import Tokenizer

from index.embedding import METADATA_FILE, MODULE_FOLDER, TOKENIZER_FILE, WEIGHTS_FILE, WEIGHTS_KEY

NAME = "newsbot-static-zh-en"
# The names that sentence-transformers 5 and 6 both know.
MODULES = (
    ("0", MODULE_FOLDER, "sentence_transformers.models.StaticEmbedding"),
    ("1", "1_Normalize", "sentence_transformers.models.Normalize"),
)
REPORT_FILE = "training.json"


def write_model(tokenizer: Tokenizer, vectors: NDArray[np.float32], folder: Path) -> str:
    """Write the model and return its name, which holds a digest of vocabulary and vectors."""
    module = folder / MODULE_FOLDER
    module.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(module / TOKENIZER_FILE), pretty=False)
    # save() and not save_file(), which makes a file that nobody else may read
    (module / WEIGHTS_FILE).write_bytes(save({WEIGHTS_KEY: vectors.astype(np.float16)}))
    (folder / "1_Normalize").mkdir(exist_ok=True)
    _write_json(folder / "1_Normalize" / "config.json", {})
    modules = [{"idx": int(i), "name": i, "path": path, "type": kind} for i, path, kind in MODULES]
    _write_json(folder / "modules.json", modules)
    _write_json(folder / "config_sentence_transformers.json", {"similarity_fn_name": "cosine"})
    name = f"{NAME}-{_digest(module / TOKENIZER_FILE, module / WEIGHTS_FILE)}"
    _write_json(folder / METADATA_FILE, {"name": name, "dimension": int(vectors.shape[1])})
    return name


def write_report(report: dict[str, Any], folder: Path) -> None:
    """Keep how the model was made beside it."""
    _write_json(folder / REPORT_FILE, report)


def sizes(folder: Path) -> dict[str, int]:
    """The bytes of each file in `folder`."""
    return {str(p.relative_to(folder)): p.stat().st_size for p in sorted(folder.rglob("*")) if p.is_file()}


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
