"""What a report says of a week, on a real database, encoder and index."""

from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest

from bot.answering.assistant import Assistant
from bot.languages import Language
from bot.reporting.gathering import gather
from bot.reporting.report import (
    AskedOften,
    DayCount,
    NeverQuoted,
    OpenGap,
    QuotedPassage,
    ReasonCount,
    Report,
    SuiteScore,
)
from bot.reporting.weeks import beginning, last_days
from bot.reporting.wording import report_lines
from bot.state.curation import settle
from bot.state.database import Database, open_database
from bot.state.forgetting import forget
from bot.state.questions import Conversation, Status, finish, receive
from bot.state.quotations import Quotation
from bot.state.ratings import Reason, give_reason, rate
from index.folder_store import FolderStore

SUNDAY = date(2026, 11, 22)
MONDAY = SUNDAY - timedelta(days=6)
TRAINING = ("新主播开播之前要做什么？", "新主播开播前要做什么？", "新主播在开播之前需要做什么")
DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database("", tmp_path / "state.sqlite")
    yield opened
    await opened.close()


class Asking:
    """People who ask, one after the other; each answer has the id of its question and 1000."""

    def __init__(self, database: Database, assistant: Assistant) -> None:
        self.database, self.passages, self.message = database, assistant.snapshot.index.passages, 0
        self.ids = assistant.snapshot.outline.ids

    async def ask(self, text: str, status: Status, day: date, *quoted: int, user: int = 7, hour: int = 12) -> int:
        self.message += 1
        at = beginning(day) + timedelta(hours=hour)
        await receive(self.database, Conversation(user, None, user), self.message, text, "zh-Hans", at)
        quotations = [self._quotation(number) for number in quoted]
        await finish(self.database, user, self.message, status, [self.message + 1000], quotations)
        return self.message

    async def dislike(self, question: int, reason: Reason | None, passage: int | None, user: int = 7) -> None:
        held = "" if passage is None else self.ids[passage]
        await rate(self.database, user, question + 1000, user, -1, "v" if held else "", held)
        if reason:
            await give_reason(self.database, user, question + 1000, user, reason)

    def _quotation(self, number: int) -> Quotation:
        passage = self.passages[number]
        return Quotation(
            passage.document, "tea.md", "0" * 64, "", "v", passage.ref, passage.label, passage.headings, None,
            passage.text, (),
        )  # fmt: skip


@pytest.fixture
async def report(database: Database, assistant: Assistant, tmp_path: Path) -> Report:
    """A week in which three people asked the same, two questions failed, and two answers were disliked."""
    people = Asking(database, assistant)
    for user, text in enumerate(TRAINING, start=1):
        await people.ask(text, "answered", MONDAY, 3, user=user)
    late = await people.ask("主播的收入怎么算？", "answered", SUNDAY, 5, 3, hour=23)
    await people.dislike(late, "outdated", 5)
    by_reaction = await people.ask("茶叶怎么发货？", "answered", SUNDAY, 6, user=8)
    await people.dislike(by_reaction, None, None, user=8)
    await people.ask("今天天气怎么样？", "refused", SUNDAY)
    await people.ask("仓库附近有停车位吗？", "hedged", SUNDAY, 5)
    await people.ask("你好", "answered", SUNDAY)  # a greeting, which quotes nothing
    await people.ask(TRAINING[0], "answered", MONDAY - timedelta(days=1), 0, hour=23)
    await people.ask(TRAINING[0], "answered", SUNDAY + timedelta(days=1), 1, hour=0)
    return await gather(database, assistant, FolderStore(tmp_path / "index"), SUNDAY)


async def test_a_report_counts_the_days_and_groups_what_asks_the_same(report: Report) -> None:
    assert (report.since, report.until) == last_days(SUNDAY) == (MONDAY, SUNDAY)
    assert report.days[0] == DayCount(MONDAY, 3, 0, 0)
    assert report.days[-1] == DayCount(SUNDAY, 2, 1, 1)
    assert (len(report.days), report.questions) == (7, 7)
    (often,) = report.often
    assert often.question in TRAINING
    assert often.times == 3


async def test_what_failed_is_open_until_it_is_settled_and_gone_when_it_is_forgotten(
    report: Report, database: Database, assistant: Assistant, tmp_path: Path
) -> None:
    assert {gap.question for gap in report.gaps} == {
        "主播的收入怎么算？", "茶叶怎么发货？", "今天天气怎么样？", "仓库附近有停车位吗？"
    }  # fmt: skip
    assert (report.thumbs_down, report.reasons) == (2, (ReasonCount("outdated", 1),))
    await settle(database, 1, [gap.id for gap in report.gaps if gap.refused], "not-ours")
    await forget(database, 7)
    after = await gather(database, assistant, FolderStore(tmp_path / "index"), SUNDAY)
    assert [(gap.question, gap.thumbs_down) for gap in after.gaps] == [("茶叶怎么发货？", 1)]
    assert (after.questions, after.reasons) == (4, ())


async def test_passages_are_counted_by_what_the_live_index_has(report: Report, assistant: Assistant) -> None:
    passages = assistant.snapshot.index.passages
    assert [(each.place, each.quoted) for each in report.passages][:2] == [
        (passages[3].label, 4),
        (passages[5].label, 2),
    ]
    assert {(each.place, each.thumbs_down) for each in report.disliked} == {
        (passages[5].label, 1),
        (passages[6].label, 1),
    }
    assert sum(each.passages for each in report.unquoted) == len(passages)
    assert sum(each.never_quoted for each in report.unquoted) == len(passages) - len({0, 1, 3, 5, 6})


@pytest.mark.parametrize("language", get_args(Language))
async def test_five_lines_say_it_in_each_language_and_fit_below_a_picture(report: Report, language: Language) -> None:
    long = replace(
        report,
        often=tuple(AskedOften("问" * 200, 10) for _ in range(5)),
        gaps=tuple(OpenGap(number, "问\n" * 200, 99, 99, 99, 99) for number in range(5)),
        passages=tuple(QuotedPassage("报告", "六、99 (99)", "长" * 99, 99, 99) for _ in range(5)),
        disliked=tuple(QuotedPassage("报告", "六、99 (99)", "长" * 99, 99, 99) for _ in range(5)),
        unquoted=(NeverQuoted("章" * 99, 999, 9999),),
        reasons=tuple(ReasonCount(reason, 99) for reason in get_args(Reason)),
        scores=tuple(SuiteScore("20260101-000000-abcdef", "live", 990, 999) for _ in range(5)),
    )
    for each in (report, long):
        lines = report_lines(each, language, None)
        assert len(lines) == 5
        assert not any("\n" in line for line in lines)
        assert len("\n".join(lines).encode("utf-16-le")) // 2 <= 1024
    assert "×3" in report_lines(report, language, None)[1]
    assert "990/999" in report_lines(long, language, None)[4]


def test_the_docs_name_every_field_of_the_json(report: Report) -> None:
    text = (DOCS / "team.md").read_text("utf-8")
    assert [name for name in asdict(report) if f"`{name}`" not in text] == []
