"""Which files of a folder are read: those in it, and none that a link in it leads to elsewhere."""

from pathlib import Path

import pytest

from bot.reindexing.collection import Collection, Request, collect
from knowledge.errors import DocumentError

MOST = 20 * 2**20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one document, beside files that are nobody's business."""
    (tmp_path / "secrets" / "deep").mkdir(parents=True)
    for name in ("secrets/keys.md", "secrets/deep/more.md"):
        (tmp_path / name).write_text("# 密钥\n\n谁也不该看到这里。\n", "utf-8")
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "note.md").write_text("# 新茶\n\n新茶上市的时间是每年四月。\n", "utf-8")
    return tmp_path / "given"


def collected(*paths: Path) -> Collection:
    return collect(Request("Ada", whole=paths), lambda: (), MOST)


def names(collection: Collection) -> list[str]:
    return [document.name for document in collection.documents]


def test_links_that_lead_out_of_a_folder_are_left_out_and_named(folder: Path) -> None:
    (folder / "below").mkdir()
    links = {
        folder / "below" / "up.md": Path("../../secrets/keys.md"),
        folder / "chain.md": Path("notes.md"),
        folder / "notes.md": folder.parent / "secrets" / "keys.md",
        folder / "secrets": folder.parent / "secrets",
    }
    for link, target in links.items():
        link.symlink_to(target)
    (folder / "broken.md").symlink_to("nowhere.md")
    (folder / "circle.md").symlink_to("circle.md")
    (folder / "picture.png").symlink_to(folder.parent / "secrets" / "keys.md")
    collection = collected(folder)
    assert names(collection) == ["note.md"]
    assert set(collection.left_out) == links.keys()
    added = collect(Request("Ada", add=(folder,)), lambda: (), MOST)
    assert (names(added), added.left_out) == (["note.md"], collection.left_out)


def test_links_within_a_folder_are_read(folder: Path) -> None:
    (folder / "below").mkdir()
    (folder / "below" / "other.md").write_text("# 老茶\n\n老茶要放在干燥的地方。\n", "utf-8")
    (folder / "z.md").symlink_to(folder / "below" / "other.md")
    collection = collected(folder)
    assert "note.md" in names(collection)
    assert len(collection.files) == 3
    assert collection.left_out == ()


def test_a_link_that_is_given_by_name_is_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to(folder / "note.md")
    (tmp_path / "link").symlink_to(folder)
    for link in (tmp_path / "link.md", tmp_path / "link"):
        collection = collected(link)
        assert len(collection.documents) == 1
        assert collection.left_out == ()


def test_a_folder_of_nothing_but_such_links_is_refused_with_the_reason(folder: Path) -> None:
    (folder / "note.md").unlink()
    (folder / "notes.md").symlink_to(folder.parent / "secrets" / "keys.md")
    with pytest.raises(DocumentError, match="only-links"):
        collected(folder)
