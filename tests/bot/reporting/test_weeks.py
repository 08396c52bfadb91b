"""When a weekly report is due."""

from datetime import date, datetime, timedelta

import pytest

from bot.reporting.weeks import Weekday, beginning, due_day, last_days

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 22)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return beginning(day) + timedelta(hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("now", "weekday", "hour", "due"),
    [
        (at(MONDAY, 9), "monday", 9, MONDAY),
        (at(MONDAY, 8, 59), "monday", 9, None),
        (at(MONDAY + timedelta(days=1), 8, 59), "monday", 9, MONDAY),  # the bot was down
        (at(MONDAY + timedelta(days=1), 9), "monday", 9, None),
        (at(MONDAY, 22), "sunday", 23, SUNDAY),
        (at(MONDAY, 22), "monday", 23, None),
        (at(SUNDAY, 0), "sunday", 0, SUNDAY),
    ],
)
def test_a_report_is_due_for_a_day_from_its_hour_on(now: datetime, weekday: Weekday, hour: int, due: date) -> None:
    assert due_day(now, weekday, hour) == due
    assert due_day(now, "off", hour) is None


def test_a_report_is_on_seven_days() -> None:
    assert last_days(SUNDAY) == (MONDAY - timedelta(days=7), SUNDAY)
