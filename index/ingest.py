"""Folders of posts in; the store brought in line with them, and a report, out.

`plan` decides, from what is on disk and what is stored, which posts are to be read and which are gone; the
rest carries it out in batches, one transaction each, so that a run that was killed goes on where it was.
"""

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

from index import articles, chunks, text
from index.articles import Article
from index.batches import batches
from index.dates import DateKind
from index.embedding import Embedder
from index.errors import ArticleError, SourceError
from index.progress import Progress
from index.records import Entry, Post, Root
from index.store import Store

SUFFIX = ".md"
_BATCH = 256  # posts a transaction: a commit costs a sync of the disk
_CHUNKS_A_TRANSACTION = 900
# A post that was read by another parser or chunker is read again.
_FORMAT = f"{articles.VERSION}.{text.VERSION}.{chunks.VERSION}:"


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or folder that could not be read; what it held before stays stored."""

    path: str
    reason: str


@dataclass(slots=True)
class Report:
    """What a run did, in posts."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    failures: list[Failure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FileState:
    """What a look at a folder tells of a file without reading it."""

    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Posts to read, posts to forget, and how many need neither."""

    read: tuple[str, ...]
    remove: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Scan:
    """The posts below a root. Only a complete look tells which stored posts are gone."""

    root: Path
    found: Mapping[str, FileState]
    complete: bool
    failures: Sequence[Failure] = ()
    unreadable: frozenset[str] = frozenset()


def plan(
    found: Mapping[str, FileState],
    stored: Mapping[str, Post],
    *,
    complete: bool,
    unreadable: Set[str] = frozenset(),
    rehash: bool = False,
) -> Plan:
    """What to do about the posts `found` on disk, given those `stored`, both by path.

    A post is read when it is new, when its size or time differ, when another version of the parser read it,
    or always with `rehash`. Stored posts that were not found are removed if the look was `complete`, but for
    those that are there and `unreadable`.
    """
    read = tuple(
        path
        for path, state in sorted(found.items())
        if rehash
        or (post := stored.get(path)) is None
        or (post.size, post.mtime_ns) != (state.size, state.mtime_ns)
        or not post.fingerprint.startswith(_FORMAT)
    )
    gone = tuple(sorted(stored.keys() - found.keys() - unreadable)) if complete else ()
    return Plan(read, gone, len(found) - len(read))


def ingest(
    paths: Sequence[Path],
    store: Store,
    embedder: Embedder,
    progress: Progress,
    *,
    allow_empty: bool = False,
    rehash: bool = False,
) -> Report:
    """Brings `store` in line with the folders and files at `paths`.

    Raises `SourceError`, before anything is changed, when one of them is missing or unreadable, has no
    posts, or has lost all its posts (an unmounted disk?) and `allow_empty` is not set.
    """
    scans = [_scan(path) for path in paths]
    for scan in scans:
        _check(scan, store, allow_empty=allow_empty)
    report = Report()
    for scan in scans:
        root = store.root(scan.root)
        stored = store.posts(root)
        todo = plan(scan.found, stored, complete=scan.complete, unreadable=scan.unreadable, rehash=rehash)
        report.unchanged += todo.unchanged
        report.failures += scan.failures
        for gone in batches(todo.remove, _BATCH):
            store.remove_posts(root, gone)
            report.removed += len(gone)
        progress.start("Reading", len(todo.read))
        for batch in batches(todo.read, _BATCH):
            _ingest_batch(root, batch, stored, store, embedder, report)
            progress.advance(len(batch))
    return report


def reembed(store: Store, embedder: Embedder, progress: Progress) -> int:
    """Embeds what `embedder` has not embedded yet and forgets the vectors of other models; how many chunks that were.

    A run that was killed goes on where it was.
    """
    progress.start("Embedding", store.count_without_vectors(embedder.name))
    last = done = 0
    while rows := store.chunks_without_vectors(embedder.name, after=last, limit=_CHUNKS_A_TRANSACTION):
        ids = [chunk_id for chunk_id, _, _ in rows]
        store.add_vectors(
            embedder.name, ids, embedder.embed_passages([passage_text(title, chunk) for _, title, chunk in rows])
        )
        last, done = ids[-1], done + len(ids)
        progress.advance(len(ids))
    store.drop_other_vectors(embedder.name)
    return done


def _check(scan: _Scan, store: Store, *, allow_empty: bool) -> None:
    known = 0 if scan.found else store.post_count(scan.root)
    if not scan.found and not known:
        raise SourceError(f"{scan.root}: no posts (*{SUFFIX}) in it; name a folder that has some")
    if known and not allow_empty:
        raise SourceError(
            f"{scan.root}: none of its {known} posts is there any more; is a disk missing? --allow-empty removes them"
        )


def _scan(path: Path) -> _Scan:
    try:
        path = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - drops "..": one folder, one root
        path.as_posix().encode()
        if path.is_file() and path.suffix == SUFFIX:
            state = path.stat()
            path.open("rb").close()
            return _Scan(path.parent, {path.name: FileState(state.st_size, state.st_mtime_ns)}, complete=False)
        if not path.exists():
            raise SourceError(f"{path}: no such file or folder")
        if not path.is_dir():
            raise SourceError(f"{path}: neither a folder nor a post (*{SUFFIX})")
        with os.scandir(path) as entries:
            next(entries, None)
    except RuntimeError as error:  # as expanduser says that there is no such user
        raise SourceError(f"{path}: {error}; write the folder's full path") from error
    except UnicodeEncodeError as error:
        raise SourceError(f"{_printable(path)}: its name is not valid Unicode; rename it") from error
    except OSError as error:
        raise SourceError(f"{path}: can't be read ({error.strerror}); check its permissions") from error
    return _scan_folder(path)


def _scan_folder(root: Path) -> _Scan:
    failures: list[Failure] = []
    found: dict[str, FileState] = {}
    unreadable: set[str] = set()
    unseen_folders: list[OSError] = []
    for folder, _, names in os.walk(root, onerror=unseen_folders.append):
        for name in names:
            if not name.endswith(SUFFIX) or name.startswith("."):
                continue
            path = Path(folder, name)
            relative = path.relative_to(root).as_posix()
            try:
                path.as_posix().encode()
                if not relative.isprintable():
                    raise ArticleError(path, "its name has control characters; rename it")  # noqa: TRY301
                state = path.stat()
                if not stat.S_ISREG(state.st_mode):
                    raise ArticleError(path, "not a file")  # noqa: TRY301
            except (ArticleError, OSError, UnicodeEncodeError) as error:
                failures.append(Failure(_printable(path), _reason(error)))
                unreadable.add(relative)
                continue
            found[relative] = FileState(state.st_size, state.st_mtime_ns)
    failures += [Failure(_printable(Path(error.filename)), _reason(error)) for error in unseen_folders]
    return _Scan(root, found, not unseen_folders, failures, frozenset(unreadable))


def _printable(path: Path) -> str:
    name = os.fsencode(path).decode(errors="backslashreplace")
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in name)


def _ingest_batch(
    root: Root,
    paths: Sequence[str],
    stored: Mapping[str, Post],
    store: Store,
    embedder: Embedder,
    report: Report,
) -> None:
    parsed: list[tuple[Post, Article]] = []
    touched: list[Post] = []
    taken = store.prefixes() - {root.prefix}
    for path in paths:
        try:
            if clash := next((prefix for prefix in taken if root.article_id(path).startswith(prefix)), None):
                raise ArticleError(path, f"its folder is named like the ingested folder {clash}; rename one")  # noqa: TRY301
            post, content = _read(root, path)
            known = stored.get(path)
            if known is not None and known.fingerprint == post.fingerprint:
                touched.append(post)
            else:
                parsed.append((post, articles.parse(content, id=root.article_id(path), path=str(root.path / path))))
        except (ArticleError, OSError) as error:
            report.failures.append(Failure(str(root.path / path), _reason(error)))
    if touched:
        store.touch_posts(root, touched)
        report.unchanged += len(touched)
    if parsed:
        store.replace_articles(root, list(_entries(parsed, embedder)), model=embedder.name)
        updated = sum(post.path in stored for post, _ in parsed)
        report.updated += updated
        report.added += len(parsed) - updated


def _read(root: Root, path: str) -> tuple[Post, bytes]:
    file = root.path / path
    with file.open("rb") as opened:
        state = os.fstat(opened.fileno())
        # One byte more than allowed is enough for the parser to refuse it.
        content = opened.read(articles.MAX_BYTES + 1)
    fingerprint = _FORMAT + hashlib.sha256(content).hexdigest()
    return Post(path, state.st_size, state.st_mtime_ns, fingerprint), content


def _entries(parsed: Sequence[tuple[Post, Article]], embedder: Embedder) -> Iterator[Entry]:
    spans = [chunks.split(article.text, article.language) for _, article in parsed]
    texts = [
        passage_text(article.title, article.text[span.start : span.end])
        for (_, article), its_spans in zip(parsed, spans, strict=True)
        for span in its_spans
    ]
    vectors = embedder.embed_passages(texts)
    row = 0
    for (post, article), its_spans in zip(parsed, spans, strict=True):
        yield Entry(post, article, _digest(post, article), its_spans, vectors[row : row + len(its_spans)])
        row += len(its_spans)


def passage_text(title: str, chunk: str) -> str:
    """What is embedded for a chunk: its text, below its article's title unless it begins with it."""
    return chunk if chunk.startswith(title) else f"{title}\n{chunk}"


def _digest(post: Post, article: Article) -> str:
    """What makes two posts one article: all that is stored of it, as today's parser and chunker see it.

    A time of crawling differs from copy to copy and says nothing. A post without text is only ever itself.
    """
    dated = str(article.published) if article.date_kind is DateKind.STATED else ""
    stored = [article.source, article.title, article.text, dated, article.categories, article.url, article.image]
    identity = stored if article.text else [post.path, post.fingerprint]
    return hashlib.sha256(json.dumps([_FORMAT, article.language, identity]).encode()).hexdigest()


def _reason(error: Exception) -> str:
    if isinstance(error, ArticleError):
        return error.reason
    if isinstance(error, UnicodeEncodeError):
        return "its name is not valid Unicode; rename it"
    return f"can't be read ({error.strerror if isinstance(error, OSError) else error})"
