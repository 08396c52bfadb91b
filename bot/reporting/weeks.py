"""Which days a report is about, by the server's time zone."""

from datetime import date, datetime, time, timedelta

DAYS = 7


def last_days(until: date) -> tuple[date, date]:
    """Return the first and the last of the seven days that end with ``until``."""
    return until - timedelta(days=DAYS - 1), until


def beginning(day: date) -> datetime:
    """Return when ``day`` begins on this server."""
    return datetime.combine(day, time()).astimezone()
