"""Every text exists in every language, with the same gaps, and in its own script."""

import ast
import errno
import re
import string
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.pofile import read_po

from bot.errors import FrontEnd, explain
from bot.i18n import day, language_of_question, moment, say, system_language
from bot.languages import Language
from bot.reindexing.wording import note_lines
from bot.telegram.menus import Where, commands_of
from index.errors import NoEarlierVersionError
from knowledge.errors import naming
from knowledge.script import convert
from knowledge.types import Note, NoteCode

ROOT = Path(__file__).parent.parent.parent
LANGUAGES = get_args(Language)


@cache
def forms(language: str) -> dict[str, tuple[str, ...]]:
    """Return each text, mostly in one form; of those that count something, the form for one comes first."""
    path = ROOT / "bot" / "locales" / f"{language.replace('-', '_')}.po"
    with path.open("rb") as file:
        return {as_tuple(message.id)[0]: as_tuple(message.string) for message in read_po(file) if message.id}


def as_tuple(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def catalogue(language: str) -> dict[str, str]:
    return {key: texts[-1] for key, texts in forms(language).items()}


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_texts_and_gaps(language: str) -> None:
    english = catalogue("en")
    translated = catalogue(language)
    assert translated.keys() == english.keys()
    assert {key: gaps(text) for key, text in translated.items()} == {key: gaps(text) for key, text in english.items()}
    assert all(translated.values())


def test_texts_that_count_have_a_form_for_one_with_the_same_gaps() -> None:
    counting = [texts for texts in forms("en").values() if len(texts) > 1]
    assert counting
    assert all(one != many and gaps(one) == gaps(many) for one, many in counting)
    for number, told in [(1, "1 passage"), (2, "2 passages"), (0, "0 passages")]:
        assert say("en", "versions.passages", passages=number) == told
    assert say("zh-Hans", "versions.passages", passages=1) == "1 段"


def test_simplified_and_traditional_texts_are_in_their_script() -> None:
    assert all(convert(text, "zh-Hans") == text for text in catalogue("zh-Hans").values())
    mixed = [text for text in catalogue("zh-Hant").values() if convert(convert(text, "zh-Hans"), "zh-Hant") != text]
    assert not [text for text in mixed if convert(text, "zh-Hans") == text and re.search("[\u4e00-\u9fff]", text)]


def test_every_text_that_the_code_asks_for_exists() -> None:
    said = {"say": 1, "tell": 2, "tell_once": 2}  # which argument the key is
    asked = {
        part.value
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in said
        for part in _alternatives(node.args[said[node.func.id]])
        if isinstance(part, ast.Constant)
    }
    assert len(asked) > 150
    assert asked <= catalogue("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_that_is_offered_is_described_and_admins_are_helped_with_theirs(language: Language) -> None:
    for where in get_args(Where):
        assert all(not text.startswith("command.") for _, text in commands_of(where, language, "admin"))
    admins = {name for name, _ in commands_of("private", language, "admin")}
    admins -= {name for name, _ in commands_of("private", language, "member")}
    told = say(language, "bot.help-admin")
    assert not [name for name in admins if f"/{name}" not in told]


def test_every_note_on_reading_is_worded() -> None:
    assert {key for key in catalogue("en") if key.startswith("note.")} == {
        f"note.{code}" for code in get_args(NoteCode)
    }


def test_notes_on_reading_are_told_in_the_language_of_the_reader() -> None:
    notes = (Note("pages-from-pictures", 12, pages=41), Note("comments", 2))
    assert note_lines(notes, "zh-Hant") == ["41 頁當中有 12 頁的文字是從圖片辨識出來的", "沒有收入的註解：2 則"]
    assert note_lines(notes, "en")[0] == "12 of 41 pages were read from pictures"


def kinds_of_errors() -> set[str]:
    """The names of `UserError` and of all that derive from it, anywhere in the source."""
    kinds = {"UserError"}
    trees = [ast.parse(path.read_text("utf-8")) for path in sources()]
    while True:
        found = {
            node.name
            for tree in trees
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id in kinds for b in node.bases)
        }
        if found <= kinds:
            return kinds
        kinds |= found


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The server's time zone, as a test sets it."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("UTC0", "2026-11-27 20:56 UTC"),
        ("CST-8", "2026-11-28 04:56 UTC+8"),
        ("IST-5:30", "2026-11-28 02:26 UTC+5:30"),
        ("NST3:30", "2026-11-27 17:26 UTC−3:30"),
    ],
    indirect=["zone"],
)
def test_times_are_those_of_the_servers_zone_which_is_marked(zone: str, shown: str) -> None:
    at = datetime(2026, 11, 27, 20, 56, tzinfo=UTC)
    for given in (at, at.isoformat(), at.astimezone(timezone(timedelta(hours=2))), "2026-11-27T20:56:00"):
        assert (moment(given), day(given)) == (shown, shown[:10])
    assert moment("?") == day("?") == "?"


def test_a_full_disk_names_the_file_and_in_a_chat_nothing_else_of_the_server() -> None:
    with pytest.raises(OSError, match="No space") as caught, naming(Path("/srv/data/curated/questions.yaml")):
        raise OSError(errno.ENOSPC, "No space left on device")
    told = {front_end: explain(caught.value, "en", front_end) for front_end in get_args(FrontEnd)}
    assert told["terminal"].startswith("/srv/data/curated/questions.yaml cannot be read or written (")
    assert told["chat"].startswith("questions.yaml cannot be read or written (no space is left).")
    assert "/srv" not in told["chat"]


@cache
def codes_of_errors() -> set[str]:
    """All codes that the source raises errors with."""
    kinds = kinds_of_errors()
    calls = [
        node
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds and node.args
    ]
    given = [part for call in calls for part in _alternatives(call.args[0])]
    return {part.value for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def _alternatives(value: ast.expr) -> list[ast.expr]:
    return [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]


def sources() -> list[Path]:
    return [path for package in ("knowledge", "index", "bot", "scripts") for path in (ROOT / package).rglob("*.py")]


def test_every_code_of_an_error_has_a_text_and_there_is_no_other() -> None:
    told = {key.removeprefix("error.") for key in catalogue("en") if key.startswith("error.")}
    assert codes_of_errors() | {"disk"} == told


def test_every_problem_that_the_source_names_has_a_text_and_there_is_no_other() -> None:
    named = {key.removeprefix("problem.") for key in catalogue("en") if key.startswith("problem.")}
    source = "\n".join(path.read_text("utf-8") for path in sources())
    found = set(re.findall(r'problem="([a-z-]+)"', source))
    # Given to a function that makes the error, beside names that may be in quotes too.
    found |= named & set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
    assert found == named


def test_next_steps_are_those_of_errors() -> None:
    keys = [key.split(".", 2) for key in catalogue("en") if key.startswith("next.")]
    assert keys
    assert {front_end for _, front_end, _ in keys} == set(get_args(FrontEnd))
    assert {code for *_, code in keys} <= codes_of_errors() | {"disk"}


@pytest.mark.parametrize("front_end", get_args(FrontEnd))
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_is_told_with_the_next_step_where_it_is_told(language: Language, front_end: FrontEnd) -> None:
    told = explain(NoEarlierVersionError("index-no-earlier"), language, front_end)
    assert ("/versions" in told) == (front_end == "chat")
    assert ("springboard versions" in told) == (front_end == "terminal")


def test_an_error_of_the_system_is_told_with_its_file() -> None:
    told = explain(OSError(28, "No space left", "/data/x"), "en", "terminal")
    assert "/data/x" in told
    assert "no space is left" in told
    assert "/data/x" not in explain(OSError(28, "No space left", "/data/x"), "en", "chat")
    assert "Too many links" in explain(OSError(31, "Too many links", "/data/x"), "en", "terminal")
    assert "Too many links" not in explain(OSError(31, "Too many links", "/data/x"), "en", "chat")


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
    assert language_of_question(question) == language


@pytest.mark.parametrize(
    ("name", "language"),
    [
        *(("zh_TW.UTF-8", "zh-Hant"), ("zh_CN", "zh-Hans"), ("en_GB.UTF-8", "en"), ("de_DE@euro", "en")),
        *(("C", "zh-Hans"), ("C.UTF-8", "zh-Hans"), ("POSIX", "zh-Hans"), ("", "zh-Hans")),
    ],
)
@pytest.mark.parametrize("variable", ["LC_ALL", "LC_MESSAGES", "LANG"])
def test_terminal_language_is_that_of_the_locale_installed_or_not(
    variable: str, name: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8" if name else "")
    monkeypatch.setenv(variable, name)
    assert system_language() == language


def test_gaps_are_filled() -> None:
    assert "迪卡侬" in say("zh-Hans", "answer.hedged-names", names="迪卡侬")
