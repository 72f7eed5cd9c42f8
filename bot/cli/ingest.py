"""`newsbot ingest`: folders or files of posts in; a searchable archive, and a report, out."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.compose import archive
from bot.cli.options import Data, Json
from bot.cli.progress import shown_progress
from index.ingest import Report, ingest

_SHOWN_FAILURES = 20


def ingest_command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Folders of posts, or single posts (*.md)")],
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when a post could not be read")] = False,
    rehash: Annotated[bool, typer.Option("--rehash", help="Read every post, whatever its size and time say")] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Forget the posts of a folder that has lost them all")
    ] = False,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Read posts into the archive. Running it again reads only what changed; deleted posts leave the archive."""
    with archive(data) as opened, shown_progress() as progress:
        opened.store.require_vectors(opened.embedder.name)
        report = ingest(paths, opened.store, opened.embedder, progress, allow_empty=allow_empty, rehash=rehash)
        if opened.store.summary().articles:
            opened.index(progress)
    if as_json:
        print(json.dumps(_record(report), ensure_ascii=False))  # noqa: T201
    else:
        _show(report)
    if strict and report.failures:
        raise typer.Exit(1)


def _record(report: Report) -> dict[str, object]:
    return {**asdict(report), "failed": len(report.failures)}


def _show(report: Report) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged,"
        f" {report.removed} removed, {len(report.failures)} failed"
    )
    for failure in report.failures[:_SHOWN_FAILURES]:
        console.print(f"  {failure.path}: {failure.reason}", markup=False)
    if len(report.failures) > _SHOWN_FAILURES:
        console.print(f"  and {len(report.failures) - _SHOWN_FAILURES} more: --json lists them all")
