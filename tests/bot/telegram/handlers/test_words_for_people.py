"""Lists and errors in a chat are for people: names, words of their language and times, nothing of the machine's own."""

import re
import shutil
from pathlib import Path

import pytest

from bot.state.people import set_language
from index.locks import building
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, STRANGER, TEAM, World
from tests.bot.telegram.handlers.uploading import live, send

MACHINES_OWN = re.compile(
    r"[0-9a-f]{12}|\d{4}-\d\d-\d\dT|[a-z]+-[a-z]+|\b(?:answered|hedged|refused|received|undelivered|knocked|invited"
    r"|built|uploaded|downloaded|cancelled|stopped|live|held|same|error|plan|sha256|user|name|title|group|questions)\b"
)
NAMES = re.compile(r"[\w-]+\.(?:md|yaml)|/\w+|@\w+|https?://\S+|t\.me\S*")


@pytest.fixture
async def chinese(office: World) -> World:
    """An admin who reads Chinese."""
    await set_language(office.services.database, ADMIN["id"], "Ada", "zh-Hans")
    return office


def strange(world: World) -> list[str]:
    """The lines to the admin in which something of the machine's own is left."""
    home = str(world.services.settings.data_dir)
    told = "\n".join(m["text"] for m in world.api.by_bot(ADMIN["id"]) if "text" in m)
    assert "\n" in told
    return [line for line in told.splitlines() if home in line or MACHINES_OWN.search(NAMES.sub("", line))]


async def push(world: World, label: str) -> None:
    """The admin presses the newest button with that beginning."""
    found = [
        (message, data)
        for message in world.api.by_bot(ADMIN["id"])
        for text, data in buttons(message).items()
        if text.startswith(label)
    ]
    await world.press(ADMIN, *found[-1])


async def test_what_admins_are_shown_of_documents_and_versions_is_for_people(chinese: World, other: Path) -> None:
    await send(chinese, other)
    await push(chinese, "取消")
    await send(chinese, other)
    await push(chinese, "添加并构建")
    for command in ("/documents", "/rename 2 咖啡手册", "/versions", f"/diff {live(chinese)} {live(chinese)}"):
        await chinese.ask(ADMIN, command)
    for label in ("2 ⬇", "2 ✎", "2 ✕", "移除并构建", str(live(chinese))):
        await push(chinese, label)
    for command in ("/rollback", "/versions", "/status", "/audit"):
        await chinese.ask(ADMIN, command)
    await push(chinese, "2")
    assert not strange(chinese)


@pytest.fixture
def edition(other: Path, tmp_path: Path) -> Path:
    """The other report with a point changed."""
    path = tmp_path / "edition" / "coffee.md"
    path.parent.mkdir()
    path.write_text(other.read_text("utf-8").replace("果酸味", "花香味"), "utf-8")
    return path


async def test_titles_are_shown_in_the_characters_of_the_reader(office: World, other: Path, edition: Path) -> None:
    await set_language(office.services.database, ADMIN["id"], "Ada", "zh-Hant")
    await send(office, other)
    await push(office, "新增並建立")
    await send(office, edition)
    for command in ("/documents", "/versions"):
        await office.ask(ADMIN, command)
    for label in ("2 ✎", "2 ✕", str(live(office))):
        await push(office, label)
    told = [m["text"] + "".join(buttons(m)) for m in office.api.by_bot(ADMIN["id"])]
    named = [text for text in told if "咖啡豆選購手冊" in text]
    assert len(named) >= 5
    assert not [text for text in told if "咖啡豆选购手册" in text]


BY_ADMINS = [
    "“Ada” (1) · 生成了配对码",
    "“Ada” (1) · 拒绝了群“Team”（-1001234567890）",
    "“Ada” (1) · 取消了 “Sam” @sam（4）的权限",
    "“Ada” (1) · 允许 “Sam” @sam（4）使用",
    "“Ada” (1) · 批准了群“Team”（-1001234567890）",
]


def words_of(message: Json) -> list[str]:
    """The lines of a message without their times."""
    return [re.sub(r"^[-\d]{10} [:\d]{5} UTC · ", "", line) for line in message["text"].splitlines()]


async def test_the_audit_log_names_people_and_says_what_they_did(chinese: World) -> None:
    await chinese.ask(ADMIN, "/approve", TEAM)
    await chinese.ask(STRANGER, "/start")
    for command in (f"/admit {STRANGER['id']}", f"/revoke {STRANGER['id']}", f"/revoke {TEAM['id']}", "/invite"):
        await chinese.ask(ADMIN, command)
    (told,) = await chinese.ask(ADMIN, "/audit")
    assert words_of(told) == ["管理员的操作，以及我自行完成的操作（从新到旧）：", *BY_ADMINS]
    await chinese.press(ADMIN, told, buttons(told)["其他人的操作"])
    assert words_of(told)[1:] == ["“Sam” @sam (4) · 申请使用"]


async def test_the_status_counts_questions_in_words(chinese: World) -> None:
    for text in ("新主播开播之前要做什么？", "今天天气怎么样？"):
        await chinese.ask(ANNA, text)
    await chinese.ask(ADMIN, "/status")
    assert "已回答 1、拒答 1" in chinese.api.by_bot(ADMIN["id"])[-1]["text"]
    assert not strange(chinese)


async def test_a_build_elsewhere_and_a_full_disk_are_told_without_the_servers_paths(
    chinese: World, other: Path
) -> None:
    await send(chinese, other)
    with building(chinese.services.settings.data_folder.index, "Ben"):
        await push(chinese, "添加并构建")
    assert re.search(r"Ben 自 [-\d]{10} [:\d]{5} UTC 起正在构建索引", chinese.api.by_bot(ADMIN["id"])[-1]["text"])
    versions = chinese.services.settings.data_folder.index / "versions"
    shutil.move(versions, versions.with_name("away"))
    versions.write_text("in the way")
    await push(chinese, "添加并构建")
    assert not strange(chinese)


async def test_a_preview_whose_file_is_gone_says_so(chinese: World, other: Path) -> None:
    await send(chinese, other)
    for folder in chinese.services.settings.data_folder.documents.iterdir():
        shutil.rmtree(folder)
    chinese.services.builds._proposals.clear()
    await push(chinese, "添加并构建")
    assert "此预览的文件已不再保存" in chinese.api.by_bot(ADMIN["id"])[-1]["text"]
    assert not strange(chinese)
