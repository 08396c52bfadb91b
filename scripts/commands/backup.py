"""springboard backup create|restore: save the whole data directory in one file while the bot runs, and restore it."""

from pathlib import Path
from typing import Annotated

import typer

from bot.backup import create_backup, restore_backup
from bot.data_folder import DataFolder
from bot.i18n import say
from index.versions import load_current
from scripts.summaries import progress_bar
from scripts.terminal import interface_language, make_console, open_settings, print_line

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)


@app.command()
def create(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .tar that is not there yet.")],
) -> None:
    """Write index versions, documents, curated questions and state to FILE; the bot need not be stopped for this."""
    settings = open_settings()
    language = interface_language(settings)
    with progress_bar(language) as bar:
        bar.stage("saving")
        backup = create_backup(settings.data_folder, file, bar.advance)
    megabytes = f"{file.stat().st_size / 2**20:.1f}"
    print_line(make_console(), say(language, "backup.made", file=file, files=backup.files, megabytes=megabytes))
    if settings.database_url.get_secret_value():
        print_line(make_console(stderr=True), say(language, "backup.database"), "yellow")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="An empty or new folder; then set DATA_DIR to it.")],
) -> None:
    """Unpack a backup into FOLDER and check the live index in it."""
    settings = open_settings()
    language = interface_language(settings)
    with progress_bar(language) as bar:
        bar.stage("restoring")
        restore_backup(file, folder, bar.advance)
    index = load_current(DataFolder(folder).index, settings.encoder)
    told = say(language, "backup.restored", folder=folder, version=index.manifest.version)
    print_line(make_console(), told, "green")
