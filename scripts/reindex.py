"""python -m scripts.reindex [PATH ...]: build the index and make it live."""

from pathlib import Path
from typing import Annotated

import typer


def main(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders to index; none: the shipped edition.")
    ] = None,
    sample_questions: Annotated[
        Path | None, typer.Option(help="YAML file of sample questions for these documents.")
    ] = None,
) -> None:
    """Build an index of documents and make it live, in place of what was indexed before."""
    from bot.reindexing import reindex
    from index.errors import SearchIndexError
    from knowledge.errors import DocumentError
    from scripts.terminal import fail, interface_language, make_console, progress_bar, settings_or_exit, show_summary

    settings = settings_or_exit()
    language = interface_language(settings)
    try:
        with progress_bar(language) as bar:
            summary = reindex(settings, paths or [], sample_questions, bar.stage, bar.advance)
    except (DocumentError, SearchIndexError, OSError) as error:
        fail(error, language)
    show_summary(make_console(), summary, language)


if __name__ == "__main__":
    typer.run(main)
