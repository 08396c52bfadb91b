"""What can go wrong with an index.

::

    SearchIndexError
    ├── NoIndexError          nothing has been indexed yet
    ├── NoSuchVersionError    a version is asked for that is not there
    ├── IndexMismatchError    made by another model or a newer format
    ├── OutdatedIndexError    made by an older program
    ├── NoEarlierVersionError there is nothing to roll back to
    ├── OvertakenError        another version went live in the meantime
    ├── ClockError            the clock is behind the live version
    ├── IndexDamagedError     a file is missing or altered
    ├── BusyError             somebody else is building
    └── EncoderError          a model cannot be loaded
"""

from pathlib import Path

REBUILD = "python -m scripts.reindex"
AGAIN = f"{REBUILD} --again"
ROLL_BACK = "python -m scripts.versions rollback"


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


class NoEarlierVersionError(SearchIndexError):
    code = "index-no-earlier"

    def __init__(self) -> None:
        super().__init__("No version was live before this one; choose one yourself, or build another")


class OvertakenError(SearchIndexError):
    code = "index-overtaken"

    def __init__(self, version: str, base: str, live: str) -> None:
        super().__init__(
            f"Version {version} was made from {base}, but meanwhile {live} went live; build it anew from that",
            version=version,
            base=base,
            live=live,
        )


class ClockError(SearchIndexError):
    code = "index-clock"

    def __init__(self, now: str, version: str, created: str) -> None:
        super().__init__(
            f"The clock says {now} (UTC), but the live version {version} is from {created}; set the clock, or if it is"
            " right, add --trust-clock",
            now=now,
            version=version,
            created=created,
        )


class IndexMismatchError(SearchIndexError):
    code = "index-mismatch"

    def __init__(self, what: str, found: str, wanted: str) -> None:
        message = f"The index was made with {what} {found}, this program uses {wanted}; rebuild it with: {AGAIN}"
        super().__init__(message, what=what, found=found, wanted=wanted, command=AGAIN)


class OutdatedIndexError(SearchIndexError):
    code = "index-outdated"

    def __init__(self, version: str) -> None:
        message = (
            f"Index {version} was made by an older version of this program, whose vectors mean something else;"
            f" make it anew with: {AGAIN}"
        )
        super().__init__(message, version=version, command=AGAIN)


class IndexDamagedError(SearchIndexError):
    code = "index-damaged"

    def __init__(self, version: str, problem: str) -> None:
        message = (
            f"Index {version} is damaged ({problem}); go back to the one before with: {ROLL_BACK}, or rebuild it"
            f" with: {AGAIN}"
        )
        super().__init__(message, version=version, problem=problem, back=ROLL_BACK, command=AGAIN)


class BusyError(SearchIndexError):
    code = "index-busy"

    def __init__(self, folder: Path, by: str = "", since: str = "") -> None:
        super().__init__(
            f"{by or 'Another process'} is building an index in {folder} (since {since or '?'}); wait until that has"
            " finished",
            folder=str(folder),
            by=by or "–",
            since=since or "?",
        )


class EncoderError(SearchIndexError):
    code = "encoder-unusable"

    def __init__(self, model: str, problem: str) -> None:
        message = (
            f"The model {model!r} cannot be loaded ({problem}); set ENCODER to the folder of a Sentence"
            " Transformers model, to the name of one that can be downloaded, or to 'bundled'"
        )
        super().__init__(message, model=model, problem=problem)
