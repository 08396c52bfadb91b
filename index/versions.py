"""Keep index versions on disk: a new one is written beside the live one, checked, and made live by one rename.

`index.layout` describes their folder.
"""

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.current import believed_name, current_event, make_current, written_name
from index.errors import (
    ClockError,
    LiveUnknownError,
    NoEarlierVersionError,
    NoIndexError,
    NoSuchVersionError,
    OvertakenError,
    SearchIndexError,
)
from index.files import load, read_manifest, sync, write
from index.history import Event, event_now, lineage, note_event, read_history
from index.layout import BUILDING_PREFIX, CURRENT, REMOVING_PREFIX, VERSIONS
from index.locks import switching
from index.search import SearchIndex
from knowledge.errors import naming
from knowledge.samples import SamplePlace

_log = logging.getLogger(__name__)

CHECKED = "checked"  # the name of what a check said of a version, beside its files
_TIME = len("20261122-101500")  # the time with which a name begins
_CLOCKS_DIFFER = timedelta(minutes=5)


def new_version(content: str, folder: Path | None = None) -> tuple[str, str]:
    """Return a name, unused in ``folder``, for a version with that ``content`` digest, and its time (UTC, ISO 8601)."""
    return new_name(content, list_versions(folder) if folder else ())


def new_name(content: str, used: Collection[str]) -> tuple[str, str]:
    """Return the same for a version whose name is none of those ``used``."""
    now = datetime.now(UTC)
    name = f"{now:%Y%m%d-%H%M%S}-{content[:6]}"
    taken = set(used)
    names = [name, *(f"{name}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken), now.isoformat(timespec="seconds")


def check_clock(folder: Path) -> None:
    """Raise `ClockError` if the clock is more than five minutes behind the time when the live version was made."""
    live = last_live(folder)
    if live is None:
        return
    try:
        created = datetime.fromisoformat(read_manifest(folder / VERSIONS / live).created)
    except (SearchIndexError, ValueError):  # other code finds and reports what is wrong with it
        return
    check_later(created, live)


def check_later(created: datetime, version: str) -> None:
    """Raise `ClockError` if the clock is more than five minutes behind the time when ``version`` was made."""
    now = datetime.now(UTC)
    if created - now > _CLOCKS_DIFFER:
        raise ClockError("index-clock", now=now.isoformat(), version=version, created=created.isoformat())


def current_version(folder: Path) -> str | None:
    """Return the name of the live version, None if nothing has ever been indexed.

    Raises `LiveUnknownError` if there were versions, and CURRENT is missing, damaged or older than the history, or
    names none of them.
    """
    name = believed_name(folder)
    if name is not None:
        return name
    there, lived = list_versions(folder), once_live(folder)
    if lived:
        raise LiveUnknownError("index-live-unknown", file=CURRENT, version=lived[0], versions=", ".join(there))
    if there:
        raise LiveUnknownError("index-none-live", file=CURRENT, versions=", ".join(there))
    if written_name(folder) or read_history(folder):
        raise LiveUnknownError("index-versions-gone", folder=str(folder / VERSIONS))
    return None


def once_live(folder: Path) -> list[str]:
    """Return the versions that the history has and that still exist, the one that went live last first.

    Those that were rolled back are left out.
    """
    events = read_history(folder)
    there = set(list_versions(folder))
    led = lineage(events[:-1], events[-1].version) if events else []
    return [version for version in reversed(led) if version in there]


def last_live(folder: Path) -> str | None:
    """Return the live version or, if it cannot be told, the one that went live last; None if there is none.

    This is for repairs; whoever answers or builds needs `current_version`.
    """
    try:
        return current_version(folder)
    except LiveUnknownError:
        return next(iter(once_live(folder)), None)


def add_version(
    index: SearchIndex,
    folder: Path,
    places: Sequence[SamplePlace] = (),
    check: Callable[[SearchIndex], Mapping[str, str]] | None = None,
) -> SearchIndex:
    """Write ``index`` as a new version that is not live, load it back and return the loaded index.

    ``places`` hold the questions that a later version shall have too. The texts that ``check`` returns for the loaded
    index are kept beside its files, for `read_beside`, each under its name. Raises `IndexDamagedError`, and OSError if
    there is no room; then nothing of it stays.
    """
    versions = folder / VERSIONS
    versions.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=BUILDING_PREFIX, dir=folder))
    try:
        write(index, places, unfinished)
        loaded = load(unfinished, index.manifest.model)
        if check:
            _write_beside(unfinished, check(loaded))
        unfinished.rename(versions / index.manifest.version)
        sync(versions)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return loaded


def switch_to(folder: Path, version: str, by: str, why: str, *, instead_of: str | None = None) -> None:
    """Make ``version`` the live one and record ``by`` whom and ``why``.

    Whoever calls this has just added the version, or `index.publishing` checks it before. Raises `NoSuchVersionError`,
    and `OvertakenError` if ``instead_of`` is given and another version is live.
    """
    with switching(folder):
        live = last_live(folder)
        if instead_of is not None and live not in (None, instead_of):
            raise OvertakenError("index-overtaken", version=version, base=instead_of, live=live)
        _check_there(folder, version)
        _mend_history(folder)
        event = event_now(version, by, why)
        make_current(folder, event)
        # Only after the switch, because an earlier line could name a version that never went live.
        try:
            note_event(folder, event)
        except OSError as error:  # the version is live all the same
            _log.warning("that %s went live could not be noted: %s", version, error)


def load_current(folder: Path, model: str) -> SearchIndex:
    """Load the live version.

    Raises `NoIndexError`, `LiveUnknownError`, `OutdatedIndexError`, `IndexMismatchError`, `IndexDamagedError`.
    """
    version = current_version(folder)
    if version is None:
        raise NoIndexError("index-none")
    return load(folder / VERSIONS / version, model)


def load_version(folder: Path, version: str, model: str) -> SearchIndex:
    """Load the version of that name.

    Raises `NoSuchVersionError`, `OutdatedIndexError`, `IndexMismatchError`, `IndexDamagedError`.
    """
    _check_there(folder, version)
    return load(folder / VERSIONS / version, model)


def version_folder(folder: Path, version: str) -> Path:
    """Return the folder with the files of that version. Raises `NoSuchVersionError`."""
    _check_there(folder, version)
    return folder / VERSIONS / version


def read_check(folder: Path, version: str) -> str | None:
    """Return what was said when that version was checked; see `read_beside`."""
    return read_beside(folder, version, CHECKED)


def read_beside(folder: Path, version: str, name: str) -> str | None:
    """Return the text ``name`` that was kept beside that version; None if there is none, empty if it is damaged.

    Raises `NoSuchVersionError`.
    """
    path = version_folder(folder, version)
    try:
        content = (path / f"{name}.json").read_bytes()
        checksum = path / f"{name}.sha256"
        whole = not checksum.exists() or checksum.read_bytes().strip() == _checksum(content)  # older ones have none
        return content.decode() if whole else ""
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        return ""


def list_versions(folder: Path) -> list[str]:
    """Return the names of all versions, the oldest first."""
    paths = [path for path in (folder / VERSIONS).glob("*") if path.is_dir()]
    # The times of files are needed as well, because a name does not order several versions of one second.
    return [path.name for path in sorted(paths, key=lambda path: (path.name[:_TIME], path.stat().st_mtime_ns))]


def earlier_versions(folder: Path) -> list[str]:
    """Return the versions that led to the live one and still exist, the oldest first, without the live one."""
    live = last_live(folder)
    there = set(list_versions(folder))
    return [version for version in lineage(read_history(folder), live) if version in there - {live}] if live else []


def version_before(folder: Path) -> str:
    """Return the version that was live before the current one. Raises `NoEarlierVersionError`, `LiveUnknownError`."""
    current_version(folder)  # what was before what cannot be told is not told either
    earlier = earlier_versions(folder)
    if not earlier:
        raise NoEarlierVersionError("index-no-earlier")
    return earlier[-1]


def prune(folder: Path, keep: int) -> list[str]:
    """Delete the oldest versions beyond ``keep``, never the live one or the one before it; return their names.

    Raises `LiveUnknownError`.
    """
    with switching(folder):
        live = current_version(folder)
        kept = {live, *earlier_versions(folder)[-1:]}
        old = [version for version in list_versions(folder) if version not in kept]
        surplus = old[: max(len(old) - max(keep - len(kept), 0), 0)]
        for version in surplus:
            _remove(folder, version)
        return surplus


def _write_beside(path: Path, texts: Mapping[str, str]) -> None:
    """Write texts that are none of the files that the manifest lists, each with its checksum."""
    for name, text in texts.items():
        content = text.encode("utf-8", "replace")
        for file, written in ((f"{name}.json", content), (f"{name}.sha256", _checksum(content) + b"\n")):
            with naming(path / file):
                (path / file).write_bytes(written)
            sync(path / file)


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _remove(folder: Path, version: str) -> None:
    # Rename the folder first, so that a version is never listed while it is half deleted.
    going = Path(tempfile.mkdtemp(prefix=REMOVING_PREFIX, dir=folder))
    (folder / VERSIONS / version).rename(going / version)
    shutil.rmtree(going, ignore_errors=True)


def _check_there(folder: Path, version: str) -> None:
    versions = list_versions(folder)
    if version not in versions:  # this also refuses a name with a path in it
        raise NoSuchVersionError("index-no-such-version", version=version, versions=", ".join(versions) or "–")


def _mend_history(folder: Path) -> None:
    """Record the live version if a crash or an older program has not; otherwise it could never be rolled back to."""
    try:
        live = current_version(folder)
    except LiveUnknownError:
        return
    if live and [event.version for event in read_history(folder)[-1:]] != [live]:
        since = datetime.fromtimestamp((folder / CURRENT).stat().st_mtime, UTC)
        note_event(folder, current_event(folder) or Event(live, since.isoformat(timespec="seconds"), "", ""))
