"""Every text exists in every language, with the same gaps, and in its own script."""

import ast
import re
import string
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.pofile import read_po

from bot.i18n import language_of, say, system_language
from bot.settings import Language
from index.errors import SearchIndexError
from knowledge.errors import REASONS
from knowledge.script import convert

ROOT = Path(__file__).parent.parent.parent
LANGUAGES = get_args(Language)


def catalogue(language: str) -> dict[str, str]:
    path = ROOT / "bot" / "locales" / f"{language.replace('-', '_')}.po"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_texts_and_gaps(language: str) -> None:
    english = catalogue("en")
    translated = catalogue(language)
    assert translated.keys() == english.keys()
    assert {key: gaps(text) for key, text in translated.items()} == {key: gaps(text) for key, text in english.items()}
    assert all(translated.values())


def test_simplified_and_traditional_texts_are_in_their_script() -> None:
    assert all(convert(text, "zh-Hans") == text for text in catalogue("zh-Hans").values())
    mixed = [text for text in catalogue("zh-Hant").values() if convert(convert(text, "zh-Hans"), "zh-Hant") != text]
    assert not [text for text in mixed if convert(text, "zh-Hans") == text and re.search("[\u4e00-\u9fff]", text)]


def test_every_text_that_the_code_asks_for_exists() -> None:
    keys = catalogue("en").keys()
    asked = set()
    for package in ("bot", "scripts"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    asked |= (
                        {node.value} if re.fullmatch(r"(answer|chat|citation|question)\.[a-z-]+", node.value) else set()
                    )
    assert asked
    assert asked <= keys


def test_every_error_has_a_text() -> None:
    codes = set(REASONS) | {error.code for error in SearchIndexError.__subclasses__()}
    assert {f"error.{code}" for code in codes} <= catalogue("en").keys()


def test_english_errors_read_like_the_exceptions() -> None:
    english = catalogue("en")
    assert {code: english[f"error.{code}"] for code in REASONS} == REASONS


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("主播怎么激励？", "zh-Hans"),
        ("主播怎麼激勵？", "zh-Hant"),
        ("How are hosts paid?", "en"),
        ("KPI 怎么定", "zh-Hans"),
        ("", "en"),
    ],
)
def test_language_of_a_question(question: str, language: str) -> None:
    assert language_of(question) == language


@pytest.mark.parametrize(
    ("name", "language"),
    [("zh_TW", "zh-Hant"), ("zh_CN", "zh-Hans"), ("en_GB", "en"), ("de_DE", "en"), (None, "zh-Hans")],
)
def test_terminal_language(name: str | None, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: (name, "UTF-8"))
    assert system_language() == language


def test_gaps_are_filled() -> None:
    assert "迪卡侬" in say("zh-Hans", "answer.hedged-names", names="迪卡侬")
