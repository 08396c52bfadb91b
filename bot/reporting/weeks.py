"""Which days a report is about, by the server's time zone."""

from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

DAYS = 7
_LATEST = timedelta(days=1)  # that a report comes after its hour, if the bot was down then

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def last_days(until: date) -> tuple[date, date]:
    """Return the first and the last of the seven days that end with ``until``."""
    return until - timedelta(days=DAYS - 1), until


def beginning(day: date) -> datetime:
    """Return when ``day`` begins on this server."""
    return datetime.combine(day, time()).astimezone()


def due_day(now: datetime, weekday: Literal["off"] | Weekday, hour: int) -> date | None:
    """Return the day of which the weekly report is due ``now``, a time on this server, or None if none is."""
    if weekday == "off":
        return None
    since = (now.weekday() - get_args(Weekday).index(weekday)) % DAYS
    for day in (now.date() - timedelta(days=since + weeks * DAYS) for weeks in (0, 1)):
        if timedelta() <= now - (beginning(day) + timedelta(hours=hour)) < _LATEST:
            return day
    return None
