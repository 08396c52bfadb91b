"""springboard backup create|restore: save the whole data directory in one file while the bot runs, and restore it."""

from pathlib import Path
from typing import Annotated

import typer

from bot.backup.creating import Remark, create_backup
from bot.backup.restoring import restore_backup
from bot.data_folder import DataFolder
from bot.i18n import say
from bot.languages import Language
from index.versions import load_current
from knowledge.script import encodable
from scripts.summaries import progress_bar
from scripts.terminal import interface_language, make_console, open_settings, print_line

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)

_INCOMPLETE = 1  # exit code of create where something had to be left out


@app.command()
def create(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .tar that is not there yet.")],
) -> None:
    """Write index versions, documents, curated questions and state to FILE; the bot need not be stopped for this.

    Nothing is written in the data directory. Exit with code 1 if something there could not be read.
    """
    settings = open_settings()
    language = interface_language(settings)
    with progress_bar(language) as bar:
        bar.stage("saving")
        backup = create_backup(settings.data_folder, file, bar.advance)
    for remark in backup.remarks:
        print_line(make_console(stderr=True), _told(remark, language), "yellow")
    megabytes = f"{file.stat().st_size / 2**20:.1f}"
    print_line(make_console(), say(language, "backup.made", file=file, files=backup.files, megabytes=megabytes))
    if settings.database_url.get_secret_value():
        print_line(make_console(stderr=True), say(language, "backup.database"), "yellow")
    if settings.index_store == "postgres":
        print_line(make_console(stderr=True), say(language, "backup.index-database"), "yellow")
    if not backup.whole:
        raise typer.Exit(_INCOMPLETE)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="An empty or new folder; then set DATA_DIR to it.")],
) -> None:
    """Unpack a backup into FOLDER, if all of it is as it was saved, and check the live index in it."""
    settings = open_settings()
    language = interface_language(settings)
    with progress_bar(language) as bar:
        bar.stage("restoring")
        listed = restore_backup(file, folder, bar.advance)
    print_line(make_console(), say(language, "backup.restored", folder=folder), "green")
    if not listed:
        print_line(make_console(stderr=True), say(language, "backup.unlisted"), "yellow")
    if settings.index_store == "postgres":  # then a folder without versions is as it should be
        return
    index = load_current(DataFolder(folder).index, settings.encoder)
    print_line(make_console(), say(language, "backup.index", version=index.manifest.version), "green")


def _told(remark: Remark, language: Language) -> str:
    name = encodable(remark.name)
    if remark.kind == "damaged":
        return say(language, "backup.damaged", name=name)
    if remark.kind == "no-file":
        return say(language, "backup.no-file", name=name)
    return say(language, "backup.unreadable", name=name, problem=remark.problem)
