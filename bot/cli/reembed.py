"""`newsbot reembed`: an archive of another model in; one of today's out."""

import typer

from bot.cli.compose import archive
from bot.cli.options import Data
from bot.cli.progress import shown_progress
from index.ingest import reembed


def reembed_command(*, data: Data = None) -> None:
    """Embed the archive with the current model, after a change or an upgrade. Goes on where it was stopped."""
    with archive(data) as opened, shown_progress() as progress:
        done = reembed(opened.store, opened.embedder, progress)
        if opened.store.summary().articles:
            opened.index(progress)
    typer.echo(f"{done} passages embedded")
