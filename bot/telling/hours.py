"""Quiet hours, in which nobody is told anything."""

from datetime import datetime


def is_quiet(hours: str, now: datetime) -> bool:
    """Say whether ``now`` is within ``hours``: "22-8" is from 22:00 to before 8:00, empty is never."""
    if not hours:
        return False
    start, end = map(int, hours.split("-"))
    return start <= now.hour < end if start < end else now.hour >= start or now.hour < end
