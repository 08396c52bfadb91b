"""How the bot's tests run the Telegram library, and data directories for them."""

import os
import shutil
from pathlib import Path

import pytest

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.settings import Settings
from index.build import build, gather
from index.encoder import Encoder
from knowledge.documents import load_document
from tests.conftest import TEA_QUESTIONS, TEA_REPORT

# Durations as the library's next major version gives them: the present way warns, and warnings are errors here.
os.environ.setdefault("PTB_TIMEDELTA", "true")


def no_stage(_: str) -> None:
    """Nobody listens."""


def no_advance(_: int, __: int) -> None:
    """Nobody listens."""


@pytest.fixture(scope="session")
def tea_home(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """A data directory to copy."""
    home = tmp_path_factory.mktemp("tea-home")
    settings = Settings(_env_file=None, data_dir=home)
    if cache.exists():
        shutil.copy(cache, home / "embeddings.sqlite")
    request = Request("Ada", "the first", whole=(TEA_REPORT,), sample_questions=TEA_QUESTIONS)
    reindex(settings, request, no_stage, no_advance)
    return home


def with_edition(tea_home: Path, folder: Path, text: str, *, gate: bool = True) -> Path:
    """Return a copy of ``tea_home`` in ``folder`` whose document was replaced by one of that ``text``."""
    edited = folder / "tea.md"
    edited.write_text(text, "utf-8")
    settings = Settings(_env_file=None, data_dir=Path(shutil.copytree(tea_home, folder / "home")))
    reindex(settings, Request("Ada", "mended", replace=(("", edited),), gate=gate), no_stage, no_advance)
    return settings.data_dir


@pytest.fixture
def home(tea_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tea_home, tmp_path / "home"))


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A report on another subject."""
    path = tmp_path / "coffee.md"
    path.write_text(
        "# 咖啡豆选购手册\n\n## 产地\n\n云南咖啡豆有果酸味。\n\n## 烘焙\n\n深烘的豆子更苦，适合做拿铁。\n", "utf-8"
    )
    return path


PARTED = {
    "shop.md": (
        "门店经营报告",
        "2025-03-01",
        "# 一、货物\n\n退货要在七天之内完成。\n\n# 二、员工\n\n每年有十天带薪假期。",
    ),
    "online.md": (
        "线上渠道手册",
        "2025-06-01",
        "# 一、員工\n\n每年有十二天带薪假期。\n\n# 二、直播\n\n每天两场。\n\n# 三、定价\n\n由总部统一制定。",
    ),
    "notes.md": ("仓库笔记", "", "仓库在苏州，湿度不得超过六成。"),
}

PLACES = (
    "新品上架之前，仓库先把库存盘点一遍。",
    "客服每周一向主管报告库存的缺口。",
    "库存低于安全线时，采购当天下单补货。",
    "退回的商品验收之后重新计入库存。",
    "门店之间可以互相调拨库存，运费由总部承担。",
    "过季商品的库存在年底打折清理。",
    "盘点库存的人不得保管库存，两个岗位分开。",
    "系统每隔一小时同步一次线上库存。",
    "财务按月核对库存的账面金额。",
    "直播开始前，主播助理锁定样品的库存。",
)


@pytest.fixture(scope="session")
def parted(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, cache: Path) -> Assistant:
    """An assistant on two documents with one chapter in common, one in each script, and on one without chapters."""
    folder, read = tmp_path_factory.mktemp("parted"), []
    for name, (title, date, text) in PARTED.items():
        (folder / name).write_text(f"---\ntitle: {title}\ndate: {date}\n---\n{text}\n", "utf-8")
        read.append(load_document(folder / name, max_bytes=2**20))
    index = build(gather(read), "20260101-000004-abcdef", "2026-01-01", encoder, cache, lambda *_: None)
    return Assistant(snapshot_of(index), encoder)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, cache: Path) -> Assistant:
    """An assistant on a handbook that speaks of stock in ten places, one of them twice, and of other things."""
    chapters = [f"# {name}\n\n{place}" for name, place in zip("甲乙丙丁戊己庚辛壬癸", PLACES, strict=True)]
    others = ["# 假期\n\n员工每年有十五天带薪假期。", "# 着装\n\n门店员工统一穿深蓝色围裙。", f"# 补遗\n\n{PLACES[5]}"]
    path = tmp_path_factory.mktemp("store") / "handbook.md"
    path.write_text("\n\n".join([*chapters, *others]), "utf-8")
    contents = gather([load_document(path, max_bytes=2**20)])
    index = build(contents, "20260101-000003-abcdef", "2026-01-01", encoder, cache, lambda *_: None)
    return Assistant(snapshot_of(index), encoder)
