"""python -m scripts.backup create|restore: the whole data directory in one file, while the bot runs."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)


@app.command()
def create(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .tar that is not there yet.")],
) -> None:
    """Write index versions, documents, curated questions and state to FILE; nothing has to be stopped for it."""
    from bot.backup import create_backup
    from bot.i18n import say
    from bot.wording import EXPECTED_ERRORS
    from scripts.summaries import progress_bar
    from scripts.terminal import fail, interface_language, make_console, print_line, settings_or_exit

    settings = settings_or_exit()
    language = interface_language(settings)
    try:
        with progress_bar(language) as bar:
            bar.stage("saving")
            backup = create_backup(settings.data_dir, file, bar.advance)
    except EXPECTED_ERRORS as error:
        fail(error, language)
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
    from bot.backup import restore_backup
    from bot.i18n import say
    from bot.wording import EXPECTED_ERRORS
    from index.versions import index_folder, load_current
    from scripts.summaries import progress_bar
    from scripts.terminal import fail, interface_language, make_console, print_line, settings_or_exit

    settings = settings_or_exit()
    language = interface_language(settings)
    try:
        with progress_bar(language) as bar:
            bar.stage("restoring")
            restore_backup(file, folder, bar.advance)
        index = load_current(index_folder(folder), settings.encoder)
    except EXPECTED_ERRORS as error:
        fail(error, language)
    told = say(language, "backup.restored", folder=folder, version=index.manifest.version)
    print_line(make_console(), told, "green")


if __name__ == "__main__":
    app()
