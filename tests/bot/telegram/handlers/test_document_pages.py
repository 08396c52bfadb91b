"""Of many documents, the lists for members and for admins are shown in pages."""

from dataclasses import replace

import pytest

from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, World

COUNT = 45  # documents


@pytest.fixture
def shelf(world: World) -> World:
    """A live index whose manifest lists many documents, all but one without passages."""
    index = world.snapshot.index
    (document,) = index.manifest.documents
    more = [
        document.model_copy(
            update={"title": f"Handbook {n}", "name": f"{n}.md", "passages": 0, "sha256": f"{n:02d}" * 32}
        )
        for n in range(2, COUNT + 1)
    ]
    documents = (document, *more)
    changed = {"version": "20260303-000000-fedcba", "documents": documents}
    world.go_live(replace(index, manifest=index.manifest.model_copy(update=changed)))
    return world


def downloads(message: Json) -> list[str]:
    return [label for label in buttons(message) if "⬇" in label]


async def test_members_come_to_each_file(shelf: World) -> None:
    (listed,) = await shelf.ask(ANNA, "/sources")
    assert "20260303" not in listed["text"]
    assert downloads(listed) == [f"⬇ {number}" for number in range(1, 41)]
    await shelf.press(ANNA, listed, buttons(listed)["More ▶"])
    assert downloads(listed) == [f"⬇ {number}" for number in range(41, 46)]
    assert "41. Handbook 41" in listed["text"]
    back = buttons(listed)["◀ Back"]
    for _ in range(2):  # pressed twice it stays
        await shelf.press(ANNA, listed, back)
    assert downloads(listed)[0] == "⬇ 1"


async def test_admins_come_to_each_document(shelf: World) -> None:
    (listed,) = await shelf.ask(ADMIN, "/documents")
    seen = downloads(listed)
    while "More ▶" in buttons(listed):
        await shelf.press(ADMIN, listed, buttons(listed)["More ▶"])
        seen += downloads(listed)
    assert seen == [f"{number} ⬇" for number in range(1, COUNT + 1)]
    await shelf.press(ADMIN, listed, buttons(listed)["45 🔒"])
    (told,) = shelf.api.by_bot(ADMIN["id"])[-1:]
    assert "Handbook 45" in told["text"]


async def test_pages_of_documents_are_for_admins(shelf: World) -> None:
    (listed,) = await shelf.ask(ADMIN, "/documents")
    told = await shelf.press(ANNA, listed, buttons(listed)["More ▶"])
    assert "admins" in told["text"]
