"""The store in; its two search indexes as one unit on disk out: built, verified, published.

A generation is derived: it can be deleted at any moment and comes back from the database, without the model.
It is written aside and published by replacing the manifest, so that a search never sees half of one.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from index import terms, text, vectors
from index.errors import ModelError
from index.language import Language
from index.progress import Progress
from index.store import Store

_MANIFEST = "manifest.json"
_VECTORS = "vectors.faiss"
_TERMS = "terms"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made from, and the SHA-256 of each of its files."""

    folder: str
    sequence: int
    model: str
    versions: tuple[int, ...]
    languages: tuple[Language, ...]
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """The opened indexes over the chunks of one language. Apart, so that BM25 counts words among their like."""

    vectors: vectors.VectorIndex
    terms: terms.TermIndex


@dataclass(frozen=True, slots=True)
class Generation:
    """The opened indexes of every language that the archive has."""

    parts: Mapping[Language, Part]


def open_or_build(folder: Path, store: Store, *, model: str, dimension: int, progress: Progress) -> Generation:
    """The published generation in `folder` when it is whole and of today, else a new one from `store`."""
    generation = _open(folder, store.sequence(), model)
    return generation or build(folder, store, model=model, dimension=dimension, progress=progress)


def build(folder: Path, store: Store, *, model: str, dimension: int, progress: Progress) -> Generation:
    """Builds a generation of all that `store` holds, publishes it in `folder` and drops the older ones."""
    folder.mkdir(parents=True, exist_ok=True)
    if store.chunks_without_vectors(model, after=0, limit=1):
        raise ModelError("the archive was embedded with another model; run `newsbot reembed`")
    sequence = store.sequence()
    target = folder / f"gen-{1 + max(_numbers(folder), default=0)}"
    counts = store.chunk_counts()
    progress.start("Indexing", 2 * sum(counts.values()))
    for language in counts:
        part = target / language
        (part / _TERMS).mkdir(parents=True)
        terms.TermIndex.build(store.index_rows(language), part / _TERMS, progress.advance)
        batches = store.vector_batches(model, language)
        vectors.VectorIndex.build(batches, dimension, progress.advance).write(part / _VECTORS)
    files = {str(path.relative_to(target)): _digest(path) for path in _files(target)}
    manifest = Manifest(target.name, sequence, model, _versions(), tuple(counts), files)
    _publish(folder, manifest)
    for number in _numbers(folder):
        if folder / f"gen-{number}" != target:
            shutil.rmtree(folder / f"gen-{number}", ignore_errors=True)
    return _load(folder, manifest)


def _open(folder: Path, sequence: int, model: str) -> Generation | None:
    manifest = _read_manifest(folder)
    if manifest is None or (manifest.sequence, manifest.model, manifest.versions) != (
        sequence,
        model,
        _versions(),
    ):
        return None
    target = folder / manifest.folder
    if any(not (target / name).is_file() or _digest(target / name) != sha for name, sha in manifest.files.items()):
        return None
    return _load(folder, manifest)


def _load(folder: Path, manifest: Manifest) -> Generation:
    return Generation({language: _part(folder / manifest.folder / language) for language in manifest.languages})


def _part(folder: Path) -> Part:
    return Part(vectors.VectorIndex.read(folder / _VECTORS), terms.TermIndex.open(folder / _TERMS))


def _versions() -> tuple[int, ...]:
    return (text.VERSION, terms.VERSION, vectors.VERSION)


def _read_manifest(folder: Path) -> Manifest | None:
    try:
        stored = json.loads((folder / _MANIFEST).read_text("utf-8"))
        stored["versions"] = tuple(stored["versions"])
        stored["languages"] = tuple(map(Language, stored["languages"]))
        return Manifest(**stored)
    except (OSError, ValueError, TypeError, KeyError):
        return None  # missing or damaged: the generation is built again


def _publish(folder: Path, manifest: Manifest) -> None:
    target = folder / manifest.folder
    for path in (target, *target.rglob("*")):
        _sync(path)
    temporary = folder / f"{_MANIFEST}.{os.getpid()}"
    temporary.write_text(json.dumps(asdict(manifest), indent=1), "utf-8")
    _sync(temporary)
    temporary.replace(folder / _MANIFEST)
    _sync(folder)


def _numbers(folder: Path) -> list[int]:
    names = (path.name.removeprefix("gen-") for path in folder.glob("gen-*"))
    return [int(name) for name in names if name.isdecimal()]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
