"""Files go to and from the model as they do with Telegram, over both ways to it."""

import io
from pathlib import Path

import httpx
import pytest
from telegram import Bot, InputFile, Message
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from tests.bot.telegram.api.model import TOKEN, BotApi, Failure
from tests.bot.telegram.api.shapes import group
from tests.bot.telegram.api.test_model import ANNA, api, bot
from tests.bot.telegram.api.transports import Direct, Server

__all__ = ["api", "bot"]

TEA = "茶".encode()
CHAT = ANNA["id"]


async def newest(bot: Bot) -> Message:
    """The message of the last update, as the bot's library reads it."""
    message = (await bot.get_updates())[-1].message
    assert message
    return message


async def fetched(bot: Bot, file_id: str) -> bytes:
    return bytes(await (await bot.get_file(file_id)).download_as_bytearray())


async def test_a_file_that_somebody_sent_is_fetched(api: BotApi, bot: Bot, tmp_path: Path) -> None:
    api.send_file(ANNA, "報告.md", TEA)
    document = (await newest(bot)).document
    assert document
    assert (document.file_name, document.mime_type, document.file_size) == ("報告.md", "text/markdown", 3)
    file = await bot.get_file(document)
    assert (file.file_unique_id, file.file_size) == (document.file_unique_id, 3)
    assert bytes(await file.download_as_bytearray()) == TEA
    assert (await file.download_to_drive(tmp_path / "tea")).read_bytes() == TEA
    into = io.BytesIO()
    await file.download_to_memory(into)
    assert into.getvalue() == TEA
    assert api.count("download") == 3


@pytest.mark.parametrize("content", [b"", bytes(range(256)), b"{}", b'{"ok": true}', b"x" * 3 * 2**20])
async def test_any_content_arrives_as_it_is(api: BotApi, bot: Bot, content: bytes) -> None:
    assert await fetched(bot, api.send_file(ANNA, "x", content)["document"]["file_id"]) == content


async def test_the_same_content_has_the_same_unique_id(api: BotApi) -> None:
    first, again, other = (
        api.send_file(ANNA, name, content)["document"] for name, content in (("a", TEA), ("b", TEA), ("a", b"coffee"))
    )
    assert first["file_unique_id"] == again["file_unique_id"] != other["file_unique_id"]
    assert len({document["file_id"] for document in (first, again, other)}) == 3


async def test_what_is_not_known_of_a_file_is_not_told(api: BotApi, bot: Bot) -> None:
    api.send_file(ANNA, None, TEA)
    document = (await newest(bot)).document
    assert document
    assert (document.file_name, document.mime_type) == (None, "application/octet-stream")
    api.send_file(ANNA, "tea.md", TEA, mime_type="text/x-tea")
    document = (await newest(bot)).document
    assert document
    assert document.mime_type == "text/x-tea"


async def test_nothing_of_a_hostile_name_is_in_the_path(api: BotApi, bot: Bot) -> None:
    for name, end in (("../../etc/passwd.md", ".md"), ("x.a/../b", ""), ("x.a b", ""), ("x.茶", ""), ("tar.gz", ".gz")):
        file = await bot.get_file(api.send_file(ANNA, name, TEA)["document"]["file_id"])
        assert file.file_path
        assert file.file_path.split(bot.token)[1] == f"/documents/file_{len(api.messages) - 2}{end}"
        assert bytes(await file.download_as_bytearray()) == TEA


async def test_a_caption_holds_commands(api: BotApi, bot: Bot) -> None:
    chat = group(-5)
    api.send_file(ANNA, "tea.md", TEA, chat, caption="😀 /reindex@tea_report_bot now", has_protected_content=True)
    message = await newest(bot)
    assert message.caption == "😀 /reindex@tea_report_bot now"
    assert list(message.parse_caption_entities(["bot_command"]).values()) == ["/reindex@tea_report_bot"]
    assert message.chat_id == -5
    assert message.has_protected_content
    assert message.text is None
    assert "caption_entities" not in api.send_file(ANNA, "tea.md", TEA, caption="tea")
    assert "caption" not in api.send_file(ANNA, "tea.md", TEA)


async def test_a_caption_is_edited(api: BotApi, bot: Bot) -> None:
    api.edit(api.send_file(ANNA, "tea.md", TEA, caption="/one"), "two")
    message = (await bot.get_updates())[-1].edited_message
    assert message
    assert (message.caption, message.caption_entities, message.text) == ("two", (), None)
    assert message.document


async def test_files_are_replied_to_and_reply(api: BotApi, bot: Bot) -> None:
    asked = api.say(ANNA, "send it")
    file = api.send_file(ANNA, "tea.md", TEA, caption="here", reply_to=asked)
    above = (await newest(bot)).reply_to_message
    assert above
    assert above.text == "send it"
    api.say(ANNA, "/reindex", reply_to_message=file)
    above = (await newest(bot)).reply_to_message
    assert above
    assert above.document
    assert (above.caption, above.reply_to_message) == ("here", None)
    assert await fetched(bot, above.document.file_id) == TEA
    sent = await bot.send_message(CHAT, "read", reply_to_message_id=file["message_id"])
    assert sent.reply_to_message
    assert sent.reply_to_message.document == above.document
    sent = await bot.send_document(CHAT, TEA, reply_to_message_id=sent.message_id)
    assert sent.reply_to_message
    assert (sent.reply_to_message.text, sent.reply_to_message.reply_to_message) == ("read", None)


async def test_a_file_that_the_bot_sends_has_its_name_and_content(api: BotApi, bot: Bot) -> None:
    sent = await bot.send_document(CHAT, TEA, filename="報告 “1”.md", caption="<b>tea</b>", parse_mode="HTML")
    (message,) = api.by_bot(CHAT)
    assert message["document"]["file_name"] == "報告 “1”.md"
    assert message["document"]["file_size"] == 3
    assert message["caption_entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    assert api.content(message) == TEA
    assert sent.document
    assert (sent.document.file_name, sent.document.mime_type) == ("報告 “1”.md", "text/markdown")
    assert await fetched(bot, sent.document.file_id) == TEA


async def test_files_are_given_in_many_ways(api: BotApi, bot: Bot, tmp_path: Path) -> None:
    path = tmp_path / "tea.md"
    path.write_bytes(TEA)
    with path.open("rb") as file:
        for given in (path, file, InputFile(TEA, "tea.md"), InputFile(TEA, "tea.md", attach=True)):
            await bot.send_document(CHAT, given)
        file.seek(0)
        await bot.send_document(CHAT, InputFile(file, read_file_handle=False))
    names = [(m["document"]["file_name"], api.content(m)) for m in api.by_bot(CHAT)]
    assert names == [("tea.md", TEA)] * 5


async def test_a_known_file_is_sent_by_its_id(api: BotApi, bot: Bot) -> None:
    theirs = api.send_file(ANNA, "tea.md", TEA)["document"]
    sent = await bot.send_document(CHAT, theirs["file_id"], caption="yours")
    own = await bot.send_document(CHAT, b"coffee", filename="coffee.md")
    assert own.document
    await bot.send_document(CHAT, own.document)
    assert [api.content(message) for message in api.by_bot(CHAT)] == [TEA, b"coffee", b"coffee"]
    assert sent.document
    assert (sent.caption, sent.document.file_name) == ("yours", "tea.md")
    assert sent.document.file_unique_id == theirs["file_unique_id"]
    with pytest.raises(BadRequest, match=r"(?i)wrong file identifier/http url specified"):
        await bot.send_document(CHAT, theirs["file_unique_id"])


async def test_uploads_that_telegram_refuses(api: BotApi, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(CHAT, b"", filename="empty.md")
    with pytest.raises(BadRequest, match="There is no document in the request"):
        await bot.send_document(CHAT, "")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_document(99, TEA)
    assert api.files.largest_upload == 50 * 2**20 >= FileSizeLimit.FILESIZE_UPLOAD
    api.files.largest_upload = 3
    await bot.send_document(CHAT, TEA)
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_document(CHAT, b"four")
    assert len(api.by_bot(CHAT)) == 1


@pytest.mark.parametrize(("caption", "taken"), [("[x", True), ("{x}", True), ("[1]", True), ("x" * 1025, False)])
async def test_captions_are_text(api: BotApi, bot: Bot, caption: str, taken: bool) -> None:
    if taken:
        assert (await bot.send_document(CHAT, TEA, caption=caption)).caption == caption
    else:
        with pytest.raises(BadRequest, match="Message caption is too long"):
            await bot.send_document(CHAT, TEA, caption=caption)
    assert len(api.by_bot(CHAT)) == taken


async def test_a_document_has_no_text_to_edit(bot: Bot) -> None:
    sent = await bot.send_document(CHAT, TEA)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("tea", CHAT, sent.message_id)


async def test_files_that_cannot_be_fetched(api: BotApi, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Wrong file_id or the file is temporarily unavailable"):
        await bot.get_file("nobody's")
    with pytest.raises(BadRequest, match="File_id not specified"):
        await bot.get_file("")
    limit = 20 * 2**20
    just, over = (api.send_file(ANNA, "x", bytes(size))["document"]["file_id"] for size in (limit, limit + 1))
    await bot.get_file(just)
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(over)
    api.files.largest_download = limit + 1
    await bot.get_file(over)


async def test_only_a_path_that_was_given_is_fetched(api: BotApi, bot: Bot) -> None:
    first, second = (api.send_file(ANNA, "tea.md", TEA)["document"]["file_id"] for _ in range(2))
    file = await bot.get_file(first)
    given = file.file_path or ""
    for path in (given.replace("file_0", "file_1"), given.replace("file_0", "file_2"), given + "x", given[:-1]):
        with pytest.raises(InvalidToken, match="Not Found"):
            await bot.request.retrieve(path)
    with pytest.raises(InvalidToken, match="Unauthorized"):
        await bot.request.retrieve(given.replace(bot.token, "1:wrong"))
    assert (await bot.get_file(second)).file_path == given.replace("file_0", "file_1")
    assert await bot.request.retrieve(given.replace("file_0", "file_1")) == TEA


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (Failure("502"), NetworkError),
        (Failure("429", retry_after=7), RetryAfter),
        (Failure("drop"), NetworkError),
        (Failure("silence"), TimedOut),
    ],
)
@pytest.mark.parametrize("step", ["getFile", "download", "sendDocument"])
async def test_failures_on_demand_come_once(
    api: BotApi, bot: Bot, step: str, failure: Failure, error: type[TelegramError]
) -> None:
    file_id = api.send_file(ANNA, "tea.md", TEA)["document"]["file_id"]

    async def do() -> None:
        await bot.send_document(CHAT, TEA)
        assert await fetched(bot, file_id) == TEA

    api.fail(step, failure)
    with pytest.raises(error):
        await do()
    await do()
    assert len(api.by_bot(CHAT)) == (1 if step == "sendDocument" else 2)


async def test_an_upload_may_arrive_though_no_answer_comes(api: BotApi, bot: Bot) -> None:
    api.fail("sendDocument", Failure("drop", after_doing=True))
    with pytest.raises(NetworkError):
        await bot.send_document(CHAT, TEA)
    assert [api.content(message) for message in api.by_bot(CHAT)] == [TEA]


async def test_refusals_are_told_by_code_and_in_json(api: BotApi) -> None:
    server = Server(api)
    try:
        async with httpx.AsyncClient() as client:
            replies = [await client.get(f"{server.url}/file/bot{token}/x") for token in (TOKEN, "1:wrong")]
    finally:
        await server.close()
    answers = [(reply.status_code, reply.json()["description"]) for reply in replies]
    assert answers == [(404, "Not Found"), (401, "Unauthorized")]
    direct = [await Direct(api).do_request(f"x/file/bot{token}/x", "GET") for token in (TOKEN, "1:wrong")]
    assert [code for code, _ in direct] == [404, 401]
