"""Running one verb's Typer app, its complaints turned into usage problems."""

from collections.abc import Sequence

import click
import typer
import typer.core

from mpos.contract.problems import BadUsage, Stopped


def run_typer(app: typer.Typer, words: Sequence[str], program: str) -> int:
    """Runs the app; the exit code that its command returned."""
    app.pretty_exceptions_enable = False
    # Help is plain text: drawing boxes around it takes longer than all else that a command does.
    typer.core.HAS_RICH = False
    try:
        result = app(args=list(words[1:]), prog_name=f"{program} {words[0]}", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        raise BadUsage(detail=f"{program} {words[0]} needs more words.") from error
    except click.exceptions.Abort as error:
        raise Stopped from error
    except click.ClickException as error:
        raise BadUsage(detail=error.format_message().replace("\n", " ")) from error
    return result if isinstance(result, int) else 0
