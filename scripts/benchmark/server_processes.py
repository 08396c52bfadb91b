"""What a PostgreSQL server takes, of which the system tells as far as it is on this machine."""

import os
from collections.abc import Iterator
from pathlib import Path

from bot.version_stores import server_at

_MB = 2**20  # bytes
_KB_IN_MB = 1024


def cpu_seconds(address: str) -> float:
    """Return the CPU seconds so far of the server's processes that answer at ``address``, 0 if there is none.

    What the server does for the database by itself, as to vacuum it, is left out.
    """
    if not address:
        return 0.0
    pids = server_at(address).read(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type IN ('client backend', 'parallel worker')"
    )
    return sum(sum(map(int, stat[11:13])) for (pid,) in pids for stat in _stat(pid)) / os.sysconf("SC_CLK_TCK")


def cpu_seconds_of_all(address: str) -> float:
    """Return the CPU seconds so far of all processes of the server, also of those that have ended; 0 if unseen."""
    server, processes = _server_at(address)
    if server is None:
        return 0.0
    running = sum(sum(map(int, stat[11:13])) for stat in processes.values() if int(stat[1]) == server)
    return (running + sum(map(int, processes[server][11:15]))) / os.sysconf("SC_CLK_TCK")


def memory_mb(address: str) -> float | str:
    """Return the memory of all processes of the server, what they share counted once; "n/a" if they cannot be seen."""
    server, processes = _server_at(address)
    if server is None:
        return "n/a"
    try:
        return sum(_share_mb(pid) for pid, stat in processes.items() if server in (pid, int(stat[1])))
    except OSError:  # another user's
        return "n/a"


def database_mb(address: str) -> float:
    """Return what the database takes on the server's disk."""
    ((size,),) = server_at(address).read("SELECT pg_database_size(current_database())")
    return float(size) / _MB


def _server_at(address: str) -> tuple[int | None, dict[int, list[str]]]:
    """Return the process that started those that answer at ``address``, None if it is not on this machine.

    With it come the fields of each process from its state on. They are read after the server was asked, since that may
    open a connection, and so start a process.
    """
    ((own,),) = server_at(address).read("SELECT pg_backend_pid()")
    processes = {int(path.name): stat for path in Path("/proc").glob("[0-9]*") for stat in _stat(path.name)}
    parent = int(processes[own][1]) if own in processes else None
    return (parent if parent in processes else None), processes


def _stat(pid: int | str) -> Iterator[list[str]]:
    """Yield the fields of a process from its state on; none if it is gone."""
    try:
        yield Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return


def _share_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):  # it has ended since the processes were listed
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / _KB_IN_MB
