"""What people do who wait for answers, and what they are told."""

from collections.abc import Callable
from typing import Any

from bot.i18n import say
from bot.telegram.context import Context
from bot.telegram.telling import tell_news
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import World

SETTING = "茶席怎么摆才好看？"
SHIPPING = "下单后多久发货？"
BELL = say("en", "bell.button")
PARCEL = "内发货，包装里放干燥剂和一张手写的冲泡卡片。"


async def tell(world: World) -> None:
    await tell_news(Context(world.app))


async def ring_later(world: World, user: Json, question: str = SETTING, chat: Json | None = None) -> Json:
    """Someone asks what is not answered, and presses the bell."""
    (answer,) = await world.ask(user, f"/ask {question}" if chat else question, chat)
    return await world.press(user, answer, next(data for data in buttons(answer).values() if data == "bell"))


async def told_after(world: World, user: Json, act: Callable[[], Any]) -> list[Json]:
    """What the bot wrote to a person because of ``act``."""
    before = len(world.api.by_bot(user["id"]))
    await act()
    return world.api.by_bot(user["id"])[before:]
