"""Which files are read, by their endings. Another kind is one more line here and its reader."""

READERS = {  # ending: the module here that reads it; of each module the first is the one that people are told
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
    """The endings that people are told, in a row."""
    first = {reader: ending for ending, reader in reversed(READERS.items())}
    return ", ".join(ending for ending in READERS if ending in first.values())
