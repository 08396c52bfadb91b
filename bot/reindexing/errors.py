"""What can be wrong with a request to change the documents.

::

    CollectionError
    BuildStoppedError    somebody wants it no more
"""


class CollectionError(Exception):
    """The documents cannot be changed like that.

    ``code`` names the reason, one of `REASONS`, for a front end to say in its reader's language; ``details`` fill
    the gaps.
    """

    def __init__(self, code: str, **details: str | int) -> None:
        self.code = code
        self.details = details
        super().__init__(REASONS[code].format(**details))


REASONS = {
    "no-such-document": "No document is called {name}; there are: {documents}",
    "several-documents": "{name} fits several documents: {documents}; give more of the file's checksum.",
    "alike": "{name} is much like {title} ({share} % of the text in common); replace that with --replace, or add it"
    " beside it with --although-alike.",
    "not-alike": "{name} is not like any document that is there; say which it replaces with --instead-of, or --add it.",
    "several-alike": "{name} is like several documents: {documents}; say which it replaces with --instead-of.",
    "nothing-left": "No document would be left; add another in the same step.",
    "no-original": "The file {name} is no longer kept; index it again from where you have it.",
    "no-title": "A title must hold some text, and be no other document's.",
}


class BuildStoppedError(Exception):
    """A build was stopped by whoever began it; the live version is as it was."""
