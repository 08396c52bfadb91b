"""Why an answer got a thumb down: one press below it."""

from bot.state.curation import open_gaps
from bot.state.people import set_access
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons, person
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, STRANGER, TEAM, StartBot, World

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


async def reasons(world: World) -> list[str]:
    """The reasons that are kept for the only gap."""
    (gap,) = await open_gaps(world.services.database, 9)
    return list(gap.reasons)


async def react(world: World, user: Json, message: Json, *emoji: str) -> list[Json]:
    """Someone reacts; what the bot wrote to them because of that."""
    before = len(world.api.by_bot(user["id"]))
    world.api.react(user, message, *emoji)
    await world.settle()
    return world.api.by_bot(user["id"])[before:]


async def test_a_thumb_down_as_a_reaction_is_asked_about_below_the_answer_once(world: World) -> None:
    (answer,) = await world.ask(ANNA, QUESTION)
    (why,) = await react(world, ANNA, answer, "👎")
    assert QUESTION in why["text"]
    assert why["reply_to_message"]["message_id"] == answer["message_id"]
    assert list(buttons(why)) == REASONS
    assert await react(world, ANNA, answer, "👎", "🔥") == []
    held = dict(buttons(why))
    assert "noted" in (await world.press(ANNA, why, held["Outdated"]))["text"]
    assert await reasons(world) == ["outdated"]
    await world.press(ANNA, why, buttons(why)[NOTED])
    assert list(buttons(why)) == REASONS
    for _ in range(2):
        await world.press(ANNA, why, held["Too long"])
        assert await reasons(world) == ["too-long"]
    assert await react(world, ANNA, answer, "👍") == []
    assert "Press 👎 first" in (await world.press(ANNA, why, held["Outdated"]))["text"]


async def test_of_a_reaction_in_a_group_its_giver_is_asked_in_private_if_they_wrote_to_the_bot(team: World) -> None:
    sam, tim = person(44, "Sam"), person(45, "Tim")
    await team.ask(sam, "hello")
    (answer,) = await team.ask(ANNA, f"/ask {QUESTION}", TEAM)
    in_group = len(team.api.by_bot(TEAM["id"]))
    assert await react(team, tim, answer, "👎") == []
    (why,) = await react(team, sam, answer, "👎")
    assert len(team.api.by_bot(TEAM["id"])) == in_group
    held = dict(buttons(why))
    await team.press(sam, why, held["Outdated"])
    assert await reasons(team) == ["outdated"]
    assert list(buttons(why)) == [NOTED]
    again = buttons(why)[NOTED]
    assert (await team.press(STRANGER, why, held["Too long"]))["show_alert"]
    assert await reasons(team) == ["outdated"]
    await set_access(team.services.database, ADMIN["id"], sam["id"], "revoked")
    assert (await team.press(sam, why, again))["show_alert"]
    assert list(buttons(why)) == [NOTED]
