"""The language in which the bot writes by itself, also after a restart."""

import pytest

from bot.i18n import say
from bot.languages import Language
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, BEN, STRANGER, TEAM, StartBot

AS_GROUP = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
KNOCK: dict[Language, str] = {"zh-Hans": "申请", "zh-Hant": "申請", "en": "asks for access"}


@pytest.mark.parametrize(("code", "language"), [("zh-hant", "zh-Hant"), ("zh-hans", "zh-Hans"), ("de", "en")])
async def test_an_admin_is_told_in_the_language_of_their_client(
    start_bot: StartBot, api: BotApi, code: str, language: Language
) -> None:
    async with start_bot(api) as world:
        await world.ask(ADMIN | {"language_code": "en"}, "/help")
        await world.ask(ADMIN | {"language_code": code}, "/help")
    async with start_bot(api, interface_language="zh-Hans" if code == "de" else "en") as world:
        await world.ask(STRANGER, "hello")
        assert KNOCK[language] in api.by_bot(ADMIN["id"])[-1]["text"]


async def test_who_is_let_in_after_a_restart_is_welcomed_in_their_language(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api) as world:
        await world.ask(STRANGER, "hello")
    async with start_bot(api) as world:
        request = api.by_bot(ADMIN["id"])[-1]
        await world.press(ADMIN, request, buttons(request)["Let in"])
    assert api.by_bot(STRANGER["id"])[-1]["text"] == say("zh-Hant", "access.welcome")


async def test_a_language_that_was_chosen_comes_before_that_of_the_client(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api) as world:
        (choice,) = await world.ask(ADMIN, "/language")
        await world.press(ADMIN, choice, buttons(choice)["繁體中文"])
        await world.ask(ADMIN, "/help")
    async with start_bot(api) as world:
        await world.ask(STRANGER, "hello")
        assert KNOCK["zh-Hant"] in api.by_bot(ADMIN["id"])[-1]["text"]


@pytest.mark.parametrize(("last", "language"), [(BEN, "zh-Hans"), (ANNA, "en")])
async def test_who_writes_in_the_name_of_a_group_is_told_in_its_last_language(
    start_bot: StartBot, api: BotApi, last: Json, language: Language
) -> None:
    async with start_bot(api) as world:
        await world.ask(ADMIN, "/approve", TEAM)
        for user in (BEN, ANNA, last):
            await world.ask(user, "/ask 茶叶仓库湿度", TEAM)
    async with start_bot(api, interface_language="zh-Hant") as world:
        (told,) = await world.ask(AS_GROUP, "/ask 茶叶仓库湿度", TEAM, sender_chat=TEAM)
    assert told["text"] == say(language, "access.as-yourself")
