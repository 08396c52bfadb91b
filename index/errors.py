"""What can go wrong with an index.

::

    SearchIndexError
    ├── NoIndexError         nothing has been indexed yet
    ├── NoSuchVersionError   a version is asked for that is not there
    ├── IndexMismatchError   made by another model or format
    ├── IndexDamagedError    a file is missing or altered
    ├── BusyError            somebody else is building
    └── EncoderError         a model cannot be loaded
"""

from pathlib import Path

REBUILD = "python -m scripts.reindex"


class SearchIndexError(Exception):
    """An index cannot be used; the message ends with the next step.

    ``code`` names the reason for a front end to say in its reader's language; ``details`` fill the gaps.
    """

    code = "index-unusable"

    def __init__(self, message: str, **details: str) -> None:
        self.details = details
        super().__init__(message)


class NoIndexError(SearchIndexError):
    code = "index-none"

    def __init__(self) -> None:
        super().__init__(f"There is no index yet; build one with: {REBUILD}", command=REBUILD)


class NoSuchVersionError(SearchIndexError):
    code = "index-no-such-version"

    def __init__(self, version: str, versions: list[str]) -> None:
        known = ", ".join(versions) or "–"
        super().__init__(
            f"There is no index version {version}; choose one of: {known}", version=version, versions=known
        )


class IndexMismatchError(SearchIndexError):
    code = "index-mismatch"

    def __init__(self, what: str, found: str, wanted: str, command: str = REBUILD) -> None:
        message = f"The index was made with {what} {found}, this program uses {wanted}; rebuild it with: {command}"
        super().__init__(message, what=what, found=found, wanted=wanted, command=command)


class IndexDamagedError(SearchIndexError):
    code = "index-damaged"

    def __init__(self, version: str, problem: str) -> None:
        message = f"Index {version} is damaged ({problem}); rebuild it with: {REBUILD}"
        super().__init__(message, version=version, problem=problem, command=REBUILD)


class BusyError(SearchIndexError):
    code = "index-busy"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Another process is building an index in {folder}; wait until it has finished", folder=str(folder)
        )


class EncoderError(SearchIndexError):
    code = "encoder-unusable"

    def __init__(self, model: str, problem: str) -> None:
        message = (
            f"The model {model!r} cannot be loaded ({problem}); set ENCODER to the folder of a Sentence"
            " Transformers model, to the name of one that can be downloaded, or to 'bundled'"
        )
        super().__init__(message, model=model, problem=problem)
