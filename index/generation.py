"""The store in; its two search indexes as one unit on disk out: built, verified, published.

A generation is derived: it can be deleted at any moment and comes back from the database, without the model.
It is written aside and published by replacing the manifest, so that a search never sees half of one.
"""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index import terms, text, vectors
from index.errors import StoreError
from index.language import Language
from index.progress import Progress
from index.store import Store

_MANIFEST = "manifest.json"
_VECTORS = "vectors.faiss"
_TERMS = "terms"
_LOCK_SUFFIX = ".lock"  # tantivy's too
_LOCK = f"build{_LOCK_SUFFIX}"


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
    """Builds a generation of all that `store` holds, publishes it in `folder` and drops the older ones.

    Raises `ModelError` when chunks lack vectors of `model`, `StoreError` when the folder can't be written.
    """
    store.require_vectors(model)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = _new_folder(folder)
        with FileLock(target / _LOCK):
            sequence = store.sequence()
            counts = store.chunk_counts()
            progress.start("Indexing", 2 * sum(counts.values()))
            for language in counts:
                _build_part(target / language, store, language, model, dimension, progress)
            files = {str(path.relative_to(target)): _digest(path) for path in _files(target)}
            manifest = Manifest(target.name, sequence, model, _versions(), tuple(counts), files)
            generation = _load(folder, manifest)
            _publish(folder, manifest)
    except (OSError, ValueError, RuntimeError) as error:  # FAISS says so when the disk is full
        raise StoreError(f"{folder}: the index can't be written ({error}); check the disk") from error
    _drop_others(folder, target)
    return generation


def _new_folder(folder: Path) -> Path:
    while True:
        target = folder / f"gen-{1 + max(_numbers(folder), default=0)}"
        with contextlib.suppress(FileExistsError):  # another process was faster
            target.mkdir()
            return target


def _drop_others(folder: Path, kept: Path) -> None:
    """Removes the generations beside `kept`, but for those that another process is building."""
    for other in (folder / f"gen-{number}" for number in _numbers(folder)):
        if other != kept:
            with contextlib.suppress(Timeout, OSError), FileLock(other / _LOCK, timeout=0):
                shutil.rmtree(other)


def _build_part(folder: Path, store: Store, language: Language, model: str, dimension: int, progress: Progress) -> None:
    (folder / _TERMS).mkdir(parents=True)
    nearest = vectors.VectorIndex.build(store.vector_batches(model, language), dimension, progress.advance)
    nearest.write(folder / _VECTORS)
    # What came since the vectors were read waits for the next generation: each chunk is in both or in none.
    known = nearest.chunk_ids()
    rows = (row for row in store.index_rows(language) if row.chunk_id in known)
    terms.TermIndex.build(rows, folder / _TERMS, progress.advance)


def _open(folder: Path, sequence: int, model: str) -> Generation | None:
    manifest = _read_manifest(folder)
    if manifest is None or (manifest.sequence, manifest.model, manifest.versions) != (
        sequence,
        model,
        _versions(),
    ):
        return None
    target = folder / manifest.folder
    try:
        with ThreadPoolExecutor() as pool:
            digests = list(pool.map(_digest, [target / name for name in manifest.files]))
        if digests != list(manifest.files.values()):
            return None
        return _load(folder, manifest)
    except (OSError, ValueError, RuntimeError):  # as FAISS and tantivy say that a file is missing or unreadable
        return None


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
        manifest = Manifest(**stored)
        return manifest if isinstance(manifest.folder, str) and isinstance(manifest.files, dict) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None  # missing or damaged: the generation is built again


def _publish(folder: Path, manifest: Manifest) -> None:
    target = folder / manifest.folder
    for path in (target, *target.rglob("*")):
        _sync(path)
    temporary = target / _MANIFEST
    temporary.write_text(json.dumps(asdict(manifest), indent=1), "utf-8")
    _sync(temporary)
    temporary.replace(folder / _MANIFEST)
    _sync(folder)


def _numbers(folder: Path) -> list[int]:
    names = (path.name.removeprefix("gen-") for path in folder.glob("gen-*"))
    return [int(name) for name in names if name.isdecimal()]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != _LOCK_SUFFIX)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
