"""The endings of the files that are read; to read another kind, add a line here, and a reader if none fits."""

READERS = {  # ending: the module of this package that reads it; users are told the first ending of each kind
    ".txt": "plain",
    ".text": "plain",
    ".md": "markup.markdown",
    ".markdown": "markup.markdown",
    ".docx": "word.reading",
    ".pdf": "pdf.reading",
    ".html": "markup.html",
    ".htm": "markup.html",
    ".odt": "office.reading",
    ".rtf": "office.reading",
    ".epub": "office.reading",
    ".pptx": "office.slides",
    ".xlsx": "office.sheets",
    ".csv": "office.sheets",
}
_HTML = "html-native_divs-native_spans-auto_identifiers-tex_math_dollars"
# What pandoc parses such a file as, after its reader has prepared it; the others are read without pandoc.
PANDOC_FORMATS = {
    ".md": _HTML,
    ".markdown": _HTML,
    ".docx": "docx+styles",
    ".html": _HTML,
    ".htm": _HTML,
    ".odt": "odt",
    ".rtf": "rtf",
    ".epub": "epub-native_divs-native_spans",
    ".pptx": "pptx",
}
_SYNONYMS = (".text", ".markdown", ".htm")

ENDINGS = frozenset(READERS)


def told_endings() -> str:
    """Return the endings that users are told, separated by commas."""
    return ", ".join(ending for ending in READERS if ending not in _SYNONYMS)
