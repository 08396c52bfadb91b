"""Who asks for access is told to the admins and stays to be found, however many others ask."""

from tests.bot.telegram.api.shapes import Json, buttons, group, person
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, STRANGER, TEAM, World


async def crowd(world: World, number: int = 50) -> None:
    for each in range(number):
        world.api.say(person(5000 + each, f"Crowd {each}"), "hello")
    await world.settle()


def to_admin(world: World) -> list[str]:
    return [message["text"] for message in world.api.by_bot(ADMIN["id"])]


async def pages(world: World, label: str) -> list[Json]:
    """The lines and buttons of all pages of a list, from the overview on."""
    (told,) = await world.ask(ADMIN, "/people")
    found = []
    while True:
        found_label = next(text for text in buttons(told) if text.startswith(label))
        await world.press(ADMIN, told, buttons(told)[found_label])
        found.append({"text": told["text"], "buttons": buttons(told)})
        label = "More ▶"
        if label not in buttons(told):
            return found


async def test_a_crowd_of_people_hides_neither_a_person_nor_a_group(world: World) -> None:
    await crowd(world)
    (told,) = await world.ask(STRANGER, "hello")
    assert "已請管理員" in told["text"]
    world.api.membership(BEN, TEAM, "left", "member")
    await world.settle()
    assert any("“Team”" in text for text in to_admin(world))
    (listed,) = await world.ask(ADMIN, "/people")
    assert "Approve: Team" in buttons(listed)
    waiting = await pages(world, "All who are waiting (51)")
    assert "Let in: “Sam” @sam (4)" in waiting[-1]["buttons"]
    assert sum(text.startswith("Let in") for page in waiting for text in page["buttons"]) == 51


async def test_a_crowd_of_groups_hides_neither_a_person_nor_a_group(world: World) -> None:
    for number in range(16):
        world.api.membership(STRANGER, group(-100 - number, f"Group {number}"), "left", "member")
    await world.settle()
    assert sum("wants me to answer" in text for text in to_admin(world)) == 5
    assert sum("one by one" in text for text in to_admin(world)) == 1
    world.api.membership(BEN, TEAM, "left", "member")
    await world.ask(person(99, "Cleo"), "hello")
    assert any("“Team”" in text for text in to_admin(world))
    assert any("“Cleo”" in text for text in to_admin(world))
    groups = await pages(world, "All groups (17)")
    assert "Approve: Team" in groups[0]["buttons"]


async def test_a_group_that_is_left_and_joined_again_and_again_is_told_of_twice(world: World) -> None:
    for number in range(6):
        world.api.membership(person(70 + number), TEAM, "left", "member")
        world.api.membership(person(70 + number), TEAM, "member", "left")
        await world.settle()
    assert sum("wants me to answer" in text for text in to_admin(world)) == 2


async def test_who_has_waited_longest_comes_first(world: World) -> None:
    await world.ask(STRANGER, "hello")
    await crowd(world)
    (listed,) = await world.ask(ADMIN, "/people")
    assert listed["text"].splitlines()[1].startswith("“Sam” @sam (4)")


async def test_whoever_was_not_told_by_themselves_is_let_in_from_the_list(world: World) -> None:
    await crowd(world, 30)
    await world.ask(STRANGER, "hello")
    waiting = await pages(world, "All who are waiting")
    await world.ask(ADMIN, "/people")
    message = world.api.by_bot(ADMIN["id"])[-2]
    await world.press(ADMIN, message, waiting[-1]["buttons"]["Let in: “Sam” @sam (4)"])
    assert any("檢視" in sent["text"] for sent in world.api.by_bot(STRANGER["id"]))


async def test_members_are_listed_in_pages_too(world: World) -> None:
    for number in range(45):
        await world.ask(ADMIN, f"/admit {10_000 + number}")
    people = await pages(world, "All people (45)")
    listed = "\n".join(page["text"] for page in people)
    assert len(people) == 3
    assert all(f"({10_000 + number})" in listed for number in range(45))


async def test_a_typed_name_does_not_look_like_a_user_name(world: World) -> None:
    await world.ask(person(66, "Ben (@ben)"), "hello")
    await world.ask(person(67, "Ben” @ben"), "hello")
    await world.ask(person(68, "Ben", username="ben"), "hello")
    assert to_admin(world) == [
        "“Ben (@ben)” (no user name) asks for access (user id 66).",
        "“Ben' @ben” (no user name) asks for access (user id 67).",
        "“Ben” @ben asks for access (user id 68).",
    ]
    (listed,) = await world.ask(ADMIN, "/people")
    assert "“Ben (@ben)” (no user name) (66): is waiting" in listed["text"]
    labels = {"Let in: “Ben (@ben)” (66)", "Let in: “Ben' @ben” (67)", "Let in: “Ben” @ben (68)"}
    assert labels == set(buttons(listed))


async def test_a_title_of_a_group_stays_between_its_quotation_marks(world: World) -> None:
    world.api.membership(ANNA, group(-9, "Team” (-1001234567890). “"), "left", "member")
    await world.settle()
    assert "in the group “Team' (-1001234567890). '” (-9)" in to_admin(world)[-1]
