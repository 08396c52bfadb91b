"""The errors of an index.

::

    UserError
    └── SearchIndexError
        ├── NoIndexError          nothing has been indexed yet
        ├── NoSuchVersionError    a version is asked for that is not there
        ├── IndexMismatchError    made by another model, with other word lists or in a newer format
        ├── OutdatedIndexError    made by an older program
        ├── NoEarlierVersionError there is nothing to roll back to
        ├── OvertakenError        another version went live in the meantime
        ├── ClockError            the clock is behind the live version
        ├── IndexDamagedError     a file is missing or altered
        │   └── LiveUnknownError  which version is live cannot be told
        ├── BusyError             somebody else is building
        ├── StoreError            the database of the index refuses something
        │   └── IndexUnreachableError  its server cannot be reached
        └── EncoderError          a model cannot be loaded
"""

from knowledge.errors import UserError


class SearchIndexError(UserError):
    """An index cannot be used."""


class NoIndexError(SearchIndexError):
    """Nothing has been indexed yet."""


class NoSuchVersionError(SearchIndexError):
    """A version is asked for that is not there."""


class NoEarlierVersionError(SearchIndexError):
    """No version was live before the live one."""


class OvertakenError(SearchIndexError):
    """Another version went live in the meantime."""


class ClockError(SearchIndexError):
    """The clock is behind the live version."""


class IndexMismatchError(SearchIndexError):
    """The index was made by another model, with other word lists, or in a newer format."""


class OutdatedIndexError(SearchIndexError):
    """The index was made by an older program, in an older format or with vectors that mean something else."""


class IndexDamagedError(SearchIndexError):
    """A file of the index is missing or altered."""


class LiveUnknownError(IndexDamagedError):
    """Which version is live cannot be told, although there were versions."""


class BusyError(SearchIndexError):
    """Somebody else is building."""


class StoreError(SearchIndexError):
    """The database that index versions are kept in refuses something."""


class IndexUnreachableError(StoreError):
    """The server of that database cannot be reached."""


class EncoderError(SearchIndexError):
    """A model cannot be loaded."""
