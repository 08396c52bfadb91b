"""The terminal chat, piped and typed."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.scripts.conftest import ROOT, Run, environment


def test_piped_questions_are_answered_one_by_one(tea: Run) -> None:
    done = tea("scripts.chat", stdin="新主播开播之前要学什么？\n那收入呢？\n\n今天天气怎么样？\n")
    assert done.returncode == 0, done.stderr
    first, second, third = done.stdout.split("❯ ")[1:]
    assert "制茶车间" in first
    assert "底薪和提成" in second
    assert "不在报告的范围之内" in third


def test_more_opens_the_further_places_of_a_sheet_only(tea: Run) -> None:
    done = tea("scripts.chat", stdin="列出所有关于主播的内容\n/more\n")
    assert done.returncode == 0, done.stderr
    sheet, more = done.stdout.split("❯ ")[1:]
    assert "1. " in sheet
    assert "二、1 (2)" in sheet
    assert "no further places" in more


def test_suggested_questions_are_numbered_and_asked_by_their_number(tea: Run) -> None:
    done = tea("scripts.chat", stdin="新主播开播之前要做什么？\n/1\n／1\n/4\n今天天气怎么样？\n/1\n")
    assert done.returncode == 0, done.stderr
    answer, typed, asked, typed_wide, asked_next, none, refused, gone = done.stdout.split("❯ ")[1:]
    suggested = [line[6:] for line in answer.splitlines() if line.startswith(tuple(f"  /{n}  " for n in "123"))]
    assert len(suggested) == 3
    assert (typed.strip(), typed_wide.strip()) == ("/1", "／1")
    assert asked.splitlines()[0] == suggested[0]
    assert asked_next.splitlines()[0] in asked.split("\n  /1  ")[1]
    assert "/4" in none.splitlines()[1]
    assert "  /1  " not in refused
    assert "/1" in gone.splitlines()[1]


@pytest.mark.slow
def test_commands(tea: Run) -> None:
    lines = [
        "／outline",
        "/Outline\t二、1",
        "/outline 第二章 第一节",
        "/outline 2.1",
        "/outline 9",
        "/help",
        "/script zh-Hant",
        "/script x",
        "/nonsense",
        "/new",
    ]
    done = tea("scripts.chat", stdin="\n".join([*lines, "新主播要学什么", "/quit", "不会回答"]) + "\n")
    shown = done.stdout.split("❯ ")[1:]
    assert "二、2  仓储与发货" in shown[0]
    assert "二、1 (2)" in shown[1]
    assert len({text.split("\n", 1)[1] for text in shown[1:4]}) == 1
    assert "no 9" in shown[4]
    assert "/script" in shown[5]
    assert "zh-Hant" in shown[6]
    assert "as-written" in shown[7]
    assert "/nonsense" in shown[8]
    assert "new subject" in shown[9]
    assert "製茶車間" in shown[10]
    assert len(shown) == 12


@pytest.mark.slow
def test_broken_input_bytes_do_not_end_the_chat(tea_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.chat"],
        cwd=ROOT,
        env=environment(tea_home),
        input=b"\xff\xfe\x00\n" + "茶叶怎么储存\n".encode(),
        capture_output=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert "湿度" in done.stdout.decode("utf-8")


@pytest.mark.slow
def test_typed_chat_greets_answers_and_keeps_its_history(tea_home: Path) -> None:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.chat"],
        cwd=ROOT,
        env=environment(tea_home) | {"TERM": "xterm"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    try:
        assert "/outline" in _read_until(master, "/quit")
        os.write(master, "茶叶仓库湿度\r".encode())
        assert "百分之六十" in _read_until(master, "百分之六十")
        os.write(master, b"/quit\r")
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        os.close(master)
    assert "茶叶仓库湿度" in (tea_home / "chat_history").read_text("utf-8")


def _read_until(descriptor: int, wanted: str) -> str:
    shown = b""
    end = time.monotonic() + 120
    while time.monotonic() < end and wanted not in shown.decode("utf-8", "ignore"):
        if select.select([descriptor], [], [], 1)[0]:
            shown += os.read(descriptor, 65536)
    return shown.decode("utf-8", "ignore")
