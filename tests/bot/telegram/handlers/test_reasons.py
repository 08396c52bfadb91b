"""Why an answer got a thumb down: one press below it."""

from bot.state.curation import open_gaps
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, TEAM, StartBot, World

QUESTION = "新主播开播之前要做什么？"
REASONS = ["Wrong passage", "Not what I asked", "Outdated", "Too long", "Something else"]
NOTED = "✓ Reason noted, thank you"


def asked_for(answer: Json) -> list[str]:
    """What stands below an answer about why a thumb is down."""
    return [label for label in buttons(answer) if label in (*REASONS, NOTED)]


async def test_below_a_thumb_down_everyone_says_why_for_themself(team: World) -> None:
    (answer,) = await team.ask(ANNA, f"/ask {QUESTION}", TEAM)
    thumb = buttons(answer)["👎"]
    await team.press(ANNA, answer, thumb)
    assert asked_for(answer) == REASONS
    held = dict(buttons(answer))
    assert "Press 👎 first" in (await team.press(ADMIN, answer, held["Outdated"]))["text"]
    await team.press(ADMIN, answer, thumb)
    for reason in ("Outdated", "Too long"):  # the second press is Anna's, too, and replaces her first
        assert "noted" in (await team.press(ANNA, answer, held[reason]))["text"]
        assert asked_for(answer) == REASONS
    await team.press(ADMIN, answer, held["Too long"])
    assert asked_for(answer) == [NOTED]
    (listed,) = await team.ask(ADMIN, "/gaps")
    assert "👎 2 · Too long 2" in listed["text"]
    await team.press(ADMIN, answer, buttons(answer)[NOTED])
    assert asked_for(answer) == REASONS
    await team.press(ADMIN, answer, held["Outdated"])
    (gap,) = await open_gaps(team.services.database, 9)
    assert sorted(gap.reasons) == ["outdated", "too-long"]


async def test_a_reason_is_taken_after_a_restart_but_not_without_a_thumb(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api) as world:
        (answer,) = await world.ask(ANNA, QUESTION)
        await world.press(ANNA, answer, buttons(answer)["👎"])
    async with start_bot(api) as world:
        held = buttons(answer)
        await world.press(ANNA, answer, held["Outdated"])
        (gap,) = await open_gaps(world.services.database, 9)
        assert (gap.reasons, asked_for(answer)) == (("outdated",), [NOTED])
        await world.press(ANNA, answer, held["👍"])
        assert asked_for(answer) == []
        assert (await world.press(ANNA, answer, held["Outdated"]))["show_alert"]
        assert await open_gaps(world.services.database, 9) == []
        assert "no longer works" in (await world.press(ANNA, answer, "reason|made-up"))["text"]
