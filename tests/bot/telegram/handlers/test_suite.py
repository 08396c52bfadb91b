"""/suite: admins see what is tested and deal with drafted cases, five at a time."""

from bot.blobs.chosen import curated_files
from bot.curation.files import curated_suite
from bot.reindexing.redrafting import drafts_text
from bot.state.audit import newest
from bot.suites.cases import Case
from bot.suites.drafting import Draft, Drafter
from index.versions import load_current
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, World


def with_drafts(world: World) -> list[Draft]:
    """Keep drafted cases beside the live version, as a build does."""
    folder = world.services.settings.data_folder.index
    live = load_current(folder, "bundled")
    drafter = Drafter(live)
    drafts = [draft for number in range(len(live.passages)) for draft in drafter.drafts(number)]
    beside = folder / "versions" / live.manifest.version / "drafted.json"
    beside.write_text(drafts_text(drafts), "utf-8")
    return drafts


def written(world: World) -> tuple[Case, ...]:
    suite = curated_suite(curated_files(world.services.settings))
    return suite.cases if suite else ()


async def press(world: World, message: Json, label: str) -> Json:
    found = next(data for text, data in buttons(message).items() if label in text)
    return await world.press(ADMIN, message, found)


async def test_five_drafted_cases_are_shown_with_counts(office: World) -> None:
    (told,) = await office.ask(ADMIN, "/suite")
    assert "confirmed by nobody: 0" in told["text"]
    drafts = with_drafts(office)
    (told,) = await office.ask(ADMIN, "/suite")
    assert f"confirmed by nobody: {len(drafts)}" in told["text"]
    assert [draft.question in told["text"] for draft in drafts[:5]] == [True] * 5
    assert len([label for label in buttons(told) if "Confirm" in label]) == 5
    await office.press(ADMIN, told, "suite|page|1")
    assert f"6. {drafts[5].question}\n" in told["text"]


async def test_a_case_is_confirmed_and_another_dropped_by_button(office: World) -> None:
    drafts = with_drafts(office)
    (told,) = await office.ask(ADMIN, "/suite")
    confirm = next(data for text, data in buttons(told).items() if text.startswith("1 ") and "Confirm" in text)
    await office.press(ADMIN, told, confirm)
    assert [case.question for case in written(office)] == [drafts[0].question]
    assert f"1. {drafts[1].question}\n" in told["text"]
    assert "Test cases by admins: 1." in told["text"]
    await press(office, told, "1 ✕ Drop")
    assert f"1. {drafts[2].question}\n" in told["text"]
    assert len(written(office)) == 1
    assert [entry.action for entry in await newest(office.services.database, 2)] == [
        "dropped a drafted case",
        "confirmed a drafted case",
    ]
    assert "dealt with already" in (await office.press(ADMIN, told, confirm))["text"]
    assert len(written(office)) == 1


async def test_a_question_is_mended_by_a_reply(office: World) -> None:
    drafts = with_drafts(office)
    (told,) = await office.ask(ADMIN, "/suite")
    before = len(office.api.by_bot(ADMIN["id"]))
    await press(office, told, "1 ✎ Mend")
    (asked,) = office.api.by_bot(ADMIN["id"])[before:]
    assert drafts[0].question in asked["text"]
    (done,) = await office.ask(ADMIN, "高山茶的市场有多大？", reply_to_message=asked)
    assert "Now a test case: 高山茶的市场有多大？" in done["text"]
    assert [(case.question, case.expect) for case in written(office)] == [
        ("高山茶的市场有多大？", drafts[0].case.expect)
    ]
    (again,) = await office.ask(ADMIN, "高山茶卖了多少？", reply_to_message=asked)
    assert "dealt with already" in again["text"]
    assert len(written(office)) == 1


async def test_members_neither_see_nor_press_it(office: World) -> None:
    drafts = with_drafts(office)
    assert "There is no command" in (await office.ask(ANNA, "/suite"))[0]["text"]
    (answer,) = await office.ask(ANNA, "新主播开播之前要做什么？")
    assert (await office.press(ANNA, answer, f"suite|draft|confirm|{drafts[0].case.id}"))["text"] == (
        "Only admins can do this."
    )
    assert written(office) == ()
