import io
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.answering.assistant import Assistant
from knowledge.script import convert
from scripts.app import app
from scripts.terminal import show_answer
from tests.scripts.conftest import ROOT, environment

DUTIES = "负责门店的日常经营，安排班次，核对每日账目，并向大区经理汇报每周的销售情况"


def shown(shops: Assistant, question: str) -> str:
    out = io.StringIO()
    show_answer(Console(file=out, width=60, markup=False, highlight=False), shops.ask(question), "zh-Hant", "zh-Hans")
    return out.getvalue()


def test_a_table_is_shown_in_columns_below_the_cell_that_answers(shops: Assistant) -> None:
    lines = shown(shops, "华东的退货率是多少？").splitlines()
    assert lines[0] == "華東 · 蘇州 · 退貨率: 3.1%"
    cells = [line.strip("│ ").split() for line in lines]
    assert ["大區", "城市", "門店數", "退貨率", "物流時效"] in cells
    assert ["華北", "天津", "7", "家", "XX%", "48", "小時"] in cells
    assert not any(" | " in line for line in lines)


def test_no_cell_is_cut_off(shops: Assistant) -> None:
    out = shown(shops, "收银员的月薪是多少？")
    assert "…" not in out
    assert set(convert(DUTIES, "zh-Hant")) <= set(out)


def test_a_passage_without_headings_is_named_by_its_document(shops: Assistant) -> None:
    assert "  1  stock\n" in shown(shops, "会员有什么优惠？")


def test_where_to_look_besides_is_named_by_the_document_where_there_are_several(shops: Assistant) -> None:
    documents = {quote.document for quote in shops.ask("会员有什么优惠？").quotes}
    lines = shown(shops, "会员有什么优惠？").partition("另見")[2].splitlines()[1:]
    assert len(documents) > 1
    assert all(any(title in convert(line, "zh-Hans") for title in documents) for line in lines)


def test_a_reader_that_has_enough_is_told_nothing(tmp_path: Path) -> None:
    for lines in (1, 10, 30):
        run = subprocess.run(
            f"{shlex.quote(sys.executable)} -m scripts.app suite --help | head -n {lines}",
            shell=True,
            cwd=ROOT,
            env=environment(tmp_path) | {"COLUMNS": "70"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert (len(run.stdout.splitlines()), run.stderr) == (lines, "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rollback", ["'springboard versions rollback'"]),
        ("create", ["'springboard backup create'", "'springboard key create'"]),
        ("reidnex", ["'springboard reindex'"]),
        ("mars", []),
    ],
)
def test_a_command_that_is_not_there_is_told_with_what_may_be_meant(typed: str, meant: list[str]) -> None:
    run = CliRunner().invoke(app, [typed])
    assert run.exit_code == 2
    told = " ".join(run.output.replace("│", " ").split())
    assert f"No such command '{typed}'." in told
    assert re.findall(r"'springboard [^']*'", told) == [*meant]
