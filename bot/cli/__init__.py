"""`newsbot`: the command line. One file a command; `compose` puts the parts together."""

import io
import os
import sys

import typer

from bot.cli.ask import ask_command, chat_command, search_command
from bot.cli.evaluate import eval_command
from bot.cli.ingest import ingest_command
from bot.cli.reembed import reembed_command
from index.errors import NewsbotError

_BAD_INPUT = 2
_INTERRUPTED = 130

app = typer.Typer(
    name="newsbot",
    help="Answers questions about news from an archive of articles, offline, with citations.",
    add_completion=False,
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("ingest")(ingest_command)
app.command("ask")(ask_command)
app.command("search")(search_command)
app.command("chat")(chat_command)
app.command("reembed")(reembed_command)
app.command("eval")(eval_command)


@app.callback()
def _explained(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Runs the command of `sys.argv` and exits; bad input is one line on standard error and status 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character gets a question mark
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()
    except NewsbotError as error:
        sys.exit(_complain(str(error)))
    except typer.TyperException as error:
        sys.exit(_complain(f"{error.format_message()} See newsbot --help."))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read has read enough
        sys.exit(0)
    except OSError as error:
        sys.exit(
            _complain(f"{error.filename or 'output'}: {error.strerror or error}; check the disk and its permissions")
        )
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(_INTERRUPTED)
    sys.exit(status if isinstance(status, int) else 0)


def _complain(line: str) -> int:
    print("newsbot:", " ".join(line.split()), file=sys.stderr)  # noqa: T201
    return _BAD_INPUT
