"""springboard key create|list|revoke: the keys that programs ask with; see docs/programs.md."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated, TypeVar

import typer

from bot.i18n import moment, say
from bot.languages import Language
from bot.settings import Settings
from bot.state.database import Database, open_database
from bot.state.keys import Key, list_keys, make_key, revoke_key
from scripts.terminal import interface_language, make_console, open_settings, print_line, user_name

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)

ResultT = TypeVar("ResultT")
Name = Annotated[str, typer.Option(help="What the audit log calls it: letters, digits, spaces and . @ - _")]


class Role(StrEnum):
    """What a key opens."""

    MEMBER = "member"
    ADMIN = "admin"


@app.command()
def create(name: Name, role: Annotated[Role, typer.Option(help="What it opens.")] = Role.MEMBER) -> None:
    """Make a key and print it; it cannot be shown again."""
    settings = open_settings()
    key = _with_database(settings, lambda database: make_key(database, name, role.value, user_name()))
    print_line(make_console(stderr=True), say(interface_language(settings), "key.made", name=name), "yellow")
    print(key)


@app.command("list")
def list_all() -> None:
    """List all keys by name, also revoked ones."""
    settings = open_settings()
    for key in _with_database(settings, list_keys):
        line = _line(key, interface_language(settings))
        print_line(make_console(), line, "dim" if key.revoked_at else "")


@app.command()
def revoke(name: Name) -> None:
    """Have a key open nothing any more, from the next request on."""
    settings = open_settings()
    _with_database(settings, lambda database: revoke_key(database, name, user_name()))
    print_line(make_console(), say(interface_language(settings), "key.revoked", name=name), "green")


def _line(key: Key, language: Language) -> str:
    values = {"name": key.name, "role": key.role, "made": moment(key.made_at)}
    if key.revoked_at is None:
        return say(language, "key.line", **values)
    return say(language, "key.line-revoked", revoked=moment(key.revoked_at), **values)


def _with_database(settings: Settings, use: Callable[[Database], Awaitable[ResultT]]) -> ResultT:
    async def opened() -> ResultT:
        database = await open_database(settings.database_url.get_secret_value(), settings.data_folder.database)
        try:
            return await use(database)
        finally:
            await database.close()

    return asyncio.run(opened())
