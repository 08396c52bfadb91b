"""What can be wrong with a document.

::

    DocumentError
"""


class DocumentError(Exception):
    """A document cannot be used.

    ``code`` names the reason, one of `REASONS`, for a front end to say in its reader's language;
    ``str()`` is the English sentence with the next step. ``name`` is the document's file name.
    """

    def __init__(self, code: str, name: str, **details: str | int) -> None:
        self.code = code
        self.name = name
        self.details = details
        super().__init__(REASONS[code].format(name=name, **details))


REASONS = {
    "not-found": "{name}: there is no such file; check the path.",
    "empty": "{name}: the file holds no text; send one that does.",
    "unsupported": "{name}: files of this kind are not read; save it as .txt, .md, .docx, .pdf or .html.",
    "binary": "{name}: this is not text; save it as .txt, .md, .docx, .pdf or .html.",
    "encoding": "{name}: the text's encoding is not known; save it as UTF-8.",
    "damaged": "{name}: the file is damaged or is not what its ending says; save it anew and try again.",
    "password": "{name}: the file is protected by a password; save a copy without one.",
    "no-documents": "{name}: the folder holds no .txt, .md, .docx, .pdf or .html file.",
    "samples": "{name}: not a file of sample questions ({problem}).",
    "unreadable": "{name}: you may not read this file; change its permissions and try again.",
    "pictures": "{name}: the pages are pictures without text; run text recognition (OCR) on it first.",
    "too-slow": "{name}: reading it took longer than {seconds} s and was stopped; save it in another format, or"
    " split it.",
    "too-costly": "{name}: reading it took more memory than is allowed, or broke off; save it in another format, or"
    " split it.",
    "too-large": "{name}: {size} MB is more than the limit of {limit} MB; split it or raise MAX_DOCUMENT_MB.",
}
