"""A folder of posts and a file of questions in; how fast and how large newsbot is on them, out.

    python -m benchmarks.archive POSTS... --question QUESTION [--questions QUESTIONS.jsonl] [--data DIR]

Each step is the real command in a process of its own, so that the cold start and the peak of memory are
those of a user. Figures of one run can be compared with each other, those of two machines can't.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

_COLD_RUNS = 5


@dataclass(frozen=True, slots=True)
class Run:
    """A finished command: what it printed, its seconds by the clock, and its peak memory in MB."""

    output: str
    seconds: float
    peak_megabytes: float


def newsbot(*arguments: str) -> Run:
    """Runs `newsbot` with `arguments` in a process of its own. Raises `CalledProcessError` when it fails."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", *arguments]
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output)  # noqa: S603 - our own command
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        output.seek(0)
        return Run(output.read(), seconds, usage.ru_maxrss / 1024)


def main(
    posts: Annotated[list[Path], typer.Argument(help="Folders of posts")],
    question: Annotated[str, typer.Option(help="Asked from a cold start")],
    questions: Annotated[Path | None, typer.Option(help="Labelled questions, for quality and warm times")] = None,
    data: Annotated[Path | None, typer.Option(help="An archive to keep; else a temporary one")] = None,
) -> None:
    """Measures ingest, a second ingest, a cold question, and labelled questions."""
    console = Console()
    with tempfile.TemporaryDirectory() as temporary:
        folder = ["--data", str(data or temporary)]
        paths = [str(path) for path in posts]
        first = newsbot("ingest", *paths, "--json", *folder)
        report = json.loads(first.output)
        count = report["added"] + report["updated"]
        again = newsbot("ingest", *paths, "--json", *folder)
        cold = [newsbot("ask", question, "--json", *folder) for _ in range(_COLD_RUNS)]
        table = Table("measure", "figure")
        table.add_row("articles ingested", f"{count:,}")
        table.add_row("ingest, articles/s", f"{count / first.seconds:,.0f}")
        table.add_row("ingest, peak MB", f"{first.peak_megabytes:,.0f}")
        table.add_row("second ingest, s", f"{again.seconds:.2f}")
        table.add_row("cold ask, s (median)", f"{statistics.median(run.seconds for run in cold):.2f}")
        table.add_row("cold ask, peak MB", f"{max(run.peak_megabytes for run in cold):,.0f}")
        console.print(table)
        if questions is not None:
            console.print(newsbot("eval", str(questions), *folder).output)


if __name__ == "__main__":
    typer.run(main)
