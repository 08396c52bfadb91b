"""springboard: all command lines in one program, each loaded when it is called."""

import sys
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_COMMANDS = {  # name: its module, what it does
    "ask": ("scripts.commands.ask", "Answer one question, or one a line."),
    "chat": ("scripts.commands.chat", "Chat with the documents in the terminal."),
    "reindex": ("scripts.commands.reindex", "Build an index of documents and make it live."),
    "versions": ("scripts.commands.versions", "List, compare, publish, roll back, delete and check index versions."),
    "suite": ("scripts.commands.suite", "Ask an index the questions of suites."),
    "curated": ("scripts.commands.curated", "List, export and import what admins curated."),
    "report": ("scripts.commands.report", "Tell what was asked in the last seven days, and how well it was answered."),
    "backup": ("scripts.commands.backup", "Save the data directory in one file, and restore it."),
    "benchmark": ("scripts.commands.benchmark", "Measure quality, times and memory."),
    "serve": ("scripts.commands.serve", "Answer programs over HTTP, also by MCP."),
    "mcp": ("scripts.commands.mcp", "Answer one program by MCP on standard input and output."),
    "key": ("scripts.commands.key", "Make, list and revoke the keys of programs."),
    "doctor": ("scripts.commands.doctor", "See what is configured, what can be reached, and what is live."),
    "bot": ("scripts.commands.bot", "Run the Telegram bot."),
}


class Commands(TyperGroup):
    """A group that imports a command's module only to run it, and explains errors in words."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:
        """Return a stand-in for a command, for the help; `resolve_command` returns the command itself."""
        return TyperCommand(cmd_name, help=_COMMANDS[cmd_name][1]) if cmd_name in _COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        if args[0] not in _COMMANDS and (meant := _like(args[0])):
            ctx.fail(f"No such command '{args[0]}'. Did you mean {' or '.join(meant)}?")
        name, _, rest = super().resolve_command(ctx, args)
        assert name is not None
        return name, _command(name), rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command; on an error that a person can mend, say how to mend it and exit with code 2."""
        from knowledge.errors import TOLD_ERRORS

        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # whoever reads has enough, as `| head`; Click ends quietly
            raise
        except TOLD_ERRORS as error:
            from scripts.terminal import fail

            fail(error)


def _command(name: str) -> Any:
    """Return a command itself, for which its module is imported."""
    return typer.main.get_command(import_module(_COMMANDS[name][0]).app)


def _like(word: str) -> list[str]:
    """Return the commands that ``word`` may mean: one below another, such as "rollback", or one spelt alike."""
    groups = ((name, command) for name in _COMMANDS if isinstance(command := _command(name), TyperGroup))
    below = [f"'springboard {name} {word}'" for name, group in groups if word in group.commands]
    return below or [f"'springboard {name}'" for name in get_close_matches(word, _COMMANDS)]


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False)


@app.callback()
def _all() -> None:
    """Answer questions with passages of your documents."""


def main(*command: str) -> None:
    """Run ``command`` with the arguments of this process, or the command that the arguments name."""
    typer.main.get_command(app)(args=[*command, *sys.argv[1:]], prog_name="springboard")


if __name__ == "__main__":
    main()
