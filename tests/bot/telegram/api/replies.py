"""Keyboards, menus and inline results: what the Bot API takes."""

import re

from tests.bot.telegram.api.entities import bad, formatted
from tests.bot.telegram.api.shapes import Json


def check_keyboard(markup: Json | None) -> Json | None:
    """An inline keyboard, or nothing; refused where Telegram would."""
    rows = (markup or {}).get("inline_keyboard", [])
    if sum(len(row) for row in rows) > 100:
        raise bad("reply markup is too long")
    for row in rows:
        if len(row) > 8:
            raise bad("BUTTON_ROW_TOO_LONG")
        for button in row:
            if not str(button.get("text", "")).strip():
                raise bad("text of a button must be non-empty")
            if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
                raise bad("BUTTON_DATA_INVALID")
            if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
                raise bad("BUTTON_COPY_TEXT_INVALID")
            if "url" in button and not re.match(r"(https?|tg)://", button["url"]):
                raise bad("BUTTON_URL_INVALID")
            if len(set(button) - {"text"}) != 1:
                raise bad("inline keyboard button must have exactly one action")
    return {"inline_keyboard": rows} if any(rows) else None


def check_menu(commands: list[Json], language: str) -> None:
    """Commands as setMyCommands takes them."""
    if len(commands) > 100:
        raise bad("too many commands")
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise bad("invalid language code specified")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def check_inline_result(result: Json) -> None:
    """A result as answerInlineQuery and answerGuestQuery take it."""
    if not 1 <= len(result["id"].encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    if result["type"] == "article" and not result.get("title"):
        raise bad("ARTICLE_TITLE_EMPTY")
    content = result["input_message_content"]
    text, _ = formatted(content | {"text": content["message_text"]}, "text", 4096, "MESSAGE_TOO_LONG")
    if not text.strip():
        raise bad("MESSAGE_EMPTY")
    check_keyboard(result.get("reply_markup"))


def check_inline_results(params: Json) -> None:
    """Results as answerInlineQuery takes them."""
    results = params["results"]
    names = [result["id"] for result in results]
    if len(results) > 50:
        raise bad("RESULTS_TOO_MUCH")
    if len(set(names)) < len(names):
        raise bad("RESULT_ID_DUPLICATE")
    for result in results:
        check_inline_result(result)
    button = params.get("button")
    if button and not re.fullmatch(r"[\w-]{1,64}", button.get("start_parameter", ""), re.ASCII):
        raise bad("START_PARAM_INVALID")
