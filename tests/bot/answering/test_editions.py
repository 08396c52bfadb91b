"""A question on an earlier edition sets that edition beside the live one."""

from datetime import date
from pathlib import Path

import pytest

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, Assistant
from bot.answering.recording import quotations_of
from bot.answering.reply import reply
from bot.answering.shown import Shown
from bot.answering.sides_wording import sides_words
from bot.answering.snapshot import snapshot_of
from bot.answering.why_wording import why
from bot.answering.wording import answer_words, aside_words
from bot.reindexing.collection import Request
from bot.reindexing.engine import reindex
from bot.settings import Settings
from bot.wiring import open_assistant
from index.build import build, gather
from index.editions import edition_asked
from index.encoder import Encoder
from knowledge.documents import load_document
from tests.bot.conftest import no_advance, no_stage


def answered(assistant: Assistant, question: str, previous: str | None = None) -> Answer:
    said = reply(assistant, question, previous)
    assert isinstance(said, Answer)
    return said


@pytest.mark.parametrize(
    ("question", "years", "topic"),
    [
        ("2025年的报告怎么说退货率？", ("2025",), "退货率"),
        ("2025 年的報告怎麼說？", ("2025",), ""),
        ("和上一版比，发货时间有什么变化", (), "发货时间"),
        ("和上一版比，盤點與差額有什麼變化", (), "盤點與差額"),
        ("What did the last edition say about VIP hosts?", (), "VIP hosts"),
        ("这版和上一版有什么不同", (), ""),
        ("这版和上一版差在哪", (), ""),
        ("這版與上一版差異為何", (), ""),
        ("和上一版一样吗", (), ""),
        ("what are the main differences from the previous edition", (), ""),
        ("is it the same as the previous edition?", (), ""),
        ("旧版报告里主播怎么培训", (), "主播怎么培训"),
        ("2024版和2025版在退货率上有什么区别", ("2024", "2025"), "退货率"),
        ("what did the 2025 report say on this?", ("2025",), ""),
        ("what did the 2025 report say on that point?", ("2025",), ""),
        ("2025年的报告对此怎么说？", ("2025",), ""),
        ("上一版在這一點上怎麼說", (), ""),
        ("2024版和2025版在这方面有什么区别", ("2024", "2025"), ""),
        ("2025年的报告对此类商品怎么说", ("2025",), "此类商品"),
        ("How has host training changed since the previous edition?", (), "host training"),
    ],
)
def test_the_edition_and_the_topic_are_known(question: str, years: tuple[str, ...], topic: str) -> None:
    asked = edition_asked(question)
    assert asked is not None
    assert (asked.years, asked.topic) == (years, topic)


@pytest.mark.parametrize(
    "question", ["到2025年市场规模是多少？", "报告怎么说退货率", "上一版面讲了什么", "去年销量多少"]
)
def test_a_year_or_the_report_alone_names_no_edition(question: str) -> None:
    assert edition_asked(question) is None


def test_both_editions_are_quoted_and_an_older_one_is_not_opened(home: Path, edited: Path) -> None:
    settings = Settings(_env_file=None, data_dir=home)
    first = open_assistant(settings)
    only = answered(first, "和上一版比，下单后多久发货")
    assert only.only_edition
    assert only.sides is None
    assert "48小时" in only.quoted[0].text
    assert answer_words(only, "en", None).edition.startswith("Only the current edition is kept here")

    nothing = reply(first, "这版和上一版有什么不同")
    assert isinstance(nothing, Aside)
    said = aside_words(nothing, "en", None)
    assert said.startswith("No such edition is kept here")
    assert said.endswith("二、直播怎么做")

    reindex(settings, Request("Ada", "mended", replace=(("", edited),)), no_stage, no_advance)
    assistant = open_assistant(settings)
    answer = answered(assistant, "和上一版比，下单后多久发货")
    assert answer.sides is not None
    before, now = answer.sides.first.quotes, answer.sides.second.quotes
    assert "48小时" in before[0].text
    assert "72小时" in now[0].text
    assert before[0].version == first.snapshot.version
    assert all(quote.version == answer.version for quote in answer.quoted)
    kept = [each.version for each in quotations_of(answer, assistant.snapshot)]
    assert kept.count(first.snapshot.version) == len(before)

    as_such = answered(assistant, "这版和上一版有什么不同")
    assert as_such.sides is not None
    assert as_such.sides.headings
    assert [quote.text for quote in as_such.sides.both] == ["茶叶市场", "直播怎么做"]
    assert {quote.version for quote in as_such.sides.both} == {first.snapshot.version}
    assert {quote.version for quote in as_such.sides.headings.twins} == {answer.version}

    assert [quote.headings[0] for quote in as_such.quotes] == ["茶叶市场", "直播怎么做"]
    assert as_such.turn.shown == Shown(answer.version, (), as_such.quotes[0].number)

    words = sides_words(as_such.sides, "zh-Hans", None)
    assert (words.headline[:2], words.together) == ("两版", "两版都有：")
    assert words.title == "《高山茶直播销售报告》前后两版的最高一级标题"
    assert [column.empty for column in words.columns] == ["除了两版都有的，没有别的标题。"] * 2
    assert "两版" in why(as_such, "zh-Hans", None)[0]

    # Only the live edition has these words, but the earlier one has another figure in their place.
    beside = answered(assistant, "上一版怎么说72小时").sides
    assert beside is not None
    assert [quote.text[:7] for quote in beside.listed] == ["下单后48小时", "下单后72小时"]

    same = answered(assistant, "旧版報告對此怎麼說？", "新主播开播之前要学什么？")
    assert same.sides is not None
    assert "制茶车间" in same.sides.both[0].text
    assert not same.sides.first.quotes


def test_an_edition_that_was_replaced_under_another_title_is_known(home: Path, edited: Path) -> None:
    settings = Settings(_env_file=None, data_dir=home)
    first = open_assistant(settings).snapshot.version
    (held,) = open_assistant(settings).snapshot.index.manifest.documents
    text = edited.read_text("utf-8").replace("高山茶直播销售报告", "2027年高山茶销售报告\ndate: 2027-01-05")
    edited.write_text(text, "utf-8")
    rename = Request("Ada", rename=((held.title, "2025年高山茶销售报告"),))
    for request in (rename, Request("Ada", replace=(("", edited),))):
        reindex(settings, request, no_stage, no_advance)
    assistant = open_assistant(settings)
    (now,) = assistant.snapshot.index.manifest.documents
    assert now.titles == ("2027年高山茶销售报告", "2025年高山茶销售报告", held.title)

    answer = answered(assistant.on(date(2026, 3, 1)), "去年的报告怎么说，下单后多久发货")
    assert answer.sides is not None
    before, after = answer.sides.first, answer.sides.second
    assert (before.name, after.name) == ("2025年高山茶销售报告", "2027年高山茶销售报告")
    assert "48小时" in before.quotes[0].text
    assert "72小时" in after.quotes[0].text
    assert before.quotes[0].version != first  # the latest that had it

    assert assistant.earlier is not None
    editions = assistant.earlier.documents(assistant.snapshot.index.manifest, now.title)
    assert [each.title for each in editions] == ["2025年高山茶销售报告", held.title]


def test_editions_that_are_both_live_are_found_by_their_years(tmp_path: Path, encoder: Encoder, cache: Path) -> None:
    read = []
    for year, title, days in ((2025, "门店经营报告", "七"), (2026, "门店经营年报", "十四")):
        path = tmp_path / f"{year}.md"
        path.write_text(
            f"---\ntitle: {title}\ndate: {year}-03-01\n---\n# 一、退货\n\n退货要在{days}天之内完成。\n\n"
            "# 二、盘点\n\n每月盘点一次。\n"
        )
        read.append(load_document(path, max_bytes=2**20))
    index = build(gather(read), "20260401-000000-abcdef", "2026-04-01", encoder, cache, lambda *_: None)
    assistant = Assistant(snapshot_of(index), encoder).on(date(2026, 11, 29))
    asked = "2025年的报告", "2026年的报告", "去年的報告", "今年的报告"
    for named, days in zip(asked, ("七天", "十四天") * 2, strict=True):
        answer = answered(assistant, f"{named}怎么说退货期限？")
        assert answer.status == "answered"
        assert days in answer.quoted[0].text
        assert not answer.only_edition
        assert answer.question == f"{named}怎么说退货期限？"

    for question in (
        "2025版和2026版的报告在退货期限上有什么区别",
        "compare the 2025 and 2026 reports on returns",
        "compare last year's and this year's reports on returns",
    ):
        both = answered(assistant, question)
        assert both.sides is not None
        assert "七天" in both.sides.first.quotes[0].text
        assert "十四天" in both.sides.second.quotes[0].text
        assert both.missing == ()  # the years only name documents

    # A single foreign word that would be refused by itself is what the documents were compared in.
    said = reply(assistant, "两份报告对此怎么说", both.turn)
    assert isinstance(said, Answer)
    assert said.sides is not None
    assert said.sides.common == "returns"
