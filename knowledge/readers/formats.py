"""The endings of the files that are read; to read another kind, add a line here and a reader."""

READERS = {  # ending: the module of this package that reads it; users are told the first ending of each module
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".docx": "docx",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
}

ENDINGS = frozenset(READERS)


def told_endings() -> str:
    """Return the endings that users are told, separated by commas."""
    first = {reader: ending for ending, reader in reversed(READERS.items())}
    return ", ".join(ending for ending in READERS if ending in first.values())
