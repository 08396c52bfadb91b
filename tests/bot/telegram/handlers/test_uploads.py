"""Documents in chat: sent, shown, built, compared, held back, published; by admins only."""

from pathlib import Path

import pytest

from bot.blobs.chosen import curated_files
from bot.curation.files import add_case
from bot.state.audit import newest
from bot.suites.cases import Case, Expectation
from index.versions import list_versions
from tests.bot.telegram.api.model import Failure
from tests.bot.telegram.api.shapes import buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, TEAM, World
from tests.bot.telegram.handlers.uploading import actions, content_of, live, press, send


async def test_a_file_is_shown_built_and_answered_from(office: World, other: Path) -> None:
    (preview,) = await send(office, other)
    assert "咖啡豆选购手册 (coffee.md" in preview["text"]
    assert "2 added, 0 changed, 0 removed, 0 moved, 8 as before" in preview["text"]
    assert next(iter(buttons(preview))) == "Build with it added"
    (told,) = await press(office, preview, "Build with it added")
    version = live(office)
    assert f"Version {version} is live" in told["text"]
    assert office.snapshot.version == version
    (answer,) = await office.ask(ADMIN, "深烘的豆子适合做什么？")
    assert "拿铁" in answer["text"]
    entries = await newest(office.services.database, 5)
    assert [(entry.user_id, entry.action) for entry in entries] == [(ADMIN["id"], "built"), (ADMIN["id"], "uploaded")]
    (kept,) = (path for path in office.services.settings.data_folder.documents.iterdir() if len(path.name) == 64
               and (path / "coffee.md").exists())  # fmt: skip
    assert entries[0].details["sha256"] == [kept.name]
    assert entries[1].details["sha256"] == kept.name


async def test_what_an_edition_lacks_is_told_alike_before_the_build_and_after_it(office: World, tmp_path: Path) -> None:
    text = (office.services.settings.data_folder.documents).rglob("tea.md")
    shorter = tmp_path / "tea.md"
    shorter.write_text(next(text).read_text("utf-8").split("# 二、直播怎么做")[0], "utf-8")
    (preview,) = await send(office, shorter)
    (told,) = await press(office, preview, "Build with it in its place")
    before, after = (
        [line for line in message["text"].splitlines() if line.startswith("Sample questions whose place is gone")]
        for message in (preview, told)
    )
    assert (
        before == after == ["Sample questions whose place is gone: 12, of 二、1 主播; 二、1 (1); 二、1 (2); 二、2 (1)"]
    )


async def test_a_new_edition_is_asked_about_and_shows_old_and_new(office: World, edited: Path) -> None:
    (preview,) = await send(office, edited)
    assert "Is it a new edition, or another document?" in preview["text"]
    assert "In place of “高山茶直播销售报告”:" in preview["text"]
    assert "0 added, 1 changed, 0 removed, 0 moved, 7 as before" in preview["text"]
    assert "Figures left blank: 3" in preview["text"]
    (changes,) = await press(office, preview, "Show the changes")
    (pair,) = await press(office, changes, "Old and new: 二、2 (2)")
    assert "48小时" in pair["text"]
    assert "72小时" in pair["text"]
    await press(office, preview, "Another document: add it beside")
    assert "8 added" in preview["text"]
    await press(office, preview, "In place of “高山茶直播销售报告”")
    assert "1 changed" in preview["text"]
    (told,) = await press(office, preview, "Build with it in its place")
    assert "is live" in told["text"]
    (answer,) = await office.ask(ADMIN, "下单后多久发货？")
    assert "72小时" in answer["text"]


async def test_the_same_file_again_is_nothing_to_do(office: World, other: Path) -> None:
    await press(office, (await send(office, other))[0], "Build with it added")
    (preview,) = await send(office, other)
    assert "There is nothing to do" in preview["text"]
    assert not buttons(preview)


async def test_nothing_changes_when_it_is_cancelled(office: World, other: Path) -> None:
    before = live(office)
    (preview,) = await send(office, other)
    assert not await press(office, preview, "Cancel")
    assert preview["text"] == "Cancelled; nothing has changed."
    assert live(office) == before
    assert await actions(office) == ["cancelled", "uploaded"]


async def test_what_is_held_back_is_tried_and_published_after_a_second_look(office: World, edited: Path) -> None:
    before = live(office)
    question = "下单后多久发货？"
    expect = Expectation(contains=("48小时",))
    add_case(curated_files(office.services.settings), Case(id="parcels", question=question, expect=expect))
    (told,) = await press(office, (await send(office, edited))[0], "Build with it in its place")
    assert "is held back" in told["text"]
    assert "Passed before and fail now: parcels" in told["text"]
    assert live(office) == before
    (held,) = set(list_versions(office.services.settings.data_folder.index)) - {before}
    (tried,) = await office.ask(ADMIN, f"/try {held} {question}")
    assert "72小时" in tried["text"]
    assert held in tried["text"]
    assert "48小时" in (await office.ask(ADMIN, question))[0]["text"]
    (asked,) = await press(office, told, "Make it live")
    assert "1 case that passes now will fail" in asked["text"]
    assert live(office) == before
    await press(office, asked, "Yes, make it live")
    assert live(office) == held
    assert "72小时" in (await office.ask(ADMIN, question))[0]["text"]
    assert (await actions(office))[0] == "published a held version"


async def test_versions_are_listed_compared_and_rolled_back(office: World, edited: Path) -> None:
    before = live(office)
    assert "No version was live before" in (await office.ask(ADMIN, "/rollback"))[0]["text"]
    await press(office, (await send(office, edited))[0], "Build with it in its place")
    now = live(office)
    (listed,) = await office.ask(ADMIN, "/versions")
    assert f"▶ {now} (live)" in listed["text"]
    assert "Ada · ~ tea.md · 8 passages" in listed["text"]
    (shown,) = await press(office, listed, str(before))
    assert "tea.md" in shown["text"]
    (difference,) = await office.ask(ADMIN, f"/diff {before} {now}")
    assert "1 changed" in difference["text"]
    (asked,) = await office.ask(ADMIN, "/rollback")
    await press(office, asked, "No, leave all as it is")
    assert live(office) == now
    (asked,) = await office.ask(ADMIN, "/rollback")
    await press(office, asked, "Yes, make it live")
    assert live(office) == before
    assert "48小时" in (await office.ask(ADMIN, "下单后多久发货？"))[0]["text"]
    assert (await actions(office))[0] == "rolled back"


async def test_documents_are_listed_sent_renamed_and_removed(office: World, other: Path) -> None:
    await press(office, (await send(office, other))[0], "Build with it added")
    (listed,) = await office.ask(ADMIN, "/documents")
    assert "2. 咖啡豆选购手册 (coffee.md, 2 passages" in listed["text"]
    (file,) = await press(office, listed, "2 ⬇")
    assert office.api.content(file) == content_of(other)
    assert file["document"]["file_name"] == "coffee.md"
    (hint,) = await press(office, listed, "2 ✎")
    assert "To rename “咖啡豆选购手册” send: /rename 2 and" in hint["text"]
    (told,) = await office.ask(ADMIN, "/rename 2 咖啡手册 第二版")
    assert "is live" in told["text"]
    assert [d.title for d in office.snapshot.index.manifest.documents][1] == "咖啡手册 第二版"
    (listed,) = await office.ask(ADMIN, "/documents")
    await press(office, listed, "2 ✕")
    assert "“咖啡手册 第二版” removed:" in listed["text"]
    (told,) = await press(office, listed, "Build without it")
    assert "is live" in told["text"]
    assert len(office.snapshot.index.manifest.documents) == 1


async def test_only_admins_change_documents(office: World, other: Path) -> None:
    (preview,) = await send(office, other)
    before = live(office)
    for button in buttons(preview).values():
        answer = await office.press(ANNA, preview, button)
        assert answer["text"] == "Only admins can do this."
    for data in ("version|publish|x", "version|ask|x", "document|download|000000000000", "stop-build"):
        assert (await office.press(ANNA, preview, data))["text"] == "Only admins can do this."
    office.api.send_file(ANNA, "mine.md", content_of(other))
    await office.settle()
    assert "only read text" in office.api.by_bot(ANNA["id"])[-1]["text"]
    for command in ("versions", "rollback", "documents", "diff a b", "try a b", "rename a b", "reindex"):
        (told,) = await office.ask(ANNA, f"/{command}")
        assert "There is no command" in told["text"]
    assert live(office) == before
    assert await actions(office) == ["uploaded"]


async def test_reindex_in_reply_takes_the_file_above(office: World, other: Path) -> None:
    file = office.api.send_file(ANNA, "coffee.md", content_of(other))
    (told,) = await office.ask(ADMIN, "/reindex")
    assert "Reply with /reindex" in told["text"]
    (preview,) = await office.ask(ADMIN, "/reindex", reply_to_message=file)
    assert "咖啡豆选购手册" in preview["text"]
    await office.ask(ADMIN, "/approve", TEAM)
    file = office.api.send_file(ANNA, "coffee.md", content_of(other), TEAM)
    preview = (await office.ask(ADMIN, "/reindex", TEAM, reply_to_message=file))[-1]
    assert "咖啡豆选购手册" in preview["text"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("evil.exe", b"MZ\x90\x00" * 99, "evil.exe: files of this kind are not read"),
        ("fake.docx", b"no zip", "fake.docx: the file is damaged"),
        ("../../etc/passwd.md", b"", "passwd.md: the file holds no text"),
        ("a\nb\u202emd.txt", b"\x00\x01\x02\x03" * 50, "not text"),
    ],
)
async def test_a_bad_file_is_told_in_a_sentence(office: World, name: str, content: bytes, told: str) -> None:
    before = len(office.api.by_bot(ADMIN["id"]))
    office.api.send_file(ADMIN, name, content)
    await office.settle()
    (answer,) = office.api.by_bot(ADMIN["id"])[before:]
    assert told in answer["text"]
    assert answer["text"].count("\n") == 0


async def test_a_file_that_is_too_large_is_not_even_fetched(office: World, other: Path) -> None:
    file = office.api.send_file(ADMIN, "big.md", content_of(other))
    file["document"]["file_size"] = 100 * 2**20
    await office.settle()
    assert "100.0 MB is more than the limit of 20 MB" in office.api.by_bot(ADMIN["id"])[-1]["text"]
    assert office.api.count("getFile") == 0
    office.api.files.largest_download = 10
    (told,) = await send(office, other)
    assert "could not be fetched from Telegram. Send it again" in told["text"]


async def test_a_download_that_fails_is_told(office: World, other: Path) -> None:
    office.api.fail("download", *[Failure("502")] * 9)
    (told,) = await send(office, other)
    assert "could not be fetched" in told["text"]
    assert [path.name for path in office.services.settings.data_folder.documents.glob("arriving-*")] == []
