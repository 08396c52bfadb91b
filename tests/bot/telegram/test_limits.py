"""Everybody has their allowance, and it comes back."""

import time
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from bot.telegram.limits import Limits


class Clock:
    """A time that passes only when told to. It begins off the full second, as times do."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.25

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("bot.windows.monotonic", clock)
    return clock


async def allowed(ask: Callable[[], Awaitable[bool]], times: int = 200) -> int:
    return sum([await ask() for _ in range(times)])


async def without_wait(ask: Callable[[], Awaitable[int]], times: int = 200) -> int:
    return sum([await ask() == 0 for _ in range(times)])


@pytest.mark.parametrize("most", [1, 2, 20])
async def test_person_may_ask_as_often_as_they_may_and_no_more(clock: Clock, most: int) -> None:
    limits = Limits(most, 600)
    assert await without_wait(lambda: limits.wait_to_ask(7)) == most


@pytest.mark.usefixtures("clock")
async def test_one_who_asks_too_often_keeps_nobody_else_waiting() -> None:
    limits = Limits(3, 10)
    assert await without_wait(lambda: limits.wait_to_ask(7)) == 3
    assert await without_wait(lambda: limits.wait_to_ask(8)) == 3


@pytest.mark.usefixtures("clock")
async def test_all_together_may_ask_so_often_and_no_more() -> None:
    limits = Limits(3, 10)
    people = iter(range(200))
    assert await without_wait(lambda: limits.wait_to_ask(next(people))) == 10


async def test_wait_is_until_the_oldest_question_is_a_minute_old(clock: Clock) -> None:
    limits = Limits(2, 600)
    await limits.wait_to_ask(7)
    clock.now += 20.5
    await limits.wait_to_ask(7)
    clock.now += 10.25
    assert await limits.wait_to_ask(7) == 30  # 29.25 seconds are left, and shorter would be too short
    clock.now += 29
    assert await limits.wait_to_ask(7) == 1
    clock.now += 1
    assert await limits.wait_to_ask(7) == 0


async def test_question_that_is_refused_at_the_very_last_moment_has_a_wait(clock: Clock) -> None:
    limits = Limits(1, 600)
    await limits.wait_to_ask(7)
    clock.now += 60 - 1e-6  # 0 would say "answered"
    assert await limits.wait_to_ask(7) == 1


async def test_whoever_waits_as_told_is_answered_when_all_ask_at_once(clock: Clock) -> None:
    limits = Limits(5, 3)
    for person in range(3):
        assert await limits.wait_to_ask(person) == 0
        clock.now += 7.3
    wait = await limits.wait_to_ask(9)
    assert 1 <= wait <= 60
    clock.now += wait
    assert await limits.wait_to_ask(9) == 0


async def test_questions_that_were_refused_do_not_lengthen_the_wait(clock: Clock) -> None:
    limits = Limits(1, 600)
    await limits.wait_to_ask(7)
    for _ in range(50):
        clock.now += 1.1
        assert await limits.wait_to_ask(7) > 0
    clock.now += 5.5
    assert await limits.wait_to_ask(7) == 0


@pytest.mark.parametrize(
    ("ask", "most", "seconds"),
    [
        (lambda limits: limits.may_ask_inline(7), 60, 60),
        (lambda limits: limits.may_tell(-100, 7), 1, 10),
        (lambda limits: limits.may_tell_group(-100), 1, 3600),
        (lambda limits: limits.may_try_a_code(7), 5, 3600),
        (lambda limits: limits.may_request_access(), 30, 3600),
        (lambda limits: limits.may_ask_about_group(-100, 7), 2, 3600),
        (lambda limits: limits.may_tell_of_more_requests(), 1, 3600),
    ],
    ids=["inline", "tell", "tell-group", "code", "knock", "group", "more"],
)
async def test_allowance_is_kept_and_comes_back(
    clock: Clock, ask: Callable[[Limits], Awaitable[bool]], most: int, seconds: int
) -> None:
    limits = Limits(20, 600)
    assert await allowed(lambda: ask(limits)) == most
    clock.now += seconds - 0.5
    assert not await ask(limits)
    clock.now += 1
    assert await allowed(lambda: ask(limits)) == most


@pytest.mark.usefixtures("clock")
async def test_people_and_chats_are_counted_apart() -> None:
    limits = Limits(20, 600)
    for chat, person in ((-100, 7), (-100, 8), (-200, 7)):
        assert await limits.may_tell(chat, person)
        assert not await limits.may_tell(chat, person)
    for chat in (-100, -200):
        assert await limits.may_tell_group(chat)
    for person in (7, 8):
        assert await allowed(partial(limits.may_try_a_code, person)) == 5
        assert await allowed(partial(limits.may_ask_inline, person)) == 60


@pytest.mark.usefixtures("clock")
async def test_groups_of_one_person_leave_room_for_those_of_others() -> None:
    limits = Limits(20, 600)
    assert sum([await limits.may_ask_about_group(-number, 7) for number in range(1, 40)]) == 5
    assert await limits.may_ask_about_group(-100, 8)
    assert await allowed(limits.may_request_access) == 30


@pytest.mark.usefixtures("clock")
async def test_kinds_are_counted_apart() -> None:
    limits = Limits(1, 600)
    assert await limits.wait_to_ask(7) == 0
    assert await allowed(limits.may_request_access) == 30
    assert await limits.may_ask_inline(7)
    assert await limits.may_try_a_code(7)
    assert await limits.may_tell(7, 7)
    assert await limits.may_tell_group(7)


@pytest.mark.parametrize("set_by", [-3600, 7200])
async def test_a_clock_that_is_set_changes_no_limit(clock: Clock, monkeypatch: pytest.MonkeyPatch, set_by: int) -> None:
    limits, moved = Limits(20, 600), time.time() + set_by
    assert await without_wait(lambda: limits.wait_to_ask(7)) == 20
    monkeypatch.setattr("time.time", lambda: moved)
    assert await limits.wait_to_ask(7) == 60
    clock.now += 60
    assert await without_wait(lambda: limits.wait_to_ask(7)) == 20


@pytest.mark.parametrize(("admin", "most"), [(False, 60), (True, 300)])
async def test_whatever_a_person_sends_has_a_limit(clock: Clock, admin: bool, most: int) -> None:
    limits = Limits(20, 600)
    assert await without_wait(lambda: limits.wait_to_send(7, admin=admin), 1000) == most
    assert await limits.wait_to_send(8, admin=admin) == 0
    assert await limits.wait_to_send(7, admin=admin) == 60
    clock.now += 60
    assert await limits.wait_to_send(7, admin=admin) == 0


@pytest.mark.usefixtures("clock")
async def test_who_may_ask_more_may_send_more() -> None:
    limits = Limits(500, 5000)
    assert await without_wait(lambda: limits.wait_to_send(7, admin=False), 2000) == 1500


@pytest.mark.usefixtures("clock")
async def test_restart_forgets() -> None:
    assert await Limits(1, 1).wait_to_ask(7) == 0
    assert await Limits(1, 1).wait_to_ask(7) == 0
