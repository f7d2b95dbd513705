"""Commands: which are there, and how does every fault become one line on stderr and an exit code?

A command is a function of its own name in a file of its own name. Only the command asked for is imported: a shell loop
that scores a thousand files should not load the networks, nor the search, a thousand times.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from ocrlab import __version__
from ocrlab.cli.console import STOPPED, answer, quiet_libraries, say, speak_utf8
from ocrlab.errors import OcrLabError

COMMANDS = {
    "read": "Filter and read pages, and score the text.",
    "apply": "Filter pages and save them as PNG, TIFF or PDF, without reading them.",
    "batch": "Read many pages under one or several settings and write what comes out.",
    "diagnose": "Measure what is wrong with pages, and name the filters worth trying.",
    "score": "Score a text against its truth: either as plain text, hOCR, ALTO, PAGE XML or boxes with their text.",
    "filters": "List every filter with its parameters.",
    "engines": "List every engine with its settings, and whether it can run here; or compare them on a data set.",
    "check": "Try the filters of a file of your own: do they keep what every filter promises?",
    "search": "Search for the setting that reads a data set best, and prove it on held-out pages.",
    "export": "Write a setting, or a recipe with its rule, as a file or as code that runs without the lab.",
    "reproduce": "Filter and read the page of a saved run once more, and say what came out different.",
    "app": "Start the web app on this machine, until Ctrl-C.",
}
PLAIN: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None, "pretty_exceptions_enable": False}


class QuickHelp:
    """A command that starts without pydantic, which Typer loads to check ``--help`` because its default is None."""

    def get_help_option(self, context: Any) -> TyperOption | None:
        option: TyperOption | None = super().get_help_option(context)  # type: ignore[misc]  # of the class beside it
        if option is not None:
            option.default = False
        return option


class Command(QuickHelp, TyperCommand):
    """One verb."""


class Group(QuickHelp, TyperGroup):
    """All verbs."""


class Deferred(TyperCommand):
    """A command of which only name and first line are known, until it is asked for."""

    def make_context(self, *args: Any, **extra: Any) -> Any:  # whatever Typer hands over is for the real command
        return _loaded(self.name or "").make_context(*args, **extra)


def _loaded(name: str) -> TyperCommand:
    alone = typer.Typer(**PLAIN)
    alone.command(name, cls=Command)(getattr(importlib.import_module(f"ocrlab.cli.{name}"), name))
    command = get_command(alone)
    assert isinstance(command, Command)
    return command


def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Filter images before OCR, read them, and see what the filter did to the accuracy."""
    if version:
        answer(f"ocrlab {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        answer(context.get_help())


def commands() -> TyperGroup:
    """The whole command line; importing a command is left to whoever asks for it."""
    app = typer.Typer(**PLAIN | {"add_completion": True})
    app.callback(cls=Group, invoke_without_command=True)(start)
    group = get_command(app)
    assert isinstance(group, Group)
    for option in group.params:
        if option.name in ("install_completion", "show_completion"):
            option.default = False  # as for --help: a default of None would load pydantic to be checked
    for name, first_line in COMMANDS.items():
        group.add_command(Deferred(name, help=first_line, rich_markup_mode=None))
    return group


def main(args: Sequence[str] | None = None, program: str = "python -m ocrlab") -> int:
    """Run one command and return its exit code; every fault becomes one line on stderr.

    ``args`` are those of the process where none are given.
    """
    speak_utf8()
    try:
        with quiet_libraries():
            code = commands().main(args, prog_name=program, standalone_mode=False)
    except typer.TyperException as error:
        command = getattr(getattr(error, "ctx", None), "command_path", program)
        message = error.format_message().rstrip(".")
        say(f"{command}: {message}{'' if message.endswith('?') else '.'} See {command} --help")
        return 2
    except OcrLabError as error:
        say(str(error))
        return 2
    except MemoryError:
        say("ocrlab: not enough memory for this image; scale it down or crop it first")
        return 2
    except KeyboardInterrupt:
        code = STOPPED
    except Exception as error:
        if os.environ.get("OCRLAB_DEBUG"):
            raise
        say(f"ocrlab: a fault of the lab itself ({type(error).__name__}: {error}); OCRLAB_DEBUG=1 shows where")
        return 1
    if code == STOPPED:
        say("ocrlab: stopped")
    return code or 0
